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
  type ChecksAnswer,
  checksInOrder,
  inOrder,
  type KeptChecks,
  type ReconcileAnswer,
  summaryOf,
  type UnexplainedAnswer,
} from '../answer/reconcile.js';
import type { RulingAnswer } from '../answer/rulings.js';
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

/** What is kept of one position, with whom and what it is about. */
const partiesOf = (
  found: CheckFound,
): Pick<UnexplainedAnswer, 'positionId' | 'insider' | 'issuer'> => ({
  positionId: found.positionId,
  insider: insiderOf(found),
  issuer: issuerOf(found),
});

const keptChecksOf = ({ answers }: CheckFound): KeptChecks => JSON.parse(answers) as KeptChecks;

const unexplainedOf = (found: CheckFound): ReadonlyArray<UnexplainedAnswer> =>
  keptChecksOf(found).unexplained.map((kept) => {
    const { positionId: _, ...rest } = kept;
    return { ...partiesOf(found), ...rest };
  });

const checksOf = (found: CheckFound): ChecksAnswer => {
  const { notLastStated, belowZero, maybeSame } = keptChecksOf(found).checks;
  return {
    notLastStated: notLastStated.map((kept) => ({ ...partiesOf(found), ...kept })),
    belowZero: belowZero.map((kept) => ({ ...partiesOf(found), ...kept })),
    maybeSame: maybeSame.map((kept) => ({ ...partiesOf(found), ...kept })),
  };
};

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

// ---- rulings ----

/** By insider, each as the fold tells it. */
export const keptRulings = ({ generation, scope }: KeptFor): ReadonlyArray<RulingAnswer> =>
  generation.questions.rulings(scope).map((answer) => JSON.parse(answer) as RulingAnswer);

// ---- reconcile ----

/** The sums of everybody are worked out once: the cursor carries them from page to page. */
const cursorOf = (after: string, sums: CheckSums): string =>
  [after, ...sumNames.map((name) => sums[name])].join(':');

const sumNames = ['links', 'explained', 'left', 'inWords', 'ambiguous', 'readings'] as const;

const sumsIn = (cursor: string): { readonly after: string; readonly sums: CheckSums } => {
  const [after = '', ...numbers] = cursor.split(':');
  if (after === '' || numbers.length !== sumNames.length || !numbers.every((n) => /^\d+$/.test(n)))
    return badCursor(cursor);
  const [links = 0, explained = 0, left = 0, inWords = 0, ambiguous = 0, readings = 0] =
    numbers.map(Number);
  return { after, sums: { links, explained, left, inWords, ambiguous, readings } };
};

const checksPage = (
  { questions }: Generation,
  knownBy: string,
  begin: { readonly after: string; readonly sums: CheckSums },
  limit: number,
): Pick<ReconcileAnswer, 'unexplained' | 'next'> => {
  const unexplained: Array<UnexplainedAnswer> = [];
  for (let { after } = begin; ; ) {
    const through = questions.through(after, stretchInsiders);
    if (through === null) return { unexplained, next: null };
    const found = questions.checks({ after, through }, knownBy).flatMap(unexplainedOf);
    unexplained.push(...inOrder(found));
    after = through;
    if (unexplained.length >= limit) return { unexplained, next: cursorOf(through, begin.sums) };
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
    // Whole on every page: they are few, or should be.
    const said = {
      summary: summaryOf(begin.sums),
      checks: checksInOrder(questions.flaggedChecks(scope, knownBy).map(checksOf)),
    };
    if (limit !== undefined && 'after' in scope)
      return {
        ...said,
        ...checksPage(generation, knownBy, begin, limitOf(limit)),
        ...missingOf(missing),
      };
    return {
      ...said,
      unexplained: inOrder(questions.checks(scope, knownBy).flatMap(unexplainedOf)),
      ...(limit === undefined ? {} : { next: null }),
      ...missingOf(missing),
    };
  });
