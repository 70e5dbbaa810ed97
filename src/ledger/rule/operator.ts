/**
 * What an operator can say: decisions, corrections, withdrawals, identities, aliases, splits.
 * Each is an event with a reason and an actor; nothing is ever changed in place.
 */
import { createHash } from 'node:crypto';
import * as E from 'fp-ts/lib/Either.js';
import type { InsiderView } from '../../../projections/insider.js';
import { rowNames } from '../../../projections/known/envelope.js';
import {
  aliasesFrom,
  correctionProblem,
  type Rulings,
} from '../../../projections/known/rulings.js';
import { canonicalTitle } from '../../../projections/known/security-title.js';
import { invalidArgument, type LedgerError, notFound } from '../../answer/error.js';
import type { Missing } from '../../answer/missing.js';
import {
  type CorporateActionRecorded,
  type CorrectableField,
  correctableFields,
  type EventType,
  insiderStream,
  issuerStream,
  rowId,
} from '../../event/catalogue.js';
import { eventIdOf, type InsiderId, type IssuerId, type RowId } from '../../event/identity.js';
import type { TypedEvent } from '../../event/recordable.js';
import type { DecodedEvent } from '../../event/upcast.js';
import { isDay } from '../../filing/calendar.js';
import { parseDecimal } from '../../filing/decimal.js';
import type { RulingChange } from './ruling-change.js';

/** Who says it and why. Both are required. */
export { correctableFields } from '../../event/catalogue.js';

export interface Ruling {
  readonly reason: string;
  readonly by: string;
}

/** What became of a ruling. */
export interface RuledAnswer extends Missing {
  /** Streams that got an event; none where all that is said is so already. */
  readonly streams: ReadonlyArray<string>;
  readonly recorded: number;
  /** What it changed; absent where nothing was recorded. */
  readonly change?: RulingChange;
  /**
   * The decision counts for nothing: what the conflict is about was changed, in a stream of another,
   * while it was being recorded. The conflict is open, to be looked at again.
   */
  readonly stale?: true;
}

/** What would become of a ruling: nothing was written. */
export interface PreviewAnswer extends Omit<RuledAnswer, 'recorded' | 'stale'> {
  readonly preview: true;
  /** Events that would be recorded; 0 where all that is said is so already. */
  readonly wouldRecord: number;
}

/** An event and the stream it belongs to. */
export interface RulingEvent {
  readonly stream: string;
  readonly event: TypedEvent;
}

export type Ruled = E.Either<LedgerError, ReadonlyArray<RulingEvent>>;

export const checked = ({
  reason,
  by,
}: Ruling): E.Either<LedgerError, { reason: string; actor: string }> =>
  reason.trim() === ''
    ? E.left(invalidArgument('a reason is needed: it stays in the ledger for whoever asks why'))
    : by.trim() === ''
      ? E.left(invalidArgument('an actor is needed: say who decides, as in --by j.doe'))
      : E.right({ reason: reason.trim(), actor: by.trim() });

/**
 * A ruling's id is made of all that it says and of when: the same words said twice are two
 * rulings, the same ruling retried is one.
 */
const rulingId = (type: string, stream: string, data: unknown, at: Date): string =>
  eventIdOf(
    createHash('sha256').update(JSON.stringify(data)).digest('hex'),
    stream,
    at.toISOString(),
    type,
  );

export const ruled = (type: EventType, stream: string, data: object, at: Date): RulingEvent => ({
  stream,
  event: { id: rulingId(type, stream, data, at), type, data },
});

/** Decides a conflict of a view. */
export const decision = (
  view: InsiderView,
  conflictId: string,
  choice: string,
  ruling: Ruling,
  at: Date,
): Ruled => {
  const said = checked(ruling);
  if (E.isLeft(said)) return said;
  const conflict = view.conflicts.find((c) => c.conflictId === conflictId);
  if (conflict === undefined) return E.left(notFound(`there is no conflict ${conflictId}`));
  if (!conflict.choices.includes(choice))
    return E.left(
      invalidArgument(
        `${JSON.stringify(choice)} is no choice for ${conflictId} (${conflict.type}); choose one of ${conflict.choices.join(', ')}`,
      ),
    );
  return E.right([
    ruled(
      'ConflictDecided',
      insiderStream(view.insider),
      {
        insider: view.insider,
        issuerId: conflict.issuerId,
        conflictId,
        choice,
        basis: conflict.basis,
        ...said.right,
      },
      at,
    ),
  ]);
};

/** An insider in whose stream filings stand. */
export type Reporter = Pick<InsiderView, 'filings'>;

const isCorrectable = (field: string): field is CorrectableField =>
  (correctableFields as ReadonlyArray<string>).includes(field);

/** Fields to set, by name; null empties one. */
export type Corrections = Readonly<Record<string, string | null>>;

/** Sets fields of a row in every stream that holds it; no fields put it back as recorded. */
export const correction = (
  reporters: ReadonlyArray<Reporter>,
  row: string,
  changes: Corrections,
  ruling: Ruling,
  at: Date,
): Ruled => {
  const said = checked(ruling);
  if (E.isLeft(said)) return said;
  const set: Array<{ field: CorrectableField; to?: string }> = [];
  for (const [field, to] of Object.entries(changes)) {
    if (!isCorrectable(field))
      return E.left(
        invalidArgument(
          `a row has no field ${JSON.stringify(field)} to correct; it has ${correctableFields.join(', ')}`,
        ),
      );
    if (to !== null && typeof to !== 'string')
      return E.left(
        invalidArgument(
          `${field}: expected text, or null to empty the field, got ${String(to)}; numbers are given as text`,
        ),
      );
    const problem = correctionProblem(field, to);
    if (problem !== null) return E.left(invalidArgument(`${field}: ${problem}`));
    set.push(to === null ? { field } : { field, to });
  }
  return onRow(reporters, row, (insider, issuerId, now) =>
    ruled(
      'RowCorrected',
      insiderStream(insider),
      { insider, issuerId, row: now, ...(set.length === 0 ? {} : { changes: set }), ...said.right },
      at,
    ),
  );
};

/** Takes a row out of the count in every stream that holds it. */
export const withdrawal = (
  reporters: ReadonlyArray<Reporter>,
  row: string,
  ruling: Ruling,
  at: Date,
): Ruled => {
  const said = checked(ruling);
  if (E.isLeft(said)) return said;
  return onRow(reporters, row, (insider, issuerId, now) =>
    ruled(
      'RowWithdrawn',
      insiderStream(insider),
      { insider, issuerId, row: now, ...said.right },
      at,
    ),
  );
};

export const onRow = (
  reporters: ReadonlyArray<Reporter>,
  row: string,
  make: (insider: InsiderId, issuerId: IssuerId, row: RowId) => RulingEvent,
): Ruled => {
  const events = reporters.flatMap(({ filings }) => {
    if (!rowId.is(row)) return [];
    // Its document's accession number may have become known since the row was named so.
    const now = rowNames(filings)(row);
    return filings.flatMap((f) =>
      f.rows.some((r) => r.row === now) ? [make(f.header.insider, f.header.issuerId, now)] : [],
    );
  });
  return events.length === 0
    ? E.left(
        notFound(
          `there is no row ${row} in this ledger; transactions --insider WHO lists those of trades, explain POSITION all that a position stands on`,
        ),
      )
    : E.right(events);
};

/** Two titles of an issuer are one class. The same title twice takes the alias back. */
export const alias = (
  issuerId: IssuerId,
  title: string,
  sameAs: string,
  ruling: Ruling,
  at: Date,
): Ruled => {
  const said = checked(ruling);
  if (E.isLeft(said)) return said;
  if (title.trim() === '' || sameAs.trim() === '')
    return E.left(invalidArgument('two titles are needed, as the filings write them'));
  return E.right([
    ruled(
      'SecurityAliased',
      issuerStream(issuerId),
      { issuerId, title, sameAs, ...said.right },
      at,
    ),
  ]);
};

/** The error where a title would come back to itself; null where it would not. */
export const inCircle = (
  known: Rulings,
  issuerId: IssuerId,
  title: string,
  sameAs: string,
): E.Either<LedgerError, never> | null => {
  const [from, to] = [title, sameAs].map(canonicalTitle) as [string, string];
  if (from === to) return null;
  const titles = aliasesFrom(known, issuerId, to);
  const back = titles.indexOf(from);
  if (back < 0) return null;
  const [last, next] = titles.slice(back - 1) as [string, string];
  const told = titles.slice(0, back + 1).map((one) => JSON.stringify(one));
  return E.left(
    invalidArgument(
      `${JSON.stringify(title)} cannot be ${JSON.stringify(sameAs)}: ${told.join(' is ')} already, and the two would go in a circle. Expected a title that leads elsewhere; to turn it round, take ${JSON.stringify(last)} is ${JSON.stringify(next)} back first: alias ISSUER ${JSON.stringify(last)} ${JSON.stringify(last)}`,
    ),
  );
};

export interface Split {
  /** The class it concerns; every class of the issuer where missing. */
  readonly security?: string;
  readonly effectiveOn: string;
  /** `5:1` gives five new shares for one old. */
  readonly ratio: string;
  /** Takes an earlier record of the same split back. */
  readonly withdraw?: boolean;
}

/**
 * The error where a split to be taken back was never recorded; null where it was. That it is
 * taken back already is no error: said again, it is so.
 */
export const neverRecorded = (
  events: ReadonlyArray<DecodedEvent>,
  { security, effectiveOn, ratio }: Split,
): E.Either<LedgerError, never> | null => {
  const recorded = events.flatMap(({ event }) =>
    event.type === 'CorporateActionRecorded' && event.data.action === 'split' ? [event.data] : [],
  );
  const [n = '', d = ''] = ratio.split(':');
  const isMeant = (s: CorporateActionRecorded): boolean =>
    s.effectiveOn === effectiveOn &&
    canonicalTitle(s.security) === canonicalTitle(security ?? null) &&
    s.numerator.eq(n.trim()) &&
    s.denominator.eq(d.trim());
  if (recorded.some(isMeant)) return null;
  const told = recorded.map((s) => {
    const of = s.security === null ? '' : ` of ${JSON.stringify(s.security)}`;
    return `${s.numerator.toFixed()}:${s.denominator.toFixed()} on ${s.effectiveOn}${of}`;
  });
  const of = security === undefined ? '' : ` of ${JSON.stringify(security)}`;
  return E.left(
    notFound(
      `no split ${ratio} on ${effectiveOn}${of} is recorded that could be taken back; recorded ${told.length === 0 ? 'is none' : [...new Set(told)].join(', ')}`,
    ),
  );
};

export const split = (issuerId: IssuerId, given: Split, ruling: Ruling, at: Date): Ruled => {
  const said = checked(ruling);
  if (E.isLeft(said)) return said;
  const { ratio, effectiveOn }: Readonly<Record<string, unknown>> = { ...given };
  if (typeof ratio !== 'string' || typeof effectiveOn !== 'string')
    return E.left(
      invalidArgument('a split has a ratio such as "5:1" and an effectiveOn, both text'),
    );
  const [numerator, denominator] = given.ratio.split(':').map((part) => parseDecimal(part.trim()));
  if (numerator == null || denominator == null || !numerator.gt(0) || !denominator.gt(0))
    return E.left(invalidArgument(`a ratio is written 5:1; got ${JSON.stringify(given.ratio)}`));
  if (numerator.eq(denominator))
    return E.left(
      invalidArgument(
        `a split by ${given.ratio} changes nothing; expected a ratio of two different numbers, as 5:1`,
      ),
    );
  if (!isDay(given.effectiveOn))
    return E.left(invalidArgument(`a day is written YYYY-MM-DD; got ${given.effectiveOn}`));
  return E.right([
    ruled(
      'CorporateActionRecorded',
      issuerStream(issuerId),
      {
        issuerId,
        action: given.withdraw === true ? 'split-withdrawn' : 'split',
        ...(given.security === undefined ? {} : { security: given.security }),
        effectiveOn: given.effectiveOn,
        numerator: numerator.toFixed(),
        denominator: denominator.toFixed(),
        ...said.right,
      },
      at,
    ),
  ]);
};
