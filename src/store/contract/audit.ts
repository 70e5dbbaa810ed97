/** The audit of a store that nobody damaged. */
import assert from 'node:assert/strict';
import type { Suite } from './suite.js';
import { append, refusal } from './words/append.js';
import { newStream, numbered } from './words/event.js';

export function audit({ describe, test }: Suite): void {
  describe('audited', () => {
    test('finds nothing wrong with what it wrote', async (store) => {
      const stream = newStream();
      await append(store, stream, 'no-stream', numbered(10));
      await refusal(store, stream, 3n, numbered(2));
      await append(store, stream, 9n, numbered(1));
      for await (const problem of store.audit()) assert.fail(problem.message);
    });
  });
}
