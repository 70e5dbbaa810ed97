/**
 * The greatest profit where everything is in one market and done in office.
 *
 * The gain of a pair is then the sale's price less the purchase's, so that only how much of each
 * trade is used decides. Windows are of one length: what is used can be paired if and only if
 * pairing it in the order of the days does, which is so where by every purchase enough was used of
 * the sales in reach of it. How much is to spare is kept for each purchase; where nothing is,
 * no pairing can be shifted past it. Purchases are taken cheapest first, and each gets the dearest
 * sale that shifting the pairs made so far can free for it: a shortest augmenting path of the
 * transportation problem, found in the logarithm of the number of trades.
 */
import { dearest } from './dearest.js';
import { leastSlack } from './least-slack.js';
import { byDayAndRow, type Lot, type Match, smaller } from './leg.js';
import { reachOf } from './reach.js';
import type { WindowReading } from './window.js';

/** The price of a lot in its one market. */
export const priceOf = (lot: Lot): bigint => lot.quotes[0]?.price ?? 0n;

/** Cheapest first. */
export const byPrice = (a: Lot, b: Lot): number => {
  const [p, q] = [priceOf(a), priceOf(b)];
  return p < q ? -1 : p > q ? 1 : byDayAndRow(a, b);
};

/** Of sorted numbers, how many are not above one. */
const firstAbove = (sorted: ReadonlyArray<number>, than: number): number => {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] as number) > than) high = middle;
    else low = middle + 1;
  }
  return low;
};

/** Pairs in the order of the days, of what is used of each. */
const pairedInOrder = (
  purchases: ReadonlyArray<Lot>,
  sales: ReadonlyArray<Lot>,
  bought: ReadonlyArray<bigint>,
  sold: ReadonlyArray<bigint>,
): ReadonlyArray<Match<Lot>> => {
  const matches: Array<Match<Lot>> = [];
  let [i, j] = [0, 0];
  let [ofPurchase, ofSale] = [bought[0] ?? 0n, sold[0] ?? 0n];
  while (i < purchases.length && j < sales.length) {
    const shares = smaller(ofPurchase, ofSale);
    if (shares > 0n) matches.push({ purchase: purchases[i] as Lot, sale: sales[j] as Lot, shares });
    ofPurchase -= shares;
    ofSale -= shares;
    if (ofPurchase === 0n) ofPurchase = bought[++i] ?? 0n;
    if (ofSale === 0n) ofSale = sold[++j] ?? 0n;
  }
  return matches;
};

/** The greatest profit of purchases and sales in the order of their days. */
export const matchedInOrder = (
  purchases: ReadonlyArray<Lot>,
  sales: ReadonlyArray<Lot>,
  reading: WindowReading,
): ReadonlyArray<Match<Lot>> => {
  const { from, to } = reachOf(purchases, sales, reading);
  const count = purchases.length;
  // To spare ahead of a purchase: sales used that it or an earlier one can be shifted to; behind
  // it: purchases used before it beyond the sales that are too old for it.
  const [ahead, behind] = [leastSlack(count), leastSlack(count)];
  const prices = sales.map(priceOf);
  const left = dearest(prices);
  const bought = purchases.map(() => 0n);
  const sold = sales.map(() => 0n);

  const shift = (i: number, j: number, shares: bigint): void => {
    const [reaches, passed] = [firstAbove(to, j), firstAbove(from, j)];
    if (i < reaches) ahead.add(i, reaches, -shares);
    else ahead.add(reaches, i, shares);
    if (passed <= i) behind.add(passed, i + 1, -shares);
    else behind.add(i + 1, passed, shares);
    bought[i] = (bought[i] as bigint) + shares;
    sold[j] = (sold[j] as bigint) + shares;
    if (sold[j] === (sales[j] as Lot).shares) left.useUp(j);
  };

  /** How much can be shifted from a purchase to a sale. */
  const room = (i: number, j: number): bigint =>
    [
      (purchases[i] as Lot).shares - (bought[i] as bigint),
      (sales[j] as Lot).shares - (sold[j] as bigint),
      ahead.least(i, firstAbove(to, j)),
      behind.least(firstAbove(from, j), i + 1),
    ].reduce<bigint>(
      (most, n) => (n === null || n > most ? most : n),
      (purchases[i] as Lot).shares,
    );

  const inTurn = purchases
    .map((_, i) => i)
    .sort((a, b) => byPrice(purchases[a] as Lot, purchases[b] as Lot));
  for (const i of inTurn) {
    const purchase = purchases[i] as Lot;
    while ((bought[i] as bigint) < purchase.shares) {
      const stop = ahead.firstZeroFrom(i);
      const start = behind.lastZeroThrough(i);
      const j = left.among(
        start === null ? 0 : (from[start] as number),
        stop === null ? sales.length : (to[stop] as number),
      );
      if (j === null || (prices[j] as bigint) <= priceOf(purchase)) break;
      shift(i, j, room(i, j));
    }
  }
  return pairedInOrder(purchases, sales, bought, sold);
};

/** Lowest in, highest out: the same without shifting, each purchase within its own window. */
export const lowestInOrder = (
  purchases: ReadonlyArray<Lot>,
  sales: ReadonlyArray<Lot>,
  reading: WindowReading,
): ReadonlyArray<Match<Lot>> => {
  const { from, to } = reachOf(purchases, sales, reading);
  const left = sales.map(({ shares }) => shares);
  const best = dearest(sales.map(priceOf));
  const matches: Array<Match<Lot>> = [];
  const inTurn = purchases.map((purchase, i) => ({ purchase, i }));
  for (const { purchase, i } of inTurn.sort((a, b) => byPrice(a.purchase, b.purchase))) {
    let open = purchase.shares;
    while (open > 0n) {
      const j = best.among(from[i] as number, to[i] as number);
      const sale = j === null ? undefined : sales[j];
      if (j === null || sale === undefined || priceOf(sale) <= priceOf(purchase)) break;
      const shares = smaller(open, left[j] as bigint);
      matches.push({ purchase, sale, shares });
      left[j] = (left[j] as bigint) - shares;
      open -= shares;
      if (left[j] === 0n) best.useUp(j);
    }
  }
  return matches;
};

// ---- what proves it ----

/**
 * A price for each share of each lot such that no eligible pair gains more than the two together,
 * and that what is used is worth its price and no more. A level goes with each lot: where pairs
 * can be shifted to from it, the best that is left there. A purchase is worth what its level is
 * above its price, a sale what its price is above its level.
 */
export const pricedInOrder = (
  purchases: ReadonlyArray<Lot>,
  sales: ReadonlyArray<Lot>,
  matches: ReadonlyArray<Match<Lot>>,
  reading: WindowReading,
): ReadonlyMap<Lot, bigint> => {
  const { from, to } = reachOf(purchases, sales, reading);
  const used = new Map<Lot, bigint>();
  const purchasesOf = new Map<Lot, Array<Lot>>();
  const salesOf = new Map<Lot, Array<Lot>>();
  for (const { purchase, sale, shares } of matches) {
    used.set(purchase, (used.get(purchase) ?? 0n) + shares);
    used.set(sale, (used.get(sale) ?? 0n) + shares);
    purchasesOf.set(sale, [...(purchasesOf.get(sale) ?? []), purchase]);
    salesOf.set(purchase, [...(salesOf.get(purchase) ?? []), sale]);
  }
  const placeOf = new Map<Lot, number>();
  for (const side of [purchases, sales]) for (const [i, lot] of side.entries()) placeOf.set(lot, i);
  const levels = new Map<Lot, bigint>();
  // The next purchase at or after a place that has no level yet.
  const next = Int32Array.from({ length: purchases.length + 1 }, (_, i) => i);
  const unsettledFrom = (place: number): number => {
    let at = place;
    while (next[at] !== at) {
      next[at] = next[next[at] as number] as number;
      at = next[at] as number;
    }
    return at;
  };
  const settle = (lot: Lot, level: bigint): void => {
    const waiting = [lot];
    for (let one = waiting.pop(); one !== undefined; one = waiting.pop()) {
      if (levels.has(one)) continue;
      levels.set(one, level);
      const place = placeOf.get(one) as number;
      if (one.side === 'purchase') {
        next[place] = place + 1;
        waiting.push(...(salesOf.get(one) ?? []));
      } else {
        const end = firstAbove(from, place);
        for (let i = unsettledFrom(firstAbove(to, place)); i < end; i = unsettledFrom(i + 1))
          waiting.push(purchases[i] as Lot);
      }
    }
  };
  const open = [
    ...purchases.filter((lot) => used.has(lot)),
    ...sales.filter((lot) => (used.get(lot) ?? 0n) < lot.shares),
  ].sort((a, b) => -byPrice(a, b));
  for (const lot of open) if (!levels.has(lot)) settle(lot, priceOf(lot));
  const prices = new Map<Lot, bigint>();
  for (const lot of [...purchases, ...sales]) {
    const level = levels.get(lot);
    const above =
      level === undefined
        ? 0n
        : lot.side === 'purchase'
          ? level - priceOf(lot)
          : priceOf(lot) - level;
    prices.set(lot, above > 0n ? above : 0n);
  }
  return prices;
};
