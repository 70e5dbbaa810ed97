/** Recorded splits that a stated balance counts, or that no balance speaks against. */
import type { Day } from '../../src/filing/calendar.js';
import { type Decimal, zero } from '../../src/filing/decimal.js';
import type { Account } from './account.js';
import type { ClassAccounts } from './class-accounts.js';
import { afterSplits, heldBefore, placeOf } from './split-basis.js';
import type { StandingRow } from './standing-row.js';

/** Applies the splits with which a stated balance holds; says whether there are any. */
export const applyFittingSplits = (
  all: ClassAccounts,
  account: Account,
  on: Day,
  at: StandingRow,
  before: Decimal,
): boolean => {
  const due = account.dueSplits(on);
  for (let count = 1; count <= due.length; count++) {
    const splits = due.slice(0, count);
    const fits = [account.splitBasis(), account.knownSplitBasis(at.knownRank)].some((basis) =>
      afterSplits(basis, splits).eq(before),
    );
    if (!fits) continue;
    account.applySplits(on, at, splits);
    return true;
  }
  return all.isOfLots && applySplitsOfTotal(all, on, at, before);
};

/** The same of a total of the class. */
const applySplitsOfTotal = (
  { accounts }: ClassAccounts,
  on: Day,
  at: StandingRow,
  before: Decimal,
): boolean => {
  const ofLots = accounts.map((account) => ({ account, due: account.dueSplits(on) }));
  const total = ofLots.reduce(
    (sum, { account, due }) => sum.plus(afterSplits(account.splitBasis(), due)),
    zero,
  );
  if (ofLots.every(({ due }) => due.length === 0) || !total.eq(before)) return false;
  for (const { account, due } of ofLots) account.applySplits(on, at, due);
  return true;
};

/** Where nothing fits: a split that brings the balance nearer has been counted by the filer. */
export const applyNearerSplits = (
  account: Account,
  on: Day,
  at: StandingRow,
  before: Decimal,
): void => {
  const due = account.dueSplits(on);
  if (due.length === 0) return;
  const basis = account.splitBasis();
  let nearest = 0;
  let least = before.minus(basis.held).abs();
  for (let count = 1; count <= due.length; count++) {
    const gap = before.minus(afterSplits(basis, due.slice(0, count))).abs();
    if (gap.lt(least)) [nearest, least] = [count, gap];
  }
  account.applySplits(on, at, due.slice(0, nearest));
};

/**
 * Rows from a split's day on are in new shares, until a balance stated later says otherwise: where
 * none is, the split comes before the first of them.
 */
export const applySplitsOfUnstated = ({ accounts }: ClassAccounts): void => {
  for (const account of accounts)
    for (const split of account.pending.all()) {
      const basis = account.splitBasis();
      const first = account.entries[placeOf(account.entries, basis.unstated, split)];
      if (first === undefined || heldBefore(basis, split).isZero()) continue;
      account.applySplits(first.on, first.source, [split]);
    }
};
