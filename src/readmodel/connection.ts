/** One connection to a generation's file: opened, recognised, set up, and its one writer's lock. */
import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type Driver from 'better-sqlite3';
import { Database } from '../store/sqlite/driver.js';
import { Damaged, hindranceIn } from './damage.js';
import { applicationId, isSchema, tables, tablesVersion } from './tables.js';

export type Connection = Driver.Database;

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
  // What SQLite would index for one question is everybody's rows, of which a page wants a few.
  db.pragma('automatic_index = OFF');
};

/** Whether the file is a generation that this version of the tables can read. */
const isOurs = (db: Connection): boolean =>
  db.pragma('application_id', { simple: true }) === applicationId &&
  db.pragma('user_version', { simple: true }) === tablesVersion;

/** Whether it was made by this program, with whatever tables. */
const isRelated = (db: Connection): boolean =>
  db.pragma('application_id', { simple: true }) === applicationId &&
  (db.pragma('user_version', { simple: true }) as number) < 100;

type SchemaRows = ReadonlyArray<readonly [string, string | null]>;

const refuseOtherSchema = (db: Connection): void => {
  const rows = db.prepare('SELECT name, sql FROM sqlite_schema ORDER BY rowid').raw().all();
  if (!isSchema(rows as SchemaRows)) throw new Damaged('its tables are not those that were made');
};

/** Opens a generation for reading and writing; null where there is none of this version. */
export const openGeneration = (path: string): Connection | null => {
  if (!existsSync(path)) return null;
  const db = new Database(path, { timeout: lockWaitMs, fileMustExist: true });
  try {
    if (isOurs(db)) {
      refuseOtherSchema(db);
      setUp(db);
      return db;
    }
    if (!isRelated(db)) throw new Damaged('its file is not that of a read model');
  } catch (thrown) {
    db.close();
    throw thrown instanceof Damaged || hindranceIn(thrown) !== null
      ? thrown
      : new Damaged(thrown instanceof Error ? thrown.message : String(thrown));
  }
  db.close();
  return null;
};

/** Makes a generation's file, or opens it where another was quicker. */
export const createGeneration = (path: string, fill: (db: Connection) => void): Connection => {
  const db = new Database(path, { timeout: lockWaitMs });
  try {
    setUp(db);
    db.exec('BEGIN IMMEDIATE');
    if (isOurs(db)) refuseOtherSchema(db);
    else {
      db.exec(tables);
      fill(db);
      db.pragma(`application_id = ${applicationId}`);
      db.pragma(`user_version = ${tablesVersion}`);
    }
    db.exec('COMMIT');
    return db;
  } catch (thrown) {
    db.close();
    throw thrown;
  }
};

/** Several reads of one state of the tables, whoever writes meanwhile. */
export const atOnce = <A>(db: Connection, read: () => A): A => {
  if (db.inTransaction) return read();
  db.exec('BEGIN');
  try {
    return read();
  } finally {
    if (db.inTransaction) db.exec('COMMIT');
  }
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
