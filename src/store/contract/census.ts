/** The log counted and its streams named, where a store can tell them without reading its events. */
import assert from 'node:assert/strict';
import type { Suite } from './suite.js';
import { append } from './words/append.js';
import { newStream, numbered } from './words/event.js';
import { failure } from './words/failure.js';
import { mark } from './words/log-start.js';
import { readLog } from './words/reading.js';

export function census({ describe, test }: Suite): void {
  describe('asked for its count, where it can tell it', () => {
    test('counts what is appended, and shows the first and the last of the log', async (store) => {
      if (store.count === undefined) return;
      const start = await mark(store);
      const before = await store.count();
      const stream = newStream();
      await append(store, stream, 'no-stream', numbered(3));
      const after = await store.count();
      assert.ok(after.events >= before.events + 3, `${before.events}, then ${after.events}`);
      assert.ok(after.streams > before.streams, `${before.streams}, then ${after.streams}`);
      assert.deepEqual(after.first, (await readLog(store, { limit: 1 }))[0]);
      const rest = await readLog(store, { after: start });
      assert.ok(rest.some(({ id }) => id === after.last?.id));
    });

    test('refuses when closed', async (store) => {
      if (store.count === undefined) return;
      await store.close();
      assert.equal((await failure(async () => store.count?.())).code, 'STORE_CLOSED');
    });
  });

  describe('asked for its streams, where it can tell them', () => {
    test('names each once; all that comes later stands after the end it tells', async (store) => {
      if (store.streams === undefined) return;
      const streams = Array.from({ length: 3 }, newStream);
      for (const stream of streams) await append(store, stream, 'no-stream', numbered(2));
      const { end, names } = await store.streams();
      const named: string[] = [];
      for await (const name of names) if (streams.includes(name)) named.push(name);
      assert.deepEqual(named.sort(), [...streams].sort());
      assert.ok(end !== null, 'the log is not empty');
      const later = newStream();
      await append(store, later, 'no-stream', numbered(2));
      const log = await readLog(store, { after: end });
      assert.equal(log.filter(({ stream }) => stream === later).length, 2);
      assert.ok(!log.some(({ stream }) => streams.includes(stream)));
    });

    test('refuses when closed', async (store) => {
      if (store.streams === undefined) return;
      await store.close();
      assert.equal((await failure(async () => store.streams?.())).code, 'STORE_CLOSED');
    });
  });
}
