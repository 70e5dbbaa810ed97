/** Texts of events in a ledger's file, altered as by somebody who knows how they are packed. */
import type Driver from 'better-sqlite3';
import { Database } from '../../src/store/sqlite/driver.js';
import { pack } from '../../src/store/sqlite/packing.js';
import { textOf } from '../../src/store/sqlite/row.js';

type Kept = readonly [position: number, data: unknown, metadata: unknown];

const rewritten = (db: Driver.Database, write: (kept: unknown) => unknown): void => {
  const put = db.prepare('UPDATE events SET data = ?, metadata = ? WHERE position = ?');
  const rows = db.prepare('SELECT position, data, metadata FROM events').raw().all() as Kept[];
  for (const [position, data, metadata] of rows) put.run(write(data), write(metadata), position);
};

/** `data` and `metadata` are texts for these statements, and packed again after them. */
export const alterTexts = (file: string, statements: string): void => {
  const db = new Database(file);
  rewritten(db, (kept) => textOf(kept) ?? kept);
  db.exec(statements);
  rewritten(db, (kept) => (typeof kept === 'string' ? pack(kept) : kept));
  db.close();
};
