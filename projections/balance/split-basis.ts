/**
 * What a recorded split multiplies, and before which entry. A row from the split's own day on is
 * in new shares already, whether it states a balance or not; so only what was held when that day
 * began is multiplied, or the balance last stated without the split, where a form states one later.
 */

import type { Day } from '../../src/filing/calendar.js';
import { type Decimal, zero } from '../../src/filing/decimal.js';
import { afterSplit as multiplied, type Split } from '../known/split.js';
import { checkOf, type Entries, type Entry } from './entry.js';
import type { StandingRow } from './standing-row.js';

/** A change since a balance was last stated. */
export interface Posting {
  readonly on: Day;
  /** When it became known. */
  readonly rank: number;
  readonly amount: Decimal;
  /** Null for what an amendment has replaced since: part of what was known only. */
  readonly row: StandingRow | null;
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

/**
 * Before which entry a split comes: the first of the last ones that are in new shares. All that
 * stands before a balance stated without the split is in old ones; rows without a number are in
 * neither.
 */
export const placeOf = (
  entries: Entries,
  unstated: ReadonlyArray<Posting>,
  split: Split,
): number => {
  const rows = new Set(since(unstated, split).map(({ row }) => row));
  let place = entries.length;
  for (let i = entries.length - 1; i >= 0; i--) {
    const entry = entries[i] as Entry;
    const { kind, source, amount } = entry;
    if (kind === 'transaction' && rows.has(source)) place = i;
    else if (kind === 'opening' || checkOf(entry) !== null) break;
    else if (kind !== 'split' && !amount.isZero()) break;
  }
  return place;
};

/** Entries with one more put between them, whose amount every later balance counts. */
export const withEntryAt = (entries: Entries, place: number, entry: Entry): Array<Entry> => [
  ...entries.slice(0, place),
  entry,
  ...entries.slice(place).map((e) => ({ ...e, balance: e.balance.plus(entry.amount) })),
];
