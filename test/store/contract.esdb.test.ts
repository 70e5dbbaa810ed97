/** The contract over the wire: through the real client to the protocol double. */
import { describe, it } from 'vitest';
import { describeEventStoreContract } from '../../src/store/contract.js';
import { doubleForFile, openOn } from './esdb-harness.js';

for (const batchAppend of [true, false]) {
  const path = batchAppend ? 'BatchAppend' : 'Append';
  describe(`by ${path}`, () => {
    const node = doubleForFile({ batchAppend });
    // Some tests append thousands of events; nothing is to fail for want of time.
    const open = () => openOn(node(), { limits: { attemptMs: 10_000, stallMs: 10_000 } });
    describeEventStoreContract(
      `the EventStoreDB store by ${path}`,
      { describe, it },
      {
        open,
        reopen: async (store) => {
          await store.close();
          return open();
        },
        openBeside: () => open(),
        openForgetful: async () => ({
          store: await open(),
          loseNextAnswer: () => node().faults.once('append', { kind: 'written-connection-lost' }),
        }),
      },
    );
  });
}
