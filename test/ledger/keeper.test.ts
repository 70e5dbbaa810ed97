/** Whoever waits for the whole log to be read is told why, once. */
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { streamCache } from '../../src/journal/streams.js';
import { views } from '../../src/journal/views.js';
import { keeper } from '../../src/ledger/keep/keeper.js';
import { memoryStore } from '../../src/store/memory.js';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

it('says what would help, and only to those who wait', async () => {
  const told: Array<string> = [];
  const store = memoryStore();
  const streams = streamCache(store);
  const keeping = keeper(store, streams, views(streams), '/nonexistent/read', (text) =>
    told.push(text),
  );
  expect(await keeping.kept()).toBeNull();
  await keeping.scanning(async () => 'quick');
  expect(told).toEqual([]);
  for (const _ of [1, 2]) {
    const slow = keeping.scanning(() => new Promise((done) => setTimeout(done, 10_000)));
    await vi.advanceTimersByTimeAsync(10_000);
    await slow;
  }
  expect(told).toHaveLength(1);
  expect(told[0]).toContain('rebuild makes one');
});
