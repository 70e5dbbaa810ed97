/**
 * What a recorded split multiplies. A row from the split's own day on is in new shares already,
 * whether it states a balance or not; so only what was held when that day began is multiplied,
 * or the balance last stated without the split, where a form states one later.
 */

import type { Day } from '../../src/filing/calendar.js';
import { type Decimal, zero } from '../../src/filing/decimal.js';
import { afterSplit as multiplied, type Split } from '../known/split.js';

/** A change since a balance was last stated. */
export interface Posting {
  readonly on: Day;
  /** When it became known. */
  readonly rank: number;
  readonly amount: Decimal;
  /** False for what an amendment has replaced since: part of what was known only. */
  readonly counts: boolean;
}

export interface SplitBasis {
  readonly held: Decimal;
  /** Part of it: posted since a balance was last stated. */
  readonly unstated: ReadonlyArray<Posting>;
}

/** Of these, what is in new shares already. */
export const since = (
  postings: ReadonlyArray<Posting>,
  { effectiveOn }: Split,
): ReadonlyArray<Posting> => postings.filter(({ on }) => on >= effectiveOn);

const newShares = ({ unstated }: SplitBasis, split: Split): Decimal =>
  since(unstated, split).reduce((sum, { amount }) => sum.plus(amount), zero);

/** What the split multiplies. */
export const heldBefore = (basis: SplitBasis, split: Split): Decimal =>
  basis.held.minus(newShares(basis, split));

export const afterSplit = (basis: SplitBasis, split: Split): Decimal =>
  multiplied(heldBefore(basis, split), split).plus(newShares(basis, split));

export const afterSplits = (basis: SplitBasis, splits: ReadonlyArray<Split>): Decimal =>
  splits.reduce((held, split) => afterSplit({ ...basis, held }, split), basis.held);
