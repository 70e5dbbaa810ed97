/**
 * Tries every property on random worlds and says how many were tried and which failed, with the
 * smallest world of each failing property.
 *
 * Run: npx tsx bench/campaign/worlds.ts --count 1000000 --seed 1
 * --only NAME tries one property; --minutes N stops after that long.
 *
 * With --of truth the worlds are those that know what is truly held (test/worlds/truth): failures
 * by property and kind of world, and a shrunk example of each as a table. --theme KIND tries one
 * kind; --examples none|property|all says how many examples are shrunk.
 */
import { parseArgs } from 'node:util';
import fc from 'fast-check';
import { properties, verdictsOf } from '../../test/worlds/properties.js';
import { type Script, script } from '../../test/worlds/script.js';
import { type World, worldOf } from '../../test/worlds/world.js';
import { trueWorlds } from './true-worlds.js';

const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '10000' },
    seed: { type: 'string', default: '1' },
    only: { type: 'string' },
    minutes: { type: 'string', default: '600' },
    of: { type: 'string', default: 'forms' },
    theme: { type: 'string' },
    examples: { type: 'string', default: 'property' },
  },
});
const count = Number(values.count);
const seed = Number(values.seed);
const until = Date.now() + Number(values.minutes) * 60_000;
const batch = 1_000;

if (values.of === 'truth') {
  const { only, theme } = values;
  const examples =
    values.examples === 'none' || values.examples === 'all' ? values.examples : 'property';
  const failed = await trueWorlds({ count, seed, only, theme, examples, until });
  process.exit(failed === 0 ? 0 : 1);
}

const tried = Object.entries(properties).filter(
  ([name]) => values.only === undefined || name === values.only,
);
const failures = new Map<
  string,
  { count: number; smallest: Script; problem: string; seed: number }
>();
const links: Record<string, number> = {};

const sizeOf = (s: Script): number => JSON.stringify(s.steps).length;

const problemOf = (world: World, property: (typeof tried)[number][1]): string | undefined => {
  try {
    return property(world)[0];
  } catch (thrown) {
    return thrown instanceof Error ? `thrown: ${thrown.stack ?? thrown.message}` : String(thrown);
  }
};

const attempt = (one: Script, ofSeed: number): void => {
  const world = worldOf(one);
  for (const [name, property] of tried) {
    const problem = problemOf(world, property);
    if (problem === undefined) continue;
    const known = failures.get(name);
    const smaller = known === undefined || sizeOf(one) < sizeOf(known.smallest);
    failures.set(name, {
      count: (known?.count ?? 0) + 1,
      smallest: smaller ? one : known.smallest,
      problem: smaller ? problem : known.problem,
      seed: smaller ? ofSeed : known.seed,
    });
  }
  for (const { verdict, plain, box4Right } of verdictsOf(world)) {
    const kind = plain ? 'box 4 plain' : box4Right ? 'box 4 shared' : 'box 4 wrong';
    links[`${kind}: ${verdict}`] = (links[`${kind}: ${verdict}`] ?? 0) + 1;
  }
};

let worlds = 0;
for (let n = 0; worlds < count && Date.now() < until; n++) {
  const numRuns = Math.min(batch, count - worlds);
  for (const one of fc.sample(script, { seed: seed + n, numRuns })) attempt(one, seed + n);
  worlds += numRuns;
  if (n % 10 === 9) console.error(`${worlds} worlds, ${failures.size} properties failing`);
}
for (const [name, { count: failed, smallest, problem, seed: ofSeed }] of failures) {
  console.error(`FAILED ${name} in ${failed} worlds, seed=${ofSeed}: ${problem}`);
  console.error(JSON.stringify(smallest));
}
console.log(
  JSON.stringify({
    worlds,
    seed,
    failures: Object.fromEntries([...failures].map(([name, f]) => [name, f.count])),
    links,
  }),
);
process.exitCode = failures.size === 0 ? 0 : 1;
