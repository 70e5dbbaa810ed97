/**
 * Every stated balance against the one before it: held, explained, or left. A link is one stated
 * balance of a position that has an earlier one; the first has nothing to be checked against.
 */
import type { Entry } from '../../../projections/balance/balance.js';
import type { Holding, InsiderView } from '../../../projections/insider.js';
import { printDecimal } from '../../filing/decimal.js';
import { type CheckRow, forever } from '../../readmodel/rows.js';
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

export interface UnexplainedAnswer {
  readonly positionId: string;
  readonly insider: InsiderAnswer;
  readonly issuer: IssuerAnswer;
  readonly security: string;
  readonly ownership: OwnershipAnswer;
  readonly row: string;
  readonly effectiveOn: string;
  readonly filedOn: string;
  /** Balance that the row was expected to state, what it states, and the difference. */
  readonly expected: string;
  readonly reported: string;
  readonly difference: string;
  /** Days between which it happened: after the first, up to the second. */
  readonly after: string | null;
  readonly explanation: { readonly kind: string; readonly detail: string } | null;
}

export interface ReconcileAnswer extends Missing, Paged {
  readonly summary: {
    readonly links: number;
    readonly held: number;
    readonly explained: number;
    readonly left: number;
  };
  /** Every unexplained change, those that a hypothesis fits included. */
  readonly unexplained: ReadonlyArray<UnexplainedAnswer>;
}

const unexplainedAnswer = (
  view: InsiderView,
  holding: Holding,
  entry: Entry,
  before: Entry | undefined,
): UnexplainedAnswer => {
  const { row, filing, asserted } = entry.source;
  const explanation = holding.explanations.get(entry);
  const stated = asserted ?? entry.balance;
  return {
    positionId: holding.position.id,
    insider: insiderAnswer(view),
    issuer: issuerAnswer(view, holding.position.issuerId),
    security: row.security.value ?? '',
    ownership: ownershipAnswer(row, filing),
    row: row.row,
    effectiveOn: entry.on,
    filedOn: filing.header.filedOn,
    expected: printDecimal(stated.minus(entry.amount)),
    reported: printDecimal(stated),
    difference: printDecimal(entry.amount),
    after: before?.on ?? null,
    explanation:
      explanation === undefined ? null : { kind: explanation.kind, detail: explanation.detail },
  };
};

/** Rows of one holding whose stated balance has an earlier one to be checked against. */
const linksOf = (entries: ReadonlyArray<Entry>): number => {
  const checked = entries.filter((e) => e.check !== null).length;
  return Math.max(0, checked - 1);
};

/** One position's stated balances against the ones before them. */
export interface Checked {
  readonly positionId: string;
  readonly links: number;
  readonly unexplained: ReadonlyArray<UnexplainedAnswer>;
}

export const checked = (view: InsiderView, holding: Holding): Checked => ({
  positionId: holding.position.id,
  links: linksOf(holding.entries),
  unexplained: holding.entries.flatMap((entry, i) =>
    entry.kind === 'unexplained'
      ? [unexplainedAnswer(view, holding, entry, holding.entries[i - 1])]
      : [],
  ),
});

/** What tells one state of a position's checks from the next; null where nothing is checked. */
export const checkState = ({ entries, explanations }: Holding): string | null => {
  const links = linksOf(entries);
  const changes = entries.flatMap((entry, i) => {
    if (entry.kind !== 'unexplained') return [];
    const { row, filing, asserted } = entry.source;
    const explanation = explanations.get(entry);
    return [
      row.row,
      filing.accession,
      entry.on,
      entries[i - 1]?.on,
      entry.amount,
      asserted,
      explanation?.kind,
      explanation?.detail,
    ].join(' ');
  });
  return links === 0 && changes.length === 0 ? null : [links, ...changes].join('|');
};

export const checkRow = (view: InsiderView, holding: Holding, knownFrom: string): CheckRow => {
  const { positionId, links, unexplained } = checked(view, holding);
  const explained = unexplained.filter((u) => u.explanation !== null).length;
  return {
    positionId,
    knownFrom,
    knownTo: forever,
    links,
    explained,
    remaining: unexplained.length - explained,
    answers: JSON.stringify(unexplained.map(({ insider: _, issuer: __, ...rest }) => rest)),
  };
};

const before = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** By insider and position; inside a position in the order of its entries. */
export const unexplainedInOrder = (
  unexplained: ReadonlyArray<UnexplainedAnswer>,
): ReadonlyArray<UnexplainedAnswer> =>
  [...unexplained].sort(
    (a, b) => before(a.insider.id, b.insider.id) || before(a.positionId, b.positionId),
  );

export const summaryOf = (
  links: number,
  explained: number,
  left: number,
): ReconcileAnswer['summary'] => ({ links, held: links - explained - left, explained, left });

export const checksOf = (view: InsiderView, issuerId: string | null): ReadonlyArray<Checked> =>
  view.holdings
    .filter(({ position }) => issuerId === null || position.issuerId === issuerId)
    .map((holding) => checked(view, holding));

export const reconcileAnswer = (positions: ReadonlyArray<Checked>): ReconcileAnswer => {
  const unexplained = positions.flatMap((p) => p.unexplained);
  const links = positions.reduce((sum, p) => sum + p.links, 0);
  const explained = unexplained.filter((u) => u.explanation !== null).length;
  return {
    summary: summaryOf(links, explained, unexplained.length - explained),
    unexplained: unexplainedInOrder(unexplained),
  };
};
