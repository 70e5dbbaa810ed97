/** A seeded slice of `bench/campaign/bit-sweep.ts`; more with `TEST_TIMES`, others with `SEED`. */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { childScript } from '../../bench/campaign/child-script.js';
import * as library from '../../src/index.js';
import { temporaryFolder } from '../store/folder.js';
import { randomFrom } from '../store/random.js';
import { tried } from '../times.js';
import { type Flip, makeSmallest } from './bit-flips.js';
import { type Outcome, sweep } from './bit-sweep.js';

const folder = temporaryFolder();

it('a bit turned anywhere gives the right answer or a refusal that names the damage', async () => {
  const seed = Number(process.env['SEED'] ?? 1);
  const random = randomFrom(seed);
  const pristine = folder.file('pristine.db');
  await makeSmallest(library, pristine);
  const bytes = readFileSync(pristine);
  const used = [...bytes.keys()].filter((at) => bytes[at] !== 0);
  const anyOf = (places: ReadonlyArray<number>): Flip => ({
    byte: places[Math.floor(random() * places.length)] ?? 0,
    bit: Math.floor(random() * 8),
  });
  const { numRuns } = tried(100);
  const pageBytes = 4_096;
  // Counts of cells at the head of a page: an index that ends too early leads nowhere and is in order.
  const counts = Array.from({ length: bytes.length / pageBytes - 1 }, (_, page) =>
    [0, 1].map((bit): Flip => ({ byte: (page + 1) * pageBytes + 4, bit })),
  ).flat();
  // Found by the whole sweep: an event's number turned into another's, which `status` counted, and
  // into one below nothing, which `verify` asked the store for.
  const found: ReadonlyArray<Flip> = [
    { byte: 7 * pageBytes + 900, bit: 0 },
    { byte: 7 * pageBytes + 2_446, bit: 7 },
  ];
  const chosen = [...counts, ...found];
  const flips = [...chosen, ...Array.from({ length: numRuns - chosen.length }, () => anyOf(used))];
  const script = childScript(
    join(import.meta.dirname, '../../bench/campaign/bit-sweep-child.ts'),
    dirname(pristine),
  );
  const bad: Array<Outcome> = [];
  let met = 0;
  await sweep(flips, {
    script,
    pristine,
    folder: dirname(pristine),
    processes: 2,
    tell: (outcome) => {
      met += 1;
      if (!['right', 'refused', 'set aside'].includes(outcome.verdict)) bad.push(outcome);
    },
  });
  expect({ seed, bad }).toEqual({ seed, bad: [] });
  expect(met).toBe(numRuns);
}, 120_000);
