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
  version: 6,
  digest: 'b3a34ead08a3e7c3821afd9e5cad722161b43869143d0ed0dfb37096acf64da2',
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
