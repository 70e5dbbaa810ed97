/** The contract over the wire: through the real client to the protocol double. */
import { afterAll, describe, it } from 'vitest';
import { describeEventStoreContract } from '../../src/store/contract.js';
import type { EventStore } from '../../src/store/port.js';
import { EsdbDouble } from '../esdb-double/server.js';
import { openOn } from './esdb-harness.js';
import { expectRight } from './opened.js';

// Some tests append thousands of events; nothing is to fail for want of time.
const limits = { attemptMs: 10_000, stallMs: 10_000 };
const another = {
  id: '00000000-0000-4000-8000-000000000000',
  type: 'HoldingReported',
  data: {},
  metadata: {},
};

for (const batchAppend of [true, false]) {
  const path = batchAppend ? 'BatchAppend' : 'Append';
  describe(`by ${path}`, () => {
    const nodes = new Map<EventStore, EsdbDouble>();
    afterAll(() => Promise.all([...new Set(nodes.values())].map((node) => node.stop())));

    const openAt = async (node: EsdbDouble): Promise<EventStore> => {
      const store = await openOn(node, { limits });
      nodes.set(store, node);
      return store;
    };
    const nodeOf = (store: EventStore): EsdbDouble => nodes.get(store) as EsdbDouble;

    /** A server for each test: what reads the whole log reads a short one, which is not empty. */
    const open = async (): Promise<EventStore> => {
      const store = await openAt(await EsdbDouble.start({ batchAppend }));
      await expectRight(store.append('insider-another', 'no-stream', [another]));
      return store;
    };

    describeEventStoreContract(
      `the EventStoreDB store by ${path}`,
      { describe, it },
      {
        open,
        reopen: async (store) => {
          await store.close();
          return openAt(nodeOf(store));
        },
        openBeside: (store) => openAt(nodeOf(store)),
        openForgetful: async () => {
          const store = await open();
          const loseNextAnswer = () =>
            nodeOf(store).faults.once('append', { kind: 'written-connection-lost' });
          return { store, loseNextAnswer };
        },
      },
    );
  });
}
