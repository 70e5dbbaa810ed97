/** What was bought and sold, told apart by insider, code and month, and over the whole market. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Kept, keptLedger, right } from '../readmodel/kept.js';
import { accession, acme, doe, form4, roe, trade } from './filing.js';

const zeta = { cik: '0000000043', name: 'ZETA INC', symbol: 'ZETA' };
const period = { from: '2024-01-01', to: '2024-12-31' };

let kept: Kept;
beforeEach(async () => {
  kept = keptLedger();
  for (const filing of [
    // Both report one purchase.
    form4(1, '2024-03-05', '2024-03-04', [trade(1, '2024-03-04', 'P', 'A', '100', '100')], {
      owners: [doe, roe],
    }),
    form4(2, '2024-04-03', '2024-04-02', [trade(1, '2024-04-02', 'S', 'D', '30', '70')], {
      owners: [roe],
      plan10b51: true,
    }),
    form4(3, '2024-04-10', '2024-04-09', [
      trade(1, '2024-04-09', 'A', 'A', '500', '600', { price: '0' }),
      trade(2, '2024-04-09', 'P', 'A', '5', '605', { price: null }),
    ]),
    form4(
      4,
      '2024-05-03',
      '2024-05-02',
      [trade(1, '2024-05-02', 'P', 'A', '1000', '1000', { price: '2.5' })],
      { issuer: zeta },
    ),
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

  it('tells insiders apart, a joint purchase with who filed it first by id', async () => {
    const { groups, market } = await right(
      kept.ledger.flow({ issuer: 'ACME', ...period, by: 'insider', fromLog }),
    );
    expect(groups).toMatchObject([
      {
        insider: { name: 'DOE JANE' },
        jointWith: ['0000001002'],
        bought: '105',
        sold: '0',
        boughtValue: '1000',
        currency: 'USD',
        unpriced: 1,
        doubtful: 0,
        otherAcquired: '500',
        transactions: 3,
      },
      {
        insider: { name: 'ROE RICHARD' },
        jointWith: [],
        bought: '0',
        sold: '30',
        underPlan: { bought: '0', sold: '30' },
        netValue: '-300',
      },
    ]);
    expect(market).toMatchObject([
      { bought: '105', sold: '30', unpriced: 1, underPlan: { bought: '0', sold: '30' } },
    ]);
  });

  it('counts neither as bought nor as sold what denies its code, and makes no money of nothing', async () => {
    await right(
      kept.ledger.record(
        form4(
          5,
          '2024-06-04',
          '2024-06-03',
          [
            trade(1, '2024-06-03', 'S', 'A', '7', '612'),
            trade(2, '2024-06-03', 'P', 'A', '9', '621', { price: '0' }),
            trade(3, '2024-06-03', 'S', 'D', '4', '617', { acquiredDisposed: null }),
          ],
          {},
        ),
      ),
    );
    if (!fromLog) await right(kept.ledger.rebuild({ workers: 0 }));
    const { market, groups, top } = await right(
      kept.ledger.flow({ issuer: 'ACME', ...period, by: 'month', top: 3, fromLog }),
    );
    const denied = { transactionId: `${accession(5)}/I.1`, code: 'S', letter: 'A', amount: '7' };
    const unsaid = { transactionId: `${accession(5)}/I.3`, code: 'S', letter: null, amount: '4' };
    expect(market).toMatchObject([
      {
        bought: '114',
        sold: '30',
        boughtValue: '1000',
        contradictory: [denied, unsaid],
        doubtful: [{ transactionId: `${accession(5)}/I.2`, price: '0', doubt: 'zero' }],
      },
    ]);
    expect(groups?.find(({ month }) => month === '2024-06')).toMatchObject({
      bought: '9',
      sold: '0',
      boughtValue: '0',
      contradictory: 2,
      doubtful: 1,
    });
    expect(top?.buyers[0]).toMatchObject({ bought: '114', boughtValue: '1000' });
  });

  it('tells months and codes apart', async () => {
    const by = async (what: 'month' | 'code') =>
      (await right(kept.ledger.flow({ issuer: 'ACME', ...period, by: what, fromLog }))).groups?.map(
        ({ month, code, bought, sold, otherAcquired }) => [
          month ?? code,
          bought,
          sold,
          otherAcquired,
        ],
      );
    expect(await by('month')).toEqual([
      ['2024-03', '100', '0', '0'],
      ['2024-04', '5', '30', '500'],
    ]);
    expect(await by('code')).toEqual([
      ['A', '0', '0', '500'],
      ['P', '105', '0', '0'],
      ['S', '0', '30', '0'],
    ]);
  });

  it('finds who bought and sold most over the whole market, by money', async () => {
    const { top, groups } = await right(
      kept.ledger.marketFlow({ ...period, by: 'month', top: 2, fromLog }),
    );
    const told = (list: 'buyers' | 'sellers' | 'changes') =>
      top?.[list].map((g) => `${g.insider?.name} ${g.issuer.symbol} ${g.netValue}`);
    expect(told('buyers')).toEqual(['DOE JANE ZETA 2500', 'DOE JANE ACME 1000']);
    expect(told('sellers')).toEqual(['ROE RICHARD ACME -300']);
    expect(told('changes')).toEqual(['DOE JANE ZETA 2500', 'DOE JANE ACME 1000']);
    expect(groups.map((g) => `${g.issuer.symbol} ${g.month} ${g.bought}`)).toEqual([
      `${acme.symbol} 2024-03 100`,
      `${acme.symbol} 2024-04 5`,
      'ZETA 2024-05 1000',
    ]);
  });
});

it.each([
  [{ issuer: 'ACME', by: 'year' }, /by is insider, code or month/],
  [{ issuer: 'ACME', top: 0 }, /top is a number/],
])('%j is the caller’s mistake', async (query, message) => {
  const asked = { ...query, ...period } as Parameters<typeof kept.ledger.flow>[0];
  expect(await kept.ledger.flow(asked)()).toMatchObject({
    left: { code: 'INVALID_ARGUMENT', message: expect.stringMatching(message) as string },
  });
});

it('of the whole market something is to be told apart', async () => {
  expect(await kept.ledger.marketFlow(period)()).toMatchObject({
    left: { code: 'INVALID_ARGUMENT' },
  });
});
