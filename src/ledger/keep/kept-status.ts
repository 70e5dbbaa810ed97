/** How a read model stands: whether it answers, and how far behind the log it is. */
import { foldVersion } from '../../../projections/version.js';
import { lagOf } from '../../readmodel/build/take-in.js';
import type { Generation, ReadModel } from '../../readmodel/model.js';
import type { EventStore } from '../../store/port.js';

export interface ReadModelStatus {
  readonly generation: number | null;
  readonly foldVersion: string | null;
  /** False where `rebuild` has to make it, or make it anew. */
  readonly answers: boolean;
  /** Events of the log that are not taken in yet, counted up to 10,000. */
  readonly lag: number;
  readonly quarantined: ReadonlyArray<{ readonly insider: string; readonly reason: string }>;
}

const lagMax = 10_000;

/** Whether everybody was folded, by this version of the folds. */
export const mayAnswer = (generation: Generation): boolean =>
  generation.foldVersion === `${foldVersion}` && generation.isComplete();

export const statusOf = async (
  model: ReadModel,
  store: EventStore,
): Promise<ReadModelStatus | null> => {
  const generation = model.current();
  if (generation === null) return null;
  return {
    generation: generation.number,
    foldVersion: generation.foldVersion,
    answers: mayAnswer(generation),
    lag: await lagOf(generation, store, lagMax),
    quarantined: generation.questions.quarantined(),
  };
};
