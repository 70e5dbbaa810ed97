/**
 * Sums by the moment of knowledge: a Fenwick tree over known ranks, so that "this balance with
 * what was known then" costs log n and not a second fold.
 */
import { type Decimal, zero } from '../../src/filing/decimal.js';

export interface RunningSum {
  add(rank: number, amount: Decimal): void;
  /** Sum of all amounts added so far whose rank is at most `rank`. */
  through(rank: number): Decimal;
  /** The ranks after one of which something was added so far. */
  ranksAfter(rank: number): ReadonlyArray<number>;
  /** Multiplies all amounts added so far, as a split does. */
  scale(ratio: Decimal): void;
}

/** Ranks run from 0 to `size - 1`. */
export const runningSum = (size: number): RunningSum => {
  const tree: Array<Decimal | undefined> = new Array(size + 1);
  const ranks = new Set<number>();
  return {
    add(rank, amount) {
      ranks.add(rank);
      for (let i = rank + 1; i <= size; i += i & -i) tree[i] = (tree[i] ?? zero).plus(amount);
    },
    through(rank) {
      let sum = zero;
      for (let i = rank + 1; i > 0; i -= i & -i) sum = sum.plus(tree[i] ?? zero);
      return sum;
    },
    ranksAfter(rank) {
      return [...ranks].filter((one) => one > rank).sort((a, b) => a - b);
    },
    scale(ratio) {
      for (let i = 1; i <= size; i++) tree[i] = tree[i]?.times(ratio);
    },
  };
};
