/** Asking: holdings, transactions, explain, conflicts, conflict, reconcile. */
import { attempt, fail } from './attempt.js';
import { conflictsAnswer, findConflict } from './conflicts.js';
import { invalidArgument, notFound } from './error.js';
import { holdingsAnswer } from './holdings.js';
import { keptConflicts, keptHoldings, keptTransactions } from './kept.js';
import type { Ledger } from './ledger.js';
import type { OpenLedger } from './open-ledger.js';

type Asking = Pick<
  Ledger,
  'holdings' | 'transactions' | 'explain' | 'conflicts' | 'conflict' | 'reconcile'
>;

const insiderOfPosition = (position: string): string => {
  const insider = position.split('/')[0] ?? '';
  return /^(\d{10}|p-.+)$/.test(insider)
    ? insider
    : fail(
        invalidArgument(
          `${JSON.stringify(position)} is not a position id; holdings lists them under positionId`,
        ),
      );
};

export const asking = (open: OpenLedger): Asking => {
  const { settled, keptFor, subjectViews, insiderOf, view } = open;
  return {
    holdings: (query) =>
      attempt(async () => {
        const at = settled(query);
        const { includeClosed = false, adjusted = false } = query;
        // Kept as filed: splits at their own dates take a fold.
        const from = adjusted ? null : await keptFor(query);
        if (from !== null) return keptHoldings(from.generation, from.scope, includeClosed, at);
        const { views: all, issuerId } = await subjectViews(query, at);
        return holdingsAnswer(all, { issuerId, includeClosed, adjusted }, at);
      }),
    transactions: (query) =>
      attempt(async () => {
        const at = settled(query);
        const from = await keptFor(query);
        if (from !== null) return keptTransactions(from.generation, from.scope, at);
        const { views: all, issuerId } = await subjectViews(query, at);
        const { transactionsAnswer } = await import('./transactions.js');
        return transactionsAnswer(all, issuerId, at);
      }),
    explain: (query) =>
      attempt(async () => {
        const at = settled(query);
        const insider = await insiderOf(insiderOfPosition(query.position));
        const { explainAnswer } = await import('./explain.js');
        const answer = explainAnswer(await view(insider, at.vantage), query.position, at);
        return (
          answer ??
          fail(
            notFound(
              `nothing is known of ${query.position} at that moment; holdings --include-closed lists what is`,
            ),
          )
        );
      }),
    conflicts: (query) =>
      attempt(async () => {
        const at = settled(query);
        const from = await keptFor(query);
        if (from !== null) return keptConflicts(from.generation, from.scope, at);
        const { views: all, issuerId } = await subjectViews(query, at);
        return conflictsAnswer(all, issuerId);
      }),
    conflict: (conflictId, moment = {}) =>
      attempt(async () => (await findConflict(open, conflictId, moment)).answer),
    reconcile: (query) =>
      attempt(async () => {
        const { views: all, issuerId } = await subjectViews(query, settled(query));
        const { reconcileAnswer } = await import('./reconcile.js');
        return reconcileAnswer(all, issuerId);
      }),
  };
};
