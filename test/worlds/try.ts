/** Tries a property on random worlds; a failure names the seed and the smallest world. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Property } from './properties.js';
import { script } from './script.js';
import { worldOf } from './world.js';

/** Another seed is tried with `WORLDS_SEED`, more worlds with `WORLDS_TIMES`. */
const seed = Number(process.env['WORLDS_SEED'] ?? 20261121);
const times = Number(process.env['WORLDS_TIMES'] ?? 1);

export const inEveryWorld = (says: string, worlds: number, property: Property): void => {
  it(
    `${says} (${worlds * times} worlds, seed ${seed})`,
    () => {
      fc.assert(
        fc.property(script, (one) => {
          expect(property(worldOf(one))).toEqual([]);
        }),
        { seed, numRuns: worlds * times },
      );
    },
    120_000 * times,
  );
};
