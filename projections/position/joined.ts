/**
 * Positions that an operator declared one holding, and the ids that a position had before. Rows
 * are placed as their wording has it; then those of a joined position stand in the one that was
 * opened first, and all go on from the balance last stated in any of them. A position is known by its own id, by those of the positions joined
 * into it, and by those under which its rows stood before identities were joined.
 */
import type { RowReported } from '../../src/event/catalogue.js';
import type { KnownFiling } from '../known/knowledge.js';
import type { Join } from '../known/rulings.js';
import { learnFrom, type Position } from './position.js';
import type { PositionBook } from './position-identity.js';

/** A position whose rows went over to another after they had stood in it. */
export interface Taken {
  readonly from: Position;
  readonly into: Position;
}

export interface JoinedBook extends PositionBook {
  /** Positions that were taken over since this was last asked, in that order. */
  taken(): ReadonlyArray<Taken>;
  readonly names: PositionNames;
}

/** What an id stands for. */
export interface Named {
  /** The id of the position that has its rows now. */
  readonly id: string;
  /** The id it would have were no positions joined. */
  readonly apart: string;
}

export interface PositionNames {
  /** Grows with every name and every join: what was looked up before may have changed. */
  readonly count: number;
  /** Every id that a position has or had, by its id now; its own comes first. */
  of(positionId: string): ReadonlyArray<string>;
  /** Ids that were ever met, apart from those of positions that have only the one. */
  all(): ReadonlyMap<string, Named>;
}

export const noNames: PositionNames = { count: 0, of: (id) => [id], all: () => new Map() };

/** A book in which nothing is joined and every position has one id only. */
const plainBook = (book: PositionBook): JoinedBook => ({
  positions: book.positions,
  place: book.place,
  keepPlace: book.keepPlace,
  taken: () => [],
  names: noNames,
});

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
  formerIds: ((row: string) => ReadonlyArray<string>) | null,
): JoinedBook => {
  if (joins.length === 0 && formerIds === null) return plainBook(book);
  const partners = new Map<string, Array<string>>();
  for (const { position, with: other } of joins)
    for (const [id, partner] of [
      [position, other],
      [other, position],
    ] as const)
      partners.set(id, [...(partners.get(id) ?? []), partner]);

  /** Position as it was opened, by every id that it had. */
  const byName = new Map<string, Position>();
  const namesOf = new Map<Position, Set<string>>();
  const parent = new Map<Position, Position>();
  /** Those with rows in them, in the order in which they got the first. */
  const shown: Array<Position> = [];
  const isShown = new Set<Position>();
  let taken: Array<Taken> = [];
  let count = 0;

  const now = (position: Position): Position => {
    let at = position;
    for (let up = parent.get(at); up !== undefined; up = parent.get(at)) at = up;
    return at;
  };

  const unite = (a: Position, b: Position): void => {
    const [one, other] = [now(a), now(b)];
    if (one === other || !mayBeOne(one, other)) return;
    const first = book.positions.find((p) => p === one || p === other);
    const [into, from] = first === one ? [one, other] : [other, one];
    parent.set(from, into);
    learnFrom(into, from);
    const names = namesOf.get(into) ?? new Set();
    for (const name of namesOf.get(from) ?? []) names.add(name);
    namesOf.set(into, names);
    if (isShown.has(from)) taken.push({ from, into });
    count += 1;
  };

  const meet = (id: string, position: Position): void => {
    const names = namesOf.get(now(position));
    if (names?.has(id) === true) return;
    if (names === undefined) namesOf.set(now(position), new Set([id]));
    else names.add(id);
    count += 1;
    // An id that another position has now is that one's.
    if (byName.has(id) && position.id !== id) return;
    byName.set(id, position);
    for (const partner of partners.get(id) ?? []) {
      const other = byName.get(partner);
      if (other !== undefined) unite(position, other);
    }
  };

  /** What one of them states is the balance from which all go on. */
  const tell = (position: Position): void => {
    const into = now(position);
    for (const other of parent.keys()) if (now(other) === into) other.stated = position.stated;
    into.stated = position.stated;
  };

  return {
    positions: shown,
    place: (filing, rows) => {
      const placed = book.place(filing, rows);
      for (const [row, position] of placed) {
        meet(position.id, position);
        for (const id of formerIds?.(row) ?? []) meet(id, position);
      }
      const joined = new Map<string, Position>();
      for (const [row, position] of placed) {
        tell(position);
        const into = now(position);
        if (!isShown.has(into)) {
          isShown.add(into);
          shown.push(into);
        }
        joined.set(row, into);
      }
      return joined;
    },
    keepPlace: (filing: KnownFiling, row: RowReported, position) => {
      const keeper = [position, ...parent.keys()].find(
        (one) => now(one) === position && book.keepPlace(filing, row, one),
      );
      if (keeper === undefined) return false;
      for (const id of formerIds?.(row.row) ?? []) meet(id, keeper);
      return true;
    },
    taken: () => {
      const since = taken;
      taken = [];
      return since;
    },
    names: {
      get count() {
        return count;
      },
      of: (id) => {
        const position = byName.get(id);
        const names = position === undefined ? undefined : namesOf.get(now(position));
        return [...new Set([id, ...(names ?? [])])];
      },
      all: () => {
        const all = new Map(
          [...byName].map(([name, position]) => [
            name,
            { id: now(position).id, apart: position.id },
          ]),
        );
        // Rows that would have opened one of two may all have gone to the other.
        for (const [name, others] of partners)
          for (const other of others) {
            const position = byName.get(other);
            if (position !== undefined && !all.has(name))
              all.set(name, { id: now(position).id, apart: name });
          }
        return all;
      },
    },
  };
};
