/**
 * What the EventStoreDB store costs over the bare client making the same calls, on the protocol
 * double in a process of its own.
 *
 *     npx tsx bench/esdb.ts [--events 2000] [--rounds 15] [--no-batch]
 *
 * Ratios are what this is for: the double is no server. Store and bare client take turns, each round
 * on streams of its own; medians over the rounds, the ratio of each round's pair, and the processor
 * time of this process, which other load on the machine disturbs least. The embedded store beside them shows the distance.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import {
  type EventData,
  EventStoreDBClient,
  jsonEvent,
  streamNameFilter,
} from '@eventstore/db-client';
import * as E from 'fp-ts/lib/Either.js';
import { eventStoreDbStore } from '../src/store/eventstoredb.js';
import type { EventStore, Json, NewEvent, Position } from '../src/store/port.js';
import { sqliteStore } from '../src/store/sqlite.js';

const { values } = parseArgs({
  options: {
    events: { type: 'string', default: '2000' },
    rounds: { type: 'string', default: '15' },
    'no-batch': { type: 'boolean', default: false },
  },
});
const eventCount = Number(values.events);
const rounds = Number(values.rounds);
const inFlight = 64;

/** About 450 bytes of JSON, as a row of a filing has. */
const data = (n: number): { readonly [key: string]: Json } => ({
  accession: '0001415889-24-022023',
  row: `0001415889-24-022023/I.${n % 30}`,
  insider: '0001222287',
  issuerId: '0001441816',
  kind: 'transaction',
  security: { value: 'Class A Common Stock', footnotes: ['F1', 'F2'] },
  date: { value: '2024-08-20', footnotes: [] },
  code: 'S',
  shares: { value: `${3_000 + n}`, footnotes: ['F1'] },
  price: { value: '245.5501', footnotes: ['F3'] },
  following: { value: '55948', footnotes: [] },
  ownership: { form: 'I', nature: 'By limited partnership', footnotes: ['F4'] },
});
const metadata = { schemaVersion: 1, recordedAt: '2026-01-01T00:00:00.000Z', actor: 'bench' };

const newEvent = (n: number): NewEvent => ({
  id: crypto.randomUUID(),
  type: 'TransactionReported',
  data: data(n),
  metadata,
});
const bareEvent = (n: number): EventData => {
  const { id, type } = newEvent(n);
  return jsonEvent({ id, type, data: data(n), metadata });
};

let streamsMade = 0;
const newStreams = (count: number): ReadonlyArray<string> =>
  Array.from({ length: count }, () => `insider-p-bench-${process.pid}-${streamsMade++}`);

/** Each of `inFlight` streams gets its share of events, one an append, each after the last. */
const appending = async (
  append: (stream: string, revision: bigint | null, n: number) => Promise<bigint>,
): Promise<number> => {
  const each = Math.ceil(eventCount / inFlight);
  const begun = performance.now();
  await Promise.all(
    newStreams(inFlight).map(async (stream) => {
      let revision: bigint | null = null;
      for (let n = 0; n < each; n++) revision = await append(stream, revision, n);
    }),
  );
  return (each * inFlight * 1000) / (performance.now() - begun);
};

const throughStore =
  (store: EventStore) =>
  async (stream: string, revision: bigint | null, n: number): Promise<bigint> => {
    const answer = await store.append(stream, revision ?? 'no-stream', [newEvent(n)])();
    if (E.isLeft(answer)) throw new Error(answer.left.message);
    return answer.right.revision;
  };

const throughClient =
  (client: EventStoreDBClient) =>
  async (stream: string, revision: bigint | null, n: number): Promise<bigint> => {
    const expectedRevision = revision ?? 'no_stream';
    const answer = await client.appendToStream(stream, bareEvent(n), { expectedRevision });
    return answer.nextExpectedRevision;
  };

const counting = async (events: AsyncIterable<unknown>): Promise<number> => {
  const begun = performance.now();
  let count = 0;
  for await (const _ of events) count += 1;
  return (count * 1000) / (performance.now() - begun);
};

/** The log as the store reads it: a filtered subscription up to where the server is level. */
async function* bareLog(client: EventStoreDBClient, after: Position): AsyncGenerator<unknown> {
  const [commit = '0', prepare = '0'] = after.split('/');
  const subscription = client.subscribeToAll({
    fromPosition: { commit: BigInt(commit), prepare: BigInt(prepare) },
    filter: streamNameFilter({
      prefixes: ['insider-', 'issuer-', 'ledger'],
      maxSearchWindow: 500,
      checkpointInterval: 4,
    }),
  });
  subscription.on('caughtUp', () => subscription.push(null));
  try {
    yield* subscription;
  } finally {
    await subscription.unsubscribe();
  }
}

const median = (figures: ReadonlyArray<number>): number =>
  [...figures].sort((a, b) => a - b)[Math.floor(figures.length / 2)] ?? 0;

const startDouble = async (): Promise<{ url: string; stop: () => void }> => {
  const main = fileURLToPath(new URL('../test/esdb-double/main.ts', import.meta.url));
  const args = ['--import', 'tsx', main, ...(values['no-batch'] ? ['--no-batch'] : [])];
  const child = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  for await (const url of createInterface({ input: child.stdout })) {
    return { url, stop: () => child.stdin.end() };
  }
  throw new Error('the double did not start');
};

const double = await startDouble();
const client = EventStoreDBClient.connectionString(double.url);
const opened = await eventStoreDbStore(double.url)();
if (E.isLeft(opened)) throw new Error(opened.left.message);
const store = opened.right;

const [long] = newStreams(1) as [string];
for (let n = 0; n < eventCount; n += 1_000) {
  const batch = Array.from({ length: 1_000 }, (_, i) => newEvent(n + i));
  const answer = await store.append(long, n === 0 ? 'no-stream' : BigInt(n - 1), batch)();
  if (E.isLeft(answer)) throw new Error(answer.left.message);
}
let place: Position = '0/0';
for await (const { position } of store.readStream(long, { limit: 1 })) place = position;

/** The same events in the embedded store, to show the distance. */
const folder = mkdtempSync(join(tmpdir(), 'insider-ledger-bench-'));
const embeddedOpened = await sqliteStore(join(folder, 'ledger.db'))();
if (E.isLeft(embeddedOpened)) throw new Error(embeddedOpened.left.message);
const embedded = embeddedOpened.right;
for (let n = 0; n < eventCount; n += 1_000) {
  const batch = Array.from({ length: 1_000 }, (_, i) => newEvent(n + i));
  await embedded.append(long, n === 0 ? 'no-stream' : BigInt(n - 1), batch)();
}

type Run = () => Promise<number>;
interface Measure {
  readonly bare: Run;
  readonly store: Run;
  readonly sqlite: Run;
}
const measures: Readonly<Record<string, Measure>> = {
  [`append, ${inFlight} in flight`]: {
    bare: () => appending(throughClient(client)),
    store: () => appending(throughStore(store)),
    sqlite: () => appending(throughStore(embedded)),
  },
  'read a stream': {
    bare: () => counting(client.readStream(long)),
    store: () => counting(store.readStream(long)),
    sqlite: () => counting(embedded.readStream(long)),
  },
  'read the log': {
    bare: () => counting(bareLog(client, place)),
    store: () => counting(store.readAll({ after: place })),
    sqlite: () => counting(embedded.readAll()),
  },
};

/** Events a second, and this process's own processor time for one event in microseconds. */
interface Figure {
  readonly rate: number;
  readonly cpu: number;
}

const measured = async (run: Run): Promise<Figure> => {
  const cpuBefore = process.cpuUsage();
  const begun = performance.now();
  const rate = await run();
  const events = (rate * (performance.now() - begun)) / 1000;
  const { user, system } = process.cpuUsage(cpuBefore);
  return { rate, cpu: (user + system) / events };
};

const table: Record<string, Record<string, number>> = {};
for (const [name, runs] of Object.entries(measures).reverse()) {
  const figures: Record<keyof Measure, Figure[]> = { bare: [], store: [], sqlite: [] };
  // The first round is for the compiler.
  for (let round = 0; round <= rounds; round++) {
    const turns = Object.keys(runs) as Array<keyof Measure>;
    for (const who of round % 2 === 0 ? turns : turns.reverse()) {
      const figure = await measured(runs[who]);
      if (round > 0) figures[who].push(figure);
    }
  }
  const ofAll = (who: keyof Measure, what: keyof Figure): number =>
    Math.round(median(figures[who].map((figure) => figure[what])));
  const ratios = figures.store.map(({ rate }, i) => rate / (figures.bare[i]?.rate ?? rate));
  table[name] = {
    'bare ev/s': ofAll('bare', 'rate'),
    'store ev/s': ofAll('store', 'rate'),
    ratio: Math.round(median(ratios) * 100) / 100,
    'bare µs/ev': ofAll('bare', 'cpu'),
    'store µs/ev': ofAll('store', 'cpu'),
    'sqlite ev/s': ofAll('sqlite', 'rate'),
  };
}
console.table(table);
await store.close();
await client.dispose();
await embedded.close();
rmSync(folder, { recursive: true });
double.stop();
