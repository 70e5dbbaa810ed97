/** A store that is closed and opened again. */
import assert from 'node:assert/strict';
import type { RecordedEvent } from '../port.js';
import type { Suite } from './suite.js';
import { append, isWrongRevision } from './words/append.js';
import { newStream, numbered } from './words/event.js';
import { mark } from './words/log-start.js';
import { readLog } from './words/reading.js';

export function reopening({ describe, test, harness }: Suite): void {
  const { reopen } = harness;
  if (reopen === undefined) return;
  describe('reopened', () => {
    test('holds the same log, and the same positions resume it', async (store) => {
      const start = await mark(store);
      const streams = Array.from({ length: 4 }, newStream);
      await Promise.all(streams.map((s) => append(store, s, 'no-stream', numbered(5))));
      const before = await readLog(store, { after: start });
      const again = await reopen(store);
      try {
        assert.deepEqual(await readLog(again, { after: start }), before);
        const middle = before[9] as RecordedEvent;
        assert.deepEqual(await readLog(again, { after: middle.position }), before.slice(10));
      } finally {
        await again.close();
      }
    });

    test('goes on where it was and knows what was appended before', async (store) => {
      const stream = newStream();
      const batch = numbered(3);
      await append(store, stream, 'no-stream', batch);
      const again = await reopen(store);
      try {
        assert.deepEqual(await append(again, stream, 'no-stream', batch), {
          revision: 2n,
          idempotent: true,
        });
        await isWrongRevision(again, stream, 0n, numbered(1), 2n);
        assert.equal((await append(again, stream, 2n, numbered(1))).revision, 3n);
        for await (const problem of again.audit()) assert.fail(problem.message);
      } finally {
        await again.close();
      }
    });
  });
}
