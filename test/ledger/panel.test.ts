/** A panel: on each of its days what `positions` says of that day, from the log and from tables. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { daysEvery, type PanelPage, panelRows } from '../../src/ledger/answers.js';
import { type Kept, keptLedger, right } from '../readmodel/kept.js';
import { form3, form4, holding, roe, trade } from './filing.js';

let kept: Kept;
beforeEach(async () => {
  kept = keptLedger();
  for (const filing of [
    form3(1, '2024-01-10', [holding(1, '6000')]),
    form4(2, '2024-03-05', '2024-03-04', [trade(1, '2024-03-04', 'S', 'D', '1000', '4900')]),
    form4(3, '2024-05-05', '2024-05-04', [trade(1, '2024-05-04', 'S', 'D', '4900', '0')]),
    { ...form3(4, '2024-04-12', [holding(1, '9')]), owners: [roe] },
  ])
    await right(kept.ledger.record(filing));
});
afterEach(() => kept.close());

const days = daysEvery('month', '2023-12-01', '2024-06-30');

describe.each([
  ['the log', async () => {}],
  [
    'a read model',
    async () => {
      await right(kept.ledger.rebuild({ workers: 0 }));
    },
  ],
])('a panel, from %s', (_, made) => {
  beforeEach(made);

  it.each([{}, { knownBy: '2024-04-30' }, { includeClosed: true }])(
    'is what is told of each day alone: %j',
    async (more) => {
      const { positions } = await right(kept.ledger.panel({ days, allInsiders: true, ...more }));
      for (const asOf of days) {
        const alone = await right(kept.ledger.positions({ asOf, ...more }));
        const own = positions.filter((p) => p.asOf === asOf).map(({ asOf: _day, ...p }) => p);
        // Who reports a holding together with others is told of one day.
        expect(own).toEqual(alone.positions.map(({ jointWith: _with, ...p }) => p));
      }
    },
  );

  it('leaves out insiders of whom nothing was known by a day, unless asked for', async () => {
    await right(
      kept.ledger.record({
        ...form4(5, '2024-06-05', '2024-06-04', [trade(1, '2024-06-04', 'P', 'A', '5', '105')]),
        owners: [{ cik: '0000001003', name: 'POE EDGAR', relationship: { director: true } }],
      }),
    );
    const onMay = async (more: object): Promise<ReadonlyArray<string>> => {
      const { positions } = await right(
        kept.ledger.panel({ days: ['2024-05-31', '2024-06-30'], includeClosed: true, ...more }),
      );
      return positions
        .filter((p) => p.asOf === '2024-05-31')
        .map((p) => `${p.insider.name} ${p.quantity ?? 'unknown'}`);
    };
    expect(await onMay({})).toEqual(['DOE JANE 0', 'ROE RICHARD 9']);
    expect(await onMay({ allInsiders: true })).toEqual([
      'DOE JANE 0',
      'ROE RICHARD 9',
      'POE EDGAR unknown',
    ]);
  });

  it('tells of a position by one value on the days on which it is told of alike, also under a hold', async () => {
    const ofDoe = (page: PanelPage) =>
      panelRows(page).filter(({ told }) => told.insider.name === 'DOE JANE');
    const page = await right(kept.ledger.panel({ days }));
    const why = { reason: 'an inquiry', by: 'a.person' };
    await right(kept.ledger.placeHold({ matter: 'an inquiry', insiders: ['doe'] }, why));
    const held = await right(kept.ledger.panel({ days }));
    expect(held).toMatchObject({ holds: [expect.any(String)], positions: page.positions });
    for (const rows of [ofDoe(page), ofDoe(held)]) {
      expect(rows.map(({ asOf, told }) => `${asOf} ${told.quantity}`)).toEqual([
        '2024-01-31 6000',
        '2024-02-29 6000',
        '2024-03-31 4900',
        '2024-04-30 4900',
      ]);
      expect(new Set(rows.map(({ told }) => told)).size).toBe(2);
    }
  });

  it('comes in pages of whole insiders, or of one insider or issuer', async () => {
    const first = await right(kept.ledger.panel({ days, limit: 1 }));
    expect(new Set(first.positions.map((p) => p.insider.name))).toEqual(new Set(['DOE JANE']));
    expect(first.next).toBe('0000001001');
    const own = await right(kept.ledger.panel({ days, insider: 'roe', issuer: 'ACME' }));
    expect(new Set(own.positions.map((p) => p.insider.name))).toEqual(new Set(['ROE RICHARD']));
  });
});

describe('the days of a panel', () => {
  it('are the last of each month, quarter or year, leap years too', () => {
    expect(daysEvery('month', '2024-01-31', '2024-03-30')).toEqual(['2024-01-31', '2024-02-29']);
    expect(daysEvery('quarter', '2023-11-01', '2024-06-30')).toEqual([
      '2023-12-31',
      '2024-03-31',
      '2024-06-30',
    ]);
    expect(daysEvery('year', '2022-01-01', '2024-12-30')).toEqual(['2022-12-31', '2023-12-31']);
    expect(daysEvery('week', '2024-02-26', '2024-03-11')).toHaveLength(3);
  });

  it('are counted where they are too many', async () => {
    const messageOf = async (asked: () => Promise<unknown>): Promise<string> => {
      try {
        const answer = await asked();
        return (answer as { left: { message: string } }).left.message;
      } catch (thrown) {
        return (thrown as Error).message;
      }
    };
    const told = 'a panel has 1 to 4000 days; got';
    for (const [step, to, count] of [
      ['day', '2014-12-14', 4001],
      ['day', '9999-12-31', 2_920_479],
      ['week', '2101-01-01', 5062],
      ['month', '2350-06-30', 4158],
    ] as const)
      expect(await messageOf(async () => daysEvery(step, '2004-01-01', to))).toBe(
        `${told} ${count}`,
      );
    const given = Array.from({ length: 4500 }, () => '2024-01-31');
    expect(await messageOf(() => kept.ledger.panel({ days: given })())).toBe(`${told} 4500`);
    expect(daysEvery('day', '2004-01-01', '2014-12-13')).toHaveLength(4000);
  });

  it('that are none, or no days, are errors', async () => {
    for (const given of [[], ['2024-13-01'], 'today'])
      expect(await kept.ledger.panel({ days: given as ReadonlyArray<string> })()).toMatchObject({
        left: { code: 'INVALID_ARGUMENT' },
      });
  });
});
