/**
 * One seeded schedule against the protocol double: several writers on the same streams, readers and
 * subscribers, and a server that does everything wrong that a server can.
 *
 * What must hold whatever happens: no acknowledged event is lost, none stands twice, order is kept,
 * each event names the one before it, every call settles in time, nothing stays open.
 */
import * as E from 'fp-ts/lib/Either.js';
import { type EsdbLimits, eventStoreDbStore } from '../../src/store/eventstoredb.js';
import type { EventStore, NewEvent, RecordedEvent, Revision } from '../../src/store/port.js';
import { StoreFailure } from '../../src/store/port.js';
import type { Fault, FaultPlan, Site } from '../../test/esdb-double/faults.js';
import { EsdbDouble } from '../../test/esdb-double/server.js';
import { randomFrom } from '../../test/store/random.js';

export const scheduleLimits: EsdbLimits = {
  inFlight: 8,
  attemptMs: 60,
  settleMs: 1_200,
  openMs: 1_200,
  flawMs: 300,
  stallMs: 80,
  probeMs: 100,
  pauseFirstMs: 1,
  pauseMaxMs: 15,
  silentAttempts: 3,
  goodbyeMs: 300,
};

/** What a busy machine may add to a limit, in milliseconds. */
const graceMs = 10_000;

const pick = <T>(random: () => number, from: ReadonlyArray<T>): T =>
  from[Math.floor(random() * from.length)] as T;

const appendFaults = (random: () => number, port: number): ReadonlyArray<Fault> => [
  { kind: 'silent' },
  { kind: 'written-silent' },
  { kind: 'answered-twice' },
  { kind: 'strange-answer' },
  { kind: 'written-connection-lost' },
  { kind: 'connection-lost' },
  { kind: 'written-timeout' },
  { kind: 'busy' },
  { kind: 'not-ready' },
  { kind: 'not-leader' },
  { kind: 'not-leader', host: '127.0.0.1', port },
  { kind: 'unknown-error' },
  { kind: 'slow', ms: Math.floor(random() * 90) },
];

const readFaults = (random: () => number, port: number): ReadonlyArray<Fault> => [
  { kind: 'silent' },
  { kind: 'connection-lost' },
  { kind: 'dies', after: Math.floor(random() * 6) },
  { kind: 'stalls', after: Math.floor(random() * 6) },
  { kind: 'busy' },
  { kind: 'not-ready' },
  { kind: 'not-leader', host: '127.0.0.1', port },
  { kind: 'status', code: 13, details: 'Internal' },
  { kind: 'status', code: 8, details: 'Resource exhausted' },
  { kind: 'slow', ms: Math.floor(random() * 90) },
];

const featuresFaults: ReadonlyArray<Fault> = [
  { kind: 'silent' },
  { kind: 'connection-lost' },
  { kind: 'busy' },
  { kind: 'status', code: 13, details: 'Internal' },
  { kind: 'slow', ms: 20 },
];

const planOf = (random: () => number, port: number, share: number): FaultPlan => {
  return (site: Site) => {
    if (random() >= share) return undefined;
    if (site === 'append') return pick(random, appendFaults(random, port));
    if (site === 'features') return pick(random, featuresFaults);
    if (site === 'gossip') return { kind: 'connection-lost' };
    return pick(random, readFaults(random, port));
  };
};

interface Acknowledged {
  readonly stream: string;
  readonly events: ReadonlyArray<NewEvent>;
  readonly last: Revision;
}

export interface ScheduleResult {
  readonly problems: ReadonlyArray<string>;
  readonly acknowledged: number;
  /** Calls that ended in an error of the kind that the port names. */
  readonly failed: number;
  readonly slowestMs: number;
  /** Connections still open two seconds after all stores were closed. */
  readonly connectionsLeft: number;
  readonly struck: ReadonlyMap<string, number>;
}

class Schedule {
  readonly problems: string[] = [];
  readonly acknowledged: Acknowledged[] = [];
  readonly refused = new Set<string>();
  failed = 0;
  slowestMs = 0;
  private uuids = 0;

  constructor(
    private readonly seed: number,
    private readonly random: () => number,
    private readonly node: EsdbDouble,
    private readonly stores: ReadonlyArray<EventStore>,
    private readonly streams: ReadonlyArray<string>,
  ) {}

  async run(): Promise<void> {
    const { random, node } = this;
    const subscribers = this.stores.map((store) => this.follow(store));
    const writers = Array.from({ length: 2 + Math.floor(random() * 3) }, (_, i) =>
      this.write(i, this.stores[i % this.stores.length] as EventStore),
    );
    const reader = this.readAbout(this.stores[0] as EventStore);
    if (random() < 0.3) {
      await pause(Math.floor(random() * 60));
      if (random() < 0.5) node.loseAllConnections();
      else await node.restart();
    }
    await Promise.all([...writers, reader]);
    node.faults.clear();
    await Promise.all(subscribers.map((subscriber) => subscriber.compare()));
    this.check();
  }

  private async timed<T>(what: string, work: () => Promise<T>): Promise<T> {
    const begun = performance.now();
    try {
      return await work();
    } finally {
      const ms = performance.now() - begun;
      this.slowestMs = Math.max(this.slowestMs, ms);
      if (ms > scheduleLimits.settleMs + graceMs) {
        this.problems.push(`${what} took ${Math.round(ms)} ms`);
      }
    }
  }

  private uuid(): string {
    this.uuids += 1;
    const tail = this.uuids.toString(16).padStart(12, '0');
    return `${(this.seed >>> 0).toString(16).padStart(8, '0')}-0000-4000-8000-${tail}`;
  }

  /** The last event of a stream; undefined where it has none; null where the server would not say. */
  private async tail(store: EventStore, stream: string): Promise<RecordedEvent | undefined | null> {
    try {
      return await this.timed(`reading the end of ${stream}`, async () => {
        for await (const event of store.readStream(stream, { direction: 'backwards', limit: 1 })) {
          return event;
        }
        return undefined;
      });
    } catch (error) {
      this.expectFailure(error);
      return null;
    }
  }

  private expectFailure(error: unknown): void {
    this.failed += 1;
    if (error instanceof StoreFailure && error.error.code === 'STORE_UNAVAILABLE') return;
    this.problems.push(
      `a read failed with ${error instanceof Error ? error.stack : String(error)}`,
    );
  }

  private async write(writer: number, store: EventStore): Promise<void> {
    for (let n = 0; n < 4; n++) {
      const stream = pick(this.random, this.streams);
      const ids = Array.from({ length: 1 + Math.floor(this.random() * 3) }, () => this.uuid());
      await this.record(store, stream, ids, { writer, n });
    }
  }

  /** As the ledger does: read the end, append after it, on a conflict once more. */
  private async record(
    store: EventStore,
    stream: string,
    ids: ReadonlyArray<string>,
    what: { writer: number; n: number },
  ): Promise<void> {
    for (let tries = 0; tries < 6; tries++) {
      const tail = await this.tail(store, stream);
      if (tail === null) continue;
      const events = ids.map((id, i) => ({
        id,
        type: 'HoldingReported',
        data: { ...what, previous: i === 0 ? (tail?.id ?? null) : (ids[i - 1] as string) },
        metadata: {},
      }));
      const expected = tail === undefined ? 'no-stream' : tail.revision;
      const outcome = await this.appendUntilKnown(store, stream, expected, events);
      if (outcome !== 'conflict') return;
    }
  }

  private async appendUntilKnown(
    store: EventStore,
    stream: string,
    expected: Revision | 'no-stream',
    events: ReadonlyArray<NewEvent>,
  ): Promise<'known' | 'conflict'> {
    for (let tries = 0; tries < 4; tries++) {
      const answer = await this.timed(
        `appending to ${stream}`,
        store.append(stream, expected, events),
      );
      if (E.isRight(answer)) {
        this.acknowledged.push({ stream, events, last: answer.right.revision });
        return 'known';
      }
      this.failed += 1;
      const error = answer.left;
      if (error.code === 'WRONG_EXPECTED_REVISION') return 'conflict';
      if (error.code !== 'STORE_UNAVAILABLE') {
        this.problems.push(`an append failed with ${error.code}: ${error.message}`);
        return 'known';
      }
    }
    return 'known';
  }

  private async readAbout(store: EventStore): Promise<void> {
    for (let n = 0; n < 3; n++) {
      const seen: RecordedEvent[] = [];
      try {
        await this.timed('reading the log', async () => {
          for await (const event of store.readAll()) seen.push(event);
        });
      } catch (error) {
        this.expectFailure(error);
      }
      const truth = this.ledger().slice(0, seen.length);
      if (!sameIds(seen, truth)) this.problems.push('a read of the log differed from the log');
      await pause(Math.floor(this.random() * 20));
    }
  }

  private ledger(): ReadonlyArray<{ readonly id: string }> {
    return this.node.log.all.filter((event) => this.streams.includes(event.stream));
  }

  private follow(store: EventStore): { compare(): Promise<void> } {
    const seen: RecordedEvent[] = [];
    const subscription = store.subscribe({});
    const following = (async () => {
      try {
        for await (const event of subscription) seen.push(event);
      } catch (error) {
        this.problems.push(`a subscription ended with ${String(error)}`);
      }
    })();
    return {
      compare: async () => {
        const end = performance.now() + scheduleLimits.settleMs + graceMs;
        while (seen.length < this.ledger().length && performance.now() < end) await pause(2);
        await this.timed('closing a subscription', () => subscription.close());
        await following;
        if (!sameIds(seen, this.ledger())) {
          this.problems.push(
            `a subscription gave ${seen.length} of ${this.ledger().length} events`,
          );
        }
      },
    };
  }

  private check(): void {
    for (const stream of this.streams) {
      const events = this.node.log.visible(stream);
      const ids = events.map(({ id }) => id);
      if (new Set(ids).size !== ids.length) this.problems.push(`${stream}: an event stands twice`);
      const order = new Map<number, number>();
      events.forEach((event, i) => {
        const data = JSON.parse(Buffer.from(event.data).toString()) as {
          previous: string | null;
          writer: number;
          n: number;
        };
        if (data.previous !== (ids[i - 1] ?? null)) {
          this.problems.push(`${stream}@${i}: follows ${ids[i - 1]}, names ${data.previous}`);
        }
        if (data.n < (order.get(data.writer) ?? 0))
          this.problems.push(`${stream}@${i}: out of order`);
        order.set(data.writer, data.n);
      });
      for (const { events: sent, last } of this.acknowledged.filter((a) => a.stream === stream)) {
        const first = Number(last) - sent.length + 1;
        if (!sent.every(({ id }, i) => ids[first + i] === id)) {
          this.problems.push(`${stream}@${last}: acknowledged, and not there`);
        }
      }
    }
  }
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

const sameIds = (
  a: ReadonlyArray<{ readonly id: string }>,
  b: ReadonlyArray<{ readonly id: string }>,
): boolean => a.length === b.length && a.every(({ id }, i) => id === b[i]?.id);

const openOn = async (node: EsdbDouble, seeds: boolean): Promise<EventStore> => {
  const host = `127.0.0.1:${node.port}`;
  const url = seeds
    ? `esdb://${host},${host}?tls=false&discoveryInterval=5&gossipTimeout=1`
    : node.url;
  // Nothing is wrong with the server yet; a busy machine may still be slower than these limits.
  for (let tries = 1; ; tries++) {
    const store = await eventStoreDbStore(url, { limits: scheduleLimits })();
    if (E.isRight(store)) return store.right;
    if (tries === 60) throw new Error(`could not open: ${store.left.message}`);
  }
};

/** Runs the schedule of a seed on a server of its own. */
export const runSchedule = async (seed: number): Promise<ScheduleResult> => {
  const random = randomFrom(seed);
  const node = await EsdbDouble.start({ batchAppend: random() < 0.7 });
  const seeds = random() < 0.2;
  const stores = await Promise.all([openOn(node, seeds), openOn(node, false)]);
  const streams = ['insider-0000000001', 'insider-0000000002', 'ledger'];
  node.faults.plan = planOf(random, node.port, 0.05 + random() * 0.3);
  node.faults.clockSkewMs = random() < 0.2 ? Math.round((random() - 0.5) * 7_200_000) : 0;
  const schedule = new Schedule(seed, random, node, stores, streams);
  await schedule.run();
  await Promise.all(stores.map((store) => store.close()));
  const end = performance.now() + 2_000;
  while (node.openCalls + node.openConnections > 0 && performance.now() < end) await pause(2);
  if (node.openCalls > 0) schedule.problems.push(`${node.openCalls} calls left open`);
  // Not a problem as such: gRPC looks for connections that nobody uses every ten seconds.
  const connectionsLeft = node.openConnections;
  await node.stop();
  return {
    problems: schedule.problems,
    acknowledged: schedule.acknowledged.length,
    failed: schedule.failed,
    slowestMs: schedule.slowestMs,
    connectionsLeft,
    struck: node.faults.struck,
  };
};
