/**
 * Filings imported a second, against the floor: saxes parsing the same bytes on two threads while
 * better-sqlite3 inserts the same events' bytes in transactions of 10,000 rows. Both start from
 * the same generated files and end with everything on disk.
 *
 * Both sides take turns within each round; figures are medians over the rounds, and the ratio is
 * the median of the rounds' ratios. Run it on what is compiled: TypeScript run as it stands reads
 * on one thread.
 *
 *   npm run build && npx tsx bench/import.ts [--filings 10000] [--rounds 5] [--seed 1] [--from FOLDER]
 */
import { type SpawnSyncReturns, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import Database from 'better-sqlite3';
import { textOf } from '../src/store/sqlite/row.js';

const { values } = parseArgs({
  options: {
    filings: { type: 'string', default: '10000' },
    rounds: { type: 'string', default: '5' },
    seed: { type: 'string', default: '1' },
    from: { type: 'string' },
  },
});
const rounds = Number(values.rounds);
const rowsPerCommit = 10_000;
const parsingThreads = 2;

const folder = mkdtempSync(join(tmpdir(), 'bench-import-'));
const root = join(import.meta.dirname, '..');

const checked = (run: SpawnSyncReturns<string>): string => {
  if (run.status === 0) return run.stdout;
  throw new Error(`${run.stderr}${run.stdout}`);
};

const generate = (): string => {
  const out = join(folder, 'filings');
  const script = join(import.meta.dirname, 'market/generate.ts');
  const args = ['--filings', values.filings, '--seed', values.seed, '--out', out];
  checked(spawnSync(process.execPath, ['--import', 'tsx', script, ...args], { encoding: 'utf8' }));
  return out;
};

const from = values.from ?? generate();
const files = readdirSync(from, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => join(entry.parentPath, entry.name));

/** Seconds of the import itself, in a process of its own; opening and closing counted. */
const imported = (path: string): number => {
  const script = `
    import { openLedger } from ${JSON.stringify(join(root, 'dist/src/index.js'))};
    const started = performance.now();
    const opened = await openLedger(${JSON.stringify(`sqlite:${path}`)})();
    if (opened._tag === 'Left') throw new Error(opened.left.message);
    const report = await opened.right.import([${JSON.stringify(from)}])();
    if (report._tag === 'Left') throw new Error(report.left.message);
    if (report.right.rejected.length > 0) throw new Error(JSON.stringify(report.right.rejected[0]));
    await opened.right.close();
    console.log((performance.now() - started) / 1000);`;
  const args = ['--input-type=module', '-e', script];
  return Number(checked(spawnSync(process.execPath, args, { encoding: 'utf8' })));
};

const parser = `
  const { parentPort, workerData } = require('node:worker_threads');
  const { readFileSync } = require('node:fs');
  const { SaxesParser } = require('saxes');
  let seen = 0;
  for (const path of workerData) {
    const text = readFileSync(path, 'utf8');
    const from = text.indexOf('<?xml');
    const parser = new SaxesParser();
    parser.on('opentag', () => { seen += 1; });
    parser.on('closetag', () => { seen += 1; });
    parser.on('text', (t) => { seen += t.length; });
    parser.write(text.slice(from, text.indexOf('</XML>', from)).trimEnd()).close();
  }
  parentPort.postMessage(seen);`;

const parsed = async (): Promise<void> => {
  const half = Math.ceil(files.length / parsingThreads);
  const threads = Array.from({ length: parsingThreads }, (_, i) => {
    const part = files.slice(i * half, (i + 1) * half);
    const worker = new Worker(parser, { eval: true, workerData: part });
    return new Promise((resolve, reject) => {
      worker.on('message', resolve).on('error', reject);
    });
  });
  await Promise.all(threads);
};

type Values = [number, number, Buffer, string, string, string];

const rowsOf = (path: string): ReadonlyArray<Values> => {
  const db = new Database(path, { readonly: true });
  const rows = db
    .prepare('SELECT sid, revision, id, type, data, metadata FROM events ORDER BY position')
    .raw()
    .all() as ReadonlyArray<Values>;
  db.close();
  // The floor inserts the texts as they are.
  const text = (kept: unknown): string => String(textOf(kept));
  return rows.map(([sid, revision, id, type, data, metadata]) => [
    ...([sid, revision, id, type] as const),
    ...([text(data), text(metadata)] as const),
  ]);
};

const inserted = (path: string, rows: ReadonlyArray<Values>): void => {
  const db = new Database(path);
  db.pragma('journal_mode = WAL');
  db.pragma('synchronous = FULL');
  db.pragma('cache_size = -32768');
  db.exec(`CREATE TABLE events (position INTEGER PRIMARY KEY AUTOINCREMENT, sid INTEGER,
    revision INTEGER, id BLOB, type TEXT, data TEXT, metadata TEXT, UNIQUE (sid, revision))`);
  const insert = db.prepare(
    'INSERT INTO events (sid, revision, id, type, data, metadata) VALUES (?, ?, ?, ?, ?, ?)',
  );
  const commit = db.transaction((part: ReadonlyArray<Values>) => {
    for (const row of part) insert.run(...row);
  });
  for (let i = 0; i < rows.length; i += rowsPerCommit) commit(rows.slice(i, i + rowsPerCommit));
  db.close();
};

const floor = async (path: string, rows: ReadonlyArray<Values>): Promise<number> => {
  const started = performance.now();
  // The threads parse while this one inserts.
  const parsing = parsed();
  inserted(path, rows);
  await parsing;
  return (performance.now() - started) / 1_000;
};

const median = (numbers: ReadonlyArray<number>): number =>
  [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)] as number;

const ours: Array<number> = [];
const theirs: Array<number> = [];
let events = 0;
for (let round = 0; round < rounds; round++) {
  const path = join(folder, `ledger-${round}.db`);
  ours.push(imported(path));
  const rows = rowsOf(path);
  events = rows.length;
  theirs.push(await floor(join(folder, `floor-${round}.db`), rows));
  for (const name of [path, join(folder, `floor-${round}.db`)]) rmSync(name, { force: true });
}
rmSync(folder, { recursive: true });
const perSecond = (seconds: number): string => Math.round(files.length / seconds).toString();
const ratio = median(theirs.map((seconds, i) => seconds / (ours[i] as number)));
process.stdout.write(
  `${files.length} filings, ${events} events, node ${process.version}, medians of ${rounds}; both WAL, synchronous=FULL\n` +
    `import     ${perSecond(median(ours))} filings/s\n` +
    `floor      ${perSecond(median(theirs))} filings/s (saxes on ${parsingThreads} threads + ${rowsPerCommit} rows a commit)\n` +
    `ratio      ${ratio.toFixed(2)}\n`,
);
