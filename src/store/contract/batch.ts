/** What is appended together. */
import assert from 'node:assert/strict';
import type { NewEvent } from '../port.js';
import type { Suite } from './suite.js';
import { append, type Expected, refusal } from './words/append.js';
import { event, newStream, numbered } from './words/event.js';
import { mark } from './words/log-start.js';
import { pause } from './words/pause.js';
import { read, readLog } from './words/reading.js';

export function batch({ describe, test }: Suite): void {
  describe('a batch', () => {
    test('that is refused leaves nothing of itself, in the stream or the log', async (store) => {
      const start = await mark(store);
      const stream = newStream();
      const kept = numbered(2);
      await append(store, stream, 'no-stream', kept);
      await refusal(store, stream, 'no-stream', [kept[0] as NewEvent, ...numbered(20)]);
      await refusal(store, stream, 9n, numbered(20));
      await refusal(store, stream, 1n, [...numbered(3), event({}, 'not a UUID')]);
      const log = (await readLog(store, { after: start })).filter((e) => e.stream === stream);
      assert.deepEqual(
        log.map((one) => one.id),
        kept.map((one) => one.id),
      );
    });

    test('stands together in the log, and is never seen in part', async (store) => {
      const stream = newStream();
      const batches = 8;
      const size = 50;
      let done = false;
      const appending = (async () => {
        for (let i = 0; i < batches; i++) {
          const expected: Expected = i === 0 ? 'no-stream' : BigInt(i * size - 1);
          await append(store, stream, expected, numbered(size));
        }
        done = true;
      })();
      while (!done) {
        const seen = (await read(store, stream)).length;
        assert.equal(seen % size, 0, `${seen} events were seen of batches of ${size}`);
        await pause(0);
      }
      await appending;
    });
  });
}
