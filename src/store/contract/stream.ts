/** Reading a stream. */
import assert from 'node:assert/strict';
import type { ReadStreamOptions } from '../port.js';
import type { Suite } from './suite.js';
import { append } from './words/append.js';
import { newStream, numbered } from './words/event.js';
import { ids, read, revisions } from './words/reading.js';

export function stream({ describe, test }: Suite): void {
  describe('reading a stream', () => {
    test('that does not exist gives nothing, either way', async (store) => {
      assert.deepEqual(await read(store, newStream()), []);
      assert.deepEqual(await read(store, newStream(), { direction: 'backwards' }), []);
    });

    test('gives its events in order with stream, revision, id and type', async (store) => {
      const stream = newStream();
      const all = numbered(5);
      await append(store, stream, 'no-stream', all);
      const seen = await read(store, stream);
      assert.deepEqual(
        seen.map(({ position: _position, ...rest }) => rest),
        all.map((one, i) => ({ ...one, stream, revision: BigInt(i) })),
      );
    });

    test('forwards: from a revision inclusive, up to a limit', async (store) => {
      const stream = newStream();
      await append(store, stream, 'no-stream', numbered(10));
      const forwards = (options: ReadStreamOptions) => revisions(store, stream, options);
      assert.deepEqual(await forwards({ from: 7n }), [7, 8, 9]);
      assert.deepEqual(await forwards({ from: 2n, limit: 3 }), [2, 3, 4]);
      assert.deepEqual(await forwards({ from: 9n, limit: 100 }), [9]);
      assert.deepEqual(await forwards({ from: 10n }), []);
      assert.deepEqual(await forwards({ limit: 0 }), []);
    });

    test('backwards: from the end or a revision inclusive, up to a limit', async (store) => {
      const stream = newStream();
      await append(store, stream, 'no-stream', numbered(5));
      const backwards = (options: ReadStreamOptions) =>
        revisions(store, stream, { ...options, direction: 'backwards' });
      assert.deepEqual(await backwards({}), [4, 3, 2, 1, 0]);
      assert.deepEqual(await backwards({ limit: 2 }), [4, 3]);
      assert.deepEqual(await backwards({ from: 2n }), [2, 1, 0]);
      assert.deepEqual(await backwards({ from: 3n, limit: 1 }), [3]);
      assert.deepEqual(await backwards({ from: 0n }), [0]);
      assert.deepEqual(await backwards({ from: 99n, limit: 2 }), [4, 3]);
    });

    test('in pages, resumed after the last revision, gives every event once', async (store) => {
      const stream = newStream();
      const all = numbered(23);
      await append(store, stream, 'no-stream', all);
      const seen: string[] = [];
      for (;;) {
        const page = await read(store, stream, { from: BigInt(seen.length), limit: 5 });
        if (page.length === 0) break;
        seen.push(...page.map((one) => one.id));
      }
      assert.deepEqual(
        seen,
        all.map((one) => one.id),
      );
    });

    test('of a few thousand events, either way', async (store) => {
      const stream = newStream();
      for (let i = 0; i < 3; i++) {
        await append(store, stream, i === 0 ? 'no-stream' : BigInt(i * 1_000 - 1), numbered(1_000));
      }
      const forwards = await revisions(store, stream, {});
      assert.deepEqual(
        forwards,
        Array.from({ length: 3_000 }, (_, i) => i),
      );
      const backwards = await revisions(store, stream, { direction: 'backwards' });
      assert.deepEqual(backwards, forwards.reverse());
    });

    test('can be given up half way', async (store) => {
      const stream = newStream();
      await append(store, stream, 'no-stream', numbered(600));
      for await (const one of store.readStream(stream)) if (one.revision === 2n) break;
      for await (const one of store.readAll()) if (one.revision >= 0n) break;
      await append(store, stream, 599n, numbered(1));
      assert.equal((await ids(store, stream)).length, 601);
    });
  });
}
