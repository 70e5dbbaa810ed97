/**
 * A leg: one purchase or sale that may be matched. Numbers are whole, scaled by powers of ten that
 * all legs of one computation share, so that nothing is ever rounded.
 */
import type { Day } from '../../src/filing/calendar.js';
import { Decimal } from '../../src/filing/decimal.js';
import { compare } from '../../src/filing/order.js';
import { isWithin, type WindowReading } from './window.js';

export type Side = 'purchase' | 'sale';

/** A price in one market: of the shares, or of one series of options on them. */
export interface Quote {
  readonly market: string;
  /** Of one underlying share. */
  readonly price: bigint;
}

export interface Leg {
  /** The row's name. */
  readonly id: string;
  readonly side: Side;
  readonly on: Day;
  readonly shares: bigint;
  /** At least one. Two legs are compared in the first market that both are quoted in. */
  readonly quotes: ReadonlyArray<Quote>;
  /** False of a trade after leaving office: it matches only what was done in office. */
  readonly inOffice: boolean;
}

/** What one share of a pair gains; null where the two are in no common market. */
export const gainOf = (purchase: Leg, sale: Leg): bigint | null => {
  for (const { market, price } of purchase.quotes)
    for (const other of sale.quotes) if (other.market === market) return other.price - price;
  return null;
};

/** Whether a purchase and a sale may be matched, whatever they gain. */
export const isEligible = (purchase: Leg, sale: Leg, reading: WindowReading): boolean =>
  (purchase.inOffice || sale.inOffice) && isWithin(purchase.on, sale.on, reading);

/** The order by which every tie is broken: day, then row. */
export const byDayAndRow = (a: Pick<Leg, 'on' | 'id'>, b: Pick<Leg, 'on' | 'id'>): number =>
  compare(a.on, b.on) || compare(a.id, b.id);

export const smaller = (a: bigint, b: bigint): bigint => (a < b ? a : b);

// ---- lots ----

/** Legs of one day at one price, as one. */
export interface Lot extends Leg {
  /** In the order of their rows. */
  readonly legs: ReadonlyArray<Leg>;
}

const lotKey = ({ side, on, quotes, inOffice }: Leg): string =>
  [side, on, inOffice, ...quotes.map((q) => `${q.market}@${q.price}`)].join('|');

/** Trades of one day at one price are one lot; in the order of day and row. */
export const lotsOf = (legs: ReadonlyArray<Leg>): ReadonlyArray<Lot> => {
  const lots = new Map<string, Array<Leg>>();
  for (const leg of [...legs].sort(byDayAndRow)) {
    if (leg.shares <= 0n) continue;
    const key = lotKey(leg);
    const lot = lots.get(key);
    if (lot === undefined) lots.set(key, [leg]);
    else lot.push(leg);
  }
  return [...lots.values()].map((same) => ({
    ...(same[0] as Leg),
    shares: same.reduce((sum, leg) => sum + leg.shares, 0n),
    legs: same,
  }));
};

/** Shares of a purchase matched with shares of a sale. */
export interface Match<L extends Leg = Leg> {
  readonly purchase: L;
  readonly sale: L;
  readonly shares: bigint;
}

/** Matches of lots as matches of their rows: the earlier row first. */
export const matchesOfRows = (matches: ReadonlyArray<Match<Lot>>): ReadonlyArray<Match> => {
  const left = new Map<Leg, bigint>();
  const rest = (leg: Leg): bigint => left.get(leg) ?? leg.shares;
  const found: Array<Match> = [];
  for (const { purchase, sale, shares } of matches) {
    let open = shares;
    let [p, s] = [0, 0];
    while (open > 0n) {
      const [buy, sell] = [purchase.legs[p], sale.legs[s]];
      if (buy === undefined || sell === undefined) break;
      const now = smaller(open, smaller(rest(buy), rest(sell)));
      if (now > 0n) found.push({ purchase: buy, sale: sell, shares: now });
      left.set(buy, rest(buy) - now);
      left.set(sell, rest(sell) - now);
      open -= now;
      if (rest(buy) === 0n) p += 1;
      if (rest(sell) === 0n) s += 1;
    }
  }
  return found;
};

/** What matches gain together. */
export const totalOf = (matches: ReadonlyArray<Match>): bigint =>
  matches.reduce(
    (sum, { purchase, sale, shares }) => sum + shares * (gainOf(purchase, sale) ?? 0n),
    0n,
  );

// ---- scales ----

/** How many decimals are kept of shares and of prices. */
export interface Scale {
  readonly shares: number;
  readonly prices: number;
}

export const scaled = (value: Decimal, places: number): bigint =>
  BigInt(value.times(new Decimal(10).pow(places)).toFixed(0));

export const unscaled = (value: bigint, places: number): Decimal =>
  new Decimal(value.toString()).div(new Decimal(10).pow(places));

/** Decimals that all of these need. */
export const placesOf = (values: Iterable<Decimal>): number => {
  let places = 0;
  for (const value of values) places = Math.max(places, value.decimalPlaces());
  return places;
};
