/** One connection to a generation's file: opened, recognised, set up, and its one writer's lock. */
import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { applicationId, tables, tablesVersion } from './tables.js';

export type Connection = Database.Database;

/** How long a writer waits for another, in milliseconds. */
const lockWaitMs = 30_000;

const isBusy = (thrown: unknown): boolean =>
  thrown instanceof Error && 'code' in thrown && String(thrown.code).startsWith('SQLITE_BUSY');

const setUp = (db: Connection): void => {
  db.pragma('journal_mode = WAL');
  // What is lost with the machine's power is folded again: the log has it, and the checkpoint
  // is in the same transaction.
  db.pragma('synchronous = NORMAL');
  db.pragma('cache_size = -65536');
  // Pages that are written again and again while a generation is filled go to the file once.
  db.pragma('wal_autocheckpoint = 16384');
};

/** Whether the file is a generation that this version of the tables can read. */
const isOurs = (db: Connection): boolean =>
  db.pragma('application_id', { simple: true }) === applicationId &&
  db.pragma('user_version', { simple: true }) === tablesVersion;

/** Opens a generation for reading and writing; null where there is none of this version. */
export const openGeneration = (path: string): Connection | null => {
  if (!existsSync(path)) return null;
  const db = new Database(path, { timeout: lockWaitMs, fileMustExist: true });
  try {
    if (isOurs(db)) {
      setUp(db);
      return db;
    }
  } catch {
    // Damaged, or no database at all: to be built anew.
  }
  db.close();
  return null;
};

/** Makes a generation's file, or opens it where another was quicker. */
export const createGeneration = (
  path: string,
  meta: Readonly<Record<string, string>>,
): Connection => {
  const db = new Database(path, { timeout: lockWaitMs });
  setUp(db);
  db.exec('BEGIN IMMEDIATE');
  if (!isOurs(db)) {
    db.exec(tables);
    const put = db.prepare('INSERT INTO meta (key, value) VALUES (?, ?)');
    for (const [key, value] of Object.entries(meta)) put.run(key, value);
    db.pragma(`application_id = ${applicationId}`);
    db.pragma(`user_version = ${tablesVersion}`);
  }
  db.exec('COMMIT');
  return db;
};

/**
 * Runs `work` as the only writer: what it reads is what it replaces. Waits without stopping the
 * event loop; everything `work` wrote is undone where it throws.
 */
export const asOnlyWriter = async <A>(db: Connection, work: () => Promise<A>): Promise<A> => {
  const deadline = performance.now() + lockWaitMs;
  db.pragma('busy_timeout = 0');
  for (;;) {
    try {
      db.exec('BEGIN IMMEDIATE');
      break;
    } catch (thrown) {
      if (!isBusy(thrown) || performance.now() >= deadline) throw thrown;
      await sleep(1 + Math.random() * 4);
    }
  }
  try {
    const done = await work();
    db.exec('COMMIT');
    return done;
  } catch (thrown) {
    if (db.inTransaction) db.exec('ROLLBACK');
    throw thrown;
  }
};
