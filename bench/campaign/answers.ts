/**
 * One digest of all answers about each thousand worlds, to be held against those of another version
 * of the folds: run it in both, and compare what they print. Worlds of both kinds, each insider from
 * three vantages: at last, and as known by a third and by two thirds of the filings.
 *
 *   npx tsx bench/campaign/answers.ts [--worlds 20000] [--seed 1] [--minutes 600]
 */
import { createHash, type Hash } from 'node:crypto';
import { parseArgs } from 'node:util';
import fc from 'fast-check';
import type { InsiderView } from '../../projections/insider.js';
import { knownAtOf, type Vantage } from '../../projections/known/knowledge.js';
import { canonicalJson } from '../../src/event/canonical.js';
import type { CompleteFiling } from '../../src/event/identity.js';
import { answersOf } from '../../test/worlds/answers.js';
import { fold, type Recorded, record } from '../../test/worlds/recording.js';
import { stagesOf } from '../../test/worlds/ruled.js';
import { script } from '../../test/worlds/script.js';
import { scriptOf, themes } from '../../test/worlds/truth/script.js';
import { deliveries, recordedIn } from '../../test/worlds/truth/seen.js';
import { worldOf as trueWorldOf } from '../../test/worlds/truth/world.js';
import { worldOf } from '../../test/worlds/world.js';

const { values } = parseArgs({
  options: {
    worlds: { type: 'string', default: '20000' },
    seed: { type: 'string', default: '1' },
    minutes: { type: 'string', default: '600' },
  },
});
const worlds = Number(values.worlds);
const seed = Number(values.seed);
const until = Date.now() + Number(values.minutes) * 60_000;
const batch = 1_000;

const vantagesOf = (filings: ReadonlyArray<CompleteFiling>): ReadonlyArray<Vantage> => {
  const instants = filings.map((f) => knownAtOf(f)).sort();
  const at = (share: number) => instants[Math.floor(instants.length * share)] ?? null;
  return [null, at(1 / 3), at(2 / 3)].map((knownBy) => ({ knownBy, recordedBy: null }));
};

/** In which order an object has its members says nothing. */
const inOneOrder = (line: string): string => {
  const at = line.search(/[{[]/);
  if (at < 0) return line;
  try {
    return line.slice(0, at) + canonicalJson(JSON.parse(line.slice(at)));
  } catch {
    return line;
  }
};

const hear = (hash: Hash, recorded: Recorded, filings: ReadonlyArray<CompleteFiling>): void => {
  for (const vantage of vantagesOf(filings)) {
    const view: InsiderView = fold(recorded, vantage);
    for (const line of answersOf(view).split('\n')) hash.update(`${inOneOrder(line)}\n`);
  }
};

/** Worlds of forms, with what operators said of them. */
const hearForms = (hash: Hash, from: number): void => {
  for (const one of fc.sample(script, { seed: seed + from, numRuns: batch / 2 })) {
    const world = worldOf(one);
    const filings = world.filed.map((f) => f.filing);
    for (const recorded of record(filings)) {
      const stages = stagesOf(recorded, world.rulings);
      hear(hash, stages[stages.length - 1] ?? recorded, filings);
    }
  }
};

/** Worlds that know what is truly held. */
const hearTruth = (hash: Hash, from: number): void => {
  const theme = themes[(from / batch) % themes.length] as (typeof themes)[number];
  for (const one of fc.sample(scriptOf(theme), { seed: seed + from, numRuns: batch / 2 })) {
    const filings = deliveries(trueWorldOf(one));
    hear(hash, recordedIn(filings), filings);
  }
};

const all = createHash('sha256');
let done = 0;
for (; done < worlds && Date.now() < until; done += batch) {
  const own = createHash('sha256');
  hearForms(own, done);
  hearTruth(own, done);
  const digest = own.digest('hex');
  all.update(digest);
  console.log(`worlds ${done} to ${done + batch - 1}: ${digest.slice(0, 24)}`);
}
console.log(`${done} worlds, seed ${seed}: ${all.digest('hex')}`);
