/** One stretch of a rebuild, in whatever thread: fold insiders and write them, or compare them. */

import type { InsiderId } from '../../event/identity.js';
import type { Projector } from '../../readmodel/build/projector.js';
import { foldedOr } from '../../readmodel/build/take-in.js';
import { damageIn } from '../../readmodel/damage.js';
import { canonicalLines, unitDigest } from '../../readmodel/digest.js';
import type { Generation } from '../../readmodel/model.js';
import type { UnitRows } from '../../readmodel/rows.js';
import { bookDifference, firstDifference } from './book-difference.js';

export type RebuildMode = 'build' | 'verify';

/** An insider of whom something else is kept than the log says. */
export interface KeptDifference {
  readonly insider: InsiderId;
  /** The first row that differs, as kept and as folded; null where one of them has none. */
  readonly kept: string | null;
  readonly folded: string | null;
}

export interface ChunkDone {
  readonly insiders: number;
  readonly filings: number;
  readonly quarantined: number;
  readonly differences: ReadonlyArray<KeptDifference>;
}

const unitDifference = (
  insider: InsiderId,
  kept: UnitRows | null,
  folded: UnitRows | null,
): KeptDifference | null => {
  if (kept === null || folded === null)
    return kept === folded
      ? null
      : {
          insider,
          kept: kept === null ? null : 'kept',
          folded: folded === null ? null : 'folded',
        };
  if (unitDigest(kept) === unitDigest(folded)) return null;
  const found = firstDifference(canonicalLines(kept), canonicalLines(folded));
  return found === null ? null : { insider, ...found };
};

/**
 * Compares what is kept of an insider with a fresh fold: row by row with what would be written
 * now, and as the one book against the other at sampled moments.
 */
export const differenceOf = async (
  generation: Generation,
  projector: Projector,
  insider: InsiderId,
): Promise<KeptDifference | null> => {
  const folded = await foldedOr(projector, insider);
  try {
    const kept = generation.units.readUnsealed(insider);
    const found = unitDifference(insider, kept, 'rows' in folded ? folded.rows : null);
    if (found !== null || kept === null || kept.joinedInto !== null) return found;
    const unlike = await bookDifference(generation, projector.view, insider);
    return unlike === null ? null : { insider, ...unlike };
  } catch (thrown) {
    const damage = damageIn(thrown);
    if (damage === null) throw thrown;
    return { insider, kept: `damaged: ${damage}`, folded: null };
  }
};

export const rebuildChunk = async (
  generation: Generation,
  projector: Projector,
  insiders: ReadonlyArray<InsiderId>,
  mode: RebuildMode,
): Promise<ChunkDone> => {
  if (mode === 'verify') {
    const differences: Array<KeptDifference> = [];
    for (const insider of insiders) {
      const difference = await differenceOf(generation, projector, insider);
      if (difference !== null) differences.push(difference);
    }
    return { insiders: insiders.length, filings: 0, quarantined: 0, differences };
  }
  // Folded before the lock is taken: the other workers write meanwhile.
  const folded = new Map<InsiderId, Awaited<ReturnType<typeof foldedOr>>>();
  for (const insider of insiders) folded.set(insider, await foldedOr(projector, insider));
  let filings = 0;
  let quarantined = 0;
  await generation.asOnlyWriter(async ({ units }) => {
    for (const [insider, one] of folded) {
      if ('rows' in one) {
        units.replace(one.rows);
        filings += one.rows.filings.length;
      } else {
        units.quarantine(insider, one.reason);
        quarantined += 1;
      }
    }
  });
  return { insiders: insiders.length, filings, quarantined, differences: [] };
};
