/**
 * Short-swing profit under Section 16(b) of one class: the greatest that can be matched of what the
 * forms decide, what lowest in, highest out comes to, what else could be matched, and what would
 * be by another reading of the window.
 */
import type { RowId } from '../src/event/identity.js';
import { type Decimal, zero } from '../src/filing/decimal.js';
import { groupedBy } from '../src/filing/order.js';
import { firstOf } from './line/line.js';
import { type BoundaryPair, boundaryIn } from './short-swing/boundary.js';
import { type Certificate, certificateFault } from './short-swing/certificate.js';
import {
  type ClassLegs,
  classLegs,
  draftSharesIn,
  type Hypothetical,
  moneyIn,
  opposite,
  priceIn,
  type Setting,
} from './short-swing/class-legs.js';
import type { Judged, MatchableClass } from './short-swing/judgement.js';
import { gainOf, isEligible, type Leg, type Side } from './short-swing/leg.js';
import { aroundLeg, greatestProfit, type Maximum } from './short-swing/maximum.js';
import { type Lacking, lackingIn, type NeededPrice } from './short-swing/needed-price.js';
import { filedOnOf, pairsIn, type SwingPair } from './short-swing/pair.js';
import type { SwingTrade } from './short-swing/swing-trade.js';
import { lastMatchable, type WindowReading } from './short-swing/window.js';

export interface UndecidedTrade {
  readonly judged: Judged;
  /** What it would add, alone; null where a price or a number that it takes is missing. */
  readonly ifMatched: Decimal | null;
}

export interface ShortSwingClass {
  readonly security: string;
  /** Null where a price is missing that could change it. */
  readonly exact: Decimal | null;
  /** Of the trades whose prices are known. */
  readonly atLeast: Decimal;
  readonly lowestIn: Decimal;
  /** With everything matched that the forms leave open; null where a price is missing. */
  readonly upperBound: Decimal | null;
  /** By the least and the most of what averages stand for; null where none says. */
  readonly bounds: { readonly low: Decimal; readonly high: Decimal } | null;
  readonly pairs: ReadonlyArray<SwingPair>;
  readonly certificate: {
    readonly prices: ReadonlyArray<{
      readonly row: string;
      readonly side: Side;
      readonly perShare: Decimal;
    }>;
    readonly bound: Decimal;
    readonly fault: string | null;
  };
  readonly boundary: ReadonlyArray<BoundaryPair>;
  readonly exempt: ReadonlyArray<Judged>;
  readonly undecided: ReadonlyArray<UndecidedTrade>;
  readonly needsPrice: ReadonlyArray<NeededPrice>;
  /** Trades on the market that state a price of nothing. */
  readonly priceZero: ReadonlyArray<string>;
}

/** The numbers as the checker takes them: whole, as text. */
const certificateOf = (
  legs: ReadonlyArray<Leg>,
  { total, matches, prices }: Maximum,
  reading: WindowReading,
): Certificate => ({
  trades: legs.map(({ id, side, on, shares, quotes, inOffice }) => ({
    row: id,
    side,
    on,
    lastDay: lastMatchable(on, reading),
    shares: String(shares),
    quotes: quotes.map((q) => ({ market: q.market, price: String(q.price) })),
    inOffice,
    perShare: String(prices.get(id) ?? 0n),
  })),
  pairs: matches.map((m) => ({
    purchase: m.purchase.id,
    sale: m.sale.id,
    shares: String(m.shares),
  })),
  total: String(total),
});

const totalOf = (legs: ClassLegs, of: ReadonlyArray<Leg>, reading: WindowReading): Decimal =>
  moneyIn(greatestProfit(of, reading).total, legs.units);

/** What hypothetical trades add to the greatest profit. */
export const addedBy = (
  ofClass: MatchableClass,
  setting: Setting,
  more: ReadonlyArray<Hypothetical>,
): {
  readonly before: Decimal;
  readonly after: Decimal;
  readonly pairs: ReadonlyArray<SwingPair>;
} => {
  const legs = classLegs(ofClass, setting, more);
  const after = greatestProfit([...legs.decided, ...legs.more], setting.reading);
  return {
    before: totalOf(legs, legs.decided, setting.reading),
    after: moneyIn(after.total, legs.units),
    pairs: pairsIn(after, legs.units, setting.reading, filedOnOf(ofClass)),
  };
};

/** Bounds by the ranges of averages: at the prices worst for a profit, and at the best. */
const boundsOf = (ofClass: MatchableClass, setting: Setting): ShortSwingClass['bounds'] => {
  const ranged = ofClass.judged.some(
    ({ trade, judgement }) => trade.range !== null && judgement.treatment === 'match',
  );
  if (!ranged) return null;
  const at = (side: Side): Decimal => {
    const legs = classLegs(ofClass, setting, [], (trade) =>
      trade.range === null || trade.price === null
        ? trade.price
        : trade.sides[0] === side
          ? trade.range.low
          : trade.range.high,
    );
    return totalOf(legs, legs.decided, setting.reading);
  };
  return { low: at('sale'), high: at('purchase') };
};

/** What a leg adds; of the others those that it has nothing to do with are left out. */
const addedByLeg = (decided: ReadonlyArray<Leg>, leg: Leg, reading: WindowReading): bigint => {
  const around = aroundLeg(decided, leg, reading);
  const others = around.filter((other) => other !== leg);
  return greatestProfit(around, reading).total - greatestProfit(others, reading).total;
};

const gainsAny = (decided: ReadonlyArray<Leg>, leg: Leg, reading: WindowReading): boolean =>
  decided.some((other) => {
    if (other.side === leg.side) return false;
    const [purchase, sale] = opposite(leg, other);
    return isEligible(purchase, sale, reading) && (gainOf(purchase, sale) ?? 0n) > 0n;
  });

const undecidedIn = (
  ofClass: MatchableClass,
  legs: ClassLegs,
  lacking: Lacking,
  reading: WindowReading,
): ReadonlyArray<UndecidedTrade> => {
  const byId = groupedBy(legs.open, (leg) => leg.id);
  const unpriced = new Set(lacking.needs.map(({ row }) => row));
  return ofClass.judged
    .filter(({ judgement }) => judgement.treatment === 'depends')
    .map((judged): UndecidedTrade => {
      const own = byId.get(judged.trade.row) ?? [];
      if (own.length === 0 || unpriced.has(judged.trade.row)) return { judged, ifMatched: null };
      const added = own.map((leg) =>
        gainsAny(legs.decided, leg, reading) ? addedByLeg(legs.decided, leg, reading) : 0n,
      );
      const most = added.reduce((a, b) => (a > b ? a : b));
      return { judged, ifMatched: most === 0n ? zero : moneyIn(most, legs.units) };
    });
};

export const shortSwingOfClass = (ofClass: MatchableClass, setting: Setting): ShortSwingClass => {
  const { reading } = setting;
  const legs = classLegs(ofClass, setting);
  const { units, decided, open } = legs;
  const maximum = greatestProfit(decided, reading);
  const tradeOf = new Map(ofClass.judged.map(({ trade }) => [trade.row, trade]));
  const lacking = lackingIn(decided, open, tradeOf, reading);
  const atLeast = moneyIn(maximum.total, units);
  const all = open.length === 0 ? atLeast : totalOf(legs, [...decided, ...open], reading);
  return {
    security: ofClass.security,
    exact: lacking.exact ? null : atLeast,
    atLeast,
    lowestIn: moneyIn(maximum.lowestIn, units),
    upperBound: lacking.upper ? null : all,
    bounds: boundsOf(ofClass, setting),
    pairs: pairsIn(maximum, units, reading, filedOnOf(ofClass)),
    certificate: {
      prices: decided.flatMap(({ id, side }) => {
        const perShare = maximum.prices.get(id) ?? 0n;
        return perShare === 0n ? [] : [{ row: id, side, perShare: priceIn(perShare, units) }];
      }),
      bound: moneyIn(
        decided.reduce((sum, leg) => sum + leg.shares * (maximum.prices.get(leg.id) ?? 0n), 0n),
        units,
      ),
      fault: certificateFault(certificateOf(decided, maximum, reading)),
    },
    boundary: boundaryIn(decided, units, reading),
    exempt: ofClass.judged.filter(({ judgement }) => judgement.treatment === 'exempt'),
    undecided: undecidedIn(ofClass, legs, lacking, reading),
    needsPrice: lacking.needs,
    priceZero: ofClass.judged.flatMap(({ trade: { row, code, price, series } }) =>
      series === null && (code === 'P' || code === 'S') && price?.isZero() === true ? [row] : [],
    ),
  };
};

/** Shares of transactions that count for somebody already, by the name under which each counts once. */
export type SharesTaken = Map<string, Decimal>;

/**
 * What the pairs of a class gain with what is left of transactions that count for somebody else
 * already; what they take is taken then.
 */
export const gainedOfRest = (
  ofClass: MatchableClass,
  setting: Setting,
  taken: SharesTaken,
  nameOf: (transactionId: RowId) => string,
): Decimal => {
  const nameOfTrade = ({ line }: SwingTrade): string => nameOf(firstOf(line).row.row);
  const names = new Map(ofClass.judged.map(({ trade }) => [trade.row, nameOfTrade(trade)]));
  const takenOf = (name: string): Decimal => taken.get(name) ?? zero;
  const { units, decided } = classLegs(ofClass, setting, [], undefined, (trade) =>
    takenOf(nameOfTrade(trade)),
  );
  const { total, matches } = greatestProfit(decided, setting.reading);
  for (const { purchase, sale, shares } of matches)
    for (const { id } of [purchase, sale]) {
      const name = names.get(id) ?? id;
      taken.set(name, takenOf(name).plus(draftSharesIn(shares, units)));
    }
  return moneyIn(total, units);
};
