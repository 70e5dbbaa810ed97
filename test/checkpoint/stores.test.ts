/** Every kind of store gives the same tree, and proofs that verify. */
import { describe, expect, it } from 'vitest';
import { Frontier, leafOf, rootByPath } from '../../src/event/merkle.js';
import { copyLedger } from '../../src/ledger/copy.js';
import { memoryStore } from '../../src/store/memory.js';
import type { EventStore } from '../../src/store/port.js';
import { sqliteStore } from '../../src/store/sqlite.js';
import { EsdbDouble } from '../esdb-double/server.js';
import { openOn } from '../store/esdb-harness.js';
import { temporaryFolder } from '../store/folder.js';
import { expectLeft, expectRight } from '../store/opened.js';
import { fill, grow, key, ledgerOf, logOf, origin, row } from './signed-world.js';

const folder = temporaryFolder();
let made = 0;
const place = (): string => {
  made += 1;
  return folder.file(`read-${made}`);
};

const using = async <A>(node: EsdbDouble, use: (store: EventStore) => Promise<A>): Promise<A> => {
  const store = await openOn(node);
  try {
    return await use(store);
  } finally {
    await store.close();
    await node.stop();
  }
};

type Use = (store: EventStore) => Promise<void>;

const places: ReadonlyArray<readonly [string, (use: Use) => Promise<void>]> = [
  ['memory', async (use) => use(memoryStore())],
  [
    'SQLite',
    async (use) => {
      made += 1;
      const store = await expectRight(sqliteStore(folder.file(`ledger-${made}.db`)));
      await use(store);
      await store.close();
    },
  ],
  ['EventStoreDB, over the wire', async (use) => using(await EsdbDouble.start(), use)],
];

const rootOf = async (store: EventStore): Promise<string> => {
  const tree = new Frontier();
  for (const { metadata } of await logOf(store))
    tree.take(leafOf((metadata as { readonly hash: string }).hash));
  return tree.root().toString('base64');
};

describe.each(places)('a checkpoint of a ledger in %s', (_, within) => {
  it('is the root of its events in the order of the log, and holds while the log grows', () =>
    within(async (store) => {
      const ledger = ledgerOf(store, place());
      await fill(ledger);
      const { note, size, root, digest } = await expectRight(
        ledger.checkpoint({ key: key.secret }),
      );
      expect(root).toBe(await rootOf(store));
      expect(size).toBe((await logOf(store)).length);
      const verified = await expectRight(
        ledger.verify({ checkpoint: note ?? '', key: key.public }),
      );
      expect(verified).toMatchObject({ ok: true, root, digest, checkpoint: { grown: 0 } });
      await grow(ledger);
      const later = await expectRight(ledger.checkpoint({ key: key.secret }));
      expect(later.root).toBe(await rootOf(store));
      expect(later.digest).toBe((await expectRight(ledger.verify())).digest);
      expect(
        await expectRight(ledger.verify({ checkpoint: note ?? '', key: key.public })),
      ).toMatchObject({ ok: true, checkpoint: { grown: 2 } });
      expect(await expectRight(ledger.checkpoint({ note: note ?? '' }))).toMatchObject({
        origin,
        size,
        root,
        digest: null,
      });
    }));

  it('proves a row in each owner’s stream, now and before a checkpoint', () =>
    within(async (store) => {
      const ledger = ledgerOf(store, place());
      await fill(ledger);
      const { note } = await expectRight(ledger.checkpoint({ key: key.secret }));
      await grow(ledger);
      for (const given of [{}, { note: note ?? '', key: key.public }]) {
        const { events, size, root } = await expectRight(ledger.prove({ row, ...given }));
        expect(events.map(({ stream }) => stream)).toEqual([
          'insider-0000001001',
          'insider-0000001002',
        ]);
        for (const { hash, index, path } of events) {
          const steps = path.map((step) => Buffer.from(step, 'hex'));
          expect(rootByPath(leafOf(hash), index, size, steps)?.toString('base64')).toBe(root);
        }
      }
      expect(await expectLeft(ledger.prove({ row: '0000000042-24-000002/I.9' }))).toMatchObject({
        code: 'NOT_FOUND',
      });
      const late = await logOf(store);
      const after = late[late.length - 1]?.data as { readonly row: string };
      const refused = await expectLeft(ledger.prove({ row: after.row, note: note ?? '' }));
      expect(refused).toMatchObject({
        code: 'NOT_FOUND',
        message: expect.stringContaining('after the checkpoint'),
      });
    }));

  it('is one of its copy in an empty store as well', () =>
    within(async (target) => {
      const source = memoryStore();
      const ledger = ledgerOf(source);
      await fill(ledger);
      const { note, root } = await expectRight(ledger.checkpoint({ key: key.secret }));
      const copied = await copyLedger(source, target);
      expect(copied).toMatchObject({ same: true, sameOrder: true, to: { root } });
      await grow(ledger);
      expect(await copyLedger(source, target)).toMatchObject({ written: 2, sameOrder: true });
      const there = ledgerOf(target, place());
      expect(
        await expectRight(there.verify({ checkpoint: note ?? '', key: key.public })),
      ).toMatchObject({ ok: true });
      expect(await expectRight(there.prove({ row, note: note ?? '' }))).toMatchObject({ root });
    }));
});

describe('a copy', () => {
  it('says where the target had the events in another order', async () => {
    const [source, target] = [memoryStore(), memoryStore()];
    await fill(ledgerOf(source));
    const log = await logOf(source);
    for (const event of log.filter(({ stream }) => stream === 'insider-0000001002')) {
      const { stream, revision, id, type, data, metadata } = event;
      const expected = revision === 0n ? 'no-stream' : revision - 1n;
      await expectRight(target.append(stream, expected, [{ id, type, data, metadata }]));
    }
    const copied = await copyLedger(source, target);
    expect(copied).toMatchObject({ same: true, sameOrder: false });
    expect(copied.to.root).not.toBe(copied.from.root);
  });
});

describe('a checkpoint', () => {
  it('of nothing is the root of the empty tree', async () => {
    const { size, root } = await expectRight(ledgerOf(memoryStore()).checkpoint());
    expect([size, root]).toEqual([0, '47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=']);
  });

  it('is refused of a log that holds what was not recorded so', async () => {
    const store = memoryStore();
    const ledger = ledgerOf(store);
    await fill(ledger);
    const events = await logOf(store);
    const broken: EventStore = {
      ...store,
      readAll: async function* () {
        for (const [i, event] of events.entries())
          yield i === 3 ? { ...event, data: { forged: true } } : event;
      },
    };
    const error = await expectLeft(ledgerOf(broken).checkpoint({ key: key.secret }));
    expect(error).toMatchObject({ code: 'CHAIN_BROKEN', message: expect.stringContaining('@') });
  });
});
