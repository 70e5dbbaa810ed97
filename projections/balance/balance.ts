/**
 * Balances. "Amount owned following" is an assertion, as in plain-text accounting: it checks the
 * computed balance and never replaces it in silence.
 *
 * Rows are walked in effective order. An assertion holds if it equals the balance computed with
 * all that is known; or with what was known when it was filed (it is then stale, explained by
 * what came later); or the balance at its form's date; or, for derivatives, the total of the
 * class over all its lots. Otherwise the difference is an unexplained change, kept as an entry of
 * its own, so that opening + transactions + unexplained always equals closing.
 */
import type { RowReported } from '../../src/event/catalogue.js';
import type { Day } from '../../src/filing/calendar.js';
import { type Decimal, zero } from '../../src/filing/decimal.js';
import type { Split } from '../known/split.js';
import type { Group, Slot, Telling } from './effective-order.js';
import type { Opening, OpeningBasis } from './opening.js';
import type { RunningSum } from './running-sum.js';
import {
  afterSplit,
  afterSplits,
  heldBefore,
  type Posting,
  placeOf,
  type SplitBasis,
  since,
  withEntryAt,
} from './split-basis.js';
import type { StandingRow } from './standing-row.js';

/** What came of checking one stated balance. */
export type Outcome =
  /** Equals the computed balance. */
  | 'held'
  /** Was right when filed; what came later moved the balance. */
  | 'stale'
  /** Right as of the form's date, not as of the row's. */
  | 'form-date'
  /** The document's final total on every row. */
  | 'terminal'
  /** A tally in the order of the document, whose dates are in another. */
  | 'document-order'
  /** The total of the class over all its lots. */
  | 'class-total'
  /** The row's own amount where nothing is left: a slip of the filer, the balance stays computed. */
  | 'slip'
  /** From it the opening is taken. */
  | 'opening'
  /** Differs; the difference is an entry. */
  | 'unexplained';

export interface Entry {
  /** `ended`: a full list of the class names the holding no more, and others grew by its amount. */
  readonly kind: 'opening' | 'transaction' | 'holding' | 'split' | 'unexplained' | 'ended';
  readonly on: Day;
  readonly amount: Decimal;
  /** Balance of the position after this entry. */
  readonly balance: Decimal;
  /** The row it stands on. */
  readonly source: StandingRow;
  /**
   * The row that states the balance here: mostly the source; null where none does, as where a
   * document states its final total only.
   */
  readonly states: StandingRow | null;
  readonly check: { readonly outcome: Outcome; readonly difference: Decimal } | null;
  /**
   * Of a difference only: what it is if the filer did not count what became known later, or did;
   * null where nothing came later.
   */
  readonly otherwise: Decimal | null;
  readonly openingBasis: OpeningBasis | null;
  /** Set on an entry of kind `split` only. */
  readonly split: Split | null;
}

/** An entry on which a difference stands: one of its own, or a row whose balance is a slip. */
export const isGap = (entry: Entry): boolean =>
  entry.source.asserted !== null &&
  (entry.kind === 'unexplained' || entry.check?.outcome === 'slip');

/** The balance at the end of a day; null where nothing was known by then. */
export const balanceAt = (entries: ReadonlyArray<Entry>, on: Day): Decimal | null => {
  let last: Decimal | null = null;
  for (const entry of entries) if (entry.on <= on) last = entry.balance;
  return last;
};

// ---- the walk ----

/** Where a walk over the lots of one class stands: everything by lot. */
export interface Walk {
  readonly balances: Array<Decimal>;
  readonly opened: Array<boolean>;
  readonly openings: Array<Opening | null>;
  readonly entries: Array<Array<Entry>>;
  /** Null where nothing arrived out of order: then known balances are the computed ones. */
  known: ReadonlyArray<RunningSum> | null;
  /** Openings and unexplained changes: part of every known balance. */
  readonly standing: Array<Decimal>;
  /** For each lot, recorded splits that no balance has needed yet, oldest first. */
  readonly pending: Array<ReadonlyArray<Split>>;
  /** For each lot with splits pending, what was posted since a balance was last stated. */
  readonly unstated: Array<ReadonlyArray<Posting>>;
  /** By lot, the last unexplained change, until a balance holds. */
  readonly open: Array<Decimal | null>;
  /** By the first row of its line, what an amended row's home form made of it. */
  readonly former: Map<RowReported, Decimal>;
  /** Set where a row may yet turn out not to be a slip: what is stated next will tell. */
  unsettled: boolean;
}

const balanceOf = (walk: Walk, lot: number): Decimal => walk.balances[lot] ?? zero;

const knownBalanceOf = (walk: Walk, lot: number, rank: number): Decimal =>
  walk.known === null
    ? balanceOf(walk, lot)
    : (walk.standing[lot] ?? zero).plus(walk.known[lot]?.through(rank) ?? zero);

const total = (walk: Walk): Decimal => walk.balances.reduce((sum, b) => sum.plus(b), zero);

const addStanding = (walk: Walk, lot: number, amount: Decimal): Decimal => {
  walk.standing[lot] = (walk.standing[lot] ?? zero).plus(amount);
  const balance = balanceOf(walk, lot).plus(amount);
  walk.balances[lot] = balance;
  return balance;
};

const open = (walk: Walk, lot: number, on: Day, at: StandingRow): void => {
  if (walk.opened[lot] === true) return;
  walk.opened[lot] = true;
  const opening = walk.openings[lot];
  if (opening == null) return;
  // A lot that starts inside a class whose balances are class totals starts from nothing.
  const others = total(walk);
  const startsInClass =
    opening.basis === 'implied' &&
    !others.isZero() &&
    !opening.amount.isZero() &&
    opening.amount.eq(others) &&
    walk.balances.length > 1 &&
    at === opening.source;
  const amount = startsInClass ? zero : opening.amount;
  const balance = addStanding(walk, lot, amount);
  walk.entries[lot]?.push({
    kind: 'opening',
    on,
    amount,
    balance,
    source: opening.source,
    states: null,
    check: null,
    otherwise: null,
    openingBasis: opening.basis,
    split: null,
  });
  walk.pending[lot] = (walk.pending[lot] ?? []).filter((s) => s.effectiveOn > on);
};

const keep = (
  walk: Walk,
  lot: number,
  at: StandingRow,
  outcome: Outcome | null,
  difference: Decimal = zero,
  states: StandingRow | null = null,
): void => {
  walk.entries[lot]?.push({
    kind: at.row.kind,
    on: at.effective.on,
    amount: at.delta ?? zero,
    balance: balanceOf(walk, lot),
    source: at,
    states,
    check: outcome === null ? null : { outcome, difference },
    otherwise: null,
    openingBasis: null,
    split: null,
  });
};

const keepUnexplained = (
  walk: Walk,
  lot: number,
  on: Day,
  at: StandingRow,
  { gap, otherwise }: Doubled,
): void => {
  const balance = addStanding(walk, lot, gap);
  walk.open[lot] = gap;
  walk.entries[lot]?.push({
    kind: 'unexplained',
    on,
    amount: gap,
    balance,
    source: at,
    states: at,
    check: null,
    otherwise,
    openingBasis: null,
    split: null,
  });
};

/**
 * Whether a balance that fits neither lot nor class was meant for the class: it is nearer to that,
 * a disposal cannot leave more than its lot held before it, and did not leave more than the class
 * held.
 */
const meantForClass = (walk: Walk, lot: number, at: StandingRow, asserted: Decimal): boolean => {
  if (walk.balances.length < 2 || at.delta?.isNegative() !== true) return false;
  const [held, ofClass] = [balanceOf(walk, lot), total(walk)];
  const before = asserted.minus(at.delta);
  return (
    before.minus(ofClass).abs().lt(before.minus(held).abs()) &&
    asserted.gt(held) &&
    asserted.lt(ofClass) &&
    !held.plus(asserted).minus(ofClass).isNegative()
  );
};

/** A difference, and what it is on the other reading of what was reported late. */
interface Doubled {
  readonly gap: Decimal;
  readonly otherwise: Decimal | null;
}

/**
 * A balance that fits neither all that is known nor what was known when it was filed: what was
 * reported late may or may not have been counted by the filer. It differs from the one from which
 * it takes the last difference back to the share, or else from the nearer.
 */
const nearer = (fromAll: Decimal, fromKnown: Decimal): Doubled =>
  fromAll.eq(fromKnown)
    ? { gap: fromAll, otherwise: null }
    : fromKnown.abs().lt(fromAll.abs())
      ? { gap: fromKnown, otherwise: fromAll }
      : { gap: fromAll, otherwise: fromKnown };

/** The same, unless the balance takes the last difference back to the share. */
const differenceFrom = (walk: Walk, lot: number, fromAll: Decimal, fromKnown: Decimal): Doubled => {
  const back = walk.open[lot]?.neg();
  return back !== undefined && fromAll.eq(back)
    ? { gap: fromAll, otherwise: null }
    : nearer(fromAll, fromKnown);
};

/** What a balance before a row differs by. */
const differsBy = (walk: Walk, lot: number, at: StandingRow, before: Decimal): Doubled =>
  differenceFrom(
    walk,
    lot,
    before.minus(balanceOf(walk, lot)),
    before.minus(knownBalanceOf(walk, lot, at.knownRank)),
  );

const post = (walk: Walk, lot: number, at: StandingRow): void => {
  if (at.delta === null) return;
  walk.balances[lot] = balanceOf(walk, lot).plus(at.delta);
  walk.known?.[lot]?.add(at.knownRank, at.delta);
  remember(walk, lot, {
    on: at.effective.on,
    rank: at.knownRank,
    amount: at.delta,
    row: at,
  });
};

const remember = (walk: Walk, lot: number, posting: Posting): void => {
  if ((walk.pending[lot] ?? noSplits).length === 0) return;
  walk.unstated[lot] = [...(walk.unstated[lot] ?? []), posting];
};

/**
 * A balance was stated that needs no split that is still pending: all it counts is in the shares
 * of before, whatever its day.
 */
const stateOf = (walk: Walk, lot: number, through: number): void => {
  const unstated = walk.unstated[lot];
  if (unstated !== undefined && unstated.length > 0)
    walk.unstated[lot] = unstated.filter(({ rank }) => rank > through);
};

const stateOfClass = (walk: Walk): void => {
  for (let lot = 0; lot < walk.balances.length; lot++) stateOf(walk, lot, everything);
};

const everything = Number.MAX_SAFE_INTEGER;

interface Fit {
  readonly outcome: Outcome;
  readonly difference: Decimal;
}

/** A filer knows of its trades before it reports them: some of what came later was counted. */
const countsSomeOfWhatCame = (
  walk: Walk,
  lot: number,
  at: StandingRow,
  before: Decimal,
): boolean => {
  for (const rank of walk.known?.[lot]?.ranksAfter(at.knownRank) ?? [])
    if (knownBalanceOf(walk, lot, rank).eq(before)) return true;
  return false;
};

/**
 * Whether a balance was right with what was known when it was filed; a corrected row may also count
 * no more than the form did that it corrects.
 */
const wasKnownAs = (walk: Walk, lot: number, at: StandingRow, before: Decimal): boolean =>
  walk.known !== null &&
  (knownBalanceOf(walk, lot, at.knownRank).eq(before) ||
    (at.homeRank < at.knownRank &&
      knownBalanceOf(walk, lot, at.homeRank)
        .minus(walk.former.get(at.place.row) ?? zero)
        .eq(before)));

/** How a stated balance agrees with what is computed, before the row's own change is posted. */
const fitOf = (walk: Walk, lot: number, at: StandingRow, asserted: Decimal): Fit | null => {
  const before = at.delta === null ? asserted : asserted.minus(at.delta);
  const balance = balanceOf(walk, lot);
  if (balance.eq(before)) return { outcome: 'held', difference: zero };
  if (wasKnownAs(walk, lot, at, before))
    return { outcome: 'stale', difference: before.minus(balance) };
  // Nobody holds less than nothing, in no lot: a total that asks for it is a coincidence.
  if (
    walk.balances.length > 1 &&
    total(walk).eq(before) &&
    !balance.plus(at.delta ?? zero).isNegative()
  )
    return { outcome: 'class-total', difference: zero };
  return countsSomeOfWhatCame(walk, lot, at, before)
    ? { outcome: 'stale', difference: before.minus(balance) }
    : null;
};

// ---- splits ----

const basisOf = (walk: Walk, lot: number): SplitBasis => ({
  held: balanceOf(walk, lot),
  unstated: (walk.unstated[lot] ?? []).filter((p) => p.row !== null),
});

const knownBasisOf = (walk: Walk, lot: number, rank: number): SplitBasis =>
  walk.known === null
    ? basisOf(walk, lot)
    : {
        held: knownBalanceOf(walk, lot, rank),
        unstated: (walk.unstated[lot] ?? []).filter((p) => p.rank <= rank),
      };

/** Nothing held when a split comes into effect, nothing to be split, then or later. */
const dropEmptySplits = (walk: Walk, lot: number, on: Day): void => {
  const pending = walk.pending[lot] ?? noSplits;
  if (pending.length === 0 || (pending[0] as Split).effectiveOn > on) return;
  const basis = basisOf(walk, lot);
  const first = pending.findIndex((s) => s.effectiveOn > on || !heldBefore(basis, s).isZero());
  if (first !== 0) walk.pending[lot] = first < 0 ? noSplits : pending.slice(first);
};

/** Splits in effect by a day that have not been applied. */
const dueSplits = (walk: Walk, lot: number, on: Day): ReadonlyArray<Split> => {
  dropEmptySplits(walk, lot, on);
  return (walk.pending[lot] ?? noSplits).filter((s) => s.effectiveOn <= on);
};

const noSplits: ReadonlyArray<Split> = [];

/** Applies splits before the first row in new shares; `on` and `at` are those of the last. */
const applySplits = (
  walk: Walk,
  lot: number,
  on: Day,
  at: StandingRow,
  splits: ReadonlyArray<Split>,
): void => {
  for (const split of splits) {
    const basis = basisOf(walk, lot);
    const balance = afterSplit(basis, split);
    const ratio = split.numerator.div(split.denominator);
    const known = walk.known?.[lot];
    known?.scale(ratio);
    for (const { rank, amount } of since(walk.unstated[lot] ?? [], split))
      known?.add(rank, amount.minus(amount.times(ratio)));
    walk.standing[lot] = (walk.standing[lot] ?? zero).times(ratio);
    walk.balances[lot] = balance;
    const entries = walk.entries[lot] ?? [];
    const place = placeOf(entries, basis.unstated, split);
    const first = entries[place] ?? { on, source: at, balance: basis.held, amount: zero };
    const amount = balance.minus(basis.held);
    walk.entries[lot] = withEntryAt(entries, place, {
      kind: 'split',
      on: first.on,
      amount,
      balance: first.balance.minus(first.amount).plus(amount),
      source: first.source,
      states: null,
      check: null,
      otherwise: null,
      openingBasis: null,
      split,
    });
  }
  walk.pending[lot] = (walk.pending[lot] ?? []).filter((s) => !splits.includes(s));
};

/**
 * Rows from a split's day on are in new shares, until a balance stated later says otherwise: where
 * none is, the split comes before the first of them.
 */
export const applySplitsOfUnstated = (walk: Walk): void => {
  walk.entries.forEach((_, lot) => {
    for (const split of walk.pending[lot] ?? noSplits) {
      const entries = walk.entries[lot] ?? [];
      const basis = basisOf(walk, lot);
      const first = entries[placeOf(entries, basis.unstated, split)];
      if (first === undefined || heldBefore(basis, split).isZero()) continue;
      applySplits(walk, lot, first.on, first.source, [split]);
    }
  });
};

/** Applies the splits with which a stated balance holds; says whether there are any. */
const applyFittingSplits = (
  walk: Walk,
  lot: number,
  on: Day,
  at: StandingRow,
  before: Decimal,
): boolean => {
  const due = dueSplits(walk, lot, on);
  for (let count = 1; count <= due.length; count++) {
    const splits = due.slice(0, count);
    const fits = [basisOf(walk, lot), knownBasisOf(walk, lot, at.knownRank)].some((basis) =>
      afterSplits(basis, splits).eq(before),
    );
    if (!fits) continue;
    applySplits(walk, lot, on, at, splits);
    return true;
  }
  if (walk.balances.length < 2) return false;
  const ofLots = walk.balances.map((_, other) => dueSplits(walk, other, on));
  const classTotal = ofLots.reduce(
    (sum, splits, other) => sum.plus(afterSplits(basisOf(walk, other), splits)),
    zero,
  );
  if (ofLots.every((splits) => splits.length === 0) || !classTotal.eq(before)) return false;
  ofLots.forEach((splits, other) => {
    applySplits(walk, other, on, at, splits);
  });
  return true;
};

/** Where nothing fits: a split that brings the balance nearer has been counted by the filer. */
const applyNearerSplits = (
  walk: Walk,
  lot: number,
  on: Day,
  at: StandingRow,
  before: Decimal,
): void => {
  const due = dueSplits(walk, lot, on);
  const basis = basisOf(walk, lot);
  let nearest = 0;
  let least = before.minus(basis.held).abs();
  for (let count = 1; count <= due.length; count++) {
    const gap = before.minus(afterSplits(basis, due.slice(0, count))).abs();
    if (gap.lt(least)) [nearest, least] = [count, gap];
  }
  applySplits(walk, lot, on, at, due.slice(0, nearest));
};

// ---- checking ----

const isStatedByFinalRow = (at: StandingRow, group: Group): boolean =>
  group.convention !== 'running' && at !== group.final;

/**
 * Whether a row that uses up its holding states its own amount as the balance, and no later one
 * says that anything is left.
 */
const isAmountForBalance = (
  walk: Walk,
  lot: number,
  at: StandingRow,
  later: () => Iterable<Slot>,
): boolean => {
  const { asserted, delta } = at;
  if (asserted === null || delta === null || !delta.lt(0) || !asserted.eq(delta.neg()))
    return false;
  if (!balanceOf(walk, lot).plus(delta).isZero()) return false;
  let since = zero;
  for (const { item } of later()) {
    if (item.kind !== 'row' || item.lot !== lot) continue;
    since = since.plus(item.at.delta ?? zero);
    if (item.at.asserted !== null) return item.at.asserted.eq(since);
  }
  walk.unsettled = true;
  return true;
};

/**
 * Whether a late form that does not fit speaks of its rows' day all the same: a further row of it
 * goes on from the computed balance, so that this one's is a slip; or another form, not late, that
 * speaks of a day in between differs by as much, so that something is missing before both.
 */
const speaksOfOwnDate = (
  walk: Walk,
  lot: number,
  at: StandingRow,
  asserted: Decimal,
  telling: Telling,
  later: () => Iterable<Slot>,
): boolean => {
  if (telling.mode !== 'undecided') return false;
  let computed = balanceOf(walk, lot).plus(at.delta ?? zero);
  let differs = asserted.minus(computed);
  const added: Array<StandingRow> = [at];
  for (const { item } of later()) {
    if (item.lot !== lot || item.kind === 'past') continue;
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
        knownBalanceOf(walk, lot, knownRank),
      );
      return by.eq(differs) && !stated.eq(known);
    }
    if (by.isZero()) return true;
    differs = by;
  }
  return false;
};

/**
 * What differs in sum from a late row until the date of its form, if it states the balance of its
 * own date or, with `own` null, that of its form; null where the walk has to tell.
 */
const differencesUntilForm = (
  walk: Walk,
  lot: number,
  at: StandingRow,
  telling: Telling,
  own: Decimal | null,
  later: () => Iterable<Slot>,
): Decimal | null => {
  const { final, states } = telling;
  const added: Array<readonly [number, Decimal]> = [];
  let balance = balanceOf(walk, lot);
  const add = (rank: number, amount: Decimal): void => {
    balance = balance.plus(amount);
    added.push([rank, amount]);
  };
  const known = (rank: number): Decimal =>
    added.reduce(
      (held, [from, amount]) => (from <= rank ? held.plus(amount) : held),
      knownBalanceOf(walk, lot, rank),
    );
  let sum = own?.abs() ?? zero;
  const meet = (stated: Decimal, rank: number): void => {
    const { gap } = nearer(stated.minus(balance), stated.minus(known(rank)));
    if (gap.isZero()) return;
    add(beforeAll, gap);
    sum = sum.plus(gap.abs());
  };
  add(at.knownRank, at.delta ?? zero);
  if (own !== null) add(beforeAll, own);
  for (const { item } of later()) {
    if (item.lot !== lot) continue;
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

/** An opening or a difference is part of what was known with any filing. */
const beforeAll = -1;

/**
 * Whether a late form whose row does not follow speaks of its own date: where less differs than if
 * the row spoke of its own, as the form has it.
 */
const speaksOfForm = (
  walk: Walk,
  lot: number,
  at: StandingRow,
  telling: Telling,
  later: () => Iterable<Slot>,
): boolean => {
  const { asserted } = at;
  // Several rows of a form that repeat one total speak for each other.
  if (telling.first !== telling.final || asserted === null || (walk.pending[lot] ?? []).length > 0)
    return true;
  const { gap } = differsBy(walk, lot, at, asserted.minus(at.delta ?? zero));
  const ofForm = differencesUntilForm(walk, lot, at, telling, null, later);
  const ofRow = differencesUntilForm(walk, lot, at, telling, gap, later);
  return ofForm === null || ofRow === null || ofForm.lt(ofRow);
};

const checkRow = (
  walk: Walk,
  lot: number,
  at: StandingRow,
  group: Group,
  telling: Telling,
  later: () => Iterable<Slot>,
): void => {
  const states = at === group.final ? group.states : at;
  const { asserted } = states;
  const { on } = at.effective;
  if (asserted === null || isStatedByFinalRow(at, group)) {
    post(walk, lot, at);
    return keep(walk, lot, at, asserted === null ? null : (group.convention as Outcome));
  }
  const before = at.delta === null ? asserted : asserted.minus(at.delta);
  let fit = fitOf(walk, lot, at, asserted);
  if (fit === null && applyFittingSplits(walk, lot, on, at, before))
    fit = fitOf(walk, lot, at, asserted);
  if (fit !== null) {
    post(walk, lot, at);
    if (fit.outcome === 'class-total') stateOfClass(walk);
    else stateOf(walk, lot, fit.outcome === 'stale' ? at.knownRank : everything);
    if (fit.outcome !== 'class-total') walk.open[lot] = null;
    if (fit.outcome !== 'class-total' && telling.mode === 'undecided') telling.mode = 'own-date';
    const outcome =
      fit.outcome === 'held' && group.convention === 'document-order'
        ? 'document-order'
        : fit.outcome;
    return keep(walk, lot, at, outcome, fit.difference, states);
  }
  if (
    telling.late &&
    telling.mode !== 'own-date' &&
    !speaksOfOwnDate(walk, lot, at, asserted, telling, later) &&
    speaksOfForm(walk, lot, at, telling, later)
  ) {
    telling.mode = 'form-date';
    post(walk, lot, at);
    return keep(walk, lot, at, 'form-date', zero, states);
  }
  if (isAmountForBalance(walk, lot, at, later)) {
    post(walk, lot, at);
    stateOf(walk, lot, everything);
    return keep(walk, lot, at, 'slip', asserted.minus(balanceOf(walk, lot)), states);
  }
  applyNearerSplits(walk, lot, on, at, before);
  const found = meantForClass(walk, lot, at, asserted)
    ? { gap: before.minus(total(walk)), otherwise: null }
    : differsBy(walk, lot, at, before);
  keepUnexplained(walk, lot, on, states, found);
  post(walk, lot, at);
  stateOf(walk, lot, everything);
  keep(walk, lot, at, 'unexplained', found.gap, states);
};

/** At the end of a late form's day: its final balance against the balance of that day. */
const checkFormDate = (walk: Walk, lot: number, on: Day, telling: Telling): void => {
  const { final, states } = telling;
  const stated = states.asserted;
  if (telling.mode !== 'form-date' || stated === null) return;
  const { knownRank } = final;
  const holds = (): boolean => {
    const now = balanceOf(walk, lot).eq(stated);
    if (!now && !knownBalanceOf(walk, lot, knownRank).eq(stated)) return false;
    stateOf(walk, lot, now ? everything : knownRank);
    return true;
  };
  if (holds()) return;
  if (applyFittingSplits(walk, lot, on, final, stated)) {
    stateOf(walk, lot, everything);
    return;
  }
  applyNearerSplits(walk, lot, on, final, stated);
  const known = knownBalanceOf(walk, lot, knownRank);
  keepUnexplained(
    walk,
    lot,
    on,
    final,
    differenceFrom(walk, lot, stated.minus(balanceOf(walk, lot)), stated.minus(known)),
  );
  stateOf(walk, lot, everything);
};

function* from(slots: ReadonlyArray<Slot>, start: number): Iterable<Slot> {
  for (let i = start; i < slots.length; i++) yield slots[i] as Slot;
}

/** Walks on over slots in effective order. */
export const walkOn = (walk: Walk, slots: ReadonlyArray<Slot>): void => {
  slots.forEach(({ on, item }, i) => {
    if (item.kind === 'past') {
      const { knownRank: rank, amount, homeRank, at } = item.past;
      walk.known?.[item.lot]?.add(rank, amount);
      if (rank <= homeRank) walk.former.set(at.place.row, amount);
      remember(walk, item.lot, { on, rank, amount, row: null });
    } else if (item.kind === 'form-date') checkFormDate(walk, item.lot, on, item.telling);
    else {
      open(walk, item.lot, on, item.at);
      dropEmptySplits(walk, item.lot, on);
      checkRow(walk, item.lot, item.at, item.group, item.telling, () => from(slots, i + 1));
    }
  });
};
