/** What the contract needs of whoever runs it. */
import type { EventStore } from '../port.js';

/** The two functions needed of a test runner. */
export interface TestApi {
  describe(name: string, tests: () => void): void;
  it(name: string, test: () => Promise<void>, timeoutMs?: number): void;
}

export interface StoreHarness {
  /** A store to use; the test closes it. It may share what it holds with the ones before. */
  open(): Promise<EventStore>;
  /** Closes the store and opens what it held; left out where nothing outlives the store. */
  readonly reopen?: (store: EventStore) => Promise<EventStore>;
  /** Another store on what the first one holds, as another process has it; both are closed. */
  readonly openBeside?: (store: EventStore) => Promise<EventStore>;
  /**
   * A store whose next acknowledgement gets lost: `append` writes, then fails with
   * STORE_UNAVAILABLE and the outcome `unknown`. Stores that retry such an outcome by themselves
   * may answer with success instead.
   */
  readonly openForgetful?: () => Promise<{ store: EventStore; loseNextAnswer(): void }>;
  /** Limit of each test in milliseconds; 20 s unless given. */
  readonly timeoutMs?: number;
}
