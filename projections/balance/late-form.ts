/**
 * A form that came after another had spoken of a later day: its balances may be those of its rows'
 * days, or of its own date.
 */
import { type Decimal, zero } from '../../src/filing/decimal.js';
import type { Account } from './account.js';
import { likelier } from './difference.js';
import type { Slot, Telling } from './effective-order.js';
import type { StandingRow } from './standing-row.js';

/** What comes after a row in effective order, as often as it is asked for. */
export type Later = () => Iterable<Slot>;

/**
 * Whether a late form that does not fit speaks of its rows' day all the same: a further row of it
 * goes on from the computed balance, so that this one's is a slip; or another form, not late, that
 * speaks of a day in between differs by as much, so that something is missing before both.
 */
const speaksOfOwnDate = (
  account: Account,
  at: StandingRow,
  asserted: Decimal,
  telling: Telling,
  later: Later,
): boolean => {
  if (telling.mode !== 'undecided') return false;
  let computed = account.balance.plus(at.delta ?? zero);
  let differs = asserted.minus(computed);
  const added: Array<StandingRow> = [at];
  for (const { item } of later()) {
    if (item.lot !== account.lot || item.kind === 'past') continue;
    if (item.kind === 'form-date') {
      if (item.telling === telling) return false;
      continue;
    }
    computed = computed.plus(item.at.delta ?? zero);
    added.push(item.at);
    const { asserted: stated, knownRank } = item.at;
    if (stated === null) continue;
    const by = stated.minus(computed);
    if (item.telling !== telling) {
      if (item.telling.late) continue;
      // What was right with what was known then misses nothing but what came.
      const known = added.reduce(
        (sum, { knownRank: from, delta }) => (from <= knownRank ? sum.plus(delta ?? zero) : sum),
        account.knownBalance(knownRank),
      );
      return by.eq(differs) && !stated.eq(known);
    }
    if (by.isZero()) return true;
    differs = by;
  }
  return false;
};

/** An opening or a difference is part of what was known with any filing. */
const beforeAll = -1;

/**
 * What differs in sum from a late row until the date of its form, if it states the balance of its
 * own date or, with `own` null, that of its form; null where the walk has to tell.
 */
const differencesUntilForm = (
  account: Account,
  at: StandingRow,
  telling: Telling,
  own: Decimal | null,
  later: Later,
): Decimal | null => {
  const { final, states } = telling;
  const added: Array<readonly [number, Decimal]> = [];
  let { balance } = account;
  const add = (rank: number, amount: Decimal): void => {
    balance = balance.plus(amount);
    added.push([rank, amount]);
  };
  const known = (rank: number): Decimal =>
    added.reduce(
      (held, [from, amount]) => (from <= rank ? held.plus(amount) : held),
      account.knownBalance(rank),
    );
  let sum = own?.abs() ?? zero;
  const meet = (stated: Decimal, rank: number): void => {
    const { gap } = likelier(stated, balance, known(rank));
    if (gap.isZero()) return;
    add(beforeAll, gap);
    sum = sum.plus(gap.abs());
  };
  add(at.knownRank, at.delta ?? zero);
  if (own !== null) add(beforeAll, own);
  for (const { item } of later()) {
    if (item.lot !== account.lot) continue;
    if (item.kind === 'past') added.push([item.past.knownRank, item.past.amount]);
    else if (item.kind === 'form-date') {
      if (item.telling !== telling) continue;
      if (own === null && states.asserted !== null) meet(states.asserted, final.knownRank);
      return sum;
    } else {
      const { asserted, delta, knownRank } = item.at;
      add(knownRank, delta ?? zero);
      // Of which day another late form speaks is as open as of which this one does.
      const { late } = item.telling;
      if (
        asserted !== null &&
        item.telling !== telling &&
        !late &&
        item.group.convention === 'running'
      )
        meet(asserted, knownRank);
    }
  }
  return null;
};

/**
 * Whether a late form whose row does not follow leaves less to explain where it speaks of its own
 * date than where the row speaks of its own, as the form has it.
 */
const leavesLessAtForm = (
  account: Account,
  at: StandingRow,
  telling: Telling,
  later: Later,
): boolean => {
  const { asserted } = at;
  // Several rows of a form that repeat one total speak for each other.
  if (telling.first !== telling.final || asserted === null || account.pending.all().length > 0)
    return true;
  const { gap } = account.differenceTo(asserted.minus(at.delta ?? zero), at.knownRank);
  const ofForm = differencesUntilForm(account, at, telling, null, later);
  const ofRow = differencesUntilForm(account, at, telling, gap, later);
  return ofForm === null || ofRow === null || ofForm.lt(ofRow);
};

/** Whether a form whose row states a balance that does not fit speaks of its own date. */
export const speaksOfForm = (
  account: Account,
  at: StandingRow,
  asserted: Decimal,
  telling: Telling,
  later: Later,
): boolean =>
  telling.late &&
  telling.mode !== 'own-date' &&
  !speaksOfOwnDate(account, at, asserted, telling, later) &&
  leavesLessAtForm(account, at, telling, later);
