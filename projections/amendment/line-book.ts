/**
 * The lines of one insider as filings are taken in: which filing each belongs to, which position
 * each version speaks of.
 */
import type { RowReported } from '../../src/event/catalogue.js';
import type { Day } from '../../src/filing/calendar.js';
import { acceptedOn, formDate, type KnownFiling } from '../known/knowledge.js';
import { effectiveDay } from '../known/reported-row.js';
import type { Rulings, Withdrawal } from '../known/rulings.js';
import { firstOf, inForce, type Line, type Version } from '../line/line.js';
import { changesBetween } from '../line/row-alignment.js';
import type { JoinedBook, Taken } from '../position/joined.js';
import type { Position } from '../position/position.js';
import type { WeighedCandidate } from './amendment-link.js';
import { copiesHeld, type Retellings } from './copy.js';
import { type FilingGroup, restatable } from './filing-group.js';

/** A filing on its way in: its rows as corrected, and its rank in known order. */
export interface Incoming {
  readonly filing: KnownFiling;
  readonly rank: number;
}

/** A row of a filing, and what it is a copy of; null where that is in no group. */
export interface CopiedRow {
  readonly row: RowReported;
  readonly of: RowReported;
  readonly line: Line | null;
}

export interface LineBook {
  readonly lines: ReadonlyArray<Line>;
  readonly positions: JoinedBook;
  /** Lines any version of which speaks of a position. */
  linesOf(position: Position): ReadonlySet<Line>;
  /**
   * Groups of the filing's issuer and form family that have to do with one of these days (a form's
   * date, an acceptance, a period, a transaction) or have one of these accession numbers. In known
   * order.
   */
  groupsAbout(
    filing: KnownFiling,
    days: Iterable<Day>,
    accessions: Iterable<string>,
  ): ReadonlyArray<FilingGroup>;
  groupOf(home: KnownFiling): FilingGroup | undefined;
  /** Counts an amendment among the documents of a group. */
  join(group: FilingGroup, amendment: KnownFiling): void;
  /** Starts a group with a filing that amends nothing, or nothing that is known. */
  open(incoming: Incoming): FilingGroup;
  /** Starts a group with what only others reported: its lines are none of the book's. */
  hear(incoming: Incoming): void;
  /** Places rows that restate nothing, each a line of its own. */
  place(
    group: FilingGroup,
    incoming: Incoming,
    rows: ReadonlyArray<RowReported>,
    outcome: 'original' | 'added',
  ): void;
  /** Keeps a filing without letting it count. */
  holdOut(incoming: Incoming, why: NonNullable<Line['heldOut']>): void;
  /** Keeps rows that tell what lines tell already: each counts once these are withdrawn. */
  holdCopies(incoming: Incoming, copies: ReadonlyArray<CopiedRow>): void;
  /** What is held out as copies, by what it tells again. */
  readonly retellings: Retellings;
  /** The line that counts of what a line tells: itself, or once it is withdrawn, of its copies. */
  standInFor(line: Line): Line;
  /**
   * Lets rows restate the lines they were paired with; gives the indices of those that did. A line
   * that only others reported becomes the insider's own with its first row of the insider's.
   */
  restate(
    group: FilingGroup,
    incoming: Incoming,
    pairs: WeighedCandidate['pairs'],
  ): ReadonlySet<number>;
  /** Whether an operator said that a row is not to count. */
  isWithdrawn(row: RowReported): boolean;
  /** Lets a line count no more. */
  withdraw(line: Line, withdrawal: Withdrawal): void;
  /** Lines that are new or otherwise than when this was last asked. */
  changed(): ReadonlySet<Line>;
  /** Positions that others took over, with all rows in them, so far. */
  readonly taken: ReadonlyArray<Taken>;
  /** The position that has the rows of another now; itself where none took it over. */
  holderOf(position: Position): Position;
}

export const familyOf = (filing: KnownFiling): string =>
  `${filing.header.issuerId}|${filing.family}`;

const daysOf = (filing: KnownFiling): ReadonlySet<Day> =>
  new Set([
    formDate(filing),
    acceptedOn(filing),
    filing.header.period,
    ...filing.rows.flatMap((r) => r.transactionDate.value ?? []),
  ]);

const versionWith = (line: Line, { row }: RowReported): Version =>
  line.versions.find((version) => version.row.row === row) ?? firstOf(line);

const newGroup = ({ filing, rank }: Incoming): FilingGroup => ({
  home: filing,
  homeRank: rank,
  documents: [filing],
  lines: [],
  repeated: new Map(),
});

export const lineBook = (positions: JoinedBook, rulings: Rulings): LineBook => {
  const lines: Array<Line> = [];
  const linesOf = new Map<Position, Set<Line>>();
  const groups = new Map<string, FilingGroup>();
  const byDay = new Map<string, Set<FilingGroup>>();
  /** Lines of others, that the insider has not reported. */
  const heard = new Set<Line>();
  const taken: Array<Taken> = [];
  const copies = copiesHeld();
  let changed = new Set<Line>();

  const isWithdrawn = ({ row }: RowReported): boolean => rulings.withdrawals.has(row);

  const index = (group: FilingGroup, filing: KnownFiling): void => {
    const family = familyOf(filing);
    for (const day of daysOf(filing)) {
      const known = byDay.get(`${family}|${day}`);
      if (known === undefined) byDay.set(`${family}|${day}`, new Set([group]));
      else known.add(group);
    }
  };

  const put = (line: Line, version: Version, position: Position | null): void => {
    version.position = position;
    if (position === null) return;
    const known = linesOf.get(position);
    if (known === undefined) linesOf.set(position, new Set([line]));
    else known.add(line);
  };

  /** Lets the rows of positions that were taken over stand where they are now. */
  const meetTaken = (): void => {
    for (const one of positions.taken()) {
      taken.push(one);
      for (const line of linesOf.get(one.from) ?? []) {
        for (const version of line.versions)
          if (version.position === one.from) put(line, version, one.into);
        changed.add(line);
      }
      linesOf.delete(one.from);
    }
  };

  const place = (
    filing: KnownFiling,
    rows: ReadonlyArray<RowReported>,
  ): ReadonlyMap<string, Position> => {
    const places = positions.place(filing, rows);
    meetTaken();
    return places;
  };

  /** Where a row before it stands, if it still speaks of that. */
  const placeLike = (line: Line, version: Version, before: Version): void => {
    const { filing, row } = version;
    const stays =
      before.position !== null && positions.keepPlace(filing, row, before.position, before.row);
    meetTaken();
    put(line, version, stays ? before.position : (place(filing, [row]).get(row.row) ?? null));
  };

  const enter = (group: FilingGroup): void => {
    groups.set(group.home.accession, group);
    index(group, group.home);
  };

  /** What a line told that is withdrawn is told by the next form that tells it, if any does. */
  const handOn = (line: Line): void => {
    const heir = line.withdrawal === null ? null : copies.inheritedFrom(line);
    if (heir === null) return;
    const { group } = heir;
    const version = firstOf(heir.line);
    heir.line.heldOut = null;
    if (!groups.has(group.home.accession)) enter(group);
    group.repeated.delete(version.row.row);
    group.lines.push(heir.line);
    placeLike(heir.line, version, heir.of);
    changed.add(heir.line);
  };

  const lineOf = (
    group: FilingGroup,
    { filing, rank }: Incoming,
    row: RowReported,
    outcome: 'original' | 'added',
    heldOut: Line['heldOut'],
  ): Line => ({
    home: group.home,
    homeRank: group.homeRank,
    versions: [
      {
        row,
        filing,
        rank,
        effective: effectiveDay(row, filing, group.home),
        outcome,
        changes: [],
        position: null,
      },
    ],
    withdrawal: rulings.withdrawals.get(row.row) ?? null,
    heldOut,
    copyOf: null,
  });

  const newLine = (...told: Parameters<typeof lineOf>): Line => {
    const line = lineOf(...told);
    lines.push(line);
    told[0].lines.push(line);
    changed.add(line);
    return line;
  };

  const keepCopy = (incoming: Incoming, row: RowReported, of: RowReported): Line => {
    const line = newLine(newGroup(incoming), incoming, row, 'original', 'duplicate-filing');
    line.copyOf = of.row;
    return line;
  };

  const restateLine = (line: Line, { filing, rank }: Incoming, row: RowReported): void => {
    const before = inForce(line);
    const changes = changesBetween(before.row, row);
    const outcome = changes.length === 0 ? 'confirmed' : 'corrected';
    const effective = effectiveDay(row, filing, line.home);
    const version: Version = { row, filing, rank, effective, outcome, changes, position: null };
    line.versions.push(version);
    line.withdrawal ??= rulings.withdrawals.get(row.row) ?? null;
    if (filing.ofCoOwner) return;
    if (heard.delete(line)) lines.push(line);
    changed.add(line);
    placeLike(line, version, before);
    handOn(line);
  };

  return {
    lines,
    positions,
    taken,
    holderOf: (position) =>
      taken.reduce((at, { from, into }) => (at === from ? into : at), position),
    linesOf: (position) => linesOf.get(position) ?? new Set(),
    groupsAbout: (filing, days, accessions) => {
      const family = familyOf(filing);
      const found = new Set<FilingGroup>();
      for (const day of new Set(days))
        for (const group of byDay.get(`${family}|${day}`) ?? []) found.add(group);
      for (const accession of accessions) {
        const named = groups.get(accession);
        if (named !== undefined && familyOf(named.home) === family) found.add(named);
      }
      return [...found].sort((a, b) => a.homeRank - b.homeRank);
    },
    join: (group, amendment) => {
      group.documents.push(amendment);
      index(group, amendment);
    },
    groupOf: (home) => groups.get(home.accession),
    open: (incoming) => {
      const group = newGroup(incoming);
      enter(group);
      return group;
    },
    hear: (incoming) => {
      const group = newGroup(incoming);
      enter(group);
      for (const row of incoming.filing.rows) {
        const line = lineOf(group, incoming, row, 'original', null);
        group.lines.push(line);
        heard.add(line);
      }
    },
    place: (group, incoming, rows, outcome) => {
      const places = place(incoming.filing, rows);
      for (const row of rows) {
        const line = newLine(group, incoming, row, outcome, null);
        put(line, firstOf(line), places.get(row.row) ?? null);
      }
    },
    holdOut: (incoming, why) => {
      const group = newGroup(incoming);
      for (const row of incoming.filing.rows) newLine(group, incoming, row, 'original', why);
    },
    holdCopies: (incoming, rows) => {
      const group = groups.get(incoming.filing.accession) ?? newGroup(incoming);
      for (const { row, of } of rows) positions.copies(row.row, of.row);
      meetTaken();
      for (const { row, of, line: first } of rows) {
        const line = keepCopy(incoming, row, of);
        if (first === null) continue;
        group.repeated.set(row.row, first);
        copies.hold({ line, group, of: versionWith(first, of) }, first);
        const counted = copies.standInFor(first);
        changed.add(counted);
        handOn(counted);
      }
    },
    retellings: copies.retellings,
    standInFor: copies.standInFor,
    restate: (group, incoming, pairs) => {
      const restated = new Set<number>();
      const lines = restatable(group);
      for (const { amended, target } of pairs) {
        const told = lines[target];
        const row = incoming.filing.rows[amended];
        if (told === undefined || row === undefined || restated.has(amended)) continue;
        // A row that is withdrawn itself takes nothing along that another form tells.
        const isGone = isWithdrawn(row);
        if (isGone && told.home !== group.home) {
          keepCopy(incoming, row, inForce(told).row);
          restated.add(amended);
          continue;
        }
        const line = isGone ? told : copies.standInFor(told);
        // What the insider reports too is told by the documents that the insider reports.
        if (incoming.filing.ofCoOwner && !heard.has(line)) continue;
        restateLine(line, incoming, row);
        restated.add(amended);
      }
      return restated;
    },
    isWithdrawn,
    withdraw: (line, withdrawal) => {
      line.withdrawal = withdrawal;
      changed.add(line);
      handOn(line);
    },
    changed: () => {
      const since = changed;
      changed = new Set();
      return since;
    },
  };
};
