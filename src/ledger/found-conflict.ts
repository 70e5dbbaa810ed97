/** One conflict, looked up by its id. */
import type { SettledByJoin } from '../../projections/conflict/settled-by-join.js';
import type { InsiderView } from '../../projections/insider.js';
import {
  type ConflictDetailAnswer,
  conflictDetailAnswer,
  settledAnswer,
} from './answer/conflicts.js';
import { fail } from './attempt.js';
import { type LedgerError, notFound } from './error.js';
import type { Moment } from './moment.js';
import type { OpenLedger } from './open-ledger.js';

const noConflict = (conflictId: string): LedgerError =>
  notFound(`there is no conflict ${conflictId}; conflicts lists them`);

export interface FoundConflict {
  readonly view: InsiderView;
  readonly answer: ConflictDetailAnswer;
  /** Where it is none any more, its two positions having been joined. */
  readonly settled: SettledByJoin | null;
}

const foundIn = (view: InsiderView, conflictId: string): FoundConflict | null => {
  const conflict =
    view.conflicts.find((c) => c.conflictId === conflictId) ??
    view.conflicts.find((c) => c.formerIds.includes(conflictId));
  if (conflict !== undefined)
    return { view, answer: conflictDetailAnswer(view, conflict), settled: null };
  const settled = view.settled.find((s) => s.conflictId === conflictId);
  return settled === undefined ? null : { view, answer: settledAnswer(view, settled), settled };
};

/** A conflict by an id that it has or had, with the view that it stands in. */
export const findConflict = async (
  { kept, folded, settled }: OpenLedger,
  conflictId: string,
  moment: Moment,
): Promise<FoundConflict> => {
  const generation = await kept();
  const insider = generation?.questions.insiderOfConflict(conflictId) ?? null;
  // What was recorded earlier may tell of conflicts that were ruled away since.
  if (generation !== null && insider === null && moment.recordedBy === undefined)
    return fail(noConflict(conflictId));
  const at = settled(moment);
  const among = async (subject: { insider?: string }): Promise<FoundConflict | null> => {
    const { said } = await folded(subject, at, (view) => {
      const here = foundIn(view, conflictId);
      return here === null ? [] : [here];
    });
    const found = said.flat();
    return found.find((f) => f.answer.conflictId === conflictId) ?? found[0] ?? null;
  };
  const found = insider === null ? null : await among({ insider });
  // It may have been another insider's before identities were joined.
  const others = found === null && (insider === null || moment.recordedBy !== undefined);
  return found ?? (others ? await among({}) : null) ?? fail(noConflict(conflictId));
};
