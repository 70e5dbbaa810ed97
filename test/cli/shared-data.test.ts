/** Real filings, where the project's shared data lie beside the checkout. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  insiderLedger,
  insiderLedgerHere,
  json,
  type Ran,
  shared,
  temporaryFolder,
} from './command.js';

const seeds = shared === undefined ? '' : join(shared, 'seeds');
const filings = shared === undefined ? '' : join(shared, 'data/filings');

interface Position {
  readonly quantity: string;
  readonly status: string;
  readonly kind: string;
  readonly unexplained: string;
  readonly terms: { readonly exercisePrice: string; readonly expiresOn: string } | null;
}

const positions = (ran: Ran): ReadonlyArray<Position> =>
  (json(ran) as { positions: ReadonlyArray<Position> }).positions;

describe.skipIf(!existsSync(seeds))('the three Qualys forms (skipped without shared data)', () => {
  const store = `sqlite:${join(temporaryFolder(), 'seeds.db')}`;
  let imported: Ran;
  beforeAll(async () => {
    imported = await insiderLedger(['import', seeds, '--format', 'json'], { store });
  });
  const on = async (insider: string, day: string): Promise<ReadonlyArray<Position>> =>
    positions(
      await insiderLedgerHere(
        ['holdings', '--insider', insider, '--as-of', day, '--format', 'json'],
        { store },
      ),
    );
  const option = (all: ReadonlyArray<Position>, price: string): Position | undefined =>
    all.find((p) => p.terms?.exercisePrice === price);

  it('are recorded; the code of conduct is rejected as what it is', () => {
    expect(imported.code).toBe(1);
    expect(json(imported)).toMatchObject({
      files: 4,
      recorded: 3,
      rejected: [{ code: 'NOT_AN_OWNERSHIP_DOCUMENT' }],
    });
  });

  it('tell what Bruce Posey held', async () => {
    const first = await on('posey', '2018-12-10');
    expect(first[0]).toMatchObject({ kind: 'share', quantity: '57442' });
    expect(option(first, '37.28')).toMatchObject({ quantity: '15000', status: 'reported' });
    const last = await on('posey', '2024-08-20');
    expect(last[0]).toMatchObject({ quantity: '55948', unexplained: '-1164' });
    expect(option(last, '25.56')).toMatchObject({ quantity: '2000' });
    expect(option(await on('posey', '2025-07-30'), '37.28')).toMatchObject({ status: 'expired' });
  });

  it('tell what the trust held after ten sales that chain', async () => {
    const [position] = await on('family trus', '2021-11-04');
    expect(position).toMatchObject({ quantity: '3850339', unexplained: '0' });
  });

  it('are all found under the issuer, though one lost its symbol and the end of its name', async () => {
    const args = ['holdings', '--issuer', 'QLYS', '--as-of', '2024-12-31', '--include-closed'];
    const found = positions(await insiderLedgerHere([...args, '--format', 'json'], { store }));
    expect(found.map((p) => p.quantity)).toEqual(['55948', '2000', '15000', '3850339']);
  });

  it('state averages that lie in their ranges', async () => {
    const ran = await insiderLedgerHere(
      ['transactions', '--issuer', 'QLYS', '--format', 'ndjson'],
      {
        store,
      },
    );
    const ranged = ran.stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line))
      .flatMap((t) =>
        t.facts
          .filter((f: { kind: string }) => f.kind === 'weighted-average-price')
          .map((f: { low: string; high: string }) => [f.low, t.price, f.high].map(Number)),
      );
    expect(ranged.length).toBeGreaterThan(4);
    for (const [low, price, high] of ranged) {
      expect(price).toBeGreaterThanOrEqual(low);
      expect(price).toBeLessThanOrEqual(high);
    }
  });
});

describe.skipIf(!existsSync(filings))('108 filings (skipped without shared data)', () => {
  const store = `sqlite:${join(temporaryFolder(), 'filings.db')}`;
  const words = ['import', filings, '--manifest', join(filings, 'manifest.csv'), '--format=json'];

  it('are recorded, and again are there already', async () => {
    expect(json(await insiderLedger(words, { store }))).toMatchObject({
      recorded: 108,
      rejected: [],
    });
    expect(json(await insiderLedger(words, { store }))).toMatchObject({
      recorded: 0,
      alreadyRecorded: 108,
      rejected: [],
    });
  });

  it('show the split of Tesla’s stock as what it is', async () => {
    const ran = await insiderLedgerHere(['reconcile', '--issuer', 'TSLA', '--format', 'json'], {
      store,
    });
    const { unexplained } = json(ran) as {
      unexplained: ReadonlyArray<{ explanation: { kind: string; detail: string } | null }>;
    };
    expect(unexplained.some((u) => u.explanation?.detail.startsWith('split 5:1'))).toBe(true);
  });
});
