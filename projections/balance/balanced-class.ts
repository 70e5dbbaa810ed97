/**
 * The lots of one class, balanced together. Shares have one lot; derivatives of one title have
 * one for each set of terms.
 *
 * A filing that only tells of later days than all before it is balanced on top of them, whatever
 * reached back among those; what reaches back itself makes the class be balanced again.
 */
import { type Day, dawn } from '../../src/filing/calendar.js';
import type { Decimal } from '../../src/filing/decimal.js';
import { formDate } from '../known/knowledge.js';
import { Account } from './account.js';
import { ClassAccounts } from './class-accounts.js';
import { applySplitsOfUnstated } from './counted-split.js';
import {
  arrivedInOrder,
  bySlot,
  type Item,
  markLate,
  type Slot,
  slotsOfLot,
} from './effective-order.js';
import { type Entries, isGap } from './entry.js';
import { anchorsOf, type Opening, openingOf, openingWithWhatCame } from './opening.js';
import { type RunningSum, runningSum } from './running-sum.js';
import type { Lot, StandingRow } from './standing-row.js';
import { walkOn } from './walk.js';

export interface BalancedClass {
  /** Of each lot. */
  readonly entries: ReadonlyArray<Entries>;
  /**
   * Balances rows of further filings on top: for each lot the rows it gained, new lots at the
   * end. Says which lots have other entries since; null where the rows do not all come after
   * everything so far, and nothing has changed.
   */
  goOn(gained: ReadonlyArray<Lot>): ReadonlySet<number> | null;
}

/** How far a class has been told of: what comes after all of it changes nothing here. */
interface Reach {
  readonly day: Day;
  readonly formDate: Day;
  readonly rank: number;
}

const nothingTold: Reach = { day: dawn, formDate: dawn, rank: -1 };

interface SlotsOfClass {
  readonly slots: ReadonlyArray<Slot>;
  /** Of each lot, the balance after all of them, where one is stated. */
  readonly held: ReadonlyArray<Decimal | null>;
}

/** `before`: of each lot, the balance that its rows so far left. */
const slotsOf = (lots: ReadonlyArray<Lot>, before: ReadonlyArray<Decimal | null>): SlotsOfClass => {
  const ofLots = lots.map((lot, i) => slotsOfLot(lot, i, before[i] ?? null));
  const slots = ofLots.flatMap((of) => of.slots).sort(bySlot);
  markLate(slots);
  return { slots, held: ofLots.map((of) => of.held) };
};

const laterOf = (a: Day, b: Day): Day => (a > b ? a : b);

const reachOf = (slots: ReadonlyArray<Slot>, before: Reach): Reach => {
  let { day, formDate: form, rank } = before;
  for (const { on, item } of slots) {
    if (item.kind === 'form-date') {
      // A late form speaks of its own date, and of all that happens until then.
      if (item.telling.late) day = laterOf(day, on);
      continue;
    }
    const { at } = item.kind === 'past' ? item.past : item;
    const knownRank = item.kind === 'past' ? item.past.knownRank : at.knownRank;
    day = laterOf(day, on);
    form = laterOf(form, laterOf(formDate(at.home), formDate(at.filing)));
    rank = Math.max(rank, knownRank);
  }
  return { day, formDate: form, rank };
};

const firstOf = (item: Exclude<Item, { kind: 'past' }>): StandingRow =>
  item.kind === 'row' ? item.group.first : item.telling.first;

const comesAfter = (slots: ReadonlyArray<Slot>, { day, formDate: form, rank }: Reach): boolean =>
  slots.every(
    ({ on, item }) =>
      on > day &&
      item.kind !== 'past' &&
      firstOf(item).homeRank > rank &&
      formDate(firstOf(item).home) >= form,
  );

const isKnownWithItsHome = ({ item }: Slot): boolean =>
  item.kind !== 'row' || item.at.knownRank === item.at.homeRank;

/** Takes in lots that are new, and gives each its opening once a row speaks of it. */
const openLots = (
  all: ClassAccounts,
  lots: ReadonlyArray<Lot>,
  slots: ReadonlyArray<Slot>,
  known: () => RunningSum | null,
): void => {
  const anchors = anchorsOf(lots, slots);
  lots.forEach((lot, i) => {
    if (i === all.accounts.length) all.accounts.push(new Account(i, lot, known()));
    const account = all.of(i);
    if (account.opening === null) account.willOpen(openingOf(anchors[i] ?? null, i, slots));
  });
};

/** Openings of lots that are not what their first filing says or implies by itself. */
type OtherOpenings = ReadonlyMap<number, Opening>;

const asTold: OtherOpenings = new Map();

const walked = (
  lots: ReadonlyArray<Lot>,
  slots: ReadonlyArray<Slot>,
  ranks: number | null,
  others: OtherOpenings,
): ClassAccounts => {
  const all = new ClassAccounts();
  openLots(all, lots, slots, () => (ranks === null ? null : runningSum(ranks)));
  for (const [lot, opening] of others) all.of(lot).willOpen(opening);
  for (const { item } of slots) if (item.kind === 'row') item.telling.mode = 'undecided';
  walkOn(all, slots);
  return all;
};

const gapsAmong = (entries: Entries): Entries => entries.filter(isGap);

/** A class walked, and whether what comes after all of it may still change that. */
interface Walked {
  readonly all: ClassAccounts;
  readonly mayChange: boolean;
}

/**
 * The walk, with other openings for lots whose first filing had counted what was reported later
 * of days before it: only so do the balances of both follow, to the share. By itself neither
 * filing tells. Which opening leaves more to explain is said when both have led to one balance.
 */
const walkedByWhatCame = (
  lots: ReadonlyArray<Lot>,
  slots: ReadonlyArray<Slot>,
  ranks: number,
): Walked => {
  const all = walked(lots, slots, ranks, asTold);
  if (all.accounts.every(({ entries }) => !entries.some(isGap))) return { all, mayChange: false };
  const anchors = anchorsOf(lots, slots);
  const found = new Map<number, Opening>();
  let isTried = false;
  let mayChange = false;
  lots.forEach((_, i) => {
    const gaps = gapsAmong(all.of(i).entries);
    const other = openingWithWhatCame(anchors[i] ?? null, i, slots);
    if (other === null || !gaps.some((gap) => other.came.includes(gap.source))) return;
    isTried = true;
    const tried = walked(lots, slots, ranks, new Map([[i, other.opening]]));
    if (!tried.leadsTo(all)) mayChange = true;
    const concerned = [...other.came, ...(anchors[i]?.rows ?? [])];
    const left = gapsAmong(tried.of(i).entries);
    if (left.length < gaps.length && !left.some((gap) => concerned.includes(gap.source)))
      found.set(i, other.opening);
  });
  // What was tried last has left its readings in the slots.
  return { all: isTried ? walked(lots, slots, ranks, found) : all, mayChange };
};

/** @param ranks of filings there are: every rank of a row is below. */
export const balancedClass = (lots: ReadonlyArray<Lot>, ranks: number): BalancedClass => {
  const told = slotsOf(lots, []);
  const { slots } = told;
  let { held } = told;
  const isInOrder = arrivedInOrder(slots);
  const { all, mayChange } = isInOrder
    ? { all: walked(lots, slots, null, asTold), mayChange: false }
    : walkedByWhatCame(lots, slots, ranks);
  applySplitsOfUnstated(all);

  const goesOn = !mayChange && !all.unsettled && lots.every((lot) => lot.splits.length === 0);
  let reach = goesOn ? reachOf(slots, nothingTold) : null;
  const entries: Array<Entries> = all.accounts.map((account) => account.entries);

  return {
    entries,
    goOn: (gained) => {
      if (reach === null) return null;
      // A total stated earlier may have left out what is told only now to have expired by then.
      if (all.accounts.some(({ lot, expiresOn }) => gained[lot]?.expiresOn !== expiresOn))
        return null;
      const more = slotsOf(gained, held);
      const { slots: further } = more;
      if (!comesAfter(further, reach) || !arrivedInOrder(further)) return null;
      // What a late line of an earlier form counted is told by what was known with that form.
      if (!isInOrder && !further.every(isKnownWithItsHome)) return null;
      held = more.held;
      reach = reachOf(further, reach);
      const touched = new Set(further.flatMap(({ item }) => item.lot));
      for (const account of all.accounts) account.goOnInOrder(touched.has(account.lot));
      openLots(all, gained, further, () => null);
      walkOn(all, further);
      if (all.unsettled) reach = null;
      for (const { lot, entries: now } of all.accounts)
        if (touched.has(lot) || lot >= entries.length) entries[lot] = now;
      return touched;
    },
  };
};

/** The entries of each lot. */
export const balance = (lots: ReadonlyArray<Lot>, ranks: number): ReadonlyArray<Entries> =>
  balancedClass(lots, ranks).entries;
