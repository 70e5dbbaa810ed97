/**
 * States that were judged: conflicts as they were last shown, so that who decides one that has
 * changed since is shown both.
 */
import * as E from 'fp-ts/lib/Either.js';
import type { ConflictDetailAnswer } from '../ledger/answers.js';
import type { Ledger } from '../ledger/ledger.js';
import type { Problem } from './problem.js';

export interface Judged {
  show(conflict: ConflictDetailAnswer): void;
  /** A problem with the state that was judged, and the one there is now. */
  changedSince(found: Problem, conflictId: string, basis: string): Promise<Problem>;
}

const shownMost = 200;

export const judgedOf = (ledger: Ledger): Judged => {
  const shown = new Map<string, ConflictDetailAnswer>();
  return {
    show: (conflict) => {
      if (conflict.basis === null) return;
      shown.delete(conflict.basis);
      shown.set(conflict.basis, conflict);
      if (shown.size > shownMost) shown.delete(shown.keys().next().value ?? '');
    },
    changedSince: async (found, conflictId, basis) => {
      const now = await ledger.conflict(conflictId)();
      if (E.isRight(now) && now.right.basis !== null) shown.set(now.right.basis, now.right);
      return {
        ...found,
        more: {
          ...found.more,
          judged: { basis, conflict: shown.get(basis) ?? null },
          now: E.isRight(now)
            ? { basis: now.right.basis, conflict: now.right }
            : { basis: null, conflict: null },
        },
      };
    },
  };
};

/** A validator, or a basis alone, as If-Match names it. */
export const basisIn = (ifMatch: string): string =>
  ifMatch.trim().replace(/^W\//, '').replace(/^"|"$/g, '').split('.')[0] ?? '';
