/** Whoever cannot be read is missing from an answer, and the answer says so, in every format. */
import { beforeAll, describe, expect, it } from 'vitest';
import { openStore } from '../../src/store/open.js';
import { expectRight } from '../store/opened.js';
import { insiderLedger, insiderLedgerHere, json, sampleLedger } from './command.js';

let store: string;
beforeAll(async () => {
  store = await sampleLedger();
  const opened = await expectRight(openStore(store));
  const unreadable = {
    id: '00000000-0000-5000-8000-000000000001',
    type: 'FilingRecorded',
    data: { nonsense: true },
    metadata: {},
  };
  await expectRight(opened.append('insider-0000009999', 'no-stream', [unreadable]));
  await opened.close();
});

const questions = [
  ['holdings', '--issuer', 'QLYS'],
  ['transactions', '--issuer', 'QLYS'],
  ['conflicts'],
  ['reconcile'],
];

describe('an insider that cannot be read', () => {
  const told = async (words: ReadonlyArray<string>): Promise<void> => {
    for (const format of ['table', 'csv', 'ndjson']) {
      const ran = await insiderLedgerHere([...words, '--format', format], { store });
      expect(ran.code).toBe(0);
      expect(ran.stderr).toContain('nothing is told of 1 insider');
      expect(ran.stderr).toContain('0000009999');
      expect(ran.stdout).not.toContain('0000009999');
    }
  };

  it('is named on standard error', async () => {
    for (const words of questions) await told(words);
    const ran = await insiderLedger(['holdings', '--issuer', 'QLYS', '--format', 'json'], {
      store,
    });
    expect(json(ran)).toMatchObject({ missing: ['0000009999'] });
  }, 60_000);

  it('is named where a read model answers as well', async () => {
    expect((await insiderLedger(['rebuild'], { store })).code).toBe(1);
    await told(['positions']);
    await told(['holdings', '--issuer', 'QLYS']);
  }, 60_000);
});
