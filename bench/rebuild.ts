/**
 * A rebuild by compiled code against its floor: two workers read the same events as plain text, each
 * half of the log, and JSON.parse data and metadata of each, while the rows of the finished read
 * model, ready in memory, are inserted into the same tables and its indexes are made. What is between the two
 * is knowing what the events mean. The floor's file of events has them as text, whatever the store's
 * own layout is.
 *
 *   npm run build && npx tsx bench/rebuild.ts LEDGER.db [--runs 3] [--workers 2]
 */
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import * as E from 'fp-ts/lib/Either.js';
import type * as inlining from '../src/cli/inlining.js';
import type * as library from '../src/index.js';
import { Database } from '../src/store/sqlite/driver.js';
import type * as sqlite from '../src/store/sqlite.js';
import { inTurn, loadSeen, medianOfRounds, type Took, took } from './measure.js';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    runs: { type: 'string', default: '3' },
    workers: { type: 'string', default: '2' },
  },
});
const [path = ''] = positionals;
const rounds = Number(values.runs);
const workers = Number(values.workers);
const rowsPerCommit = 10_000;

const folder = mkdtempSync(join(tmpdir(), 'bench-rebuild-'));
const dist = join(import.meta.dirname, '../dist/src');

const plain = join(folder, 'plain.db');

/** The log's events as text, one a row. */
const writePlain = async (): Promise<number> => {
  const { sqliteStore } = (await import(join(dist, 'store/sqlite.js'))) as typeof sqlite;
  const store = await sqliteStore(path)();
  if (E.isLeft(store)) throw new Error(store.left.message);
  const db = new Database(plain);
  db.exec('CREATE TABLE events (position INTEGER PRIMARY KEY, data TEXT, metadata TEXT)');
  const insert = db.prepare('INSERT INTO events (data, metadata) VALUES (?, ?)');
  db.exec('BEGIN');
  let events = 0;
  for await (const { data, metadata } of store.right.readAll()) {
    insert.run(JSON.stringify(data), JSON.stringify(metadata));
    events += 1;
  }
  db.exec('COMMIT');
  db.close();
  await store.right.close();
  return events;
};

const reading = `
  const { parentPort, workerData } = require('node:worker_threads');
  const Database = require('better-sqlite3');
  const db = new Database(workerData.path, { readonly: true });
  const rows = db.prepare('SELECT data, metadata FROM events WHERE position > ? AND position <= ?').raw();
  let events = 0;
  for (const [data, metadata] of rows.iterate(workerData.after, workerData.through)) {
    if (JSON.parse(data) !== null && JSON.parse(metadata) !== null) events += 1;
  }
  db.close();
  parentPort.postMessage(events);
`;

const readAndParsed = (events: number): Promise<unknown> =>
  Promise.all(
    Array.from({ length: workers }, (_, i) => {
      const [after, through] = [i, i + 1].map((n) => Math.round((events * n) / workers));
      return new Promise<void>((resolve, reject) => {
        const workerData = { path: plain, after, through };
        const worker = new Worker(reading, { eval: true, workerData });
        worker.on('error', reject).on('exit', () => resolve());
      });
    }),
  );

interface Table {
  readonly name: string;
  readonly sql: string;
  readonly columns: ReadonlyArray<string>;
  readonly rows: ReadonlyArray<ReadonlyArray<unknown>>;
}

interface ReadModel {
  readonly tables: ReadonlyArray<Table>;
  readonly indexes: ReadonlyArray<string>;
}

/** Every row that the rebuild wrote. */
const readModelIn = (file: string): ReadModel => {
  const db = new Database(file, { readonly: true });
  const named = (type: string) =>
    db
      .prepare(
        "SELECT name, sql FROM sqlite_master WHERE type = ? AND sql IS NOT NULL AND name NOT LIKE 'sqlite_%'",
      )
      .all(type) as ReadonlyArray<{ readonly name: string; readonly sql: string }>;
  const tables = named('table').map(({ name, sql }) => {
    // What is generated is not inserted.
    const columns = db
      .prepare('SELECT name FROM pragma_table_xinfo(?) WHERE hidden = 0')
      .pluck()
      .all(name) as ReadonlyArray<string>;
    const rows = db
      .prepare(`SELECT ${columns.map((column) => `"${column}"`).join(', ')} FROM "${name}"`)
      .raw()
      .all() as ReadonlyArray<ReadonlyArray<unknown>>;
    return { name, sql, columns, rows };
  });
  const indexes = named('index').map(({ sql }) => sql);
  db.close();
  return { tables, indexes };
};

const written = ({ tables, indexes }: ReadModel, file: string): void => {
  const db = new Database(file);
  // As the read model's own files are.
  db.pragma('journal_mode = WAL');
  db.pragma('synchronous = NORMAL');
  db.pragma('cache_size = -65536');
  db.pragma('wal_autocheckpoint = 16384');
  for (const { sql } of tables) db.exec(sql);
  for (const { name, columns, rows } of tables) {
    const marks = columns.map(() => '?').join(', ');
    const names = columns.map((column) => `"${column}"`).join(', ');
    const insert = db.prepare(`INSERT INTO "${name}" (${names}) VALUES (${marks})`);
    const commit = db.transaction((from: number) => {
      for (const row of rows.slice(from, from + rowsPerCommit)) insert.run(...row);
    });
    for (let from = 0; from < rows.length; from += rowsPerCommit) commit(from);
  }
  for (const sql of indexes) db.exec(sql);
  db.close();
};

const { openLedger } = (await import(join(dist, 'index.js'))) as typeof library;
// As the command does.
const { inlineLess } = (await import(join(dist, 'cli/inlining.js'))) as typeof inlining;
await inlineLess();
const readModel = join(folder, 'read');
const opened = await openLedger(`sqlite:${path}`, { readModel })();
if (E.isLeft(opened)) throw new Error(opened.left.message);
const ledger = opened.right;
const rebuild = async (): Promise<void> => {
  const rebuilt = await ledger.rebuild({ workers })();
  if (E.isLeft(rebuilt)) throw new Error(rebuilt.left.message);
};

const events = await writePlain();
await rebuild();
const files = readdirSync(readModel).filter((name) => /^gen-.*\.db$/.test(name));
const model = readModelIn(join(readModel, files.sort().at(-1) ?? ''));
const rows = model.tables.reduce((sum, table) => sum + table.rows.length, 0);
const kept = files.reduce((sum, name) => sum + statSync(join(readModel, name)).size, 0);

const figures = await inTurn(
  { rounds },
  {
    parsing: () => took(() => readAndParsed(events)),
    floor: (round) =>
      took(async () => {
        const parsing = readAndParsed(events);
        written(model, join(folder, `floor-${round}.db`));
        await parsing;
      }),
    rebuild: () => took(rebuild),
  },
);
await ledger.close();
rmSync(folder, { recursive: true });

const shown = ({ ms, cpuMs }: Took): string =>
  `${Math.round((events * 1000) / ms).toLocaleString('en')} events/s, ${((cpuMs * 1000) / events).toFixed(1)} µs of processor an event`;
const first = figures.rebuild.first;
process.stdout.write(
  `${events.toLocaleString('en')} events, ${rows.toLocaleString('en')} rows, ${workers} workers, node ${process.version}, medians of ${rounds} after a warm-up, ${loadSeen()}\n` +
    `read and parse:            ${shown(figures.parsing)}\n` +
    `floor, which writes too:   ${shown(figures.floor)}\n` +
    `rebuild:                   ${shown(figures.rebuild)}\n` +
    `of the floor:              ${medianOfRounds(figures, (r) => r.floor.ms / r.rebuild.ms).toFixed(2)}, of its processor ${medianOfRounds(figures, (r) => r.floor.cpuMs / r.rebuild.cpuMs).toFixed(2)}\n` +
    `warm-up, not counted:      ${first === null ? 'none' : shown(first)}\n` +
    `log ${(statSync(path).size / 1e6).toFixed(0)} MB, read model ${(kept / 1e6).toFixed(0)} MB\n`,
);
