/** The tables with the rows of insiders: their columns, and how rows are found, dropped and added. */
import type Database from 'better-sqlite3';
import { prepared } from '../store/sqlite/prepared.js';
import type { Connection } from './connection.js';
import { isOf, wordingAt } from './tables.js';
import { transactionColumns, transactionWordings } from './transaction-cells.js';

/** A row of a table, as its columns follow each other. */
export type Cells = ReadonlyArray<string | number | null>;

/** Columns by their table, in its order; the first ones name a row among those of an insider. */
const columns = {
  names: ['known_from AS knownFrom', 'name', 'canonical'],
  issuers: [
    'issuer',
    'known_from AS knownFrom',
    'cik',
    'name',
    'symbol',
    'canonical',
    'joined_into AS joinedInto',
  ],
  filings: [
    'accession',
    'other_names AS otherNames',
    'form',
    'filed_on AS filedOn',
    'accepted_at AS acceptedAt',
    'known_at AS knownAt',
    'period',
    'issuer',
    'owners',
    'row_count AS rows',
    'same_rows AS sameRows',
  ],
  intervals: [
    'effective_from AS effectiveFrom',
    'known_from AS knownFrom',
    'known_to AS knownTo',
    'quantity',
    'computed',
    'unexplained',
    'status',
    'closed',
    'reported_quantity AS reportedQuantity',
    'reported_row AS reportedRow',
    'reported_on AS reportedOn',
    'reported_filed_on AS reportedFiledOn',
    'reported_as_filed AS reportedAsFiled',
    'conflicts',
    'rulings',
    'text AS wording',
  ],
  joint: ['row', 'known_from AS knownFrom', 'known_to AS knownTo'],
  checks: [
    'known_from AS knownFrom',
    'known_to AS knownTo',
    'links',
    'explained',
    'remaining',
    'in_words AS inWords',
    'ambiguous',
    'readings',
    'flagged',
    'text AS answers',
  ],
  transactions: transactionColumns,
  links: ['amendment', 'known_from AS knownFrom', 'home', 'known_to AS knownTo'],
  conflicts: [
    'conflict_id AS conflictId',
    'issuer',
    'known_from AS knownFrom',
    'known_to AS knownTo',
    'answer',
  ],
  rulings: ['ruling_id AS rulingId', 'issuer', 'answer'],
} as const;

export type Table = keyof typeof columns;

/** Which of a row's cells are wordings: texts as a row is told of, numbers as it is kept. */
export const wordingsIn: Partial<Record<Table, ReadonlyArray<number>>> = {
  intervals: [columns.intervals.length],
  checks: [columns.checks.length],
  transactions: transactionWordings.map((name) => transactionColumns.indexOf(name)),
};

/** The property that a column fills: `known_from AS knownFrom` fills `knownFrom`. */
const propertyOf = (column: string): string =>
  (column.split(' AS ')[1] ?? column).replaceAll("'", '');

const properties: ReadonlyMap<string, ReadonlyArray<string>> = new Map(
  Object.entries(columns).map(([table, all]) => [table, all.map(propertyOf)]),
);

/** A row's values in the order of its table's columns. */
export const cellsOf = (table: Table, row: object): Cells =>
  (properties.get(table) ?? []).map((property) => {
    const value: unknown = Reflect.get(row, property);
    return typeof value === 'boolean' ? Number(value) : (value as string | number | null);
  });

type Statement = Database.Statement<unknown[]>;

/** How the rows of a table are found, taken away by their first cells, and added. */
export interface UnitTable {
  readonly list: Statement;
  readonly drop: Statement;
  /** So many cells name a row. */
  readonly key: number;
  readonly add: Statement;
}

export const unitTables = (db: Connection): Readonly<Record<Table, UnitTable>> => {
  const select = (table: Table): string => columns[table].join(', ');
  const listOf = (table: Table, rest: string) => db.prepare(`SELECT ${select(table)} FROM ${rest}`);
  const ofPositions = (table: Table) =>
    db.prepare(`SELECT p, ${select(table)} FROM ${table} WHERE ${isOf('p', ':u')}`);
  const wordingText = (own: string): string =>
    `(SELECT text FROM wordings WHERE w = ${wordingAt('t', own)})`;
  const marks = (count: number): string => Array(count).fill('?').join(', ');
  return prepared({
    names: () => ({
      list: listOf('names', 'names WHERE u = :u ORDER BY known_from'),
      drop: db.prepare('DELETE FROM names WHERE u = ? AND known_from = ?'),
      key: 1,
      add: db.prepare(`INSERT INTO names VALUES (${marks(4)})`),
    }),
    issuers: () => ({
      list: listOf('issuers', 'issuers WHERE u = :u'),
      drop: db.prepare('DELETE FROM issuers WHERE u = ? AND issuer = ? AND known_from = ?'),
      key: 2,
      add: db.prepare(`INSERT INTO issuers VALUES (${marks(8)})`),
    }),
    filings: () => ({
      list: listOf('filings', 'filings WHERE u = :u'),
      drop: db.prepare('DELETE FROM filings WHERE u = ? AND accession = ?'),
      key: 1,
      add: db.prepare(`INSERT INTO filings VALUES (${marks(12)})`),
    }),
    links: () => ({
      list: listOf('links', 'links WHERE u = :u'),
      drop: db.prepare('DELETE FROM links WHERE u = ? AND amendment = ? AND known_from = ?'),
      key: 2,
      add: db.prepare(`INSERT INTO links VALUES (${marks(5)})`),
    }),
    intervals: () => ({
      list: db.prepare(
        `SELECT p, ${select('intervals')} FROM intervals LEFT JOIN wordings w
           ON w.w = ${wordingAt('p', 'intervals.w')} WHERE ${isOf('p', ':u')}`,
      ),
      drop: db.prepare(
        'DELETE FROM intervals WHERE p = ? AND effective_from = ? AND known_from = ?',
      ),
      key: 3,
      add: db.prepare(`INSERT INTO intervals VALUES (${marks(17)})`),
    }),
    joint: () => ({
      list: ofPositions('joint'),
      drop: db.prepare('DELETE FROM joint WHERE p = ? AND row = ? AND known_from = ?'),
      key: 3,
      add: db.prepare(`INSERT INTO joint VALUES (${marks(4)})`),
    }),
    checks: () => ({
      list: db.prepare(
        `SELECT p, ${select('checks')} FROM checks LEFT JOIN wordings w
           ON w.w = ${wordingAt('p', 'answers')} WHERE ${isOf('p', ':u')}`,
      ),
      drop: db.prepare('DELETE FROM checks WHERE p = ? AND known_from = ?'),
      key: 2,
      add: db.prepare(`INSERT INTO checks VALUES (${marks(11)})`),
    }),
    transactions: () => ({
      list: db.prepare(
        `SELECT t, ${transactionColumns.slice(0, -transactionWordings.length).join(', ')},
           ${transactionWordings.map(wordingText).join(', ')}
         FROM transactions WHERE ${isOf('t', ':u')}`,
      ),
      drop: db.prepare('DELETE FROM transactions WHERE t = ?'),
      key: 1,
      add: db.prepare(`INSERT INTO transactions VALUES (${marks(21)})`),
    }),
    conflicts: () => ({
      list: db.prepare(`SELECT c, ${select('conflicts')} FROM conflicts WHERE ${isOf('c', ':u')}`),
      drop: db.prepare('DELETE FROM conflicts WHERE c = ?'),
      key: 1,
      add: db.prepare(`INSERT INTO conflicts VALUES (${marks(6)})`),
    }),
    rulings: () => ({
      list: db.prepare(`SELECT r, ${select('rulings')} FROM rulings WHERE ${isOf('r', ':u')}`),
      drop: db.prepare('DELETE FROM rulings WHERE r = ?'),
      key: 1,
      add: db.prepare(`INSERT INTO rulings VALUES (${marks(4)})`),
    }),
  });
};
