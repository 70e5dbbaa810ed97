/** One conflict, looked up by its id. */
import type { SettledByJoin } from '../../../projections/conflict/settled-by-join.js';
import type { InsiderView } from '../../../projections/insider.js';
import {
  type ConflictDetailAnswer,
  conflictDetailAnswer,
  settledAnswer,
} from '../../answer/conflicts.js';
import { fail, invalidArgument, type LedgerError, notFound } from '../../answer/error.js';
import type { Moment } from '../../answer/moment.js';
import { siblingConflict } from '../../answer/sibling.js';
import type { OpenLedger } from '../open-ledger.js';

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
    view.conflicts.find((c) => c.formerIds.some((id) => id === conflictId));
  if (conflict !== undefined)
    return { view, answer: conflictDetailAnswer(view, conflict), settled: null };
  const settled = view.settled.find((s) => s.conflictId === conflictId);
  return settled === undefined ? null : { view, answer: settledAnswer(view, settled), settled };
};

const lookFor = async (
  { kept, surely, folded, settled }: OpenLedger,
  conflictId: string,
  moment: Moment,
): Promise<FoundConflict | null> => {
  const { isKept, insider } = await surely(async () => {
    const generation = await kept();
    const found = generation?.questions.insiderOfConflict(conflictId) ?? null;
    return { isKept: generation !== null, insider: found };
  });
  // What was recorded earlier may tell of conflicts that were ruled away since.
  if (isKept && insider === null && moment.recordedBy === undefined) return null;
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
  return found ?? (others ? await among({}) : null);
};

/** A conflict that only shows among the documents of several insiders. */
const siblingBy = (
  { read, settled }: OpenLedger,
  conflictId: string,
  moment: Moment,
): Promise<ConflictDetailAnswer | null> =>
  read({}, { moments: [settled(moment)], wanted: ['unamended'] }, (book) => {
    const conflicts = book.unamended().map(siblingConflict);
    const found = conflicts.find((conflict) => conflict.conflictId === conflictId);
    return found === undefined ? null : { ...found, sides: [] };
  });

/** A conflict of an insider by an id that it has or had, with the view that it stands in. */
export const findConflict = async (
  open: OpenLedger,
  conflictId: string,
  moment: Moment,
): Promise<FoundConflict> =>
  (await lookFor(open, conflictId, moment)) ??
  fail(
    (await siblingBy(open, conflictId, moment)) === null
      ? noConflict(conflictId)
      : invalidArgument(
          `${conflictId} is about two documents of one filing, of which one was amended: there is nothing to decide or explain, it ends when the other is amended as well`,
        ),
  );

/** Any conflict, with its rows side by side. */
export const conflictBy = async (
  open: OpenLedger,
  conflictId: string,
  moment: Moment,
): Promise<ConflictDetailAnswer> =>
  (await lookFor(open, conflictId, moment))?.answer ??
  (await siblingBy(open, conflictId, moment)) ??
  fail(noConflict(conflictId));
