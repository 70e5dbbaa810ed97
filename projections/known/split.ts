/**
 * Splits that an operator recorded. No form reports one: the next balance just is a multiple of
 * the last, and an option's price a fraction. As filed, a split counts from the first row whose
 * balance needs it; adjusted, from its effective date.
 */
import type { CorporateActionRecorded } from '../../src/event/catalogue.js';
import type { Day } from '../../src/filing/calendar.js';
import { type Decimal, Decimal as DecimalValue } from '../../src/filing/decimal.js';

export type Split = CorporateActionRecorded;

const byDay = (a: Split, b: Split): number =>
  a.effectiveOn < b.effectiveOn ? -1 : a.effectiveOn > b.effectiveOn ? 1 : 0;

/** Splits of an issuer that change holdings under one of these canonical titles, oldest first. */
export const splitsOf = (
  splits: ReadonlyArray<Split>,
  issuerId: string,
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

/** Whether an exercise price became another by splits after one day and through another. */
export const priceAfterSplits = (
  from: { readonly price: Decimal; readonly on: Day },
  to: { readonly price: Decimal; readonly on: Day },
  splits: ReadonlyArray<Split>,
): boolean => {
  let exact = from.price;
  for (const split of splits) {
    if (split.effectiveOn <= from.on || split.effectiveOn > to.on) continue;
    exact = exact.times(split.denominator).div(split.numerator);
    if (
      exact.eq(to.price) ||
      pricePlaces.some((p) => exact.toDecimalPlaces(p, DecimalValue.ROUND_HALF_UP).eq(to.price))
    )
      return true;
  }
  return false;
};
