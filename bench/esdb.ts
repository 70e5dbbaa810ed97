/**
 * What the EventStoreDB store costs over the bare client making the same calls, on the protocol
 * double in a process of its own.
 *
 *     npx tsx bench/esdb.ts [--events 2000] [--filings 2000] [--rounds 7] [--only import] [--no-batch] [--seed 1]
 *
 * Ratios are what this is for: the double is no server. The sides take turns, each round on streams
 * of its own; medians over the rounds, and the processor time of this process, which other load on
 * the machine disturbs least. The adapter's share is what it takes beside the client: its ratio is
 * to what the bare client takes itself, and is to be at most 1.
 *
 * - `append`, `read`: the store's verbs. `certain` also asks who wrote, as the ledger does.
 * - `import`: generated filings, read beforehand, recorded through the ledger's own appender; the
 *   bare client makes the same appends and reads nothing. What recording into memory takes is not
 *   the adapter's and is taken off. Beside them the bare client with an append for each filing and owner,
 *   and the embedded store.
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
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import { readFiling } from '../src/filing/read.js';
import { streamCache } from '../src/journal/streams.js';
import { appendsUnderWay } from '../src/ledger/record/appends-under-way.js';
import { newTally } from '../src/ledger/record/import-report.js';
import { type PreparedReading, preparedAlone } from '../src/ledger/record/prepare.js';
import { recorder } from '../src/ledger/record/recorder.js';
import { eventStoreDbStore } from '../src/store/eventstoredb.js';
import { memoryStore } from '../src/store/memory.js';
import type { AppendOptions, EventStore, Json, NewEvent, Revision } from '../src/store/port.js';
import { sqliteStore } from '../src/store/sqlite.js';
import { market } from './market/market.js';
import { inTurn, loadSeen, type Took, took } from './measure.js';

// The program as it is built has no source maps to look its stack traces up in.
process.setSourceMapsEnabled(false);

const { values } = parseArgs({
  options: {
    events: { type: 'string', default: '2000' },
    filings: { type: 'string', default: '2000' },
    rounds: { type: 'string', default: '7' },
    seed: { type: 'string', default: '1' },
    'no-batch': { type: 'boolean', default: false },
    /** `verbs` or `import`; both unless said. */
    only: { type: 'string', default: '' },
  },
});
const eventCount = Number(values.events);
const rounds = Number(values.rounds);
const inFlight = 64;

const right = async <A>(asked: TaskEither<{ readonly message: string }, A>): Promise<A> => {
  const answer = await asked();
  if (E.isLeft(answer)) throw new Error(answer.left.message);
  return answer.right;
};

// ---- the double --------------------------------------------------------------------------------

interface Double {
  readonly url: string;
  stop(): void;
}

const startDouble = async (): Promise<Double> => {
  const main = fileURLToPath(new URL('../test/esdb-double/main.ts', import.meta.url));
  const args = ['--import', 'tsx', main, ...(values['no-batch'] ? ['--no-batch'] : [])];
  const child = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  for await (const url of createInterface({ input: child.stdout }))
    return { url, stop: () => child.stdin.end() };
  throw new Error('the double did not start');
};

const onDouble = async (run: (url: string) => Promise<Took>): Promise<Took> => {
  const double = await startDouble();
  try {
    return await run(double.url);
  } finally {
    double.stop();
  }
};

// ---- the verbs ---------------------------------------------------------------------------------

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
const bareEvent = ({ id, type, data, metadata }: NewEvent): EventData =>
  jsonEvent({
    id,
    type,
    data: data as Record<string, unknown>,
    metadata: metadata as Record<string, unknown>,
  });

let streamsMade = 0;
const newStreams = (count: number): ReadonlyArray<string> =>
  Array.from({ length: count }, () => `insider-p-bench-${process.pid}-${streamsMade++}`);

type Append = (
  stream: string,
  expected: Revision | 'no-stream',
  events: ReadonlyArray<NewEvent>,
) => Promise<Revision>;

/** Each of `inFlight` streams gets its share of events, one an append, each after the last. */
const appending = (append: Append) => async (): Promise<Took> => {
  const each = Math.ceil(eventCount / inFlight);
  return took(() =>
    Promise.all(
      newStreams(inFlight).map(async (stream) => {
        let end: Revision | 'no-stream' = 'no-stream';
        for (let n = 0; n < each; n++) end = await append(stream, end, [newEvent(n)]);
      }),
    ),
  );
};

const throughStore =
  (store: EventStore, options?: AppendOptions): Append =>
  async (stream, expected, events) =>
    (await right(store.append(stream, expected, events, options))).revision;

const throughClient =
  (client: EventStoreDBClient): Append =>
  async (stream, expected, events) => {
    const answer = await client.appendToStream(stream, events.map(bareEvent), {
      expectedRevision: expected === 'no-stream' ? 'no_stream' : expected,
      // A busy machine is not to fail it.
      deadline: 600_000,
    });
    return answer.nextExpectedRevision;
  };

const counting =
  (events: () => AsyncIterable<unknown>): (() => Promise<Took>) =>
  () =>
    took(async () => {
      let count = 0;
      for await (const _ of events()) count += 1;
      if (count !== eventCount) throw new Error(`${count} of ${eventCount} events were read`);
    });

/** The log as the store reads it: a filtered subscription up to where the server is level. */
async function* bareLog(client: EventStoreDBClient): AsyncGenerator<unknown> {
  const subscription = client.subscribeToAll({
    fromPosition: 'start',
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

// ---- what is printed ---------------------------------------------------------------------------

const rounded = (n: number, digits = 0): number => Number(n.toFixed(digits));

type Line = Readonly<Record<string, number>>;

/** A line of the table, in microseconds of processor a unit. */
const lineOf = (
  units: number,
  { bare, ours, others = 0 }: { bare: number; ours: number; others?: number },
): Line => {
  const own = ours - others - bare;
  const each = (ms: number): number => rounded((ms * 1000) / units);
  return {
    'bare client µs': each(bare),
    'ours µs': each(ours),
    "adapter's µs": each(own),
    ratio: rounded(own / bare, 2),
  };
};

const table: Record<string, Line> = {};

const verb = async (
  name: string,
  bare: () => Promise<Took>,
  ours: () => Promise<Took>,
): Promise<void> => {
  const { bare: b, ours: o } = await inTurn({ rounds, warmUp: 2 }, { bare, ours });
  table[name] = {
    ...lineOf(eventCount, { bare: b.cpuMs, ours: o.cpuMs }),
    'bare ms': rounded(b.ms),
    'ours ms': rounded(o.ms),
  };
};

const verbs = async (): Promise<void> => {
  const double = await startDouble();
  const client = EventStoreDBClient.connectionString(double.url);
  const store = await right(eventStoreDbStore(double.url));
  const [long] = newStreams(1) as [string];
  for (let n = 0; n < eventCount; n += 1_000) {
    const count = Math.min(1_000, eventCount - n);
    const batch = Array.from({ length: count }, (_, i) => newEvent(n + i));
    await right(store.append(long, n === 0 ? 'no-stream' : BigInt(n - 1), batch));
  }
  await verb(
    'read the log, an event',
    counting(() => bareLog(client)),
    counting(() => store.readAll()),
  );
  await verb(
    'read a stream, an event',
    counting(() => client.readStream(long)),
    counting(() => store.readStream(long)),
  );
  const bare = appending(throughClient(client));
  await verb(`append of one, ${inFlight} in flight`, bare, appending(throughStore(store)));
  const certain = appending(throughStore(store, { certain: true }));
  await verb(`the same, certain`, bare, certain);
  await store.close();
  await client.dispose();
  double.stop();
};

// ---- an import ---------------------------------------------------------------------------------

interface Appended {
  readonly stream: string;
  readonly expected: Revision | 'no-stream';
  readonly events: ReadonlyArray<NewEvent>;
}

const preparedFilings = (): ReadonlyArray<PreparedReading> =>
  [...market({ seed: Number(values.seed), filings: Number(values.filings) })].map(({ text }) => {
    const read = readFiling(Buffer.from(text));
    if (E.isLeft(read)) throw new Error(read.left.message);
    return preparedAlone(read.right);
  });

/** The store, with every append that it took kept. */
const keeping = (store: EventStore, kept: Array<Appended>): EventStore =>
  new Proxy(store, {
    get: (target, key) => {
      if (key === 'append')
        return (...[stream, expected, events, options]: Parameters<EventStore['append']>) => {
          kept.push({ stream, expected, events });
          return target.append(stream, expected, events, options);
        };
      const member: unknown = Reflect.get(target, key, target);
      return typeof member === 'function' ? member.bind(target) : member;
    },
  });

const recordedBy = async (
  store: EventStore,
  filings: ReadonlyArray<PreparedReading>,
): Promise<void> => {
  const tally = newTally();
  const { take, drain } = appendsUnderWay(
    recorder(store, streamCache(store), () => new Date(), 'bench'),
    tally,
  );
  for (const [n, filing] of filings.entries()) await take(String(n), filing);
  await drain();
  if (tally.rejected.length > 0) throw new Error(JSON.stringify(tally.rejected[0]));
};

/** The same appends in the same order, each after the one before it in its stream. */
const repeated = async (append: Append, all: ReadonlyArray<Appended>): Promise<void> => {
  const ends = new Map<string, Promise<unknown>>();
  const under = new Set<Promise<unknown>>();
  for (const { stream, expected, events } of all) {
    while (under.size >= inFlight) await Promise.race(under);
    const before = ends.get(stream) ?? Promise.resolve();
    const done: Promise<unknown> = before
      .then(() => append(stream, expected, events))
      .finally(() => under.delete(done));
    ends.set(stream, done);
    under.add(done);
  }
  await Promise.all(under);
};

/** An append for each filing and owner: what `FilingRecorded` begins. */
const filingByFiling = (all: ReadonlyArray<Appended>): ReadonlyArray<Appended> =>
  all.flatMap(({ stream, expected, events }) => {
    const parts: Array<{ from: number; events: Array<NewEvent> }> = [];
    for (const [i, event] of events.entries()) {
      if (event.type === 'FilingRecorded' || parts.length === 0)
        parts.push({ from: i, events: [] });
      parts.at(-1)?.events.push(event);
    }
    const first = expected === 'no-stream' ? 0n : expected + 1n;
    return parts.map((part) => {
      const at = first + BigInt(part.from);
      return { stream, expected: at === 0n ? 'no-stream' : at - 1n, events: part.events };
    });
  });

const importing = async (): Promise<void> => {
  const filings = preparedFilings();
  let kept: Array<Appended> = [];
  const through = async (store: EventStore): Promise<Took> => {
    const taken = await took(() => recordedBy(store, filings));
    await store.close();
    return taken;
  };
  const bare = (all: () => ReadonlyArray<Appended>) => () =>
    onDouble(async (url) => {
      const client = EventStoreDBClient.connectionString(url);
      const taken = await took(() => repeated(throughClient(client), all()));
      await client.dispose();
      return taken;
    });
  const ours = () =>
    onDouble(async (url) => {
      kept = [];
      return through(keeping(await right(eventStoreDbStore(url)), kept));
    });
  const folder = mkdtempSync(join(tmpdir(), 'bench-esdb-'));
  const figures = await inTurn(
    { rounds, warmUp: 1 },
    {
      memory: () => through(memoryStore()),
      sqlite: async (round) =>
        through(await right(sqliteStore(join(folder, `${round}-${streamsMade++}.db`)))),
      ours,
      bare: async () => {
        if (kept.length === 0) await ours();
        return bare(() => kept)();
      },
      single: async () => bare(() => filingByFiling(kept))(),
    },
  );
  rmSync(folder, { recursive: true });
  const { memory, sqlite, ours: o, bare: b, single } = figures;
  table['import, a filing'] = {
    ...lineOf(filings.length, { bare: b.cpuMs, ours: o.cpuMs, others: memory.cpuMs }),
    'bare ms': rounded(b.ms),
    'ours ms': rounded(o.ms),
  };
  const each = (ms: number): number => rounded((ms * 1000) / filings.length);
  const events = kept.reduce((n, { events }) => n + events.length, 0);
  process.stdout.write(
    `${filings.length} filings, ${events} events in ${kept.length} appends (one a filing and owner: ${filingByFiling(kept).length})\n` +
      `processor a filing: into memory ${each(memory.cpuMs)} µs, into SQLite ${each(sqlite.cpuMs)} µs, ` +
      `bare client with an append for each filing and owner ${each(single.cpuMs)} µs\n`,
  );
};

if (values.only !== 'import') await verbs();
if (values.only !== 'verbs') await importing();
process.stdout.write(
  `node ${process.version}, medians of ${rounds} after a warm-up, ${loadSeen()}\n`,
);
console.table(table);
