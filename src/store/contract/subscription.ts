/** Subscriptions. */
import assert from 'node:assert/strict';
import type { EventStore, Position, RecordedEvent } from '../port.js';
import type { Suite } from './suite.js';
import { append, type Expected } from './words/append.js';
import { newStream, numbered } from './words/event.js';
import { Follower } from './words/follower.js';
import { mark } from './words/log-start.js';
import { pause } from './words/pause.js';
import { names, readLog } from './words/reading.js';

export function subscription({ describe, test }: Suite): void {
  describe('a subscription', () => {
    const following = async (
      store: EventStore,
      after: Position,
      body: (follower: Follower) => Promise<void>,
    ) => {
      const subscription = store.subscribe({ after });
      try {
        await body(new Follower(subscription));
      } finally {
        await subscription.close();
      }
    };

    test('catches up with what is there, then follows what comes', async (store) => {
      const start = await mark(store);
      const stream = newStream();
      const all = numbered(9);
      await append(store, stream, 'no-stream', all.slice(0, 4));
      await following(store, start, async (follower) => {
        const past = await follower.next(4);
        const live = follower.next(5);
        await append(store, stream, 3n, all.slice(4, 6));
        await append(store, stream, 5n, all.slice(6));
        assert.deepEqual(
          [...past, ...(await live)].map((one) => one.id),
          all.map((one) => one.id),
        );
      });
    });

    test('begins after the position given, and without one at the beginning', async (store) => {
      const start = await mark(store);
      const stream = newStream();
      await append(store, stream, 'no-stream', numbered(5));
      const log = await readLog(store, { after: start });
      await following(store, (log[1] as RecordedEvent).position, async (follower) => {
        assert.deepEqual(await follower.next(3), log.slice(2));
      });
      const subscription = store.subscribe({});
      for await (const one of subscription) if (one.id === log[4]?.id) break;
      await subscription.close();
    });

    test('shows the order of the log, whoever appends', async (store) => {
      const start = await mark(store);
      const streams = Array.from({ length: 6 }, newStream);
      await following(store, start, async (follower) => {
        const seen = follower.next(6 * 10);
        await Promise.all(
          streams.map(async (stream) => {
            let expected: Expected = 'no-stream';
            for (let i = 0; i < 5; i++) {
              expected = (await append(store, stream, expected, numbered(2))).revision;
            }
          }),
        );
        assert.deepEqual(names(await seen), names(await readLog(store, { after: start })));
      });
    });

    test('passes from catching up to following without a gap or a repeat', async (store) => {
      const start = await mark(store);
      const stream = newStream();
      await append(store, stream, 'no-stream', numbered(400));
      await following(store, start, async (follower) => {
        const seen = follower.next(500);
        let expected = 399n;
        for (let i = 0; i < 20; i++) {
          expected = (await append(store, stream, expected, numbered(5))).revision;
        }
        assert.deepEqual(
          (await seen).map((one) => Number(one.revision)),
          Array.from({ length: 500 }, (_, i) => i),
        );
      });
    });

    test('is one of several, each with its own place', async (store) => {
      const start = await mark(store);
      const stream = newStream();
      await append(store, stream, 'no-stream', numbered(3));
      const log = await readLog(store, { after: start });
      await following(store, start, (first) =>
        following(store, (log[2] as RecordedEvent).position, async (second) => {
          const both = Promise.all([first.next(5), second.next(2)]);
          await append(store, stream, 2n, numbered(2));
          const [all, live] = await both;
          assert.deepEqual(names(all.slice(3)), names(live));
        }),
      );
    });

    test('ends when closed while it waits', async (store) => {
      const subscription = store.subscribe({ after: await mark(store) });
      const ended = new Follower(subscription).ended();
      await pause(30);
      await subscription.close();
      await ended;
    });

    test('ends when closed while it catches up, and again does no harm', async (store) => {
      const start = await mark(store);
      await append(store, newStream(), 'no-stream', numbered(1_000));
      const subscription = store.subscribe({ after: start });
      const follower = new Follower(subscription);
      await follower.next(3);
      await subscription.close();
      await subscription.close();
      await follower.ended();
    });

    test('that nobody iterates can be closed; others go on', async (store) => {
      const start = await mark(store);
      await store.subscribe({ after: start }).close();
      await following(store, start, async (follower) => {
        const live = follower.next(1);
        await append(store, newStream(), 'no-stream', numbered(1));
        assert.equal((await live).length, 1);
      });
    });

    test('ends when the store is closed', async (store) => {
      const ended = new Follower(store.subscribe({ after: await mark(store) })).ended();
      await pause(30);
      await store.close();
      await ended;
    });
  });
}
