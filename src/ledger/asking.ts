/** Asking: holdings, transactions, explain, filing, conflicts, rulings, reconcile, Section 16(b). */

import type { InsiderView } from '../../projections/insider.js';
import { type ConflictDetailAnswer, settledWords } from '../answer/conflicts.js';
import { fail, invalidArgument, type LedgerError, notFound } from '../answer/error.js';
import type { StepAnswer } from '../answer/explain.js';
import { type HoldingsAnswer, positionsInOrder } from '../answer/holdings.js';
import { missingOf } from '../answer/missing.js';
import { type Settled, timesOf } from '../answer/moment.js';
import { insiderOfPosition } from '../answer/named-position.js';
import { partOf } from '../answer/paging.js';
import type { Day, Instant } from '../filing/calendar.js';
import { attempt } from './attempt.js';
import type { Ledger } from './ledger.js';
import { ledgerWideSaid } from './ledger-wide.js';
import type { OpenLedger } from './open-ledger.js';
import { conflictBy, type FoundConflict, findConflict } from './rule/found-conflict.js';
import type { HoldingsQuery } from './subject.js';

type Asking = Pick<
  Ledger,
  | 'holdings'
  | 'transactions'
  | 'explain'
  | 'timeline'
  | 'filing'
  | 'conflicts'
  | 'conflictCounts'
  | 'conflict'
  | 'rulings'
  | 'reconcile'
  | 'shortSwing'
  | 'window'
  | 'plans'
  | 'timeliness'
  | 'calendar'
  | 'deadline'
  | 'delinquencies'
>;

/** A row may open a position and state its balance: a step is a row and what it does. */
const stepName = ({ kind, row }: StepAnswer): string => `${kind} ${row}`;

const isConflictId = (id: string): boolean => /^c-[0-9a-f]{16}$/.test(id);

/** A conflict was to be explained, and steps are a position's. */
const noPosition = (
  { conflictId, positions }: ConflictDetailAnswer,
  settled: FoundConflict['settled'],
): LedgerError =>
  settled === null
    ? invalidArgument(
        `${conflictId} is a conflict, and explain takes a position, such as ${positions[0] ?? 'holdings lists under positionId'}; conflict ${conflictId} shows the conflict`,
      )
    : {
        code: 'SETTLED_BY_JOIN',
        blame: 'incorrect',
        message: `${settledWords(settled)}. explain ${settled.holding} shows the steps of the two together`,
      };

/** Of which days conflicts and checks are told: of all, unless a day was asked for. */
const untilOf = ({ asOf }: { readonly asOf?: string }, at: Settled): Day | null =>
  asOf === undefined ? null : at.asOf;

/** Of everybody of an issuer: what several report stands with each of them, and is marked. */
const holdingsOfIssuer = async (
  { read }: OpenLedger,
  query: HoldingsQuery,
  at: Settled,
): Promise<HoldingsAnswer> => {
  const { jointFacts, jointOfIssuer, withJoint } = await import('./market/joint.js');
  const { includeClosed = false, adjusted = false } = query;
  return read(query, { moments: [at], wanted: ['positions', ...jointFacts], adjusted }, (book) => ({
    ...timesOf(at),
    positions: withJoint(positionsInOrder(book.positions(), includeClosed), jointOfIssuer(book)),
    ...missingOf(book.missing),
  }));
};

export const asking = (open: OpenLedger): Asking => {
  const { settled, read, insiderOf, view } = open;
  return {
    holdings: (query) =>
      attempt(() => {
        const at = settled(query);
        const { includeClosed = false, adjusted = false } = query;
        if (query.insider === undefined) return holdingsOfIssuer(open, query, at);
        return read(query, { moments: [at], wanted: ['positions'], adjusted }, (book) => ({
          ...timesOf(at),
          positions: positionsInOrder(book.positions(), includeClosed),
          ...missingOf(book.missing),
        }));
      }),
    transactions: (query) =>
      attempt(async () => (await import('./transactions.js')).transactionsAnswer(open, query)),
    explain: (query) =>
      attempt(async () => {
        const at = settled(query);
        const { recordedBy } = at.vantage;
        if (isConflictId(query.position)) {
          const { answer, settled: joined } = await findConflict(open, query.position, query);
          fail(noPosition(answer, joined));
        }
        const insider = await insiderOf(insiderOfPosition(query.position), {}, recordedBy);
        const { explainAnswer } = await import('../answer/explain.js');
        const answer = explainAnswer(await view(insider, at.vantage), query.position, at, {
          adjusted: query.adjusted ?? false,
        });
        if (answer !== null) {
          const { part, paged } = partOf(answer.steps, query, stepName);
          return { ...answer, steps: part, ...paged };
        }
        const { unknownThen } = await import('./unknown-then.js');
        const seen = (knownBy: Instant | null): Promise<InsiderView> =>
          view(insider, { ...at.vantage, knownBy });
        return fail(notFound(await unknownThen(query.position, at, seen)));
      }),
    timeline: (query) =>
      attempt(async () => (await import('./timeline.js')).timelineAnswer(open, query)),
    filing: (accession, moment = {}) =>
      attempt(async () => {
        const { oneFiling } = await import('./one-filing.js');
        return oneFiling(open, accession, moment);
      }),
    conflicts: (query) =>
      attempt(async () => {
        const { conflictsAnswer } = await import('./register.js');
        const at = settled(query);
        return read(
          query,
          { moments: [at], wanted: ['conflicts', 'unamended'], until: untilOf(query, at) },
          (book) => conflictsAnswer(book, query),
        );
      }),
    conflictCounts: (query = {}) =>
      attempt(async () => {
        const { conflictCountsAnswer } = await import('./register.js');
        const at = settled(query);
        return read(
          query,
          { moments: [at], wanted: ['conflictCounts', 'unamended'], until: untilOf(query, at) },
          (book) => conflictCountsAnswer(book, query),
        );
      }),
    conflict: (conflictId, moment = {}) => attempt(() => conflictBy(open, conflictId, moment)),
    rulings: (query) =>
      attempt(async () => {
        const at = settled(query);
        const { ledgerRulings, rulingsAnswer } = await import('../answer/rulings.js');
        const ofAll = query.insider === undefined && query.issuer === undefined;
        const ledgerWide = ofAll ? ledgerRulings(await ledgerWideSaid(open, at.vantage)) : [];
        return read(query, { moments: [at], wanted: ['rulings'] }, (book) =>
          rulingsAnswer([...ledgerWide, ...book.rulings()], query, at, book.missing),
        );
      }),
    reconcile: (query) =>
      attempt(async () => {
        const { reconcileAnswer } = await import('./register.js');
        const at = settled(query);
        return read(
          query,
          {
            moments: [at],
            wanted: ['checkSums', 'differences', 'flagged'],
            until: untilOf(query, at),
          },
          (book) => reconcileAnswer(book, query),
        );
      }),
    shortSwing: (query) =>
      attempt(async () => (await import('./short-swing.js')).swingAsking(open).shortSwing(query)),
    timeliness: (query) =>
      attempt(async () => {
        const { timelinessAnswer } = await import('./timeliness.js');
        return timelinessAnswer(open, query);
      }),
    deadline: (query) =>
      attempt(async () => {
        const { ledgerDeadline } = await import('./timeliness.js');
        return ledgerDeadline(open, query);
      }),
    calendar: (year) =>
      attempt(async () => {
        const { ledgerCalendar } = await import('./timeliness.js');
        return ledgerCalendar(open, year);
      }),
    delinquencies: (query) =>
      attempt(async () => {
        const { delinquenciesAnswer } = await import('./timeliness.js');
        return delinquenciesAnswer(open, query);
      }),
    plans: (query) => attempt(async () => (await import('./plans.js')).plansAnswer(open, query)),
    window: (query) =>
      attempt(async () => (await import('./short-swing.js')).swingAsking(open).window(query)),
  };
};
