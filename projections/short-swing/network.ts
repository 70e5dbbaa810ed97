/**
 * The greatest profit where gains differ from pair to pair, as between options of one series and
 * between options and shares, or where some trades were done after leaving office.
 *
 * Trades are added one by one to what is matched already. Each trade has a price for a share of
 * it: no pair gains more than its two prices, pairs that are matched gain just that, and what is
 * not used up is worth nothing. A trade that is added is matched along the path that costs least
 * of that, as long as it gains: to a trade that is not used up, or in place of one that is worth
 * nothing any more (the Hungarian method; successive shortest paths).
 */
import { gainOf, type Lot, type Match, smaller } from './leg.js';
import { lowestFirst } from './lowest-first.js';
import { type Reach, reachOf } from './reach.js';
import type { WindowReading } from './window.js';

interface Node {
  readonly lot: Lot;
  /** Of its side, in the order of the days. */
  readonly place: number;
  readonly order: number;
  readonly matched: Map<Node, bigint>;
  used: bigint;
  price: bigint;
  /** Whether it has been added. */
  present: boolean;
}

interface Sides {
  readonly nodes: Readonly<Record<Lot['side'], ReadonlyArray<Node>>>;
  readonly reach: Readonly<Record<Lot['side'], Reach>>;
}

const opposite = { purchase: 'sale', sale: 'purchase' } as const;

const leftOf = ({ lot, used }: Node): bigint => lot.shares - used;

const gain = (a: Node, b: Node): bigint | null =>
  a.lot.inOffice || b.lot.inOffice
    ? a.lot.side === 'purchase'
      ? gainOf(a.lot, b.lot)
      : gainOf(b.lot, a.lot)
    : null;

/** Those on the other side within the window, that gain something with it. */
function* partnersOf(sides: Sides, node: Node): Generator<{ other: Node; gained: bigint }> {
  const { side } = node.lot;
  const others = sides.nodes[opposite[side]];
  const { from, to } = sides.reach[side];
  for (let i = from[node.place] as number; i < (to[node.place] as number); i++) {
    const other = others[i] as Node;
    if (!other.present) continue;
    const gained = gain(node, other);
    if (gained !== null && gained > 0n) yield { other, gained };
  }
}

const move = (a: Node, b: Node, shares: bigint): void => {
  for (const [one, other] of [
    [a, b],
    [b, a],
  ] as const) {
    const after = (one.matched.get(other) ?? 0n) + shares;
    if (after === 0n) one.matched.delete(other);
    else one.matched.set(other, after);
  }
};

/** Where a path ends: at a partner with room, or at one of the trade's own side that gives way. */
interface Search {
  readonly cost: bigint;
  readonly end: Node;
  /** Of the trade's own side, what it costs to get there, and the partner that led there. */
  readonly own: ReadonlyMap<Node, { readonly cost: bigint; readonly through: Node | null }>;
  /** Of the other side, with the trade that led there. */
  readonly others: ReadonlyMap<Node, { readonly cost: bigint; readonly through: Node }>;
}

/** The path of least cost from a trade; it ends at the trade itself where no path gains. */
const search = (sides: Sides, start: Node): Search => {
  const own = new Map<Node, { cost: bigint; through: Node | null }>();
  const others = new Map<Node, { cost: bigint; through: Node }>();
  const waiting = new Map<Node, { cost: bigint; through: Node }>();
  const queue = lowestFirst<Node>((a, b) => a.order - b.order);
  let cost = start.price;
  let end = start;
  const reach = (node: Node, at: bigint, through: Node | null): void => {
    own.set(node, { cost: at, through });
    if (node !== start && at + node.price < cost) {
      cost = at + node.price;
      end = node;
    }
    for (const { other, gained } of partnersOf(sides, node)) {
      const there = at + node.price + other.price - gained;
      if (there >= cost || others.has(other)) continue;
      const before = waiting.get(other);
      if (before !== undefined && before.cost <= there) continue;
      waiting.set(other, { cost: there, through: node });
      queue.put(there, other);
    }
  };
  reach(start, 0n, null);
  for (let next = queue.take(); next !== null && next.cost < cost; next = queue.take()) {
    const { item: other } = next;
    const came = waiting.get(other);
    if (came === undefined || others.has(other)) continue;
    others.set(other, came);
    if (leftOf(other) > 0n) return { cost: came.cost, end: other, own, others };
    for (const node of other.matched.keys()) if (!own.has(node)) reach(node, came.cost, other);
  }
  return { cost, end, own, others };
};

interface Step {
  readonly node: Node;
  readonly other: Node;
  readonly gives: boolean;
}

/** From the end back to the trade: each pair, and whether it gives shares back. */
const stepsOf = ({ end, own, others }: Search): ReadonlyArray<Step> => {
  const steps: Array<Step> = [];
  let node = others.get(end)?.through ?? end;
  if (node !== end) steps.push({ node, other: end, gives: false });
  for (let came = own.get(node)?.through ?? null; came !== null; ) {
    steps.push({ node, other: came, gives: true });
    const before = others.get(came)?.through as Node;
    steps.push({ node: before, other: came, gives: false });
    node = before;
    came = own.get(node)?.through ?? null;
  }
  return steps;
};

const settlePrices = ({ cost, own, others }: Search): void => {
  for (const [node, at] of own) if (at.cost < cost) node.price -= cost - at.cost;
  for (const [node, at] of others) if (at.cost < cost) node.price += cost - at.cost;
};

const add = (sides: Sides, start: Node): void => {
  start.present = true;
  for (const { other, gained } of partnersOf(sides, start))
    if (gained - other.price > start.price) start.price = gained - other.price;
  while (start.price > 0n && leftOf(start) > 0n) {
    const found = search(sides, start);
    const { end } = found;
    settlePrices(found);
    if (end === start) return;
    const steps = stepsOf(found);
    const isPartner = end.lot.side !== start.lot.side;
    const shares = steps.reduce(
      (most, { node, other, gives }) =>
        gives ? smaller(most, node.matched.get(other) ?? 0n) : most,
      isPartner ? smaller(leftOf(start), leftOf(end)) : leftOf(start),
    );
    for (const { node, other, gives } of steps) move(node, other, gives ? -shares : shares);
    start.used += shares;
    end.used += isPartner ? shares : -shares;
  }
};

export interface Matched {
  readonly matches: ReadonlyArray<Match<Lot>>;
  /** A price for each share of each lot that proves that no more can be gained. */
  readonly prices: ReadonlyMap<Lot, bigint>;
}

export const nothingMatched: Matched = { matches: [], prices: new Map() };

/**
 * The greatest profit of purchases and sales in the order of their days. `before` is that of some
 * of them, with its prices: the others are added.
 */
export const matchedByNetwork = (
  purchases: ReadonlyArray<Lot>,
  sales: ReadonlyArray<Lot>,
  reading: WindowReading,
  before: Matched = nothingMatched,
): Matched => {
  const nodeOf = new Map<Lot, Node>();
  const nodesOf = (lots: ReadonlyArray<Lot>): ReadonlyArray<Node> =>
    lots.map((lot, place) => {
      const price = before.prices.get(lot);
      const node = {
        lot,
        place,
        order: nodeOf.size,
        matched: new Map(),
        used: 0n,
        price: price ?? 0n,
        present: price !== undefined,
      };
      nodeOf.set(lot, node);
      return node;
    });
  const sides: Sides = {
    nodes: { purchase: nodesOf(purchases), sale: nodesOf(sales) },
    reach: {
      purchase: reachOf(purchases, sales, reading),
      sale: reachOf(sales, purchases, reading),
    },
  };
  for (const { purchase, sale, shares } of before.matches) {
    const [a, b] = [nodeOf.get(purchase) as Node, nodeOf.get(sale) as Node];
    move(a, b, shares);
    a.used += shares;
    b.used += shares;
  }
  for (const node of nodeOf.values()) if (!node.present) add(sides, node);
  const matches = sides.nodes.purchase.flatMap((node) =>
    [...node.matched]
      .sort(([a], [b]) => a.place - b.place)
      .map(([other, shares]) => ({ purchase: node.lot, sale: other.lot, shares })),
  );
  return { matches, prices: new Map([...nodeOf.values()].map((node) => [node.lot, node.price])) };
};
