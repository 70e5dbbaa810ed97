/** Tries properties on random worlds; a failure names the seed and the smallest world. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Property } from './properties.js';
import { script } from './script.js';
import { worldOf } from './world.js';

/** Another seed is tried with `WORLDS_SEED`, more worlds with `WORLDS_TIMES`. */
const first = Number(process.env['WORLDS_SEED'] ?? 20261121);
const times = Number(process.env['WORLDS_TIMES'] ?? 1);

/** Each test has worlds of its own, unless the seed is given. */
const seedOf = (says: string): number =>
  process.env['WORLDS_SEED'] === undefined
    ? [...says].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 1_000_000_007, first)
    : first;

/** Properties tried together share the folds of a world. */
export const inEveryWorld = (
  says: string,
  worlds: number,
  ...properties: ReadonlyArray<Property>
): void => {
  const seed = seedOf(says);
  it(
    `${says} (${worlds * times} worlds, seed ${seed})`,
    () => {
      fc.assert(
        fc.property(script, (one) => {
          const world = worldOf(one);
          expect(properties.flatMap((property) => property(world))).toEqual([]);
        }),
        { seed, numRuns: worlds * times },
      );
    },
    120_000 * times,
  );
};
