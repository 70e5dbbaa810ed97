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

export const metaOf = (db: Connection): Meta => {
  const all = db.prepare('SELECT key, value FROM meta ORDER BY key').raw();
  const write = db.prepare('INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)');

  const sealed = (entries: ReadonlyArray<readonly [string, string]>): string =>
    sealOf(JSON.stringify(entries.filter(([key]) => key !== sealKey)));

  const entries = (): Map<string, string> => {
    const found = all.all() as Array<[string, string]>;
    const known = new Map(found);
    if (found.length > 0 && known.get(sealKey) !== sealed(found))
      throw new Damaged('how far it has come is not what was written');
    return known;
  };

  return {
    get: (key) => entries().get(key) ?? null,
    put: (key, value) => {
      entries();
      write.run(key, value);
      write.run(sealKey, sealed(all.all() as Array<[string, string]>));
    },
  };
};
