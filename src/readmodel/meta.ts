/** What a generation knows of itself: its folds, how far it has come. Sealed as a whole. */
import type { Connection } from './connection.js';
import { Damaged } from './damage.js';
import { sealOf } from './seals.js';

export interface Meta {
  /** Null where nothing is written under the key. */
  get(key: string): string | null;
  /** Inside a transaction. */
  put(key: string, value: string): void;
}

const sealKey = 'seal';

/** `state` is another number once somebody else has written. */
export const metaOf = (db: Connection, state: () => number): Meta => {
  const rows = db.prepare('SELECT key, value FROM meta ORDER BY key').raw();
  const write = db.prepare('INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)');

  const sealed = (entries: ReadonlyArray<readonly [string, string]>): string =>
    sealOf(JSON.stringify(entries.filter(([key]) => key !== sealKey)));

  let known: ReadonlyMap<string, string> | null = null;
  let knownAt = 0;
  const entries = (): ReadonlyMap<string, string> => {
    const now = state();
    if (known === null || knownAt !== now) known = read();
    knownAt = now;
    return known;
  };

  const read = (): ReadonlyMap<string, string> => {
    const found = rows.all() as Array<[string, string]>;
    const all = new Map(found);
    if (found.length > 0 && all.get(sealKey) !== sealed(found))
      throw new Damaged('how far it has come is not what was written');
    return all;
  };

  return {
    get: (key) => entries().get(key) ?? null,
    put: (key, value) => {
      read();
      known = null;
      write.run(key, value);
      write.run(sealKey, sealed(rows.all() as Array<[string, string]>));
    },
  };
};
