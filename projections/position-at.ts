/** A holding on a day: its three sums, its status, and the row that last reported it. */
import { addDays, type Day } from '../src/filing/calendar.js';
import { type Decimal, zero } from '../src/filing/decimal.js';
import {
  type Entries,
  type Entry,
  type Outcome,
  outcomeOf,
  splitOf,
  stating,
} from './balance/entry.js';
import { type Bearing, bearingsOfSplits, bearingsOn } from './bearing.js';
import { type Conflict, contests } from './conflict/conflict.js';
import type { Holding, InsiderView } from './insider.js';
import { afterSplit, type Split } from './known/split.js';

/**
 * `reported`: a filing states this balance. `derived`: computed from rows, stated nowhere.
 * `stale`: the balance last stated is out of date by what was filed later. `contested`: an open
 * conflict touches it. `expired`: a derivative after its expiration date. `unknown`: nothing is
 * known for this day, before the first report or after the insider's exit.
 */
export type PositionStatus = 'reported' | 'derived' | 'contested' | 'stale' | 'expired' | 'unknown';

export interface PositionAt {
  readonly holding: Holding;
  readonly on: Day;
  readonly status: PositionStatus;
  /** Opening and transactions; null where nothing is known yet. */
  readonly computed: Decimal | null;
  /** Sum of the unexplained changes, the ends of holdings that ended unsaid included. */
  readonly unexplained: Decimal | null;
  /** Always the sum of the two. */
  readonly quantity: Decimal | null;
  /** The entry whose row last stated a balance. */
  readonly reported: Entry | null;
  /** Entries up to the day, in effective order. */
  readonly entries: ReadonlyArray<Entry>;
  readonly conflicts: ReadonlyArray<Conflict>;
  /** Rulings without which it would or could be another. */
  readonly rulings: ReadonlyArray<Bearing>;
  /** Splits that count at their own days and changed it by this one; none as filed. */
  readonly splits: ReadonlyArray<Split>;
}

const entriesThrough = (entries: ReadonlyArray<Entry>, on: Day): ReadonlyArray<Entry> => {
  let end = entries.length;
  while (end > 0 && (entries[end - 1] as Entry).on > on) end -= 1;
  return end === entries.length ? entries : entries.slice(0, end);
};

const statesBalance = (entry: Entry): boolean => stating(entry)?.asserted != null;

const reporting: ReadonlySet<Outcome | null> = new Set([
  'held',
  'unexplained',
  'class-total',
  'opening',
]);

const standsReported = (entry: Entry): boolean =>
  entry.kind === 'unexplained' || reporting.has(outcomeOf(entry));

const isExpired = (holding: Holding, on: Day): boolean => {
  const expiresOn = holding.position.terms?.expiresOn ?? null;
  return expiresOn !== null && on > expiresOn;
};

const hasLeft = (view: InsiderView, holding: Holding, on: Day): boolean => {
  const exit = view.exits.get(holding.position.issuerId);
  return exit !== undefined && on >= addDays(exit, 1);
};

/** A row that says that something is held or moved, and not how much. */
const tellsNoNumber = ({ source: { row, delta } }: Entry): boolean =>
  delta === null || row.kind === 'holding';

/** Whether one row does not say how much, and none what is held in all: nor does their sum. */
const isOfUnknownSize = (entries: ReadonlyArray<Entry>): boolean =>
  entries.every(({ source }) => source.asserted === null) && entries.some(tellsNoNumber);

const statusOf = (
  view: InsiderView,
  holding: Holding,
  entries: ReadonlyArray<Entry>,
  on: Day,
  conflicts: ReadonlyArray<Conflict>,
  statesWhatIsHeld: boolean,
): PositionStatus => {
  if (entries.length === 0) return 'unknown';
  if (isExpired(holding, on)) return 'expired';
  if (conflicts.some(contests)) return 'contested';
  if (hasLeft(view, holding, on)) return 'unknown';
  const last = entries[entries.length - 1] as Entry;
  if (outcomeOf(last) === 'stale') return 'stale';
  // Nobody reports less than nothing, whatever was decided about it.
  return standsReported(last) && statesWhatIsHeld && !last.balance.lt(0) ? 'reported' : 'derived';
};

/** How splits count: from the first row in new shares, or from their effective date. */
export interface Basis {
  readonly adjusted: boolean;
}

export const asFiled: Basis = { adjusted: false };

/** Splits in effect by a day, of what is held since before theirs. */
const splitsInEffect = (
  { splits }: Holding,
  entries: ReadonlyArray<Entry>,
  on: Day,
): ReadonlyArray<Split> => {
  const first = entries[0];
  if (first === undefined || splits.length === 0) return [];
  return splits.filter((s) => s.effectiveOn > first.on && s.effectiveOn <= on);
};

/** Up to which entry those since a split are in old shares, where none up to there counts it. */
const lastInOldShares = ({ entries }: Holding, filed: Entries, start: number, split: Split) => {
  const isCountedLater = entries.some((e) => splitOf(e) === split);
  // Nothing held, nothing to be split: what comes after it is new.
  const empty = isCountedLater
    ? -1
    : filed.findIndex((e, i) => i >= start && speaksOfUnits(e) && e.balance.isZero());
  return empty < 0 ? filed.length - 1 : empty;
};

const speaksOfUnits = (entry: Entry): boolean =>
  entry.kind === 'unexplained' ||
  entry.kind === 'split' ||
  !sayNothingOfUnits.has(outcomeOf(entry));

/** Tallies in between are no balances of their day. */
const sayNothingOfUnits: ReadonlySet<Outcome | null> = new Set([
  null,
  'form-date',
  'terminal',
  'opening',
]);

/**
 * Entries with a split at its own date. As filed it comes before the first row in new shares: what
 * was held when its day began is multiplied, and so are balances of its day or later that are
 * stated without it.
 */
const withSplitInEffect = (holding: Holding, filed: Entries, split: Split): Entries => {
  const first = filed.findIndex((e) => e.on >= split.effectiveOn);
  const start = first < 0 ? filed.length : first;
  const counted = filed.findIndex((e) => splitOf(e) === split);
  if (counted >= 0)
    return counted > start
      ? filed
      : filed.map((e, i) => (i === counted ? { ...e, on: split.effectiveOn } : e));
  const last = filed[start - 1];
  // Nothing held, nothing to be split.
  if (last === undefined || last.balance.isZero()) return filed;
  const old = lastInOldShares(holding, filed, start, split);
  const adjusted = filed.slice(0, start);
  let balance = afterSplit(last.balance, split);
  adjusted.push({
    kind: 'split',
    on: split.effectiveOn,
    amount: balance.minus(last.balance),
    balance,
    source: last.source,
    split,
  });
  for (let i = start; i < filed.length; i++) {
    const entry = filed[i] as Entry;
    const after = i <= old ? afterSplit(entry.balance, split) : balance.plus(entry.amount);
    adjusted.push({ ...entry, amount: after.minus(balance), balance: after });
    balance = after;
  }
  return adjusted;
};

/** A holding of which nothing counts by a day. */
export const nothingCounts = (view: InsiderView, holding: Holding, on: Day): PositionAt => ({
  holding,
  on,
  status: 'unknown',
  computed: null,
  unexplained: null,
  quantity: null,
  reported: null,
  entries: [],
  conflicts: [],
  rulings: bearingsOn(view, holding.position.id).filter((b) => b.from <= on),
  splits: [],
});

/** What a holding is on a day; null where it is not known of and was nothing before. */
export const positionAt = (
  view: InsiderView,
  holding: Holding,
  on: Day,
  basis: Basis = asFiled,
): PositionAt | null => {
  const filed = entriesThrough(holding.entries, on);
  const splits = basis.adjusted ? splitsInEffect(holding, filed, on) : [];
  const entries = splits.reduce((all, split) => withSplitInEffect(holding, all, split), filed);
  const conflicts = view.conflicts.filter((c) =>
    c.touches.some((t) => t.positionId === holding.position.id && t.from <= on),
  );
  if (isOfUnknownSize(entries)) {
    const status = isExpired(holding, on) ? 'expired' : 'unknown';
    return { ...nothingCounts(view, holding, on), status, entries, conflicts };
  }
  if (entries.length === 0) {
    const first = holding.entries[0];
    if (first === undefined || first.amount.isZero()) return null;
    return nothingCounts(view, holding, on);
  }
  const rulings = bearingsOn(view, holding.position.id).filter((b) => b.from <= on);
  let unexplained = zero;
  let reported: Entry | null = null;
  for (const entry of entries) {
    if (entry.kind === 'unexplained' || entry.kind === 'ended')
      unexplained = unexplained.plus(entry.amount);
    if (statesBalance(entry) && outcomeOf(entry) !== 'form-date') reported = entry;
  }
  // Every entry carries the balance after it: the sum of all amounts up to it.
  const quantity = (entries[entries.length - 1] as Entry).balance;
  // What a filing states in old shares is another number once the split has its own day.
  const statesWhatIsHeld =
    entries === filed || quantity.eq((filed[filed.length - 1] as Entry).balance);
  return {
    holding,
    on,
    status: statusOf(view, holding, entries, on, conflicts, statesWhatIsHeld),
    computed: quantity.minus(unexplained),
    unexplained,
    quantity,
    reported,
    entries,
    conflicts,
    rulings:
      splits.length === 0 ? rulings : [...rulings, ...bearingsOfSplits(view, splits, rulings)],
    splits: splits.filter((split) => entries.some((e) => splitOf(e) === split)),
  };
};

/** Nothing is held and nothing is left to settle. */
export const isClosed = (at: PositionAt): boolean =>
  at.quantity?.isZero() === true && at.status !== 'contested';
