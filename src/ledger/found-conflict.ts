/** One conflict, looked up by its id. */
import type { InsiderView } from '../../projections/insider.js';
import { type ConflictDetailAnswer, conflictDetailAnswer } from './answer/conflicts.js';
import { fail } from './attempt.js';
import { type LedgerError, notFound } from './error.js';
import type { Moment } from './moment.js';
import type { OpenLedger } from './open-ledger.js';

const noConflict = (conflictId: string): LedgerError =>
  notFound(`there is no conflict ${conflictId}; conflicts lists them`);

/** A conflict by its id, with the view that it stands in. */
export const findConflict = async (
  { kept, folded, settled }: OpenLedger,
  conflictId: string,
  moment: Moment,
): Promise<{ readonly view: InsiderView; readonly answer: ConflictDetailAnswer }> => {
  const generation = await kept();
  const insider = generation?.questions.insiderOfConflict(conflictId) ?? null;
  // What was recorded earlier may tell of conflicts that were ruled away since.
  if (generation !== null && insider === null && moment.recordedBy === undefined)
    return fail(noConflict(conflictId));
  const { said } = await folded(insider === null ? {} : { insider }, settled(moment), (view) => {
    const conflict = view.conflicts.find((c) => c.conflictId === conflictId);
    return conflict === undefined ? [] : [{ view, answer: conflictDetailAnswer(view, conflict) }];
  });
  const [found] = said.flat();
  return found ?? fail(noConflict(conflictId));
};
