/** The suite as its parts are written: each test gets a store, which is closed after it. */
import type { EventStore } from '../port.js';
import type { StoreHarness, TestApi } from './harness.js';

export interface Suite extends TestApi {
  readonly harness: StoreHarness;
  readonly timeoutMs: number;
  /** A test with a store of its own. */
  test(says: string, body: (store: EventStore) => Promise<void>): void;
}

const timeoutDefaultMs = 20_000;

export function suiteOf({ describe, it }: TestApi, harness: StoreHarness): Suite {
  const timeoutMs = harness.timeoutMs ?? timeoutDefaultMs;
  return {
    describe,
    it,
    harness,
    timeoutMs,
    test: (says, body) =>
      it(
        says,
        async () => {
          const store = await harness.open();
          try {
            await body(store);
          } finally {
            await store.close();
          }
        },
        timeoutMs,
      ),
  };
}
