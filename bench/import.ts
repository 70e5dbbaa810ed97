/**
 * Filings imported a second, against the floor: saxes parsing the same bytes on two threads while
 * better-sqlite3 inserts the same events' bytes in transactions of 10,000 rows. Both start from
 * the same generated files and end with everything on disk.
 *
 * Both sides take turns within each round, the first of which warms up and is not counted; figures
 * are medians over the rounds, and the ratio is the median of the rounds' ratios. Run it on what is compiled: TypeScript run as it stands reads
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
import { Database } from '../src/store/sqlite/driver.js';
import { textOf } from '../src/store/sqlite/row.js';
import { inTurn, loadSeen, medianOfRounds, type Took, took } from './measure.js';

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

/** The import itself, in a process of its own; opening and closing counted, the start not. */
const imported = (path: string): Took => {
  const script = `
    import { openLedger } from ${JSON.stringify(join(root, 'dist/src/index.js'))};
    const started = performance.now();
    const before = process.cpuUsage();
    const opened = await openLedger(${JSON.stringify(`sqlite:${path}`)})();
    if (opened._tag === 'Left') throw new Error(opened.left.message);
    const report = await opened.right.import([${JSON.stringify(from)}])();
    if (report._tag === 'Left') throw new Error(report.left.message);
    if (report.right.rejected.length > 0) throw new Error(JSON.stringify(report.right.rejected[0]));
    await opened.right.close();
    const { user, system } = process.cpuUsage(before);
    console.log(JSON.stringify({ ms: performance.now() - started, cpuMs: (user + system) / 1000 }));`;
  const args = ['--input-type=module', '-e', script];
  return JSON.parse(checked(spawnSync(process.execPath, args, { encoding: 'utf8' }))) as Took;
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

const floor = (path: string, rows: ReadonlyArray<Values>): Promise<Took> =>
  took(async () => {
    // The threads parse while this one inserts.
    const parsing = parsed();
    inserted(path, rows);
    await parsing;
  });

const first = join(folder, 'first.db');
imported(first);
const rows = rowsOf(first);
const figures = await inTurn(
  { rounds },
  {
    ours: async (round) => {
      const path = join(folder, `ledger-${round}.db`);
      const taken = imported(path);
      rmSync(path, { force: true });
      return taken;
    },
    floor: async (round) => {
      const path = join(folder, `floor-${round}.db`);
      const taken = await floor(path, rows);
      rmSync(path, { force: true });
      return taken;
    },
  },
);
rmSync(folder, { recursive: true });
const shown = ({ ms, cpuMs }: Took): string =>
  `${Math.round((files.length * 1000) / ms)} filings/s, ${Math.round((cpuMs * 1000) / files.length)} µs of processor a filing`;
process.stdout.write(
  `${files.length} filings, ${rows.length} events, node ${process.version}, medians of ${rounds} after a warm-up, ${loadSeen()}; both WAL, synchronous=FULL\n` +
    `import     ${shown(figures.ours)}\n` +
    `floor      ${shown(figures.floor)} (saxes on ${parsingThreads} threads + ${rowsPerCommit} rows a commit)\n` +
    `ratio      ${medianOfRounds(figures, (r) => r.floor.ms / r.ours.ms).toFixed(2)}, of processor ${medianOfRounds(figures, (r) => r.floor.cpuMs / r.ours.cpuMs).toFixed(2)}\n`,
);
