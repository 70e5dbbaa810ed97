/** A store that somebody made themselves: no thread can open it by its URL. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { ledgerOn } from '../../src/index.js';
import { memoryStore } from '../../src/store/memory.js';
import { form3, holding } from '../ledger/filing.js';
import { right } from './kept.js';

const insiders = 20;

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'own-store-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it('is rebuilt and verified by the thread that has it, whatever workers are asked for', async () => {
  const ledger = ledgerOn(memoryStore(), 'own:log', { readModel: join(folder, 'read') });
  for (let n = 1; n <= insiders; n++) {
    const owner = { cik: String(2_000 + n).padStart(10, '0'), name: `DOE ${n}`, relationship: {} };
    const filing = { ...form3(n, '2024-01-10', [holding(1, '6000')]), owners: [owner] };
    await right(ledger.record(filing));
  }
  expect(await right(ledger.rebuild({ workers: 2 }))).toMatchObject({ finished: true, insiders });
  expect(await right(ledger.verifyReadModel({ workers: 2 }))).toMatchObject({ ok: true, insiders });
  await ledger.close();
});
