/** Everybody folded from the log: each event read once, by one thread or by two. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { settle } from '../../src/answer/moment.js';
import { type Ledger, ledgerOn } from '../../src/index.js';
import { streamCache } from '../../src/journal/streams.js';
import { views } from '../../src/journal/views.js';
import type { Facts } from '../../src/ledger/book/book.js';
import { everybodyFolded } from '../../src/ledger/book/everybody.js';
import { unwrap } from '../../src/ledger/book/who.js';
import { memoryStore } from '../../src/store/memory.js';
import type { EventStore, RecordedEvent } from '../../src/store/port.js';
import { Database } from '../../src/store/sqlite/driver.js';
import { sqliteStore } from '../../src/store/sqlite.js';
import { listing, right } from '../readmodel/kept.js';
import { fillSmallLedger } from '../readmodel/small-ledger.js';
import { acme, doe, form3, form4, holding, trade } from './filing.js';

const why = { reason: 'one person', by: 'j.doe' };
const paper = 'p-doe-jane~0000000042';

let folder: string;
let url: string;
let store: EventStore;
let read = 0;

async function* counted(events: AsyncIterable<RecordedEvent>): AsyncGenerator<RecordedEvent> {
  for await (const event of events) {
    read += 1;
    yield event;
  }
}

const watched = (own: EventStore): EventStore => ({
  ...own,
  readStream: (...asked) => counted(own.readStream(...asked)),
  readAll: (...asked) => counted(own.readAll(...asked)),
});

/** Doe under a CIK and on paper, Roe with her, and others of whom each filed once. */
const fill = async (ledger: Ledger): Promise<void> => {
  await fillSmallLedger(ledger);
  const { cik: _, ...onPaper } = doe;
  await right(
    ledger.record({ ...form3(90, '2024-01-05', [holding(1, '100')]), owners: [onPaper] }),
  );
  for (let n = 1; n <= 20; n++) {
    const owner = { ...doe, cik: String(3_000 + n).padStart(10, '0'), name: `POE ${n}` };
    const rows = [trade(1, '2024-02-01', 'P', 'A', '10', String(10 * n))];
    await right(
      ledger.record(form4(100 + n, '2024-02-02', '2024-02-01', rows, { owners: [owner] })),
    );
  }
};

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'everybody-'));
  url = `sqlite:${join(folder, 'ledger.db')}`;
  store = watched(await right(sqliteStore(join(folder, 'ledger.db')) as never));
  await fill(ledgerOn(store, url));
});
afterAll(async () => {
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

it('reads each event of the log once', async () => {
  const { events } = (await store.count?.()) ?? { events: 0 };
  read = 0;
  await right(ledgerOn(store, url).reconcile({ fromLog: true }));
  expect(events).toBeGreaterThan(50);
  expect(read).toBe(events);
});

const everyFact: { readonly [K in keyof Facts]: true } = {
  positions: true,
  transactions: true,
  conflicts: true,
  conflictCounts: true,
  rulings: true,
  checkSums: true,
  differences: true,
  flagged: true,
  deals: true,
  standing: true,
  sharedHoldings: true,
  filedTogether: true,
  documents: true,
  unamended: true,
  filings: true,
  relations: true,
  accounts: true,
  spans: true,
  named: true,
};

it('tells the same by two threads as by one, in the same order', async () => {
  const streams = streamCache(store);
  const log = { store, url, streams, ...views(streams) };
  const now = new Date('2026-01-01T00:00:00Z');
  const ask = {
    moments: [{}, { asOf: '2024-04-30', knownBy: '2024-04-30' }].map((m) => unwrap(settle(m, now))),
    wanted: Object.keys(everyFact) as ReadonlyArray<keyof Facts>,
    adjusted: false,
    until: null,
  };
  const byOne = await everybodyFolded(log, ask);
  const byTwo = await everybodyFolded(log, ask, 0);
  expect(byOne?.length).toBe(23);
  expect(byTwo).toEqual(byOne);
  expect(JSON.stringify(byTwo)).toBe(JSON.stringify(byOne));
});

it('tells of an identity with the one it is joined to, and of nobody before that was said', async () => {
  const before = await right(ledgerOn(store, url).positions({ fromLog: true }));
  expect(before.positions.map(({ insider }) => insider.id)).toContain(paper);
  await right(ledgerOn(store, url).identify(paper, doe.cik, why));
  const after = await right(ledgerOn(store, url).positions({ fromLog: true }));
  expect(after.positions.map(({ insider }) => insider.id)).not.toContain(paper);
  const asked = { fromLog: true, recordedBy: '2000-01-01' };
  expect((await right(ledgerOn(store, url).positions(asked))).positions).toEqual([]);
});

it('goes by the order of the log where two things are said of an identity at one instant', async () => {
  const own = memoryStore();
  const clock = () => new Date('2025-01-01T00:00:00Z');
  const ledger = ledgerOn(own, 'own:log', { clock });
  const { cik: _, ...onPaper } = doe;
  const other = { ...doe, cik: '0000009999' };
  for (const [n, owner] of [onPaper, doe, other].entries())
    await right(
      ledger.record({
        ...form3(n + 1, '2024-01-05', [holding(1, `${n + 1}00`)]),
        issuer: acme,
        owners: [owner],
      }),
    );
  await right(ledger.identify(paper, other.cik, why));
  await right(ledger.identify(paper, other.cik, why, false));
  await right(ledger.identify(paper, doe.cik, why));
  const listed = ledgerOn(listing(own), 'own:log', { clock });
  const asked = { fromLog: true, includeClosed: true };
  expect(await right(listed.positions(asked))).toEqual(await right(ledger.positions(asked)));
});

it('answers nothing where the end of the log was lost', async () => {
  const file = join(folder, 'short.db');
  const whole = ledgerOn(await right(sqliteStore(file) as never), `sqlite:${file}`);
  await fillSmallLedger(whole);
  await whole.close();
  const db = new Database(file);
  db.exec(`DELETE FROM events WHERE position = (SELECT max(position) FROM events);
    UPDATE streams SET head = (SELECT max(revision) FROM events e WHERE e.sid = streams.sid)`);
  db.close();
  const short = ledgerOn(await right(sqliteStore(file) as never), `sqlite:${file}`);
  expect(await short.reconcile({ fromLog: true })()).toMatchObject({
    left: { code: 'STORE_CORRUPT' },
  });
  await short.close();
});
