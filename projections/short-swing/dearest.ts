/** The dearest of a stretch of sales that are not used up yet: a tree over their prices. */
export interface Dearest {
  /** The first of the dearest in a stretch; null where all are used up. */
  among(from: number, to: number): number | null;
  useUp(place: number): void;
}

export const dearest = (prices: ReadonlyArray<bigint>): Dearest => {
  let leaves = 1;
  while (leaves < prices.length) leaves *= 2;
  const best = new Int32Array(2 * leaves).fill(-1);
  const better = (a: number, b: number): number =>
    a < 0 ? b : b < 0 ? a : (prices[b] as bigint) > (prices[a] as bigint) ? b : a;
  const settle = (node: number): void => {
    best[node] = better(best[2 * node] as number, best[2 * node + 1] as number);
  };
  for (let i = 0; i < prices.length; i++) best[leaves + i] = i;
  for (let node = leaves - 1; node > 0; node--) settle(node);
  return {
    among: (from, to) => {
      let [left, right] = [-1, -1];
      for (let low = leaves + from, high = leaves + to; low < high; low >>= 1, high >>= 1) {
        if (low & 1) left = better(left, best[low++] as number);
        if (high & 1) right = better(best[--high] as number, right);
      }
      const found = from < to ? better(left, right) : -1;
      return found < 0 ? null : found;
    },
    useUp: (place) => {
      best[leaves + place] = -1;
      for (let node = (leaves + place) >> 1; node > 0; node >>= 1) settle(node);
    },
  };
};
