/** What every store refuses, and what it has to take. */
import assert from 'node:assert/strict';
import {
  appendBytesMax,
  appendEventsMax,
  type Json,
  type NewEvent,
  type StoreError,
  streamNameLengthMax,
} from '../port.js';
import type { Suite } from './suite.js';
import { append, refusal } from './words/append.js';
import { event, newStream, numbered } from './words/event.js';
import { failure } from './words/failure.js';
import { Follower } from './words/follower.js';
import { ids, read, readLog } from './words/reading.js';

export function admission({ describe, test }: Suite): void {
  describe('refuses', () => {
    const refuses = (what: string, code: StoreError['code'], events: () => NewEvent[]) =>
      test(`${what}: ${code}, nothing written`, async (store) => {
        const stream = newStream();
        const error = await refusal(store, stream, 'no-stream', events());
        assert.equal(error.code, code, error.message);
        assert.equal(error.blame, 'incorrect');
        assert.deepEqual(await read(store, stream), []);
      });
    const holding = (data: unknown): NewEvent => ({ ...event(), data: data as Json });
    const cycle: { self?: unknown } = {};
    cycle.self = cycle;

    refuses('an empty batch', 'INVALID_EVENT', () => []);
    refuses('an id that is no UUID', 'INVALID_EVENT', () => [event(), event({}, '12')]);
    refuses('a UUID in capitals', 'INVALID_EVENT', () => [
      event({}, '0B5F1C2E-0000-4000-8000-00000000ABCD'),
    ]);
    refuses('an empty type', 'INVALID_EVENT', () => [{ ...event(), type: '' }]);
    refuses('a type of the server', 'INVALID_EVENT', () => [{ ...event(), type: '$metadata' }]);
    for (const [what, value] of [
      ['NaN', Number.NaN],
      ['infinity', Number.POSITIVE_INFINITY],
      ['minus zero', -0],
      ['a bigint', 12n],
      ['undefined', undefined],
      ['undefined as a member', { a: undefined }],
      ['a hole in an array', new Array(2)],
      ['a function', () => 1],
      ['a symbol', Symbol('s')],
      ['a Date', new Date(0)],
      ['a Map', new Map()],
      ['a cycle', cycle],
    ] as const) {
      refuses(`${what} as data`, 'INVALID_EVENT', () => [event(), holding({ in: [value] })]);
      refuses(`${what} as metadata`, 'INVALID_EVENT', () => [
        { ...event(), metadata: { in: value } as unknown as Json },
      ]);
    }
    refuses('too many events', 'APPEND_TOO_LARGE', () => numbered(appendEventsMax + 1));
    refuses('too many bytes', 'APPEND_TOO_LARGE', () => [
      event('x'.repeat(appendBytesMax / 2)),
      event('x'.repeat(appendBytesMax / 2)),
    ]);
    refuses('too many bytes though few characters', 'APPEND_TOO_LARGE', () => [
      event('Ω'.repeat(appendBytesMax / 2)),
    ]);

    test('stream names that a store cannot keep apart or must not touch', async (store) => {
      for (const bad of ['', '$all', '$$x', 'a\u0000b', 'x'.repeat(streamNameLengthMax + 1)]) {
        const error = await refusal(store, bad, 'no-stream', numbered(1));
        assert.equal(error.code, 'INVALID_REQUEST', error.message);
      }
    });

    test('a negative revision, a limit or a position that means nothing', async (store) => {
      const stream = newStream();
      assert.equal((await refusal(store, stream, -1n, numbered(1))).code, 'INVALID_REQUEST');
      for (const work of [
        () => read(store, stream, { from: -1n }),
        () => read(store, stream, { limit: -1 }),
        () => read(store, stream, { limit: 1.5 }),
        () => readLog(store, { limit: Number.NaN }),
        () => readLog(store, { after: 'not a position' }),
        () => new Follower(store.subscribe({ after: 'not a position' })).next(1),
      ]) {
        const error = await failure(work);
        assert.equal(error.code, 'INVALID_REQUEST', error.message);
        assert.equal(error.blame, 'incorrect');
      }
    });
  });

  describe('takes', () => {
    test('a batch of as many events as allowed', async (store) => {
      const stream = newStream();
      const answer = await append(store, stream, 'no-stream', numbered(appendEventsMax));
      assert.equal(answer.revision, BigInt(appendEventsMax - 1));
      assert.equal((await read(store, stream)).length, appendEventsMax);
    });

    test('a batch of as many bytes as allowed, and not one more', async (store) => {
      const one: NewEvent = { ...event('x'), type: 'T', metadata: null };
      const around = JSON.stringify('').length + 'T'.length + 'null'.length;
      const stream = newStream();
      const full = { ...one, data: 'x'.repeat(appendBytesMax - around) };
      const over = { ...one, data: `${full.data}x` };
      const error = await refusal(store, stream, 'no-stream', [over]);
      assert.equal(error.code, 'APPEND_TOO_LARGE');
      await append(store, stream, 'no-stream', [full]);
      const [kept] = await read(store, stream);
      assert.equal(kept?.data, full.data);
    });

    test('the longest stream name', async (store) => {
      const stream = newStream().padEnd(streamNameLengthMax, 'x');
      await append(store, stream, 'no-stream', numbered(1));
      assert.equal((await ids(store, stream)).length, 1);
    });

    test('stream names that differ only in case, and keeps them apart', async (store) => {
      const stream = newStream();
      await append(store, `${stream}-a`, 'no-stream', numbered(1));
      await append(store, `${stream}-A`, 'no-stream', numbered(2));
      assert.equal((await ids(store, `${stream}-a`)).length, 1);
    });
  });
}
