/**
 * Copying a ledger, in the order of its log: into SQLite, and over the wire into a double of
 * EventStoreDB on this machine (which keeps everything in memory: the protocol's cost, no disk's).
 *
 *   npx tsx bench/copy.ts [--events 20000] [--seed 1]
 *
 * The events are sealed and mean nothing, so that verifying them is left out of what is timed.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import * as E from 'fp-ts/lib/Either.js';
import { copyEvents } from '../src/ledger/copy.js';
import { eventStoreDbStore } from '../src/store/eventstoredb.js';
import { memoryStore } from '../src/store/memory.js';
import type { EventStore } from '../src/store/port.js';
import { sqliteStore } from '../src/store/sqlite.js';
import { EsdbDouble } from '../test/esdb-double/server.js';
import { fillLog } from './seeded-log.js';

const { values } = parseArgs({
  options: {
    events: { type: 'string', default: '20000' },
    seed: { type: 'string', default: '1' },
  },
});
const opened = (result: E.Either<{ readonly message: string }, EventStore>): EventStore => {
  if (E.isLeft(result)) throw new Error(result.left.message);
  return result.right;
};

const folder = mkdtempSync(join(tmpdir(), 'bench-copy-'));
const events = Number(values.events);
const source = memoryStore();
await fillLog(source, events, Math.ceil(events / 50), Number(values.seed));
const node = await EsdbDouble.start({});

const orderOf = async (store: EventStore): Promise<string> => {
  let order = '';
  for await (const { id } of store.readAll()) order += id;
  return order;
};

try {
  const targets: ReadonlyArray<readonly [string, () => Promise<EventStore>]> = [
    ['SQLite', async () => opened(await sqliteStore(join(folder, 'copy.db'))())],
    ['EventStoreDB double', async () => opened(await eventStoreDbStore(node.url)())],
  ];
  for (const [name, open] of targets) {
    const target = await open();
    const started = performance.now();
    await copyEvents(source, target);
    const seconds = (performance.now() - started) / 1000;
    const inOrder = (await orderOf(target)) === (await orderOf(source));
    process.stdout.write(
      `into ${name}: ${events} events in ${seconds.toFixed(2)} s, ${Math.round(events / seconds)} events/s, ${inOrder ? 'in order' : 'NOT in order'}\n`,
    );
    await target.close();
  }
} finally {
  await node.stop();
  rmSync(folder, { recursive: true, force: true });
}
