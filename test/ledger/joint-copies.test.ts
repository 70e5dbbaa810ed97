/** What one owner told alone and a joint form tells again: one deed and one holding of the issuer's. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Kept, keptLedger, right } from '../readmodel/kept.js';
import { accession, doe, form3, form4, holding, roe, trade } from './filing.js';

const asOf = '2024-12-31';
const why = { reason: 'told twice', by: 'j.doe' };
const [alone, together] = [`${accession(2)}/I.1`, `${accession(3)}/I.1`];
const fund = { ownership: 'I', nature: 'By Doe Roe Fund LP' };

let kept: Kept;
beforeEach(async () => {
  kept = keptLedger();
  const sale = trade(1, '2024-03-04', 'S', 'D', '123', '5877', fund);
  const more = trade(2, '2024-03-08', 'S', 'D', '77', '5800', fund);
  for (const filing of [
    form3(1, '2024-01-10', [holding(1, '6000', fund)]),
    form4(2, '2024-03-05', '2024-03-04', [sale]),
    form4(3, '2024-03-11', '2024-03-04', [sale, more], { owners: [doe, roe] }),
  ])
    await right(kept.ledger.record(filing));
});
afterEach(() => kept.close());

describe.each([
  ['the log', true],
  ['a read model', false],
])('from %s', (_, fromLog) => {
  beforeEach(async () => {
    if (!fromLog) await right(kept.ledger.rebuild({ workers: 0 }));
  });

  const sold = async () => {
    const { codes } = await right(
      kept.ledger.flow({ issuer: 'ACME', from: '2024-01-01', to: asOf, fromLog }),
    );
    return codes.map(({ code, disposed, transactions }) => [code, disposed, transactions]);
  };
  const held = async () => {
    const { totals } = await right(kept.ledger.holders({ issuer: 'ACME', asOf, fromLog }));
    return totals.map(({ quantity, holdings }) => [quantity, holdings]);
  };
  const listed = async () => {
    const { transactions } = await right(
      kept.ledger.transactions({ issuer: 'ACME', asOf, fromLog }),
    );
    return transactions.map((t) => [
      t.shares,
      t.status,
      [t.insider, ...(t.jointWith ?? [])].map(({ id }) => id).sort(),
    ]);
  };

  it('counts once of the issuer', async () => {
    expect(await sold()).toEqual([['S', '200', 2]]);
    expect(await held()).toEqual([['5800', 1]]);
    // The first as who told it first has it, the second as who filed last.
    expect(await listed()).toEqual([
      ['123', 'standing', [doe.cik, roe.cik]],
      ['77', 'standing', [doe.cik, roe.cik]],
    ]);
  });

  it('names who reports the holding together', async () => {
    const { positions } = await right(kept.ledger.holdings({ issuer: 'ACME', asOf, fromLog }));
    expect(positions.map((p) => [p.insider.id, p.jointWith])).toEqual([
      [doe.cik, [roe.cik]],
      [roe.cik, [doe.cik]],
    ]);
  });

  it('counts once before the joint form, and once where the first is withdrawn', async () => {
    const early = { asOf, knownBy: '2024-03-06', fromLog };
    const { transactions } = await right(kept.ledger.transactions({ issuer: 'ACME', ...early }));
    expect(transactions.map((t) => t.transactionId)).toEqual([alone]);
    const { change } = await right(kept.ledger.withdraw(alone, why));
    expect(change?.rows).toContainEqual({
      row: together,
      field: 'status',
      before: 'held-out',
      after: 'standing',
    });
    expect(await sold()).toEqual([['S', '200', 2]]);
    expect(await held()).toEqual([['5800', 1]]);
  });
});

describe('a form that one owner files alone and then both file, the very same', () => {
  it('is one holding of the issuer, by tables and log', async () => {
    const whole = keptLedger();
    const sale = trade(1, '2024-03-04', 'S', 'D', '123', '5877', fund);
    for (const filing of [
      form3(1, '2024-01-10', [holding(1, '6000', fund)]),
      form4(2, '2024-03-05', '2024-03-04', [sale]),
      form4(3, '2024-03-11', '2024-03-04', [sale], { owners: [doe, roe] }),
    ])
      await right(whole.ledger.record(filing));
    await right(whole.ledger.rebuild({ workers: 0 }));
    for (const fromLog of [true, false]) {
      const { totals } = await right(whole.ledger.holders({ issuer: 'ACME', asOf, fromLog }));
      expect(totals.map(({ quantity, holdings }) => [quantity, holdings])).toEqual([['5877', 1]]);
    }
    await whole.close();
  });
});
