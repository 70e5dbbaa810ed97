/**
 * The walk. "Amount owned following" is an assertion, as in plain-text accounting: it checks the
 * computed balance and never replaces it in silence.
 *
 * Rows are walked in effective order. An assertion holds if it equals the balance computed with
 * all that is known; or with what was known when it was filed (it is then stale, explained by
 * what came later); or the balance at its form's date; or, for derivatives, the total of the
 * class over all its lots. Otherwise the difference is an unexplained change, kept as an entry of
 * its own, so that opening + transactions + unexplained always equals closing.
 */
import type { Day } from '../../src/filing/calendar.js';
import { type Decimal, zero } from '../../src/filing/decimal.js';
import type { Account } from './account.js';
import type { ClassAccounts } from './class-accounts.js';
import { applyFittingSplits, applyNearerSplits } from './counted-split.js';
import { certain } from './difference.js';
import type { Group, Slot, Telling } from './effective-order.js';
import type { Check } from './entry.js';
import { type Later, speaksOfForm } from './late-form.js';
import { everything } from './pending-splits.js';
import type { StandingRow } from './standing-row.js';
import { fitOf, isAmountForBalance, meantForClass } from './stated-balance.js';

/** Opens an account with its first row. */
const open = (all: ClassAccounts, account: Account, on: Day, at: StandingRow): void => {
  if (account.isOpen) return;
  const { opening } = account;
  const amount = opening?.amount ?? zero;
  const others = all.total();
  // A lot that starts inside a class whose balances are class totals starts from nothing.
  const startsInClass =
    opening?.basis === 'implied' &&
    !others.isZero() &&
    !amount.isZero() &&
    amount.eq(others) &&
    all.isOfLots &&
    at === opening.source;
  account.open(on, startsInClass ? zero : amount);
};

const isStatedByFinalRow = (at: StandingRow, group: Group): boolean =>
  group.convention !== 'running' && at !== group.final;

/** The document tallies otherwise than row by row: its final row states the balance. */
const byConvention = ({ convention }: Group): Check | null =>
  convention === 'running' ? null : { outcome: convention, difference: zero };

/** A row whose balance agrees with what is computed. */
const keepFitting = (
  all: ClassAccounts,
  account: Account,
  at: StandingRow,
  states: StandingRow,
  { outcome, difference }: Check,
  group: Group,
  telling: Telling,
): void => {
  account.post(at);
  if (outcome === 'class-total') all.stated();
  else {
    account.pending.stated(outcome === 'stale' ? at.knownRank : everything);
    account.settle();
    if (telling.mode === 'undecided') telling.mode = 'own-date';
  }
  const isTally = outcome === 'held' && group.convention === 'document-order';
  account.keep(at, { outcome: isTally ? 'document-order' : outcome, difference }, states);
};

/** A row whose balance agrees with nothing: the difference comes before it. */
const keepDiffering = (
  all: ClassAccounts,
  account: Account,
  at: StandingRow,
  states: StandingRow,
  asserted: Decimal,
): void => {
  const { on } = at.effective;
  const before = at.delta === null ? asserted : asserted.minus(at.delta);
  applyNearerSplits(account, on, at, before);
  const difference = meantForClass(all, account, at, asserted)
    ? certain(before.minus(all.total()))
    : account.differenceTo(before, at.knownRank);
  account.keepUnexplained(on, states, difference);
  account.post(at);
  account.pending.stated(everything);
  account.keep(at, { outcome: 'unexplained', difference: difference.gap }, states);
};

const checkRow = (
  all: ClassAccounts,
  account: Account,
  at: StandingRow,
  group: Group,
  telling: Telling,
  later: Later,
): void => {
  const states = at === group.final ? group.states : at;
  const { asserted } = states;
  if (asserted === null || isStatedByFinalRow(at, group)) {
    account.post(at);
    return account.keep(at, asserted === null ? null : byConvention(group));
  }
  const before = at.delta === null ? asserted : asserted.minus(at.delta);
  let fit = fitOf(all, account, at, asserted);
  if (fit === null && applyFittingSplits(all, account, at.effective.on, at, before))
    fit = fitOf(all, account, at, asserted);
  if (fit !== null) return keepFitting(all, account, at, states, fit, group, telling);
  if (speaksOfForm(account, at, asserted, telling, later)) {
    telling.mode = 'form-date';
    account.post(at);
    return account.keep(at, { outcome: 'form-date', difference: zero }, states);
  }
  if (isAmountForBalance(account, at, later())) {
    account.post(at);
    account.pending.stated(everything);
    const difference = asserted.minus(account.balance);
    return account.keep(at, { outcome: 'slip', difference }, states);
  }
  keepDiffering(all, account, at, states, asserted);
};

/** At the end of a late form's day: its final balance against the balance of that day. */
const checkFormDate = (all: ClassAccounts, account: Account, on: Day, telling: Telling): void => {
  const { final, states } = telling;
  const stated = states.asserted;
  if (telling.mode !== 'form-date' || stated === null) return;
  const { knownRank } = final;
  if (account.balance.eq(stated)) return account.pending.stated(everything);
  if (account.knownBalance(knownRank).eq(stated)) return account.pending.stated(knownRank);
  if (!applyFittingSplits(all, account, on, final, stated)) {
    applyNearerSplits(account, on, final, stated);
    account.keepUnexplained(on, final, account.differenceTo(stated, knownRank));
  }
  account.pending.stated(everything);
};

/** Whoever asks for more than there is has not been told. */
function* from(slots: ReadonlyArray<Slot>, start: number, all: ClassAccounts): Iterable<Slot> {
  for (let i = start; i < slots.length; i++) yield slots[i] as Slot;
  all.unsettled = true;
}

/** Walks on over slots in effective order. */
export const walkOn = (all: ClassAccounts, slots: ReadonlyArray<Slot>): void => {
  slots.forEach(({ on, item }, i) => {
    const account = all.of(item.lot);
    if (item.kind === 'past') {
      const { knownRank, amount, homeRank, at } = item.past;
      account.postPast(on, item.past);
      if (knownRank <= homeRank) all.former.set(at.place.row.row, amount);
    } else if (item.kind === 'form-date') checkFormDate(all, account, on, item.telling);
    else {
      open(all, account, on, item.at);
      account.pending.dropEmpty(on, account.balance);
      checkRow(all, account, item.at, item.group, item.telling, () => from(slots, i + 1, all));
    }
  });
};
