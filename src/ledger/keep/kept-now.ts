/** Whether a read model may answer: only one that has taken in the whole log. */
import * as E from 'fp-ts/lib/Either.js';
import { foldVersion } from '../../../projections/version.js';
import type { InsiderId } from '../../event/identity.js';
import type { Anchor } from '../../readmodel/anchor.js';
import type { Folding } from '../../readmodel/build/projector.js';
import { foldStale, lagOf, refuseOtherLog, takeIn } from '../../readmodel/build/take-in.js';
import { hindranceIn } from '../../readmodel/damage.js';
import type { Generation, ReadModel } from '../../readmodel/model.js';
import type { EventStore } from '../../store/port.js';

/** Events that a question takes in by itself before it is answered; more are left to `follow`. */
const catchUpMax = 5_000;

/** Why a read model does not answer: the fold does, and takes longer. */
export type NotKept = 'none' | 'another-version' | 'unfinished' | 'behind' | 'not-writable';

/** The anchor that was last found in the log, so that it is looked for once. */
export interface Bound {
  anchor: Anchor | null;
}

/** Folds an insider that was left stale; whether it could be, and may be told of now. */
export const foldedNow = async (
  generation: Generation,
  projecting: Folding,
  insider: InsiderId,
): Promise<boolean> => {
  try {
    if (generation.stale().has(insider)) await foldStale(generation, projecting, insider);
    return true;
  } catch (thrown) {
    if (hindranceIn(thrown) !== null) return false;
    throw thrown;
  }
};

/**
 * The generation that answers, with the whole log taken in; or why there is none. Throws where
 * there is one that is damaged or of another log.
 * @param mayLeave insiders may be left stale, each to be folded before anything of it is told.
 */
export const keptNow = async (
  model: ReadModel,
  store: EventStore,
  projecting: Folding,
  bound: Bound,
  mayLeave = false,
): Promise<E.Either<NotKept, Generation>> => {
  const generation = model.current();
  if (generation === null) return E.left('none');
  if (generation.foldVersion !== `${foldVersion}`) return E.left('another-version');
  if (!generation.isComplete()) return E.left('unfinished');
  const anchor = generation.anchor();
  if (bound.anchor !== anchor) {
    await refuseOtherLog(anchor, store);
    bound.anchor = anchor;
  }
  const lag = await lagOf(generation, store, 1);
  if (lag === 0 && (mayLeave || generation.stale().size === 0)) return E.right(generation);
  if ((await lagOf(generation, store, catchUpMax + 1)) > catchUpMax) return E.left('behind');
  try {
    for (;;) {
      const { events } = await takeIn(generation, store, projecting, { mayLeave });
      if (events === 0) return E.right(generation);
    }
  } catch (thrown) {
    if (hindranceIn(thrown) !== null) return E.left('not-writable');
    throw thrown;
  }
};
