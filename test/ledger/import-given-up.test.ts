/** An import whose store fails says what is recorded, what is not known, and what to do. */
import { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Ledger, ledgerOn } from '../../src/index.js';
import type { FaultKind } from '../esdb-double/faults.js';
import { EsdbDouble } from '../esdb-double/server.js';
import { right } from '../readmodel/kept.js';
import { openOn } from '../store/esdb-harness.js';
import { doe, form3, holding, roe } from './filing.js';

let node: EsdbDouble;
let ledger: Ledger;
beforeEach(async () => {
  node = await EsdbDouble.start();
  const limits = { settleMs: 1_200, attemptMs: 300 };
  ledger = ledgerOn(await openOn(node, { limits }), node.url);
});
afterEach(async () => {
  node.faults.clear();
  await ledger.close();
  await node.stop();
});

const owner = (n: number) => ({ ...doe, cik: `00000020${String(n).padStart(2, '0')}` });
const filing = (n: number, owners: ReadonlyArray<object> = [owner(n)]) => ({
  ...form3(n, '2024-01-10', [holding(1, '6000')]),
  owners,
});
const append = (filings: ReadonlyArray<object>) =>
  ledger.append(Readable.from(filings.map((one) => Buffer.from(`${JSON.stringify(one)}\n`))))();
/** Lets so many appends through, then does this to all. */
const afterAppends = (count: number, kind: Extract<FaultKind, 'busy' | 'silent'>): void => {
  let left = count;
  node.faults.plan = (site) => (site === 'append' && left-- <= 0 ? { kind } : undefined);
};
const six = [1, 2, 3, 4, 5, 6].map((n) => filing(n));

describe('an import that gives up', () => {
  it('counts what was certainly not written', async () => {
    await right(ledger.record(filing(1)));
    afterAppends(2, 'busy');
    const given = await append(six);
    expect(given).toMatchObject({
      left: {
        code: 'STORE_UNAVAILABLE',
        outcome: 'not-written',
        message: expect.stringMatching(
          /given up after .* By then 2 filings were recorded and 1 had been before\. Of those under way: 3 certainly not written \(not-written\)\. Run the same again/s,
        ),
      },
    });
    node.faults.clear();
    expect(await append(six)).toMatchObject({ right: { recorded: 3, alreadyRecorded: 3 } });
  });

  it('counts what may be written, and what may be written in part', async () => {
    afterAppends(1, 'silent');
    expect(await append(six)).toMatchObject({
      left: {
        outcome: 'unknown',
        message: expect.stringMatching(
          /By then 1 filing was recorded and 0 had been before\. Of those under way: 5 perhaps written, whole or in part \(unknown\)/,
        ),
      },
    });
    afterAppends(0, 'busy');
    expect(await append([filing(7, [doe, roe])])).toMatchObject({
      left: { message: expect.stringMatching(/1 perhaps written/) },
    });
  });

  it('counts as recorded what it wrote in an append whose answer was lost', async () => {
    node.faults.once('append', { kind: 'written-connection-lost' }, { kind: 'written-silent' });
    expect(await append(six)).toMatchObject({ right: { recorded: 6, alreadyRecorded: 0 } });
  });
});
