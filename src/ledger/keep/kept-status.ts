/** How a read model stands: whether it answers, and how far behind the log it is. */
import { foldVersion } from '../../../projections/version.js';
import type { InsiderId } from '../../event/identity.js';
import { lagOf, OtherLog, refuseOtherLog } from '../../readmodel/build/take-in.js';
import { damageIn, hindranceIn } from '../../readmodel/damage.js';
import { currentGeneration } from '../../readmodel/generation.js';
import { type Generation, openCurrent, type ReadModel } from '../../readmodel/model.js';
import type { EventStore } from '../../store/port.js';

export interface ReadModelStatus {
  readonly generation: number | null;
  readonly foldVersion: string | null;
  /** False where `rebuild` has to make it, or make it anew. */
  readonly answers: boolean;
  /** Why it does not answer where it is damaged, of another log or out of reach; else null. */
  readonly problem: string | null;
  /** Events of the log that are not taken in yet, counted up to 10,000. */
  readonly lag: number;
  readonly quarantined: ReadonlyArray<{ readonly insider: InsiderId; readonly reason: string }>;
}

const lagMax = 10_000;

/** Whether everybody was folded, by this version of the folds. */
export const mayAnswer = (generation: Generation): boolean =>
  generation.foldVersion === `${foldVersion}` && generation.isComplete();

export interface ReadModelProblem {
  readonly kind: 'damaged' | 'of another log' | 'out of reach';
  readonly words: string;
}

const problem = (kind: ReadModelProblem['kind'], why: string): ReadModelProblem => ({
  kind,
  words: `${kind}: ${why}`,
});

export const damagedBy = (damage: string): ReadModelProblem => problem('damaged', damage);

/** What is wrong with a read model; null where it is not to blame. */
export const problemIn = (thrown: unknown): ReadModelProblem | null => {
  const damage = damageIn(thrown);
  if (damage !== null) return damagedBy(damage);
  if (thrown instanceof OtherLog) return problem('of another log', thrown.message);
  const hindrance = hindranceIn(thrown);
  return hindrance === null ? null : problem('out of reach', hindrance);
};

const numberIn = (folder: string): number | null => {
  try {
    return currentGeneration(folder);
  } catch {
    return null;
  }
};

/** Looked at afresh: also one that questions do without by now. */
export const statusOf = async (
  model: ReadModel,
  store: EventStore,
): Promise<ReadModelStatus | null> => {
  let generation: Generation | null = null;
  try {
    generation = openCurrent(model.folder);
    if (generation === null) return null;
    await refuseOtherLog(generation.anchor(), store);
    return {
      generation: generation.number,
      foldVersion: generation.foldVersion,
      answers: mayAnswer(generation),
      problem: null,
      lag: await lagOf(generation, store, lagMax),
      quarantined: generation.questions.quarantined(),
    };
  } catch (thrown) {
    const found = problemIn(thrown);
    if (found === null) throw thrown;
    const number = numberIn(model.folder);
    return {
      generation: number,
      foldVersion: null,
      answers: false,
      problem: found.words,
      lag: 0,
      quarantined: [],
    };
  } finally {
    generation?.close();
  }
};
