/**
 * Short-swing profit under Section 16(b) of one class: the greatest that can be matched of what the
 * forms decide, what lowest in, highest out comes to, what else could be matched, and what would
 * be by another reading of the window.
 */
import { addDays, type Day } from '../src/filing/calendar.js';
import { Decimal, zero } from '../src/filing/decimal.js';
import { groupedBy } from '../src/filing/order.js';
import type { Judged, MatchableClass } from './matchable.js';
import { type Certificate, certificateFault } from './short-swing/certificate.js';
import {
  gainOf,
  isEligible,
  type Leg,
  placesOf,
  type Quote,
  type Side,
  scaled,
  unscaled,
} from './short-swing/leg.js';
import { aroundLeg, greatestProfit, type Maximum } from './short-swing/maximum.js';
import type { Series, SwingTrade } from './short-swing/swing-trade.js';
import {
  anniversary,
  isWithin,
  lastMatchable,
  readingText,
  stella,
  type WindowReading,
} from './short-swing/window.js';

/** Market prices by day that somebody gives; null where they do not. */
export type MarketPrice = (on: Day) => Decimal | null;

/** A trade that was not done. */
export interface Hypothetical {
  readonly side: Side;
  readonly shares: Decimal;
  readonly price: Decimal;
  readonly on: Day;
  readonly inOffice: boolean;
}

/** Begins the name of a trade that was not done; no row's does. */
export const hypotheticalMark = '~';

// ---- legs in common numbers ----

const sharesMarket = 'shares';

/** What every number of a class is multiplied with, so that none is ever divided. */
interface Units {
  readonly shares: Decimal;
  readonly prices: Decimal;
  readonly sharePlaces: number;
  readonly pricePlaces: number;
}

interface Draft {
  readonly id: string;
  readonly side: Side;
  readonly on: Day;
  readonly inOffice: boolean;
  readonly shares: Decimal;
  readonly quotes: ReadonlyArray<{ readonly market: string; readonly price: Decimal }>;
}

const product = (factors: ReadonlyArray<Decimal>): Decimal =>
  factors.reduce((all, factor) => all.times(factor), new Decimal(1));

/** A number of shares and a price in the shares of today, times the units of the class. */
const adjusted = ({ splits }: MatchableClass, on: Day) => {
  const isLater = splits.map(({ effectiveOn }) => effectiveOn > on);
  return {
    shares: product(splits.map((s, i) => (isLater[i] ? s.numerator : s.denominator))),
    price: product(splits.map((s, i) => (isLater[i] ? s.denominator : s.numerator))),
  };
};

const seriesMarket = (ofClass: MatchableClass, on: Day, series: Series): string => {
  const { kind, title, strike, expiresOn } = series;
  const today = strike?.times(adjusted(ofClass, on).price).toFixed() ?? '';
  return [kind === 'other' ? title : kind, today, expiresOn ?? ''].join('|');
};

/** At which prices a trade can be compared, the most particular first. */
const quotesOf = (
  ofClass: MatchableClass,
  trade: SwingTrade,
  price: Decimal | null,
  market: MarketPrice,
): Draft['quotes'] => {
  const { on, series, code } = trade;
  const factor = adjusted(ofClass, on).price;
  const at = (name: string, of: Decimal | null) =>
    of === null ? [] : [{ market: name, price: of.times(factor) }];
  if (series === null) return at(sharesMarket, price);
  const own = at(seriesMarket(ofClass, on, series), price);
  // An expiry is matched with the writing only (Rule 16b-6(d)).
  return code?.charAt(0) === 'E' ? own : [...own, ...at(sharesMarket, market(on))];
};

export interface Setting {
  readonly reading: WindowReading;
  readonly market: MarketPrice;
}

type Priced = (trade: SwingTrade) => Decimal | null;

const draftOf = (
  ofClass: MatchableClass,
  { trade, judgement }: Judged,
  market: MarketPrice,
  priced: Priced = (t) => t.price,
): Draft | null => {
  if (judgement.treatment === 'exempt' || trade.side === null || trade.shares === null) return null;
  return {
    id: trade.row,
    side: trade.side,
    on: trade.on,
    inOffice: judgement.inOffice,
    shares: trade.shares.times(adjusted(ofClass, trade.on).shares),
    quotes: quotesOf(ofClass, trade, priced(trade), market),
  };
};

const unitsOf = ({ splits }: MatchableClass, drafts: ReadonlyArray<Draft>): Units => ({
  shares: product(splits.map((s) => s.denominator)),
  prices: product(splits.map((s) => s.numerator)),
  sharePlaces: placesOf(drafts.map((d) => d.shares)),
  pricePlaces: placesOf(drafts.flatMap((d) => d.quotes.map((q) => q.price))),
});

const legOf = ({ shares, quotes, ...draft }: Draft, units: Units): Leg => ({
  ...draft,
  shares: scaled(shares, units.sharePlaces),
  quotes: quotes.map(
    ({ market, price }): Quote => ({ market, price: scaled(price, units.pricePlaces) }),
  ),
});

const sharesIn = (n: bigint, units: Units): Decimal =>
  unscaled(n, units.sharePlaces).div(units.shares);
const priceIn = (n: bigint, units: Units): Decimal =>
  unscaled(n, units.pricePlaces).div(units.prices);
const moneyIn = (n: bigint, units: Units): Decimal =>
  unscaled(n, units.sharePlaces + units.pricePlaces).div(units.shares.times(units.prices));

// ---- what is answered ----

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

/** One of a pair that readings of the window differ on. */
export interface BoundaryLeg extends Pick<SwingLeg, 'row' | 'on'> {
  /** Null where it is missing. */
  readonly price: Decimal | null;
}

export interface BoundaryPair {
  readonly purchase: BoundaryLeg;
  readonly sale: BoundaryLeg;
  /** Of a share; null where a price is missing. */
  readonly gain: Decimal | null;
  /** By which readings of the window the two match. */
  readonly matchesBy: ReadonlyArray<string>;
  readonly failsBy: ReadonlyArray<string>;
}

export interface UndecidedTrade {
  readonly judged: Judged;
  /** What it would add, alone; null where a price or a number that it takes is missing. */
  readonly ifMatched: Decimal | null;
}

export interface NeededPrice {
  readonly row: string;
  readonly security: string;
  readonly on: Day;
  readonly why: string;
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

const opposite = (leg: Leg, other: Leg): readonly [Leg, Leg] =>
  leg.side === 'purchase' ? [leg, other] : [other, leg];

/** Whether two legs may be matched and nothing says what they gain. */
const lacksPrice = (a: Leg, b: Leg, reading: WindowReading): boolean => {
  if (a.side === b.side || a.id === b.id) return false;
  const [purchase, sale] = opposite(a, b);
  return isEligible(purchase, sale, reading) && gainOf(purchase, sale) === null;
};

const isExpiry = ({ code }: SwingTrade): boolean => code?.charAt(0) === 'E';

/** Of which market a price is missing. */
const neededOf = (trade: SwingTrade): Omit<NeededPrice, 'row'> =>
  trade.series === null
    ? {
        security: trade.security,
        on: trade.on,
        why:
          trade.priceDoubt === null
            ? 'the form states no price'
            : `the price stated is none of one share: ${trade.priceDoubt}`,
      }
    : {
        security: trade.security,
        on: trade.on,
        why: 'against another security a derivative gains by the market price of what underlies it',
      };

interface Lacking {
  readonly exact: boolean;
  readonly upper: boolean;
  readonly needs: ReadonlyArray<NeededPrice>;
}

const lackingIn = (
  decided: ReadonlyArray<Leg>,
  open: ReadonlyArray<Leg>,
  tradeOf: ReadonlyMap<string, SwingTrade>,
  reading: WindowReading,
): Lacking => {
  const all = [...decided, ...open];
  const isDecided = new Set(decided.map((leg) => leg.id));
  const needs: Array<NeededPrice> = [];
  let exact = false;
  for (const leg of all) {
    const trade = tradeOf.get(leg.id);
    if (trade === undefined || leg.quotes.some((q) => q.market === sharesMarket)) continue;
    const against = all.filter((other) => {
      const its = tradeOf.get(other.id);
      // What expires is matched with its writing only.
      if (isExpiry(trade) || (its !== undefined && isExpiry(its))) return false;
      return lacksPrice(leg, other, reading);
    });
    if (against.length === 0) continue;
    if (isDecided.has(leg.id) && against.some((other) => isDecided.has(other.id))) exact = true;
    needs.push({ row: leg.id, ...neededOf(trade) });
  }
  return { exact, upper: needs.length > 0, needs };
};

const boundaryLeg = ({ id, on, quotes }: Leg, units: Units): BoundaryLeg => ({
  row: id,
  on,
  price: quotes[0] === undefined ? null : priceIn(quotes[0].price, units),
});

const boundaryIn = (
  legs: ReadonlyArray<Leg>,
  units: Units,
  reading: WindowReading,
): ReadonlyArray<BoundaryPair> => {
  const readings = [stella, anniversary, ...(reading.rule === 'days' ? [reading] : [])];
  const byDay = groupedBy(legs, (leg) => leg.on);
  return legs.flatMap((earlier) => {
    const lasts = readings.map((r) => lastMatchable(earlier.on, r)).sort();
    const [least, most] = [lasts[0], lasts[lasts.length - 1]];
    if (least === undefined || most === undefined) return [];
    const found: Array<BoundaryPair> = [];
    for (let day = addDays(least, 1); day <= most; day = addDays(day, 1))
      for (const later of byDay.get(day) ?? []) {
        if (later.side === earlier.side || !(later.inOffice || earlier.inOffice)) continue;
        const [purchase, sale] = opposite(earlier, later);
        const gain = gainOf(purchase, sale);
        if (gain !== null && gain <= 0n) continue;
        const by = (matches: boolean) =>
          readings.filter((r) => isWithin(earlier.on, later.on, r) === matches).map(readingText);
        found.push({
          purchase: boundaryLeg(purchase, units),
          sale: boundaryLeg(sale, units),
          gain: gain === null ? null : priceIn(gain, units),
          matchesBy: by(true),
          failsBy: by(false),
        });
      }
    return found;
  });
};

const bothReported = (a: Day | undefined, b: Day | undefined): Day | null =>
  a === undefined || b === undefined ? null : a < b ? b : a;

const filedOnOf = ({ judged }: MatchableClass): ReadonlyMap<string, Day> =>
  new Map(judged.map(({ trade }) => [trade.row, trade.filedOn]));

const pairsIn = (
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

/** All legs of a class, with what turns them back into shares and dollars. */
export interface ClassLegs {
  readonly units: Units;
  readonly decided: ReadonlyArray<Leg>;
  readonly open: ReadonlyArray<Leg>;
  readonly more: ReadonlyArray<Leg>;
}

const present = <A>(items: ReadonlyArray<A | null>): ReadonlyArray<A> =>
  items.flatMap((item) => (item === null ? [] : [item]));

/** `more`: trades that were not done. */
export const classLegs = (
  ofClass: MatchableClass,
  { market }: Setting,
  more: ReadonlyArray<Hypothetical> = [],
  priced?: Priced,
): ClassLegs => {
  const of = (treatment: 'match' | 'depends') =>
    present(
      ofClass.judged
        .filter(({ judgement }) => judgement.treatment === treatment)
        .map((judged) => draftOf(ofClass, judged, market, priced)),
    );
  const [decided, open] = [of('match'), of('depends')];
  const hypothetical = more.map(({ side, shares, price, on, inOffice }, i): Draft => {
    const factor = adjusted(ofClass, on);
    return {
      id: `${hypotheticalMark}${i}`,
      side,
      on,
      inOffice,
      shares: shares.times(factor.shares),
      quotes: [{ market: sharesMarket, price: price.times(factor.price) }],
    };
  });
  const units = unitsOf(ofClass, [...decided, ...open, ...hypothetical]);
  const legs = (drafts: ReadonlyArray<Draft>) => drafts.map((draft) => legOf(draft, units));
  return { units, decided: legs(decided), open: legs(open), more: legs(hypothetical) };
};

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
        : trade.side === side
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

const undecidedIn = (
  ofClass: MatchableClass,
  legs: ClassLegs,
  lacking: Lacking,
  reading: WindowReading,
): ReadonlyArray<UndecidedTrade> => {
  const byId = new Map(legs.open.map((leg) => [leg.id, leg]));
  const unpriced = new Set(lacking.needs.map(({ row }) => row));
  return ofClass.judged
    .filter(({ judgement }) => judgement.treatment === 'depends')
    .map((judged): UndecidedTrade => {
      const leg = byId.get(judged.trade.row);
      if (leg === undefined || unpriced.has(leg.id)) return { judged, ifMatched: null };
      const gains = legs.decided.some((other) => {
        if (other.side === leg.side) return false;
        const [purchase, sale] = opposite(leg, other);
        return isEligible(purchase, sale, reading) && (gainOf(purchase, sale) ?? 0n) > 0n;
      });
      return {
        judged,
        ifMatched: gains ? moneyIn(addedByLeg(legs.decided, leg, reading), legs.units) : zero,
      };
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

// ---- what may be done on a day ----

export interface OpenLeg extends SwingLeg {
  readonly side: Side;
  readonly shares: Decimal;
  /** Of them, those that are matched already. */
  readonly matched: Decimal;
  /** The last day on which an opposite trade matches it. */
  readonly lastDay: Day;
}

/** What a sale, or a purchase, of a day would meet. */
export interface Prospect {
  /** Nothing is open on the other side. */
  readonly isFree: boolean;
  /** At this price, or a better one, no number of shares adds anything; null where all are free. */
  readonly safePrice: Decimal | null;
  /** The price from which one share adds something, as what is matched can be shifted. */
  readonly breakEven: Decimal | null;
  /** The first day on which what is open now can no longer be matched. */
  readonly freeFrom: Day;
}

export interface WindowOfClass {
  readonly security: string;
  readonly open: ReadonlyArray<OpenLeg>;
  readonly sale: Prospect;
  readonly purchase: Prospect;
  /** Open, and without a price that could be compared. */
  readonly needsPrice: ReadonlyArray<string>;
}

const sharesPrice = (leg: Leg): bigint | null =>
  leg.quotes.find((q) => q.market === sharesMarket)?.price ?? null;

const probeShares = 1n;

const prospectOf = (
  side: Side,
  on: Day,
  inOffice: boolean,
  { units, decided }: ClassLegs,
  exact: bigint,
  reading: WindowReading,
): Prospect => {
  const at = (price: bigint): Leg => ({
    id: hypotheticalMark,
    side,
    on,
    shares: probeShares,
    quotes: [{ market: sharesMarket, price }],
    inOffice,
  });
  const probe = at(0n);
  const against = decided.filter((leg) => {
    if (leg.side === side) return false;
    const [purchase, sale] = opposite(probe, leg);
    return isEligible(purchase, sale, reading);
  });
  const prices = present(against.map(sharesPrice));
  const [first, ...others] = prices;
  const lastDays = against.map((leg) => lastMatchable(leg.on < on ? leg.on : on, reading)).sort();
  const lastDay = lastDays[lastDays.length - 1];
  const freeFrom = lastDay === undefined ? on : addDays(lastDay, 1);
  if (first === undefined)
    return { isFree: against.length === 0, safePrice: null, breakEven: null, freeFrom };
  const safe = others.reduce((a, b) => ((side === 'sale') === b < a ? b : a), first);
  // One share at a price that gains against everything adds its distance from where it breaks even.
  const all = present(decided.map(sharesPrice));
  const far = side === 'sale' ? all.reduce((a, b) => (b > a ? b : a), first) + 1n : 0n;
  const added = greatestProfit([...decided, at(far)], reading).total - exact;
  return {
    isFree: false,
    safePrice: priceIn(safe, units),
    breakEven: priceIn(side === 'sale' ? far - added : added, units),
    freeFrom,
  };
};

/** Trades of a class that an opposite one on a day would be matched with, and at which prices. */
export const windowOfClass = (
  ofClass: MatchableClass,
  setting: Setting,
  on: Day,
  inOffice: boolean,
): WindowOfClass => {
  const { reading } = setting;
  const legs = classLegs(ofClass, setting);
  const { units, decided } = legs;
  const maximum = greatestProfit(decided, reading);
  const matched = new Map<string, bigint>();
  for (const { purchase, sale, shares } of maximum.matches)
    for (const { id } of [purchase, sale]) matched.set(id, (matched.get(id) ?? 0n) + shares);
  const open = decided.filter(
    (leg) => leg.on <= on && isWithin(leg.on, on, reading) && (inOffice || leg.inOffice),
  );
  const prospect = (side: Side) => prospectOf(side, on, inOffice, legs, maximum.total, reading);
  return {
    security: ofClass.security,
    open: open.flatMap((leg): ReadonlyArray<OpenLeg> => {
      const price = sharesPrice(leg) ?? leg.quotes[0]?.price;
      return price === undefined
        ? []
        : [
            {
              row: leg.id,
              side: leg.side,
              on: leg.on,
              price: priceIn(price, units),
              shares: sharesIn(leg.shares, units),
              matched: sharesIn(matched.get(leg.id) ?? 0n, units),
              lastDay: lastMatchable(leg.on, reading),
            },
          ];
    }),
    sale: prospect('sale'),
    purchase: prospect('purchase'),
    needsPrice: open.filter((leg) => sharesPrice(leg) === null).map(({ id }) => id),
  };
};

/** What the pairs of a class gain without rows that count for somebody else already. */
export const withoutRows = (
  ofClass: MatchableClass,
  setting: Setting,
  taken: ReadonlySet<string>,
): { readonly total: Decimal; readonly rows: ReadonlyArray<string> } => {
  const { units, decided } = classLegs(ofClass, setting);
  const left = decided.filter(({ id }) => !taken.has(id));
  const { total, matches } = greatestProfit(left, setting.reading);
  return {
    total: moneyIn(total, units),
    rows: matches.flatMap(({ purchase, sale }) => [purchase.id, sale.id]),
  };
};
