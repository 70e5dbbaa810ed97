/** Appends at the expected revision. */
import assert from 'node:assert/strict';
import type { NewEvent } from '../port.js';
import type { Suite } from './suite.js';
import { append } from './words/append.js';
import { event, newStream, numbered } from './words/event.js';
import { ids, read, revisions } from './words/reading.js';

export function acceptance({ describe, test }: Suite): void {
  describe('appending at the expected revision', () => {
    test('to a new stream with no-stream writes from revision 0', async (store) => {
      const stream = newStream();
      const answer = await append(store, stream, 'no-stream', numbered(3));
      assert.deepEqual(answer, { revision: 2n, idempotent: false });
      assert.deepEqual(await revisions(store, stream, {}), [0, 1, 2]);
    });

    test('after the last event writes the next revisions', async (store) => {
      const stream = newStream();
      await append(store, stream, 'no-stream', numbered(2));
      assert.deepEqual(await append(store, stream, 1n, numbered(2, 2)), {
        revision: 3n,
        idempotent: false,
      });
      assert.deepEqual(await append(store, stream, 3n, numbered(1, 4)), {
        revision: 4n,
        idempotent: false,
      });
      const data = (await read(store, stream)).map((one) => one.data);
      assert.deepEqual(data, [{ n: 0 }, { n: 1 }, { n: 2 }, { n: 3 }, { n: 4 }]);
    });

    test('does not look at ids: one id may stand in a stream twice', async (store) => {
      const stream = newStream();
      const [first] = numbered(1) as [NewEvent];
      await append(store, stream, 'no-stream', [first]);
      assert.deepEqual(await append(store, stream, 0n, [first]), {
        revision: 1n,
        idempotent: false,
      });
      assert.deepEqual(await ids(store, stream), [first.id, first.id]);
    });

    test('one id may stand twice in one batch, which can be repeated', async (store) => {
      const stream = newStream();
      const twice = event();
      const batch = [twice, twice];
      assert.equal((await append(store, stream, 'no-stream', batch)).idempotent, false);
      assert.equal((await append(store, stream, 'no-stream', batch)).idempotent, true);
      assert.deepEqual(await ids(store, stream), [twice.id, twice.id]);
    });

    test('the same id may stand in two streams', async (store) => {
      const [a, b] = [newStream(), newStream()];
      const shared = numbered(2);
      await append(store, a, 'no-stream', shared);
      assert.equal((await append(store, b, 'no-stream', shared)).idempotent, false);
      assert.deepEqual(await ids(store, a), await ids(store, b));
    });
  });
}
