/**
 * How long the greatest short-swing profit takes of one insider's trades in one class over ten
 * years: of 1,000, 10,000 and 100,000 of them, each on its own day or price, so that none are one
 * lot; of 10,000 also with the last hundred after leaving office; with the check of its certificate beside it. Medians over the rounds.
 *
 * Run compiled: npx tsc --outDir .cache/bench && node .cache/bench/bench/short-swing.js
 */
import { parseArgs } from 'node:util';
import { certificateFault } from '../projections/short-swing/certificate.js';
import type { Leg } from '../projections/short-swing/leg.js';
import { greatestProfit } from '../projections/short-swing/maximum.js';
import { stella } from '../projections/short-swing/window.js';
import { addDays, writtenDay } from '../src/filing/calendar.js';
import { certificateOf } from '../test/short-swing/trades.js';
import { inTurn, loadSeen, type Took, took } from './measure.js';

const { values } = parseArgs({
  options: { rounds: { type: 'string', default: '5' }, seed: { type: 'string', default: '7' } },
});

/** Numbers that look random and are the same each time (a linear congruential generator). */
const numbers = (seed: number) => {
  let at = seed;
  return (below: number): number => {
    at = (Math.imul(at, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((at / 2 ** 32) * below);
  };
};

/** `after`: so many of them, the last, were done after leaving office. */
const trades = (count: number, after: number): ReadonlyArray<Leg> => {
  const next = numbers(Number(values.seed));
  let price = 500_000;
  return Array.from({ length: count }, (_, i): Leg => {
    price = Math.max(10_000, price + next(2_001) - 1_000);
    return {
      id: `r${String(i).padStart(6, '0')}`,
      side: next(2) === 0 ? 'purchase' : 'sale',
      on: addDays(writtenDay('2014-01-02'), Math.floor((i * 3_650) / count)),
      shares: BigInt(1 + next(5_000)) * 10_000n,
      quotes: [{ market: 'shares', price: BigInt(price + next(20_000)) }],
      inOffice: i < count - after,
    };
  });
};

for (const [count, after] of [
  [1_000, 0],
  [10_000, 0],
  [10_000, 100],
  [100_000, 0],
] as const) {
  const legs = trades(count, after);
  let maximum = greatestProfit(legs, stella);
  let fault: unknown = null;
  const { solving, checking } = await inTurn(
    { rounds: Number(values.rounds) },
    {
      solving: () =>
        took(() => {
          maximum = greatestProfit(legs, stella);
        }),
      checking: () =>
        took(() => {
          if (count <= 10_000) fault = certificateFault(certificateOf(legs, stella, maximum));
        }),
    },
  );
  const shown = { pairs: maximum.matches.length, short: maximum.lowestIn < maximum.total, fault };
  const each = ({ ms, cpuMs }: Took): string =>
    `${ms.toFixed(0)} ms (${cpuMs.toFixed(0)} of processor)`;
  console.log(
    `${count} trades, ${after} after leaving: ${each(solving)} to solve, ${each(checking)} to check, ${loadSeen()} ${JSON.stringify(shown)}`,
  );
}
