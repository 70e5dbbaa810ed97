/**
 * What was filed last is what counts of a transaction that several report, also where one form has
 * the instant of its acceptance and the other only the day on which it was filed.
 */
import { describe, expect, it } from 'vitest';
import { keptLedger, right } from '../readmodel/kept.js';
import { acme, form4, form4a, sells } from '../scenarios/filings.js';

const sale = (shares: number, leaving: number) =>
  sells(shares, { at: 10, on: '2024-03-04', leaving });

/** What the issuer's holders sold, from the log and from a read model. */
const sold = async (first: string, time: string, filedOn: string) => {
  const { ledger, record, close } = keptLedger();
  await record(form4({ accepted: first, time, owners: ['Doe', 'Roe'] }, sale(1000, 5000)));
  await record({
    ...form4a({ accepted: filedOn, box4: first, owners: ['Doe'] }, sale(900, 5100)),
    acceptedAt: null,
    filedBasis: 'manifest',
  });
  await right(ledger.rebuild({ workers: 0 }));
  const period = { issuer: acme, from: '2024-03-01', to: '2024-03-31' };
  const flows = await Promise.all(
    [true, false].map((fromLog) => right(ledger.flow({ ...period, fromLog }))),
  );
  await close();
  return flows.map(({ codes }) => codes.map(({ code, disposed }) => [code, disposed]));
};

describe('a transaction that two report and one amends', () => {
  it.each([
    ['on another day', '2024-03-05', '16:30', '2024-03-12'],
    ['on the same day', '2024-03-05', '16:30', '2024-03-05'],
    ['on the day after an evening', '2024-03-05', '20:30', '2024-03-06'],
  ])('is what the amendment says, %s', async (_, first, time, filedOn) => {
    expect(await sold(first, time, filedOn)).toEqual([[['S', '900']], [['S', '900']]]);
  });
});
