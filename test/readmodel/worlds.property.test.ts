/** In random worlds: what is kept is what the fold says, whatever happened and in which order. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { script } from '../worlds/script.js';
import type { World } from '../worlds/world.js';
import { disagreements, disagreementsAtLarge, type Kept, right } from './kept.js';
import { momentsOf, played, presentIn } from './played.js';

/** Another seed is tried with `WORLDS_SEED`, more worlds with `WORLDS_TIMES`. */
const seed = Number(process.env['WORLDS_SEED'] ?? 20261121);
const times = Number(process.env['WORLDS_TIMES'] ?? 1);

const inWorlds = (
  says: string,
  worlds: number,
  holds: (kept: Kept, world: World) => Promise<void>,
): void => {
  it(
    `${says} (${worlds * times} worlds, seed ${seed})`,
    () =>
      fc.assert(
        fc.asyncProperty(script, fc.nat(), async (one, dice) => {
          const { kept, world } = await played(one, dice);
          try {
            await holds(kept, world);
          } finally {
            await kept.close();
          }
        }),
        { seed, numRuns: worlds * times },
      ),
    120_000 * times,
  );
};

describe('what is kept', () => {
  inWorlds(
    'answers as the fold does, on every day and for all that was known',
    10,
    async (kept, world) => {
      const present = await presentIn(kept, world);
      expect(await disagreements(kept.ledger, present.insiders, momentsOf(world))).toEqual([]);
    },
  );

  inWorlds(
    'answers of issuers, of everybody and of names, and counts, as the log does',
    10,
    async (kept, world) => {
      const { issuers, names, days } = await presentIn(kept, world);
      const moments = momentsOf(world).filter((_, i) => i % 5 === 0);
      expect(await disagreementsAtLarge(kept, issuers, names, moments, days)).toEqual([]);
    },
  );

  inWorlds('is what a fresh rebuild keeps', 10, async (kept) => {
    const grown = await right(kept.ledger.readModelDigest());
    const fresh = await right(kept.ledger.rebuild({ workers: 0, digest: true }));
    expect(fresh.digest).toBe(grown);
    expect((await right(kept.ledger.verifyReadModel({ workers: 0 }))).differences).toEqual([]);
  });
});
