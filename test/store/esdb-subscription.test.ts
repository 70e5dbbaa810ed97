/** Reading and following the log of a server that others use too, and that comes and goes. */
import { EventStoreDBClient, jsonEvent } from '@eventstore/db-client';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { EsdbSignal } from '../../src/store/eventstoredb.js';
import type { EventStore, NewEvent, RecordedEvent } from '../../src/store/port.js';
import { EsdbDouble } from '../esdb-double/server.js';
import { openOn } from './esdb-harness.js';
import { expectLeft, expectRight } from './opened.js';

const event = (): NewEvent => ({
  id: crypto.randomUUID(),
  type: 'HoldingReported',
  data: {},
  metadata: {},
});
const foreign = (count: number) =>
  Array.from({ length: count }, () => jsonEvent({ type: 'OrderPlaced', data: {} }));
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const until = async (what: () => boolean, ms = 4_000): Promise<void> => {
  const end = Date.now() + ms;
  while (!what()) {
    if (Date.now() > end) expect.fail(`not so within ${ms} ms: ${what}`);
    await pause(5);
  }
};
const stream = 'insider-0001222287';

describe('the ledger on a server', () => {
  let node: EsdbDouble;
  let bare: EventStoreDBClient;
  let store: EventStore;
  let signals: EsdbSignal[];
  let seen: RecordedEvent[];
  let following: Promise<void>;
  let stopFollowing: () => Promise<void>;

  const follow = (after?: string): void => {
    const subscription = store.subscribe(after === undefined ? {} : { after });
    following = (async () => {
      for await (const one of subscription) seen.push(one);
    })();
    stopFollowing = () => subscription.close();
  };
  const resumed = () => signals.filter(({ kind }) => kind === 'subscription-resumed');

  beforeEach(async () => {
    signals = [];
    seen = [];
    following = Promise.resolve();
    stopFollowing = async () => undefined;
    node = await EsdbDouble.start();
    bare = EventStoreDBClient.connectionString(node.url);
    store = await openOn(node, { notify: (signal) => signals.push(signal) });
  });
  afterEach(async () => {
    node.faults.clear();
    await stopFollowing();
    await following;
    await store.close();
    await bare.dispose();
    await node.stop();
  });

  it('sees its own streams only, filtered by the server', async () => {
    await bare.appendToStream('orders-1', foreign(1_200));
    for (const name of [stream, 'issuer-0001441816', 'ledger']) {
      await expectRight(store.append(name, 'no-stream', [event()]));
    }
    // These begin with the ledger's prefixes as the server knows them, and are not its streams.
    await bare.appendToStream('ledger-of-others', foreign(1));
    await bare.appendToStream('insiders', foreign(1));
    const read: string[] = [];
    for await (const one of store.readAll()) read.push(one.stream);
    expect(read).toEqual([stream, 'issuer-0001441816', 'ledger']);
    follow();
    await until(() => seen.length === 3);
    expect(await expectLeft(store.append('orders-1', 'no-stream', [event()]))).toMatchObject({
      code: 'INVALID_REQUEST',
    });
  });

  it('resumes after a checkpoint, not far back where its last event was', async () => {
    await expectRight(store.append(stream, 'no-stream', [event()]));
    await bare.appendToStream('orders-1', foreign(4_500));
    follow();
    await until(() => seen.length === 1);
    await until(() => node.openCalls >= 2);
    await pause(100);
    const from: bigint[] = [];
    const indexAt = node.log.indexAt.bind(node.log);
    node.log.indexAt = (position, exclusive) => {
      from.push(position.commit);
      return indexAt(position, exclusive);
    };
    node.loseAllConnections();
    await expectRight(store.append(stream, 0n, [event()]));
    await until(() => seen.length === 2);
    const lastEvent = node.log.all[0]?.position.commit ?? 0n;
    expect(from[0]).toBeGreaterThan(lastEvent);
    expect(seen.map(({ revision }) => revision)).toEqual([0n, 1n]);
  });

  it('finds out a subscription that looks alive and sends nothing', async () => {
    await expectRight(store.append(stream, 'no-stream', [event(), event()]));
    // The confirmation, both events, the word that it is level; then nothing ever again.
    node.faults.once('subscribe', { kind: 'stalls', after: 4 });
    follow();
    await until(() => seen.length === 2);
    await expectRight(store.append(stream, 1n, [event()]));
    await until(() => seen.length === 3);
    expect(resumed().length).toBeGreaterThan(0);
  });

  it('leaves a subscription that is level alone, however long nothing is written', async () => {
    await expectRight(store.append(stream, 'no-stream', [event()]));
    follow();
    await until(() => seen.length === 1);
    const before = node.calls.read;
    await pause(1_500);
    // Asked where the log ends, a few times; subscribed again not once.
    expect(node.calls.read - before).toBeGreaterThan(1);
    expect(resumed()).toEqual([]);
    await expectRight(store.append(stream, 0n, [event()]));
    await until(() => seen.length === 2);
  });

  it('stays level although others write to the same log', async () => {
    await expectRight(store.append(stream, 'no-stream', [event()]));
    follow();
    await until(() => seen.length === 1);
    for (let i = 0; i < 8; i++) {
      await bare.appendToStream('orders-1', foreign(3));
      await pause(150);
    }
    await expectRight(store.append(stream, 0n, [event()]));
    await until(() => seen.length === 2);
    expect(seen.map(({ revision }) => revision)).toEqual([0n, 1n]);
  });

  it('waits for a server that is away for long, and closes meanwhile without delay', async () => {
    await expectRight(store.append(stream, 'no-stream', [event()]));
    follow();
    await until(() => seen.length === 1);
    await node.stop();
    await pause(500);
    expect(resumed().length).toBeGreaterThan(1);
    const begun = performance.now();
    await stopFollowing();
    await following;
    expect(performance.now() - begun).toBeLessThan(1_000);
  });

  it('ends a subscription with the error where trying again is no use', async () => {
    node.faults.always('subscribe', { kind: 'access-denied' });
    const denied = async () => {
      for await (const _ of store.subscribe({}));
    };
    await expect(denied()).rejects.toMatchObject({ error: { code: 'STORE_UNAVAILABLE' } });
  });

  it('tells of a stream deleted for good as soon as the log shows it', async () => {
    await expectRight(store.append(stream, 'no-stream', [event()]));
    const reading = (async () => {
      for await (const one of store.subscribe({})) seen.push(one);
    })();
    const told = expect(reading).rejects.toMatchObject({
      error: { code: 'STREAM_NOT_WHOLE', stream },
    });
    await until(() => seen.length === 1);
    await bare.tombstoneStream(stream);
    await told;
  });

  it('takes no more from the server than its reader takes', async () => {
    const many = Array.from({ length: 4_000 }, event);
    await expectRight(store.append(stream, 'no-stream', many));
    let taken = 0;
    for await (const _ of store.readAll()) {
      taken += 1;
      // Longer than the patience with a server: the silence here is the reader's own.
      if (taken === 10) await pause(700);
    }
    expect(taken).toBe(4_000);
    expect(signals.filter(({ kind }) => kind === 'read-resumed')).toEqual([]);
  });

  it('leaves no call open once it is closed, whatever was going on', async () => {
    await expectRight(store.append(stream, 'no-stream', Array.from({ length: 500 }, event)));
    const there = await openOn(node);
    const left = [there.readStream(stream), there.readAll(), there.subscribe({})];
    for (const one of left) await one[Symbol.asyncIterator]().next();
    const ours = node.openCalls;
    await there.close();
    await until(() => node.openCalls <= ours - 3);
    for (const one of left) {
      const next = one[Symbol.asyncIterator]().next();
      await next.then(
        ({ done }) => expect(done).toBe(true),
        (error) => expect(error).toMatchObject({ error: { code: 'STORE_CLOSED' } }),
      );
    }
  });

  it('understands a server that says when and where it is level, and that it fell behind', async () => {
    const newer = await EsdbDouble.start({ tellsMoments: true, version: '26.1.0' });
    const there = await openOn(newer, { notify: (signal) => signals.push(signal) });
    const foreigner = EventStoreDBClient.connectionString(newer.url);
    const said: string[] = [];
    const watching = foreigner.subscribeToAll();
    for (const word of ['caughtUp', 'fellBehind'] as const)
      watching.on(word, () => said.push(word));
    let watched = 0;
    watching
      .on('error', () => undefined)
      .on('data', () => {
        watched += 1;
      });
    const came: bigint[] = [];
    const subscription = there.subscribe({});
    const reading = (async () => {
      for await (const one of subscription) came.push(one.revision);
    })();
    const many = (count: number) => Array.from({ length: count }, event);
    await foreigner.appendToStream('orders-1', foreign(4_500));
    await expectRight(there.append(stream, 'no-stream', many(3)));
    // Level both: only who is level can fall behind.
    await until(() => came.length === 3 && watched === 4_503 && said.length > 0, 15_000);
    await pause(100);
    await expectRight(there.append(stream, 2n, many(100)));
    await until(() => came.length === 103, 15_000);
    await until(() => said.includes('fellBehind') && said.at(-1) === 'caughtUp', 15_000);
    // Level again, and so left alone.
    await pause(1_000);
    expect(resumed()).toEqual([]);
    expect(came).toEqual(many(103).map((_, i) => BigInt(i)));
    let read = 0;
    for await (const _ of there.readAll()) read += 1;
    expect(read).toBe(103);
    await subscription.close();
    await reading;
    await watching.unsubscribe();
    await there.close();
    await foreigner.dispose();
    await newer.stop();
  });
});
