/** Reading the log. */
import assert from 'node:assert/strict';
import type { RecordedEvent } from '../port.js';
import type { Suite } from './suite.js';
import { append, type Expected } from './words/append.js';
import { newStream, numbered } from './words/event.js';
import { mark } from './words/log-start.js';
import { pause } from './words/pause.js';
import { names, read, readInPages, readLog } from './words/reading.js';

export function log({ describe, test }: Suite): void {
  describe('reading the log', () => {
    test('gives all streams in the order in which they were acknowledged', async (store) => {
      const start = await mark(store);
      const [a, b] = [newStream(), newStream()];
      await append(store, a, 'no-stream', numbered(2));
      await append(store, b, 'no-stream', numbered(1));
      await append(store, a, 1n, numbered(1));
      const log = await readLog(store, { after: start });
      assert.deepEqual(
        log.map((one) => [one.stream, one.revision]),
        [
          [a, 0n],
          [a, 1n],
          [b, 0n],
          [a, 2n],
        ],
      );
    });

    test('gives the same events as their streams, positions included', async (store) => {
      const start = await mark(store);
      const stream = newStream();
      await append(store, stream, 'no-stream', numbered(7));
      assert.deepEqual(await readLog(store, { after: start }), await read(store, stream));
    });

    test('after a position is exclusive; at the end there is nothing', async (store) => {
      const start = await mark(store);
      const stream = newStream();
      await append(store, stream, 'no-stream', numbered(4));
      const log = await readLog(store, { after: start });
      const third = log[2] as RecordedEvent;
      assert.deepEqual(await readLog(store, { after: third.position }), log.slice(3));
      assert.deepEqual(await readLog(store, { after: start, limit: 2 }), log.slice(0, 2));
      assert.deepEqual(await readLog(store, { after: start, limit: 0 }), []);
      const end = (log.at(-1) as RecordedEvent).position;
      assert.deepEqual(await readLog(store, { after: end }), []);
    });

    test('from the beginning includes everything before a position', async (store) => {
      const stream = newStream();
      await append(store, stream, 'no-stream', numbered(2));
      const log = (await readLog(store, {})).filter((one) => one.stream === stream);
      assert.deepEqual(log, await read(store, stream));
    });

    test('in pages of any size gives the same log', async (store) => {
      const start = await mark(store);
      const streams = Array.from({ length: 5 }, newStream);
      await Promise.all(streams.map((stream) => append(store, stream, 'no-stream', numbered(17))));
      const whole = names(await readLog(store, { after: start }));
      assert.equal(whole.length, 5 * 17);
      for (const limit of [1, 7, 85, 1_000]) {
        assert.deepEqual(names(await readInPages(store, start, limit)), whole);
      }
    });

    test('has appends in the order in which they were issued, where the store says so', async (store) => {
      if (store.takesInTurn === undefined) return;
      const start = await mark(store);
      const streams = Array.from({ length: 40 }, newStream);
      await Promise.all(
        streams.map((stream, i) => append(store, stream, 'no-stream', numbered(1 + (i % 3)))),
      );
      const seen = (await readLog(store, { after: start })).map((one) => one.stream);
      assert.deepEqual([...new Set(seen)], streams);
    });

    test('while many append never misses an event that is filled in later', async (store) => {
      const start = await mark(store);
      const appenders = Array.from({ length: 8 }, newStream);
      let left = appenders.length;
      const appending = appenders.map(async (stream, appender) => {
        let expected: Expected = 'no-stream';
        for (let i = 0; i < 15; i++) {
          const size = 1 + ((appender + i) % 4);
          expected = (await append(store, stream, expected, numbered(size))).revision;
        }
        left -= 1;
      });
      const seen: RecordedEvent[] = [];
      for (let last = false; ; ) {
        const after = seen.at(-1)?.position ?? start;
        const page = await readLog(store, { after, limit: 10 });
        seen.push(...page);
        if (page.length === 0 && last) break;
        last = left === 0;
        await pause(0);
      }
      await Promise.all(appending);
      assert.deepEqual(names(seen), names(await readLog(store, { after: start })));
      for (const stream of appenders) {
        const own = seen.filter((one) => one.stream === stream);
        assert.deepEqual(
          own.map((one) => one.revision),
          own.map((_, i) => BigInt(i)),
        );
      }
    });
  });
}
