/** Asking: holdings, transactions, explain, conflicts, conflict, rulings, reconcile. */

import { conflictsInOrder, conflictsOf, passing } from './answer/conflicts.js';
import { byReading, positionsOf } from './answer/holdings.js';
import { missingOf } from './answer/missing.js';
import type { Paged, Paging } from './answer/paging.js';
import { attempt, fail } from './attempt.js';
import { notFound } from './error.js';
import { findConflict } from './found-conflict.js';
import { keptHoldings, keptTransactions } from './keep/kept.js';
import { keptConflicts, keptReconcile, keptRulings } from './keep/kept-register.js';
import type { Ledger } from './ledger.js';
import { timesOf } from './moment.js';
import { insiderOfPosition } from './named-position.js';
import type { OpenLedger } from './open-ledger.js';

type Asking = Pick<
  Ledger,
  'holdings' | 'transactions' | 'explain' | 'conflicts' | 'conflict' | 'rulings' | 'reconcile'
>;

/** Folded from the log, everything is on one page. */
const wholePage = ({ limit }: Paging): Paged => (limit === undefined ? {} : { next: null });

export const asking = (open: OpenLedger): Asking => {
  const { settled, keptFor, folded, insiderOf, view } = open;
  return {
    holdings: (query) =>
      attempt(async () => {
        const at = settled(query);
        const { includeClosed = false, adjusted = false } = query;
        // Kept as filed: splits at their own dates take a fold.
        const from = adjusted ? null : await keptFor(query);
        if (from !== null) return keptHoldings(from, includeClosed, at);
        const { said, missing } = await folded(query, at, (view, issuerId) =>
          positionsOf(view, { issuerId, includeClosed, adjusted }, at),
        );
        return { ...timesOf(at), positions: said.flat().sort(byReading), ...missingOf(missing) };
      }),
    transactions: (query) =>
      attempt(async () => {
        const at = settled(query);
        const from = await keptFor(query);
        if (from !== null) return keptTransactions(from, at);
        const { transactionsOf } = await import('./answer/transactions.js');
        const { said, missing } = await folded(query, at, (view, issuerId) =>
          transactionsOf(view, issuerId, at),
        );
        return { ...timesOf(at), transactions: said.flat(), ...missingOf(missing) };
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
        const at = settled(query);
        const wanted = passing(query);
        const from = await keptFor(query);
        if (from !== null) return keptConflicts(from, query, at);
        const { said, missing } = await folded(query, at, conflictsOf);
        return {
          conflicts: conflictsInOrder(said.flat().filter(wanted)),
          ...wholePage(query),
          ...missingOf(missing),
        };
      }),
    conflict: (conflictId, moment = {}) =>
      attempt(async () => (await findConflict(open, conflictId, moment)).answer),
    rulings: (query) =>
      attempt(async () => {
        const at = settled(query);
        const { rulingsAnswer, rulingsAbout } = await import('./answer/rulings.js');
        const from = await keptFor(query);
        if (from !== null) return rulingsAnswer(keptRulings(from), query, at, from.missing);
        const { said, missing } = await folded(query, at, (view, issuerId) => ({
          insider: view.insider,
          rulings: rulingsAbout(view, issuerId),
        }));
        const all = [...said].sort((a, b) => (a.insider < b.insider ? -1 : 1));
        return rulingsAnswer(
          all.flatMap((one) => one.rulings),
          query,
          at,
          missing,
        );
      }),
    reconcile: (query) =>
      attempt(async () => {
        const at = settled(query);
        const from = await keptFor(query);
        if (from !== null) return keptReconcile(from, query, at);
        const { reconcileAnswer, checksOf } = await import('./answer/reconcile.js');
        const { said, missing } = await folded(query, at, checksOf);
        return {
          ...reconcileAnswer(said.flat()),
          ...wholePage(query),
          ...missingOf(missing),
        };
      }),
  };
};
