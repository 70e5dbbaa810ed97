/**
 * Lowest in, highest out: each purchase, the cheapest first, with the dearest sale that is left in
 * its window. What courts name the method of Gratz v. Claughton; where windows overlap it can fall
 * short of the greatest profit by up to half. Here of trades of any kind, looked through one by one.
 */
import { byPrice } from './in-order.js';
import { gainOf, type Lot, type Match, smaller } from './leg.js';
import { reachOf } from './reach.js';
import type { WindowReading } from './window.js';

/** Of purchases and sales, both in the order of their days. */
export const lowestInHighestOut = (
  purchases: ReadonlyArray<Lot>,
  sales: ReadonlyArray<Lot>,
  reading: WindowReading,
): ReadonlyArray<Match<Lot>> => {
  const left = sales.map(({ shares }) => shares);
  const matches: Array<Match<Lot>> = [];
  const { from, to } = reachOf(purchases, sales, reading);
  const inTurn = purchases.map((purchase, i) => ({ purchase, i }));
  for (const { purchase, i } of inTurn.sort((a, b) => byPrice(a.purchase, b.purchase))) {
    const reached: Array<{ readonly sale: Lot; readonly j: number; readonly gain: bigint }> = [];
    for (let j = from[i] as number; j < (to[i] as number); j++) {
      const sale = sales[j] as Lot;
      const gain = purchase.inOffice || sale.inOffice ? gainOf(purchase, sale) : null;
      if (gain !== null && gain > 0n) reached.push({ sale, j, gain });
    }
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
