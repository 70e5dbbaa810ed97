/**
 * Splits that an operator recorded. No form reports one: the next balance just is a multiple of
 * the last, and an option's price a fraction. As filed, a split counts from the first row that is
 * in new shares; adjusted, from its effective date.
 */

import type { CorporateActionRecorded } from '../../src/event/catalogue.js';
import type { IssuerId } from '../../src/event/identity.js';
import type { Day } from '../../src/filing/calendar.js';
import { type Decimal, Decimal as DecimalValue } from '../../src/filing/decimal.js';

export type Split = CorporateActionRecorded;

const byDay = (a: Split, b: Split): number =>
  a.effectiveOn < b.effectiveOn ? -1 : a.effectiveOn > b.effectiveOn ? 1 : 0;

/** Splits of an issuer that change holdings under one of these canonical titles, oldest first. */
export const splitsOf = (
  splits: ReadonlyArray<Split>,
  issuerId: IssuerId,
  titles: ReadonlyArray<string | null>,
  canonical: (title: string) => string,
): ReadonlyArray<Split> =>
  splits.length === 0
    ? splits
    : splits
        .filter(
          (s) =>
            s.issuerId === issuerId &&
            (s.security === null || titles.includes(canonical(s.security))),
        )
        .sort(byDay);

/** A holding after a split. Of whole shares whole shares come; the fraction is paid in cash. */
export const afterSplit = (held: Decimal, { numerator, denominator }: Split): Decimal => {
  const after = held.times(numerator).div(denominator);
  return held.isInteger() ? after.floor() : after;
};

/** Prices are rounded to cents by some filers and to hundredths of a cent by others. */
const pricePlaces = [2, 3, 4];

/** An exercise price after splits: exact where it ends, else to ten decimals, half up. */
export const priceAfter = (price: Decimal, splits: ReadonlyArray<Split>): Decimal => {
  let [above, below] = [price, new DecimalValue(1)];
  for (const { numerator, denominator } of splits)
    [above, below] = [above.times(denominator), below.times(numerator)];
  const after = above.div(below);
  // All digits that arithmetic keeps are used up where it does not end.
  return after.precision() < DecimalValue.precision
    ? after
    : after.toDecimalPlaces(repeatingPlaces, DecimalValue.ROUND_HALF_UP);
};

const repeatingPlaces = 10;

/** How many splits, from the first on, made one exercise price another; null where none did. */
export const splitsBetween = (
  from: Decimal,
  to: Decimal,
  splits: ReadonlyArray<Split>,
): number | null => {
  let exact = from;
  for (const [i, { numerator, denominator }] of splits.entries()) {
    exact = exact.times(denominator).div(numerator);
    if (
      exact.eq(to) ||
      pricePlaces.some((p) => exact.toDecimalPlaces(p, DecimalValue.ROUND_HALF_UP).eq(to))
    )
      return i + 1;
  }
  return null;
};

/** Whether an exercise price became another by splits after one day and through another. */
export const priceAfterSplits = (
  from: { readonly price: Decimal; readonly on: Day },
  to: { readonly price: Decimal; readonly on: Day },
  splits: ReadonlyArray<Split>,
): boolean => {
  const own = splits.filter((s) => s.effectiveOn > from.on && s.effectiveOn <= to.on);
  return splitsBetween(from.price, to.price, own) !== null;
};
