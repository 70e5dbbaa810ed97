/** How a stated balance agrees with what is computed, before the row's own change is posted. */
import { type Decimal, zero } from '../../src/filing/decimal.js';
import type { Account } from './account.js';
import type { ClassAccounts } from './class-accounts.js';
import type { Slot } from './effective-order.js';
import type { Check } from './entry.js';
import type { StandingRow } from './standing-row.js';

/** A filer knows of its trades before it reports them: some of what came later was counted. */
const countsSomeOfWhatCame = (account: Account, at: StandingRow, before: Decimal): boolean => {
  for (const rank of account.ranksAfter(at.knownRank))
    if (account.knownBalance(rank).eq(before)) return true;
  return false;
};

/**
 * Whether a balance was right with what was known when it was filed; a corrected row may also count
 * no more than the form did that it corrects.
 */
const wasKnownAs = (
  { former }: ClassAccounts,
  account: Account,
  at: StandingRow,
  before: Decimal,
): boolean =>
  account.isToldOutOfOrder &&
  (account.knownBalance(at.knownRank).eq(before) ||
    (at.homeRank < at.knownRank &&
      account
        .knownBalance(at.homeRank)
        .minus(former.get(at.place.row.row) ?? zero)
        .eq(before)));

/** Whether it is the total of the class, also of a class of which lots have expired by then. */
const isOfClass = (
  all: ClassAccounts,
  account: Account,
  { effective }: StandingRow,
  before: Decimal,
): boolean =>
  all.isOfLots && (all.total().eq(before) || all.totalNotExpired(effective.on, account).eq(before));

/** Null where it does not agree. */
export const fitOf = (
  all: ClassAccounts,
  account: Account,
  at: StandingRow,
  asserted: Decimal,
): Check | null => {
  const before = at.delta === null ? asserted : asserted.minus(at.delta);
  const { balance } = account;
  if (balance.eq(before)) return { outcome: 'held', difference: zero };
  if (wasKnownAs(all, account, at, before))
    return { outcome: 'stale', difference: before.minus(balance) };
  // Nobody holds less than nothing, in no lot: a total that asks for it is a coincidence.
  if (isOfClass(all, account, at, before) && !balance.plus(at.delta ?? zero).isNegative())
    return { outcome: 'class-total', difference: zero };
  return countsSomeOfWhatCame(account, at, before)
    ? { outcome: 'stale', difference: before.minus(balance) }
    : null;
};

/**
 * Whether a balance that fits neither lot nor class was meant for the class: it is nearer to that,
 * a disposal cannot leave more than its lot held before it, and did not leave more than the class
 * held.
 */
export const meantForClass = (
  all: ClassAccounts,
  { balance: held }: Account,
  at: StandingRow,
  asserted: Decimal,
): boolean => {
  if (!all.isOfLots || at.delta?.isNegative() !== true) return false;
  const ofClass = all.total();
  const before = asserted.minus(at.delta);
  return (
    before.minus(ofClass).abs().lt(before.minus(held).abs()) &&
    asserted.gt(held) &&
    asserted.lt(ofClass) &&
    !held.plus(asserted).minus(ofClass).isNegative()
  );
};

/**
 * Whether a row that uses up its holding states its own amount as the balance, and no later one
 * says that anything is left.
 */
export const isAmountForBalance = (
  account: Account,
  at: StandingRow,
  later: Iterable<Slot>,
): boolean => {
  const { asserted, delta } = at;
  if (asserted === null || delta === null || !delta.lt(0) || !asserted.eq(delta.neg()))
    return false;
  if (!account.balance.plus(delta).isZero()) return false;
  let since = zero;
  for (const { item } of later) {
    if (item.kind !== 'row' || item.lot !== account.lot) continue;
    since = since.plus(item.at.delta ?? zero);
    if (item.at.asserted !== null) return item.at.asserted.eq(since);
  }
  return true;
};
