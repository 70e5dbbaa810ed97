/**
 * Derivatives that a Form 3 counts by what underlies them. The first row that states a number of
 * its own beside what underlies it tells how many of them there were: 1 preferred for 10 common.
 */
import type { RowReported } from '../../src/event/catalogue.js';
import type { Decimal } from '../../src/filing/decimal.js';
import { amountOf, assertedOf, isCountedByUnderlying } from '../known/reported-row.js';
import { canonicalTitle, isSameUnderlying } from '../known/security-title.js';
import type { StandingRow } from './standing-row.js';

/** A row's own number, what underlies it, and its own balance before it. */
interface Rate {
  readonly own: Decimal;
  readonly underlying: Decimal;
  readonly before: Decimal | null;
}

const rateOf = ({ row, asserted, delta }: StandingRow): Rate | null => {
  const underlying = row.terms?.underlying?.shares.value ?? null;
  const own = row.kind === 'transaction' ? amountOf(row) : assertedOf(row);
  return underlying === null || own === null || underlying.lte(0) || own.lte(0)
    ? null
    : {
        own,
        underlying,
        before: asserted === null || delta === null ? null : asserted.minus(delta),
      };
};

const underlyingOf = (row: RowReported): string =>
  canonicalTitle(row.terms?.underlying?.security.value ?? null);

const byKnown = (a: StandingRow, b: StandingRow): number =>
  a.knownRank - b.knownRank || a.row.position - b.row.position;

/** More decimals come of a rate that does not fit. */
const placesMax = 4;

/**
 * The number that a holding's underlying stands for, told by one row; null where the row does not
 * tell. Some filers put the holding's own number where its underlying belongs: a row that goes on
 * from just that number says so.
 */
const expressedBy = (counted: Decimal, { own, underlying, before }: Rate): Decimal | null => {
  if (underlying.eq(counted)) return own;
  if (before?.eq(counted) === true) return counted;
  const number = counted.times(own).div(underlying);
  if (number.decimalPlaces() > placesMax) return null;
  const isNearer = before === null || before.minus(number).abs().lt(before.minus(counted).abs());
  return isNearer ? number : counted;
};

const expressed = (counted: StandingRow, others: ReadonlyArray<StandingRow>): Decimal | null => {
  if (counted.asserted === null) return null;
  for (const other of others) {
    const rate = isSameUnderlying(underlyingOf(other.row), underlyingOf(counted.row))
      ? rateOf(other)
      : null;
    const number = rate === null ? null : expressedBy(counted.asserted, rate);
    if (number !== null) return number;
  }
  return null;
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
