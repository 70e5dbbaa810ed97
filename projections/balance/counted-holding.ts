/**
 * Derivatives that a Form 3 counts by what underlies them. The first row that states a number of
 * its own beside what underlies it tells how many of them there were: 1 preferred for 10 common.
 */
import type { RowReported } from '../../src/event/catalogue.js';
import type { Decimal } from '../../src/filing/decimal.js';
import { amountOf, assertedOf, isCountedByUnderlying } from '../known/reported-row.js';
import { canonicalUnderlying } from '../known/security-title.js';
import type { StandingRow } from './standing-row.js';

/** A row's own number and what underlies it. */
interface Rate {
  readonly own: Decimal;
  readonly underlying: Decimal;
}

const rateOf = (row: RowReported): Rate | null => {
  const underlying = row.terms?.underlying?.shares.value ?? null;
  const own = row.kind === 'transaction' ? amountOf(row) : assertedOf(row);
  return underlying === null || own === null || underlying.lte(0) || own.lte(0)
    ? null
    : { own, underlying };
};

const underlyingOf = (row: RowReported): string =>
  canonicalUnderlying(row.terms?.underlying?.security.value ?? null);

const byKnown = (a: StandingRow, b: StandingRow): number =>
  a.knownRank - b.knownRank || a.row.position - b.row.position;

/** More decimals come of a rate that does not fit. */
const placesMax = 4;

/** The number that a holding's underlying stands for, or null where no row tells. */
const expressed = (counted: StandingRow, others: ReadonlyArray<StandingRow>): Decimal | null => {
  const { asserted, row } = counted;
  if (asserted === null) return null;
  const rates = others.flatMap((other) => {
    const rate = underlyingOf(other.row) === underlyingOf(row) ? rateOf(other.row) : null;
    return rate === null ? [] : [rate];
  });
  const rate = rates.find(({ underlying }) => underlying.eq(asserted)) ?? rates[0];
  if (rate === undefined) return null;
  const number = asserted.times(rate.own).div(rate.underlying);
  return number.decimalPlaces() <= placesMax ? number : null;
};

export interface Expressed {
  readonly rows: ReadonlyArray<StandingRow>;
  /** A holding is counted by its underlying, and no row yet tells its number. */
  readonly awaitsNumber: boolean;
}

/** Rows of one lot with the holdings that are counted by their underlying counted anew. */
export const withOwnNumbers = (rows: ReadonlyArray<StandingRow>): Expressed => {
  if (!rows.some((at) => isCountedByUnderlying(at.row))) return { rows, awaitsNumber: false };
  const others = rows.filter((at) => !isCountedByUnderlying(at.row)).sort(byKnown);
  let awaitsNumber = false;
  const counted = rows.map((at) => {
    if (!isCountedByUnderlying(at.row)) return at;
    const number = expressed(at, others);
    if (number === null) awaitsNumber = true;
    return number === null ? at : { ...at, asserted: number };
  });
  return { rows: counted, awaitsNumber };
};
