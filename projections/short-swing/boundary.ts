/** Pairs on the boundary: matched by one reading of the window and not by another. */
import { daysAfter } from '../../src/filing/calendar.js';
import type { Decimal } from '../../src/filing/decimal.js';
import { groupedBy } from '../../src/filing/order.js';
import { opposite, priceIn, type Units } from './class-legs.js';
import { gainOf, type Leg } from './leg.js';
import type { SwingLeg } from './pair.js';
import {
  anniversary,
  isWithin,
  lastMatchable,
  readingText,
  stella,
  type WindowReading,
} from './window.js';

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

const boundaryLeg = ({ id, on, quotes }: Leg, units: Units): BoundaryLeg => ({
  row: id,
  on,
  price: quotes[0] === undefined ? null : priceIn(quotes[0].price, units),
});

export const boundaryIn = (
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
    for (const day of daysAfter(least, most))
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
