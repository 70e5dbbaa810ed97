/**
 * Positions that an operator declared one holding, and the ids that a position had before. Rows
 * are placed as if nobody had said anything, so that every id stays what it was; then those of a
 * joined position stand in the one that was opened first. A position is known by its own id, by those of the positions joined
 * into it, and by those under which its rows stood before identities were joined.
 */

import type { RowReported } from '../../src/event/catalogue.js';
import type { PositionId, RowId } from '../../src/event/identity.js';
import type { KnownFiling } from '../known/knowledge.js';
import type { Join } from '../known/rulings.js';
import { type Position, tellTogether } from './position.js';
import type { PositionBook } from './position-identity.js';

/** A position whose rows went over to another after they had stood in it. */
export interface Taken {
  readonly from: Position;
  readonly into: Position;
}

export interface JoinedBook extends Pick<PositionBook, 'positions' | 'place'> {
  /** Puts a corrected row where the row it corrects stands, if it still speaks of that. */
  keepPlace(
    filing: KnownFiling,
    row: RowReported,
    position: Position,
    corrected: RowReported,
  ): boolean;
  /** A row that does not count, being a copy: where it stood is where the other stands now. */
  copies(row: RowId, of: RowId): void;
  /** Positions that were taken over since this was last asked, in that order. */
  taken(): ReadonlyArray<Taken>;
  /** The position that has the rows of the book's own one of this id. */
  holderOf(positionId: PositionId): PositionId;
  readonly names: PositionNames;
}

/** What an id stands for. */
export interface Named {
  /** The id of the position that has its rows now. */
  readonly id: PositionId;
  /** The id it would have were no positions joined. */
  readonly apart: PositionId;
}

export interface PositionNames {
  /** Grows with every name and every join: what was looked up before may have changed. */
  readonly count: number;
  /** Every id that a position has or had, by its id now; its own comes first. */
  of(id: string): ReadonlyArray<string>;
  /** Ids that were ever met, apart from those of positions that have only the one. */
  all(): ReadonlyMap<PositionId, Named>;
}

const nothingNamed: ReadonlyMap<PositionId, Named> = new Map();

export const noNames: PositionNames = { count: 0, of: (id) => [id], all: () => nothingNamed };

/** A book in which nothing is joined and every position has one id only. */
const plainBook = (book: PositionBook): JoinedBook => ({
  positions: book.positions,
  place: book.place,
  keepPlace: book.keepPlace,
  copies: () => undefined,
  taken: () => [],
  holderOf: (id) => id,
  names: noNames,
});

/** Positions that are one holding. */
interface Group {
  /** What has their rows. */
  readonly together: Position;
  /** As they are opened and matched, the one opened first first. */
  readonly apart: Array<Position>;
  readonly names: Set<PositionId>;
  isShown: boolean;
}

/** Joined positions are counted in one unit, of one issuer, of one kind. */
export const mayBeOne = (a: Position, b: Position): boolean =>
  a.issuerId === b.issuerId && a.kind === b.kind && a.unit === b.unit;

/**
 * @param formerIds ids of positions in which a row stood before identities were joined; null
 * where none were.
 */
export const joinedBook = (
  book: PositionBook,
  joins: ReadonlyArray<Join>,
  formerIds: ((row: RowId) => ReadonlyArray<PositionId>) | null,
): JoinedBook => {
  if (joins.length === 0 && formerIds === null) return plainBook(book);
  const partners = new Map<PositionId, Array<PositionId>>();
  for (const { position, with: other } of joins)
    for (const [id, partner] of [
      [position, other],
      [other, position],
    ] as const)
      partners.set(id, [...(partners.get(id) ?? []), partner]);

  // Positions apart are the book's own, which nothing here changes; those that have rows are
  // other ones, each for all that are one holding with the first of them.
  const apartOf = new Map<string, Position>();
  const byName = new Map<PositionId, Position>();
  /** The same, asked for what may be no position's id. */
  const named: ReadonlyMap<string, Position> = byName;
  const groupOf = new Map<Position, Group>();
  const shown: Array<Position> = [];
  let taken: Array<Taken> = [];
  let count = 0;
  let told = { count, names: nothingNamed };

  const groupWith = (position: Position): Group => {
    let group = groupOf.get(position);
    if (group === undefined) {
      const names = new Set<PositionId>();
      group = { together: { ...position }, apart: [position], names, isShown: false };
      groupOf.set(position, group);
    }
    return group;
  };

  const unite = (a: Position, b: Position): void => {
    const [one, other] = [groupWith(a), groupWith(b)];
    if (one === other || !mayBeOne(a, b)) return;
    const first = book.positions.find(
      ({ id }) => id === one.together.id || id === other.together.id,
    );
    const [into, from] = first?.id === one.together.id ? [one, other] : [other, one];
    into.apart.push(...from.apart);
    for (const name of from.names) into.names.add(name);
    for (const position of from.apart) groupOf.set(position, into);
    if (from.isShown) taken.push({ from: from.together, into: into.together });
    count += 1;
  };

  const meet = (id: PositionId, position: Position): void => {
    const { names } = groupWith(position);
    if (names.has(id)) return;
    names.add(id);
    count += 1;
    // An id that another position has now is that one's.
    if (byName.has(id) && position.id !== id) return;
    byName.set(id, position);
    for (const partner of partners.get(id) ?? []) {
      const other = byName.get(partner);
      if (other !== undefined) unite(position, other);
    }
  };

  const put = (row: RowId, position: Position): void => {
    apartOf.set(row, position);
    meet(position.id, position);
    for (const id of formerIds?.(row) ?? []) meet(id, position);
  };

  /** The position that has a row once everybody is told of it. */
  const show = (position: Position): Position => {
    const group = groupWith(position);
    tellTogether(group.together, group.apart);
    if (!group.isShown) shown.push(group.together);
    group.isShown = true;
    return group.together;
  };

  return {
    positions: shown,
    place: (filing, rows) => {
      const placed = book.place(filing, rows);
      for (const [row, position] of placed) put(row, position);
      return new Map([...placed].map(([row, position]) => [row, show(position)]));
    },
    keepPlace: (filing, row, _, corrected) => {
      const position = apartOf.get(corrected.row);
      if (position === undefined || !book.keepPlace(filing, row, position, corrected)) return false;
      put(row.row, position);
      show(position);
      return true;
    },
    copies: (row, of) => {
      const position = apartOf.get(of);
      if (position !== undefined) for (const id of formerIds?.(row) ?? []) meet(id, position);
    },
    taken: () => {
      const since = taken;
      taken = [];
      return since;
    },
    holderOf: (id) => {
      const position = book.positions.find((p) => p.id === id);
      return position === undefined ? id : groupWith(position).together.id;
    },
    names: {
      get count() {
        return count;
      },
      of: (id) => {
        const position = named.get(id);
        return position === undefined ? [id] : [...new Set([id, ...groupWith(position).names])];
      },
      all: () => {
        if (told.count !== count)
          told = {
            count,
            names: new Map(
              [...byName].map(([name, position]) => [
                name,
                { id: groupWith(position).together.id, apart: position.id },
              ]),
            ),
          };
        return told.names;
      },
    },
  };
};
