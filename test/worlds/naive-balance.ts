/**
 * The balance of a position by its definition (DESIGN 7), from scratch and without regard to
 * speed. Rows are walked in effective order. A stated balance holds if it equals
 *
 * 1. the balance computed with all that is known,
 * 2. the balance computed with what was known when it was filed,
 * 3. the total of the class, for options of one title,
 * 4. for a form that came late, the balance on the form's own date;
 *
 * else the difference from the nearer of 1 and 2 (or from 3) is an unexplained change.
 *
 * Which rows are in force, and which position each speaks of, is taken from the view; every order
 * and every sum is worked out again: "what was known when it was filed" is the walk of the world
 * as it stood then, in which rows that still stand keep the order they have today.
 */

import type { InsiderView } from '../../projections/insider.js';
import type { Line } from '../../projections/line/line.js';
import type { Position } from '../../projections/position/position.js';
import { type Decimal, zero } from '../../src/filing/decimal.js';
import { runsOn } from './naive-order.js';
import { dayOf, statementOf } from './naive-row.js';
import {
  compare,
  counted,
  grouped,
  nothingYet,
  ordered,
  type Placed,
  type Stand,
  standingAt,
  type Today,
  todayOf,
} from './naive-standing.js';

export interface NaiveEntry {
  readonly kind: 'opening' | 'transaction' | 'holding' | 'unexplained';
  readonly on: string;
  readonly amount: Decimal;
  readonly row: string;
  readonly outcome: string | null;
}

// ---- what a document means by its balances ----

interface Document {
  readonly rows: ReadonlyArray<Placed>;
  readonly convention: 'running' | 'terminal' | 'document-order';
  readonly final: Placed;
  readonly late: boolean;
  says: 'undecided' | 'own-date' | 'form-date';
}

const documentsOf = (walk: ReadonlyArray<Placed>): ReadonlyArray<Document> =>
  grouped(walk, (r) => `${r.lot} ${r.homeRank}`).map((rows) => {
    const printed = [...rows].sort((a, b) => compare(a.place, b.place));
    const [first, last] = [rows[0] as Placed, rows[rows.length - 1] as Placed];
    const total = last.stated;
    const convention =
      rows.length < 2 || runsOn(rows)
        ? 'running'
        : runsOn(printed)
          ? 'document-order'
          : total !== null &&
              rows.every((r) => r.stated?.eq(total) && r.delta !== null && !r.delta.isZero())
            ? 'terminal'
            : 'running';
    const final = convention === 'document-order' ? (printed[printed.length - 1] as Placed) : last;
    const filedOn = final.home.header.filedOn;
    // Late: an earlier form already spoke of a later moment.
    const late = walk
      .slice(walk.indexOf(first) + 1)
      .some(
        (r) =>
          r.lot === first.lot &&
          r.homeRank !== first.homeRank &&
          r.on <= filedOn &&
          r.home.header.filedOn < filedOn,
      );
    return { rows, convention, final, late, says: 'undecided' };
  });

// ---- openings ----

interface Opening {
  readonly amount: Decimal;
  readonly implied: boolean;
  readonly row: Placed;
}

/** What the first filing to speak of a lot says, or implies, was held before. */
const openingOf = (documents: ReadonlyArray<Document>, lot: number): Opening | null => {
  const first = documents
    .filter((d) => d.final.lot === lot)
    .sort((a, b) => a.final.homeRank - b.final.homeRank)[0];
  if (first === undefined) return null;
  const sum = (rows: ReadonlyArray<Placed>): Decimal =>
    rows.reduce((total, r) => total.plus(r.delta ?? zero), zero);
  const head = first.rows[0] as Placed;
  if (first.convention !== 'running' && first.final.stated !== null)
    return { amount: first.final.stated.minus(sum(first.rows)), implied: true, row: head };
  const at = first.rows.findIndex((r) => r.stated !== null);
  const row = first.rows[at];
  if (row?.stated == null) return { amount: zero, implied: false, row: head };
  return {
    amount: row.stated.minus(sum(first.rows.slice(0, at + 1))),
    implied: !(row.kind === 'holding' && at === 0),
    row,
  };
};

// ---- the walk ----

const nearer = (a: Decimal, b: Decimal): Decimal => (b.abs().lt(a.abs()) ? b : a);

/** Entries by position, for lots that are balanced together. */
const balanceClass = (
  lines: ReadonlyArray<Line>,
  lots: ReadonlyArray<Position>,
  claims: ReadonlyArray<Stand>,
  now: number,
): ReadonlyArray<ReadonlyArray<NaiveEntry>> => {
  const knownAt = (rank: number): ReadonlyArray<Stand> => [
    ...standingAt(lines, lots, rank),
    ...claims.filter((c) => c.rank <= rank),
  ];
  const whenKnown = ({ rank, lot, homeRank }: Stand): ReadonlyArray<Stand> =>
    knownAt(rank).filter((s) => s.lot === lot && s.homeRank === homeRank);
  const asOf = (rank: number, today: Today): ReadonlyArray<Placed> =>
    ordered(knownAt(rank), lots.length, today, whenKnown);
  const walk = asOf(now, nothingYet);
  const today = todayOf(walk);
  const documents = documentsOf(walk);
  const documentOf = (r: Placed): Document => documents.find((d) => d.rows.includes(r)) as Document;
  const entries: ReadonlyArray<Array<NaiveEntry>> = lots.map(() => []);
  const sumOf = (lot: number): Decimal =>
    (entries[lot] ?? []).reduce((sum, e) => sum.plus(e.amount), zero);
  const fixed = (lot: number): Decimal =>
    (entries[lot] ?? [])
      .filter((e) => e.kind === 'opening' || e.kind === 'unexplained')
      .reduce((sum, e) => sum.plus(e.amount), zero);
  const classSum = (): Decimal => lots.reduce((sum, _, lot) => sum.plus(sumOf(lot)), zero);
  /** Openings and unexplained changes so far, and what was known to have moved by then. */
  const knownThen = (
    lot: number,
    rank: number,
    until: (known: ReadonlyArray<Placed>) => number,
  ) => {
    const known = asOf(rank, today);
    return known
      .slice(0, until(known))
      .filter((r) => r.lot === lot)
      .reduce((sum, r) => sum.plus(r.delta ?? zero), fixed(lot));
  };
  let classTotals = 0;

  const open = (at: Placed): void => {
    if ((entries[at.lot] ?? []).length > 0) return;
    const opening = openingOf(documents, at.lot);
    if (opening === null) return;
    const others = classSum();
    const startsInClass =
      opening.implied &&
      lots.length > 1 &&
      !opening.amount.isZero() &&
      opening.amount.eq(others) &&
      opening.row === at;
    entries[at.lot]?.push({
      kind: 'opening',
      on: at.on,
      amount: startsInClass ? zero : opening.amount,
      row: opening.row.row,
      outcome: null,
    });
  };

  const check = (at: Placed): void => {
    const document = documentOf(at);
    const delta = at.delta ?? zero;
    const keep = (outcome: string | null): void => {
      entries[at.lot]?.push({ kind: at.kind, on: at.on, amount: delta, row: at.row, outcome });
    };
    if (at.stated === null) return keep(null);
    if (document.convention !== 'running' && at !== document.final)
      return keep(document.convention);
    const byAll = at.stated.minus(sumOf(at.lot).plus(delta));
    const byKnown = at.stated.minus(
      knownThen(
        at.lot,
        at.rank,
        (known) => known.findIndex((r) => r.row === at.row && r.homeRank === at.homeRank) + 1,
      ),
    );
    if (byAll.isZero() || byKnown.isZero()) {
      if (document.says === 'undecided') document.says = 'own-date';
      return keep(byAll.isZero() ? 'held' : 'stale');
    }
    const byClass = at.stated.minus(classSum().plus(delta));
    if (lots.length > 1 && byClass.isZero()) {
      classTotals += 1;
      return keep('class-total');
    }
    if (document.late && document.says !== 'own-date') {
      document.says = 'form-date';
      return keep('form-date');
    }
    const byLot = nearer(byAll, byKnown);
    const forClass =
      lots.length > 1 &&
      !byClass.abs().gt(byLot.abs()) &&
      (classTotals > 0 || byClass.abs().lt(byLot.abs()));
    const gap = forClass ? byClass : byLot;
    entries[at.lot]?.push({
      kind: 'unexplained',
      on: at.on,
      amount: gap,
      row: at.row,
      outcome: null,
    });
    keep('unexplained');
  };

  const checkFormDate = (document: Document): void => {
    const { final } = document;
    if (document.says !== 'form-date' || final.stated === null) return;
    const on = final.home.header.filedOn;
    const byAll = final.stated.minus(sumOf(final.lot));
    const byKnown = final.stated.minus(
      knownThen(final.lot, final.rank, (known) => known.filter((r) => r.on <= on).length),
    );
    if (byAll.isZero() || byKnown.isZero()) return;
    const amount = nearer(byAll, byKnown);
    entries[final.lot]?.push({ kind: 'unexplained', on, amount, row: final.row, outcome: null });
  };

  const days = [
    ...new Set([...walk.map((r) => r.on), ...documents.map((d) => d.final.home.header.filedOn)]),
  ].sort();
  for (const day of days) {
    for (const at of walk.filter((r) => r.on === day)) {
      open(at);
      check(at);
    }
    documents
      .filter((d) => d.final.home.header.filedOn === day && (d.rows[0]?.on ?? day) < day)
      .sort((a, b) => a.final.homeRank - b.final.homeRank)
      .forEach(checkFormDate);
  }
  return entries;
};

/** Balances that an amendment restates although rows it leaves out would change them. */
const claimsOf = (view: InsiderView, lots: ReadonlyArray<Position>): ReadonlyArray<Stand> =>
  view.conflicts.flatMap((c) => {
    const settled =
      c.status === 'decided' && ['rows-withdrawn', 'rows-stand'].includes(c.decision?.choice ?? '');
    if (c.type !== 'UNMENTIONED_ROW' || settled) return [];
    const rank = view.filings.findIndex((f) => f.accession === c.about[0]);
    const lot = lots.findIndex((p) => p.id === c.touches[0]?.positionId);
    const spoken = c.rows[c.rows.length - 1];
    const line = view.lines.find((l) => l.versions.some((v) => v.row.row === spoken));
    const version = line?.versions.find((v) => v.row.row === spoken);
    if (lot < 0 || line === undefined || version === undefined) return [];
    const home = line.home;
    const here = view.lines
      .filter(counted)
      .filter((l) => l.home === home)
      .map((l) => l.versions.filter((v) => v.rank <= rank))
      .flatMap((vs) => vs.slice(-1))
      .filter((v) => v.position === lots[lot]);
    const on = here.map((v) => dayOf(v.row, v.filing)).sort();
    return [
      {
        line,
        row: version.row.row,
        kind: version.row.kind,
        lot,
        on: on[on.length - 1] ?? '',
        delta: zero,
        stated: statementOf(version.row),
        rank,
        home,
        homeRank: rank,
        place: [rank, 0, 0],
      } satisfies Stand,
    ];
  });

export const naiveBalances = (
  view: InsiderView,
): ReadonlyMap<Position, ReadonlyArray<NaiveEntry>> => {
  const positions = [...new Set(view.holdings.map((h) => h.position))];
  const classes = grouped(positions, (p) => (p.kind === 'derivative' ? p.family : p.id));
  return new Map(
    classes.flatMap((lots) => {
      const entries = balanceClass(view.lines, lots, claimsOf(view, lots), view.filings.length);
      return lots.map((p, i) => [p, entries[i] ?? []] as const);
    }),
  );
};
