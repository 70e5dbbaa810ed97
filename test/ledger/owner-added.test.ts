/**
 * A joint filer added by an amendment: it reports the original's row. One transaction for the
 * issuer, one name for it in every owner's stream, whatever came first.
 */
import { describe, expect, it } from 'vitest';
import type { CompleteFiling } from '../../src/event/identity.js';
import { type Kept, keptLedger, right } from '../readmodel/kept.js';
import {
  acme,
  buys,
  form3,
  form4,
  form4a,
  holds,
  type RowTold,
  sells,
} from '../scenarios/filings.js';

const lp = { by: 'By LP' } as const;
const opening = form3(
  { accepted: '2024-01-12', period: '2024-01-03', owners: ['Quill'] },
  holds(1000, lp),
);
const original = form4(
  { accepted: '2024-08-22', owners: ['Quill'] },
  buys(100, { on: '2024-08-20', at: 10, leaving: 1100, ...lp }),
);
const amendment = (...rows: ReadonlyArray<RowTold>): CompleteFiling =>
  form4a({ accepted: '2024-08-30', box4: '2024-08-22', owners: ['Quill', 'Quill LP'] }, ...rows);
const addsOwner = amendment(buys(100, { on: '2024-08-20', at: 10, leaving: 1100, ...lp }));
const corrects = amendment(buys(110, { on: '2024-08-20', at: 10, leaving: 1110, ...lp }));
/** The partnership alone goes on. */
const later = form4(
  { accepted: '2024-10-03', owners: ['Quill LP'] },
  sells(100, { on: '2024-10-01', at: 12, leaving: 1000, ...lp }),
);
const [quill = '', partnership = ''] = addsOwner.owners.map((o) => o.cik ?? '');
const row = `${original.accession}/I.1`;

const permutations = <A>(all: ReadonlyArray<A>): ReadonlyArray<ReadonlyArray<A>> =>
  all.length < 2
    ? [all]
    : all.flatMap((one, i) => permutations(all.toSpliced(i, 1)).map((rest) => [one, ...rest]));

const recorded = async (order: ReadonlyArray<CompleteFiling>): Promise<Kept> => {
  const kept = keptLedger();
  // From the beginning, so that every filing is taken in by following.
  await right(kept.ledger.rebuild({ workers: 0 }));
  for (const filing of order) {
    await kept.record(filing);
    await right(kept.ledger.holdings({ insider: filing.owners[0]?.cik ?? '' }));
  }
  return kept;
};

const flow = async ({ ledger }: Kept, knownBy?: string) => {
  const period = { issuer: acme, from: '2024-08-01', to: '2024-09-30' };
  const { market } = await right(
    ledger.flow(knownBy === undefined ? period : { ...period, knownBy }),
  );
  return market.map(({ bought, boughtValue, buyers, transactions }) => ({
    bought,
    boughtValue,
    buyers,
    transactions,
  }));
};

const told = async (kept: Kept) => {
  const said: Array<unknown> = [];
  for (const insider of [quill, partnership])
    for (const knownBy of ['2024-08-25', '2024-09-30', '2025-01-01']) {
      const [kept1, folded] = await Promise.all(
        [false, true].map(async (fromLog) => {
          const asked = { insider, asOf: '2024-09-30', knownBy, fromLog };
          return {
            transactions: await right(kept.ledger.transactions(asked)),
            holdings: await right(kept.ledger.holdings(asked)),
            conflicts: await right(kept.ledger.conflicts(asked)),
          };
        }),
      );
      expect(kept1).toEqual(folded);
      said.push(folded);
    }
  said.push(await flow(kept));
  const { differences } = await right(kept.ledger.verifyReadModel({ workers: 0 }));
  expect(differences).toEqual([]);
  return said;
};

describe('an owner added by an amendment', () => {
  it('reports the row of the original: one transaction and one holding for the issuer', async () => {
    const kept = await recorded([opening, original, addsOwner]);
    expect(await flow(kept)).toEqual([
      { bought: '100', boughtValue: '1000', buyers: 2, transactions: 1 },
    ]);
    const { totals } = await right(kept.ledger.holders({ issuer: acme, asOf: '2024-09-01' }));
    expect(totals).toMatchObject([{ quantity: '1100', holdings: 1 }]);
    const { transactions } = await right(kept.ledger.transactions({ issuer: acme }));
    expect(
      transactions.map((t) => [
        t.insider.id,
        (t.jointWith ?? []).map(({ id }) => id),
        t.transactionId,
      ]),
    ).toEqual([[[quill, partnership].sort()[0], [[quill, partnership].sort()[1]], row]]);
    await kept.close();
  });

  it('reports nothing before the amendment is known', async () => {
    const kept = await recorded([opening, original, addsOwner]);
    expect(await flow(kept, '2024-08-25')).toEqual([
      { bought: '100', boughtValue: '1000', buyers: 1, transactions: 1 },
    ]);
    for (const fromLog of [true, false]) {
      const asked = { insider: partnership, knownBy: '2024-08-25', fromLog };
      expect((await right(kept.ledger.holdings(asked))).positions).toEqual([]);
      expect((await right(kept.ledger.transactions(asked))).transactions).toEqual([]);
    }
    await kept.close();
  });

  it('is no orphan, and its row tells what it confirms', async () => {
    const kept = await recorded([opening, original, addsOwner]);
    const { conflicts } = await right(kept.ledger.conflicts({ insider: partnership }));
    expect(conflicts).toEqual([]);
    const { transactions } = await right(kept.ledger.transactions({ insider: partnership }));
    expect(transactions.map((t) => t.versions.map((v) => `${v.outcome} ${v.row}`))).toEqual([
      [`original ${row}`, `confirmed ${addsOwner.accession}/I.1`],
    ]);
    await kept.close();
  });

  it('may be added and the row corrected at once', async () => {
    const kept = await recorded([opening, original, corrects]);
    expect(await flow(kept)).toEqual([
      { bought: '110', boughtValue: '1100', buyers: 2, transactions: 1 },
    ]);
    for (const insider of [quill, partnership]) {
      const { transactions } = await right(kept.ledger.transactions({ insider }));
      expect(transactions.map((t) => [t.transactionId, t.status, t.shares])).toEqual([
        [row, 'corrected', '110'],
      ]);
    }
    await kept.close();
  });

  it('answers the same in whatever order the filings arrive', async () => {
    for (const filings of [
      [opening, original, addsOwner, later],
      [opening, original, corrects],
    ]) {
      const answers: Array<string> = [];
      for (const order of permutations(filings)) {
        const kept = await recorded(order);
        answers.push(JSON.stringify(await told(kept)));
        await kept.close();
      }
      expect(new Set(answers).size).toBe(1);
    }
  });

  it('goes on with what it holds', async () => {
    const kept = await recorded([later, addsOwner, original, opening]);
    const { positions } = await right(
      kept.ledger.holdings({ insider: partnership, asOf: '2024-12-31' }),
    );
    expect(positions.map((p) => [p.quantity, p.unexplained, p.status])).toEqual([
      ['1000', '0', 'reported'],
    ]);
    await kept.close();
  });

  it('reports a row no more that is withdrawn from whom it was reported first', async () => {
    const kept = await recorded([opening, original, addsOwner]);
    await right(kept.ledger.withdraw(row, { reason: 'test', by: 'operator' }));
    expect(await flow(kept)).toEqual([]);
    for (const fromLog of [true, false]) {
      const { transactions } = await right(
        kept.ledger.transactions({ insider: partnership, fromLog }),
      );
      expect(transactions.map((t) => t.status)).toEqual(['withdrawn']);
    }
    await kept.close();
  });

  it('has filings of its own only', async () => {
    const kept = await recorded([opening, original, addsOwner]);
    const { changes } = await right(kept.ledger.filed({ on: '2024-08-22' }));
    expect(changes.map((c) => c.insider)).toEqual([quill]);
    await kept.close();
  });
});

describe('an amendment that an owner can link by itself', () => {
  it('is not linked to what a co-owner reported beside it', async () => {
    const own = form4(
      { accepted: '2024-08-22', owners: ['Quill LP'] },
      buys(100, { on: '2024-08-20', at: 10, leaving: 1100, ...lp }),
    );
    const kept = await recorded([original, own, addsOwner]);
    for (const [insider, first] of [
      [quill, row],
      [partnership, `${own.accession}/I.1`],
    ] as const) {
      const { transactions } = await right(kept.ledger.transactions({ insider }));
      expect(transactions.map((t) => t.transactionId)).toEqual([first]);
      expect((await right(kept.ledger.conflicts({ insider }))).conflicts).toEqual([]);
    }
    await kept.close();
  });

  it('finds a second amendment after the one that added it', async () => {
    const second = form4a(
      { accepted: '2024-09-12', box4: '2024-08-22', owners: ['Quill', 'Quill LP'] },
      buys(120, { on: '2024-08-20', at: 10, leaving: 1120, ...lp }),
    );
    for (const order of permutations([original, addsOwner, second])) {
      const kept = await recorded(order);
      for (const insider of [quill, partnership])
        for (const fromLog of [true, false]) {
          const { transactions } = await right(kept.ledger.transactions({ insider, fromLog }));
          expect(transactions.map((t) => [t.transactionId, t.shares])).toEqual([[row, '120']]);
        }
      await kept.close();
    }
  });

  it('finds the original behind an amendment of a co-owner alone', async () => {
    const alone = form4a(
      { accepted: '2024-08-26', box4: '2024-08-22', owners: ['Quill'] },
      buys(105, { on: '2024-08-20', at: 10, leaving: 1105, ...lp }),
    );
    const kept = await recorded([addsOwner, alone, original]);
    const { transactions } = await right(kept.ledger.transactions({ insider: partnership }));
    expect(transactions.map((t) => [t.transactionId, t.shares])).toEqual([[row, '100']]);
    expect(await flow(kept)).toMatchObject([{ bought: '100', buyers: 2, transactions: 1 }]);
    await kept.close();
  });
});

describe('an amendment of one of two forms that look alike', () => {
  const [first, second] = [1250, 1300].map((leaving) =>
    form4(
      { accepted: '2024-08-22', owners: ['Quill'] },
      buys(100, { on: '2024-08-20', at: 10, leaving, ...lp }),
    ),
  ) as [CompleteFiling, CompleteFiling];
  const unclear = amendment(buys(100, { on: '2024-08-20', at: 11, leaving: 1275, ...lp }));

  it('amends for all what it amends for one, whose balances tell', async () => {
    for (const order of permutations([first, second, unclear])) {
      const kept = await recorded(order);
      for (const fromLog of [true, false]) {
        const rowsOf = async (insider: string) => {
          const { transactions } = await right(kept.ledger.transactions({ insider, fromLog }));
          return transactions.filter((t) => t.price === '11').map((t) => t.transactionId);
        };
        const restated = await rowsOf(quill);
        expect(restated).toHaveLength(1);
        expect(await rowsOf(partnership)).toEqual(restated);
        const asked = { insider: partnership, fromLog };
        expect((await right(kept.ledger.conflicts(asked))).conflicts).toEqual([]);
      }
      await kept.close();
    }
  });
});
