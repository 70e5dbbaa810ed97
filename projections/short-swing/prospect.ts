/** What a trade of a day would be matched with, and from which price and day it is free. */
import { addDays, type Day } from '../../src/filing/calendar.js';
import type { Decimal } from '../../src/filing/decimal.js';
import {
  type ClassLegs,
  classLegs,
  hypotheticalMark,
  opposite,
  present,
  priceIn,
  type Setting,
  sharesIn,
  sharesMarket,
} from './class-legs.js';
import type { MatchableClass } from './judgement.js';
import { isEligible, type Leg, type Side } from './leg.js';
import { greatestProfit } from './maximum.js';
import type { SwingLeg } from './pair.js';
import { isWithin, lastMatchable, type WindowReading } from './window.js';

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
