/** The tables of a ledger's file, and how the file says whose it is. */

/** `ILED` in the file's header says whose file it is. */
export const applicationId = 0x494c4544;
/** Version of the tables, in `user_version`: which versions of the program may open the file. */
export const tablesVersion = 2;
/** Texts stand in it as they are; read and written so for as long as there are such files. */
export const textsVersion = 1;

/** Every table by its name, worded as the files that are there have it. */
export const tableTexts = {
  streams: `CREATE TABLE streams (
    sid INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    head INTEGER NOT NULL
  )`,
  events: `CREATE TABLE events (
    position INTEGER PRIMARY KEY AUTOINCREMENT,
    sid INTEGER NOT NULL,
    revision INTEGER NOT NULL,
    id BLOB NOT NULL,
    type TEXT NOT NULL,
    data TEXT NOT NULL,
    metadata TEXT NOT NULL,
    UNIQUE (sid, revision)
  )`,
} as const;

export const tables = `${tableTexts.streams}; ${tableTexts.events};`;
