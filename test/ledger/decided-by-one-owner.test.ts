/** Two joint forms with the same row, of which one of the owners decides that they tell two deeds. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { disagreementsAtLarge, type Kept, keptLedger, right } from '../readmodel/kept.js';
import { doe, form3, form4, holding, roe, trade } from './filing.js';

const asOf = '2024-12-31';
const why = { reason: 'two deeds', by: 'j.doe' };
const fund = { ownership: 'I', nature: 'By Doe Roe Fund LP' };
const both = { owners: [doe, roe] };

let kept: Kept;
beforeEach(async () => {
  kept = keptLedger();
  const sale = trade(1, '2024-03-04', 'S', 'D', '123', '5877', fund);
  const more = trade(2, '2024-03-08', 'S', 'D', '77', '5800', fund);
  for (const filing of [
    { ...form3(1, '2024-01-10', [holding(1, '6000', fund)]), ...both },
    form4(2, '2024-03-05', '2024-03-04', [sale], both),
    form4(3, '2024-03-11', '2024-03-04', [sale, more], both),
  ])
    await right(kept.ledger.record(filing));
});
afterEach(() => kept.close());

const sold = async () => {
  const asked = { issuer: 'ACME', from: '2024-01-01', to: asOf };
  const { codes } = await right(kept.ledger.flow(asked));
  return codes.map(({ disposed, transactions }) => [disposed, transactions]);
};
const listed = async () => {
  const { transactions } = await right(kept.ledger.transactions({ issuer: 'ACME', asOf }));
  return transactions.map(({ shares, status }) => [shares, status]);
};
const decide = async (insider: string, choice: string) => {
  const { conflicts } = await right(kept.ledger.conflicts({ insider }));
  const asked = conflicts.find(({ type }) => type === 'DUPLICATE_FILING');
  await right(kept.ledger.decide(asked?.conflictId ?? '', choice, why));
};

it('counts of the issuer what any owner counts', async () => {
  expect(await sold()).toEqual([['200', 2]]);
  await decide(doe.cik, 'distinct');
  const two = ['123', 'standing'];
  expect(await sold()).toEqual([['323', 3]]);
  expect(await listed()).toEqual([two, two, ['77', 'standing']]);
  expect(await disagreementsAtLarge(kept, ['ACME'], [], [{ asOf }])).toEqual([]);
  await decide(roe.cik, 'distinct');
  expect(await sold()).toEqual([['323', 3]]);
  await decide(doe.cik, 'duplicate');
  await decide(roe.cik, 'duplicate');
  expect(await sold()).toEqual([['200', 2]]);
});
