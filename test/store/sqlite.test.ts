import { randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { EventStore, NewEvent, StoreError, StoreProblem } from '../../src/store/port.js';
import { Database } from '../../src/store/sqlite/driver.js';
import { storeErrorOf } from '../../src/store/sqlite/failure.js';
import { tablesVersion } from '../../src/store/sqlite/tables.js';
import { sqliteStore } from '../../src/store/sqlite.js';
import { startAppender } from './crash.js';
import { temporaryFolder } from './folder.js';
import { expectLeft, expectRight } from './opened.js';

const folder = temporaryFolder();

const events = (count: number, data: NewEvent['data'] = {}): NewEvent[] =>
  Array.from({ length: count }, () => ({
    id: randomUUID(),
    type: 'HoldingReported',
    data,
    metadata: {},
  }));

const open = (file: string) => expectRight(sqliteStore(file));

async function idsIn(store: EventStore, stream: string): Promise<string[]> {
  const ids: string[] = [];
  for await (const { id } of store.readStream(stream)) ids.push(id);
  return ids;
}

/** What another program does to the file while the store is closed. */
function tamper(file: string, sql: string): void {
  const db = new Database(file);
  db.exec(sql);
  db.close();
}

async function audited(file: string): Promise<StoreProblem[]> {
  const store = await open(file);
  const problems: StoreProblem[] = [];
  for await (const problem of store.audit()) problems.push(problem);
  await store.close();
  return problems;
}

describe('opening a SQLite store', () => {
  it('refuses a folder, and a file in a folder that does not exist', async () => {
    mkdirSync(folder.file('folder'));
    expect(await expectLeft(sqliteStore(folder.file('folder')))).toMatchObject({
      code: 'STORE_UNAVAILABLE',
      outcome: 'not-written',
      message: expect.stringContaining('is a folder'),
    });
    expect(await expectLeft(sqliteStore(folder.file('nowhere/ledger.db')))).toMatchObject({
      code: 'STORE_UNAVAILABLE',
      message: expect.stringMatching(/there is no folder .*nowhere; create it first/),
    });
  });

  it("refuses another program's database and leaves it as it was", async () => {
    const file = folder.file('foreign.db');
    tamper(file, 'CREATE TABLE events (mine TEXT)');
    const before = readFileSync(file);
    expect(await expectLeft(sqliteStore(file))).toMatchObject({
      code: 'NOT_A_LEDGER',
      blame: 'incorrect',
    });
    expect(readFileSync(file).equals(before)).toBe(true);
  });

  it('refuses a file that is no database and leaves it as it was', async () => {
    const file = folder.file('text.db');
    writeFileSync(file, 'accession,filedOn\n'.repeat(200));
    expect((await expectLeft(sqliteStore(file))).code).toBe('NOT_A_LEDGER');
    expect(readFileSync(file, 'utf8')).toBe('accession,filedOn\n'.repeat(200));
  });

  it('refuses a ledger of a later version', async () => {
    const file = folder.file('newer.db');
    await (await open(file)).close();
    tamper(file, `PRAGMA user_version = ${tablesVersion + 1}`);
    expect(await expectLeft(sqliteStore(file))).toMatchObject({
      code: 'STORE_TOO_NEW',
      blame: 'unsupported',
    });
  });

  it('makes the file, with a write-ahead log that a close puts away', async () => {
    const file = folder.file('new.db');
    const store = await open(file);
    await expectRight(store.append('ledger', 'no-stream', events(1)));
    expect(statSync(`${file}-wal`).size).toBeGreaterThan(0);
    await store.close();
    expect(statSync(`${file}-wal`, { throwIfNoEntry: false })).toBeUndefined();
  });

  it('of one new file many times at once gives as many stores on one log', async () => {
    const file = folder.file('many.db');
    const stores = await Promise.all(Array.from({ length: 8 }, () => open(file)));
    await Promise.all(
      stores.map((store, i) => expectRight(store.append(`insider-${i}`, 'no-stream', events(3)))),
    );
    for (const store of stores) {
      let seen = 0;
      for await (const _ of store.readAll()) seen += 1;
      expect(seen).toBe(24);
    }
    await Promise.all(stores.map((store) => store.close()));
  });
});

describe('a file that is made of something else than a ledger', () => {
  const schemas: ReadonlyArray<readonly [what: string, sql: string, named: string]> = [
    [
      'a trigger that swallows appends',
      'CREATE TRIGGER t BEFORE INSERT ON events BEGIN SELECT raise(IGNORE); END',
      'trigger t',
    ],
    ['a view', 'CREATE VIEW v AS SELECT * FROM events', 'view v'],
    ['another index', 'CREATE INDEX i ON events (type)', 'index i'],
    ['another table', 'CREATE TABLE x (y)', 'table x'],
    ['a table more of a column', 'ALTER TABLE events ADD COLUMN more', 'table events'],
    ['a table less', 'DROP TABLE streams', 'streams'],
    [
      'another wording',
      `PRAGMA writable_schema = ON;
       UPDATE sqlite_schema SET sql = replace(sql, 'data TEXT', 'daTa TEXT') WHERE name = 'events'`,
      'table events',
    ],
  ];
  it.each(schemas)('is refused by name: %s', async (what, sql, named) => {
    const file = folder.file(`schema ${what}.db`);
    const store = await open(file);
    await expectRight(store.append('ledger', 'no-stream', events(1)));
    await store.close();
    const db = new Database(file);
    db.unsafeMode(true);
    db.exec(sql);
    db.close();
    expect(await expectLeft(sqliteStore(file))).toMatchObject({
      code: 'STORE_CORRUPT',
      message: expect.stringContaining(named),
    });
  });

  it('is refused by an append as well where it became so meanwhile', async () => {
    const file = folder.file('meanwhile.db');
    const store = await open(file);
    await expectRight(store.append('ledger', 'no-stream', events(1)));
    tamper(
      file,
      `CREATE TRIGGER t AFTER INSERT ON events
       BEGIN UPDATE events SET data = '7' WHERE position = new.position; END`,
    );
    expect(await expectLeft(store.append('ledger', 0n, events(1)))).toMatchObject({
      code: 'STORE_CORRUPT',
      message: expect.stringContaining('trigger t'),
    });
    expect(await idsIn(store, 'ledger')).toHaveLength(1);
    tamper(file, 'DROP TRIGGER t');
    await expectRight(store.append('ledger', 0n, events(1)));
    await store.close();
  });
});

describe('two stores on one file', () => {
  it('learn of each other: a stale append is refused, a repeated one is recognised', async () => {
    const file = folder.file('two.db');
    const [a, b] = [await open(file), await open(file)];
    const first = events(2);
    await expectRight(a.append('ledger', 'no-stream', first));
    expect(await expectRight(b.append('ledger', 'no-stream', first))).toEqual({
      revision: 1n,
      idempotent: true,
    });
    await expectRight(b.append('ledger', 1n, events(1)));
    expect(await expectLeft(a.append('ledger', 1n, events(1)))).toMatchObject({ actual: 2n });
    await expectRight(a.append('ledger', 2n, events(1)));
    expect(await idsIn(b, 'ledger')).toEqual(await idsIn(a, 'ledger'));
    await Promise.all([a.close(), b.close()]);
  });

  it("a subscription follows another process's appends", async () => {
    const file = folder.file('followed.db');
    const store = await open(file);
    const subscription = store.subscribe({});
    const appender = startAppender(file, 'other', 5);
    let seen = 0;
    for await (const event of subscription) {
      seen += 1;
      expect(event.position).toBe(String(seen));
      if (seen === 200) await subscription.close();
    }
    appender.process.kill('SIGKILL');
    await appender.printed;
    await store.close();
  }, 30_000);

  it('an append says that another process has locked the file, and can be tried again', async () => {
    const file = folder.file('locked.db');
    const store = await expectRight(sqliteStore(file, { lockWaitMs: 150 }));
    const other = new Database(file);
    other.exec('BEGIN IMMEDIATE');
    const batch = events(1);
    expect(await expectLeft(store.append('ledger', 'no-stream', batch))).toMatchObject({
      code: 'STORE_UNAVAILABLE',
      outcome: 'not-written',
      message: expect.stringContaining('another process has locked it'),
    });
    const waiting = store.append('ledger', 'no-stream', batch)();
    setTimeout(() => other.exec('COMMIT'), 50);
    expect(await waiting).toMatchObject({ _tag: 'Right' });
    other.close();
    await store.close();
  });
});

describe('appends written in one transaction', () => {
  it('that cannot be written fail alone, leave no gap and no part of themselves', async () => {
    const file = folder.file('in-the-way.db');
    await (await open(file)).close();
    // In the place of the fourth event of the second stream that is made, and of the third.
    tamper(
      file,
      `INSERT INTO events (position, sid, revision, id, type, data, metadata)
       VALUES (-1, 2, 3, zeroblob(16), 'T', '{}', '{}'), (-2, 3, 3, zeroblob(16), 'T', '{}', '{}')`,
    );
    const store = await open(file);
    const bad = events(4);
    const answers = await Promise.all(
      [events(2), bad, events(2), bad, events(2)].map((batch, i) =>
        store.append(`insider-${i}`, 'no-stream', batch)(),
      ),
    );
    expect(answers.map((answer) => answer._tag)).toEqual([
      'Right',
      'Left',
      'Right',
      'Left',
      'Right',
    ]);
    tamper(file, 'DELETE FROM events WHERE position < 0');
    await expectRight(store.append('insider-1', 'no-stream', events(1)));
    const log: string[] = [];
    for await (const { position, stream } of store.readAll()) log.push(`${position} ${stream}`);
    expect(log).toEqual([
      '1 insider-0',
      '2 insider-0',
      '3 insider-2',
      '4 insider-2',
      '5 insider-4',
      '6 insider-4',
      '7 insider-1',
    ]);
    await store.close();
    expect(await audited(file)).toEqual([]);
  });

  it('are in the order of the calls', async () => {
    const store = await open(folder.file('order.db'));
    const batches = Array.from({ length: 50 }, () => events(1));
    const answers = await Promise.all(
      batches.map((batch, i) =>
        store.append('ledger', i === 0 ? 'no-stream' : BigInt(i - 1), batch)(),
      ),
    );
    expect(answers.every((answer) => answer._tag === 'Right')).toBe(true);
    expect(await idsIn(store, 'ledger')).toEqual(batches.map(([event]) => event?.id));
    await store.close();
  });
});

describe('an audit finds', () => {
  const ledger = async (name: string): Promise<string> => {
    const file = folder.file(name);
    const store = await open(file);
    for (const stream of ['insider-1', 'insider-2', 'insider-3']) {
      await expectRight(store.append(stream, 'no-stream', events(5)));
    }
    await store.close();
    return file;
  };
  const streams = (problems: ReadonlyArray<StoreProblem>) =>
    problems.map(({ code, stream }) => `${code} ${stream}`);

  const cases: ReadonlyArray<readonly [what: string, sql: string, found: ReadonlyArray<string>]> = [
    ['nothing in a ledger that nobody touched', '', []],
    [
      'an event removed from the middle',
      'DELETE FROM events WHERE position = 8',
      ['EVENT_MISSING insider-2', 'EVENT_MISSING null'],
    ],
    [
      'the first event removed',
      'DELETE FROM events WHERE position = 1',
      ['EVENT_MISSING insider-1', 'EVENT_MISSING null'],
    ],
    [
      'the end of a stream removed',
      'DELETE FROM events WHERE position IN (9, 10)',
      ['HEAD_MISMATCH insider-2', 'EVENT_MISSING null'],
    ],
    [
      'the end of a stream removed with its head moved back',
      'DELETE FROM events WHERE position IN (9, 10); UPDATE streams SET head = 2 WHERE sid = 2',
      ['EVENT_MISSING null'],
    ],
    [
      'the last stream removed as a whole',
      'DELETE FROM events WHERE sid = 3; DELETE FROM streams WHERE sid = 3',
      ['EVENT_MISSING null'],
    ],
    [
      'a stream removed whose events are still there',
      'DELETE FROM streams WHERE sid = 2',
      Array(5).fill('STORAGE_CORRUPT null'),
    ],
    [
      'a stream emptied',
      'DELETE FROM events WHERE sid = 1',
      ['HEAD_MISMATCH insider-1', 'EVENT_MISSING null'],
    ],
    [
      'an event put before the first position',
      'UPDATE events SET position = -7 WHERE position = 7',
      ['STORAGE_CORRUPT null', 'EVENT_MISSING null'],
    ],
    [
      'an event inserted behind our back',
      `INSERT INTO events (sid, revision, id, type, data, metadata)
       VALUES (1, 5, zeroblob(16), 'T', '{}', '{}')`,
      ['HEAD_MISMATCH insider-1'],
    ],
  ];
  it.each(cases)('%s', async (what, sql, found) => {
    const file = await ledger(`${what}.db`);
    tamper(file, sql);
    expect(streams(await audited(file))).toEqual(found);
  });

  it('names the first revision that is missing', async () => {
    const file = await ledger('named.db');
    tamper(file, 'DELETE FROM events WHERE position IN (8, 9)');
    const [problem] = await audited(file);
    expect(problem?.message).toBe('insider-2: 2 of 5 events are missing, the first is 2');
  });

  it('bytes that were overwritten', async () => {
    const file = folder.file('overwritten.db');
    const store = await open(file);
    await expectRight(store.append('ledger', 'no-stream', events(500, 'x'.repeat(300))));
    await store.close();
    const bytes = readFileSync(file);
    bytes.fill(0xa5, bytes.length / 2, bytes.length / 2 + 8_192);
    writeFileSync(file, bytes);
    const found = await audited(file);
    expect(found.length).toBeGreaterThan(0);
    expect(found[0]?.code).toBe('STORAGE_CORRUPT');
  });

  it('an index that says something else than its table', async () => {
    const file = await ledger('index.db');
    const db = new Database(file, { readonly: true });
    const root = db
      .prepare("SELECT rootpage FROM sqlite_schema WHERE name = 'sqlite_autoindex_streams_1'")
      .pluck()
      .get() as number;
    db.close();
    const bytes = readFileSync(file);
    const at = bytes.indexOf('insider-2', (root - 1) * 4_096);
    bytes[at + 8] = (bytes[at + 8] ?? 0) ^ 0b100;
    writeFileSync(file, bytes);
    const found = await audited(file);
    expect(found.map(({ code }) => code)).toContain('STORAGE_CORRUPT');
    expect(found.map(({ message }) => message)).toContain('the index does not lead to stream 2');
    const store = await open(file);
    for (const stream of ['insider-2', 'insider-6'])
      await expect(idsIn(store, stream)).rejects.toMatchObject({
        error: {
          code: 'STORE_CORRUPT',
          message: expect.stringContaining('the index of streams does not lead to insider-'),
        },
      });
    await store.close();
  });

  it('and a read of a damaged event fails with where it is', async () => {
    const file = await ledger('damaged.db');
    tamper(file, `UPDATE events SET data = '{"cut' WHERE position = 7`);
    const store = await open(file);
    await expect(idsIn(store, 'insider-2')).rejects.toMatchObject({
      error: {
        code: 'STORE_CORRUPT',
        message: expect.stringContaining('event 1 of insider-2 is no longer JSON'),
      },
    });
    await store.close();
  });
});

describe("SQLite's failures become errors that say what to do:", () => {
  const failing = (setUp: string, work: string): unknown => {
    const db = new Database(':memory:');
    try {
      db.exec(`CREATE TABLE t (x); ${setUp}`);
      db.exec(work);
    } catch (error) {
      return error;
    } finally {
      db.close();
    }
    throw new Error('nothing failed');
  };
  const full = failing('PRAGMA max_page_count = 3', 'INSERT INTO t VALUES (zeroblob(100000))');
  const readOnly = failing('PRAGMA query_only = ON', 'INSERT INTO t VALUES (1)');

  it('a full disk before the commit: not written', () => {
    expect(storeErrorOf(full, 'l.db', 'writing')).toMatchObject({
      code: 'STORE_UNAVAILABLE',
      outcome: 'not-written',
      message: expect.stringContaining('the disk is full; make room and try again'),
    });
  });

  it('a full disk during the commit: perhaps written', () => {
    expect(storeErrorOf(full, 'l.db', 'committing')).toMatchObject({ outcome: 'unknown' });
  });

  it('a read-only file: unavailable', () => {
    const error: StoreError = storeErrorOf(readOnly, 'l.db', 'writing');
    expect(error.code).toBe('STORE_UNAVAILABLE');
    expect(error.message).toContain('it is read-only');
  });

  it('anything else: a fault of ours', () => {
    expect(storeErrorOf(new TypeError('x'), 'l.db', 'reading').code).toBe('STORE_FAULT');
  });
});
