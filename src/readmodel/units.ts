/** Writing and reading back the rows of one insider. */
import type { Connection } from './connection.js';
import { nameWords } from './name-words.js';
import type {
  CheckRow,
  ConflictRow,
  FilingRow,
  IntervalRow,
  IssuerRow,
  JointRow,
  NameRow,
  PositionRow,
  TransactionRow,
  UnitRows,
} from './rows.js';

export interface Units {
  /** Puts these rows in the place of all that was kept of the insider. Inside a transaction. */
  replace(rows: UnitRows): void;
  /** Keeps nothing of an insider but why it cannot be folded. Inside a transaction. */
  quarantine(insider: string, reason: string): void;
  has(insider: string): boolean;
  /** As kept; null where nothing is, or where the insider is quarantined. */
  read(insider: string): UnitRows | null;
  /** Every insider with rows, in order, joined ones included. */
  insiders(): ReadonlyArray<string>;
}

interface Found {
  readonly u: number;
  readonly quarantine: string | null;
  readonly joined_into: string | null;
}

const columns = {
  names: 'known_from AS knownFrom, name, canonical',
  issuers: 'issuer, known_from AS knownFrom, cik, name, symbol, canonical',
  filings: `accession, form, filed_on AS filedOn, accepted_at AS acceptedAt, known_at AS knownAt,
    period, issuer, owners, row_count AS rows, same_rows AS sameRows`,
  intervals: `effective_from AS effectiveFrom, known_from AS knownFrom, known_to AS knownTo,
    quantity, computed, unexplained, status, closed, reported_quantity AS reportedQuantity,
    reported_row AS reportedRow, reported_on AS reportedOn, reported_filed_on AS reportedFiledOn,
    conflicts, text AS wording`,
  joint: 'row, known_from AS knownFrom, known_to AS knownTo',
  checks:
    'position_id AS positionId, known_from AS knownFrom, known_to AS knownTo, links, explained, remaining, answers',
  transactions: `transaction_id AS transactionId, issuer, known_from AS knownFrom,
    known_to AS knownTo, effective_on AS effectiveOn, home_known_at AS homeKnownAt,
    home_accession AS homeAccession, place, counts, form_table AS 'table', security, unit, code,
    letter, amount, price, answer`,
  conflicts:
    'conflict_id AS conflictId, issuer, known_from AS knownFrom, known_to AS knownTo, answer',
} as const;

export const unitsOf = (db: Connection): Units => {
  const sql = {
    find: db.prepare('SELECT u, quarantine, joined_into FROM units WHERE insider = ?'),
    add: db.prepare('INSERT INTO units (insider, joined_into, quarantine) VALUES (?, ?, ?)'),
    change: db.prepare('UPDATE units SET joined_into = ?, quarantine = ? WHERE u = ?'),
    insiders: db
      .prepare('SELECT insider FROM units WHERE quarantine IS NULL ORDER BY insider')
      .pluck(),
    positionsOf: db.prepare(
      'SELECT p, position_id AS positionId, issuer FROM positions WHERE u = ?',
    ),
    addPosition: db.prepare('INSERT INTO positions (u, position_id, issuer) VALUES (?, ?, ?)'),
    restorePosition: db.prepare(
      'INSERT INTO positions (p, u, position_id, issuer) VALUES (?, ?, ?, ?)',
    ),
    addName: db.prepare('INSERT INTO names VALUES (?, ?, ?, ?)'),
    addIssuer: db.prepare('INSERT INTO issuers VALUES (?, ?, ?, ?, ?, ?, ?)'),
    addFiling: db.prepare('INSERT INTO filings VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)'),
    addWording: db.prepare('INSERT INTO wordings (u, text) VALUES (?, ?)'),
    addInterval: db.prepare(
      'INSERT INTO intervals VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
    ),
    addCheck: db.prepare('INSERT INTO checks VALUES (?, ?, ?, ?, ?, ?, ?)'),
    addNameWord: db.prepare('INSERT OR IGNORE INTO name_words VALUES (?, ?)'),
    addIssuerWord: db.prepare('INSERT OR IGNORE INTO issuer_words VALUES (?, ?)'),
    addJoint: db.prepare('INSERT INTO joint VALUES (?, ?, ?, ?)'),
    addTransaction: db.prepare(
      'INSERT INTO transactions VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
    ),
    addConflict: db.prepare('INSERT INTO conflicts VALUES (NULL, ?, ?, ?, ?, ?, ?)'),
    clear: [
      'DELETE FROM intervals WHERE p IN (SELECT p FROM positions WHERE u = ?)',
      'DELETE FROM joint WHERE p IN (SELECT p FROM positions WHERE u = ?)',
      'DELETE FROM checks WHERE p IN (SELECT p FROM positions WHERE u = ?)',
      'DELETE FROM positions WHERE u = ?',
      'DELETE FROM wordings WHERE u = ?',
      'DELETE FROM names WHERE u = ?',
      'DELETE FROM issuers WHERE u = ?',
      'DELETE FROM filings WHERE u = ?',
      'DELETE FROM transactions WHERE u = ?',
      'DELETE FROM conflicts WHERE u = ?',
    ].map((text) => db.prepare(text)),
    names: db.prepare(`SELECT ${columns.names} FROM names WHERE u = ? ORDER BY known_from`),
    issuers: db.prepare(`SELECT ${columns.issuers} FROM issuers WHERE u = ?`),
    filings: db.prepare(`SELECT ${columns.filings} FROM filings WHERE u = ?`),
    intervals: db.prepare(
      `SELECT ${columns.intervals} FROM intervals JOIN wordings USING (w) WHERE p = ?`,
    ),
    joint: db.prepare(`SELECT ${columns.joint} FROM joint WHERE p = ?`),
    checks: db.prepare(`SELECT ${columns.checks} FROM positions JOIN checks USING (p) WHERE u = ?`),
    transactions: db.prepare(`SELECT ${columns.transactions} FROM transactions WHERE u = ?`),
    conflicts: db.prepare(`SELECT ${columns.conflicts} FROM conflicts WHERE u = ?`),
  };

  /** Empties an insider's place; positions keep their numbers, so that scans stay in order. */
  const place = (
    insider: string,
    joinedInto: string | null,
    quarantine: string | null,
  ): { readonly u: number; readonly numbers: ReadonlyMap<string, number> } => {
    const found = sql.find.get(insider) as Found | undefined;
    if (found === undefined) {
      const added = sql.add.run(insider, joinedInto, quarantine);
      return { u: Number(added.lastInsertRowid), numbers: new Map() };
    }
    const { u } = found;
    const before = sql.positionsOf.all(u) as Array<{ p: number; positionId: string }>;
    for (const statement of sql.clear) statement.run(u);
    sql.change.run(joinedInto, quarantine, u);
    return { u, numbers: new Map(before.map((b) => [b.positionId, b.p])) };
  };

  const writePosition = (
    u: number,
    { positionId, issuer, intervals, joint }: PositionRow,
    number: number | undefined,
    wordings: Map<string, number>,
  ): number => {
    let p = number;
    if (p === undefined) p = Number(sql.addPosition.run(u, positionId, issuer).lastInsertRowid);
    else sql.restorePosition.run(p, u, positionId, issuer);
    for (const i of intervals) {
      let w = wordings.get(i.wording);
      if (w === undefined) {
        w = Number(sql.addWording.run(u, i.wording).lastInsertRowid);
        wordings.set(i.wording, w);
      }
      sql.addInterval.run(
        p,
        i.effectiveFrom,
        i.knownFrom,
        i.knownTo,
        i.quantity,
        i.computed,
        i.unexplained,
        i.status,
        i.closed ? 1 : 0,
        i.reportedQuantity,
        i.reportedRow,
        i.reportedOn,
        i.reportedFiledOn,
        i.conflicts,
        w,
      );
    }
    for (const j of joint) sql.addJoint.run(p, j.row, j.knownFrom, j.knownTo);
    return p;
  };

  const writeParties = (u: number, rows: UnitRows): void => {
    for (const n of rows.names) {
      sql.addName.run(u, n.knownFrom, n.name, n.canonical);
      for (const word of nameWords(n.name)) sql.addNameWord.run(word, u);
    }
    for (const i of rows.issuers) {
      sql.addIssuer.run(u, i.issuer, i.knownFrom, i.cik, i.name, i.symbol, i.canonical);
      for (const word of nameWords(i.name)) sql.addIssuerWord.run(word, i.issuer);
    }
    for (const f of rows.filings)
      sql.addFiling.run(
        u,
        f.accession,
        f.form,
        f.filedOn,
        f.acceptedAt,
        f.knownAt,
        f.period,
        f.issuer,
        f.owners,
        f.rows,
        f.sameRows,
      );
  };

  return {
    replace: (rows) => {
      const { u, numbers } = place(rows.insider, rows.joinedInto, null);
      writeParties(u, rows);
      const wordings = new Map<string, number>();
      const written = new Map<string, number>();
      // Numbers given before first, or a new position might be given one of them.
      for (const known of [true, false])
        for (const position of rows.positions) {
          const { positionId } = position;
          if (numbers.has(positionId) === known)
            written.set(positionId, writePosition(u, position, numbers.get(positionId), wordings));
        }
      for (const c of rows.checks)
        sql.addCheck.run(
          written.get(c.positionId),
          c.knownFrom,
          c.knownTo,
          c.links,
          c.explained,
          c.remaining,
          c.answers,
        );
      for (const t of rows.transactions)
        sql.addTransaction.run(
          u,
          t.transactionId,
          t.issuer,
          t.knownFrom,
          t.knownTo,
          t.effectiveOn,
          t.homeKnownAt,
          t.homeAccession,
          t.place,
          t.counts ? 1 : 0,
          t.table,
          t.security,
          t.unit,
          t.code,
          t.letter,
          t.amount,
          t.price,
          t.answer,
        );
      for (const c of rows.conflicts)
        sql.addConflict.run(u, c.conflictId, c.issuer, c.knownFrom, c.knownTo, c.answer);
    },
    quarantine: (insider, reason) => {
      place(insider, null, reason);
    },
    has: (insider) => sql.find.get(insider) !== undefined,
    read: (insider) => {
      const found = sql.find.get(insider) as Found | undefined;
      if (found === undefined || found.quarantine !== null) return null;
      const { u } = found;
      const flagged = <A>(rows: ReadonlyArray<unknown>, flag: string): ReadonlyArray<A> =>
        (rows as Array<Record<string, unknown>>).map((r) => ({ ...r, [flag]: r[flag] === 1 }) as A);
      const positions = sql.positionsOf.all(u) as Array<PositionRow & { p: number }>;
      return {
        insider,
        joinedInto: found.joined_into,
        names: sql.names.all(u) as NameRow[],
        issuers: sql.issuers.all(u) as IssuerRow[],
        filings: sql.filings.all(u) as FilingRow[],
        positions: positions.map(({ p, positionId, issuer }) => ({
          positionId,
          issuer,
          intervals: flagged<IntervalRow>(sql.intervals.all(p), 'closed'),
          joint: sql.joint.all(p) as JointRow[],
        })),
        checks: sql.checks.all(u) as CheckRow[],
        transactions: flagged<TransactionRow>(sql.transactions.all(u), 'counts'),
        conflicts: sql.conflicts.all(u) as ConflictRow[],
      };
    },
    insiders: () => sql.insiders.all() as string[],
  };
};
