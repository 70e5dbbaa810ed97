/**
 * What the file says that it is made of, held against what it has to be: a trigger, a view, an
 * index too many or too few, or another wording would change what is written and what is read.
 */
import type { StoreError } from '../port.js';
import type { Connection } from './connection.js';
import { corrupt } from './row.js';
import { tableTexts } from './tables.js';

interface SchemaObject {
  readonly type: string;
  readonly name: string;
  readonly on: string;
  readonly sql: string | null;
}

const listing = 'SELECT type, name, tbl_name AS "on", sql FROM sqlite_schema ORDER BY type, name';

const isMade = (db: Connection): ReadonlyArray<SchemaObject> =>
  db.prepare(listing).all() as ReadonlyArray<SchemaObject>;

/** Our tables, and what SQLite makes of its own accord to keep them. */
const shouldBe: ReadonlyArray<SchemaObject> = [
  ...Object.entries(tableTexts).flatMap(([name, sql]) => [
    { type: 'table', name, on: name, sql },
    { type: 'index', name: `sqlite_autoindex_${name}_1`, on: name, sql: null },
  ]),
  {
    type: 'table',
    name: 'sqlite_sequence',
    on: 'sqlite_sequence',
    sql: 'CREATE TABLE sqlite_sequence(name,seq)',
  },
];

/** What ANALYZE makes: only how a search goes depends on it, never what it finds. */
const statistics: ReadonlyMap<string, string> = new Map([
  ['table sqlite_stat1', 'sqlite_stat1 CREATE TABLE sqlite_stat1(tbl,idx,stat)'],
  ['table sqlite_stat4', 'sqlite_stat4 CREATE TABLE sqlite_stat4(tbl,idx,neq,nlt,ndlt,sample)'],
]);

const keyOf = ({ type, name }: SchemaObject): string => `${type} ${name}`;

const textOf = ({ on, sql }: SchemaObject): string => `${on} ${sql ?? ''}`;

/** The first thing that is not as it has to be; null as a rule. */
export const schemaFlaw = (db: Connection): string | null => {
  const made = new Map(isMade(db).map((one) => [keyOf(one), textOf(one)]));
  for (const one of shouldBe) {
    const key = keyOf(one);
    const found = made.get(key);
    if (found === undefined) return `its ${key} is missing`;
    if (found !== textOf(one)) return `its ${key} is worded otherwise`;
    made.delete(key);
  }
  for (const [key, text] of statistics) if (made.get(key) === text) made.delete(key);
  const [extra] = made.keys();
  if (extra !== undefined) return `it has a ${extra} that no ledger has`;
  const encoding = db.pragma('encoding', { simple: true });
  return encoding === 'UTF-8' ? null : `its texts are in ${encoding}`;
};

export const otherSchema = (path: string, flaw: string): StoreError => corrupt(`${path}: ${flaw}`);

/** Tells, once a transaction, whether the schema was touched since it was last found right. */
export class SchemaWatch {
  readonly #db: Connection;
  readonly #path: string;
  readonly #version;
  #right = -1;

  constructor(db: Connection, path: string) {
    this.#db = db;
    this.#path = path;
    this.#version = db.prepare('PRAGMA schema_version').pluck();
  }

  problem(): StoreError | null {
    const version = this.#version.get() as number;
    if (version === this.#right) return null;
    const flaw = schemaFlaw(this.#db);
    if (flaw !== null) return otherSchema(this.#path, flaw);
    this.#right = version;
    return null;
  }
}
