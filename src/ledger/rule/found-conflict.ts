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
import type { InsiderId } from '../../event/identity.js';
import type { OpenLedger } from '../open-ledger.js';

const shownMax = 10;

/** It may be of those whose events are not what was recorded, whose conflicts nobody can tell. */
const noConflict = (conflictId: string, missing: ReadonlyArray<InsiderId>): LedgerError =>
  missing.length === 0
    ? notFound(`there is no conflict ${conflictId}; conflicts lists them`)
    : {
        code: 'CHAIN_BROKEN',
        blame: 'unavailable',
        message: `no conflict ${conflictId} is among those that can be told. It may be of somebody whose events are not what was recorded, who is set aside: ${missing.slice(0, shownMax).join(', ')}${missing.length > shownMax ? `, … (${missing.length})` : ''}. Run verify to see what is touched, restore the ledger from a copy of before, and ask again; conflicts lists those of all others.`,
      };

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

interface LookedFor {
  readonly found: FoundConflict | null;
  /** Those who were not looked at, having been set aside. */
  readonly missing: ReadonlyArray<InsiderId>;
}

const lookFor = async (
  { kept, surely, folded, settled }: OpenLedger,
  conflictId: string,
  moment: Moment,
): Promise<LookedFor> => {
  const { isKept, insider, setAside } = await surely(async () => {
    const questions = (await kept())?.questions;
    return {
      isKept: questions !== undefined,
      insider: questions?.insiderOfConflict(conflictId) ?? null,
      setAside: questions?.quarantined().map((q) => q.insider) ?? [],
    };
  });
  // What was recorded earlier may tell of conflicts that were ruled away since.
  if (isKept && insider === null && moment.recordedBy === undefined)
    return { found: null, missing: setAside };
  const at = settled(moment);
  const among = async (subject: { insider?: string }): Promise<LookedFor> => {
    const { said, missing } = await folded(subject, at, (view) => {
      const here = foundIn(view, conflictId);
      return here === null ? [] : [here];
    });
    const found = said.flat();
    return {
      found: found.find((f) => f.answer.conflictId === conflictId) ?? found[0] ?? null,
      missing,
    };
  };
  const own = insider === null ? { found: null, missing: setAside } : await among({ insider });
  // It may have been another insider's before identities were joined.
  const others = own.found === null && (insider === null || moment.recordedBy !== undefined);
  return others ? among({}) : own;
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
    return found === undefined ? null : { ...found, sides: [], basis: null };
  });

/** A conflict of an insider by an id that it has or had, with the view that it stands in. */
export const findConflict = async (
  open: OpenLedger,
  conflictId: string,
  moment: Moment,
): Promise<FoundConflict> => {
  const { found, missing } = await lookFor(open, conflictId, moment);
  return (
    found ??
    fail(
      (await siblingBy(open, conflictId, moment)) === null
        ? noConflict(conflictId, missing)
        : invalidArgument(
            `${conflictId} is about two documents of one filing, of which one was amended: there is nothing to decide or explain, it ends when the other is amended as well`,
          ),
    )
  );
};

/** Any conflict, with its rows side by side. */
export const conflictBy = async (
  open: OpenLedger,
  conflictId: string,
  moment: Moment,
): Promise<ConflictDetailAnswer> => {
  const { found, missing } = await lookFor(open, conflictId, moment);
  return (
    found?.answer ??
    (await siblingBy(open, conflictId, moment)) ??
    fail(noConflict(conflictId, missing))
  );
};
