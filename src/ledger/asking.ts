/** Asking: holdings, transactions, explain, conflicts, conflict, reconcile. */

import { positionsInOrder } from './answer/holdings.js';
import { missingOf } from './answer/missing.js';
import { attempt, fail } from './attempt.js';
import { notFound } from './error.js';
import { findConflict } from './found-conflict.js';
import type { Ledger } from './ledger.js';
import { timesOf } from './moment.js';
import { insiderOfPosition } from './named-position.js';
import type { OpenLedger } from './open-ledger.js';

type Asking = Pick<
  Ledger,
  'holdings' | 'transactions' | 'explain' | 'conflicts' | 'conflict' | 'reconcile'
>;

export const asking = (open: OpenLedger): Asking => {
  const { settled, read, insiderOf, view } = open;
  return {
    holdings: (query) =>
      attempt(() => {
        const at = settled(query);
        const { includeClosed = false, adjusted = false } = query;
        return read(query, { moments: [at], wanted: ['positions'], adjusted }, (book) => ({
          ...timesOf(at),
          positions: positionsInOrder(book.positions(), includeClosed),
          ...missingOf(book.missing),
        }));
      }),
    transactions: (query) =>
      attempt(async () => {
        const at = settled(query);
        const { transactionsInOrder } = await import('./answer/transactions.js');
        return read(query, { moments: [at], wanted: ['transactions'] }, (book) => ({
          ...timesOf(at),
          transactions: transactionsInOrder(book.transactions()),
          ...missingOf(book.missing),
        }));
      }),
    explain: (query) =>
      attempt(async () => {
        const at = settled(query);
        const { recordedBy } = at.vantage;
        const insider = await insiderOf(insiderOfPosition(query.position), {}, recordedBy);
        const { explainAnswer } = await import('./answer/explain.js');
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
        const { conflictsAnswer } = await import('./register.js');
        return read(
          query,
          { moments: [settled(query)], wanted: ['conflicts', 'unamended'] },
          (book) => conflictsAnswer(book, query),
        );
      }),
    conflict: (conflictId, moment = {}) =>
      attempt(async () => (await findConflict(open, conflictId, moment)).answer),
    reconcile: (query) =>
      attempt(async () => {
        const { reconcileAnswer } = await import('./register.js');
        return read(
          query,
          { moments: [settled(query)], wanted: ['checkSums', 'differences', 'flagged'] },
          (book) => reconcileAnswer(book, query),
        );
      }),
  };
};
