/**
 * Lookups: which insiders have something, by a word of a name, an issuer, an accession number, a
 * day. All that are found by one key are sealed together, in a table of its own, so that neither
 * a row can be missing nor a key.
 */
import { prepared } from '../store/sqlite/prepared.js';
import { atOnce, type Connection } from './connection.js';
import { Damaged } from './damage.js';
import { nameWords } from './name-words.js';
import type { TransactionRow, UnitRows } from './rows.js';
import { sealOf } from './seals.js';

/** Each by the letter that is kept. */
export const kinds = {
  /** A word of an insider's name. */
  word: 'w',
  /** A word of an issuer's name; the issuer is the item. */
  issuerWord: 'x',
  /** An issuer; the item is empty where the insider filed about it under this id. */
  issuer: 'i',
  /** A trading symbol in capitals; the issuer is the item. */
  symbol: 's',
  accession: 'a',
  /** Another number under which a document was recorded. */
  otherName: 'o',
  filedOn: 'f',
  /** The month in which a filing became known. */
  knownIn: 'm',
  /** A conflict's id; the item is `former` where it has another now. */
  conflict: 'c',
  /** A document that is amended. */
  home: 'h',
  /** Issuer and rows of a document that may be one of several; its accession is the item. */
  sameRows: 'd',
  /** Under the empty key: insiders that cannot be folded. */
  quarantined: 'q',
  /** Who is counted, each under a key of its own. */
  countedInsider: 'n',
  countedIssuer: 'e',
} as const;

type Kind = (typeof kinds)[keyof typeof kinds];

export type Lookup = readonly [kind: Kind, key: string, item: string];

export interface Met {
  readonly u: number;
  readonly item: string;
}

/** As SQLite's `upper`. */
export const inCapitals = (text: string): string =>
  text.replace(/[a-z]+/g, (letters) => letters.toUpperCase());

export const sameRowsKey = (issuer: string, sameRows: string): string => `${issuer} ${sameRows}`;

export const ofQuarantined: ReadonlyArray<Lookup> = [[kinds.quarantined, '', '']];

/** Of transactions their issuers alone. */
type LookedUp = Omit<UnitRows, 'transactions'> & {
  readonly transactions: ReadonlyArray<Pick<TransactionRow, 'issuer'>>;
};

/** By what an insider's rows are looked up. */
export const lookupsOf = (unit: LookedUp): ReadonlyArray<Lookup> => {
  const all: Array<Lookup> = [];
  const { insider, joinedInto, names, issuers, filings } = unit;
  for (const { name } of names)
    for (const word of nameWords(name)) all.push([kinds.word, word, '']);
  const filed = new Set(issuers.map(({ issuer }) => issuer));
  for (const { issuer, name, symbol, joinedInto: into } of issuers) {
    for (const word of nameWords(name)) all.push([kinds.issuerWord, word, issuer]);
    if (symbol !== null) all.push([kinds.symbol, inCapitals(symbol), issuer]);
    all.push([kinds.countedIssuer, into ?? issuer, '']);
  }
  for (const issuer of filed) all.push([kinds.issuer, issuer, '']);
  for (const { issuer } of [...unit.positions, ...unit.transactions, ...unit.conflicts])
    if (!filed.has(issuer)) all.push([kinds.issuer, issuer, 'told']);
  for (const { accession, otherNames, filedOn, knownAt, issuer, sameRows } of filings) {
    all.push([kinds.accession, accession, '']);
    for (const other of otherNames?.split(' ') ?? []) all.push([kinds.otherName, other, '']);
    all.push([kinds.filedOn, filedOn, ''], [kinds.knownIn, knownAt.slice(0, 7), '']);
    if (sameRows !== null) all.push([kinds.sameRows, sameRowsKey(issuer, sameRows), accession]);
  }
  for (const { conflictId } of unit.conflicts) all.push([kinds.conflict, conflictId, '']);
  for (const id of unit.formerConflicts) all.push([kinds.conflict, id, 'former']);
  for (const { home } of unit.links) all.push([kinds.home, home, '']);
  if (names.length > 0 && joinedInto === null) all.push([kinds.countedInsider, insider, '']);
  const met = new Set<string>();
  return all.filter((one) => {
    const text = one.join('\n');
    if (met.has(text)) return false;
    met.add(text);
    return true;
  });
};

export interface Lookups {
  find(kind: Kind, key: string): ReadonlyArray<Met>;
  /** Every key of a kind. */
  keys(kind: Kind): ReadonlyArray<string>;
  count(kind: Kind): number;
  /** Puts an insider's lookups in the place of those before. Inside a transaction. */
  change(u: number, before: ReadonlyArray<Lookup>, after: ReadonlyArray<Lookup>): void;
  /** The same for a generation that is being filled. */
  stage(u: number, lookups: ReadonlyArray<Lookup>): void;
  /** Sorts and seals what was staged. Inside a transaction. */
  settle(): void;
  /** Compares all of them with their seals. */
  check(): void;
}

/** Keys whose insiders are remembered as found. */
const keysMax = 10_000;

const rollOf = (kind: string, key: string, met: ReadonlyArray<Met>): string =>
  sealOf(`${kind}\n${key}\n${met.map(({ u, item }) => `${u} ${item}`).join('\n')}`);

export const lookupsIn = (db: Connection, state: () => number): Lookups => {
  const sql = prepared({
    find: () =>
      db.prepare('SELECT u, item FROM lookups WHERE kind = ? AND key = ? ORDER BY u, item'),
    roll: () => db.prepare('SELECT seal FROM rolls WHERE kind = ? AND key = ?').pluck(),
    add: () => db.prepare('INSERT INTO lookups (kind, key, u, item) VALUES (?, ?, ?, ?)'),
    drop: () => db.prepare('DELETE FROM lookups WHERE kind = ? AND key = ? AND u = ? AND item = ?'),
    putRoll: () => db.prepare('INSERT OR REPLACE INTO rolls (kind, key, seal) VALUES (?, ?, ?)'),
    dropRoll: () => db.prepare('DELETE FROM rolls WHERE kind = ? AND key = ?'),
    stage: () => db.prepare('INSERT INTO staged (kind, key, u, item) VALUES (?, ?, ?, ?)'),
    keys: () => db.prepare('SELECT DISTINCT key FROM lookups WHERE kind = ? ORDER BY key').pluck(),
    rollKeys: () => db.prepare('SELECT key FROM rolls WHERE kind = ? ORDER BY key').pluck(),
    count: () =>
      db.prepare('SELECT count(*) FROM (SELECT DISTINCT key FROM lookups WHERE kind = ?)').pluck(),
    rollCount: () => db.prepare('SELECT count(*) FROM rolls WHERE kind = ?').pluck(),
    sort: () =>
      db.prepare(
        `INSERT OR IGNORE INTO lookups (kind, key, u, item)
       SELECT kind, key, u, item FROM staged ORDER BY kind, key, u, item`,
      ),
    unstage: () => db.prepare('DELETE FROM staged'),
    page: () =>
      db.prepare(
        `SELECT kind, key, u, item FROM lookups WHERE (kind, key, u, item) > (?, ?, ?, ?)
       ORDER BY kind, key, u, item LIMIT 10000`,
      ),
  });
  let found = new Map<string, ReadonlyArray<Met>>();
  let foundAt = 0;
  const renewed = (): void => {
    const now = state();
    if (now !== foundAt || found.size > keysMax) found = new Map();
    foundAt = now;
  };
  const unlike = (key: string): Damaged =>
    new Damaged(`other insiders are kept under ${JSON.stringify(key)} than were written`);

  const find = (kind: Kind, key: string): ReadonlyArray<Met> => {
    renewed();
    const id = `${kind}${key}`;
    const known = found.get(id);
    if (known !== undefined) return known;
    const [met, seal] = atOnce(
      db,
      () =>
        [sql.find.all(kind, key) as Met[], sql.roll.get(kind, key) as string | undefined] as const,
    );
    if (met.length === 0 ? seal !== undefined : seal !== rollOf(kind, key, met)) throw unlike(key);
    found.set(id, met);
    return met;
  };

  const seal = (kind: Kind, key: string): void => {
    found.delete(`${kind}${key}`);
    const met = sql.find.all(kind, key) as Met[];
    if (met.length === 0) sql.dropRoll.run(kind, key);
    else sql.putRoll.run(kind, key, rollOf(kind, key, met));
  };

  /** Every key with all that is found by it, in order; pages, so that rolls can be written. */
  function* groups(): Generator<readonly [kind: Kind, key: string, met: ReadonlyArray<Met>]> {
    type Row = Met & { readonly kind: Kind; readonly key: string };
    let last: Row | undefined;
    let met: Array<Met> = [];
    for (;;) {
      const page = (
        last === undefined
          ? sql.page.all('', '', 0, '')
          : sql.page.all(last.kind, last.key, last.u, last.item)
      ) as Row[];
      for (const row of page) {
        if (last !== undefined && (last.kind !== row.kind || last.key !== row.key)) {
          yield [last.kind, last.key, met];
          met = [];
        }
        met.push(row);
        last = row;
      }
      if (page.length === 0) break;
    }
    if (last !== undefined) yield [last.kind, last.key, met];
  }

  return {
    find,
    keys: (kind) => {
      const [keys, sealed] = atOnce(
        db,
        () => [sql.keys.all(kind) as string[], sql.rollKeys.all(kind) as string[]] as const,
      );
      if (keys.length !== sealed.length || keys.some((key, i) => key !== sealed[i]))
        throw new Damaged('other names are kept than were written');
      return keys;
    },
    count: (kind) => {
      const [count, sealed] = atOnce(
        db,
        () => [sql.count.get(kind) as number, sql.rollCount.get(kind) as number] as const,
      );
      if (count !== sealed) throw new Damaged('more or less is kept than was written');
      return count;
    },
    change: (u, before, after) => {
      const gone = new Map(before.map((one) => [one.join('\n'), one]));
      const added = after.filter((one) => !gone.delete(one.join('\n')));
      const touched = new Map(
        [...gone.values(), ...added].map((one) => [`${one[0]}${one[1]}`, one] as const),
      );
      // What was not as written is not sealed as if it were.
      for (const [kind, key] of touched.values()) find(kind, key);
      for (const [kind, key, item] of gone.values()) sql.drop.run(kind, key, u, item);
      for (const [kind, key, item] of added) sql.add.run(kind, key, u, item);
      for (const [kind, key] of touched.values()) seal(kind, key);
    },
    stage: (u, lookups) => {
      for (const [kind, key, item] of lookups) sql.stage.run(kind, key, u, item);
    },
    settle: () => {
      sql.sort.run();
      sql.unstage.run();
      for (const [kind, key, met] of groups()) sql.putRoll.run(kind, key, rollOf(kind, key, met));
    },
    check: () => {
      let keys = 0;
      for (const [kind, key, met] of groups()) {
        keys += 1;
        if (sql.roll.get(kind, key) !== rollOf(kind, key, met)) throw unlike(key);
      }
      const rolls = db.prepare('SELECT count(*) FROM rolls').pluck().get();
      if (rolls !== keys) throw new Damaged('more or less is kept than was written');
    },
  };
};
