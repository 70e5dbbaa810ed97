/**
 * The entries of every position, kept while filings are taken in: a class is balanced again only
 * where one of its rows changed.
 */

import type { LineBook } from './amendment/line-book.js';
import type { Resolution } from './amendment/resolution.js';
import type { Balanced } from './balance/balanced.js';
import { type BalancedClass, balancedClass } from './balance/balanced-class.js';
import { lotOf } from './balance/lot.js';
import type { Lot, StandingRow } from './balance/standing-row.js';
import type { Unit } from './known/reported-row.js';
import { aliasOf, type Rulings } from './known/rulings.js';
import { canonicalTitle } from './known/security-title.js';
import { type Split, splitsOf } from './known/split.js';
import { inForce, type Line } from './line/line.js';
import type { Position } from './position/position.js';

export interface ClassBalances {
  /**
   * Every position as it is balanced now. `changed`: lines that are new or otherwise than before;
   * `ranks`: how many filings have been taken.
   */
  after(changed: ReadonlySet<Line>, ranks: number): ReadonlyMap<Position, Balanced>;
}

/** Recorded splits that change what a position holds, oldest first. */
export const splitsOfPosition = (position: Position, rulings: Rulings): ReadonlyArray<Split> => {
  if (rulings.splits.length === 0) return rulings.splits;
  const canonical = (title: string): string =>
    aliasOf(rulings, position.issuerId, canonicalTitle(title));
  const { first, terms } = position;
  const titles = [canonical(first.security.value ?? ''), terms?.underlying ?? null];
  return splitsOf(rulings.splits, position.issuerId, titles, canonical);
};

/** Positions that are balanced together: a filer may state the total of a class over its lots. */
interface Class {
  readonly unit: Unit;
  readonly positions: Array<Position>;
  /** Null where a row changed that was balanced before. */
  balanced: BalancedClass | null;
  /** What was told of each position last. */
  told: ReadonlyArray<Balanced>;
  /** Lines that are new since. */
  gained: Array<Line>;
  /** A holding is counted by its underlying: the next row may tell how many it is. */
  awaitsNumber: boolean;
}

const classKey = (position: Position): string =>
  `${position.kind === 'derivative' ? position.lots : position.id} ${position.unit}`;

/** @param nextVersion another one each time, of all that are balanced in one fold. */
export const classBalances = (
  { book, restatements }: Resolution,
  rulings: Rulings,
  nextVersion: () => string,
): ClassBalances => {
  const classes = new Map<string, Class>();
  const classOf = new Map<Position, Class>();
  const claims = new Map<Position, Array<StandingRow>>();
  let restated = 0;
  let met = 0;
  let taken = 0;

  const join = (position: Position): Class => {
    const key = classKey(position);
    let own = classes.get(key);
    if (own === undefined) {
      own = {
        unit: position.unit,
        positions: [],
        balanced: null,
        told: [],
        gained: [],
        awaitsNumber: false,
      };
      classes.set(key, own);
    }
    own.positions.push(position);
    classOf.set(position, own);
    return own;
  };

  const meetPositions = (): void => {
    const { positions } = book.positions;
    for (let i = classOf.size; i < positions.length; i++) {
      join(positions[i] as Position);
    }
  };

  /** A note counted in shares that turns out to be in dollars stands among no shares any more. */
  const moveWhereUnitChanged = (position: Position | null): void => {
    const own = position === null ? undefined : classOf.get(position);
    if (position === null || own === undefined || own.unit === position.unit) return;
    own.positions.splice(own.positions.indexOf(position), 1);
    own.balanced = null;
    join(position).balanced = null;
  };

  const balanceAgain = (position: Position | null): void => {
    const own = position === null ? undefined : classOf.get(position);
    if (own !== undefined) own.balanced = null;
  };

  const meetTaken = (): void => {
    for (; taken < book.taken.length; taken++) {
      const { from, into } = book.taken[taken] as LineBook['taken'][number];
      const moved = claims.get(from);
      if (moved !== undefined) claims.set(into, [...(claims.get(into) ?? []), ...moved]);
      claims.delete(from);
      balanceAgain(from);
      balanceAgain(into);
    }
  };

  const meetLines = (changed: ReadonlySet<Line>): void => {
    const gained = new Set<Line>();
    for (; met < book.lines.length; met++) {
      const line = book.lines[met] as Line;
      const { position } = inForce(line);
      moveWhereUnitChanged(position);
      if (line.versions.length > 1 || position === null) continue;
      gained.add(line);
      classOf.get(position)?.gained.push(line);
    }
    for (const line of changed)
      if (!gained.has(line)) for (const { position } of line.versions) balanceAgain(position);
  };

  const meetRestatements = (): void => {
    for (; restated < restatements.length; restated++) {
      const { position: spoken, row } = restatements[
        restated
      ] as Resolution['restatements'][number];
      const position = book.holderOf(spoken);
      const known = claims.get(position);
      if (known === undefined) claims.set(position, [row]);
      else known.push(row);
      balanceAgain(position);
    }
  };

  const wholeLot = (position: Position): Lot => {
    const lot = lotOf(book.linesOf(position), position, splitsOfPosition(position, rulings));
    const more = claims.get(position);
    return more === undefined ? lot : { ...lot, rows: [...lot.rows, ...more] };
  };

  /** Takes in what each lot gained; `lotOf` leaves out what is not of its position. */
  const goneOn = (own: Class, balanced: BalancedClass): ReadonlySet<number> | null => {
    // A row may tell more of a position's terms, and so which splits are its own.
    if (rulings.splits.length > 0 || own.awaitsNumber) return null;
    const lots = own.positions.map((position) => lotOf(own.gained, position));
    return lots.some((lot) => lot.awaitsNumber) ? null : balanced.goOn(lots);
  };

  const balancedAnew = (own: Class, ranks: number): BalancedClass => {
    const lots = own.positions.map(wholeLot);
    own.awaitsNumber = lots.some((lot) => lot.awaitsNumber);
    own.balanced = balancedClass(lots, ranks);
    return own.balanced;
  };

  const bringUpToDate = (own: Class, ranks: number): void => {
    const { balanced, told } = own;
    const grows = own.gained.length > 0 || own.positions.length > told.length;
    if (balanced !== null && !grows) return;
    const touched = balanced === null ? null : goneOn(own, balanced);
    own.gained = [];
    const { entries } = balanced !== null && touched !== null ? balanced : balancedAnew(own, ranks);
    own.told = entries.map((now, lot) => {
      const before = told[lot];
      return before === undefined || touched?.has(lot) !== false
        ? { version: nextVersion(), entries: now }
        : before;
    });
  };

  return {
    after: (changed, ranks) => {
      meetPositions();
      meetTaken();
      meetRestatements();
      meetLines(changed);
      const balanced = new Map<Position, Balanced>();
      for (const own of classes.values()) {
        bringUpToDate(own, ranks);
        own.positions.forEach((position, i) => {
          balanced.set(position, own.told[i] as Balanced);
        });
      }
      return balanced;
    },
  };
};
