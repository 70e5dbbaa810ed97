/** Whose file it is, and making it ours where it is nobody's. */
import type { StoreError } from '../port.js';
import type { Connection } from './connection.js';
import { unavailable } from './failure.js';
import { corrupt } from './row.js';
import { otherSchema, schemaFlaw } from './schema.js';
import { applicationId, tables, tablesVersion, textsVersion } from './tables.js';

/** Whether the file is a ledger of ours, a new one, or something to keep our hands off. */
function recognise(db: Connection, path: string): 'ours' | 'new' | StoreError {
  const number = (pragma: string) => db.pragma(pragma, { simple: true }) as number;
  const found = number('application_id');
  const version = number('user_version');
  if (found === applicationId && (version === tablesVersion || version === textsVersion)) {
    const flaw = schemaFlaw(db);
    return flaw === null ? 'ours' : otherSchema(path, flaw);
  }
  if (found === applicationId && version > tablesVersion) {
    return {
      code: 'STORE_TOO_NEW',
      blame: 'unsupported',
      message: `${path} has tables of version ${version}, this program knows ${tablesVersion}; use a later one`,
    };
  }
  if (found === applicationId)
    return corrupt(
      `${path} is a ledger whose tables are of version ${version}, which none has; this program writes ${tablesVersion}`,
    );
  const objects = db.prepare('SELECT count(*) FROM sqlite_master').pluck().get() as number;
  if (found === 0 && version === 0 && objects === 0) return 'new';
  return {
    code: 'NOT_A_LEDGER',
    blame: 'incorrect',
    message: `${path} is not a ledger but another program's SQLite database, or its first page is damaged; name another file, or restore it from a copy`,
  };
}

/** The same, seen at one instant: another process may be making the file a ledger just now. */
function recogniseAtOnce(db: Connection, path: string): ReturnType<typeof recognise> {
  db.exec('BEGIN');
  const seen = recognise(db, path);
  db.exec('COMMIT');
  return seen;
}

/** Null where the file is ours; for where nothing may be written, so that a new one is nobody's. */
export function claimed(db: Connection, path: string): StoreError | null {
  const seen = recogniseAtOnce(db, path);
  if (seen === 'new') return unavailable(`${path} is empty, and may not be written here`);
  return seen === 'ours' ? null : seen;
}

/** Null where the file is ours now. */
export function claim(db: Connection, path: string): StoreError | null {
  const seen = recogniseAtOnce(db, path);
  if (seen !== 'new') return seen === 'ours' ? null : seen;
  db.exec('BEGIN IMMEDIATE');
  // Another process may have been quicker.
  const locked = recognise(db, path);
  if (locked === 'new') {
    db.exec(tables);
    db.pragma(`application_id = ${applicationId}`);
    db.pragma(`user_version = ${tablesVersion}`);
  }
  db.exec('COMMIT');
  return typeof locked === 'string' ? null : locked;
}
