/**
 * The greatest profit where gains differ from pair to pair, as between options of one series and
 * between options and shares, or where some trades were done after leaving office: a
 * transportation problem over every pair, by successive shortest paths.
 */
import { gainOf, isEligible, type Lot, type Match } from './leg.js';
import type { WindowReading } from './window.js';

interface Arc {
  readonly sale: number;
  readonly gain: bigint;
  shares: bigint;
}

interface Network {
  readonly arcs: ReadonlyArray<ReadonlyArray<Arc>>;
  /** Of each sale, the purchases with an arc to it. */
  readonly into: ReadonlyArray<ReadonlyArray<{ readonly purchase: number; readonly arc: Arc }>>;
  readonly bought: Array<bigint>;
  readonly sold: Array<bigint>;
}

const networkOf = (
  purchases: ReadonlyArray<Lot>,
  sales: ReadonlyArray<Lot>,
  reading: WindowReading,
): Network => {
  const into = sales.map((): Array<{ purchase: number; arc: Arc }> => []);
  const arcs = purchases.map((purchase, i) =>
    sales.flatMap((sale, j): ReadonlyArray<Arc> => {
      const gain = isEligible(purchase, sale, reading) ? gainOf(purchase, sale) : null;
      if (gain === null || gain <= 0n) return [];
      const arc = { sale: j, gain, shares: 0n };
      into[j]?.push({ purchase: i, arc });
      return [arc];
    }),
  );
  return { arcs, into, bought: purchases.map(() => 0n), sold: sales.map(() => 0n) };
};

interface Reached {
  /** The most that a path to here gains; null where there is none. */
  readonly ofPurchase: Array<bigint | null>;
  readonly ofSale: Array<bigint | null>;
  readonly cameToSale: Array<{ readonly purchase: number; readonly arc: Arc } | null>;
  readonly cameToPurchase: Array<{ readonly sale: number; readonly arc: Arc } | null>;
}

/** The best paths from these beginnings over what is left, each arc looked at until none improves. */
const bestPaths = (
  { arcs, into }: Network,
  ofPurchase: Array<bigint | null>,
  ofSale: Array<bigint | null>,
): Reached => {
  const cameToSale = ofSale.map((): Reached['cameToSale'][number] => null);
  const cameToPurchase = ofPurchase.map((): Reached['cameToPurchase'][number] => null);
  // Purchases by their number, sales behind them; each waits once.
  const queue: Array<number> = [];
  const waits = new Set<number>();
  const wait = (node: number): void => {
    if (waits.has(node)) return;
    waits.add(node);
    queue.push(node);
  };
  const count = ofPurchase.length;
  const fromPurchase = (purchase: number): void => {
    for (const arc of arcs[purchase] ?? []) {
      const here = (ofPurchase[purchase] as bigint) + arc.gain;
      const before = ofSale[arc.sale];
      if (before != null && before >= here) continue;
      ofSale[arc.sale] = here;
      cameToSale[arc.sale] = { purchase, arc };
      wait(count + arc.sale);
    }
  };
  const fromSale = (sale: number): void => {
    for (const { purchase, arc } of into[sale] ?? []) {
      if (arc.shares === 0n) continue;
      const here = (ofSale[sale] as bigint) - arc.gain;
      const before = ofPurchase[purchase];
      if (before != null && before >= here) continue;
      ofPurchase[purchase] = here;
      cameToPurchase[purchase] = { sale, arc };
      wait(purchase);
    }
  };
  for (const [i, best] of ofPurchase.entries()) if (best !== null) wait(i);
  for (const [j, best] of ofSale.entries()) if (best !== null) wait(count + j);
  for (let at = 0; at < queue.length; at++) {
    const node = queue[at] as number;
    waits.delete(node);
    if (node < count) fromPurchase(node);
    else fromSale(node - count);
  }
  return { ofPurchase, ofSale, cameToSale, cameToPurchase };
};

/** The path to a sale, from its end: each arc, and whether it gains or gives back. */
const pathTo = (
  { cameToSale, cameToPurchase }: Reached,
  end: number,
): { readonly start: number; readonly steps: ReadonlyArray<{ arc: Arc; gives: boolean }> } => {
  const steps: Array<{ arc: Arc; gives: boolean }> = [];
  let sale = end;
  for (;;) {
    const came = cameToSale[sale];
    if (came == null) throw new Error('a path does not lead back to a purchase');
    steps.push({ arc: came.arc, gives: false });
    const back = cameToPurchase[came.purchase];
    if (back == null) return { start: came.purchase, steps };
    steps.push({ arc: back.arc, gives: true });
    sale = back.sale;
  }
};

export interface NetworkMatched {
  readonly matches: ReadonlyArray<Match<Lot>>;
  /** A price for each share of each lot that proves that no more can be gained. */
  readonly prices: ReadonlyMap<Lot, bigint>;
}

export const matchedByNetwork = (
  purchases: ReadonlyArray<Lot>,
  sales: ReadonlyArray<Lot>,
  reading: WindowReading,
): NetworkMatched => {
  const network = networkOf(purchases, sales, reading);
  const { arcs, bought, sold } = network;
  const leftOf = (i: number): bigint => (purchases[i] as Lot).shares - (bought[i] as bigint);
  const leftOfSale = (j: number): bigint => (sales[j] as Lot).shares - (sold[j] as bigint);
  for (;;) {
    const reached = bestPaths(
      network,
      purchases.map((_, i) => (leftOf(i) > 0n ? 0n : null)),
      sales.map(() => null),
    );
    let end: number | null = null;
    for (const [j, best] of reached.ofSale.entries())
      if (best !== null && best > 0n && leftOfSale(j) > 0n)
        if (end === null || best > (reached.ofSale[end] as bigint)) end = j;
    if (end === null) break;
    const { start, steps } = pathTo(reached, end);
    const shares = steps.reduce(
      (most, { arc, gives }) => (gives && arc.shares < most ? arc.shares : most),
      leftOf(start) < leftOfSale(end) ? leftOf(start) : leftOfSale(end),
    );
    for (const { arc, gives } of steps) arc.shares += gives ? -shares : shares;
    bought[start] = (bought[start] as bigint) + shares;
    sold[end] = (sold[end] as bigint) + shares;
  }
  const matches = purchases.flatMap((purchase, i) =>
    (arcs[i] ?? []).flatMap(({ sale, shares }) =>
      shares > 0n ? [{ purchase, sale: sales[sale] as Lot, shares }] : [],
    ),
  );
  return { matches, prices: pricesOf(network, purchases, sales) };
};

/** Prices from the best paths that begin where something is left to buy or to give back. */
const pricesOf = (
  network: Network,
  purchases: ReadonlyArray<Lot>,
  sales: ReadonlyArray<Lot>,
): ReadonlyMap<Lot, bigint> => {
  const { bought, sold } = network;
  const { ofPurchase, ofSale } = bestPaths(
    network,
    purchases.map((lot, i) => ((bought[i] as bigint) < lot.shares ? 0n : null)),
    sales.map((_, j) => ((sold[j] as bigint) > 0n ? 0n : null)),
  );
  const prices = new Map<Lot, bigint>();
  // What a share of a purchase is worth is what giving it up would lose: the negative of its path.
  for (const [i, lot] of purchases.entries()) {
    const worth = -(ofPurchase[i] ?? 0n);
    prices.set(lot, worth > 0n ? worth : 0n);
  }
  for (const [j, lot] of sales.entries()) {
    const worth = ofSale[j] ?? 0n;
    prices.set(lot, worth > 0n ? worth : 0n);
  }
  return prices;
};
