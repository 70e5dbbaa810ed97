/** Ids and texts of a stream, where a store can tell them without reading whole events. */
import assert from 'node:assert/strict';
import type { NewEvent } from '../port.js';
import type { Suite } from './suite.js';
import { append } from './words/append.js';
import { newStream, numbered } from './words/event.js';
import { failure } from './words/failure.js';

export function excerpts({ describe, test }: Suite): void {
  describe('asked for the ids of a stream, where it can tell them', () => {
    test('gives those of one type, in order, as it stands then', async (store) => {
      if (store.idsOf === undefined) return;
      const stream = newStream();
      assert.deepEqual(await store.idsOf(stream, 'HoldingReported'), []);
      const batch = numbered(6).map((one, i) => (i % 2 === 0 ? one : { ...one, type: 'Other' }));
      await append(store, stream, 'no-stream', batch);
      await append(store, newStream(), 'no-stream', numbered(2));
      const placed = batch.map(({ id, type }, i) => ({ id, type, revision: BigInt(i) }));
      for (const asked of ['HoldingReported', 'Other', 'None']) {
        const expected = placed.filter(({ type }) => type === asked);
        assert.deepEqual(
          await store.idsOf(stream, asked),
          expected.map(({ id, revision }) => ({ id, revision })),
        );
      }
      await append(store, stream, 5n, numbered(1));
      assert.equal((await store.idsOf(stream, 'HoldingReported')).length, 4);
    });

    test('refuses when closed', async (store) => {
      if (store.idsOf === undefined) return;
      await store.close();
      const asked = failure(async () => store.idsOf?.(newStream(), 'HoldingReported'));
      assert.equal((await asked).code, 'STORE_CLOSED');
    });
  });

  describe('asked for one text of a stream, where it can tell it', () => {
    test('gives that of the events of one type that have it, in order', async (store) => {
      if (store.textsOf === undefined) return;
      const stream = newStream();
      assert.deepEqual(await store.textsOf(stream, 'HoldingReported', 'said'), []);
      const said = [{ said: 'a "b"' }, { said: 7 }, {}, { said: 'c', more: { said: 'd' } }];
      const batch = numbered(5).map((one, i) => ({ ...one, data: said[i] ?? null }));
      await append(store, stream, 'no-stream', batch);
      await append(store, stream, 4n, [{ ...numbered(1)[0], type: 'Other' } as NewEvent]);
      assert.deepEqual(await store.textsOf(stream, 'HoldingReported', 'said'), ['a "b"', 'c']);
      assert.deepEqual(await store.textsOf(stream, 'Other', 'said'), []);
    });

    test('refuses when closed', async (store) => {
      if (store.textsOf === undefined) return;
      await store.close();
      const asked = failure(async () => store.textsOf?.(newStream(), 'HoldingReported', 'said'));
      assert.equal((await asked).code, 'STORE_CLOSED');
    });
  });
}
