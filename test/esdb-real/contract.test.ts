/**
 * The contract against a real EventStoreDB. Skipped, with the reason in the name, where there is
 * none: the protocol double proves the adapter against the protocol only.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeEventStoreContract } from '../../src/store/contract.js';
import { eventStoreDbStore } from '../../src/store/eventstoredb.js';
import type { EventStore } from '../../src/store/port.js';
import { expectLeft, expectRight } from '../store/opened.js';
import { type RunningServer, realServer, startServer } from './server.js';

const server = realServer();
const title = server.kind === 'none' ? `SKIPPED: ${server.why}` : `a real server (${server.kind})`;

describe.skipIf(server.kind === 'none')(title, () => {
  let running: RunningServer | undefined;
  beforeAll(async () => {
    running = await startServer(server);
  }, 180_000);
  afterAll(async () => {
    await running?.stop();
  });
  const open = (): Promise<EventStore> => expectRight(eventStoreDbStore(running?.url ?? ''));

  describeEventStoreContract(
    'the EventStoreDB store',
    { describe, it },
    {
      open,
      reopen: async (store) => {
        await store.close();
        return open();
      },
      openBeside: () => open(),
      timeoutMs: 60_000,
    },
  );

  // A named server may hold a ledger; nothing is deleted there.
  it.skipIf(server.kind !== 'container')(
    'refuses a ledger in which a stream was deleted',
    async () => {
      const { EventStoreDBClient, jsonEvent } = await import('@eventstore/db-client');
      const client = EventStoreDBClient.connectionString(running?.url ?? '');
      const stream = `insider-p-deleted-${crypto.randomUUID()}`;
      await client.appendToStream(stream, jsonEvent({ type: 'T', data: {} }));
      await client.deleteStream(stream);
      const error = await expectLeft(eventStoreDbStore(running?.url ?? ''));
      expect(error).toMatchObject({ code: 'STREAM_NOT_WHOLE', stream });
      await client.dispose();
    },
  );
});
