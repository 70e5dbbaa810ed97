/** A ledger's file altered past the store, as by somebody who wants another history: to show that it is found. */
import { Database } from './driver.js';
import { pack } from './packing.js';
import { textOf } from './row.js';

/** Puts one text for another in the data of every event of a file; how many were altered. */
export const alterData = (file: string, from: string, to: string): number => {
  const db = new Database(file);
  try {
    const put = db.prepare('UPDATE events SET data = ? WHERE position = ?');
    const rows = db.prepare('SELECT position, data FROM events').raw().all() as ReadonlyArray<
      readonly [number, unknown]
    >;
    let altered = 0;
    for (const [position, kept] of rows) {
      const text = textOf(kept);
      if (typeof text !== 'string' || !text.includes(from)) continue;
      const other = text.replaceAll(from, to);
      put.run(Buffer.isBuffer(kept) ? pack(other) : other, position);
      altered += 1;
    }
    return altered;
  } finally {
    db.close();
  }
};
