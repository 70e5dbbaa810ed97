/**
 * In which order the rows of a position take effect: by day; within a day as their balances run
 * on, or else as their filings became known.
 */
import type { Day } from '../../src/filing/calendar.js';
import { type Decimal, zero } from '../../src/filing/decimal.js';
import { formDate, type KnownFiling } from '../known/knowledge.js';
import {
  type Convention,
  chains,
  conventionOf,
  type Link,
  orderMeant,
} from '../position/row-chain.js';
import type { Lot, PastPosting, StandingRow } from './standing-row.js';

/** The rows of one home filing in one lot. */
export interface Group {
  readonly convention: Convention;
  readonly first: StandingRow;
  /** The last in effective order: after it the group's final balance is to be there. */
  readonly final: StandingRow;
  /** The row that states the final balance: the last of the document, whatever its date. */
  readonly states: StandingRow;
}

/** What one document, the original or an amendment of it, tells within a group. */
export interface Telling {
  readonly first: StandingRow;
  readonly final: StandingRow;
  readonly states: StandingRow;
  /** Set where another filing, known before, already speaks of a later day. */
  late: boolean;
  mode: 'undecided' | 'own-date' | 'form-date';
}

export type Item =
  | {
      readonly kind: 'row';
      readonly lot: number;
      readonly at: StandingRow;
      readonly group: Group;
      readonly telling: Telling;
    }
  | { readonly kind: 'past'; readonly lot: number; readonly past: PastPosting }
  | { readonly kind: 'form-date'; readonly lot: number; readonly telling: Telling };

export interface Slot {
  readonly on: Day;
  /** Within the day: the rank of the home filing, or where its balances put it. */
  readonly place: number;
  readonly order: number;
  readonly item: Item;
}

export const bySlot = (a: Slot, b: Slot): number =>
  a.on < b.on ? -1 : a.on > b.on ? 1 : a.place - b.place || a.order - b.order;

const byDocumentOrder = (a: StandingRow, b: StandingRow): number =>
  a.place.rank - b.place.rank ||
  (a.place.row.table === b.place.row.table ? 0 : a.place.row.table === 'I' ? -1 : 1) ||
  a.place.row.position - b.place.row.position;

const byDay = (a: StandingRow, b: StandingRow): number =>
  a.effective.on < b.effective.on ? -1 : a.effective.on > b.effective.on ? 1 : 0;

/** Rows of one home filing in one lot, in effective order, each day in the order meant. */
export const inEffectiveOrder = (rows: ReadonlyArray<StandingRow>): ReadonlyArray<StandingRow> => {
  if (rows.length < 2) return rows;
  const sorted = [...rows].sort((a, b) => byDay(a, b) || byDocumentOrder(a, b));
  if (chains(sorted)) return sorted;
  const ordered: Array<StandingRow> = [];
  for (let i = 0; i < sorted.length; ) {
    let end = i;
    while (end < sorted.length && sorted[end]?.effective.on === sorted[i]?.effective.on) end += 1;
    ordered.push(...orderMeant(sorted.slice(i, end)));
    i = end;
  }
  return ordered;
};

/** Rows of one day that lead back to where they start: any of them may be the first. */
export const isLoop = (ordered: ReadonlyArray<StandingRow>): boolean => {
  const [first, last] = [ordered[0], ordered[ordered.length - 1]];
  return (
    first !== undefined &&
    last !== undefined &&
    first !== last &&
    first.effective.on === last.effective.on &&
    first.delta !== null &&
    first.asserted !== null &&
    last.asserted?.eq(first.asserted.minus(first.delta)) === true &&
    chains(ordered)
  );
};

/** Such rows begin where the form before left off. */
const turned = (
  ordered: ReadonlyArray<StandingRow>,
  before: StandingRow | undefined,
): ReadonlyArray<StandingRow> => {
  const held = before?.asserted;
  if (held == null || !isLoop(ordered)) return ordered;
  const start = ordered.findIndex((at) => at.asserted?.minus(at.delta ?? zero).eq(held) === true);
  return start <= 0 ? ordered : [...ordered.slice(start), ...ordered.slice(0, start)];
};

const groupOf = (ordered: ReadonlyArray<StandingRow>): Group | null => {
  const [first, last] = [ordered[0], ordered[ordered.length - 1]];
  if (first === undefined || last === undefined) return null;
  const byDocument = ordered.length < 2 ? ordered : [...ordered].sort(byDocumentOrder);
  const convention = conventionOf(ordered, byDocument);
  const states =
    convention === 'document-order' ? (byDocument[byDocument.length - 1] ?? last) : last;
  return { convention, first, final: last, states };
};

/** One telling for each document that has rows in the group, by its row. */
const tellingsOf = (
  ordered: ReadonlyArray<StandingRow>,
  group: Group,
): ReadonlyMap<KnownFiling, Telling> => {
  const tellings = new Map<KnownFiling, Telling>();
  for (const at of ordered) {
    const known = tellings.get(at.filing);
    tellings.set(at.filing, {
      first: known?.first ?? at,
      final: at,
      states: at === group.final ? group.states : at,
      late: false,
      mode: 'undecided',
    });
  }
  return tellings;
};

/** After every row of its day: a form speaks of its date when the day is over. */
const endOfDay = Number.MAX_SAFE_INTEGER;

interface Segment extends Link {
  readonly homeRank: number;
}

/**
 * Filings of one day may have been accepted in another order than they were written for. The
 * place of each in the day: its rank, unless their balances run on only in another order.
 */
const placesInDay = (groups: ReadonlyArray<OrderedGroup>): ReadonlyMap<string, number> => {
  const days = new Map<string, Array<Segment>>();
  for (const { homeRank, ordered } of groups) {
    for (let i = 0; i < ordered.length; ) {
      const on = ordered[i]?.effective.on ?? '';
      let delta: Decimal | null = zero;
      let asserted: Decimal | null = null;
      for (; i < ordered.length && ordered[i]?.effective.on === on; i++) {
        const at = ordered[i] as StandingRow;
        delta = delta === null || at.delta === null ? null : delta.plus(at.delta);
        asserted = at.asserted;
      }
      const segments = days.get(on);
      if (segments === undefined) days.set(on, [{ homeRank, delta, asserted }]);
      else segments.push({ homeRank, delta, asserted });
    }
  }
  const places = new Map<string, number>();
  for (const [on, segments] of days) {
    if (segments.length < 2) continue;
    const byRank = segments.sort((a, b) => a.homeRank - b.homeRank);
    const ordered = orderMeant(byRank);
    if (ordered === byRank) continue;
    ordered.forEach(({ homeRank }, i) => {
      places.set(`${on}|${homeRank}`, (byRank[i] as Segment).homeRank);
    });
  }
  return places;
};

interface OrderedGroup {
  readonly homeRank: number;
  readonly ordered: ReadonlyArray<StandingRow>;
  readonly group: Group;
}

const groupsOf = (lot: Lot): ReadonlyArray<OrderedGroup> => {
  const homes = new Map<number, Array<StandingRow>>();
  for (const at of lot.rows) {
    const rows = homes.get(at.homeRank);
    if (rows === undefined) homes.set(at.homeRank, [at]);
    else rows.push(at);
  }
  let before: StandingRow | undefined;
  return [...homes]
    .sort(([a], [b]) => a - b)
    .flatMap(([homeRank, rows]) => {
      const ordered = turned(inEffectiveOrder(rows), before);
      const group = groupOf(ordered);
      if (group === null) return [];
      before = group.states;
      return [{ homeRank, ordered, group }];
    });
};

/** Where an amended row stood among the rows of its filing that still stand, while it counted. */
const orderOfPast = (
  past: PastPosting,
  now: ReadonlyArray<StandingRow>,
  pastOfHome: ReadonlyArray<PastPosting>,
): number => {
  const rank = past.at.knownRank;
  const counted = pastOfHome
    .filter((p) => p.at.knownRank <= rank && rank < p.untilRank)
    .map((p) => p.at);
  const then = [...now.filter((at) => at.knownRank <= rank), ...new Set(counted)];
  const ordered = inEffectiveOrder(then);
  for (let i = ordered.indexOf(past.at) - 1; i >= 0; i--) {
    const before = now.indexOf(ordered[i] as StandingRow);
    if (before >= 0 && now[before]?.effective.on === past.on)
      return (ordersOf(now)[before] ?? before) + 0.5;
  }
  return -1;
};

/**
 * The order of a lot's rows within their form: as printed where they stand so, so that the rows of
 * several lots run on as the form tallies them.
 */
const ordersOf = (ordered: ReadonlyArray<StandingRow>): ReadonlyArray<number> => {
  const printed = ordered.map((at) => at.place.row.position);
  const isPrinted = ordered.every(
    (at, i) => i === 0 || byDocumentOrder(ordered[i - 1] as StandingRow, at) < 0,
  );
  return isPrinted ? printed : ordered.map((_, i) => i);
};

export const slotsOfLot = (lot: Lot, index: number): ReadonlyArray<Slot> => {
  const groups = groupsOf(lot);
  const places = placesInDay(groups);
  const placeOf = (on: Day, homeRank: number): number =>
    places.get(`${on}|${homeRank}`) ?? homeRank;
  const slots: Array<Slot> = [];
  for (const { homeRank, ordered, group } of groups) {
    const tellings = tellingsOf(ordered, group);
    const orders = ordersOf(ordered);
    ordered.forEach((at, i) => {
      const order = orders[i] ?? i;
      const { on } = at.effective;
      const telling = tellings.get(at.filing) as Telling;
      const item: Item = { kind: 'row', lot: index, at, group, telling };
      slots.push({ on, place: placeOf(on, homeRank), order, item });
    });
    for (const telling of tellings.values()) {
      const on = formDate(telling.final.filing);
      if (on > telling.first.effective.on)
        slots.push({
          on,
          place: endOfDay,
          order: telling.final.knownRank,
          item: { kind: 'form-date', lot: index, telling },
        });
    }
  }
  const standing = new Map(groups.map((g) => [g.homeRank, g.ordered]));
  const pastOf = new Map<number, Array<PastPosting>>();
  for (const past of lot.past) {
    const known = pastOf.get(past.homeRank);
    if (known === undefined) pastOf.set(past.homeRank, [past]);
    else known.push(past);
  }
  // What counted and its taking back stand in one place.
  const orders = new Map<StandingRow, number>();
  for (const past of lot.past) {
    const { on, homeRank, at } = past;
    const order =
      orders.get(at) ?? orderOfPast(past, standing.get(homeRank) ?? [], pastOf.get(homeRank) ?? []);
    orders.set(at, order);
    slots.push({
      on,
      place: placeOf(on, homeRank),
      order,
      item: { kind: 'past', lot: index, past },
    });
  }
  return slots;
};

/**
 * Marks what came late: some other form of the same lot, of an earlier date, already spoke of a
 * day after the rows told. Only then can a document speak of its own date and be told from a
 * plain error.
 */
export const markLate = (slots: ReadonlyArray<Slot>): void => {
  slots.forEach((slot, i) => {
    const { item } = slot;
    if (item.kind !== 'row' || item.at !== item.telling.first) return;
    const until = formDate(item.at.filing);
    for (let j = i + 1; j < slots.length; j++) {
      const other = slots[j];
      if (other === undefined || other.on > until) return;
      if (
        other.item.kind === 'row' &&
        other.item.lot === item.lot &&
        other.item.group !== item.group &&
        formDate(other.item.at.home) < until
      ) {
        item.telling.late = true;
        return;
      }
    }
  });
};

/**
 * Whether filings became known in the order in which their rows took effect, so that the balance
 * known with a row is the balance computed up to it. A form that is not late does not speak of
 * its date, whatever took effect until then.
 */
export const arrivedInOrder = (slots: ReadonlyArray<Slot>): boolean => {
  let latest = -1;
  for (const { item } of slots) {
    if (item.kind === 'past') return false;
    if (item.kind === 'form-date') {
      if (item.telling.late && item.telling.final.knownRank < latest) return false;
      continue;
    }
    if (item.at.knownRank < latest) return false;
    latest = item.at.knownRank;
  }
  return true;
};

/** The same of the rows alone, whatever forms say of their dates. */
export const rowsArrivedInOrder = (slots: ReadonlyArray<Slot>): boolean =>
  arrivedInOrder(slots.filter(({ item }) => item.kind !== 'form-date'));
