/** The double by itself, asked by the unmodified client: the table, the filters, the rules. */
import {
  type AppendExpectedRevision,
  EventStoreDBClient,
  eventTypeFilter,
  type Filter,
  jsonEvent,
  streamNameFilter,
} from '@eventstore/db-client';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { EsdbDouble } from './server.js';

const event = (id: string = crypto.randomUUID(), type = 'T') => jsonEvent({ id, type, data: {} });
const [a, b, c, x] = Array.from({ length: 4 }, () => crypto.randomUUID()) as [
  string,
  string,
  string,
  string,
];

describe.each([
  ['BatchAppend', true],
  ['Append', false],
])('the double by %s', (path, batchAppend) => {
  let node: EsdbDouble;
  let client: EventStoreDBClient;
  beforeEach(async () => {
    node = await EsdbDouble.start({ batchAppend });
    client = EventStoreDBClient.connectionString(node.url);
  });
  afterEach(async () => {
    await client.dispose();
    await node.stop();
  });

  /** The revision answered, or the type of the error. */
  const append = (
    ids: ReadonlyArray<string>,
    expectedRevision: AppendExpectedRevision,
    stream = 's',
  ): Promise<bigint | string> =>
    client
      .appendToStream(
        stream,
        ids.map((id) => event(id)),
        { expectedRevision },
      )
      .then(
        ({ nextExpectedRevision }) => nextExpectedRevision,
        (error) => error.type,
      );
  const count = (): number => node.log.visible('s').length;
  const wrong = 'wrong-expected-version';

  it('answers by the path asked for', async () => {
    await append([a], 'no_stream');
    expect(node.calls).toMatchObject(
      path === 'BatchAppend' ? { append: 0, batchAppend: 1 } : { append: 1, batchAppend: 0 },
    );
  });

  it.each<[string, ReadonlyArray<string>, AppendExpectedRevision, bigint | string, number]>([
    ['at the last revision, whatever the ids', [a], 1n, 2n, 3],
    ['below, every id standing there', [a, b], 'no_stream', 1n, 2],
    ['below, in part', [b], 0n, 1n, 2],
    ['below, the first id differs', [x], 'no_stream', wrong, 2],
    ['below, a later id differs', [a, x], 'no_stream', wrong, 2],
    ['below, running past the end', [b, c], 0n, wrong, 2],
    ['above', [c], 2n, wrong, 2],
    ['any, all ids in the cache', [a, b], 'any', 1n, 2],
    ['any, the first unknown: written, duplicates and all', [x, a], 'any', 3n, 4],
    ['any, the first known, a later one unknown', [a, x], 'any', wrong, 2],
    ['stream_exists, all ids in the cache', [b], 'stream_exists', 1n, 2],
  ])('%s', async (_cell, ids, expected, answer, standing) => {
    await append([a, b], 'no_stream');
    expect(await append(ids, expected)).toBe(answer);
    expect(count()).toBe(standing);
  });

  it('acknowledges ids that stand there, whoever wrote them and whatever they say', async () => {
    const say = (ids: ReadonlyArray<string>, shares: string, by = client) =>
      ids.map((id) =>
        jsonEvent({ id, type: 'T', data: { shares }, metadata: { by: by === client } }),
      );
    const other = EventStoreDBClient.connectionString(node.url);
    await client.appendToStream('s', say([a], '1'), { expectedRevision: 'no_stream' });
    const theirs = await other.appendToStream('s', say([b], '2', other), { expectedRevision: 0n });
    await other.appendToStream('s', say([c], '3', other), { expectedRevision: 1n });
    const mine = await client.appendToStream('s', say([b], '9'), { expectedRevision: 0n });
    expect(mine).toEqual(theirs);
    const kept = node.log.visible('s').map(({ data }) => JSON.parse(Buffer.from(data).toString()));
    expect(kept).toEqual([{ shares: '1' }, { shares: '2' }, { shares: '3' }]);
    await other.dispose();
  });

  it('forgets what the cache behind any held, and then writes again', async () => {
    await append([a], 'any');
    node.log.committed.empty();
    expect(await append([a], 'any')).toBe(1n);
    expect(count()).toBe(2);
  });

  it('opens a deleted stream again where the expected revision is no_stream, and never a tombstone', async () => {
    await append([a, b], 'no_stream');
    await client.deleteStream('s');
    expect(await append([a, b], 'no_stream')).toBe(1n);
    expect(await append([c], 'no_stream')).toBe(2n);
    expect(node.log.visible('s').map(({ revision }) => revision)).toEqual([2n]);
    await client.tombstoneStream('s');
    expect(await append([x], 'any')).toBe('stream-deleted');
  });

  it('refuses more than 1 MiB', async () => {
    const large = jsonEvent({ type: 'T', data: { text: 'x'.repeat(1024 * 1024) } });
    await expect(client.appendToStream('s', large)).rejects.toMatchObject({
      type: 'maximum-append-size-exceeded',
    });
  });

  it('gathers a batch that the client sends in parts', async () => {
    const many = Array.from({ length: 40 }, () => event());
    await client.appendToStream('s', many, { batchAppendSize: 300 });
    expect(count()).toBe(40);
  });

  it('reads from the event named, and subscribes after it', async () => {
    await append([a, b, c], 'no_stream');
    const revisions: bigint[] = [];
    for await (const { event: one } of client.readStream('s', { fromRevision: 1n })) {
      revisions.push(one?.revision ?? -1n);
    }
    expect(revisions).toEqual([1n, 2n]);
    const from = node.log.all[1]?.position;
    const after: bigint[] = [];
    for await (const { event: one } of client.readAll(
      from === undefined ? {} : { fromPosition: from },
    )) {
      after.push(one?.revision ?? -1n);
    }
    expect(after).toEqual([1n, 2n]);
    for (const subscription of [
      client.subscribeToStream('s', { fromRevision: 1n }),
      client.subscribeToAll(from === undefined ? {} : { fromPosition: from }),
    ]) {
      let first: bigint | undefined;
      for await (const { event: one } of subscription) {
        first = one?.revision;
        break;
      }
      await subscription.unsubscribe();
      expect(first).toBe(2n);
    }
  });

  it.each<[string, Filter, ReadonlyArray<string>]>([
    ['stream names by prefix', streamNameFilter({ prefixes: ['in', 'x'] }), ['in-1', 'x']],
    ['stream names by expression', streamNameFilter({ regex: '^.n-\\d$' }), ['in-1', 'on-2']],
    ['types by prefix', eventTypeFilter({ prefixes: ['Hold'] }), ['on-2']],
    ['types by expression', eventTypeFilter({ regex: '^[^$].*d$' }), ['in-1', 'on-2']],
  ])('filters %s', async (_what, filter, expected) => {
    await client.appendToStream('in-1', event(undefined, 'Reported'));
    await client.appendToStream('on-2', event(undefined, 'Hold and'));
    await client.appendToStream('x', event(undefined, 'T'));
    const subscription = client.subscribeToAll({ filter });
    const seen: string[] = [];
    const level = new Promise<void>((resolve) => subscription.once('caughtUp', resolve));
    subscription.on('data', ({ event: one }) => seen.push(one?.streamId ?? ''));
    await level;
    await new Promise((resolve) => setTimeout(resolve, 20));
    await subscription.unsubscribe();
    expect(seen).toEqual(expected);
  });
});
