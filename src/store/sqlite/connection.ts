/** Connections to a ledger's file. */
import type Driver from 'better-sqlite3';
import { Database } from './driver.js';

export type Connection = Driver.Database;

/** How long to wait for another process's lock, in milliseconds. */
export const lockWaitMs = 5_000;
/** Pages of 4 KiB in the write-ahead log before they are copied into the file: 32 MiB. */
const checkpointPages = 8_192;

/** Makes the file where there is none. */
export const openWriter = (path: string): Connection => new Database(path, { timeout: lockWaitMs });

/** False where there can be no write-ahead log. */
export function writesAhead(writer: Connection): boolean {
  if (writer.pragma('journal_mode = WAL', { simple: true }) !== 'wal') return false;
  writer.pragma('synchronous = FULL');
  writer.pragma('cache_size = -32768');
  writer.pragma(`wal_autocheckpoint = ${checkpointPages}`);
  // From here on waiting for a lock is left to `begin`, which does not stop the event loop.
  writer.pragma('busy_timeout = 0');
  return true;
}

export function openReader(path: string): Connection {
  const db = new Database(path, { timeout: lockWaitMs, fileMustExist: true });
  db.pragma('query_only = ON');
  return db;
}
