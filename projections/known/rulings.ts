/**
 * What operators said: corrections, withdrawals, decisions, aliases, splits. Only what was
 * recorded by a vantage counts, so that a ruling changes no answer from before it.
 */
import type {
  ConflictDecided,
  CorporateActionRecorded,
  CorrectableField,
  RowReported,
} from '../../src/event/catalogue.js';
import type { DecodedEvent } from '../../src/event/upcast.js';
import { type Instant, isDay } from '../../src/filing/calendar.js';
import { type Field, fieldOf } from '../../src/filing/codec.js';
import { type Decimal, parseDecimal } from '../../src/filing/decimal.js';
import { canonicalTitle } from './security-title.js';

export interface Correction {
  readonly field: CorrectableField;
  readonly to: string | null;
  readonly reason: string;
  readonly actor: string;
  readonly recordedAt: Instant;
}

export interface Withdrawal {
  readonly reason: string;
  readonly actor: string;
  readonly recordedAt: Instant;
}

export interface Decision extends ConflictDecided {
  readonly recordedAt: Instant;
}

export interface Rulings {
  readonly corrections: ReadonlyMap<string, ReadonlyArray<Correction>>;
  readonly withdrawals: ReadonlyMap<string, Withdrawal>;
  /** The last decision on each conflict. */
  readonly decisions: ReadonlyMap<string, Decision>;
  /** Canonical title → canonical title it is kept under, per issuer. */
  readonly aliases: ReadonlyMap<string, string>;
  readonly splits: ReadonlyArray<CorporateActionRecorded>;
}

export const noRulings: Rulings = {
  corrections: new Map(),
  withdrawals: new Map(),
  decisions: new Map(),
  aliases: new Map(),
  splits: [],
};

const aliasKey = (issuerId: string, title: string): string => `${issuerId}|${title}`;

/** The title under which a class is kept; aliases are followed to their end. */
export const aliasOf = (rulings: Rulings, issuerId: string, title: string): string => {
  let at = title;
  for (let steps = 0; steps < 16; steps++) {
    const next = rulings.aliases.get(aliasKey(issuerId, at));
    if (next === undefined || next === at) return at;
    at = next;
  }
  return at;
};

const isRuling = ({ event }: DecodedEvent): boolean =>
  event.type !== 'FilingRecorded' &&
  event.type !== 'EnvelopeStated' &&
  event.type !== 'TransactionReported' &&
  event.type !== 'HoldingReported';

/**
 * Folds rulings in the order in which they stand in their streams. `nameOf` gives the name that
 * a row has now, since its document's accession number may have been learnt after the ruling.
 */
export const rulingsOf = (
  events: Iterable<DecodedEvent>,
  recordedBy: Instant | null,
  nameOf: (row: string) => string = (row) => row,
): Rulings => {
  const corrections = new Map<string, Array<Correction>>();
  const withdrawals = new Map<string, Withdrawal>();
  const decisions = new Map<string, Decision>();
  const aliases = new Map<string, string>();
  const splits: Array<CorporateActionRecorded> = [];
  let any = false;
  for (const decoded of events) {
    if (!isRuling(decoded)) continue;
    const { event, metadata } = decoded;
    const { recordedAt } = metadata;
    if (recordedBy !== null && recordedAt > recordedBy) continue;
    any = true;
    if (event.type === 'RowCorrected') {
      const { changes, reason, actor } = event.data;
      const row = nameOf(event.data.row);
      if (changes.length === 0) {
        corrections.delete(row);
        withdrawals.delete(row);
      } else {
        const fields = new Set<string>(changes.map((c) => c.field));
        const kept = (corrections.get(row) ?? []).filter((c) => !fields.has(c.field));
        corrections.set(row, [
          ...kept,
          ...changes.map((c) => ({ ...c, reason, actor, recordedAt })),
        ]);
      }
    } else if (event.type === 'RowWithdrawn') {
      const { reason, actor } = event.data;
      withdrawals.set(nameOf(event.data.row), { reason, actor, recordedAt });
    } else if (event.type === 'ConflictDecided') {
      decisions.set(event.data.conflictId, { ...event.data, recordedAt });
    } else if (event.type === 'SecurityAliased') {
      const { issuerId, title, sameAs } = event.data;
      aliases.set(aliasKey(issuerId, canonicalTitle(title)), canonicalTitle(sameAs));
    } else if (event.type === 'CorporateActionRecorded') {
      const withdrawn = event.data.action === 'split-withdrawn';
      const same = splits.findIndex(
        (s) =>
          s.issuerId === event.data.issuerId &&
          s.effectiveOn === event.data.effectiveOn &&
          canonicalTitle(s.security) === canonicalTitle(event.data.security),
      );
      if (same >= 0) splits.splice(same, 1);
      if (!withdrawn) splits.push(event.data);
    }
  }
  return any ? { corrections, withdrawals, decisions, aliases, splits } : noRulings;
};

// ---- applying corrections ----

const decimalField = (to: string | null): Field<Decimal> =>
  fieldOf(to === null ? null : parseDecimal(to));
const dayField = (to: string | null): Field<string> =>
  fieldOf(to !== null && isDay(to) ? to : null);
const textField = (to: string | null): Field<string> => fieldOf(to);

const withTerms = (
  row: RowReported,
  change: (terms: NonNullable<RowReported['terms']>) => NonNullable<RowReported['terms']>,
): RowReported => (row.terms === null ? row : { ...row, terms: change(row.terms) });

const withUnderlying = (
  row: RowReported,
  change: Partial<NonNullable<NonNullable<RowReported['terms']>['underlying']>>,
): RowReported =>
  withTerms(row, (terms) => ({
    ...terms,
    underlying: {
      security: terms.underlying?.security ?? fieldOf<string>(null),
      shares: terms.underlying?.shares ?? fieldOf<Decimal>(null),
      value: terms.underlying?.value ?? fieldOf<Decimal>(null),
      ...change,
    },
  }));

const withCoding = (
  row: RowReported,
  change: Partial<NonNullable<RowReported['coding']>>,
): RowReported => ({
  ...row,
  coding: {
    form: row.coding?.form ?? null,
    code: row.coding?.code ?? null,
    equitySwap: row.coding?.equitySwap ?? null,
    footnotes: row.coding?.footnotes ?? [],
    ...change,
  },
});

const oneOf = <A extends string>(to: string | null, ...values: ReadonlyArray<A>): A | null =>
  values.find((v) => v === to) ?? null;

type Setter = (row: RowReported, to: string | null) => RowReported;

const setters: Readonly<Record<CorrectableField, Setter>> = {
  security: (row, to) => ({ ...row, security: textField(to) }),
  transactionDate: (row, to) => ({ ...row, transactionDate: dayField(to) }),
  deemedExecutionDate: (row, to) => ({ ...row, deemedExecutionDate: dayField(to) }),
  formType: (row, to) => withCoding(row, { form: oneOf(to, '3', '4', '5') }),
  code: (row, to) => withCoding(row, { code: to }),
  shares: (row, to) => ({ ...row, shares: decimalField(to) }),
  totalValue: (row, to) => ({ ...row, totalValue: decimalField(to) }),
  price: (row, to) => ({ ...row, price: decimalField(to) }),
  acquiredDisposed: (row, to) => ({ ...row, acquiredDisposed: fieldOf(oneOf(to, 'A', 'D')) }),
  sharesFollowing: (row, to) => ({ ...row, sharesFollowing: decimalField(to) }),
  valueFollowing: (row, to) => ({ ...row, valueFollowing: decimalField(to) }),
  ownership: (row, to) => ({ ...row, ownership: fieldOf(oneOf(to, 'D', 'I')) }),
  nature: (row, to) => ({ ...row, nature: textField(to) }),
  exercisePrice: (row, to) => withTerms(row, (t) => ({ ...t, exercisePrice: decimalField(to) })),
  exercisableOn: (row, to) => withTerms(row, (t) => ({ ...t, exercisableOn: dayField(to) })),
  expiresOn: (row, to) => withTerms(row, (t) => ({ ...t, expiresOn: dayField(to) })),
  underlyingSecurity: (row, to) => withUnderlying(row, { security: textField(to) }),
  underlyingShares: (row, to) => withUnderlying(row, { shares: decimalField(to) }),
  underlyingValue: (row, to) => withUnderlying(row, { value: decimalField(to) }),
};

/** A row as corrected; the very same row where nothing corrects it. */
export const corrected = (row: RowReported, rulings: Rulings): RowReported =>
  (rulings.corrections.get(row.row) ?? []).reduce(
    (at, { field, to }) => setters[field](at, to),
    row,
  );

/** Why a value cannot be put into a field, or null where it can. */
export const correctionProblem = (field: CorrectableField, to: string | null): string | null => {
  if ((field === 'security' || field === 'ownership') && (to === null || to.trim() === ''))
    return 'it cannot be empty: without it a row belongs to no position';
  if (field === 'code' && to !== null && !/^[A-JL-MO-PSU-XZ]$/.test(to))
    return `expected a transaction code of the form's instructions, got ${to}`;
  if (to === null || ['security', 'code', 'nature', 'underlyingSecurity'].includes(field))
    return null;
  const oneOfNeeded: Partial<Record<CorrectableField, string>> = {
    formType: '3 4 5',
    acquiredDisposed: 'A D',
    ownership: 'D I',
  };
  const allowed = oneOfNeeded[field];
  if (allowed !== undefined)
    return allowed.split(' ').includes(to) ? null : `expected one of ${allowed}, got ${to}`;
  if (['transactionDate', 'deemedExecutionDate', 'exercisableOn', 'expiresOn'].includes(field))
    return isDay(to) ? null : `expected a day as YYYY-MM-DD, got ${to}`;
  return parseDecimal(to) === null ? `expected a decimal number, got ${to}` : null;
};
