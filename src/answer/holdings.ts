/** Who held what on a day, as it was known on a day. */

import { type Entry, stating } from '../../projections/balance/entry.js';
import type { StandingRow } from '../../projections/balance/standing-row.js';
import type { Holding, InsiderView } from '../../projections/insider.js';
import { rowAsFiled } from '../../projections/known/knowledge.js';
import { amountOf, assertedOf } from '../../projections/known/reported-row.js';
import { termsAfterSplits } from '../../projections/position/position.js';
import {
  isClosed,
  type PositionAt,
  type PositionStatus,
  positionAt,
} from '../../projections/position-at.js';
import type { InsiderId, IssuerId, PositionId, RowId } from '../event/identity.js';
import type { Day } from '../filing/calendar.js';
import { type Decimal, printDecimal } from '../filing/decimal.js';
import { compare } from '../filing/order.js';
import type { Missing } from './missing.js';
import type { Settled, Times } from './moment.js';
import {
  type InsiderAnswer,
  type IssuerAnswer,
  insiderAnswer,
  issuerAnswer,
  type OwnershipAnswer,
  ownershipAnswer,
} from './party.js';
import { decimalAnswer, type TermsAnswer, termsAnswer } from './terms.js';

/** One position. Quantities are decimal text; `quantity` is `computed` plus `unexplained`. */
export interface PositionAnswer {
  readonly positionId: PositionId;
  readonly insider: InsiderAnswer;
  readonly issuer: IssuerAnswer;
  readonly kind: 'share' | 'derivative';
  readonly security: string;
  readonly ownership: OwnershipAnswer;
  readonly terms: TermsAnswer | null;
  readonly unit: 'shares' | 'value';
  readonly quantity: string | null;
  readonly status: PositionStatus;
  /** The balance last stated, and the row that states it. */
  readonly reported: {
    readonly quantity: string;
    readonly row: RowId;
    readonly effectiveOn: Day;
    readonly filedOn: Day;
    /** What the document states, where a ruling says that it is another number. */
    readonly asFiled?: string | null;
  } | null;
  /** Opening and transactions. */
  readonly computed: string | null;
  /** Sum of the unexplained changes. */
  readonly unexplained: string | null;
  /** Ids of the conflicts that touch it. */
  readonly conflicts: ReadonlyArray<string>;
  /** Ids of the rulings that bear on it. */
  readonly rulings: ReadonlyArray<string>;
}

/** A position of a list. */
export interface PositionListed extends PositionAnswer {
  /** Of an issuer or of everybody: others who report the same holding, which they each have here. */
  readonly jointWith?: ReadonlyArray<InsiderId>;
}

export interface HoldingsAnswer extends Times, Missing {
  readonly positions: ReadonlyArray<PositionListed>;
}

/** The row that last spoke of a position: its wording is the one to show. */
const latestSource = (at: PositionAt): StandingRow | null => {
  // What ends a holding unsaid is a row of another.
  const own = at.entries.filter((e) => e.kind !== 'ended');
  return (own[own.length - 1] ?? at.holding.entries[0])?.source ?? null;
};

/** Underlying shares of the quantity held, at the ratio of the row that last stated both. */
const underlyingShares = (at: PositionAt): Decimal | null => {
  for (let i = at.entries.length - 1; i >= 0; i--) {
    const { row } = (at.entries[i] as Entry).source;
    const underlying = row.terms?.underlying?.shares.value ?? null;
    const amount = row.kind === 'transaction' ? amountOf(row) : assertedOf(row);
    if (underlying === null || amount === null || amount.isZero() || at.quantity === null) continue;
    const shares = at.quantity.times(underlying).div(amount);
    return shares.decimalPlaces() <= 4 ? shares : null;
  }
  return null;
};

/** When a row of a holding first stated an exercise price. */
const firstToldIn =
  ({ entries }: Holding) =>
  (price: Decimal): Day | null =>
    entries.find(({ source }) => source.row.terms?.exercisePrice.value?.eq(price))?.on ?? null;

const termsAt = (at: PositionAt, source: StandingRow): TermsAnswer | null => {
  const terms = termsAfterSplits(at.holding.position, at.on, at.splits, firstToldIn(at.holding));
  const underlying = source.row.terms?.underlying ?? null;
  return terms === null
    ? null
    : termsAnswer(
        terms,
        underlying && { security: underlying.security.value, shares: underlyingShares(at) },
      );
};

const asFiledAnswer = ({ row, filing, asserted }: StandingRow): { asFiled?: string | null } => {
  const filed = rowAsFiled(filing, row);
  if (filed === row) return {};
  const stated = decimalAnswer(assertedOf(filed));
  return stated === decimalAnswer(asserted) ? {} : { asFiled: stated };
};

const reportedAnswer = (entry: Entry | null): PositionAnswer['reported'] => {
  const states = entry === null ? null : stating(entry);
  if (entry === null || states === null || states.asserted === null) return null;
  return {
    quantity: printDecimal(states.asserted),
    row: states.row.row,
    effectiveOn: entry.on,
    filedOn: states.filing.header.filedOn,
    ...asFiledAnswer(states),
  };
};

export const positionAnswer = (view: InsiderView, at: PositionAt): PositionAnswer => {
  const { position } = at.holding;
  const source = latestSource(at);
  const row = source?.row ?? position.first;
  return {
    positionId: position.id,
    insider: insiderAnswer(view),
    issuer: issuerAnswer(view, position.issuerId),
    kind: position.kind,
    security: row.security.value ?? '',
    ownership:
      source === null
        ? { form: position.ownership, nature: null, footnotes: [] }
        : ownershipAnswer(row, source.filing),
    terms: source === null ? null : termsAt(at, source),
    unit: position.unit,
    quantity: decimalAnswer(at.quantity),
    status: at.status,
    reported: reportedAnswer(at.reported),
    computed: decimalAnswer(at.computed),
    unexplained: decimalAnswer(at.unexplained),
    conflicts: at.conflicts.map((c) => c.conflictId),
    rulings: at.rulings.map((r) => r.id),
  };
};

type Read = Pick<
  PositionAnswer,
  'positionId' | 'insider' | 'issuer' | 'kind' | 'security' | 'ownership'
>;

/** The order of answers: insider, issuer, shares first. */
export const byReading = (a: Read, b: Read): number => compare(readingKey(a), readingKey(b));

const readingKey = (p: Read): string =>
  [
    p.insider.id,
    p.issuer.name,
    p.kind === 'share' ? '0' : '1',
    p.security,
    p.ownership.form ?? '',
    p.positionId,
  ].join('\u0000');

/** A position on a day, and whether nothing is held and nothing left to settle. */
export interface PositionFact {
  readonly answer: PositionAnswer;
  readonly closed: boolean;
}

export interface PositionsFilter {
  readonly issuerId: IssuerId | null;
  /** Recorded splits count from their effective day, not from the first row in new shares. */
  readonly adjusted: boolean;
}

/** Positions of one insider. */
export const positionsOf = (
  view: InsiderView,
  { issuerId, adjusted }: PositionsFilter,
  { asOf }: Settled,
): ReadonlyArray<PositionFact> =>
  view.holdings.flatMap((holding) => {
    if (issuerId !== null && holding.position.issuerId !== issuerId) return [];
    const at = positionAt(view, holding, asOf, { adjusted });
    return at === null ? [] : [{ answer: positionAnswer(view, at), closed: isClosed(at) }];
  });

/** Positions as a person reads them; those that are closed only where they are asked for. */
export const positionsInOrder = (
  facts: ReadonlyArray<PositionFact>,
  includeClosed: boolean,
): ReadonlyArray<PositionAnswer> =>
  facts
    .filter(({ closed }) => includeClosed || !closed)
    .map(({ answer }) => ({ answer, key: readingKey(answer) }))
    .sort((a, b) => compare(a.key, b.key))
    .map(({ answer }) => answer);
