/**
 * The tables of one generation. Rows refer to their insider as `u`, so that one insider's rows
 * are found, replaced and compared together.
 */

/** Version of these tables; another one is rebuilt, never migrated. */
export const tablesVersion = 8;

/** `ILRM` in the file's header. */
export const applicationId = 0x494c524d;

/** What a generation is filled into; `indexes` come when it is full. */
export const tables = `
  CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
  CREATE TABLE units (
    u INTEGER PRIMARY KEY,
    insider TEXT NOT NULL UNIQUE,
    joined_into TEXT,
    quarantine TEXT
  );
  CREATE TABLE names (
    u INTEGER NOT NULL, known_from TEXT NOT NULL, name TEXT NOT NULL, canonical TEXT NOT NULL,
    PRIMARY KEY (u, known_from)
  ) WITHOUT ROWID;
  -- Words that were ever met in a name; whoever looks a name up looks closer. Never taken away.
  CREATE TABLE name_words (
    word TEXT NOT NULL, u INTEGER NOT NULL, PRIMARY KEY (word, u)
  ) WITHOUT ROWID;
  CREATE TABLE issuers (
    u INTEGER NOT NULL, issuer TEXT NOT NULL, known_from TEXT NOT NULL,
    cik TEXT, name TEXT NOT NULL, symbol TEXT, canonical TEXT NOT NULL, joined_into TEXT,
    PRIMARY KEY (u, issuer, known_from)
  ) WITHOUT ROWID;
  CREATE TABLE issuer_words (
    word TEXT NOT NULL, issuer TEXT NOT NULL, PRIMARY KEY (word, issuer)
  ) WITHOUT ROWID;
  CREATE TABLE filings (
    u INTEGER NOT NULL, accession TEXT NOT NULL, other_names TEXT, form TEXT NOT NULL,
    filed_on TEXT NOT NULL,
    accepted_at TEXT, known_at TEXT NOT NULL, period TEXT NOT NULL, issuer TEXT NOT NULL,
    owners INTEGER NOT NULL, row_count INTEGER NOT NULL, same_rows TEXT,
    PRIMARY KEY (u, accession)
  ) WITHOUT ROWID;
  CREATE TABLE positions (
    p INTEGER PRIMARY KEY, u INTEGER NOT NULL, position_id TEXT NOT NULL, issuer TEXT NOT NULL
  );
  CREATE TABLE wordings (w INTEGER PRIMARY KEY, u INTEGER NOT NULL, text TEXT NOT NULL);
  CREATE TABLE intervals (
    p INTEGER NOT NULL, effective_from TEXT NOT NULL, known_from TEXT NOT NULL,
    known_to TEXT NOT NULL, quantity TEXT, computed TEXT, unexplained TEXT,
    status TEXT NOT NULL, closed INTEGER NOT NULL,
    reported_quantity TEXT, reported_row TEXT, reported_on TEXT, reported_filed_on TEXT,
    reported_as_filed TEXT, conflicts TEXT NOT NULL, rulings TEXT NOT NULL, w INTEGER NOT NULL,
    PRIMARY KEY (p, effective_from, known_from)
  ) WITHOUT ROWID;
  CREATE TABLE joint (
    p INTEGER NOT NULL, row TEXT NOT NULL, known_from TEXT NOT NULL, known_to TEXT NOT NULL,
    PRIMARY KEY (p, row, known_from)
  ) WITHOUT ROWID;
  CREATE TABLE checks (
    p INTEGER NOT NULL, known_from TEXT NOT NULL, known_to TEXT NOT NULL,
    links INTEGER NOT NULL, explained INTEGER NOT NULL, remaining INTEGER NOT NULL,
    in_words INTEGER NOT NULL, ambiguous INTEGER NOT NULL, readings INTEGER NOT NULL,
    flagged INTEGER NOT NULL, answers TEXT NOT NULL,
    PRIMARY KEY (p, known_from)
  ) WITHOUT ROWID;
  CREATE TABLE transactions (
    t INTEGER PRIMARY KEY, u INTEGER NOT NULL, transaction_id TEXT NOT NULL, issuer TEXT NOT NULL,
    known_from TEXT NOT NULL, known_to TEXT NOT NULL, effective_on TEXT NOT NULL,
    home_known_at TEXT NOT NULL, home_accession TEXT NOT NULL, place INTEGER NOT NULL,
    counts INTEGER NOT NULL, form_table TEXT NOT NULL, security TEXT NOT NULL, unit TEXT NOT NULL,
    code TEXT, letter TEXT, amount TEXT, price TEXT, price_doubt TEXT, answer TEXT NOT NULL
  );
  CREATE TABLE conflicts (
    c INTEGER PRIMARY KEY, u INTEGER NOT NULL, conflict_id TEXT NOT NULL, issuer TEXT NOT NULL,
    known_from TEXT NOT NULL, known_to TEXT NOT NULL, answer TEXT NOT NULL,
    severity TEXT NOT NULL AS (json_extract(answer, '$.severity')) STORED
  );
  -- Which amendment amends which document, as the insider's own filings tell.
  CREATE TABLE links (
    u INTEGER NOT NULL, amendment TEXT NOT NULL, known_from TEXT NOT NULL,
    home TEXT NOT NULL, known_to TEXT NOT NULL, PRIMARY KEY (u, amendment, known_from)
  ) WITHOUT ROWID;
  CREATE TABLE rulings (
    r INTEGER PRIMARY KEY, u INTEGER NOT NULL, ruling_id TEXT NOT NULL, issuer TEXT,
    answer TEXT NOT NULL
  );
  CREATE TABLE former_conflicts (
    u INTEGER NOT NULL, conflict_id TEXT NOT NULL, PRIMARY KEY (conflict_id, u)
  ) WITHOUT ROWID;
`;

/** By what questions look rows up. Making them once is quicker than keeping them while filling. */
export const indexes = `
  CREATE INDEX IF NOT EXISTS units_quarantine ON units (insider) WHERE quarantine IS NOT NULL;
  CREATE INDEX IF NOT EXISTS units_joined ON units (insider) WHERE joined_into IS NOT NULL;
  CREATE INDEX IF NOT EXISTS issuers_issuer ON issuers (issuer, u);
  CREATE INDEX IF NOT EXISTS issuers_symbol ON issuers (upper(symbol), issuer);
  CREATE INDEX IF NOT EXISTS checks_flagged ON checks (p) WHERE flagged > 0;
  CREATE INDEX IF NOT EXISTS filings_accession ON filings (accession, u);
  CREATE INDEX IF NOT EXISTS filings_other_names ON filings (other_names) WHERE other_names IS NOT NULL;
  CREATE INDEX IF NOT EXISTS filings_filed_on ON filings (filed_on, u);
  CREATE INDEX IF NOT EXISTS filings_known_at ON filings (known_at, u);
  CREATE INDEX IF NOT EXISTS links_home ON links (home);
  CREATE INDEX IF NOT EXISTS filings_split ON filings (issuer, same_rows) WHERE same_rows IS NOT NULL;
  CREATE INDEX IF NOT EXISTS positions_u ON positions (u);
  CREATE INDEX IF NOT EXISTS positions_issuer ON positions (issuer);
  CREATE INDEX IF NOT EXISTS wordings_u ON wordings (u);
  CREATE INDEX IF NOT EXISTS transactions_u ON transactions (u);
  CREATE INDEX IF NOT EXISTS transactions_issuer ON transactions (issuer, effective_on);
  CREATE INDEX IF NOT EXISTS conflicts_u ON conflicts (u, severity);
  CREATE INDEX IF NOT EXISTS conflicts_id ON conflicts (conflict_id);
  CREATE INDEX IF NOT EXISTS conflicts_issuer ON conflicts (issuer);
  CREATE INDEX IF NOT EXISTS rulings_u ON rulings (u);
`;
