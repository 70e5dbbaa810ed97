/** A stated balance that differs from the computed one, and what its position says later. */
import type { Day } from '../../src/filing/calendar.js';
import { type Decimal, zero } from '../../src/filing/decimal.js';
import { checkOf, type Entries, type Entry, isGap, outcomeOf, stating } from '../balance/entry.js';
import { canonicalTitle } from '../known/security-title.js';
import type { Position } from '../position/position.js';

export interface Gap {
  readonly position: Position;
  readonly entry: Entry;
  readonly index: number;
  readonly entries: Entries;
  /** The gap of the same position before it. */
  readonly previous: Gap | null;
  readonly amount: Decimal;
  /** Balance before the gap, and the row's own change. */
  readonly before: Decimal;
  readonly delta: Decimal;
  readonly expected: Decimal;
  readonly stated: Decimal;
}

export const differenceOf = (entry: Entry): Decimal =>
  entry.kind === 'unexplained' ? entry.amount : (checkOf(entry)?.difference ?? zero);

/** Whether a difference stands at its form's date: its row does not follow, it came before. */
export const isCheckedAtForm = (entries: Entries, index: number): boolean => {
  const entry = entries[index];
  if (entry?.kind !== 'unexplained') return false;
  const next = entries[index + 1];
  // What a document tallies in its own order is checked after the last of its rows by date.
  return next === undefined || (next.source !== entry.source && stating(next) !== entry.source);
};

/** The gaps among a position's entries, oldest first. */
export const gapsAmong = (position: Position, entries: Entries): ReadonlyArray<Gap> => {
  const gaps: Array<Gap> = [];
  entries.forEach((entry, index) => {
    const { asserted, delta } = entry.source;
    if (asserted === null || !isGap(entry)) return;
    const amount = differenceOf(entry);
    const row = entry.kind === 'unexplained' ? entries[index + 1]?.source.delta : delta;
    // At a form's date the row's own change is long counted.
    const own = isCheckedAtForm(entries, index) ? zero : (row ?? zero);
    const expected = asserted.minus(amount);
    gaps.push({
      position,
      entry,
      index,
      entries,
      previous: gaps[gaps.length - 1] ?? null,
      amount,
      before: expected.minus(own),
      delta: own,
      expected,
      stated: asserted,
    });
  });
  return gaps;
};

export const rowOf = (gap: Gap): string => gap.entry.source.row.row;

// ---- between which days ----

/** Days between which something happened: after the first, up to the second. */
export interface Window {
  readonly after: Day;
  readonly until: Day;
}

/** What became known later was not known to the form: it does not tell when the gap began. */
export const lastBefore = ({ entries, index, entry }: Gap): Entry | undefined => {
  for (let i = index - 1; i >= 0; i--) {
    const before = entries[i] as Entry;
    if (before.source.knownRank <= entry.source.knownRank) return before;
  }
  return entries[index - 1];
};

export const windowOf = (gap: Gap): Window => ({
  after: lastBefore(gap)?.on ?? gap.entry.on,
  until: gap.entry.on,
});

const isOneDay = ({ after, until }: Window): boolean => after >= until;

const holds = ({ after, until }: Window, day: Day): boolean => after <= day && day <= until;

export const overlap = (a: Window, b: Window): boolean =>
  isOneDay(a)
    ? holds(b, a.until)
    : isOneDay(b)
      ? holds(a, b.until)
      : (a.after > b.after ? a.after : b.after) < (a.until < b.until ? a.until : b.until);

// ---- which holdings are of one class ----

/** Holdings between which shares can move: one title, and for derivatives one set of terms. */
export const classOf = ({ issuerId, kind, unit, first, terms }: Position): string =>
  [
    issuerId,
    kind,
    unit,
    canonicalTitle(first.security.value),
    ...(kind === 'derivative'
      ? [terms?.exercisePrice?.toFixed() ?? '', terms?.expiresOn ?? '']
      : []),
  ].join('|');

// ---- what is stated next ----

export interface Next {
  /** The balance from which the next statement goes on. */
  readonly from: 'stated' | 'computed' | 'neither';
  readonly entry: Entry;
}

/** Outcomes that say nothing of the balance of this position on this day. */
const silent: ReadonlySet<string> = new Set([
  'class-total',
  'form-date',
  'terminal',
  'document-order',
]);

/** The next statement of the position that is checked against the gap's; null where none is. */
export const nextOf = ({ entry, entries, index, amount }: Gap): Next | null => {
  const slip = entry.kind !== 'unexplained';
  for (let i = index + 1; i < entries.length; i++) {
    const next = entries[i] as Entry;
    if (next.source === entry.source) continue;
    if (next.kind === 'unexplained') {
      // A slip moved no balance: whoever goes on from it differs by as much once more.
      const goesOn = next.amount.eq(slip ? amount : amount.neg());
      if (!goesOn) return { from: 'neither', entry: next };
      return { from: slip ? 'stated' : 'computed', entry: next };
    }
    const outcome = outcomeOf(next);
    if (outcome === null || silent.has(outcome)) continue;
    return { from: slip ? 'computed' : 'stated', entry: next };
  }
  return null;
};

export const goesOnFrom = (next: Next, balance: Decimal): string =>
  `${next.entry.source.row.row} of ${next.entry.on} goes on from ${balance.toFixed()}`;
