/**
 * The entries of every position, kept while filings are taken in: a class is balanced again only
 * where one of its rows changed.
 */
import { balance, type Entry, type StandingRow } from './balance.js';
import type { Line } from './line.js';
import { lotOf } from './lot.js';
import type { Position } from './position-identity.js';
import type { Resolution } from './resolution.js';
import { aliasOf, type Rulings } from './rulings.js';
import { canonicalTitle } from './security-title.js';
import { type Split, splitsOf } from './split.js';

/** In effective order. */
export type Entries = ReadonlyArray<Entry>;

export interface ClassBalances {
  /**
   * Entries by position, the very same ones where nothing changed. `changed`: lines that are new
   * or otherwise than before; `ranks`: how many filings have been taken.
   */
  after(changed: ReadonlySet<Line>, ranks: number): ReadonlyMap<Position, Entries>;
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
  readonly positions: Array<Position>;
  entries: ReadonlyArray<Entries>;
  changed: boolean;
}

const classKey = (position: Position): string =>
  position.kind === 'derivative' ? position.family : position.id;

export const classBalances = (
  { book, restatements }: Resolution,
  rulings: Rulings,
): ClassBalances => {
  const classes = new Map<string, Class>();
  const classOf = new Map<Position, Class>();
  const claims = new Map<Position, Array<StandingRow>>();
  let restated = 0;

  const meetPositions = (): void => {
    const { positions } = book.positions;
    for (let i = classOf.size; i < positions.length; i++) {
      const position = positions[i] as Position;
      const key = classKey(position);
      let own = classes.get(key);
      if (own === undefined) {
        own = { positions: [], entries: [], changed: true };
        classes.set(key, own);
      }
      own.positions.push(position);
      own.changed = true;
      classOf.set(position, own);
    }
  };

  const touch = (position: Position | null): void => {
    const own = position === null ? undefined : classOf.get(position);
    if (own !== undefined) own.changed = true;
  };

  const meetRestatements = (): void => {
    for (; restated < restatements.length; restated++) {
      const { position, row } = restatements[restated] as Resolution['restatements'][number];
      const known = claims.get(position);
      if (known === undefined) claims.set(position, [row]);
      else known.push(row);
      touch(position);
    }
  };

  const rebalance = (own: Class, ranks: number): void => {
    const lots = own.positions.map((position) => {
      const lot = lotOf(book.linesOf(position), position, splitsOfPosition(position, rulings));
      const more = claims.get(position);
      return more === undefined ? lot : { ...lot, rows: [...lot.rows, ...more] };
    });
    own.entries = balance(lots, ranks);
    own.changed = false;
  };

  return {
    after: (changed, ranks) => {
      meetPositions();
      meetRestatements();
      for (const line of changed) for (const { position } of line.versions) touch(position);
      const balanced = new Map<Position, Entries>();
      for (const own of classes.values()) {
        if (own.changed) rebalance(own, ranks);
        own.positions.forEach((position, i) => {
          balanced.set(position, own.entries[i] ?? []);
        });
      }
      return balanced;
    },
  };
};
