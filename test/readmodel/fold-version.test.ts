/**
 * Answers are kept per version of the folds. Where the folds come to say something else, the
 * version has to rise, or read models made before would go on answering as before.
 */

import fc from 'fast-check';
import { expect, it } from 'vitest';
import { foldVersion } from '../../projections/version.js';
import { script } from '../worlds/script.js';
import { worldOf } from '../worlds/world.js';
import { keptLedger, right } from './kept.js';

/** Raise `foldVersion` in projections/version.ts and put the new digest here. */
const pinned = {
  version: 11,
  digest: 'bbea8ab4e567cc28f9fa6d5fc8e08c0baf3c757ee4c7a2f6acf0f69ce7896bfb',
};

it('rises when some ledger gets another answer', async () => {
  const kept = keptLedger();
  const worlds = fc.sample(script, { seed: 8, numRuns: 40 }).map((one) => worldOf(one));
  const met = new Set<string>();
  for (const { filing } of worlds.flatMap((world) => world.filed)) {
    // Worlds share their accession numbers; the first document of each is recorded.
    if (met.has(filing.accession)) continue;
    met.add(filing.accession);
    await kept.record(filing);
  }
  const { digest } = await right(kept.ledger.rebuild({ workers: 0, digest: true }));
  await kept.close();
  expect({ version: foldVersion, digest }).toEqual(pinned);
});
