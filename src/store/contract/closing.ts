/** A closed store. */
import assert from 'node:assert/strict';
import type { Suite } from './suite.js';
import { append, attempt, refusal } from './words/append.js';
import { newStream, numbered } from './words/event.js';
import { failure } from './words/failure.js';
import { Follower } from './words/follower.js';
import { read, readLog } from './words/reading.js';

export function closing({ describe, test }: Suite): void {
  describe('closed', () => {
    test('answers every call with STORE_CLOSED', async (store) => {
      const stream = newStream();
      await append(store, stream, 'no-stream', numbered(2));
      await store.close();
      const codes = [
        await refusal(store, stream, 1n, numbered(1)),
        await failure(() => read(store, stream)),
        await failure(() => readLog(store, {})),
        await failure(() => new Follower(store.subscribe({})).next(1)),
        await failure(async () => {
          for await (const problem of store.audit()) assert.fail(problem.message);
        }),
      ].map((error) => error.code);
      assert.deepEqual(codes, Array(5).fill('STORE_CLOSED'));
    });

    test('a second time does no harm', async (store) => {
      await store.close();
      await store.close();
    });

    test('settles the appends under way first', async (store) => {
      const streams = Array.from({ length: 20 }, newStream);
      const answers = streams.map((stream) => attempt(store, stream, 'no-stream', numbered(3)));
      await store.close();
      for (const answer of await Promise.all(answers)) assert.equal(answer._tag, 'Right');
    });
  });
}
