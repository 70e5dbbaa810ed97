/** In random worlds: what is kept is what the fold says, whatever happened and in which order. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { script } from '../worlds/script.js';
import type { World } from '../worlds/world.js';
import { disagreements, disagreementsAtLarge, type Kept, right } from './kept.js';
import { momentsOf, played, presentIn } from './played.js';

/** Another seed is tried with `WORLDS_SEED`, more worlds with `WORLDS_TIMES`. */
const seed = Number(process.env['WORLDS_SEED'] ?? 20261121);
const times = Number(process.env['WORLDS_TIMES'] ?? 1);

const worlds = 7 * times;

/** One world after another, played once for all that is to hold in it. */
it(
  `what is kept answers as the log does (${worlds} worlds, seed ${seed})`,
  () =>
    fc.assert(
      fc.asyncProperty(script, fc.nat(), async (one, dice) => {
        const { kept, world } = await played(one, dice);
        try {
          await answersAsTheFold(kept, world);
          await answersAtLarge(kept, world);
          await isWhatAFreshRebuildKeeps(kept);
        } finally {
          await kept.close();
        }
      }),
      { seed, numRuns: worlds },
    ),
  360_000 * times,
);

/** On every day and for all that was known. */
const answersAsTheFold = async (kept: Kept, world: World): Promise<void> => {
  const present = await presentIn(kept, world);
  expect(await disagreements(kept.ledger, present.insiders, momentsOf(world))).toEqual([]);
};

/** Of issuers, of everybody and of names, and counts. */
const answersAtLarge = async (kept: Kept, world: World): Promise<void> => {
  const { issuers, names, days } = await presentIn(kept, world);
  const moments = momentsOf(world).filter((_, i) => i % 5 === 0);
  expect(await disagreementsAtLarge(kept, issuers, names, moments, days)).toEqual([]);
};

const isWhatAFreshRebuildKeeps = async (kept: Kept): Promise<void> => {
  const grown = await right(kept.ledger.readModelDigest());
  const fresh = await right(kept.ledger.rebuild({ workers: 0, digest: true }));
  expect(fresh.digest).toBe(grown);
  expect((await right(kept.ledger.verifyReadModel({ workers: 0 }))).differences).toEqual([]);
};
