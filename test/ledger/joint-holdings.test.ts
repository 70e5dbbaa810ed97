/** What several owners report of one holding: marked where each has it listed, once in `holders`. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Kept, keptLedger, right } from '../readmodel/kept.js';
import { doe, form4, roe, trade } from './filing.js';

const zeta = { cik: '0000000043', name: 'ZETA INC', symbol: 'ZETA' };
const asOf = '2024-12-31';

let kept: Kept;
beforeEach(async () => {
  kept = keptLedger();
  const director = { ...doe, relationship: { director: true } };
  for (const filing of [
    form4(1, '2024-03-05', '2024-03-04', [trade(1, '2024-03-04', 'P', 'A', '100', '100')], {
      owners: [director, { ...roe, relationship: { officer: true, officerTitle: 'CFO' } }],
    }),
    // Roe's alone, and in the class of the joint holding: the later report of it.
    form4(2, '2024-05-10', '2024-05-01', [trade(1, '2024-05-01', 'S', 'D', '10', '90')], {
      owners: [{ ...roe, relationship: { officer: true, officerTitle: 'CEO' } }],
    }),
    form4(3, '2024-04-03', '2024-04-02', [trade(1, '2024-04-02', 'A', 'A', '7', '7')], {
      issuer: zeta,
    }),
  ])
    await right(kept.ledger.record(filing));
});
afterEach(() => kept.close());

const marks = (positions: ReadonlyArray<object>): ReadonlyArray<string> =>
  (
    positions as ReadonlyArray<{
      readonly insider: { readonly name: string };
      readonly issuer: { readonly symbol: string | null };
      readonly jointWith?: ReadonlyArray<string>;
    }>
  ).map(
    ({ insider, issuer, jointWith }) =>
      `${insider.name} ${issuer.symbol}: ${jointWith?.join(' ') ?? 'not told'}`,
  );

describe.each([
  ['the log', true],
  ['a read model', false],
])('from %s', (_, fromLog) => {
  beforeEach(async () => {
    if (!fromLog) await right(kept.ledger.rebuild({ workers: 0 }));
  });

  it('holdings of an issuer and positions of everybody name the co-owners', async () => {
    const { ledger } = kept;
    const { positions } = await right(ledger.holdings({ issuer: 'ACME', asOf, fromLog }));
    expect(marks(positions)).toEqual(['DOE JANE ACME: 0000001002', 'ROE RICHARD ACME: 0000001001']);
    const expected = [
      'DOE JANE ACME: 0000001002',
      'DOE JANE ZETA: ',
      'ROE RICHARD ACME: 0000001001',
    ];
    expect(marks((await right(ledger.positions({ asOf, fromLog }))).positions)).toEqual(expected);
    // One insider a page: the co-owner stands on another.
    const first = await right(ledger.positions({ asOf, limit: 1, fromLog }));
    const cursor = first.next ?? '';
    const second = await right(ledger.positions({ asOf, limit: 1, cursor, fromLog }));
    expect(marks([...first.positions, ...second.positions])).toEqual(expected);
  });

  it('nobody is joint before the joint form was known', async () => {
    const early = { asOf, knownBy: '2024-03-01', fromLog };
    const { positions } = await right(kept.ledger.holdings({ issuer: 'ACME', ...early }));
    expect(marks(positions)).toEqual([]);
  });

  it('holders say what the insider is, and when it last reported', async () => {
    const told = async (day: string) => {
      const { holders } = await right(kept.ledger.holders({ issuer: 'ACME', asOf: day, fromLog }));
      return holders.map(({ insider, relationship, lastReport, jointWith }) => ({
        name: insider.name,
        title: relationship.officerTitle,
        director: relationship.director,
        last: lastReport && `${lastReport.form} ${lastReport.filedOn} ${lastReport.daysAgo}`,
        others: jointWith.map((other) => other.insider.name),
      }));
    };
    expect(await told('2024-05-20')).toEqual([
      {
        name: 'ROE RICHARD',
        title: 'CEO',
        director: null,
        last: '4 2024-05-10 10',
        others: ['DOE JANE'],
      },
    ]);
    expect(await told('2024-03-04')).toEqual([
      { name: 'DOE JANE', title: null, director: true, last: null, others: ['ROE RICHARD'] },
    ]);
  });
});

it('a total goes by one spelling of its class, in whatever order its holdings were told of', async () => {
  const own = keptLedger();
  const { ledger } = own;
  await right(ledger.rebuild({ workers: 0 }));
  const indirect = { ownership: 'I', nature: 'By Trust' };
  const rows = [trade(1, '2024-03-04', 'P', 'A', '100', '100', indirect)];
  await right(ledger.record(form4(2, '2024-03-05', '2024-03-04', rows)));
  const told = async (fromLog: boolean) =>
    (await right(ledger.holders({ issuer: 'ACME', asOf, fromLog }))).totals;
  await told(false);
  const before = [trade(1, '2024-02-01', 'P', 'A', '5', '5', { security: 'COMMON  STOCK' })];
  await right(ledger.record(form4(1, '2024-02-02', '2024-02-01', before)));
  expect(await told(false)).toMatchObject([{ quantity: '105', holdings: 2 }]);
  expect(await told(false)).toEqual(await told(true));
  await own.close();
});
