/**
 * What a stated balance differs by, where it fits neither all that is known nor what was known
 * when it was filed: what was reported late may or may not have been counted by the filer.
 */
import type { Decimal } from '../../src/filing/decimal.js';

export interface Difference {
  readonly gap: Decimal;
  /** The gap on the other reading of what was reported late; null where both are one. */
  readonly otherwise: Decimal | null;
}

export const certain = (gap: Decimal): Difference => ({ gap, otherwise: null });

/** From the nearer of the two balances. */
export const nearer = (fromAll: Decimal, fromKnown: Decimal): Difference =>
  fromAll.eq(fromKnown)
    ? certain(fromAll)
    : fromKnown.abs().lt(fromAll.abs())
      ? { gap: fromKnown, otherwise: fromAll }
      : { gap: fromAll, otherwise: fromKnown };
