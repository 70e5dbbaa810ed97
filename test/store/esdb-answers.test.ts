/** Each answer of the server becomes one typed error with a blame class, by both append paths. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { binaryEvent, EventStoreDBClient, jsonEvent } from '@eventstore/db-client';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type EsdbSignal, eventStoreDbStore } from '../../src/store/eventstoredb.js';
import type { EventStore, NewEvent } from '../../src/store/port.js';
import type { Fault } from '../esdb-double/faults.js';
import { EsdbDouble } from '../esdb-double/server.js';
import { idsIn, openOn, shortLimits } from './esdb-harness.js';
import { expectLeft, expectRight } from './opened.js';

const path = (name: string): string =>
  fileURLToPath(new URL(`../fixtures/tls/${name}`, import.meta.url));

/** The double behind TLS; `clientCa`, where users have certificates. */
const secureServer = (more: { readonly clientCa?: Buffer } = {}): Promise<EsdbDouble> =>
  EsdbDouble.start({
    tls: {
      certificate: readFileSync(path('node.crt')),
      key: readFileSync(path('node.key')),
      ...more,
    },
  });

const event = (): NewEvent => ({
  id: crypto.randomUUID(),
  type: 'HoldingReported',
  data: { shares: '1' },
  metadata: {},
});
const stream = 'insider-0001222287';

const paths = [
  ['BatchAppend', true],
  ['Append', false],
] as const;

const standing: ReadonlyArray<readonly [Fault, 'not-written' | 'unknown']> = [
  [{ kind: 'silent' }, 'unknown'],
  [{ kind: 'written-silent' }, 'unknown'],
  [{ kind: 'connection-lost' }, 'unknown'],
  [{ kind: 'written-connection-lost' }, 'unknown'],
  [{ kind: 'written-timeout' }, 'unknown'],
  [{ kind: 'unknown-error' }, 'unknown'],
  [{ kind: 'busy' }, 'not-written'],
  [{ kind: 'not-ready' }, 'not-written'],
  [{ kind: 'not-leader' }, 'not-written'],
];

describe.each(
  paths.flatMap(([path, batchAppend]) =>
    (['unknown', 'not-written'] as const).map((outcome) => [path, outcome, batchAppend] as const),
  ),
)('by %s, of outcome %s', (_path, outcome, batchAppend) => {
  const faults = standing.filter(([, one]) => one === outcome).map(([fault]) => fault);
  // Each with a node of its own, so that they wait side by side; but a lost connection fails the
  // appends of every client in the process, and then nothing is certainly not written.
  const side = outcome === 'unknown' ? it.concurrent : it;

  side.each(faults)('%j for good is STORE_UNAVAILABLE, in time', async (fault) => {
    const node = await EsdbDouble.start({ batchAppend });
    // A refusal that comes late, on a slow machine, would be taken for silence.
    const attemptMs = outcome === 'unknown' ? 200 : 800;
    const hurried = await openOn(node, { limits: { settleMs: 900, attemptMs } });
    node.faults.always('append', fault);
    // Once the events stand there, a repetition finds out; not where even that gets no answer.
    const begun = performance.now();
    const error = await expectLeft(hurried.append(stream, 'no-stream', [event()]));
    expect(performance.now() - begun).toBeLessThan(4_000);
    await hurried.close();
    await node.stop();
    expect(error).toMatchObject({ code: 'STORE_UNAVAILABLE', blame: 'unavailable', outcome });
    expect(error.message).toMatch(
      /^insider-0001222287: given up after \d+ attempts in 900 ms; the last: /,
    );
  });

  side.each(faults)('%j once is got over, and the events stand there once', async (fault) => {
    const node = await EsdbDouble.start({ batchAppend });
    const signals: EsdbSignal[] = [];
    const store = await openOn(node, { notify: (signal) => signals.push(signal) });
    node.faults.once('append', fault);
    const one = event();
    expect(await expectRight(store.append(stream, 'no-stream', [one]))).toEqual({
      revision: 0n,
      idempotent: false,
    });
    expect(node.log.visible(stream).map(({ id }) => id)).toEqual([one.id]);
    expect(signals).toContainEqual(expect.objectContaining({ kind: 'append-retried', stream }));
    await store.close();
    await node.stop();
  });
});

describe.each(paths)('by %s', (_path, batchAppend) => {
  let node: EsdbDouble;
  let store: EventStore;
  let signals: EsdbSignal[];

  beforeEach(async () => {
    signals = [];
    node = await EsdbDouble.start({ batchAppend });
    store = await openOn(node, { notify: (signal) => signals.push(signal) });
  });
  afterEach(async () => {
    node.faults.clear();
    await store.close();
    await node.stop();
  });

  it.runIf(batchAppend)(
    'an answer that came while this process did not get to run is no silence',
    async () => {
      const limits = { attemptMs: 600, stallMs: 600 };
      const told: Array<EsdbSignal> = [];
      const heard = await openOn(node, { limits, notify: (signal) => told.push(signal) });
      await expectRight(heard.append(`${stream}0`, 'no-stream', [event()]));
      told.length = 0;
      const busy = async (): Promise<void> => {
        await new Promise(setImmediate);
        const until = performance.now() + 900;
        while (performance.now() < until);
      };
      node.faults.once('append', { kind: 'slow', ms: 20 });
      const [written] = await Promise.all([heard.append(stream, 'no-stream', [event()])(), busy()]);
      expect(written).toMatchObject({ _tag: 'Right' });
      node.faults.once('read', { kind: 'slow', ms: 20 });
      const [ids] = await Promise.all([idsIn(heard, stream), busy()]);
      expect(ids).toHaveLength(1);
      await heard.close();
      expect(told).toEqual([]);
    },
  );

  it.runIf(batchAppend)('a read that is cut off with its client goes on to the end', async () => {
    const events = [event(), event(), event()];
    await expectRight(store.append(stream, 'no-stream', events));
    const limits = { attemptMs: 200, silentAttempts: 1, stallMs: 20_000 };
    const cut = await openOn(node, { limits, notify: (signal) => signals.push(signal) });
    node.faults.once('read', { kind: 'stalls', after: 1 });
    const reading = idsIn(cut, stream);
    await new Promise((resolve) => setTimeout(resolve, 100));
    node.faults.once('append', { kind: 'silent' });
    await expectRight(cut.append(stream, 2n, [event()]));
    expect((await reading).slice(0, 3)).toEqual(events.map(({ id }) => id));
    expect(signals).toContainEqual(expect.objectContaining({ kind: 'client-renewed' }));
    await cut.close();
  });

  it('one event is asked for by one call, which ends by itself, and so is one that is not there', async () => {
    await expect.poll(() => node.openCalls).toBe(0);
    const atFirst = [node.calls.read, node.cancelledReads] as const;
    await expectRight(store.append(stream, 'no-stream', [event(), event()], { certain: true }));
    // Who wrote is read back.
    expect(node.calls.read).toBe(atFirst[0] + 1);
    const last = async (of: string): Promise<number> => {
      let found = 0;
      for await (const _ of store.readStream(of, { direction: 'backwards', limit: 1 })) found += 1;
      return found;
    };
    expect(await last(stream)).toBe(1);
    expect(node.calls.read).toBe(atFirst[0] + 2);
    // A stream that is not there is asked for, and then whether it was deleted.
    expect(await last('insider-0000000002')).toBe(0);
    expect(node.calls.read).toBe(atFirst[0] + 4);
    await expect.poll(() => node.openCalls).toBe(batchAppend ? 1 : 0);
    expect(node.cancelledReads).toBe(atFirst[1]);
  });

  it('access denied is not tried again', async () => {
    node.faults.always('append', { kind: 'access-denied' });
    expect(await expectLeft(store.append(stream, 'no-stream', [event()]))).toMatchObject({
      code: 'STORE_UNAVAILABLE',
      outcome: 'not-written',
      message: expect.stringMatching(/access denied: see to the user/),
    });
    expect(node.faults.struck.get('access-denied')).toBe(1);
  });

  it('an append that the server finds too large is the caller’s to part', async () => {
    const small = await EsdbDouble.start({ batchAppend, maxAppendBytes: 100 });
    const there = await openOn(small);
    const large = { ...event(), data: 'x'.repeat(200) };
    expect(await expectLeft(there.append(stream, 'no-stream', [large]))).toMatchObject({
      code: 'APPEND_TOO_LARGE',
      blame: 'incorrect',
    });
    await there.close();
    await small.stop();
  });

  it('a conflict met on trying again is found to be this very append, or another’s', async () => {
    const [mine, others] = [event(), event()];
    // Written unseen, and by the time of the second try another event stands after it.
    const beside = await openOn(node);
    node.faults.once('append', { kind: 'written-silent' });
    const append = store.append(stream, 'no-stream', [mine])();
    await new Promise((resolve) => setTimeout(resolve, 50));
    await expectRight(beside.append(stream, 0n, [others]));

    // Meanwhile on another stream: not written, and taken by another.
    const [second, first] = ['insider-0001222288', event()];
    await expectRight(beside.append(second, 'no-stream', [first]));
    node.faults.once('append', { kind: 'silent' });
    const late = store.append(second, 0n, [event()])();
    await new Promise((resolve) => setTimeout(resolve, 50));
    await expectRight(beside.append(second, 0n, [event()]));
    expect(await append).toMatchObject({ _tag: 'Right', right: { revision: 0n } });
    expect(await late).toMatchObject({
      _tag: 'Left',
      left: { code: 'WRONG_EXPECTED_REVISION', actual: 1n },
    });
    await beside.close();
  });

  it('a server that is not there was certainly not written to', async () => {
    const hurried = await openOn(node, { limits: { settleMs: 500, attemptMs: 200 } });
    await node.stop();
    expect(await expectLeft(hurried.append(stream, 'no-stream', [event()]))).toMatchObject({
      code: 'STORE_UNAVAILABLE',
    });
    await hurried.close();
    const unopened = await expectLeft(
      eventStoreDbStore(node.url, { limits: { ...shortLimits, settleMs: 300 } }),
    );
    expect(unopened).toMatchObject({ code: 'STORE_UNAVAILABLE', outcome: 'not-written' });
    expect(unopened.message).toContain(`esdb://127.0.0.1:${node.port}`);
  });

  it('a stream that was deleted under the ledger is told on the next append', async () => {
    await expectRight(store.append(stream, 'no-stream', [event(), event()]));
    const bare = EventStoreDBClient.connectionString(node.url);
    await bare.deleteStream(stream);
    expect(await expectLeft(store.append(stream, 'no-stream', [event()]))).toMatchObject({
      code: 'STREAM_NOT_WHOLE',
      blame: 'unsupported',
      message: expect.stringMatching(/deleted .* Restore a back-up/s),
    });
    await bare.tombstoneStream('insider-0000000001');
    expect(
      await expectLeft(store.append('insider-0000000001', 'no-stream', [event()])),
    ).toMatchObject({ code: 'STREAM_NOT_WHOLE' });
    await bare.dispose();
  });

  it('goes from a follower to the leader that it names', async () => {
    const follower = await EsdbDouble.start({ batchAppend, log: node.log });
    follower.faults.always('append', { kind: 'not-leader', host: '127.0.0.1', port: node.port });
    const there = await openOn(follower);
    await expectRight(there.append(stream, 'no-stream', [event()]));
    expect(node.calls[batchAppend ? 'batchAppend' : 'append']).toBe(1);
    await there.close();
    await follower.stop();
  });

  it('finds the leader of a cluster by gossip, and the next one when it is lost', async () => {
    const other = await EsdbDouble.start({ batchAppend, log: node.log });
    let leader = other;
    const members = () =>
      [node, other].map(({ port }) => ({
        host: '127.0.0.1',
        port,
        alive: true,
        state: port === leader.port ? ('leader' as const) : ('follower' as const),
      }));
    node.members = members;
    other.members = members;
    const seeds = `esdb://127.0.0.1:${node.port},127.0.0.1:${other.port}?tls=false`;
    const there = await openOn({ url: seeds }, { limits: { settleMs: 8_000 } });
    await expectRight(there.append(stream, 'no-stream', [event()]));
    expect(other.calls.append + other.calls.batchAppend).toBe(1);
    leader = node;
    await other.stop();
    await expectRight(there.append(stream, 0n, [event()]));
    await there.close();
    const found = await openOn({ url: `esdb+discover://127.0.0.1:${node.port}?tls=false` });
    await expectRight(found.append(stream, 1n, [event()]));
    await found.close();
  });
});

describe('opening', () => {
  let node: EsdbDouble;
  let bare: EventStoreDBClient;
  beforeEach(async () => {
    node = await EsdbDouble.start();
    bare = EventStoreDBClient.connectionString(node.url);
    await bare.appendToStream(stream, [jsonEvent({ type: 'T', data: {} })]);
  });
  afterEach(async () => {
    await bare.dispose();
    await node.stop();
  });
  const refusal = () => expectLeft(eventStoreDbStore(node.url, { limits: shortLimits }));

  it.each([
    [{ maxAge: 3600 }, /\$maxAge is 3600/],
    [{ maxCount: 10 }, /\$maxCount is 10/],
    [{ truncateBefore: 1 }, /\$tb is 1/],
  ])(
    'refuses a ledger stream with metadata %j, and says what is at risk',
    async (metadata, why) => {
      await bare.setStreamMetadata(stream, metadata);
      const error = await refusal();
      expect(error).toMatchObject({ code: 'STREAM_NOT_WHOLE', blame: 'unsupported', stream });
      expect(error.message).toMatch(why);
      expect(error.message).toMatch(/dropped.*restore a back-up/s);
    },
  );

  it('takes retention from the last event of the metadata that is JSON, whatever its type', async () => {
    await bare.appendToStream(
      stream,
      [1, 2, 3].map(() => jsonEvent({ type: 'T', data: {} })),
    );
    const store = await openOn(node);
    const metadata = `$$${stream}`;
    await bare.appendToStream(metadata, jsonEvent({ type: 'Other', data: { $maxCount: 2 } }));
    await bare.appendToStream(metadata, binaryEvent({ type: '$metadata', data: Buffer.from('{') }));
    expect(node.log.visible(stream)).toHaveLength(2);
    expect((await refusal()).message).toMatch(/\$maxCount is 2/);
    const problems: string[] = [];
    for await (const problem of store.audit()) problems.push(problem.message);
    expect(problems).toEqual([expect.stringMatching(/\$maxCount is 2/)]);
    await bare.appendToStream(metadata, jsonEvent({ type: 'Other', data: { $maxCount: 0 } }));
    await expect(idsIn(store, stream)).rejects.toMatchObject({
      error: { code: 'STREAM_NOT_WHOLE', message: expect.stringMatching(/\$maxCount is 0/) },
    });
    await store.close();
  });

  it('shows the events of a deleted stream again once its metadata are emptied twice', async () => {
    await bare.deleteStream(stream);
    const why = await refusal();
    expect(why.message).toMatch(/\$tb is 9223372036854775807: the stream was deleted.*twice/s);
    await bare.setStreamMetadata(stream, {});
    expect((await refusal()).message).toMatch(/\$tb is 1:/);
    await bare.setStreamMetadata(stream, {});
    const store = await openOn(node);
    expect(await idsIn(store, stream)).toHaveLength(1);
    for await (const problem of store.audit()) expect.fail(problem.message);
    await store.close();
  });

  it('names every stream that is at risk', async () => {
    await bare.appendToStream('ledger', [jsonEvent({ type: 'T', data: {} })]);
    await bare.setStreamMetadata('ledger', { maxCount: 10 });
    await bare.deleteStream(stream);
    await bare.tombstoneStream('issuer-0001441816', { expectedRevision: 'any' });
    const { message } = await refusal();
    for (const one of ['ledger', stream, 'issuer-0001441816']) expect(message).toContain(one);
    expect(message).toMatch(/with 3 streams/);
  });

  it('lets others delete a stream that begins like ours and has nobody’s id', async () => {
    const some = (): never => binaryEvent({ type: 'Scan', data: Buffer.from('x') }) as never;
    for (const name of ['insider-scans', 'issuer-scans', 'insider-more'])
      await bare.appendToStream(name, [some(), some(), some()]);
    await bare.deleteStream('insider-scans');
    await bare.tombstoneStream('issuer-scans');
    await bare.setStreamMetadata('insider-more', { truncateBefore: 2 });
    const store = await openOn(node);
    const read: string[] = [];
    for await (const one of store.readAll()) read.push(one.stream);
    expect(read).toContain(stream);
    for (const name of ['insider-scans', 'insider-more']) await idsIn(store, name);
    await store.close();
  });

  it('refuses a ledger with a stream deleted, for now or for good', async () => {
    await bare.deleteStream(stream);
    expect(await refusal()).toMatchObject({ code: 'STREAM_NOT_WHOLE', stream });
    await bare.tombstoneStream('issuer-0001441816', { expectedRevision: 'any' });
    expect(await refusal()).toMatchObject({ code: 'STREAM_NOT_WHOLE' });
  });

  it('takes what takes nothing away: cache control, access lists, retention set and unset, others’ streams', async () => {
    await bare.setStreamMetadata(stream, { maxCount: 10 });
    await bare.setStreamMetadata(stream, { cacheControl: 60, acl: { readRoles: ['auditor'] } });
    await bare.setStreamMetadata('orders-1', { maxCount: 1 });
    const store = await openOn(node);
    await store.close();
  });

  it('tells of retention and gaps that came later in its audit, and refuses to read across them', async () => {
    const events = [1, 2, 3].map(() => jsonEvent({ type: 'T', data: {} }));
    await bare.appendToStream(stream, events);
    const store = await openOn(node);
    await bare.setStreamMetadata(stream, { truncateBefore: 2 });
    const problems: string[] = [];
    for await (const problem of store.audit()) problems.push(`${problem.code} ${problem.stream}`);
    expect(problems).toEqual([`EVENT_MISSING ${stream}`]);
    for (const direction of ['forwards', 'backwards'] as const) {
      const read = async () => {
        for await (const _ of store.readStream(stream, { direction }));
      };
      await expect(read()).rejects.toMatchObject({ error: { code: 'STREAM_NOT_WHOLE' } });
    }
    await bare.deleteStream(stream);
    const read = async () => {
      for await (const _ of store.readStream(stream));
    };
    await expect(read()).rejects.toMatchObject({ error: { code: 'STREAM_NOT_WHOLE' } });
    await store.close();
  });

  it('refuses a server before 23.10, and takes one that does not tell', async () => {
    node.features = { version: '22.10.4', batchAppend: true };
    expect(await refusal()).toMatchObject({ code: 'STORE_TOO_OLD', blame: 'unsupported' });
    const silent = await EsdbDouble.start({ withoutFeatures: true });
    const store = await openOn(silent);
    await expectRight(store.append(stream, 'no-stream', [event()]));
    expect(silent.calls).toMatchObject({ append: 1, batchAppend: 0 });
    await store.close();
    await silent.stop();
  });

  it('is refused where the user may not read the log', async () => {
    node.faults.always('read', { kind: 'access-denied' });
    expect(await refusal()).toMatchObject({
      code: 'STORE_UNAVAILABLE',
      message: expect.stringMatching(/access denied/),
    });
  });

  it('takes certificates for users, and refuses a server whose certificate nobody vouches for', async () => {
    const secure = await secureServer({ clientCa: readFileSync(path('ca.crt')) });
    const [ca, cert, key] = ['ca.crt', 'user.crt', 'user.key'].map((name) =>
      encodeURIComponent(path(name)),
    );
    const host = `esdb://localhost:${secure.port}`;
    const store = await openOn({
      url: `${host}?tlsCAFile=${ca}&userCertFile=${cert}&userKeyFile=${key}`,
    });
    await store.close();
    const limits = { ...shortLimits, settleMs: 300 };
    for (const url of [host, `${host}?tlsCAFile=${ca}`]) {
      expect(await expectLeft(eventStoreDbStore(url, { limits }))).toMatchObject({
        code: 'STORE_UNAVAILABLE',
      });
    }
    await secure.stop();
  });

  it('reaches a server by its address with TLS, or says at once that Node does not', async () => {
    const secure = await secureServer();
    const begun = performance.now();
    const ca = encodeURIComponent(path('ca.crt'));
    const opened = await eventStoreDbStore(`esdb://127.0.0.1:${secure.port}?tlsCAFile=${ca}`)();
    expect(performance.now() - begun).toBeLessThan(4_000);
    if (opened._tag === 'Right') await opened.right.close();
    else
      expect(opened.left).toMatchObject({
        code: 'STORE_UNAVAILABLE',
        outcome: 'not-written',
        message: expect.stringMatching(/IP address .* connect to 127\.0\.0\.1:\d+ by a name/),
      });
    await secure.stop();
  });

  it('says at once what no waiting mends, with the setting that does', async () => {
    const secure = await secureServer();
    const another = encodeURIComponent(path('user.crt'));
    const [there, plain] = [`localhost:${secure.port}`, `localhost:${node.port}`];
    const flaws = [
      [`esdb://${there}`, /not trusted .*name the authority.* tlsCAFile/],
      [`esdb://${there},localhost:1`, /not trusted .* tlsCAFile/],
      [`esdb://${there}?tlsCAFile=${another}`, /not trusted .*another authority.* tlsCAFile/],
      [`esdb://${there}?tls=false`, /with TLS only: leave tls=false out/],
      [`esdb+discover://${there}?tls=false`, /with TLS only: leave tls=false out/],
      [`esdb://${plain}`, /without TLS: add tls=false/],
      [`esdb://${plain},${plain}`, /without TLS: add tls=false/],
    ] as const;
    const found = async ([url, why]: (typeof flaws)[number]) => {
      const begun = performance.now();
      const error = await expectLeft(eventStoreDbStore(url));
      expect(performance.now() - begun, url).toBeLessThan(4_000);
      expect(error, url).toMatchObject({ code: 'STORE_UNAVAILABLE', outcome: 'not-written' });
      expect(error.message, url).toMatch(why);
    };
    // Not all at the same time: how long each takes is looked at.
    for (let i = 0; i < flaws.length; i += 3) await Promise.all(flaws.slice(i, i + 3).map(found));
    await secure.stop();
  });
});
