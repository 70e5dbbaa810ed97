/** A filing read from a data set first and from its document later, in a read model. */
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Filing } from '../../src/filing/model.js';
import { readDataSet } from '../../src/filing/readers/data-set.js';
import { printOwnershipXml } from '../filing/ownership-writer.js';
import { disagreements, type Kept, keptLedger, right } from './kept.js';

const fixture = join(import.meta.dirname, '../fixtures/data-set');
const ada = '0009991001';
const purchase = '0009990001-24-000002';
const moments = [{ asOf: '2024-12-31' }, { asOf: '2024-12-31', knownBy: '2024-09-01' }];

const filed = async (accession: string): Promise<Filing> => {
  const files = readdirSync(fixture)
    .filter((name) => name.endsWith('.tsv'))
    .map((name) => join(fixture, name));
  for await (const item of readDataSet({ path: fixture, files }))
    if (item.kind === 'reading' && item.reading.filing.accession === accession)
      return item.reading.filing;
  throw new Error(`no ${accession} in the fixture`);
};

let home: string;
let kept: Kept;
beforeEach(async () => {
  home = mkdtempSync(join(tmpdir(), 'data-set-kept-'));
  kept = keptLedger();
  await right(kept.ledger.import([fixture]));
});
afterEach(async () => {
  await kept.close();
  rmSync(home, { recursive: true });
});

const importDocument = async (): Promise<void> => {
  const filing = await filed(purchase);
  writeFileSync(
    join(home, 'form.xml'),
    printOwnershipXml({ ...filing, schemaVersion: 'X0508' }).replaceAll('25.5', '25.75'),
  );
  writeFileSync(
    join(home, 'manifest.csv'),
    `path,accession,filedOn\nform.xml,${purchase},${filing.filedOn}\n`,
  );
  const { recorded, rejected } = await right(
    kept.ledger.import([join(home, 'form.xml')], { manifest: join(home, 'manifest.csv') }),
  );
  expect({ recorded, rejected }).toEqual({ recorded: 1, rejected: [] });
};

const insiders = async (): Promise<ReadonlyArray<string>> => [
  ...new Set((await right(kept.ledger.positions({}))).positions.map((p) => p.insider.id)),
];

/** Versions of transactions that the filing reports. */
const rowsOf = async (): Promise<ReadonlyArray<string>> => {
  const { transactions } = await right(kept.ledger.transactions({ insider: ada }));
  const rows = transactions.flatMap((t) => t.versions.map((v) => v.row));
  const own = rows.filter((row) => row.startsWith(purchase));
  expect(own.length).toBeGreaterThan(0);
  return own;
};

describe('a filing of a data set whose document comes later', () => {
  it('is replaced where it is followed, as where everything is rebuilt', async () => {
    await right(kept.ledger.rebuild({ workers: 0 }));
    // A data set keeps no order of rows: its rows are named by their surrogate keys.
    expect((await rowsOf()).every((row) => row.includes('~'))).toBe(true);
    await importDocument();
    const { signal } = new AbortController();
    await right(kept.ledger.follow({ signal, once: true }));
    expect((await rowsOf()).some((row) => row.includes('~'))).toBe(false);
    const followed = await right(kept.ledger.readModelDigest());
    expect(await disagreements(kept.ledger, await insiders(), moments)).toEqual([]);
    const rebuilt = await right(kept.ledger.rebuild({ workers: 0, digest: true }));
    expect(rebuilt.digest).toBe(followed);
    expect(await disagreements(kept.ledger, await insiders(), moments)).toEqual([]);
    expect(await right(kept.ledger.status())).toMatchObject({ filings: 12 });
  });
});
