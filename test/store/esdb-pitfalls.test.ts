/**
 * The pitfalls of `@eventstore/db-client` 6.2.1, one by one: what a naive use of it does, shown on
 * the unmodified client, and what the store does in the same situation.
 */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { EventStoreDBClient, jsonEvent, streamNameFilter } from '@eventstore/db-client';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { GuardedClient } from '../../src/store/eventstoredb/guarded-client.js';
import { defaultLimits } from '../../src/store/eventstoredb/limits.js';
import { readEsdbUrl } from '../../src/store/eventstoredb/settings.js';
import type { EsdbSignal } from '../../src/store/eventstoredb.js';
import type { EventStore, Json, NewEvent, RecordedEvent } from '../../src/store/port.js';
import { EsdbDouble } from '../esdb-double/server.js';
import { openOn } from './esdb-harness.js';
import { expectLeft, expectRight } from './opened.js';
import { unhandledRejectionsDuring } from './rejections.js';

const fixture = (name: string): string =>
  fileURLToPath(new URL(`../fixtures/tls/${name}`, import.meta.url));
const tls = {
  certificate: readFileSync(fixture('node.crt')),
  key: readFileSync(fixture('node.key')),
};

const event = (data: Json = {}): NewEvent => ({
  id: crypto.randomUUID(),
  type: 'HoldingReported',
  data,
  metadata: {},
});
const naiveEvent = () => jsonEvent({ type: 'HoldingReported', data: {} });
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const settled = (work: Promise<unknown>, ms: number): Promise<'settled' | 'pending'> =>
  Promise.race([
    work.then(
      () => 'settled' as const,
      () => 'settled' as const,
    ),
    pause(ms).then(() => 'pending' as const),
  ]);
const failure = (work: Promise<unknown>): Promise<Error & { type?: string; code?: number }> =>
  work.then(
    () => expect.fail('did not fail'),
    (error) => error,
  );
const idsIn = async (store: EventStore, stream: string): Promise<string[]> => {
  const ids: string[] = [];
  for await (const { id } of store.readStream(stream)) ids.push(id);
  return ids;
};
const until = async (what: () => boolean, ms = 3_000): Promise<void> => {
  const end = Date.now() + ms;
  while (!what()) {
    if (Date.now() > end) expect.fail(`not so within ${ms} ms: ${what}`);
    await pause(5);
  }
};

describe('a pitfall of the client', () => {
  let node: EsdbDouble;
  let naive: EventStoreDBClient;
  let store: EventStore;
  let signals: EsdbSignal[];
  const stream = 'insider-0001222287';

  beforeEach(async () => {
    signals = [];
    node = await EsdbDouble.start();
    naive = EventStoreDBClient.connectionString(node.url);
    store = await openOn(node, { notify: (signal) => signals.push(signal) });
  });

  afterEach(async () => {
    node.faults.clear();
    await store.close();
    await naive.dispose();
    await node.stop();
  });

  it('1: data that JSON has no form for hangs and is an unhandled rejection; here it is refused', async () => {
    const data = { shares: 12n };
    let naively = '';
    const rejections = await unhandledRejectionsDuring(async () => {
      const hangs = naive.appendToStream(stream, jsonEvent({ type: 'T', data }));
      naively = await settled(hangs, 200);
    });
    expect(naively).toBe('pending');
    expect(rejections.map(String)).toEqual([expect.stringMatching(/BigInt/)]);

    const bad = { ...event(), data: data as unknown as Json };
    const error = await expectLeft(store.append(stream, 'no-stream', [bad]));
    expect(error).toMatchObject({ code: 'INVALID_EVENT', blame: 'incorrect' });
  });

  it('2: told not to throw, it reports revision 1 whatever the truth; here the truth is told', async () => {
    const events = [event(), event(), event(), event()];
    await expectRight(store.append(stream, 'no-stream', events));
    const mild = new EventStoreDBClient(
      { endpoint: `127.0.0.1:${node.port}`, throwOnAppendFailure: false },
      { insecure: true },
    );
    const answer = await mild.appendToStream(stream, naiveEvent(), { expectedRevision: 0n });
    await mild.dispose();
    expect(answer).toMatchObject({ success: false, nextExpectedRevision: 1n });

    const error = await expectLeft(store.append(stream, 0n, [event()]));
    expect(error).toMatchObject({ code: 'WRONG_EXPECTED_REVISION', expected: 0n, actual: 3n });
  });

  it('3a: a deadline does not end a batch append; here silence is tried again with the same ids', async () => {
    node.faults.once('append', { kind: 'silent' });
    const hangs = naive.appendToStream('other', naiveEvent(), { deadline: 50 });
    hangs.catch(() => undefined);
    expect(await settled(hangs, 400)).toBe('pending');

    const hurried = await openOn(node, { limits: { attemptMs: 300 } });
    node.faults.once('append', { kind: 'written-silent' });
    const one = event();
    expect(await expectRight(hurried.append(stream, 'no-stream', [one]))).toMatchObject({
      revision: 0n,
    });
    await hurried.close();
    expect(await idsIn(store, stream)).toEqual([one.id]);
  });

  it("3b: a deadline is an absolute time, so that a clock's error fails every append; here it does not", async () => {
    node.faults.clockSkewMs = 3_600_000;
    const error = await failure(naive.appendToStream('other', naiveEvent()));
    expect(error.type).toBe('deadline-exceeded');

    await expectRight(store.append(stream, 'no-stream', [event()]));
  });

  it("4: the loss of one client's server fails the appends of all others; here they are settled", async () => {
    const other = await EsdbDouble.start();
    const elsewhere = EventStoreDBClient.connectionString(other.url);
    other.faults.always('append', { kind: 'silent' });
    const struck = (one: EsdbDouble) => [...one.faults.struck.values()].reduce((a, b) => a + b, 0);
    const loseOther = async (): Promise<void> => {
      const before = struck(other);
      const pending = elsewhere.appendToStream('other', naiveEvent()).catch(() => undefined);
      await until(() => struck(other) > before);
      other.loseAllConnections();
      await pending;
    };

    const rejections = await unhandledRejectionsDuring(async () => {
      node.faults.once('append', { kind: 'slow', ms: 600 });
      const healthy = failure(naive.appendToStream('other', naiveEvent()));
      await until(() => struck(node) === 1);
      await loseOther();
      expect(['unavailable', 'cancelled']).toContain((await healthy).type);
      await pause(800);
    });
    // And when its own server does answer, nobody waits for it any more.
    expect(rejections).not.toEqual([]);

    node.faults.once('append', { kind: 'slow', ms: 600 });
    const one = event();
    const append = store.append(stream, 'no-stream', [one])();
    await until(() => struck(node) === 2);
    await loseOther();
    expect(await append).toMatchObject({ _tag: 'Right', right: { revision: 0n } });
    expect(await idsIn(store, stream)).toEqual([one.id]);
    await elsewhere.dispose();
    await other.stop();
  });

  it('5: an answer given twice, or to nobody, is an unhandled rejection; here it is passed over', async () => {
    const naively = await unhandledRejectionsDuring(async () => {
      node.faults.once('append', { kind: 'answered-twice' });
      await naive.appendToStream('other', naiveEvent());
      await pause(50);
    });
    expect(naively).not.toEqual([]);

    const here = await unhandledRejectionsDuring(async () => {
      node.faults.once('append', { kind: 'answered-twice' }, { kind: 'strange-answer' });
      await expectRight(store.append(stream, 'no-stream', [event()]));
      await expectRight(store.append(stream, 0n, [event()]));
      await expectRight(store.append(stream, 1n, [event()]));
    });
    expect(here).toEqual([]);
    expect(signals.filter(({ kind }) => kind === 'stray-answer')).toHaveLength(2);
  });

  it('6: a failure to ask for features is remembered for ever; here the client is made anew', async () => {
    node.faults.once('features', { kind: 'status', code: 13, details: 'Internal' });
    const first = await failure(naive.appendToStream('other', naiveEvent()));
    expect(first).toMatchObject({ code: 13 });
    expect(first.type).toBeUndefined();
    expect(await failure(naive.appendToStream('other', naiveEvent()))).toBe(first);

    const code = { kind: 'status', code: 13, details: 'Internal' } as const;
    node.faults.once('features', code, code);
    const again = await openOn(node);
    await expectRight(again.append(stream, 'no-stream', [event()]));
    await again.close();
  });

  it('7: busy and not ready are an unknown error; here they are known, and nothing was written', async () => {
    node.faults.once('append', { kind: 'busy' });
    const error = await failure(naive.appendToStream('other', naiveEvent()));
    expect(error).toMatchObject({ type: 'unknown', message: expect.stringMatching(/recognize/) });

    node.faults.once('append', { kind: 'busy' }, { kind: 'not-ready' });
    await expectRight(store.append(stream, 'no-stream', [event()]));
    const hurried = await openOn(node, { limits: { settleMs: 400 } });
    node.faults.always('append', { kind: 'busy' });
    expect(await expectLeft(hurried.append(stream, 0n, [event()]))).toMatchObject({
      code: 'STORE_UNAVAILABLE',
      outcome: 'not-written',
      message: expect.stringMatching(/Busy/),
    });
    node.faults.clear();
    node.faults.once('append', { kind: 'event-too-large' });
    expect(await expectLeft(hurried.append(stream, 0n, [event()]))).toMatchObject({
      code: 'APPEND_TOO_LARGE',
      message: expect.stringMatching(/an event is larger/),
    });
    await hurried.close();
  });

  it('8: leaving an iteration leaves the call open at the server; here it ends', async () => {
    await expectRight(
      store.append(
        stream,
        'no-stream',
        Array.from({ length: 2_000 }, () => event()),
      ),
    );
    await until(() => node.openCalls <= 1);
    const batchStream = node.openCalls;
    const subscription = naive.subscribeToAll();
    for await (const _ of subscription) break;
    await pause(100);
    expect(node.openCalls).toBe(batchStream + 1);
    await subscription.unsubscribe();
    await until(() => node.openCalls === batchStream);

    for await (const _ of store.readStream(stream)) break;
    for await (const _ of store.readAll()) break;
    for await (const _ of store.subscribe({})) break;
    await until(() => node.openCalls === batchStream);
  });

  it('9: a checkpoint handler that throws stalls the subscription in silence; here none does', async () => {
    const foreign = Array.from({ length: 3_000 }, naiveEvent);
    await naive.appendToStream('other', foreign);
    await expectRight(store.append(stream, 'no-stream', [event()]));
    const naively = await unhandledRejectionsDuring(async () => {
      const subscription = naive.subscribeToAll({
        filter: streamNameFilter({
          prefixes: ['insider-'],
          checkpointReached: () => {
            throw new Error('a bug of the caller');
          },
        }),
      });
      const came: unknown[] = [];
      subscription.on('data', (resolved) => came.push(resolved)).on('error', () => undefined);
      await pause(200);
      expect(came).toEqual([]);
      await subscription.unsubscribe();
    });
    expect(naively.map(String)).toEqual(['Error: a bug of the caller']);

    // A consumer that throws meets its own error, and only that.
    const here = await unhandledRejectionsDuring(async () => {
      const consume = async (): Promise<void> => {
        for await (const _ of store.subscribe({})) throw new Error('a bug of the caller');
      };
      await expect(consume()).rejects.toThrow('a bug of the caller');
    });
    expect(here).toEqual([]);
  });

  it('10: a subscription ends in silence with its server; here it goes on where it was', async () => {
    const events: RecordedEvent[] = [];
    const subscription = store.subscribe({});
    const following = (async () => {
      for await (const one of subscription) events.push(one);
    })();
    await expectRight(store.append(stream, 'no-stream', [event()]));
    const outcomes: string[] = [];
    const bare = naive.subscribeToAll({ filter: streamNameFilter({ prefixes: ['insider-'] }) });
    for (const name of ['error', 'end', 'close'] as const) bare.on(name, () => outcomes.push(name));
    const came: unknown[] = [];
    bare.on('data', (resolved) => came.push(resolved));
    await until(() => events.length === 1 && came.length === 1);

    await node.restart();
    await expectRight(store.append(stream, 0n, [event(), event()]));
    await until(() => events.length === 3);
    expect(events.map(({ revision }) => revision)).toEqual([0n, 1n, 2n]);
    expect([outcomes, came.length, bare.destroyed]).toEqual([['error'], 1, false]);
    await subscription.close();
    await following;
  });

  it('11: a read has no deadline; here one that stalls is taken up where it stopped', async () => {
    const events = Array.from({ length: 50 }, () => event());
    await expectRight(store.append(stream, 'no-stream', events));
    node.faults.once('read', { kind: 'stalls', after: 7 });
    const bare = (async () => {
      for await (const _ of naive.readStream(stream, { deadline: 50 }));
    })();
    bare.catch(() => undefined);
    expect(await settled(bare, 400)).toBe('pending');

    node.faults.once(
      'read',
      { kind: 'stalls', after: 7 },
      { kind: 'silent' },
      { kind: 'dies', after: 9 },
    );
    expect(await idsIn(store, stream)).toEqual(events.map(({ id }) => id));
    const hurried = await openOn(node, { limits: { settleMs: 300, stallMs: 100 } });
    node.faults.always('read', { kind: 'silent' });
    const begun = performance.now();
    await expect(idsIn(hurried, stream)).rejects.toMatchObject({
      error: { code: 'STORE_UNAVAILABLE', blame: 'unavailable' },
    });
    expect(performance.now() - begun).toBeLessThan(1_500);
    await hurried.close();
  });

  it('12: a password with a colon is cut, and logged; here it is whole, and nowhere', async () => {
    const secure = await EsdbDouble.start({ tls });
    const address = `localhost:${secure.port}`;
    const ca = encodeURIComponent(fixture('ca.crt'));
    const sent = () =>
      secure.authorizations.map((header) =>
        Buffer.from(header.replace('Basic ', ''), 'base64').toString(),
      );
    const bare = EventStoreDBClient.connectionString(
      `esdb://admin:top:secret@${address}?tlsCAFile=${ca}`,
    );
    await bare.appendToStream('other', naiveEvent());
    await bare.dispose();
    expect(new Set(sent())).toEqual(new Set(['admin:top']));

    secure.authorizations.length = 0;
    const url = `esdb://admin:top:secret@${address}?tlsCAFile=${ca}`;
    const script = fileURLToPath(new URL('./esdb-open-once.ts', import.meta.url));
    const child = spawn(process.execPath, ['--import', 'tsx', script, url], {
      env: { ...process.env, DEBUG: 'esdb:*' },
    });
    let printed = '';
    for (const output of [child.stdout, child.stderr]) {
      output.on('data', (chunk) => {
        printed += String(chunk);
      });
    }
    const code = await new Promise((resolve) => child.once('exit', resolve));
    expect(code, printed).toBe(0);
    expect(new Set(sent())).toEqual(new Set(['admin:top:secret']));
    expect(printed).toMatch(/esdb:connection/);
    expect(printed).not.toMatch(/secret/);
    await secure.stop();
  });

  it('13: the actual version may be a word; here it is told as "no-stream"', async () => {
    const error = await failure(
      naive.appendToStream(stream, naiveEvent(), { expectedRevision: 5n }),
    );
    const { actualVersion } = error as unknown as { actualVersion: string };
    expect(() => BigInt(actualVersion)).toThrow(SyntaxError);

    expect(await expectLeft(store.append(stream, 5n, [event()]))).toMatchObject({
      code: 'WRONG_EXPECTED_REVISION',
      actual: 'no-stream',
      message: expect.stringMatching(/expected revision 5, found no events/),
    });
  });

  it('14: credentials with a call take the slow path; here the client has them from the start', async () => {
    const secure = await EsdbDouble.start({ tls });
    const address = `localhost:${secure.port}`;
    const ca = encodeURIComponent(fixture('ca.crt'));
    const bare = EventStoreDBClient.connectionString(`esdb://${address}?tlsCAFile=${ca}`);
    const credentials = { username: 'admin', password: 'changeit' };
    await bare.appendToStream('other', naiveEvent(), { credentials });
    await bare.dispose();
    expect(secure.calls).toMatchObject({ append: 1, batchAppend: 0 });

    const here = await openOn({ url: `esdb://admin:changeit@${address}?tlsCAFile=${ca}` });
    await expectRight(here.append(stream, 'no-stream', [event()]));
    await here.close();
    expect(secure.calls).toMatchObject({ append: 1, batchAppend: 1 });
    await secure.stop();
  });

  it('15: 300 appends at once are all sent at once; here 64 are under way at most', async () => {
    node.faults.always('append', { kind: 'slow', ms: 250 });
    const many = Array.from({ length: 300 }, (_, i) => i);
    await Promise.all(many.map((i) => naive.appendToStream(`other-${i}`, naiveEvent())));
    expect(node.appendsPeak).toBeGreaterThan(64);

    node.appendsPeak = 0;
    const fresh = await openOn(node, { limits: { attemptMs: 10_000, settleMs: 20_000 } });
    const before = node.calls.batchAppend;
    await Promise.all(
      many.map((i) => expectRight(fresh.append(`insider-${i}`, 'no-stream', [event({ i })]))),
    );
    expect(node.appendsPeak).toBe(64);
    expect(node.calls.batchAppend - before).toBe(1);
    expect(node.log.all.filter((one) => one.stream.startsWith('insider-'))).toHaveLength(300);
    await fresh.close();
  });

  it('16: an append through a channel just shut hangs and is an unhandled rejection; here it fails', async () => {
    const slow = await EsdbDouble.start({ batchAppend: false });
    const shutOf = async (client: { getChannelForTest(): Promise<{ close(): void }> }) =>
      (await client.getChannelForTest()).close();
    class Bare extends EventStoreDBClient {
      getChannelForTest = () => this.getChannel();
    }
    class Guarded extends GuardedClient {
      getChannelForTest = () => this.getChannel();
    }
    const bare = new Bare({ endpoint: `127.0.0.1:${slow.port}` }, { insecure: true });
    await bare.appendToStream('other', naiveEvent());
    await shutOf(bare);
    let naively = '';
    const rejections = await unhandledRejectionsDuring(async () => {
      naively = await settled(bare.appendToStream('other', naiveEvent()), 200);
    });
    expect([naively, rejections.map(String)]).toEqual([
      'pending',
      ['Error: Channel has been shut down'],
    ]);

    const settings = readEsdbUrl(slow.url);
    if (settings._tag === 'Left') expect.fail(settings.left.message);
    const guarded = new Guarded(settings.right, defaultLimits, () => undefined);
    await guarded.appendToStream('other', naiveEvent());
    await shutOf(guarded);
    const here = await unhandledRejectionsDuring(async () => {
      const error = await failure(guarded.appendToStream('other', naiveEvent()));
      expect(error.type).toBe('unavailable');
    });
    expect(here).toEqual([]);
    await guarded.shutDown(500);
    await bare.dispose();
    await slow.stop();
  });

  it('17: a server silent when asked for features holds every append for ever; here it does not', async () => {
    node.faults.once('features', { kind: 'silent' });
    const first = naive.appendToStream('other', naiveEvent());
    const second = naive.appendToStream('other', naiveEvent(), { deadline: 50 });
    for (const hangs of [first, second]) hangs.catch(() => undefined);
    expect(await settled(Promise.race([first, second]), 400)).toBe('pending');

    node.faults.once('features', { kind: 'silent' }, { kind: 'silent' });
    const patient = await openOn(node, { limits: { attemptMs: 300 } });
    await expectRight(patient.append(stream, 'no-stream', [event()]));
    await patient.close();
  });
});
