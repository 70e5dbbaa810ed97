/** Appends of what was appended before. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import type { Suite } from './suite.js';
import { append } from './words/append.js';
import { event, newStream, numbered } from './words/event.js';
import { ids, read } from './words/reading.js';

export function repetition({ describe, test }: Suite): void {
  describe('appending again what was appended before', () => {
    test('succeeds with no-stream, writes nothing', async (store) => {
      const stream = newStream();
      const batch = numbered(3);
      await append(store, stream, 'no-stream', batch);
      assert.deepEqual(await append(store, stream, 'no-stream', batch), {
        revision: 2n,
        idempotent: true,
      });
      assert.deepEqual(
        await ids(store, stream),
        batch.map((one) => one.id),
      );
    });

    test('succeeds at a revision, writes nothing', async (store) => {
      const stream = newStream();
      await append(store, stream, 'no-stream', numbered(2));
      const batch = numbered(2, 2);
      await append(store, stream, 1n, batch);
      assert.deepEqual(await append(store, stream, 1n, batch), {
        revision: 3n,
        idempotent: true,
      });
      assert.equal((await ids(store, stream)).length, 4);
    });

    test('reports the original revision however much came later', async (store) => {
      const stream = newStream();
      const first = numbered(2);
      const second = numbered(2, 2);
      await append(store, stream, 'no-stream', first);
      await append(store, stream, 1n, second);
      for (let i = 0; i < 40; i++) await append(store, stream, BigInt(3 + i), numbered(1));
      assert.deepEqual(await append(store, stream, 'no-stream', first), {
        revision: 1n,
        idempotent: true,
      });
      assert.deepEqual(await append(store, stream, 1n, second), {
        revision: 3n,
        idempotent: true,
      });
      assert.equal((await ids(store, stream)).length, 44);
    });

    test('goes by ids and places, not by how the events were batched', async (store) => {
      const stream = newStream();
      const all = numbered(6);
      await append(store, stream, 'no-stream', all.slice(0, 2));
      await append(store, stream, 1n, all.slice(2, 6));
      const one = await append(store, stream, 'no-stream', all);
      assert.deepEqual(one, { revision: 5n, idempotent: true });
      const part = await append(store, stream, 2n, all.slice(3, 5));
      assert.deepEqual(part, { revision: 4n, idempotent: true });
    });

    test('goes by ids, not by data: what was written first stays', async (store) => {
      const stream = newStream();
      const id = randomUUID();
      await append(store, stream, 'no-stream', [event({ shares: '100' }, id)]);
      const again = await append(store, stream, 'no-stream', [event({ shares: '999' }, id)]);
      assert.equal(again.idempotent, true);
      const [kept] = await read(store, stream);
      assert.deepEqual(kept?.data, { shares: '100' });
    });
  });
}
