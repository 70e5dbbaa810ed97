/** Each event says the version of its own type, and a ledger of a later version is told from a broken one. */
import { describe, expect, it } from 'vitest';
import { currentVersions } from '../../src/event/catalogue.js';
import { genesisHash, hashOf } from '../../src/event/chain.js';
import { foundRecordable } from '../../src/event/recordable.js';
import { ledgerOn } from '../../src/index.js';
import { appender } from '../../src/ledger/record/appender.js';
import { memoryStore } from '../../src/store/memory.js';
import { versionOne } from '../event/fixtures.js';
import { right } from '../readmodel/kept.js';

const clock = (): Date => new Date('2026-01-01T00:00:00Z');
const stream = 'insider-0000001001';

const appended = async (versions: typeof currentVersions) => {
  const store = memoryStore();
  const { append } = appender(store, clock, 'test', versions);
  const events = versionOne.map(({ id, type, data }) => foundRecordable({ id, type, data }));
  await append({ stream, events, source: null, filing: null });
  return store;
};

describe('what is appended', () => {
  it('says the version of its own type and is one chain', async () => {
    const versions = { ...currentVersions, TransactionReported: 2, RowWithdrawn: 7 };
    const store = await appended(versions);
    let previous = genesisHash;
    const said: Array<readonly [string, unknown]> = [];
    for await (const event of store.readStream(stream)) {
      const metadata = event.metadata as Record<string, unknown>;
      said.push([event.type, metadata['schemaVersion']]);
      expect(metadata['hash']).toBe(hashOf(previous, { ...event, metadata }));
      previous = String(metadata['hash']);
    }
    expect(said).toEqual(
      versionOne.map(({ type }) => [type, versions[type as keyof typeof versions]]),
    );
  });

  it('by a later version in one type leaves the others to be read', async () => {
    const store = await appended({ ...currentVersions, RowWithdrawn: 2 });
    const { problems } = await right(ledgerOn(store, 'memory:', { clock }).verify());
    const unread = problems.filter((p) => p.code === 'UNREADABLE_EVENT');
    expect(unread.map((p) => p.message)).toEqual([
      'RowWithdrawn version 2 was written by a newer insider-ledger; this one reads RowWithdrawn up to version 1: upgrade it to read this ledger',
    ]);
  });
});
