/**
 * What a row means for a balance: when it took effect, by how much it changed the holding, and
 * what it says the holding was afterwards. The letter A or D is the only sign on the form.
 */
import type { RowReported } from '../../src/event/catalogue.js';
import { addDays, type Day } from '../../src/filing/calendar.js';
import { type Decimal, zero } from '../../src/filing/decimal.js';
import { formDate, type KnownFiling } from './knowledge.js';

export type Unit = 'shares' | 'value';

/** Why a row counts for the day it counts for. */
export type EffectiveBasis = 'transaction-date' | 'period' | 'form-date';

export interface EffectiveDay {
  readonly on: Day;
  readonly basis: EffectiveBasis;
  /** A date that cannot be: after the form's own filing, or before the Act of 1934. */
  readonly implausible: Day | null;
}

/** The Securities Exchange Act's first day; no transaction under it can be older. */
const firstDay = '1934-06-06';
/** A zone suffix or a late clock can put a date one day past the filing's. */
const toleranceDays = 1;

const latest = new WeakMap<KnownFiling, Day>();

const latestPlausible = (filing: KnownFiling): Day => {
  let day = latest.get(filing);
  if (day === undefined) {
    day = addDays(formDate(filing), toleranceDays);
    latest.set(filing, day);
  }
  return day;
};

const isPlausible = (day: Day, filing: KnownFiling): boolean =>
  day >= firstDay && day <= latestPlausible(filing);

/**
 * The day of the report that a holding row belongs to: the event for Form 3, the form's date for
 * others. An amendment states its holdings for the report that it amends, however late it comes;
 * where that is not known, for the day that box 4 names or the period.
 */
const holdingDay = (filing: KnownFiling, home: KnownFiling): EffectiveDay => {
  if (filing.family === '3')
    return { on: filing.header.period, basis: 'period', implausible: null };
  if (home !== filing || !filing.amendment)
    return { on: formDate(home), basis: 'form-date', implausible: null };
  const { originalFiledOn, period } = filing.header;
  for (const day of [originalFiledOn, period])
    if (day !== null && isPlausible(day, filing))
      return { on: day, basis: day === period ? 'period' : 'form-date', implausible: null };
  return { on: formDate(filing), basis: 'form-date', implausible: null };
};

/**
 * A transaction counts from its date, a holding from its report's. An impossible transaction date
 * falls back to the period, then the form's date.
 * @param home the filing that `filing` amends; itself where it amends none that is known.
 */
export const effectiveDay = (
  row: RowReported,
  filing: KnownFiling,
  home: KnownFiling,
): EffectiveDay => {
  if (row.kind === 'holding') return holdingDay(filing, home);
  const { period } = filing.header;
  const fallback = (implausible: Day | null): EffectiveDay =>
    isPlausible(period, filing)
      ? { on: period, basis: 'period', implausible }
      : { on: formDate(filing), basis: 'form-date', implausible };
  const day = row.transactionDate.value;
  if (day === null) return fallback(null);
  return isPlausible(day, filing)
    ? { on: day, basis: 'transaction-date', implausible: null }
    : fallback(day);
};

/**
 * Debt and the like are stated by value; everything else by number. A row that moves a value and
 * no number is in value, in whichever box it states that nothing is left.
 */
export const unitOf = (row: RowReported): Unit => {
  if (row.shares.value === null && row.totalValue.value !== null) return 'value';
  if (row.sharesFollowing.value !== null) return 'shares';
  if (row.valueFollowing.value !== null) return 'value';
  if (row.shares.value !== null) return 'shares';
  const underlying = row.terms?.underlying;
  return underlying?.shares.value == null && underlying?.value.value != null ? 'value' : 'shares';
};

/** A derivative holding that states no number of its own: what underlies it stands for it. */
export const isCountedByUnderlying = (row: RowReported): boolean =>
  row.kind === 'holding' &&
  row.terms !== null &&
  row.sharesFollowing.value === null &&
  row.valueFollowing.value === null;

/** Amount moved, without sign; null where the form states none. */
export const amountOf = (row: RowReported): Decimal | null =>
  unitOf(row) === 'value'
    ? (row.totalValue.value ?? row.shares.value)
    : (row.shares.value ?? row.totalValue.value);

/** Signed change of the holding: nothing for a holding row, null where it cannot be told. */
export const deltaOf = (row: RowReported): Decimal | null => {
  if (row.kind === 'holding') return zero;
  const amount = amountOf(row);
  if (amount === null || row.acquiredDisposed.value === null) return null;
  return row.acquiredDisposed.value === 'A' ? amount : amount.neg();
};

/** Nothing is nothing in any unit; a number of shares beside a value is not a balance of it. */
const nothingLeft = (row: RowReported): Decimal | null =>
  row.sharesFollowing.value?.isZero() === true ? row.sharesFollowing.value : null;

/**
 * What the row says was owned afterwards. A derivative holding states no balance on Form 3, where
 * the number of underlying shares stands for it, and on some faulty Forms 4.
 */
export const assertedOf = (row: RowReported): Decimal | null => {
  const stated =
    unitOf(row) === 'value'
      ? (row.valueFollowing.value ?? nothingLeft(row))
      : row.sharesFollowing.value;
  if (stated !== null || row.kind === 'transaction') return stated;
  const underlying = row.terms?.underlying;
  return underlying?.shares.value ?? underlying?.value.value ?? null;
};

/** Text of the footnotes with the given ids, as far as the document has them. */
export const footnoteTexts = (
  filing: KnownFiling,
  ids: ReadonlyArray<string>,
): ReadonlyArray<string> =>
  ids.flatMap((id) => {
    const text = filing.footnotes.get(id);
    return text === undefined ? [] : [text];
  });
