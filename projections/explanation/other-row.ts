/** Rows of the ledger that fit a difference and have no other place. */
import type { Day } from '../../src/filing/calendar.js';
import type { Restatement } from '../amendment/resolution.js';
import { checkOf, type Entries, type Entry } from '../balance/entry.js';
import type { StandingRow } from '../balance/standing-row.js';
import { canonicalTitle } from '../known/security-title.js';
import { relateHolders } from '../position/holder.js';
import type { Position } from '../position/position.js';
import { type Gap, goesOnFrom, nextOf, rowOf, windowOf } from './gap.js';
import type { Held } from './held.js';
import type { Reading } from './reading.js';

/** Rows that an amendment leaves out and says were reported in error. */
export const removed = (gap: Gap, restatements: ReadonlyArray<Restatement>): Reading | null => {
  const restatement = restatements.find((r) => r.row === gap.entry.source);
  // Whoever goes on from the balance with the rows does not hold them for an error.
  if (restatement === undefined || nextOf(gap)?.from === 'computed') return null;
  const { accession } = restatement.row.filing;
  const rows = restatement.unmentioned.map((l) => l.versions[l.versions.length - 1]?.row.row ?? '');
  return {
    kind: 'removed-by-omission',
    detail: `${accession} leaves out ${rows.join(', ')} and says that they were reported in error`,
    evidence: [`${accession} says so`],
  };
};

/** Whether a holding goes on from another balance than the one it held before a day. */
const isUsedUp = (entries: Entries, after: string): boolean => {
  const next = entries.find(
    (e) => e.on > after && (checkOf(e) !== null || e.kind === 'unexplained'),
  );
  return next === undefined || next.kind === 'unexplained';
};

const nothing: ReadonlySet<string> = new Set();

/**
 * Whether a row can have been written into the wrong one of two holdings: direct for indirect, or
 * one holder for another whom some form names beside it. Lots of one holder are equal by nature,
 * and holders that no form names together may be one.
 */
const areTwo = (a: Position, b: Position): boolean =>
  a.ownership !== b.ownership ||
  (a.lots !== b.lots &&
    relateHolders(a.holder, b.holder, nothing) === 'different' &&
    [...a.spokenIn].some((accession) => b.spokenIn.has(accession)));

/** What says that the row cannot be of its own holding; that it fits another is not enough. */
const notOfOwn = (gap: Gap): string | null => {
  const { expected, stated } = gap;
  const next = nextOf(gap);
  if (next?.from === 'computed') return goesOnFrom(next, expected);
  // Whoever goes on from a balance that is not nothing meant this holding.
  if (next?.from === 'stated' && !stated.isZero()) return null;
  return expected.isNegative()
    ? `${rowOf(gap)} would leave ${expected.toFixed()} of its own holding`
    : null;
};

/** That a row is of another holding, and the entry of that holding from which it goes on. */
interface OfOther {
  readonly gap: Gap;
  readonly position: Position;
  readonly from: Entry;
  readonly reading: Reading;
}

const lastAt = (entries: Entries, on: Day): Entry | null => {
  let last: Entry | null = null;
  for (const entry of entries) if (entry.on <= on) last = entry;
  return last;
};

/** The row's change and balance fit another holding of the title to the last share. */
const rowOfOther = (gap: Gap, holdings: ReadonlyArray<Held>): OfOther | null => {
  const { delta, stated, entry } = gap;
  if (delta.isZero()) return null;
  const evidence = notOfOwn(gap);
  if (evidence === null) return null;
  const fitting = holdings.flatMap(({ position, entries }) => {
    if (position === gap.position || !areTwo(position, gap.position)) return [];
    const from = lastAt(entries, entry.on);
    return from !== null &&
      !from.balance.isZero() &&
      from.balance.plus(delta).eq(stated) &&
      isUsedUp(entries, entry.on)
      ? [{ position, from }]
      : [];
  });
  const [only] = fitting;
  if (only === undefined || fitting.length > 1) return null;
  return {
    gap,
    ...only,
    reading: {
      kind: 'row-of-other-holding',
      detail: `the row fits ${only.position.id}, which held ${only.from.balance.toFixed()}`,
      evidence: [
        `amount and balance of ${rowOf(gap)} fit it both, and no later form says that it still holds them`,
        evidence,
      ],
      elsewhere: { positionId: only.position.id, held: only.from.balance, withRow: stated },
    },
  };
};

/**
 * Whether two rows cannot both be of another holding: both go on from one balance, or one goes on
 * from a balance that the other, if it is another's, did not leave.
 */
const contradict = (a: OfOther, b: OfOther): boolean =>
  a.from === b.from || takes(a, b) || takes(b, a);

const takes = (a: OfOther, b: OfOther): boolean =>
  b.position === a.gap.position && a.gap.entries.indexOf(b.from) >= a.gap.index;

export interface OtherRows {
  readonly explained: ReadonlyMap<Gap, Reading>;
  /** What contradicts another reading of the kind. */
  readonly ambiguous: ReadonlyMap<Gap, ReadonlyArray<Reading>>;
}

/** Rows of the gaps of one class that are of another of its holdings. */
export const rowsOfOther = (gaps: ReadonlyArray<Gap>, holdings: ReadonlyArray<Held>): OtherRows => {
  const explained = new Map<Gap, Reading>();
  const ambiguous = new Map<Gap, ReadonlyArray<Reading>>();
  const found = gaps.flatMap((gap) => rowOfOther(gap, holdings) ?? []);
  for (const one of found)
    if (found.some((other) => other !== one && contradict(one, other)))
      ambiguous.set(one.gap, [one.reading]);
    else explained.set(one.gap, one.reading);
  return { explained, ambiguous };
};

// ---- the other leg ----

const exerciseCodes: ReadonlySet<string> = new Set(['M', 'C', 'X', 'O']);

const isExercise = ({ row }: StandingRow, letter: 'A' | 'D'): boolean =>
  row.kind === 'transaction' &&
  exerciseCodes.has(row.coding?.code ?? '') &&
  row.acquiredDisposed.value === letter;

const hasLeg = (at: StandingRow, table: 'I' | 'II', letter: 'A' | 'D'): boolean =>
  at.home.rows.some(
    (row) =>
      row.table === table &&
      row.kind === 'transaction' &&
      exerciseCodes.has(row.coding?.code ?? '') &&
      row.acquiredDisposed.value === letter,
  );

/** Of an exercise that only Table II reports: the shares that it brought. */
const sharesBrought = (gap: Gap, { source }: Entry): boolean => {
  const underlying = source.row.terms?.underlying;
  return (
    isExercise(source, 'D') &&
    !hasLeg(source, 'I', 'A') &&
    underlying?.shares.value?.eq(gap.amount) === true &&
    canonicalTitle(underlying.security.value) ===
      canonicalTitle(gap.position.first.security.value) &&
    source.row.ownership.value === gap.position.ownership
  );
};

/** Of an exercise that only Table I reports: the options that it used. */
const optionsUsed = (gap: Gap, { source }: Entry): boolean => {
  const { terms } = gap.position;
  return (
    isExercise(source, 'A') &&
    !hasLeg(source, 'II', 'D') &&
    source.delta?.neg().eq(gap.amount) === true &&
    terms?.exercisePrice != null &&
    source.row.price.value?.eq(terms.exercisePrice) === true
  );
};

/** The leg of an exercise or conversion whose other leg is on no form. */
export const otherLeg = (gap: Gap, ofIssuer: ReadonlyArray<Held>): Reading | null => {
  const shares = gap.position.kind === 'share';
  if (shares !== gap.amount.gt(0)) return null;
  const { after, until } = windowOf(gap);
  const found = new Map<StandingRow, Position>();
  for (const { position, entries } of ofIssuer) {
    if ((position.kind === 'share') === shares) continue;
    for (let i = entries.length - 1; i >= 0; i--) {
      const entry = entries[i] as Entry;
      if (entry.on < after) break;
      if (entry.on > until || entry.kind !== 'transaction') continue;
      if (shares ? sharesBrought(gap, entry) : optionsUsed(gap, entry))
        found.set(entry.source, position);
    }
  }
  const [only] = found;
  if (only === undefined || found.size > 1) return null;
  const [at, position] = only;
  return {
    kind: 'leg-of-other-class',
    detail: `${at.row.row} of ${at.effective.on} is an exercise or conversion of ${position.id} without its other leg, ${gap.amount.abs().toFixed()}`,
    evidence: [`${at.row.row} names this class and has no row in the other table`],
  };
};
