import * as E from 'fp-ts/lib/Either.js';
import { describe, expect, it } from 'vitest';
import { copyLedger } from '../../src/ledger/copy.js';
import type { Ledger } from '../../src/ledger/ledger.js';
import { ledgerOn } from '../../src/ledger/open.js';
import { verifyStore } from '../../src/ledger/verify.js';
import { memoryStore } from '../../src/store/memory.js';
import type { EventStore, NewEvent } from '../../src/store/port.js';
import { sqliteStore } from '../../src/store/sqlite.js';
import { doubleForFile, openOn } from '../store/esdb-harness.js';
import { temporaryFolder } from '../store/folder.js';
import { expectRight } from '../store/opened.js';
import { doe, form3, form4, holding, roe, trade } from './filing.js';

const folder = temporaryFolder();
const node = doubleForFile();

const by = { reason: 'a digit was misread', by: 'j.auditor' };

/** A ledger with joint filings, an amendment and a correction. */
const filled = async (store: EventStore): Promise<Ledger> => {
  const ledger = ledgerOn(store, 'memory:', { clock: () => new Date('2026-01-01T00:00:00Z') });
  const opening = form3(1, '2024-01-10', [holding(1, '6000')]) as object;
  await expectRight(ledger.record({ ...opening, owners: [doe, roe] }));
  const sale = trade(1, '2024-03-04', 'S', 'D', '1000', '5000');
  await expectRight(ledger.record(form4(2, '2024-03-05', '2024-03-04', [sale])));
  await expectRight(
    ledger.record(
      form4(3, '2024-03-12', '2024-03-04', [trade(1, '2024-03-04', 'S', 'D', '100', '5900')], {
        form: '4/A',
        originalFiledOn: '2024-03-05',
      }),
    ),
  );
  await expectRight(ledger.correct('0000000042-24-000002/I.1', { price: '10.10' }, by));
  return ledger;
};

const places: ReadonlyArray<readonly [string, () => Promise<EventStore>]> = [
  ['memory', async () => memoryStore()],
  ['SQLite', () => expectRight(sqliteStore(folder.file('target.db')))],
  ['EventStoreDB, over the wire', () => openOn(node())],
];

describe('moving house', () => {
  it.each(places)('keeps ids, hashes and order: into %s', async (_, open) => {
    const source = memoryStore();
    await filled(source);
    const target = await open();
    const copied = await copyLedger(source, target);
    expect(copied).toMatchObject({ events: 9, streams: 2, written: 9, same: true });
    expect(copied.to.digest).toBe(copied.from.digest);
    const again = await copyLedger(source, target);
    expect(again).toMatchObject({ events: 9, written: 0, same: true });
    await target.close();
  });

  it('goes on where it was cut off, also inside what it once appended in one step', async () => {
    const source = memoryStore();
    await filled(source);
    const target = memoryStore();
    const first: Array<NewEvent> = [];
    for await (const { id, type, data, metadata } of source.readStream('insider-0000001001', {
      limit: 3,
    }))
      first.push({ id, type, data, metadata });
    await expectRight(target.append('insider-0000001001', 'no-stream', first));
    expect(await copyLedger(source, target)).toMatchObject({ written: 6, same: true });
  });

  it('writes in the order of the log', async () => {
    const source = memoryStore();
    const ledger = ledgerOn(source, 'memory:');
    for (let n = 1; n <= 40; n++) {
      const owners = n % 3 === 0 ? [doe] : n % 3 === 1 ? [roe] : [roe, doe];
      await expectRight(ledger.record({ ...form3(n, '2024-01-10', [holding(1, `${n}`)]), owners }));
    }
    const target = await expectRight(sqliteStore(folder.file('ordered.db')));
    expect(await copyLedger(source, target)).toMatchObject({ same: true });
    const [from, to] = [await verifyStore(source), await verifyStore(target)];
    expect(to.orderDigest).toBe(from.orderDigest);
    await target.close();
  });

  it('does not call a ledger the same that was recorded at another time', async () => {
    const [source, target] = [memoryStore(), memoryStore()];
    for (const [store, now] of [
      [source, '2024-02-01T00:00:00Z'],
      [target, '2024-02-02T00:00:00Z'],
    ] as const) {
      const ledger = ledgerOn(store, 'memory:', { clock: () => new Date(now) });
      await expectRight(ledger.record(form3(1, '2024-01-10', [holding(1, '6000')])));
    }
    const { same, from, to } = await copyLedger(source, target);
    expect(same).toBe(false);
    expect(to.digest).toBe(from.digest);
    expect(to.sealDigest).not.toBe(from.sealDigest);
  });

  it('stops where the target is another ledger', async () => {
    const source = memoryStore();
    await filled(source);
    const target = memoryStore();
    const other = ledgerOn(target, 'memory:');
    await expectRight(other.record(form3(9, '2024-01-10', [holding(1, '1')])));
    await expect(copyLedger(source, target)).rejects.toMatchObject({
      error: { code: 'DIFFERENT_CONTENT' },
    });
  });
});

describe('a ledger over the wire', () => {
  it('gives the answers and the digest of the embedded one', async () => {
    const embedded = await filled(await expectRight(sqliteStore(folder.file('embedded.db'))));
    const remote = await filled(await openOn(node()));
    // The double holds what other tests of this file copied into it: the same ledger.
    for (const ledger of [embedded, remote]) expect(E.isRight(await ledger.verify()())).toBe(true);
    const [here, there] = [
      await expectRight(embedded.holdings({ issuer: 'ACME', asOf: '2024-06-01' })),
      await expectRight(remote.holdings({ issuer: 'ACME', asOf: '2024-06-01' })),
    ];
    expect(there).toEqual(here);
    expect(await expectRight(remote.conflicts({}))).toEqual(
      await expectRight(embedded.conflicts({})),
    );
    await embedded.close();
    await remote.close();
  });
});
