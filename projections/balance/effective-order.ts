/**
 * In which order the rows of a position take effect: by day; within a day as their balances run
 * on, or else as their filings became known.
 */
import type { Day } from '../../src/filing/calendar.js';
import { type Decimal, zero } from '../../src/filing/decimal.js';
import { formDate, type KnownFiling } from '../known/knowledge.js';
import { type Convention, conventionOf, type Link, orderMeant } from '../position/row-chain.js';
import type { Lot, PastPosting, StandingRow } from './standing-row.js';

/** The rows of one home filing in one lot. */
export interface Group {
  readonly convention: Convention;
  /** In effective order, each day in the order meant. */
  readonly rows: ReadonlyArray<StandingRow>;
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

const groupOf = (ordered: ReadonlyArray<StandingRow>): Group | null => {
  const [first, last] = [ordered[0], ordered[ordered.length - 1]];
  if (first === undefined || last === undefined) return null;
  const byDocument = ordered.length < 2 ? ordered : [...ordered].sort(byDocumentOrder);
  const convention = conventionOf(ordered, byDocument);
  const states =
    convention === 'document-order' ? (byDocument[byDocument.length - 1] ?? last) : last;
  return { convention, rows: ordered, first, final: last, states };
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

/** The rows of one home filing on one day. */
interface Run {
  readonly homeRank: number;
  readonly on: Day;
  /** The balance before it, where one is stated. */
  readonly held: Decimal | null;
  /** In the order meant. */
  readonly rows: ReadonlyArray<StandingRow>;
}

/** The balance after rows, by the last of them that states one. */
const heldAfter = (rows: ReadonlyArray<StandingRow>, before: Decimal | null): Decimal | null =>
  rows.reduce(
    (held, { asserted, delta }) =>
      asserted ?? (held === null || delta === null ? null : held.plus(delta)),
    before,
  );

const runOf = (rows: ReadonlyArray<StandingRow>, held: Decimal | null): Run => {
  const { homeRank, effective } = rows[0] as StandingRow;
  return { homeRank, on: effective.on, held, rows: orderMeant(rows, held) };
};

/** A run as one step from the balance before it to the one that it states last. */
const stepOf = (run: Run): Link & { readonly run: Run } => ({
  run,
  delta: run.rows.reduce(
    (sum: Decimal | null, { delta }) => (sum === null || delta === null ? null : sum.plus(delta)),
    zero,
  ),
  asserted: run.rows[run.rows.length - 1]?.asserted ?? null,
});

/** The filings that speak of one day of a lot: by rank, and in the order in which they count. */
interface DayOfLot {
  readonly byRank: ReadonlyArray<Run>;
  readonly ordered: ReadonlyArray<Run>;
}

/**
 * Filings of one day may have been accepted in another order than they were written for. They
 * count by rank, unless their balances run on only in another order.
 */
const dayOf = (rows: ReadonlyArray<StandingRow>, held: Decimal | null): DayOfLot => {
  const byRank: Array<Run> = [];
  let before = held;
  for (let i = 0; i < rows.length; ) {
    let end = i + 1;
    while (rows[end]?.homeRank === rows[i]?.homeRank) end += 1;
    const run = runOf(i === 0 && end === rows.length ? rows : rows.slice(i, end), before);
    byRank.push(run);
    before = heldAfter(run.rows, before);
    i = end;
  }
  if (byRank.length < 2) return { byRank, ordered: byRank };
  return { byRank, ordered: orderMeant(byRank.map(stepOf), held).map(({ run }) => run) };
};

interface OrderedLot {
  readonly groups: ReadonlyArray<{ readonly homeRank: number; readonly group: Group }>;
  readonly runs: ReadonlyArray<Run>;
  /** The place in the day of a filing that does not count by its rank. */
  readonly places: ReadonlyMap<string, number>;
  /** The balance after all rows, where one is stated. */
  readonly held: Decimal | null;
}

/** What the filings of a day left, as they tell. */
interface Left {
  readonly homeRank: number;
  readonly balance: Decimal | null;
}

/**
 * The balance from which a filing goes on: the last one told by those known before it. What came
 * later may speak of its own date, and not of the day of its rows.
 */
const heldBefore = (
  told: ReadonlyArray<Left>,
  homeRank: number,
  before: Decimal | null,
): Decimal | null => {
  for (let i = told.length - 1; i >= 0; i--) {
    const left = told[i] as Left;
    if (left.homeRank <= homeRank) return left.balance;
  }
  return before;
};

const inOrder = (a: StandingRow, b: StandingRow): number =>
  byDay(a, b) || a.homeRank - b.homeRank || byDocumentOrder(a, b);

/** Day by day, as each goes on from the balance that the last one left. */
const orderedLot = (rows: ReadonlyArray<StandingRow>, before: Decimal | null): OrderedLot => {
  const sorted = rows.length < 2 ? rows : [...rows].sort(inOrder);
  const runs: Array<Run> = [];
  const places = new Map<string, number>();
  const homes = new Map<number, Array<StandingRow>>();
  const told: Array<Left> = [];
  for (let i = 0; i < sorted.length; ) {
    const first = sorted[i] as StandingRow;
    let end = i + 1;
    while (sorted[end]?.effective.on === first.effective.on) end += 1;
    let held = heldBefore(told, first.homeRank, before);
    const { byRank, ordered } = dayOf(sorted.slice(i, end), held);
    for (const run of byRank) {
      const known = homes.get(run.homeRank);
      if (known === undefined) homes.set(run.homeRank, [...run.rows]);
      else known.push(...run.rows);
      runs.push(run);
    }
    ordered.forEach(({ homeRank, on, rows: own }, place) => {
      held = heldAfter(own, held);
      told.push({ homeRank, balance: held });
      const rank = byRank[place]?.homeRank ?? homeRank;
      if (rank !== homeRank) places.set(placeKey(on, homeRank), rank);
    });
    i = end;
  }
  const groups = [...homes].flatMap(([homeRank, own]) => {
    const group = groupOf(own);
    return group === null ? [] : [{ homeRank, group }];
  });
  const last = told[told.length - 1];
  return { groups, runs, places, held: last === undefined ? before : last.balance };
};

const placeKey = (on: Day, homeRank: number): string => `${on}|${homeRank}`;

/** The rows of a home filing that still stand, with their places. */
interface Standing {
  readonly rows: ReadonlyArray<StandingRow>;
  readonly orderOf: ReadonlyMap<StandingRow, number>;
}

const standingOf = (rows: ReadonlyArray<StandingRow>): Standing => {
  const orders = ordersOf(rows);
  return { rows, orderOf: new Map(rows.map((at, i) => [at, orders[i] ?? i])) };
};

/**
 * Where the rows of a filing stood among those of it that still stand, as far as it was known at a
 * rank. Told once for all rows of a day: amendments in a row may leave thousands of them.
 */
const ordersOfPast = (
  rank: number,
  on: Day,
  { rows, orderOf }: Standing,
  pastOfHome: ReadonlyArray<PastPosting>,
  held: Decimal | null,
): ReadonlyMap<StandingRow, number> => {
  const counted = pastOfHome
    .filter((p) => p.at.knownRank <= rank && rank < p.untilRank)
    .map((p) => p.at);
  const then = [...rows.filter((at) => at.knownRank <= rank), ...new Set(counted)]
    .filter((at) => at.effective.on === on)
    .sort(byDocumentOrder);
  const orders = new Map<StandingRow, number>();
  let behind = -1;
  for (const at of orderMeant(then, held)) {
    if (!orders.has(at)) orders.set(at, behind);
    const order = orderOf.get(at);
    if (order !== undefined) behind = order + 0.5;
  }
  return orders;
};

/** No document has as many rows. */
const rowsOfDocumentMax = 100_000;

/**
 * The order of a lot's rows within their form: as printed where they stand so, so that the rows of
 * several lots run on as the form tallies them.
 */
const ordersOf = (ordered: ReadonlyArray<StandingRow>): ReadonlyArray<number> => {
  // What an amendment added stands after what the form had, whatever its place on the amendment.
  const printed = ordered.map(
    ({ place, homeRank }) => (place.rank - homeRank) * rowsOfDocumentMax + place.row.position,
  );
  const isPrinted = ordered.every(
    (at, i) => i === 0 || byDocumentOrder(ordered[i - 1] as StandingRow, at) < 0,
  );
  return isPrinted ? printed : ordered.map((_, i) => i);
};

export interface SlotsOfLot {
  readonly slots: ReadonlyArray<Slot>;
  /** The balance after all of them, where one is stated. */
  readonly held: Decimal | null;
}

/** `before`: the balance that the lot's rows so far left, where they come after those. */
export const slotsOfLot = (lot: Lot, index: number, before: Decimal | null): SlotsOfLot => {
  if (lot.rows.length === 0 && lot.past.length === 0) return { slots: [], held: before };
  const { groups, runs, places, held } = orderedLot(lot.rows, before);
  const placeOf = (on: Day, homeRank: number): number =>
    places.get(placeKey(on, homeRank)) ?? homeRank;
  const slots: Array<Slot> = [];
  for (const { homeRank, group } of groups) {
    const { rows: ordered } = group;
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
  if (lot.past.length === 0) return { slots, held };
  const standing = new Map(groups.map((g) => [g.homeRank, standingOf(g.group.rows)]));
  const heldBefore = new Map(runs.map((run) => [placeKey(run.on, run.homeRank), run.held]));
  const pastOf = new Map<number, Array<PastPosting>>();
  for (const past of lot.past) {
    const known = pastOf.get(past.homeRank);
    if (known === undefined) pastOf.set(past.homeRank, [past]);
    else known.push(past);
  }
  const nothingStands = standingOf([]);
  const told = new Map<string, ReadonlyMap<StandingRow, number>>();
  // What counted and its taking back stand in one place.
  const orders = new Map<StandingRow, number>();
  for (const past of lot.past) {
    const { on, homeRank, at } = past;
    const key = `${placeKey(on, homeRank)}|${at.knownRank}`;
    let then = told.get(key);
    if (then === undefined) {
      then = ordersOfPast(
        at.knownRank,
        on,
        standing.get(homeRank) ?? nothingStands,
        pastOf.get(homeRank) ?? [],
        heldBefore.get(placeKey(on, homeRank)) ?? null,
      );
      told.set(key, then);
    }
    const order = orders.get(at) ?? then.get(at) ?? -1;
    orders.set(at, order);
    slots.push({
      on,
      place: placeOf(on, homeRank),
      order,
      item: { kind: 'past', lot: index, past },
    });
  }
  return { slots, held };
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
