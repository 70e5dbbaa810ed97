/**
 * The greatest short-swing profit against every way of matching, tried one by one, in small random
 * worlds: of shares alone, and with options and trades after leaving. Each is checked by its
 * certificate and against lowest in, highest out.
 *
 * Run: npm run campaign:short-swing -- --count 100000 --seed 1
 */
import { parseArgs } from 'node:util';
import fc from 'fast-check';
import { stella } from '../../projections/short-swing/window.js';
import { bruteForce, profit } from '../../test/short-swing/trades.js';
import { anyKind, plainly } from '../../test/short-swing/worlds.js';

const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '100000' },
    seed: { type: 'string', default: '1' },
  },
});
const count = Number(values.count);
const seed = Number(values.seed);

const tally = { worlds: 0, profitable: 0, short: 0, wrong: 0 };
const started = Date.now();
for (const [name, worlds] of [
  ['shares', plainly],
  ['any kind', anyKind],
] as const) {
  const half = Math.ceil(count / 2);
  const failed = fc.check(
    fc.property(worlds, (legs) => {
      const { maximum, fault } = profit(legs);
      const { total, lowestIn } = maximum;
      tally.worlds += 1;
      if (total > 0n) tally.profitable += 1;
      if (lowestIn < total) tally.short += 1;
      return (
        fault === null &&
        total === bruteForce(legs, stella) &&
        lowestIn <= total &&
        (name !== 'shares' || total <= 2n * lowestIn)
      );
    }),
    { numRuns: half, seed },
  );
  if (failed.failed) {
    tally.wrong += 1;
    console.error(fc.defaultReportMessage(failed));
  }
}
console.log(JSON.stringify({ seed, ...tally, seconds: (Date.now() - started) / 1_000 }));
process.exitCode = tally.wrong > 0 ? 1 : 0;
