/**
 * The tables of one generation. There are no indexes: everything of an insider stands together
 * under its number `u`, in the order in which it is read and sealed (`seals.ts`), and who is
 * meant by a key is looked up in one table beside them (`lookups.ts`). What is read is thus read
 * on the very way on which it was checked (decision 0023).
 */

/** Version of these tables; another one is rebuilt, never migrated. */
export const tablesVersion = 10;

/** `ILRM` in the file's header. */
export const applicationId = 0x494c524d;

/**
 * Rows with a number of their own have their insider's in its upper bits: so they follow each
 * other, and are found by a stretch of numbers.
 */
const ownBits = 20;
export const rowsMax = 2 ** ownBits;

/** The number of an insider's first row. */
export const firstNumber = (u: number): number => u * rowsMax;

/** Whether a row's number is of an insider's stretch. */
export const isOf = (number: string, u: string): string =>
  `${number} BETWEEN (${u} << ${ownBits}) AND (${u} << ${ownBits}) + ${rowsMax - 1}`;

/** The row of a wording by the number that it has among those of its insider. */
export const wordingAt = (number: string, own: string): string =>
  `(${number} & ~${rowsMax - 1}) + ${own}`;

/** As SQLite keeps them in `sqlite_schema`, word for word. */
const statements = [
  'CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID',
  `CREATE TABLE units (
    u INTEGER PRIMARY KEY, insider TEXT NOT NULL UNIQUE, joined_into TEXT, quarantine TEXT
  )`,
  // Digests of what the other tables hold of an insider, a column for what is read together.
  `CREATE TABLE seals (
    insider TEXT PRIMARY KEY, u INTEGER NOT NULL, who TEXT NOT NULL, filings TEXT NOT NULL,
    held TEXT NOT NULL, joint TEXT NOT NULL, checks TEXT NOT NULL, transactions TEXT NOT NULL,
    conflicts TEXT NOT NULL, rulings TEXT NOT NULL
  ) WITHOUT ROWID`,
  // Whose rows have something: a word in a name, an accession number, a day. And a digest of
  // all that are found by a key, so that none can be left out unseen.
  `CREATE TABLE lookups (
    kind TEXT NOT NULL, key TEXT NOT NULL, u INTEGER NOT NULL, item TEXT NOT NULL,
    PRIMARY KEY (kind, key, u, item)
  ) WITHOUT ROWID`,
  `CREATE TABLE rolls (
    kind TEXT NOT NULL, key TEXT NOT NULL, seal TEXT NOT NULL, PRIMARY KEY (kind, key)
  ) WITHOUT ROWID`,
  // Lookups of a generation that is being filled: sorting them once is quicker.
  'CREATE TABLE staged (kind TEXT NOT NULL, key TEXT NOT NULL, u INTEGER NOT NULL, item TEXT NOT NULL)',
  `CREATE TABLE names (
    u INTEGER NOT NULL, known_from TEXT NOT NULL, name TEXT NOT NULL, canonical TEXT NOT NULL,
    PRIMARY KEY (u, known_from)
  ) WITHOUT ROWID`,
  `CREATE TABLE issuers (
    u INTEGER NOT NULL, issuer TEXT NOT NULL, known_from TEXT NOT NULL,
    cik TEXT, name TEXT NOT NULL, symbol TEXT, canonical TEXT NOT NULL, joined_into TEXT,
    PRIMARY KEY (u, issuer, known_from)
  ) WITHOUT ROWID`,
  `CREATE TABLE filings (
    u INTEGER NOT NULL, accession TEXT NOT NULL, other_names TEXT, form TEXT NOT NULL,
    filed_on TEXT NOT NULL,
    accepted_at TEXT, known_at TEXT NOT NULL, period TEXT NOT NULL, issuer TEXT NOT NULL,
    owners INTEGER NOT NULL, row_count INTEGER NOT NULL, same_rows TEXT,
    PRIMARY KEY (u, accession)
  ) WITHOUT ROWID`,
  'CREATE TABLE positions (p INTEGER PRIMARY KEY, position_id TEXT NOT NULL, issuer TEXT NOT NULL)',
  // What rows say in the same words, once for each insider; rows have its number in the lower bits.
  'CREATE TABLE wordings (w INTEGER PRIMARY KEY, text TEXT NOT NULL)',
  `CREATE TABLE intervals (
    p INTEGER NOT NULL, effective_from TEXT NOT NULL, known_from TEXT NOT NULL,
    known_to TEXT NOT NULL, quantity TEXT, computed TEXT, unexplained TEXT,
    status TEXT NOT NULL, closed INTEGER NOT NULL,
    reported_quantity TEXT, reported_row TEXT, reported_on TEXT, reported_filed_on TEXT,
    reported_as_filed TEXT, conflicts TEXT NOT NULL, rulings TEXT NOT NULL, w INTEGER NOT NULL,
    PRIMARY KEY (p, effective_from, known_from)
  ) WITHOUT ROWID`,
  `CREATE TABLE joint (
    p INTEGER NOT NULL, row TEXT NOT NULL, known_from TEXT NOT NULL, known_to TEXT NOT NULL,
    PRIMARY KEY (p, row, known_from)
  ) WITHOUT ROWID`,
  `CREATE TABLE checks (
    p INTEGER NOT NULL, known_from TEXT NOT NULL, known_to TEXT NOT NULL,
    links INTEGER NOT NULL, explained INTEGER NOT NULL, remaining INTEGER NOT NULL,
    in_words INTEGER NOT NULL, ambiguous INTEGER NOT NULL, readings INTEGER NOT NULL,
    flagged INTEGER NOT NULL, answers INTEGER NOT NULL,
    PRIMARY KEY (p, known_from)
  ) WITHOUT ROWID`,
  `CREATE TABLE transactions (
    t INTEGER PRIMARY KEY, transaction_id TEXT NOT NULL, issuer TEXT NOT NULL,
    known_from TEXT NOT NULL, known_to TEXT NOT NULL, effective_on TEXT NOT NULL,
    home_known_at TEXT, home_accession TEXT, place INTEGER NOT NULL, counts INTEGER NOT NULL,
    code TEXT, letter TEXT, shares TEXT, price TEXT, following TEXT, plan_trade INTEGER,
    others TEXT, subject INTEGER NOT NULL, capacity INTEGER NOT NULL, terms INTEGER, notes INTEGER
  )`,
  `CREATE TABLE conflicts (
    c INTEGER PRIMARY KEY, conflict_id TEXT NOT NULL, issuer TEXT NOT NULL,
    known_from TEXT NOT NULL, known_to TEXT NOT NULL, answer TEXT NOT NULL,
    severity TEXT NOT NULL AS (json_extract(answer, '$.severity')) STORED
  )`,
  // Which amendment amends which document, as the insider's own filings tell.
  `CREATE TABLE links (
    u INTEGER NOT NULL, amendment TEXT NOT NULL, known_from TEXT NOT NULL,
    home TEXT NOT NULL, known_to TEXT NOT NULL, PRIMARY KEY (u, amendment, known_from)
  ) WITHOUT ROWID`,
  `CREATE TABLE rulings (
    r INTEGER PRIMARY KEY, ruling_id TEXT NOT NULL, issuer TEXT, answer TEXT NOT NULL
  )`,
  `CREATE TABLE former_conflicts (
    u INTEGER NOT NULL, conflict_id TEXT NOT NULL, PRIMARY KEY (u, conflict_id)
  ) WITHOUT ROWID`,
] as const;

export const tables = statements.join(';\n');

/** What SQLite made of its own accord: the index that keeps insiders apart. */
const ofItsOwn = 'sqlite_autoindex_units_1';

/**
 * Whether the schema is the one above, whole: no trigger, view or index more, nothing less and
 * nothing else. Rows as `sqlite_schema` has them: name and text.
 */
export const isSchema = (
  rows: ReadonlyArray<readonly [name: string, sql: string | null]>,
): boolean => {
  const own = rows.filter(([, sql]) => sql !== null).map(([, sql]) => sql);
  const others = rows.filter(([, sql]) => sql === null).map(([name]) => name);
  return (
    own.length === statements.length &&
    own.every((sql, i) => sql === statements[i]) &&
    others.length === 1 &&
    others[0] === ofItsOwn
  );
};
