/**
 * The register of conflicts and the checks of stated balances: whole, or of everybody in pages that
 * take bounded memory however many insiders there are.
 */
import {
  type ConflictAnswer,
  type ConflictCount,
  type ConflictCountsAnswer,
  type ConflictFilter,
  type ConflictsAnswer,
  conflictsInOrder,
  countsByKind,
  passing,
  severities,
} from '../answer/conflicts.js';
import { fail, invalidArgument } from '../answer/error.js';
import { missingOf } from '../answer/missing.js';
import { badCursor, type Paged, type Paging } from '../answer/paging.js';
import {
  type Counts,
  checksInOrder,
  inOrder,
  type ReconcileAnswer,
  summaryOf,
  type UnexplainedAnswer,
} from '../answer/reconcile.js';
import { siblingConflict } from '../answer/sibling.js';
import { namesInsider } from '../event/identity.js';
import type { Book } from './book/book.js';

/** Insiders looked at in one go. */
const stretchInsiders = 1_000;

const limitOf = (limit: number): number =>
  Number.isInteger(limit) && limit > 0
    ? limit
    : fail(invalidArgument(`a page has one item or more; got ${limit}`));

/** What is asked of one insider or one issuer is on one page. */
const onePage = ({ limit }: Paging): Paged => (limit === undefined ? {} : { next: null });

// ---- conflicts ----

type Conflicts = Book<'conflicts' | 'unamended'>;

/** Those of insiders, and those that only show among the documents of several. */
const conflictsIn = (
  book: Conflicts,
  severity?: (typeof severities)[number],
): ReadonlyArray<ConflictAnswer> => [
  ...book.conflicts(severity),
  ...book
    .unamended()
    .map(siblingConflict)
    .filter((c) => severity === undefined || c.severity === severity),
];

/** By severity, then by insider: a cursor names both. */
const conflictsPage = (
  book: Conflicts,
  filter: ConflictFilter,
  { cursor, limit }: { readonly cursor: string | undefined; readonly limit: number },
): { readonly conflicts: ReadonlyArray<ConflictAnswer>; readonly next: string | null } => {
  const wanted = passing(filter);
  const [severity = 'high', start = ''] = cursor === undefined ? [] : cursor.split(':');
  let at = (severities as ReadonlyArray<string>).indexOf(severity);
  const isOfAsked = filter.severity === undefined || filter.severity === severity;
  if (at < 0 || (cursor !== undefined && !(isOfAsked && namesInsider(start))))
    return badCursor(cursor ?? '');
  let after = start;
  const conflicts: Array<ConflictAnswer> = [];
  for (let name = severities[at]; name !== undefined; at += 1, after = '', name = severities[at]) {
    if (filter.severity !== undefined && filter.severity !== name) continue;
    for (;;) {
      const stretch = book.next(after, stretchInsiders);
      if (stretch === null) break;
      conflicts.push(...conflictsInOrder(conflictsIn(stretch.book, name).filter(wanted)));
      after = stretch.through;
      if (conflicts.length >= limit) return { conflicts, next: `${name}:${after}` };
    }
  }
  return { conflicts, next: null };
};

export const conflictsAnswer = (
  book: Conflicts,
  { limit, cursor, ...filter }: ConflictFilter & Paging,
): ConflictsAnswer => {
  if (limit !== undefined && 'after' in book.scope)
    return {
      ...conflictsPage(book, filter, { cursor, limit: limitOf(limit) }),
      ...missingOf(book.missing),
    };
  return {
    conflicts: conflictsInOrder(conflictsIn(book).filter(passing(filter))),
    ...onePage({ ...(limit === undefined ? {} : { limit }) }),
    ...missingOf(book.missing),
  };
};

type Counted = Book<'conflictCounts' | 'unamended'>;

const countsIn = (book: Counted): ReadonlyArray<ConflictCount> =>
  countsByKind([...book.conflictCounts(), ...book.unamended().map(siblingConflict)]);

/** Of everybody stretch by stretch: documents of all at once would be all in memory. */
function* stretchesOf(book: Counted): Generator<Counted, void> {
  if (!('after' in book.scope)) return yield book;
  for (let after = ''; ; ) {
    const stretch = book.next(after, stretchInsiders);
    if (stretch === null) return;
    yield stretch.book;
    after = stretch.through;
  }
}

export const conflictCountsAnswer = (
  book: Counted,
  filter: ConflictFilter,
): ConflictCountsAnswer => {
  const wanted = passing(filter);
  const counts = countsByKind(
    [...stretchesOf(book)].flatMap((part) => countsIn(part).filter(wanted)),
  );
  return {
    total: counts.reduce((sum, { count }) => sum + count, 0),
    counts,
    ...missingOf(book.missing),
  };
};

// ---- reconcile ----

const sumNames = ['links', 'explained', 'left', 'inWords', 'ambiguous', 'readings'] as const;

/** The sums of everybody are worked out once: the cursor carries them from page to page. */
const cursorOf = (after: string, sums: Counts): string =>
  [after, ...sumNames.map((name) => sums[name])].join(':');

const sumsIn = (cursor: string): { readonly after: string; readonly sums: Counts } => {
  const [after = '', ...numbers] = cursor.split(':');
  if (
    !namesInsider(after) ||
    numbers.length !== sumNames.length ||
    !numbers.every((n) => /^\d+$/.test(n))
  )
    return badCursor(cursor);
  const [links = 0, explained = 0, left = 0, inWords = 0, ambiguous = 0, readings = 0] =
    numbers.map(Number);
  return { after, sums: { links, explained, left, inWords, ambiguous, readings } };
};

type Checks = Book<'checkSums' | 'differences' | 'flagged'>;

const differencesPage = (
  book: Checks,
  begin: { readonly after: string; readonly sums: Counts },
  limit: number,
): Pick<ReconcileAnswer, 'unexplained' | 'next'> => {
  const unexplained: Array<UnexplainedAnswer> = [];
  for (let { after } = begin; ; ) {
    const stretch = book.next(after, stretchInsiders);
    if (stretch === null) return { unexplained, next: null };
    unexplained.push(...inOrder(stretch.book.differences()));
    after = stretch.through;
    if (unexplained.length >= limit) return { unexplained, next: cursorOf(after, begin.sums) };
  }
};

export const reconcileAnswer = (book: Checks, { limit, cursor }: Paging): ReconcileAnswer => {
  const begin = cursor === undefined ? { after: '', sums: book.checkSums() } : sumsIn(cursor);
  const page =
    limit !== undefined && 'after' in book.scope
      ? differencesPage(book, begin, limitOf(limit))
      : {
          unexplained: inOrder(book.differences()),
          ...onePage({ ...(limit === undefined ? {} : { limit }) }),
        };
  return {
    summary: summaryOf(begin.sums),
    // Whole on every page: they are few, or should be.
    checks: checksInOrder(book.flagged()),
    ...page,
    ...missingOf(book.missing),
  };
};
