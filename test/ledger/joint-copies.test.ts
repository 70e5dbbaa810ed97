/**
 * What a joint form tells again: one deed and one holding of the issuer's, unless one of the owners
 * decides that it is another.
 */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { disagreementsAtLarge, type Kept, keptLedger, right } from '../readmodel/kept.js';
import { accession, doe, form3, form4, holding, roe, trade } from './filing.js';

const asOf = '2024-12-31';
const why = { reason: 'told twice', by: 'j.doe' };
const [alone, together] = [`${accession(2)}/I.1`, `${accession(3)}/I.1`];
const fund = { ownership: 'I', nature: 'By Doe Roe Fund LP' };
const sale = trade(1, '2024-03-04', 'S', 'D', '123', '5877', fund);
const more = trade(2, '2024-03-08', 'S', 'D', '77', '5800', fund);
const both = { owners: [doe, roe] };

/** A Form 3 and a Form 4 with the sale by `first`, then a Form 4 by both with these rows. */
const told = async (first: object, again: ReadonlyArray<object>): Promise<Kept> => {
  const ledger = keptLedger();
  for (const filing of [
    { ...form3(1, '2024-01-10', [holding(1, '6000', fund)]), ...first },
    form4(2, '2024-03-05', '2024-03-04', [sale], first),
    form4(3, '2024-03-11', '2024-03-04', again, both),
  ])
    await right(ledger.ledger.record(filing));
  return ledger;
};

let kept: Kept;
beforeEach(async () => {
  kept = await told({}, [sale, more]);
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
    const whole = await told({}, [sale]);
    await right(whole.ledger.rebuild({ workers: 0 }));
    for (const fromLog of [true, false]) {
      const { totals } = await right(whole.ledger.holders({ issuer: 'ACME', asOf, fromLog }));
      expect(totals.map(({ quantity, holdings }) => [quantity, holdings])).toEqual([['5877', 1]]);
    }
    await whole.close();
  });
});

describe('two joint forms with the same row, of which one owner decides that they tell two', () => {
  it('count of the issuer what any owner counts', async () => {
    const joint = await told(both, [sale, more]);
    const sold = async () => {
      const asked = { issuer: 'ACME', from: '2024-01-01', to: asOf };
      const { codes } = await right(joint.ledger.flow(asked));
      return codes.map(({ disposed, transactions }) => [disposed, transactions]);
    };
    const decide = async (insider: string, choice: string) => {
      const { conflicts } = await right(joint.ledger.conflicts({ insider }));
      const asked = conflicts.find(({ type }) => type === 'DUPLICATE_FILING');
      await right(joint.ledger.decide(asked?.conflictId ?? '', choice, why));
    };
    expect(await sold()).toEqual([['200', 2]]);
    await decide(doe.cik, 'distinct');
    expect(await sold()).toEqual([['323', 3]]);
    const { transactions } = await right(joint.ledger.transactions({ issuer: 'ACME', asOf }));
    expect(transactions.map(({ shares, status }) => [shares, status])).toEqual([
      ['123', 'standing'],
      ['123', 'standing'],
      ['77', 'standing'],
    ]);
    expect(await disagreementsAtLarge(joint, ['ACME'], [], [{ asOf }])).toEqual([]);
    await decide(roe.cik, 'distinct');
    expect(await sold()).toEqual([['323', 3]]);
    await decide(doe.cik, 'duplicate');
    await decide(roe.cik, 'duplicate');
    expect(await sold()).toEqual([['200', 2]]);
    await joint.close();
  });
});
