/** Decimals and the terms of derivatives as answers print them. */
import type { Day } from '../filing/calendar.js';
import { type Decimal, printDecimal } from '../filing/decimal.js';

export interface TermsAnswer {
  readonly exercisePrice: string | null;
  readonly exercisableOn: string | null;
  readonly expiresOn: string | null;
  /** Shares that the quantity held stands for, where the form tells. */
  readonly underlying: { readonly security: string | null; readonly shares: string | null } | null;
}

/** Exact, without exponent; null where the form leaves it empty. */
export const decimalAnswer = (value: Decimal | null | undefined): string | null =>
  value == null ? null : printDecimal(value);

export const termsAnswer = (
  terms: {
    readonly exercisePrice: Decimal | null;
    readonly exercisableOn: Day | null;
    readonly expiresOn: Day | null;
  },
  underlying: { readonly security: string | null; readonly shares: Decimal | null } | null,
): TermsAnswer => ({
  exercisePrice: decimalAnswer(terms.exercisePrice),
  exercisableOn: terms.exercisableOn,
  expiresOn: terms.expiresOn,
  underlying:
    underlying === null
      ? null
      : { security: underlying.security, shares: decimalAnswer(underlying.shares) },
});
