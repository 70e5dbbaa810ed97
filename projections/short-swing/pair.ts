/** A purchase and a sale that are matched, in shares of today and dollars. */
import type { Day } from '../../src/filing/calendar.js';
import type { Decimal } from '../../src/filing/decimal.js';
import { moneyIn, priceIn, sharesIn, sharesMarket, type Units } from './class-legs.js';
import type { MatchableClass } from './judgement.js';
import { gainOf, type Leg } from './leg.js';
import type { Maximum } from './maximum.js';
import { lastMatchable, type WindowReading } from './window.js';

export interface SwingLeg {
  readonly row: string;
  readonly on: Day;
  /** In the shares of today. */
  readonly price: Decimal;
}

export interface SwingPair {
  readonly purchase: SwingLeg;
  readonly sale: SwingLeg;
  readonly shares: Decimal;
  readonly gain: Decimal;
  /** Actual prices, or a ceiling by market prices of what underlies. */
  readonly basis: 'actual' | 'ceiling';
  /** The last day on which an opposite trade matches the earlier of the two. */
  readonly lastDay: Day;
  /** The day of the later of the two. */
  readonly realisedOn: Day;
  /** The day by which both were reported; null of a trade that was not done. */
  readonly reportedOn: Day | null;
}

const bothReported = (a: Day | undefined, b: Day | undefined): Day | null =>
  a === undefined || b === undefined ? null : a < b ? b : a;

export const filedOnOf = ({ judged }: MatchableClass): ReadonlyMap<string, Day> =>
  new Map(judged.map(({ trade }) => [trade.row, trade.filedOn]));

export const pairsIn = (
  { matches }: Maximum,
  units: Units,
  reading: WindowReading,
  filedOn: ReadonlyMap<string, Day>,
): ReadonlyArray<SwingPair> =>
  matches.map(({ purchase, sale, shares }) => {
    const quote = purchase.quotes.find((q) => sale.quotes.some((o) => o.market === q.market));
    const other = sale.quotes.find((q) => q.market === quote?.market);
    const isCeiling =
      quote?.market === sharesMarket && (purchase.quotes.length > 1 || sale.quotes.length > 1);
    const [earlier, later] = purchase.on <= sale.on ? [purchase, sale] : [sale, purchase];
    const at = (leg: Leg, price: bigint): SwingLeg => ({
      row: leg.id,
      on: leg.on,
      price: priceIn(price, units),
    });
    return {
      purchase: at(purchase, quote?.price ?? 0n),
      sale: at(sale, other?.price ?? 0n),
      shares: sharesIn(shares, units),
      gain: moneyIn(shares * (gainOf(purchase, sale) ?? 0n), units),
      basis: isCeiling ? 'ceiling' : 'actual',
      lastDay: lastMatchable(earlier.on, reading),
      realisedOn: later.on,
      reportedOn: bothReported(filedOn.get(purchase.id), filedOn.get(sale.id)),
    };
  });
