/** The account of one lot, by itself: what its rows and the balances stated make of it. */
import { describe, expect, it } from 'vitest';
import { Account } from '../../projections/balance/account.js';
import { runningSum } from '../../projections/balance/running-sum.js';
import type { StandingRow } from '../../projections/balance/standing-row.js';
import type { Split } from '../../projections/known/split.js';
import { writtenDay } from '../../src/filing/calendar.js';
import { Decimal } from '../../src/filing/decimal.js';

const n = (amount: number): Decimal => new Decimal(amount);

/** A trade of a day, known by the filing of a rank. */
const trade = (on: string, amount: number, knownRank = 0): StandingRow =>
  ({
    row: { kind: 'transaction' },
    effective: { on },
    delta: n(amount),
    asserted: null,
    knownRank,
  }) as unknown as StandingRow;

const opened = (amount: number, splits: ReadonlyArray<Split> = [], known = runningSum(9)) => {
  const account = new Account(0, { splits, expiresOn: null }, known);
  const source = trade('2024-01-02', 0);
  account.willOpen({ amount: n(amount), basis: 'implied', source });
  account.open(writtenDay('2024-01-02'), n(amount));
  return account;
};

const steps = (account: Account) =>
  account.entries.map((e) => [e.kind, e.amount.toFixed(), e.balance.toFixed()]);

describe('an account', () => {
  it('opens with what was held before its first row', () => {
    const account = opened(500);
    const sold = trade('2024-02-01', -100);
    account.post(sold);
    account.keep(sold, null);
    expect(steps(account)).toEqual([
      ['opening', '500', '500'],
      ['transaction', '-100', '400'],
    ]);
  });

  it('knows what was known by each filing', () => {
    const account = opened(500);
    account.post(trade('2024-02-01', -100, 1));
    account.post(trade('2024-02-02', -50, 3));
    expect([0, 1, 2, 3].map((rank) => account.knownBalance(rank).toFixed())).toEqual([
      '500',
      '400',
      '400',
      '350',
    ]);
  });

  it('differs by the lesser, and says what it is otherwise', () => {
    const account = opened(500);
    account.post(trade('2024-02-01', -100, 3));
    const { gap, otherwise } = account.differenceTo(n(490), 1);
    expect([gap.toFixed(), otherwise?.toFixed()]).toEqual(['-10', '90']);
  });

  it('differs by what takes the last difference back, until a balance holds', () => {
    const account = opened(500);
    account.keepUnexplained(writtenDay('2024-02-01'), trade('2024-02-01', 0), {
      gap: n(90),
      otherwise: null,
    });
    account.post(trade('2024-02-02', -100, 3));
    const back = () => {
      const { gap, otherwise } = account.differenceTo(n(400), 1);
      return [gap.toFixed(), otherwise?.toFixed() ?? null];
    };
    expect(account.balance.toFixed()).toBe('490');
    expect(back()).toEqual(['-90', null]);
    account.settle();
    expect(back()).toEqual(['-90', '-190']);
  });

  it('keeps what it gave out before as it was', () => {
    const account = opened(500);
    const before = account.entries;
    account.goOnInOrder(true);
    const sold = trade('2024-02-01', -100);
    account.post(sold);
    account.keep(sold, null);
    expect(before).toHaveLength(1);
    expect(account.entries).toHaveLength(2);
  });
});

describe('a split that no balance has needed yet', () => {
  const split = { effectiveOn: '2024-06-10', numerator: n(2), denominator: n(1) } as Split;

  it('multiplies what was held when its day began, and not what was traded since', () => {
    const account = opened(500, [split]);
    const bought = trade('2024-06-12', 30, 1);
    account.post(bought);
    account.keep(bought, null);
    account.applySplits(
      writtenDay('2024-06-12'),
      bought,
      account.dueSplits(writtenDay('2024-06-12')),
    );
    expect(steps(account)).toEqual([
      ['opening', '500', '500'],
      ['split', '500', '1000'],
      ['transaction', '30', '1030'],
    ]);
    expect(account.dueSplits(writtenDay('2024-12-31'))).toEqual([]);
  });

  it('is none of a lot of which nothing is held on its day', () => {
    const account = opened(500, [split]);
    const sold = trade('2024-03-01', -500);
    account.post(sold);
    account.keep(sold, null);
    expect(account.dueSplits(writtenDay('2024-07-01'))).toEqual([]);
  });
});
