/**
 * A rebuild by compiled code against its floor: reading every event and JSON.parse of its data and
 * metadata, on two workers, each half of the log.
 *
 *   npm run build && npx tsx bench/rebuild.ts LEDGER.db [--runs 3] [--workers 2]
 */
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import Database from 'better-sqlite3';
import * as E from 'fp-ts/lib/Either.js';
import type * as library from '../src/index.js';
import { textOf } from '../src/store/sqlite/row.js';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    runs: { type: 'string', default: '3' },
    workers: { type: 'string', default: '2' },
  },
});
const [path = ''] = positionals;
const runs = Number(values.runs);
const workers = Number(values.workers);

const reading = `
  const { parentPort, workerData } = require('node:worker_threads');
  const Database = require('better-sqlite3');
  const db = new Database(workerData.path, { readonly: true });
  const rows = db.prepare('SELECT data, metadata FROM events WHERE position > ? AND position <= ?').raw();
  let events = 0;
  for (const [data, metadata] of rows.iterate(workerData.after, workerData.through)) {
    if (JSON.parse(data) !== null && JSON.parse(metadata) !== null) events += 1;
  }
  parentPort.postMessage(events);
`;

/** The same events as texts: the floor reads and parses them, and unpacks nothing. */
const asTexts = (folder: string): string => {
  const file = join(folder, 'texts.db');
  const db = new Database(file);
  db.exec('CREATE TABLE events (position INTEGER PRIMARY KEY, data TEXT, metadata TEXT)');
  const put = db.prepare('INSERT INTO events VALUES (?, ?, ?)');
  const log = new Database(path, { readonly: true });
  const rows = log.prepare('SELECT position, data, metadata FROM events ORDER BY position').raw();
  const copy = db.transaction(() => {
    for (const [position, data, metadata] of rows.iterate() as IterableIterator<unknown[]>)
      put.run(position, textOf(data), textOf(metadata));
  });
  copy();
  log.close();
  db.close();
  return file;
};

const floor = async (texts: string, last: number): Promise<number> => {
  const started = performance.now();
  await Promise.all(
    Array.from({ length: workers }, (_, i) => {
      const [after, through] = [i, i + 1].map((n) => Math.round((last * n) / workers));
      return new Promise<void>((resolve, reject) => {
        const worker = new Worker(reading, {
          eval: true,
          workerData: { path: texts, after, through },
        });
        worker.on('error', reject).on('exit', () => resolve());
      });
    }),
  );
  return performance.now() - started;
};

const folder = mkdtempSync(join(tmpdir(), 'bench-rebuild-'));
const built = join(import.meta.dirname, '../dist/src/index.js');
const { openLedger } = (await import(built)) as typeof library;
const opened = await openLedger(`sqlite:${path}`, { readModel: folder })();
if (E.isLeft(opened)) throw new Error(opened.left.message);
const ledger = opened.right;

const median = (all: ReadonlyArray<number>): number =>
  [...all].sort((a, b) => a - b)[Math.floor(all.length / 2)] ?? 0;

const db = new Database(path, { readonly: true });
const events = db.prepare('SELECT count(*) FROM events').pluck().get() as number;
const last = db.prepare('SELECT max(position) FROM events').pluck().get() as number;
db.close();

const textFolder = mkdtempSync(join(tmpdir(), 'bench-rebuild-texts-'));
const texts = asTexts(textFolder);
const [floors, rebuilds]: [Array<number>, Array<number>] = [[], []];
for (let i = 0; i < runs; i++) {
  floors.push(await floor(texts, last));
  const rebuilt = await ledger.rebuild({ workers })();
  if (E.isLeft(rebuilt)) throw new Error(rebuilt.left.message);
  rebuilds.push(rebuilt.right.seconds * 1000);
}
const kept = readdirSync(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
await ledger.close();
const [atFloor, rebuilding] = [median(floors), median(rebuilds)];
const perSecond = (ms: number): string => Math.round((events * 1000) / ms).toLocaleString('en');
process.stdout.write(
  `${events.toLocaleString('en')} events, ${workers} workers, median of ${runs}\n` +
    `read and parse: ${perSecond(atFloor)} events/s\n` +
    `rebuild:        ${perSecond(rebuilding)} events/s, ${(atFloor / rebuilding).toFixed(2)} of the floor\n` +
    `log ${(statSync(path).size / 1e6).toFixed(0)} MB, read model ${(kept / 1e6).toFixed(0)} MB\n`,
);
rmSync(folder, { recursive: true });
rmSync(textFolder, { recursive: true });
