/**
 * Every stated balance against the one before it: held, explained, said in words, ambiguous, or
 * left. A link is one stated balance of a position that has an earlier one; the first has nothing
 * to be checked against. Beside them three checks of what must always be so.
 */

import { type Audit, auditOf } from '../../projections/audit.js';
import { type Entry, isGap, outcomeOf } from '../../projections/balance/entry.js';
import { differenceOf } from '../../projections/explanation/gap.js';
import type { Category, Explanation, Reading } from '../../projections/explanation/reading.js';
import type { Holding, InsiderView } from '../../projections/insider.js';
import type { ConflictId, IssuerId, PositionId, RowId } from '../event/identity.js';
import { type Day, dawn } from '../filing/calendar.js';
import { printDecimal } from '../filing/decimal.js';
import { compare } from '../filing/order.js';
import type { Missing } from './missing.js';
import type { Paged } from './paging.js';
import {
  type InsiderAnswer,
  type IssuerAnswer,
  insiderAnswer,
  issuerAnswer,
  type OwnershipAnswer,
  ownershipAnswer,
} from './party.js';
import { rulingIdsOnRows } from './row-rulings.js';

export interface ReadingAnswer {
  readonly kind: string;
  readonly detail: string;
  /** What speaks for it beside the numbers. */
  readonly evidence: ReadonlyArray<string>;
}

export interface UnexplainedAnswer {
  readonly positionId: PositionId;
  readonly insider: InsiderAnswer;
  readonly issuer: IssuerAnswer;
  readonly security: string;
  readonly ownership: OwnershipAnswer;
  readonly row: RowId;
  readonly effectiveOn: Day;
  readonly filedOn: Day;
  /** Balance that the row was expected to state, what it states, and the difference. */
  readonly expected: string;
  readonly reported: string;
  readonly difference: string;
  /** Days between which it happened: after the first, up to the second. */
  readonly after: string | null;
  /** `explained` to the share, `in-words`, `ambiguous` or `left`. */
  readonly category: Category;
  readonly explanation: ReadingAnswer | null;
  /** Further readings: none of them was chosen, some are only hints. */
  readonly possible: ReadonlyArray<ReadingAnswer>;
  /** Ids of the rulings on the row: where one is of its balance, `reported` is as ruled. */
  readonly rulings: ReadonlyArray<string>;
}

export interface Checking {
  readonly positionId: PositionId;
  readonly insider: InsiderAnswer;
  readonly issuer: IssuerAnswer;
}

export interface NotLastStatedAnswer extends Checking {
  readonly row: RowId;
  readonly on: Day;
  /** The balance last stated with later rows, and the answer. */
  readonly stated: string;
  readonly quantity: string;
}

export interface ConflictCheck extends Checking {
  readonly conflictId: ConflictId;
  /** Every position that the conflict touches. */
  readonly positions: ReadonlyArray<PositionId>;
  readonly from: Day;
}

/** Each list is empty where all is well. */
export interface ChecksAnswer {
  /** Answers that are not the balance last stated, and no conflict says why. */
  readonly notLastStated: ReadonlyArray<NotLastStatedAnswer>;
  /** Positions below zero. */
  readonly belowZero: ReadonlyArray<ConflictCheck>;
  /** Pairs that may be one holding. */
  readonly maybeSame: ReadonlyArray<ConflictCheck>;
}

/** `links` is the sum of the five after it; `readings` are part of `held`. */
export interface LinkCounts {
  readonly links: number;
  readonly held: number;
  readonly explained: number;
  readonly left: number;
  readonly inWords: number;
  readonly ambiguous: number;
  readonly readings: number;
}

export interface ReconcileAnswer extends Missing, Paged {
  readonly summary: LinkCounts;
  readonly checks: ChecksAnswer;
  /** Every unexplained change, whatever is said of it. */
  readonly unexplained: ReadonlyArray<UnexplainedAnswer>;
}

export const readingAnswer = ({ kind, detail, evidence }: Reading): ReadingAnswer => ({
  kind,
  detail,
  evidence,
});

/** The reading chosen; null where none is. */
export const chosenAnswer = (explanation: Explanation | undefined): ReadingAnswer | null =>
  explanation === undefined || explanation.kind === null ? null : readingAnswer(explanation);

const unexplainedAnswer = (
  view: InsiderView,
  holding: Holding,
  place: number,
): UnexplainedAnswer => {
  const entry = holding.entries[place] as Entry;
  const before = holding.entries[place - 1];
  const { row, filing, asserted } = entry.source;
  const explanation = holding.explanations.get(place);
  const stated = asserted ?? entry.balance;
  const difference = differenceOf(entry);
  return {
    positionId: holding.position.id,
    insider: insiderAnswer(view),
    issuer: issuerAnswer(view, holding.position.issuerId),
    security: row.security.value ?? '',
    ownership: ownershipAnswer(row, filing),
    row: row.row,
    effectiveOn: entry.on,
    filedOn: filing.header.filedOn,
    expected: printDecimal(stated.minus(difference)),
    reported: printDecimal(stated),
    difference: printDecimal(difference),
    after: before?.on ?? null,
    category: explanation?.category ?? 'left',
    explanation: chosenAnswer(explanation),
    possible: explanation?.possible.map(readingAnswer) ?? [],
    rulings: rulingIdsOnRows(view, [row.row]),
  };
};

// ---- counting ----

const readingOutcomes: ReadonlySet<string> = new Set([
  'stale',
  'form-date',
  'document-order',
  'class-total',
  'terminal',
]);

/** Rows of one holding whose stated balance has an earlier one to be checked against. */
export const linksOf = (entries: ReadonlyArray<Entry>): Pick<LinkCounts, 'links' | 'readings'> => {
  // A form whose final total differs does not agree on its date.
  const differing = new Set(entries.flatMap((e) => (e.kind === 'unexplained' ? [e.source] : [])));
  let checked = 0;
  let readings = 0;
  let offAtFormDate = 0;
  for (const entry of entries) {
    const outcome = outcomeOf(entry);
    if (outcome === null) continue;
    checked += 1;
    if (checked > 1 && readingOutcomes.has(outcome)) readings += 1;
    if (outcome === 'form-date' && differing.has(entry.source)) offAtFormDate += 1;
  }
  return { links: Math.max(0, checked - 1), readings: Math.max(0, readings - offAtFormDate) };
};

/** One position's stated balances against the ones before them. */
export interface Checked {
  readonly positionId: PositionId;
  readonly links: number;
  readonly readings: number;
  readonly unexplained: ReadonlyArray<UnexplainedAnswer>;
  readonly checks: ChecksAnswer;
}

const checksAnswer = (view: InsiderView, holding: Holding, audit: Audit): ChecksAnswer => {
  const checking = (): Checking => ({
    positionId: holding.position.id,
    insider: insiderAnswer(view),
    issuer: issuerAnswer(view, holding.position.issuerId),
  });
  const conflictCheck = (c: Audit['belowZero'][number]): ConflictCheck => ({
    ...checking(),
    conflictId: c.conflictId,
    positions: c.touches.map((t) => t.positionId),
    from: c.touches[0]?.from ?? dawn,
  });
  return {
    notLastStated: audit.notLastStated.map(({ row, on, stated, quantity }) => ({
      ...checking(),
      row,
      on,
      stated: printDecimal(stated),
      quantity: printDecimal(quantity),
    })),
    belowZero: audit.belowZero.map(conflictCheck),
    maybeSame: audit.maybeSame.map(conflictCheck),
  };
};

export const checked = (view: InsiderView, holding: Holding, audit: Audit): Checked => ({
  positionId: holding.position.id,
  ...linksOf(holding.entries),
  unexplained: holding.entries.flatMap((entry, i) =>
    isGap(entry) ? [unexplainedAnswer(view, holding, i)] : [],
  ),
  checks: checksAnswer(view, holding, audit),
});

const countOf = (unexplained: ReadonlyArray<UnexplainedAnswer>, category: Category): number =>
  unexplained.filter((u) => u.category === category).length;

/** What counts of one position or of many. */
export type Counts = Omit<LinkCounts, 'held'>;

export const countsOf = ({ links, readings, unexplained }: Checked): Counts => ({
  links,
  explained: countOf(unexplained, 'explained'),
  left: countOf(unexplained, 'left'),
  inWords: countOf(unexplained, 'in-words'),
  ambiguous: countOf(unexplained, 'ambiguous'),
  readings,
});

const nothing: Counts = {
  links: 0,
  explained: 0,
  left: 0,
  inWords: 0,
  ambiguous: 0,
  readings: 0,
};

/** The counts of many positions together. */
export const sumOf = (positions: ReadonlyArray<Checked>): Counts =>
  positions.map(countsOf).reduce(
    (sum, own) => ({
      links: sum.links + own.links,
      explained: sum.explained + own.explained,
      left: sum.left + own.left,
      inWords: sum.inWords + own.inWords,
      ambiguous: sum.ambiguous + own.ambiguous,
      readings: sum.readings + own.readings,
    }),
    nothing,
  );

export const summaryOf = ({
  links,
  explained,
  left,
  inWords,
  ambiguous,
  readings,
}: Counts): LinkCounts => ({
  links,
  held: links - explained - left - inWords - ambiguous,
  explained,
  left,
  inWords,
  ambiguous,
  readings,
});

// ---- the answer ----

/** By insider and position; inside a position in the order of its entries. */
export const inOrder = <A extends Checking>(found: ReadonlyArray<A>): ReadonlyArray<A> =>
  [...found].sort(
    (a, b) => compare(a.insider.id, b.insider.id) || compare(a.positionId, b.positionId),
  );

export const checksInOrder = (found: ReadonlyArray<ChecksAnswer>): ChecksAnswer => ({
  notLastStated: inOrder(found.flatMap((c) => c.notLastStated)),
  belowZero: inOrder(found.flatMap((c) => c.belowZero)),
  maybeSame: inOrder(found.flatMap((c) => c.maybeSame)),
});

/** Stated balances of one insider: of all days, or of those up to a day. */
export const checksOf = (
  view: InsiderView,
  issuerId: IssuerId | null,
  until: Day | null = null,
): ReadonlyArray<Checked> => {
  const audited = auditOf(view);
  return view.holdings
    .filter(({ position }) => issuerId === null || position.issuerId === issuerId)
    .map((holding) => {
      const seen =
        until === null
          ? holding
          : { ...holding, entries: holding.entries.filter(({ on }) => on <= until) };
      return checked(view, seen, audited(seen));
    });
};
