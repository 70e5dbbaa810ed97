/**
 * Lowest in, highest out: each purchase, the cheapest first, with the dearest sale that is left in
 * its window. What courts name the method of Gratz v. Claughton; where windows overlap it can fall
 * short of the greatest profit by up to half. Here of trades of any kind, looked through one by one.
 */
import { byPrice } from './in-order.js';
import { gainOf, isEligible, type Lot, type Match, smaller } from './leg.js';
import type { WindowReading } from './window.js';

/** Of purchases and sales, both in the order of their days. */
export const lowestInHighestOut = (
  purchases: ReadonlyArray<Lot>,
  sales: ReadonlyArray<Lot>,
  reading: WindowReading,
): ReadonlyArray<Match<Lot>> => {
  const left = sales.map(({ shares }) => shares);
  const matches: Array<Match<Lot>> = [];
  for (const purchase of [...purchases].sort(byPrice)) {
    const reached = sales.flatMap((sale, j) => {
      const gain = isEligible(purchase, sale, reading) ? gainOf(purchase, sale) : null;
      return gain === null || gain <= 0n ? [] : [{ sale, j, gain }];
    });
    let open = purchase.shares;
    // The sort is stable: of two as dear the earlier comes first.
    for (const { sale, j } of reached.sort((a, b) =>
      a.gain > b.gain ? -1 : a.gain < b.gain ? 1 : 0,
    )) {
      const shares = smaller(open, left[j] as bigint);
      if (shares === 0n) continue;
      matches.push({ purchase, sale, shares });
      left[j] = (left[j] as bigint) - shares;
      open -= shares;
    }
  }
  return matches;
};
