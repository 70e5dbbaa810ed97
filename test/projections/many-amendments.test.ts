import * as E from 'fp-ts/lib/Either.js';
import { expect, it } from 'vitest';
import { openLedger } from '../../src/index.js';

/** It took minutes: each row that was amended was put in order anew among all of them. */
const secondsMax = 30;

/** Of the processor: another program's share is no fault of ours. */
const secondsSince = (from: NodeJS.CpuUsage): number => {
  const { user, system } = process.cpuUsage(from);
  return (user + system) / 1e6;
};

it('eight amendments of 800 rows each are folded in time', async () => {
  const opened = await openLedger('memory:')();
  if (E.isLeft(opened)) throw new Error(opened.left.message);
  const ledger = opened.right;
  const filing = (k: number) => ({
    form: k === 0 ? '4' : '4/A',
    ...(k === 0 ? {} : { originalFiledOn: '2024-03-05' }),
    accession: `0009990900-24-0000${10 + k}`,
    filedOn: `2024-03-${String(5 + k).padStart(2, '0')}`,
    period: '2024-03-01',
    issuer: { cik: '0009990009', name: 'Ash Works' },
    owners: [{ cik: '0009990301', name: 'DOE ANN', relationship: {} }],
    rows: Array.from({ length: 800 }, (_, i) => ({
      table: 'I',
      position: i + 1,
      kind: 'transaction',
      security: 'Common Stock',
      transactionDate: '2024-03-01',
      coding: { form: '4', code: 'S' },
      shares: String(100 + i + k * 3),
      price: String(10 + k),
      acquiredDisposed: 'D',
      sharesFollowing: String(1_000_000 - i * 7 - k),
      ownership: 'D',
    })),
  });
  for (let k = 0; k <= 8; k++) expect(E.isRight(await ledger.record(filing(k))())).toBe(true);
  const from = process.cpuUsage();
  expect(E.isRight(await ledger.holdings({ insider: '9990301', asOf: '2024-06-01' })())).toBe(true);
  expect(secondsSince(from)).toBeLessThan(secondsMax);
  await ledger.close();
}, 600_000);
