/**
 * Every stated balance against the one before it: held, explained, or left. A link is one stated
 * balance of a position that has an earlier one; the first has nothing to be checked against.
 */
import type { Entry } from '../../projections/balance.js';
import type { Holding, InsiderView } from '../../projections/insider.js';
import { printDecimal } from '../filing/decimal.js';
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

export interface ReconcileAnswer {
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

export const reconcileAnswer = (
  all: ReadonlyArray<InsiderView>,
  issuerId: string | null,
): ReconcileAnswer => {
  const unexplained: Array<UnexplainedAnswer> = [];
  let links = 0;
  let explained = 0;
  for (const view of all)
    for (const holding of view.holdings) {
      if (issuerId !== null && holding.position.issuerId !== issuerId) continue;
      links += linksOf(holding.entries);
      holding.entries.forEach((entry, i) => {
        if (entry.kind !== 'unexplained') return;
        const answer = unexplainedAnswer(view, holding, entry, holding.entries[i - 1]);
        unexplained.push(answer);
        if (answer.explanation !== null) explained += 1;
      });
    }
  const left = unexplained.length - explained;
  return {
    summary: { links, held: links - explained - left, explained, left },
    unexplained,
  };
};
