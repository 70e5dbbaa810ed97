import fc from 'fast-check';
import { expect, it } from 'vitest';
import { cheapestPairs } from '../../projections/line/assignment.js';

const unpaired = 50;

/** By trying everything. */
const least = (costs: ReadonlyArray<ReadonlyArray<number>>, row = 0, taken = 0): number => {
  const of = costs[row];
  if (of === undefined) return 0;
  return of.reduce(
    (best, cost, j) =>
      (taken >> j) & 1 ? best : Math.min(best, cost + least(costs, row + 1, taken | (1 << j))),
    unpaired + least(costs, row + 1, taken),
  );
};

const cost = fc.oneof(fc.integer({ min: 0, max: 120 }), fc.constant(Number.POSITIVE_INFINITY));
const table = fc
  .integer({ min: 1, max: 5 })
  .chain((width) =>
    fc.array(fc.array(cost, { minLength: width, maxLength: width }), { maxLength: 5 }),
  );

it('pairs as cheaply as any pairing can, and nobody twice', () => {
  fc.assert(
    fc.property(table, (costs) => {
      const pairs = cheapestPairs(costs, unpaired);
      expect(new Set(pairs.map(([i]) => i)).size).toBe(pairs.length);
      expect(new Set(pairs.map(([, j]) => j)).size).toBe(pairs.length);
      const spent = pairs.reduce((sum, [i, j]) => sum + (costs[i]?.[j] ?? Number.NaN), 0);
      expect(spent + unpaired * (costs.length - pairs.length)).toBe(least(costs));
    }),
  );
});
