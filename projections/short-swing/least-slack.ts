/**
 * Numbers in a row of which a stretch is raised or lowered at once, and the least of a stretch is
 * asked for: a tree over them.
 */
export interface LeastSlack {
  add(from: number, to: number, amount: bigint): void;
  /** The least in a stretch; null of an empty one. */
  least(from: number, to: number): bigint | null;
  /** The first at or after a place that is nothing; null where there is none. */
  firstZeroFrom(place: number): number | null;
  /** The last at or before a place that is nothing. */
  lastZeroThrough(place: number): number | null;
}

/** So many zeros. They are never lowered below nothing. */
export const leastSlack = (count: number): LeastSlack => {
  let leaves = 1;
  while (leaves < count) leaves *= 2;
  const least = new Array<bigint>(2 * leaves).fill(0n);
  const pending = new Array<bigint>(2 * leaves).fill(0n);

  const raise = (node: number, amount: bigint): void => {
    least[node] = (least[node] as bigint) + amount;
    pending[node] = (pending[node] as bigint) + amount;
  };
  const push = (node: number): void => {
    const amount = pending[node] as bigint;
    if (amount === 0n) return;
    raise(2 * node, amount);
    raise(2 * node + 1, amount);
    pending[node] = 0n;
  };
  const add = (node: number, low: number, high: number, from: number, to: number, by: bigint) => {
    if (to <= low || high <= from) return;
    if (from <= low && high <= to) return raise(node, by);
    push(node);
    const middle = (low + high) >> 1;
    add(2 * node, low, middle, from, to, by);
    add(2 * node + 1, middle, high, from, to, by);
    const [a, b] = [least[2 * node] as bigint, least[2 * node + 1] as bigint];
    least[node] = a < b ? a : b;
  };
  const minimum = (
    node: number,
    low: number,
    high: number,
    from: number,
    to: number,
  ): bigint | null => {
    if (to <= low || high <= from) return null;
    if (from <= low && high <= to) return least[node] as bigint;
    push(node);
    const middle = (low + high) >> 1;
    const a = minimum(2 * node, low, middle, from, to);
    const b = minimum(2 * node + 1, middle, high, from, to);
    return a === null ? b : b === null ? a : a < b ? a : b;
  };
  const first = (node: number, low: number, high: number, from: number): number | null => {
    if (high <= from || (least[node] as bigint) > 0n || low >= count) return null;
    if (high - low === 1) return low;
    push(node);
    const middle = (low + high) >> 1;
    return first(2 * node, low, middle, from) ?? first(2 * node + 1, middle, high, from);
  };
  const last = (node: number, low: number, high: number, through: number): number | null => {
    if (low > through || (least[node] as bigint) > 0n || low >= count) return null;
    if (high - low === 1) return low;
    push(node);
    const middle = (low + high) >> 1;
    return last(2 * node + 1, middle, high, through) ?? last(2 * node, low, middle, through);
  };
  return {
    add: (from, to, amount) => {
      if (from < to) add(1, 0, leaves, from, to, amount);
    },
    least: (from, to) => (from < to ? minimum(1, 0, leaves, from, to) : null),
    firstZeroFrom: (place) => first(1, 0, leaves, place),
    lastZeroThrough: (place) => last(1, 0, leaves, place),
  };
};
