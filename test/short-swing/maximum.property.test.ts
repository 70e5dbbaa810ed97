import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { certificateFault } from '../../projections/short-swing/certificate.js';
import type { Leg } from '../../projections/short-swing/leg.js';
import { greatestProfit } from '../../projections/short-swing/maximum.js';
import { stella } from '../../projections/short-swing/window.js';
import { tried } from '../times.js';
import { bruteForce, certificateOf, profit } from './trades.js';
import { anyKind, larger, largerOfAnyKind, plainly } from './worlds.js';

const total = (legs: ReadonlyArray<Leg>): bigint => greatestProfit(legs, stella).total;

describe('in small worlds', () => {
  it('is what trying every way finds, and its certificate holds', () => {
    fc.assert(
      fc.property(plainly, (legs) => {
        const { maximum, fault } = profit(legs);
        expect(fault).toBeNull();
        expect(maximum.total).toBe(bruteForce(legs, stella));
      }),
      tried(2_000),
    );
  });

  it('also with options, and with trades after leaving', () => {
    fc.assert(
      fc.property(anyKind, (legs) => {
        const { maximum, fault } = profit(legs);
        expect(fault).toBeNull();
        expect(maximum.total).toBe(bruteForce(legs, stella));
      }),
      tried(1_000),
    );
  });
});

describe('in larger worlds', () => {
  it('is proved also with options, and with trades after leaving, two ways', () => {
    fc.assert(
      fc.property(largerOfAnyKind, (legs) => {
        const [one, other] = [profit(legs), profit(legs, stella, 'network')];
        expect([one.fault, other.fault]).toEqual([null, null]);
        expect(one.exact).toBe(other.exact);
        expect(one.maximum.lowestIn <= one.maximum.total).toBe(true);
      }),
      tried(150),
    );
  });

  it('is the same by two ways of solving, and its certificate holds', () => {
    fc.assert(
      fc.property(larger, (legs) => {
        const [one, other] = [profit(legs), profit(legs, stella, 'network')];
        expect([one.fault, other.fault]).toEqual([null, null]);
        expect(one.exact).toBe(other.exact);
      }),
      tried(150),
    );
  });

  it('lies between lowest in, highest out and twice that', () => {
    fc.assert(
      fc.property(larger, (legs) => {
        const { total: exact, lowestIn } = greatestProfit(legs, stella);
        expect(lowestIn <= exact && exact <= 2n * lowestIn).toBe(true);
      }),
      tried(300),
    );
  });

  it('never falls by another trade', () => {
    fc.assert(
      fc.property(larger, (legs) => {
        expect(total(legs.slice(1)) <= total(legs)).toBe(true);
      }),
      tried(200),
    );
  });

  it('depends on no order of telling', () => {
    fc.assert(
      fc.property(
        larger.chain((legs) =>
          fc.tuple(fc.constant(legs), fc.shuffledSubarray([...legs], { minLength: legs.length })),
        ),
        ([legs, mixed]) => {
          expect(profit(mixed).pairs).toEqual(profit(legs).pairs);
        },
      ),
      tried(200),
    );
  });

  it('knows differences of prices only, and goes with the number of shares', () => {
    fc.assert(
      fc.property(larger, fc.bigInt({ min: 1n, max: 10_000n }), (legs, by) => {
        const dearer = legs.map((l) => ({
          ...l,
          quotes: l.quotes.map((q) => ({ ...q, price: q.price + by })),
        }));
        expect(total(dearer)).toBe(total(legs));
        expect(total(legs.map((l) => ({ ...l, shares: l.shares * by })))).toBe(total(legs) * by);
      }),
      tried(200),
    );
  });

  it('is refused by the checker wherever one number of it is changed', () => {
    fc.assert(
      fc.property(larger, fc.nat(), (legs, at) => {
        const maximum = greatestProfit(legs, stella);
        fc.pre(maximum.total > 0n);
        const whole = certificateOf(legs, stella, maximum);
        expect(certificateFault(whole)).toBeNull();
        const more = (text: string): string => String(Number(text) + 1);
        const trade = at % whole.trades.length;
        const pair = at % whole.pairs.length;
        const other = <A extends object>(list: ReadonlyArray<A>, i: number, change: (a: A) => A) =>
          list.map((one, place) => (place === i ? change(one) : one));
        const tampered = [
          { ...whole, total: more(whole.total) },
          { ...whole, pairs: whole.pairs.filter((_, i) => i !== pair) },
          { ...whole, pairs: other(whole.pairs, pair, (p) => ({ ...p, shares: more(p.shares) })) },
          {
            ...whole,
            trades: other(whole.trades, trade, (t) => ({ ...t, perShare: more(t.perShare) })),
          },
          { ...whole, trades: whole.trades.filter((t) => t.row !== whole.pairs[pair]?.sale) },
        ];
        for (const one of tampered) expect(certificateFault(one)).not.toBeNull();
      }),
      tried(150),
    );
  });
});
