/** What stands in the lots of a class at a time, and in which order it is walked. */
import type { KnownFiling } from '../../projections/known/knowledge.js';
import type { Line } from '../../projections/line/line.js';
import type { Position } from '../../projections/position/position.js';
import { type Decimal, zero } from '../../src/filing/decimal.js';
import { orderMeant, runsOn } from './naive-order.js';
import { changeOf, dayOf, statementOf } from './naive-row.js';

/** One version of one line, as it stands in a position. */
export interface Stand {
  readonly line: Line;
  readonly row: string;
  readonly kind: 'transaction' | 'holding';
  readonly lot: number;
  readonly on: string;
  readonly delta: Decimal | null;
  readonly stated: Decimal | null;
  /** When this version became known. */
  readonly rank: number;
  readonly home: KnownFiling;
  readonly homeRank: number;
  /** Place in the document: a corrected row keeps that of the row it corrects. */
  readonly place: readonly [number, number, number];
}

// ---- what stands ----

export const counted = (line: Line): boolean => line.withdrawal === null && line.heldOut === null;

/** What stood in the lots once the filing of a rank was known. */
export const standingAt = (
  lines: ReadonlyArray<Line>,
  lots: ReadonlyArray<Position>,
  rank: number,
): ReadonlyArray<Stand> =>
  lines.filter(counted).flatMap((line) => {
    const known = line.versions.filter((v) => v.rank <= rank);
    const [first, last] = [known[0], known[known.length - 1]];
    if (first === undefined || last === undefined || last.position === null) return [];
    const lot = lots.indexOf(last.position);
    if (lot < 0) return [];
    const { row, filing } = last;
    return [
      {
        line,
        row: row.row,
        kind: row.kind,
        lot,
        on: dayOf(row, filing),
        delta: changeOf(row),
        stated: statementOf(row),
        rank: last.rank,
        home: line.home,
        homeRank: line.homeRank,
        place: [first.rank, first.row.table === 'I' ? 0 : 1, first.row.position],
      },
    ];
  });

// ---- in which order ----

export const compare = (a: ReadonlyArray<number>, b: ReadonlyArray<number>): number => {
  const i = a.findIndex((n, k) => n !== b[k]);
  return i < 0 ? 0 : (a[i] ?? 0) - (b[i] ?? 0);
};

export const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

export const grouped = <A, K>(all: ReadonlyArray<A>, key: (a: A) => K): ReadonlyArray<Array<A>> => {
  const groups = new Map<K, Array<A>>();
  for (const one of all) groups.set(key(one), [...(groups.get(key(one)) ?? []), one]);
  return [...groups.values()];
};

/** Rows of one filing in one lot. */
const orderedHome = (rows: ReadonlyArray<Stand>): ReadonlyArray<Stand> => {
  const sorted = [...rows].sort((a, b) => byText(a.on, b.on) || compare(a.place, b.place));
  return runsOn(sorted) ? sorted : grouped(sorted, (r) => r.on).flatMap(orderMeant);
};

export interface Placed extends Stand {
  readonly within: number;
}

const rowKey = (r: Stand): string => `${r.lot} ${r.row} ${r.homeRank}`;

/** The order of all that is known, by which earlier worlds are told too. */
export interface Today {
  /** Where the filings of a day stand. */
  readonly within: ReadonlyMap<string, number>;
  /** Where the rows of a filing stand in their lot. */
  readonly nth: ReadonlyMap<string, number>;
}

export const nothingYet: Today = { within: new Map(), nth: new Map() };

export const todayOf = (walk: ReadonlyArray<Placed>): Today => ({
  within: new Map(walk.map((r) => [dayKey(r), r.within])),
  nth: new Map(
    grouped(walk, (r) => `${r.lot} ${r.homeRank}`).flatMap((rows) =>
      rows.map((r, i) => [rowKey(r), i] as const),
    ),
  ),
});

/**
 * Rows of one filing in one lot in an earlier world: those that stand today in today's order, one
 * amended since after the row that it followed when it became known.
 */
const orderedAsToday = (
  rows: ReadonlyArray<Stand>,
  { nth }: Today,
  whenKnown: (r: Stand) => ReadonlyArray<Stand>,
): ReadonlyArray<Stand> => {
  const placeOf = (r: Stand): number => {
    const place = nth.get(rowKey(r));
    if (place !== undefined) return place;
    const then = orderedHome(whenKnown(r));
    const before = then
      .slice(
        0,
        Math.max(
          0,
          then.findIndex((s) => s.row === r.row),
        ),
      )
      .filter((s) => s.on === r.on)
      .map((s) => nth.get(rowKey(s)))
      .filter((n) => n !== undefined);
    return (before[before.length - 1] ?? -1) + 0.5;
  };
  const places = new Map(rows.map((r) => [r, placeOf(r)]));
  return [...orderedHome(rows)].sort(
    (a, b) => byText(a.on, b.on) || (places.get(a) ?? 0) - (places.get(b) ?? 0),
  );
};

const dayKey = (r: Stand): string => `${r.lot} ${r.on} ${r.homeRank}`;

/**
 * Rows of one lot: by day, within a day by filing, unless only another order runs on.
 */
const orderedLot = (
  rows: ReadonlyArray<Stand>,
  today: Today,
  whenKnown: (r: Stand) => ReadonlyArray<Stand>,
): ReadonlyArray<Placed> => {
  const isToday = today === nothingYet;
  const homes = grouped(rows, (r) => r.homeRank).map((home) =>
    isToday ? orderedHome(home) : orderedAsToday(home, today, whenKnown),
  );
  const parts = homes
    .flatMap((home) => grouped(home, (r) => r.on))
    .sort(([a], [b]) => byText(a?.on ?? '', b?.on ?? ''));
  const days = grouped(parts, ([first]) => first?.on);
  return days.flatMap((parts) => {
    const segments = parts
      .map((part) => ({
        part,
        homeRank: part[0]?.homeRank ?? 0,
        delta: part.reduce<Decimal | null>(
          (sum, r) => (sum === null || r.delta === null ? null : sum.plus(r.delta)),
          zero,
        ),
        stated: part[part.length - 1]?.stated ?? null,
      }))
      .sort((a, b) => a.homeRank - b.homeRank);
    const ranks = segments.map((s) => s.homeRank);
    const meant = isToday ? orderMeant(segments) : segments;
    return meant.flatMap(({ part }, i) =>
      part.map((r) => ({
        ...r,
        within: isToday ? (ranks[i] ?? 0) : (today.within.get(dayKey(r)) ?? r.homeRank),
      })),
    );
  });
};

/** All rows of all lots of a class. */
export const ordered = (
  rows: ReadonlyArray<Stand>,
  lots: number,
  today: Today,
  whenKnown: (r: Stand) => ReadonlyArray<Stand>,
): ReadonlyArray<Placed> => {
  const each = Array.from({ length: lots }, (_, lot) =>
    orderedLot(
      rows.filter((r) => r.lot === lot),
      today,
      whenKnown,
    ),
  );
  const nth = new Map<Stand, number>();
  for (const lot of each)
    for (const home of grouped(lot, (r) => r.homeRank))
      for (const [i, r] of home.entries()) nth.set(r, i);
  return each
    .flat()
    .sort(
      (a, b) => byText(a.on, b.on) || a.within - b.within || (nth.get(a) ?? 0) - (nth.get(b) ?? 0),
    );
};
