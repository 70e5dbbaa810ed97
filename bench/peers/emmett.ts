/**
 * The same events through `@event-driven-io/emmett` with `emmett-sqlite` and through our store:
 * durable appends one event at a time, in batches of fifty, and a running balance rebuilt from the
 * whole log. Both keep a file in WAL mode with `synchronous=FULL`, in the same folder.
 *
 * The peer is no dependency of ours: it is installed into a temporary folder (a minute and more,
 * its SQLite driver is compiled), or taken from a folder where it was installed before. Run it on
 * what is compiled.
 *
 *   npm run build && npx tsx bench/peers/emmett.ts [--events 20000] [--singles 1000] [--rounds 3]
 *     [--seed 1] [--installed FOLDER]
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Decimal } from 'decimal.js';
import * as E from 'fp-ts/lib/Either.js';
import type * as fromFiling from '../../src/event/from-filing.js';
import type { CompleteFiling } from '../../src/event/identity.js';
import type * as envelope from '../../src/filing/envelope.js';
import type * as reading from '../../src/filing/read.js';
import type { EventStore, Json, NewEvent } from '../../src/store/port.js';
import type * as sqlite from '../../src/store/sqlite.js';
import { market } from '../market/market.js';
import { loadSeen, median, noteLoad, type Took, took } from '../measure.js';

const { values } = parseArgs({
  options: {
    events: { type: 'string', default: '20000' },
    singles: { type: 'string', default: '1000' },
    rounds: { type: 'string', default: '3' },
    seed: { type: 'string', default: '1' },
    installed: { type: 'string' },
  },
});
const count = Number(values.events);
const singles = Number(values.singles);
const rounds = Number(values.rounds);
const batch = 50;
const pageSize = 1_000;
const versions = ['@event-driven-io/emmett@0.38.5', '@event-driven-io/emmett-sqlite@0.38.5'];

const folder = mkdtempSync(join(tmpdir(), 'bench-emmett-'));
const dist = join(import.meta.dirname, '../../dist/src');

const install = (): string => {
  writeFileSync(join(folder, 'package.json'), '{"private":true,"type":"module"}');
  const args = ['install', '--no-audit', '--no-fund', '--loglevel=error', ...versions];
  execFileSync('npm', args, { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] });
  return folder;
};

/** What is used of the peer. */
interface PeerEvent {
  readonly type: string;
  readonly data: Json;
  readonly metadata: Json;
}
interface Peer {
  getSQLiteEventStore(options: { fileName: string; schema: { autoMigration: string } }): {
    appendToStream(stream: string, events: ReadonlyArray<PeerEvent>): Promise<unknown>;
  };
  sqliteConnection(options: { fileName: string }): {
    close(): void;
    query<A>(sql: string): Promise<ReadonlyArray<A>>;
  };
  readMessagesBatch(
    db: unknown,
    options: { after: bigint; batchSize: number },
  ): Promise<{
    messages: ReadonlyArray<{ readonly type: string; readonly data: unknown }>;
    currentGlobalPosition: bigint;
    areEventsLeft: boolean;
  }>;
}

const peerFolder = values.installed ?? install();
const peer = (await import(
  join(peerFolder, 'node_modules/@event-driven-io/emmett-sqlite/dist/index.js')
)) as Peer;
const { sqliteStore } = (await import(join(dist, 'store/sqlite.js'))) as typeof sqlite;
const { readFiling } = (await import(join(dist, 'filing/read.js'))) as typeof reading;
const { completeFiling } = (await import(join(dist, 'filing/envelope.js'))) as typeof envelope;
const { recordingsOf } = (await import(join(dist, 'event/from-filing.js'))) as typeof fromFiling;

// ---- the events: a generated market's, fifty of one stream after the other --------------------

const metadata = { actor: 'bench', recordedAt: '2026-01-01T00:00:00.000Z', schemaVersion: 1 };

const generated = (): ReadonlyMap<string, ReadonlyArray<NewEvent>> => {
  const streams = new Map<string, Array<NewEvent>>();
  let made = 0;
  for (const { text } of market({ seed: Number(values.seed), filings: count })) {
    const read = readFiling(Buffer.from(text));
    if (E.isLeft(read)) throw new Error(read.left.message);
    const recordings = recordingsOf(completeFiling(read.right, null).filing as CompleteFiling);
    if (E.isLeft(recordings)) throw new Error(recordings.left.message);
    for (const { stream, events } of recordings.right) {
      const kept = streams.get(stream) ?? [];
      streams.set(stream, kept);
      for (const { id, type, data } of events)
        kept.push({ id, type, data: data as Json, metadata });
      made += events.length;
    }
    if (made >= count) break;
  }
  return streams;
};

const streams = generated();
const batches = [...streams].flatMap(([stream, events]) =>
  Array.from({ length: Math.ceil(events.length / batch) }, (_, i) => ({
    stream,
    first: i * batch,
    events: events.slice(i * batch, (i + 1) * batch),
  })),
);
const total = batches.reduce((sum, { events }) => sum + events.length, 0);
const alone = [...streams]
  .flatMap(([stream, events]) => events.map((event, first) => ({ stream, first, events: [event] })))
  .slice(0, singles);

/** Shares by stream, added up: what a balance is made of, in exact decimals on both sides. */
const balances = () => {
  const held = new Map<string, Decimal>();
  return {
    take: (type: string, data: unknown): void => {
      if (type !== 'TransactionReported') return;
      const row = data as Readonly<Record<string, unknown>>;
      const textIn = (box: unknown): string =>
        typeof box === 'object' && box !== null ? String(Reflect.get(box, 'value')) : String(box);
      const key = `${String(row['insider'])} ${String(row['issuerId'])} ${textIn(row['security'])}`;
      const moved = new Decimal(textIn(row['shares']));
      const before = held.get(key) ?? new Decimal(0);
      held.set(
        key,
        textIn(row['acquiredDisposed']) === 'A' ? before.plus(moved) : before.minus(moved),
      );
    },
    sum: (): string => [...held.values()].reduce((a, b) => a.plus(b), new Decimal(0)).toFixed(),
  };
};

// ---- both sides --------------------------------------------------------------------------------

type Work = ReadonlyArray<{ stream: string; first: number; events: ReadonlyArray<NewEvent> }>;

/** How many events the side stored, and how many it failed to. */
interface Appending extends Took {
  readonly stored: number;
  readonly failed: number;
}

const timed = async (
  work: Work,
  append: (one: Work[number]) => Promise<boolean>,
): Promise<Appending> => {
  let failed = 0;
  let stored = 0;
  const { ms, cpuMs } = await took(async () => {
    for (const one of work)
      if (await append(one)) stored += one.events.length;
      else failed += one.events.length;
  });
  return { ms, cpuMs, stored, failed };
};

const peerAppends = (file: string, work: Work): Promise<Appending> => {
  const store = peer.getSQLiteEventStore({
    fileName: file,
    schema: { autoMigration: 'CreateOrUpdate' },
  });
  return timed(work, async ({ stream, events }) => {
    try {
      await store.appendToStream(
        stream,
        events.map(({ type, data, metadata: m }) => ({ type, data, metadata: m })),
      );
      return true;
    } catch {
      // It answers SQLITE_BUSY now and then to its only writer; what it lost is counted.
      return false;
    }
  });
};

interface Rebuilding extends Took {
  readonly read: number;
  readonly sum: string;
}

const peerRebuild = async (file: string): Promise<Rebuilding> => {
  const db = peer.sqliteConnection({ fileName: file });
  const { take, sum } = balances();
  let after = 0n;
  let read = 0;
  const { ms, cpuMs } = await took(async () => {
    for (;;) {
      const page = await peer.readMessagesBatch(db, { after, batchSize: pageSize });
      for (const { type, data } of page.messages) take(type, data);
      read += page.messages.length;
      if (page.messages.length < pageSize) break;
      after = page.currentGlobalPosition;
    }
  });
  db.close();
  return { ms, cpuMs, read, sum: sum() };
};

const opened = async (file: string): Promise<EventStore> => {
  const store = await sqliteStore(file)();
  if (E.isLeft(store)) throw new Error(store.left.message);
  return store.right;
};

const ourAppends = async (file: string, work: Work): Promise<Appending> => {
  const store = await opened(file);
  const done = await timed(work, async ({ stream, first, events }) => {
    const appended = await store.append(
      stream,
      first === 0 ? 'no-stream' : BigInt(first - 1),
      events,
    )();
    return E.isRight(appended);
  });
  await store.close();
  return done;
};

const ourRebuild = async (file: string): Promise<Rebuilding> => {
  const store = await opened(file);
  const { take, sum } = balances();
  let read = 0;
  const { ms, cpuMs } = await took(async () => {
    for await (const { type, data } of store.readAll()) {
      take(type, data);
      read += 1;
    }
  });
  await store.close();
  return { ms, cpuMs, read, sum: sum() };
};

// ---- the run -----------------------------------------------------------------------------------

/** Microseconds of wall and of processor for an event. */
interface Figure {
  readonly wall: number;
  readonly cpu: number;
}
type Pair = readonly [ours: Figure, peer: Figure];

const each = ({ ms, cpuMs }: Took, events: number): Figure => ({
  wall: (ms * 1000) / events,
  cpu: (cpuMs * 1000) / events,
});
const ofAppends = (done: Appending): Figure => each(done, done.stored);
const ofReads = (done: Rebuilding): Figure => each(done, done.read);

const figures: Record<'single' | 'batched' | 'rebuild', Array<Pair>> = {
  single: [],
  batched: [],
  rebuild: [],
};
let lost = 0;
let settings = '';
let same = true;
// The first warms up.
for (let round = 0; round <= rounds; round++) {
  const file = (name: string): string => join(folder, `${name}-${round}.db`);
  noteLoad();
  const [ourSingle, peerSingle] = [
    await ourAppends(file('our-single'), alone),
    await peerAppends(file('peer-single'), alone),
  ];
  noteLoad();
  const [ourBatch, peerBatch] = [
    await ourAppends(file('ours'), batches),
    await peerAppends(file('peer'), batches),
  ];
  noteLoad();
  const [ourRead, peerRead] = [await ourRebuild(file('ours')), await peerRebuild(file('peer'))];
  if (round === 0) continue;
  lost += peerSingle.failed + peerBatch.failed;
  if (peerBatch.failed === 0) same &&= ourRead.sum === peerRead.sum;
  figures.single.push([ofAppends(ourSingle), ofAppends(peerSingle)]);
  figures.batched.push([ofAppends(ourBatch), ofAppends(peerBatch)]);
  figures.rebuild.push([ofReads(ourRead), ofReads(peerRead)]);
  const db = peer.sqliteConnection({ fileName: file('peer') });
  const pragmas = [await db.query('PRAGMA journal_mode'), await db.query('PRAGMA synchronous')];
  settings = JSON.stringify(pragmas.flat());
  db.close();
}
rmSync(folder, { recursive: true });
process.stdout.write(
  `${total} events in ${streams.size} streams, node ${process.version}, medians of ${rounds} after a warm-up, ${loadSeen()}\n` +
    `ours: sqlite, journal_mode=wal, synchronous=FULL (2), SHA-256 seals not counted; peer: ${versions.join(' ')}, ${settings}\n` +
    `${lost} events the peer failed to store; balances ${same ? 'equal' : 'DIFFER'} where it stored all\n`,
);
for (const [name, list] of Object.entries(figures)) {
  const shown = (side: 0 | 1): string => {
    const [wall, cpu] = [
      median(list.map((pair) => pair[side].wall)),
      median(list.map((pair) => pair[side].cpu)),
    ];
    return `${Math.round(1e6 / wall)} events/s, ${cpu.toFixed(0)} µs of processor an event`;
  };
  const ratio = median(list.map(([ours, theirs]) => theirs.wall / ours.wall));
  const cpuRatio = median(list.map(([ours, theirs]) => theirs.cpu / ours.cpu));
  process.stdout.write(
    `${name.padEnd(8)} ours ${shown(0)}; peer ${shown(1)}; ratio ${ratio.toFixed(1)}, of processor ${cpuRatio.toFixed(1)}\n`,
  );
}
