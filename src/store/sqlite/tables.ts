/** The tables of a ledger's file, and how the file says whose it is. */

/** `ILED` in the file's header says whose file it is. */
export const applicationId = 0x494c4544;
/** Version of the tables, in `user_version`. */
export const tablesVersion = 1;

export const tables = `
  CREATE TABLE streams (
    sid INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    head INTEGER NOT NULL
  );
  CREATE TABLE events (
    position INTEGER PRIMARY KEY AUTOINCREMENT,
    sid INTEGER NOT NULL,
    revision INTEGER NOT NULL,
    id BLOB NOT NULL,
    type TEXT NOT NULL,
    data TEXT NOT NULL,
    metadata TEXT NOT NULL,
    UNIQUE (sid, revision)
  );
`;
