/** Writing and reading back the rows of one insider. */

import type { ConflictId, InsiderId } from '../event/identity.js';
import { prepared } from '../store/sqlite/prepared.js';
import type { Connection } from './connection.js';
import { Damaged } from './damage.js';
import { type Lookup, type Lookups, lookupsOf, ofQuarantined } from './lookups.js';
import type {
  CheckRow,
  ConflictRow,
  FilingRow,
  IntervalRow,
  IssuerRow,
  JointRow,
  LinkRow,
  NameRow,
  PositionRow,
  RulingRow,
  TransactionRow,
  UnitRows,
} from './rows.js';
import { allParts, type Seals } from './seals.js';
import { firstNumber, isOf, rowsMax } from './tables.js';
import { type TransactionCells, transactionCells, transactionRowOf } from './transaction-cells.js';
import { type Cells, cellsOf, type Table, unitTables, wordingsIn } from './unit-tables.js';

export interface Units {
  /** Puts these rows in the place of all that was kept of the insider. Inside a transaction. */
  replace(rows: UnitRows): void;
  /** The same where what was kept may be anything. Inside a transaction. */
  mend(rows: UnitRows): void;
  /** Keeps nothing of an insider but why it cannot be folded. Inside a transaction. */
  quarantine(insider: InsiderId, reason: string): void;
  /** As kept; null where nothing is, or where the insider is quarantined. */
  read(insider: InsiderId): UnitRows | null;
  /** The same, whether or not it is what was written. */
  readUnsealed(insider: InsiderId): UnitRows | null;
  /** Every insider with rows, in order, joined ones included. */
  insiders(): ReadonlyArray<InsiderId>;
  insidersUnsealed(): ReadonlyArray<InsiderId>;
}

interface Found {
  readonly u: number;
  readonly quarantine: string | null;
  readonly joined_into: InsiderId | null;
}

/** Sorts after every insider. */
const everybody = '~';

export interface UnitParts {
  readonly seals: Seals;
  readonly lookups: Lookups;
  /** Whether lookups are sorted already; until then they are staged. */
  readonly isSettled: () => boolean;
}

export const unitsOf = (db: Connection, { seals, lookups, isSettled }: UnitParts): Units => {
  const tables = unitTables(db);
  const sql = prepared({
    find: () => db.prepare('SELECT u, quarantine, joined_into FROM units WHERE insider = ?'),
    add: () => db.prepare('INSERT INTO units (insider, joined_into, quarantine) VALUES (?, ?, ?)'),
    change: () => db.prepare('UPDATE units SET joined_into = ?, quarantine = ? WHERE u = ?'),
    insiders: () =>
      db.prepare('SELECT insider FROM units WHERE quarantine IS NULL ORDER BY insider').pluck(),
    issuersOfTransactions: () =>
      db.prepare(`SELECT issuer FROM transactions WHERE ${isOf('t', ':u')}`),
    positionsOf: () =>
      db.prepare(
        `SELECT p, position_id AS positionId, issuer FROM positions WHERE ${isOf('p', ':u')}`,
      ),
    addPosition: () =>
      db.prepare('INSERT INTO positions (p, position_id, issuer) VALUES (?, ?, ?)'),
    dropPosition: () => db.prepare('DELETE FROM positions WHERE p = ?'),
    wordings: () => db.prepare(`SELECT w, text FROM wordings WHERE ${isOf('w', ':u')}`),
    addWording: () => db.prepare('INSERT INTO wordings (w, text) VALUES (?, ?)'),
    dropWording: () => db.prepare('DELETE FROM wordings WHERE w = ?'),
    formerConflicts: () =>
      db.prepare('SELECT conflict_id FROM former_conflicts WHERE u = ? ORDER BY 1').pluck(),
    dropFormerConflicts: () => db.prepare('DELETE FROM former_conflicts WHERE u = ?'),
    addFormerConflict: () =>
      db.prepare('INSERT INTO former_conflicts (u, conflict_id) VALUES (?, ?)'),
    last: () =>
      prepared({
        positions: () =>
          db.prepare(`SELECT max(p) FROM positions WHERE ${isOf('p', ':u')}`).pluck(),
        wordings: () => db.prepare(`SELECT max(w) FROM wordings WHERE ${isOf('w', ':u')}`).pluck(),
        transactions: () =>
          db.prepare(`SELECT max(t) FROM transactions WHERE ${isOf('t', ':u')}`).pluck(),
        conflicts: () =>
          db.prepare(`SELECT max(c) FROM conflicts WHERE ${isOf('c', ':u')}`).pluck(),
        rulings: () => db.prepare(`SELECT max(r) FROM rulings WHERE ${isOf('r', ':u')}`).pluck(),
      }),
    clear: () =>
      [
        `DELETE FROM intervals WHERE ${isOf('p', ':u')}`,
        `DELETE FROM joint WHERE ${isOf('p', ':u')}`,
        `DELETE FROM checks WHERE ${isOf('p', ':u')}`,
        `DELETE FROM positions WHERE ${isOf('p', ':u')}`,
        `DELETE FROM wordings WHERE ${isOf('w', ':u')}`,
        'DELETE FROM names WHERE u = :u',
        'DELETE FROM issuers WHERE u = :u',
        'DELETE FROM filings WHERE u = :u',
        `DELETE FROM transactions WHERE ${isOf('t', ':u')}`,
        `DELETE FROM conflicts WHERE ${isOf('c', ':u')}`,
        'DELETE FROM links WHERE u = :u',
        `DELETE FROM rulings WHERE ${isOf('r', ':u')}`,
        'DELETE FROM former_conflicts WHERE u = :u',
      ].map((text) => db.prepare(text)),
  });
  /**
   * Takes away what is no longer said and adds what is new: most of what a correction folds
   * again stays as it is, and comparing is quicker than writing.
   */
  const patch = (
    before: ReadonlyArray<Cells>,
    after: ReadonlyArray<Cells>,
    how: {
      /** What of a row that was there is compared. */
      readonly said: (row: Cells) => Cells;
      readonly drop: (row: Cells) => void;
      readonly add: (row: Cells) => void;
    },
  ): void => {
    const there = new Map<string, Array<Cells>>();
    for (const row of before) {
      const text = JSON.stringify(how.said(row));
      const known = there.get(text);
      if (known === undefined) there.set(text, [row]);
      else known.push(row);
    }
    const added: Array<Cells> = [];
    for (const row of after) {
      const known = before.length === 0 ? undefined : there.get(JSON.stringify(row));
      if (known?.pop() === undefined) added.push(row);
    }
    for (const rows of there.values()) for (const row of rows) how.drop(row);
    for (const row of added) how.add(row);
  };

  const before = (table: Table, u: number, isNew: boolean): ReadonlyArray<Cells> =>
    isNew ? [] : (tables[table].list.raw().all({ u }) as Cells[]);

  /** Rows that follow their insider's number. */
  const patchOwn = (
    table: 'names' | 'issuers' | 'filings' | 'links',
    u: number,
    isNew: boolean,
    rows: ReadonlyArray<object>,
  ): void => {
    const { drop, key, add } = tables[table];
    patch(
      before(table, u, isNew),
      rows.map((row) => cellsOf(table, row)),
      {
        said: (row) => row,
        drop: (row) => drop.run(u, ...row.slice(0, key)),
        add: (row) => add.run(u, ...row),
      },
    );
  };

  /** Numbers for further rows of an insider. */
  const numbersFor = (table: keyof typeof sql.last, u: number, isNew: boolean): (() => number) => {
    const first = firstNumber(u);
    let last = isNew ? first : ((sql.last[table].get({ u }) as number | null) ?? first);
    return () => {
      last += 1;
      if (last >= first + rowsMax) throw new Error(`more than ${rowsMax} ${table} of one insider`);
      return last;
    };
  };

  /** What is said of an insider in the same words, kept once. */
  const wordsOf = (u: number, isNew: boolean) => {
    const next = numbersFor('wordings', u, isNew);
    const numbers = new Map<string, number>();
    const unused = new Set<string>();
    if (!isNew)
      for (const { w, text } of sql.wordings.all({ u }) as Array<{ w: number; text: string }>) {
        numbers.set(text, w);
        unused.add(text);
      }
    const numberOf = (text: string): number => {
      const known = numbers.get(text);
      if (known !== undefined) return known;
      const w = next();
      sql.addWording.run(w, text);
      numbers.set(text, w);
      return w;
    };
    return {
      /** Rows that are told of now, whether or not they were before. */
      said: (table: Table, rows: ReadonlyArray<Cells>): void => {
        if (unused.size === 0) return;
        for (const at of wordingsIn[table] ?? [])
          for (const row of rows) unused.delete(row[at] as string);
      },
      /** The row with the numbers of its wordings. */
      stored: (table: Table, row: Cells): Cells => {
        const places = wordingsIn[table];
        if (places === undefined) return row;
        const stored = [...row];
        for (const at of places)
          if (row[at] !== null) stored[at] = numberOf(row[at] as string) - firstNumber(u);
        return stored;
      },
      dropUnused: (): void => {
        for (const text of unused) sql.dropWording.run(numbers.get(text));
      },
    };
  };
  type Words = ReturnType<typeof wordsOf>;

  /** Rows with a number of their own. */
  const patchNumbered = (
    table: 'transactions' | 'conflicts' | 'rulings',
    u: number,
    isNew: boolean,
    rows: ReadonlyArray<Cells>,
    words: Words,
  ): void => {
    const { drop, key, add } = tables[table];
    const next = numbersFor(table, u, isNew);
    words.said(table, rows);
    patch(before(table, u, isNew), rows, {
      said: (row) => row.slice(key),
      drop: (row) => drop.run(...row.slice(0, key)),
      add: (row) => add.run(next(), ...words.stored(table, row)),
    });
  };

  /** Rows that follow their position's number. */
  const patchOfPositions = (
    table: 'intervals' | 'joint' | 'checks',
    u: number,
    isNew: boolean,
    rows: ReadonlyArray<Cells>,
    words: Words,
  ): void => {
    const { drop, key, add } = tables[table];
    words.said(table, rows);
    patch(before(table, u, isNew), rows, {
      said: (row) => row,
      drop: (row) => drop.run(...row.slice(0, key)),
      add: (row) => add.run(...words.stored(table, row)),
    });
  };

  const replacePositions = (u: number, isNew: boolean, unit: UnitRows, words: Words): void => {
    const numbers = new Map<string, number>();
    const gone = new Map<string, number>();
    if (!isNew)
      for (const { p, positionId } of sql.positionsOf.all({ u }) as Array<
        PositionRow & { readonly p: number }
      >)
        gone.set(positionId, p);
    const nextPosition = numbersFor('positions', u, isNew);
    const added = (positionId: string, issuer: string): number => {
      const p = nextPosition();
      sql.addPosition.run(p, positionId, issuer);
      return p;
    };
    for (const { positionId, issuer } of unit.positions) {
      // Positions keep their numbers, so that scans stay in order.
      const known = gone.get(positionId);
      gone.delete(positionId);
      numbers.set(positionId, known ?? added(positionId, issuer));
    }
    const numbered = <R extends object>(
      table: Table,
      rows: (position: PositionRow) => ReadonlyArray<R>,
    ): ReadonlyArray<Cells> =>
      unit.positions.flatMap((position) => {
        const p = numbers.get(position.positionId) ?? 0;
        return rows(position).map((row) => [p, ...cellsOf(table, row)]);
      });
    const ofPositions = {
      intervals: numbered('intervals', (position) => position.intervals),
      joint: numbered('joint', (position) => position.joint),
      checks: unit.checks.map((row) => [
        numbers.get(row.positionId) ?? 0,
        ...cellsOf('checks', row),
      ]),
    };
    for (const table of ['intervals', 'joint', 'checks'] as const)
      patchOfPositions(table, u, isNew, ofPositions[table], words);
    for (const p of gone.values()) sql.dropPosition.run(p);
  };

  const transactionsOf = (u: number): ReadonlyArray<TransactionRow> => {
    const read = new Map<string | number, unknown>();
    const worded = (text: string | number): unknown => {
      const known = read.get(text) ?? JSON.parse(String(text));
      read.set(text, known);
      return known;
    };
    const { list, key } = tables.transactions;
    const rows = list.raw().all({ u }) as TransactionCells[];
    try {
      return rows.map((row) => transactionRowOf(row.slice(key), worded));
    } catch (thrown) {
      // What they say in the same words is missing, or is something else.
      if (thrown instanceof TypeError || thrown instanceof SyntaxError)
        throw new Damaged(`transactions cannot be put together: ${thrown.message}`);
      throw thrown;
    }
  };

  /** As far as it is looked up by them: whatever else they say may be anything. */
  const issuersOfTransactions = (u: number): ReadonlyArray<Pick<TransactionRow, 'issuer'>> =>
    sql.issuersOfTransactions.all({ u }) as Array<Pick<TransactionRow, 'issuer'>>;

  const readWith = <T>(
    insider: InsiderId,
    transactions: (u: number) => ReadonlyArray<T>,
  ): (Omit<UnitRows, 'transactions'> & { readonly transactions: ReadonlyArray<T> }) | null => {
    const found = sql.find.get(insider) as Found | undefined;
    if (found === undefined || found.quarantine !== null) return null;
    const { u } = found;
    const rowsOf = <R>(table: Table): ReadonlyArray<R & { readonly p: number }> =>
      tables[table].list.raw(false).all({ u }) as Array<R & { readonly p: number }>;
    const flagged = <R>(rows: ReadonlyArray<object>, flag: string): ReadonlyArray<R> =>
      rows.map((row) => ({ ...row, [flag]: Reflect.get(row, flag) === 1 }) as R);
    const positions = sql.positionsOf.all({ u }) as Array<PositionRow & { readonly p: number }>;
    const idOf = new Map(positions.map(({ p, positionId }) => [p, positionId]));
    const byPosition = <R>(rows: ReadonlyArray<R & { readonly p: number }>) => {
      const groups = new Map<number, Array<R>>();
      for (const { p, ...row } of rows) {
        const group = groups.get(p);
        if (group === undefined) groups.set(p, [row as R]);
        else group.push(row as R);
      }
      return (p: number): ReadonlyArray<R> => groups.get(p) ?? [];
    };
    const intervals = byPosition(rowsOf<IntervalRow>('intervals'));
    const joint = byPosition(rowsOf<JointRow>('joint'));
    const without = <R>(rows: ReadonlyArray<object>, key: string): ReadonlyArray<R> =>
      rows.map((row) => {
        const { [key]: _, ...rest } = row as Record<string, unknown>;
        return rest as R;
      });
    return {
      insider,
      joinedInto: found.joined_into,
      names: rowsOf<NameRow>('names'),
      issuers: rowsOf<IssuerRow>('issuers'),
      filings: rowsOf<FilingRow>('filings'),
      positions: positions.map(({ p, positionId, issuer }) => ({
        positionId,
        issuer,
        intervals: flagged<IntervalRow>(intervals(p), 'closed'),
        joint: joint(p),
      })),
      checks: rowsOf<CheckRow>('checks').flatMap(({ p, ...row }) => {
        const positionId = idOf.get(p);
        return positionId === undefined ? [] : [{ ...row, positionId }];
      }),
      transactions: transactions(u),
      conflicts: without<ConflictRow>(rowsOf('conflicts'), 'c'),
      links: rowsOf<LinkRow>('links'),
      rulings: without<RulingRow>(rowsOf('rulings'), 'r'),
      formerConflicts: sql.formerConflicts.all(u) as ConflictId[],
    };
  };

  const read = (insider: InsiderId): UnitRows | null => readWith(insider, transactionsOf);

  const isQuarantined = (found: Found): boolean => found.quarantine !== null;

  /** What was kept of an insider, which must be what was written before it is built upon. */
  const looked = (insider: InsiderId, found: Found): ReadonlyArray<Lookup> => {
    const unit = isQuarantined(found) ? null : readWith(insider, issuersOfTransactions);
    return unit === null ? ofQuarantined : lookupsOf(unit);
  };

  const putLookups = (
    u: number,
    before: ReadonlyArray<Lookup>,
    after: ReadonlyArray<Lookup>,
  ): void => {
    if (isSettled()) lookups.change(u, before, after);
    else lookups.stage(u, after);
  };

  const put = (unit: UnitRows): void => {
    const found = sql.find.get(unit.insider) as Found | undefined;
    const isNew = found === undefined;
    const before = isNew ? [] : looked(unit.insider, found);
    const u = found?.u ?? Number(sql.add.run(unit.insider, unit.joinedInto, null).lastInsertRowid);
    if (!isNew) sql.change.run(unit.joinedInto, null, u);
    patchOwn('names', u, isNew, unit.names);
    patchOwn('issuers', u, isNew, unit.issuers);
    patchOwn('filings', u, isNew, unit.filings);
    patchOwn('links', u, isNew, unit.links);
    const words = wordsOf(u, isNew);
    replacePositions(u, isNew, unit, words);
    patchNumbered('transactions', u, isNew, unit.transactions.map(transactionCells), words);
    for (const table of ['conflicts', 'rulings'] as const) {
      const rows = unit[table].map((row) => cellsOf(table, row));
      patchNumbered(table, u, isNew, rows, words);
    }
    words.dropUnused();
    if (!isNew) sql.dropFormerConflicts.run(u);
    for (const id of unit.formerConflicts) sql.addFormerConflict.run(u, id);
    putLookups(u, before, lookupsOf(unit));
    seals.write(unit.insider, u);
  };

  return {
    replace: (unit) => {
      seals.insider(unit.insider, allParts);
      put(unit);
    },
    mend: put,
    quarantine: (insider, reason) => {
      seals.insider(insider, allParts);
      const found = sql.find.get(insider) as Found | undefined;
      const before = found === undefined ? [] : looked(insider, found);
      const u = found?.u ?? Number(sql.add.run(insider, null, reason).lastInsertRowid);
      if (found !== undefined) {
        for (const statement of sql.clear) statement.run({ u });
        sql.change.run(null, reason, u);
      }
      putLookups(u, before, ofQuarantined);
      seals.write(insider, u);
    },
    read: (insider) => {
      seals.insider(insider, allParts);
      return read(insider);
    },
    readUnsealed: read,
    insiders: () => {
      seals.stretch('', everybody, ['who']);
      return sql.insiders.all() as InsiderId[];
    },
    insidersUnsealed: () => sql.insiders.all() as InsiderId[],
  };
};
