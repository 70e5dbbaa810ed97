/**
 * The register of conflicts and the checks of balances as they are kept, whole or in pages that
 * take bounded memory however many insiders there are.
 */
import type { Generation } from '../../readmodel/model.js';
import type { CheckFound, CheckSums, ConflictFound } from '../../readmodel/questions.js';
import {
  type ConflictAnswer,
  type ConflictFilter,
  type ConflictsAnswer,
  conflictsInOrder,
  passing,
  severities,
} from '../answer/conflicts.js';
import { missingOf } from '../answer/missing.js';
import type { Paging } from '../answer/paging.js';
import {
  type ReconcileAnswer,
  summaryOf,
  type UnexplainedAnswer,
  unexplainedInOrder,
} from '../answer/reconcile.js';
import { fail } from '../attempt.js';
import { invalidArgument } from '../error.js';
import type { Settled } from '../moment.js';
import { insiderOf, issuerOf, type KeptFor, keptAt } from './kept.js';

/** Insiders looked at in one go. */
const stretchInsiders = 1_000;

const conflictOf = (found: ConflictFound): ConflictAnswer => {
  const { conflictId, type, severity, status, ...rest } = JSON.parse(found.answer) as Omit<
    ConflictAnswer,
    'insider' | 'issuer'
  >;
  return {
    conflictId,
    type,
    severity,
    status,
    insider: insiderOf(found),
    issuer: issuerOf(found),
    ...rest,
  };
};

const unexplainedOf = (found: CheckFound): ReadonlyArray<UnexplainedAnswer> =>
  (JSON.parse(found.answers) as ReadonlyArray<Omit<UnexplainedAnswer, 'insider' | 'issuer'>>).map(
    ({ positionId, ...rest }) => ({
      positionId,
      insider: insiderOf(found),
      issuer: issuerOf(found),
      ...rest,
    }),
  );

const limitOf = (limit: number): number =>
  Number.isInteger(limit) && limit > 0
    ? limit
    : fail(invalidArgument(`a page has one item or more; got ${limit}`));

const badCursor = (cursor: string): never =>
  fail(invalidArgument(`${JSON.stringify(cursor)} is not the \`next\` of a page of this question`));

// ---- conflicts ----

/** By severity, then by insider: a cursor names both. */
const conflictsPage = (
  { questions }: Generation,
  knownBy: string,
  filter: ConflictFilter,
  { cursor, limit }: { readonly cursor: string | undefined; readonly limit: number },
): { readonly conflicts: ReadonlyArray<ConflictAnswer>; readonly next: string | null } => {
  const wanted = passing(filter);
  const [severity = 'high', start = ''] = cursor === undefined ? [] : cursor.split(':');
  let at = (severities as ReadonlyArray<string>).indexOf(severity);
  if (at < 0) return badCursor(cursor ?? '');
  let after = start;
  const conflicts: Array<ConflictAnswer> = [];
  for (let name = severities[at]; name !== undefined; at += 1, after = '', name = severities[at]) {
    if (filter.severity !== undefined && filter.severity !== name) continue;
    for (;;) {
      const through = questions.through(after, stretchInsiders);
      if (through === null) break;
      const found = questions.conflicts({ after, through }, knownBy, name).map(conflictOf);
      conflicts.push(...conflictsInOrder(found.filter(wanted)));
      after = through;
      if (conflicts.length >= limit) return { conflicts, next: `${name}:${through}` };
    }
  }
  return { conflicts, next: null };
};

export const keptConflicts = (
  { generation, scope, missing }: KeptFor,
  { limit, cursor, ...filter }: ConflictFilter & Paging,
  at: Settled,
): ConflictsAnswer => {
  const { knownBy } = keptAt(at);
  if (limit !== undefined && 'after' in scope)
    return generation.frozen(() => ({
      ...conflictsPage(generation, knownBy, filter, { cursor, limit: limitOf(limit) }),
      ...missingOf(missing),
    }));
  const found = generation.questions.conflicts(scope, knownBy).map(conflictOf);
  return {
    conflicts: conflictsInOrder(found.filter(passing(filter))),
    ...(limit === undefined ? {} : { next: null }),
    ...missingOf(missing),
  };
};

// ---- reconcile ----

/** The sums of everybody are worked out once: the cursor carries them from page to page. */
const cursorOf = (after: string, { links, explained, remaining }: CheckSums): string =>
  [after, links, explained, remaining].join(':');

const sumsIn = (cursor: string): { readonly after: string; readonly sums: CheckSums } => {
  const found = /^([^:]+):(\d+):(\d+):(\d+)$/.exec(cursor);
  if (found === null) return badCursor(cursor);
  const [links = 0, explained = 0, remaining = 0] = found.slice(2).map(Number);
  return { after: found[1] ?? '', sums: { links, explained, remaining } };
};

const checksPage = (
  { questions }: Generation,
  knownBy: string,
  begin: { readonly after: string; readonly sums: CheckSums },
  limit: number,
): Pick<ReconcileAnswer, 'summary' | 'unexplained' | 'next'> => {
  const { sums } = begin;
  const summary = summaryOf(sums.links, sums.explained, sums.remaining);
  const unexplained: Array<UnexplainedAnswer> = [];
  for (let { after } = begin; ; ) {
    const through = questions.through(after, stretchInsiders);
    if (through === null) return { summary, unexplained, next: null };
    const found = questions.checks({ after, through }, knownBy).flatMap(unexplainedOf);
    unexplained.push(...unexplainedInOrder(found));
    after = through;
    if (unexplained.length >= limit) return { summary, unexplained, next: cursorOf(through, sums) };
  }
};

export const keptReconcile = (
  { generation, scope, missing }: KeptFor,
  { limit, cursor }: Paging,
  at: Settled,
): ReconcileAnswer =>
  generation.frozen(() => {
    const { questions } = generation;
    const { knownBy } = keptAt(at);
    const begin =
      cursor === undefined
        ? { after: '', sums: questions.checkSums(scope, knownBy) }
        : sumsIn(cursor);
    if (limit !== undefined && 'after' in scope)
      return {
        ...checksPage(generation, knownBy, begin, limitOf(limit)),
        ...missingOf(missing),
      };
    const { links, explained, remaining } = begin.sums;
    return {
      summary: summaryOf(links, explained, remaining),
      unexplained: unexplainedInOrder(questions.checks(scope, knownBy).flatMap(unexplainedOf)),
      ...(limit === undefined ? {} : { next: null }),
      ...missingOf(missing),
    };
  });
