/** What `verify` tells of the read model: whether all that is kept is what was written. */

import { refuseOtherLog } from '../../readmodel/build/take-in.js';
import { isReadOnly } from '../../readmodel/damage.js';
import { type Generation, openCurrent, type ReadModel } from '../../readmodel/model.js';
import type { EventStore } from '../../store/port.js';
import type { VerifyAnswer, VerifyProblem } from '../verify.js';
import { damagedBy, problemIn, type ReadModelProblem } from './kept-status.js';

const problemOf = async (model: ReadModel, store: EventStore): Promise<ReadModelProblem | null> => {
  let opened: Generation | null = null;
  try {
    // Looked at afresh: also one that questions do without by now.
    const generation = openCurrent(model.folder);
    opened = generation;
    if (generation === null) return null;
    await refuseOtherLog(generation.anchor(), store);
    const damage = generation.frozen(() => generation.damage('all'));
    return damage === null ? null : damagedBy(damage);
  } catch (thrown) {
    // Nothing is said against one that cannot be opened where nothing may be written: status tells.
    if (isReadOnly(thrown)) return null;
    const problem = problemIn(thrown);
    if (problem === null) throw thrown;
    return problem;
  } finally {
    opened?.close();
  }
};

const codes: Readonly<Record<ReadModelProblem['kind'], VerifyProblem['code']>> = {
  damaged: 'READ_MODEL_DAMAGED',
  'of another log': 'READ_MODEL_OF_ANOTHER_LOG',
  'out of reach': 'READ_MODEL_OUT_OF_REACH',
};

/** One out of reach may be whole: it is that which was asked, and cannot be said. */
const nextStep = ({ kind }: ReadModelProblem): string =>
  kind === 'out of reach'
    ? 'Whether it is whole cannot be said from here, and it is not answered from'
    : 'It is not answered from; rebuild makes it anew';

export const withReadModel = async (
  answer: VerifyAnswer,
  model: ReadModel | null,
  store: EventStore,
): Promise<VerifyAnswer> => {
  const problem = model === null ? null : await problemOf(model, store);
  if (problem === null) return answer;
  const message = `the read model is ${problem.words}. ${nextStep(problem)}`;
  return {
    ...answer,
    ok: false,
    problems: [
      ...answer.problems,
      { code: codes[problem.kind], stream: null, revision: null, message },
    ],
  };
};
