/**
 * Durable appends per second through the store against better-sqlite3 alone, which inserts the same
 * bytes, serialised beforehand, into the same table with the same pragmas and the same number of
 * filings a transaction. Then reading back.
 *
 * Both sides take turns within each round; figures are medians over the rounds, and the ratio is the
 * median of the rounds' ratios. Trust ratios, not absolutes.
 *
 * Run: npx tsx bench/append.ts [--rounds 5] [--filings 12000] [--folder DIR]
 */
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { EventStore, NewEvent } from '../src/store/port.js';
import { Database } from '../src/store/sqlite/driver.js';
import { sqliteStore } from '../src/store/sqlite.js';
import { loadSeen, median, noteLoad } from './measure.js';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    filings: { type: 'string', default: '12000' },
    folder: { type: 'string', default: tmpdir() },
  },
});
const rounds = Number(values.rounds);
const filings = Number(values.filings);
const folder = mkdtempSync(join(values.folder, 'insider-ledger-bench-'));
let files = 0;
const newFile = () => join(folder, `${files++}.db`);

// ---- what is appended ----------------------------------------------------------------------------

const eventsPerFiling = 4;
const insiders = Math.ceil(filings / 5);

interface Filing {
  readonly stream: string;
  readonly sid: number;
  readonly first: number;
  readonly events: ReadonlyArray<NewEvent>;
}

const row = (filing: number, index: number): NewEvent => ({
  id: randomUUID(),
  type: index === 0 ? 'FilingRecorded' : 'TransactionReported',
  data: {
    accession: `0001415889-24-${String(filing).padStart(6, '0')}`,
    row: `0001415889-24-${String(filing).padStart(6, '0')}/I.${index}`,
    insider: String(filing % insiders).padStart(10, '0'),
    issuerId: '0001107843',
    kind: 'transaction',
    security: { value: 'Common Stock', footnotes: [] },
    transactionDate: { value: '2024-08-20', footnotes: [] },
    coding: { code: 'S', formType: '4', equitySwap: false, footnotes: ['F1'] },
    shares: { value: String(1000 + index), footnotes: [] },
    price: { value: '131.866', footnotes: ['F2'] },
    following: { value: '55948', unit: 'shares', footnotes: [] },
    ownership: { form: 'D', nature: null },
  },
  metadata: {
    schemaVersion: 1,
    recordedAt: '2024-08-22T20:15:00.000Z',
    actor: 'import',
    source: { format: 'submission', digest: 'a'.repeat(64) },
    previousHash: 'b'.repeat(64),
    hash: 'c'.repeat(64),
  },
});

const work: ReadonlyArray<Filing> = Array.from({ length: filings }, (_, i) => ({
  stream: `insider-${String(i % insiders).padStart(10, '0')}`,
  sid: (i % insiders) + 1,
  first: Math.floor(i / insiders) * eventsPerFiling,
  events: Array.from({ length: eventsPerFiling }, (_, index) => row(i, index)),
}));
const bytes = Buffer.byteLength(JSON.stringify(work[0]?.events)) / eventsPerFiling;

// ---- better-sqlite3 alone ------------------------------------------------------------------------

type Values = [number, number, Buffer, string, string, string];
const prepared: ReadonlyArray<ReadonlyArray<Values>> = work.map(({ sid, first, events }) =>
  events.map(({ id, type, data, metadata }, i) => [
    sid,
    first + i,
    Buffer.from(id.replaceAll('-', ''), 'hex'),
    type,
    JSON.stringify(data),
    JSON.stringify(metadata),
  ]),
);

function alone(table: string, filingsPerCommit: number, count: number): number {
  const db = new Database(newFile());
  db.pragma('journal_mode = WAL');
  db.pragma('synchronous = FULL');
  db.pragma('cache_size = -32768');
  db.exec(table);
  const insert = db.prepare(
    'INSERT INTO events (sid, revision, id, type, data, metadata) VALUES (?, ?, ?, ?, ?, ?)',
  );
  const commit = db.transaction((from: number, to: number) => {
    for (let i = from; i < to; i++) {
      for (const values of prepared[i] as ReadonlyArray<Values>) insert.run(values);
    }
  });
  const start = performance.now();
  for (let i = 0; i < count; i += filingsPerCommit) {
    commit.immediate(i, Math.min(count, i + filingsPerCommit));
  }
  const seconds = (performance.now() - start) / 1_000;
  db.close();
  return count / seconds;
}

const columns = 'sid INTEGER, revision INTEGER, id BLOB, type TEXT, data TEXT, metadata TEXT';
const sameTable = `CREATE TABLE events
  (position INTEGER PRIMARY KEY AUTOINCREMENT, ${columns}, UNIQUE (sid, revision))`;
const bareTable = `CREATE TABLE events (position INTEGER PRIMARY KEY, ${columns})`;

// ---- the store -----------------------------------------------------------------------------------

async function opened(): Promise<EventStore> {
  const store = await sqliteStore(newFile())();
  if (store._tag === 'Left') throw new Error(store.left.message);
  return store.right;
}

async function appendOne(store: EventStore, { stream, first, events }: Filing): Promise<void> {
  const expected = first === 0 ? 'no-stream' : BigInt(first - 1);
  const answer = await store.append(stream, expected, events)();
  if (answer._tag === 'Left') throw new Error(answer.left.message);
}

/** Filings per second with so many appends in flight, each acknowledged on its own. */
async function through(store: EventStore, inFlight: number, count: number): Promise<number> {
  const start = performance.now();
  for (let i = 0; i < count; i += inFlight) {
    await Promise.all(
      work.slice(i, Math.min(count, i + inFlight)).map((filing) => appendOne(store, filing)),
    );
  }
  return count / ((performance.now() - start) / 1_000);
}

// ---- the run -------------------------------------------------------------------------------------

const shown = (n: number) => Math.round(n).toLocaleString('en-US').padStart(9);

console.log(
  `${filings} filings of ${eventsPerFiling} events of ${Math.round(bytes)} bytes, WAL, FULL`,
);
console.log(`node ${process.version}, ${rounds} rounds, filings/s (medians)`);
console.log('filings/commit |  the store | alone, same table (ratio) | alone, no index (ratio)');
for (const group of [1, 10, 100, 1_000]) {
  const count = group === 1 ? Math.min(filings, 2_000) : filings;
  const figures: Array<readonly [store: number, same: number, bare: number]> = [];
  // The first warms up.
  for (let round = 0; round <= rounds; round++) {
    noteLoad();
    const store = await opened();
    const ours = await through(store, group, count);
    await store.close();
    const figure = [ours, alone(sameTable, group, count), alone(bareTable, group, count)] as const;
    if (round > 0) figures.push(figure);
  }
  const of = (pick: (figure: readonly [number, number, number]) => number) =>
    median(figures.map(pick));
  console.log(
    `${String(group).padStart(14)} | ${shown(of((f) => f[0]))}  | ${shown(of((f) => f[1]))} (${of((f) => f[0] / f[1]).toFixed(2)})          | ${shown(of((f) => f[2]))} (${of((f) => f[0] / f[2]).toFixed(2)})`,
  );
}

async function drain(events: AsyncIterable<unknown>): Promise<number> {
  let count = 0;
  const start = performance.now();
  for await (const _ of events) count += 1;
  return count / ((performance.now() - start) / 1_000);
}

const store = await opened();
await through(store, 1_000, filings);
let head: bigint | 'no-stream' = 'no-stream';
for (let i = 0; i < 250; i++) {
  const answer = await store.append('insider-long', head, (work[i] as Filing).events)();
  if (answer._tag === 'Left') throw new Error(answer.left.message);
  head = answer.right.revision;
}
const log: number[] = [];
const stream: number[] = [];
for (let i = 0; i < 3; i++) log.push(await drain(store.readAll()));
for (let i = 0; i < 20; i++) stream.push(await drain(store.readStream('insider-long')));
console.log(`reading the log: ${shown(median(log))} events/s`);
console.log(`one stream of 1,000 events: ${(1e6 / median(stream)).toFixed(2)} ms`);
console.log(loadSeen());
await store.close();
rmSync(folder, { recursive: true, force: true });
