/**
 * The embedded store: one SQLite file in WAL mode, shared by any number of processes.
 *
 * Appends issued at the same time are written in one transaction and acknowledged once it is
 * committed with `synchronous=FULL`, that is, once the disk has it. Only one process writes at a
 * time, so positions are handed out in the order of commits and no reader ever sees a gap that is
 * filled later. A rolled-back insert gives its AUTOINCREMENT positions back.
 */
import { statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import Database from 'better-sqlite3';
import * as E from 'fp-ts/lib/Either.js';
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import {
  type AdmittedAppend,
  admit,
  admitLogRead,
  admitPosition,
  admitStreamRead,
} from './admission.js';
import { judge, lastRevision, wrongExpectedRevision } from './idempotency.js';
import {
  type AppendError,
  type Appended,
  appendBytesMax,
  type EventStore,
  type Json,
  type PlacedId,
  type ReadAllOptions,
  type ReadStreamOptions,
  type RecordedEvent,
  type StoreError,
  StoreFailure,
  type StoreProblem,
} from './port.js';
import { isBusy, type Phase, storeErrorOf } from './sqlite-failure.js';
import { Bell, breathe, follow } from './subscription.js';

/** `ILED` in the file's header says whose file it is. */
const applicationId = 0x494c4544;
/** Version of the tables, in `user_version`. */
const tablesVersion = 1;
/** How long to wait for another process's lock, in milliseconds. */
const lockWaitMs = 5_000;
/** How often a subscription looks for other processes' appends, in milliseconds. */
const pollMs = 50;
/** Most events, and about the most bytes, in one transaction. */
const groupEventsMax = 10_000;
const groupBytesMax = 8 * appendBytesMax;
/** Most events, and about the most bytes, read at once. */
const pageEventsMax = 1_000;
const pageBytesMax = 4 * 1024 * 1024;
/** Pages of 4 KiB in the write-ahead log before they are copied into the file: 32 MiB. */
const checkpointPages = 8_192;
/** Stream heads remembered between transactions. */
const headsMax = 100_000;
/** Most problems of one kind that an audit names. */
const problemsMax = 1_000;

const tables = `
  CREATE TABLE streams (
    sid INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    head INTEGER NOT NULL
  );
  CREATE TABLE events (
    position INTEGER PRIMARY KEY AUTOINCREMENT,
    sid INTEGER NOT NULL,
    revision INTEGER NOT NULL,
    id BLOB NOT NULL,
    type TEXT NOT NULL,
    data TEXT NOT NULL,
    metadata TEXT NOT NULL,
    UNIQUE (sid, revision)
  );
`;

type Connection = Database.Database;

// ---- opening -------------------------------------------------------------------------------------

function pathProblem(path: string): string | null {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat?.isDirectory()) return `${path} is a folder; name a file in it`;
  if (stat !== undefined && !stat.isFile()) return `${path} is not a regular file`;
  const folder = dirname(path);
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return null;
  return `${path}: there is no folder ${folder}; create it first`;
}

/** Whether the file is a ledger of ours, a new one, or something to keep our hands off. */
function recognise(db: Connection, path: string): 'ours' | 'new' | StoreError {
  const number = (pragma: string) => db.pragma(pragma, { simple: true }) as number;
  const found = number('application_id');
  const version = number('user_version');
  if (found === applicationId && version === tablesVersion) return 'ours';
  if (found === applicationId && version > tablesVersion) {
    return {
      code: 'STORE_TOO_NEW',
      blame: 'unsupported',
      message: `${path} has tables of version ${version}, this program knows ${tablesVersion}; use a later one`,
    };
  }
  const objects = db.prepare('SELECT count(*) FROM sqlite_master').pluck().get() as number;
  if (found === 0 && version === 0 && objects === 0) return 'new';
  return {
    code: 'NOT_A_LEDGER',
    blame: 'incorrect',
    message: `${path} is not a ledger but another program's SQLite database; name another file`,
  };
}

/** The same, seen at one instant: another process may be making the file a ledger just now. */
function recogniseAtOnce(db: Connection, path: string): ReturnType<typeof recognise> {
  db.exec('BEGIN');
  const seen = recognise(db, path);
  db.exec('COMMIT');
  return seen;
}

/** Null where the file is ours now. */
function claim(db: Connection, path: string): StoreError | null {
  const seen = recogniseAtOnce(db, path);
  if (seen !== 'new') return seen === 'ours' ? null : seen;
  db.exec('BEGIN IMMEDIATE');
  // Another process may have been quicker.
  const locked = recognise(db, path);
  if (locked === 'new') {
    db.exec(tables);
    db.pragma(`application_id = ${applicationId}`);
    db.pragma(`user_version = ${tablesVersion}`);
  }
  db.exec('COMMIT');
  return typeof locked === 'string' ? null : locked;
}

const unavailable = (message: string): StoreError => ({
  code: 'STORE_UNAVAILABLE',
  blame: 'unavailable',
  outcome: 'not-written',
  message,
});

/** Null where both connections work as they must. */
function prepare(writer: Connection, path: string): StoreError | null {
  const problem = claim(writer, path);
  if (problem !== null) return problem;
  if (writer.pragma('journal_mode = WAL', { simple: true }) !== 'wal') {
    return unavailable(`${path}: there is no write-ahead log here; keep the file on a local disk`);
  }
  writer.pragma('synchronous = FULL');
  writer.pragma('cache_size = -32768');
  writer.pragma(`wal_autocheckpoint = ${checkpointPages}`);
  // From here on waiting for a lock is left to `begin`, which does not stop the event loop.
  writer.pragma('busy_timeout = 0');
  return null;
}

function openReader(path: string): Connection {
  const db = new Database(path, { timeout: lockWaitMs, fileMustExist: true });
  db.pragma('query_only = ON');
  return db;
}

function openConnections(
  path: string,
): E.Either<StoreError, { readonly writer: Connection; readonly reader: Connection }> {
  const writer = new Database(path, { timeout: lockWaitMs });
  try {
    const problem = prepare(writer, path);
    if (problem === null) return E.right({ writer, reader: openReader(path) });
    writer.close();
    return E.left(problem);
  } catch (error) {
    writer.close();
    throw error;
  }
}

// ---- writing -------------------------------------------------------------------------------------

interface Pending {
  readonly append: AdmittedAppend;
  settle(answer: E.Either<AppendError, Appended>): void;
}

interface Head {
  readonly sid: number;
  readonly revision: number;
}

const idBytes = (id: string): Buffer => Buffer.from(id.replaceAll('-', ''), 'hex');

function idText(bytes: Buffer): string {
  const hex = bytes.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/** Takes appends one after the other and writes those that wait together in one transaction. */
class Writer {
  readonly #db: Connection;
  readonly #path: string;
  readonly #waitMs: number;
  readonly #written: () => void;
  readonly #queue: Pending[] = [];
  /** Heads as of the last transaction; good as long as no other connection has committed. */
  readonly #heads = new Map<string, Head>();
  #dataVersion = -1;
  #pump: Promise<void> | null = null;
  readonly #sql;

  constructor(db: Connection, path: string, waitMs: number, written: () => void) {
    this.#db = db;
    this.#path = path;
    this.#waitMs = waitMs;
    this.#written = written;
    this.#sql = {
      begin: db.prepare('BEGIN IMMEDIATE'),
      commit: db.prepare('COMMIT'),
      dataVersion: db.prepare('PRAGMA data_version').pluck(),
      findHead: db.prepare('SELECT sid, head AS revision FROM streams WHERE name = ?'),
      findId: db.prepare('SELECT id FROM events WHERE sid = ? AND revision = ?').pluck(),
      addStream: db.prepare('INSERT INTO streams (name, head) VALUES (?, ?)'),
      moveHead: db.prepare('UPDATE streams SET head = ? WHERE sid = ?'),
      addEvent: db.prepare(
        'INSERT INTO events (sid, revision, id, type, data, metadata) VALUES (?, ?, ?, ?, ?, ?)',
      ),
    };
  }

  append(append: AdmittedAppend): Promise<E.Either<AppendError, Appended>> {
    return new Promise((settle) => {
      this.#queue.push({ append, settle });
      this.#pump ??= this.#run();
    });
  }

  /** Resolves when everything that was queued has been settled. */
  async drained(): Promise<void> {
    await this.#pump;
  }

  async #run(): Promise<void> {
    while (this.#queue.length > 0) {
      // Whatever is issued in this turn of the event loop still gets aboard.
      await breathe();
      await this.#commit(this.#nextGroup());
    }
    this.#pump = null;
  }

  #nextGroup(): Pending[] {
    let events = 0;
    let bytes = 0;
    let count = 0;
    for (const { append } of this.#queue) {
      events += append.events.length;
      bytes += append.bytes;
      if (count > 0 && (events > groupEventsMax || bytes > groupBytesMax)) break;
      count += 1;
    }
    return this.#queue.splice(0, count);
  }

  async #commit(group: ReadonlyArray<Pending>): Promise<void> {
    let phase: Phase = 'writing';
    let answers: ReadonlyArray<E.Either<AppendError, Appended>>;
    try {
      await this.#begin();
      answers = group.map(({ append }) => this.#write(append));
      phase = 'committing';
      this.#sql.commit.run();
    } catch (error) {
      const undone = this.#rollback();
      // One append that cannot be written must not take the others with it.
      if (undone && phase === 'writing' && group.length > 1 && !isBusy(error)) {
        for (const one of group) await this.#commit([one]);
        return;
      }
      const failed = storeErrorOf(error, this.#path, phase);
      for (const { settle } of group) settle(E.left(failed));
      return;
    }
    for (const [i, { settle }] of group.entries()) {
      settle(answers[i] as E.Either<AppendError, Appended>);
    }
    this.#written();
  }

  async #begin(): Promise<void> {
    const deadline = performance.now() + this.#waitMs;
    for (;;) {
      try {
        this.#sql.begin.run();
        break;
      } catch (error) {
        if (!isBusy(error) || performance.now() >= deadline) throw error;
        await sleep(1 + Math.random() * 3);
      }
    }
    const version = this.#sql.dataVersion.get() as number;
    if (version !== this.#dataVersion || this.#heads.size > headsMax) this.#heads.clear();
    this.#dataVersion = version;
  }

  /** False where the transaction was over already, with or without having been written. */
  #rollback(): boolean {
    this.#heads.clear();
    try {
      if (this.#db.inTransaction) this.#db.exec('ROLLBACK');
      return true;
    } catch {
      return false;
    }
  }

  #head(stream: string): Head | undefined {
    return this.#heads.get(stream) ?? (this.#sql.findHead.get(stream) as Head | undefined);
  }

  #idAt(sid: number, revision: number): string | undefined {
    const id = this.#sql.findId.get(sid, revision);
    return Buffer.isBuffer(id) ? idText(id) : undefined;
  }

  #write({ stream, expected, events }: AdmittedAppend): E.Either<AppendError, Appended> {
    const head = this.#head(stream);
    const at = head?.revision ?? -1;
    const verdict = judge(expected, at, events, (r) => this.#idAt(head?.sid ?? -1, r));
    if (verdict === 'conflict') return E.left(wrongExpectedRevision(stream, expected, at));
    if (verdict === 'write') {
      const last = at + events.length;
      const sid = head?.sid ?? Number(this.#sql.addStream.run(stream, last).lastInsertRowid);
      let revision = at;
      for (const { id, type, data, metadata } of events) {
        revision += 1;
        this.#sql.addEvent.run(sid, revision, idBytes(id), type, data, metadata);
      }
      if (head !== undefined) this.#sql.moveHead.run(last, sid);
      this.#heads.set(stream, { sid, revision: last });
    } else if (head !== undefined) {
      this.#heads.set(stream, head);
    }
    const revision = lastRevision(expected, events.length);
    return E.right({ revision, idempotent: verdict === 'already-written' });
  }
}

// ---- reading -------------------------------------------------------------------------------------

/** position, revision, id, type, data, metadata, stream */
type Row = readonly [number, number, Buffer, string, string, string, string];

class Reader {
  readonly #path: string;
  readonly #sql;

  constructor(db: Connection, path: string) {
    this.#path = path;
    const columns = 'e.position, e.revision, e.id, e.type, e.data, e.metadata';
    this.#sql = {
      lastPosition: db.prepare('SELECT coalesce(max(position), 0) FROM events').pluck(),
      count: db.prepare(
        'SELECT coalesce(sum(head + 1), 0) AS events, count(*) AS streams FROM streams',
      ),
      findStream: db.prepare('SELECT sid, head AS revision FROM streams WHERE name = ?'),
      streamNames: db
        .prepare('SELECT name FROM streams WHERE name > ? ORDER BY name LIMIT 10000')
        .pluck(),
      // `+` keeps the planner from walking the streams first.
      log: db
        .prepare(
          `SELECT ${columns}, s.name FROM events e JOIN streams s ON s.sid = +e.sid
           WHERE e.position > ? AND e.position <= ? ORDER BY e.position LIMIT ?`,
        )
        .raw(),
      // Type and id stand before the data in a row: neither is decoded, nor read where it is long.
      idsOf: db
        .prepare('SELECT revision, id FROM events WHERE sid = ? AND type = ? ORDER BY revision')
        .raw(),
      textsOf: db
        .prepare(
          `SELECT data ->> ? FROM events WHERE sid = ? AND type = ? AND json_type(data, '$.' || ?) = 'text'
           ORDER BY revision`,
        )
        .pluck(),
      forwards: db
        .prepare(
          `SELECT ${columns}, ? FROM events e
           WHERE e.sid = ? AND e.revision BETWEEN ? AND ? ORDER BY e.revision LIMIT ?`,
        )
        .raw(),
      backwards: db
        .prepare(
          `SELECT ${columns}, ? FROM events e
           WHERE e.sid = ? AND e.revision BETWEEN ? AND ? ORDER BY e.revision DESC LIMIT ?`,
        )
        .raw(),
    };
  }

  lastPosition(): number {
    return this.#try(() => this.#sql.lastPosition.get() as number);
  }

  /** By the heads of the streams: every revision up to a head is there, or `verify` tells. */
  count(): { readonly events: number; readonly streams: number } {
    return this.#try(() => this.#sql.count.get() as { events: number; streams: number });
  }

  *streamNames(): Generator<string, void> {
    for (let last = ''; ; ) {
      const names = this.#try(() => this.#sql.streamNames.all(last) as string[]);
      yield* names;
      const end = names.at(-1);
      if (end === undefined) return;
      last = end;
    }
  }

  head(stream: string): Head | undefined {
    return this.#try(() => this.#sql.findStream.get(stream) as Head | undefined);
  }

  idsOf(stream: string, type: string): ReadonlyArray<PlacedId> {
    const head = this.head(stream);
    if (head === undefined) return [];
    const rows = this.#try(() => this.#sql.idsOf.all(head.sid, type)) as Array<[number, Buffer]>;
    return rows.map(([revision, id]) => ({ id: idText(id), revision: BigInt(revision) }));
  }

  textsOf(stream: string, type: string, key: string): ReadonlyArray<string> {
    const head = this.head(stream);
    if (head === undefined) return [];
    return this.#try(() => this.#sql.textsOf.all(key, head.sid, type, key)) as string[];
  }

  log(after: number, until: number, limit: number): RecordedEvent[] {
    return this.#page(this.#sql.log, [after, until], limit);
  }

  stream(
    name: string,
    sid: number,
    range: { readonly from: number; readonly to: number; readonly backwards: boolean },
    limit: number,
  ): RecordedEvent[] {
    const sql = range.backwards ? this.#sql.backwards : this.#sql.forwards;
    return this.#page(sql, [name, sid, range.from, range.to], limit);
  }

  #page(
    sql: Database.Statement,
    parameters: ReadonlyArray<string | number>,
    limit: number,
  ): RecordedEvent[] {
    const events: RecordedEvent[] = [];
    let bytes = 0;
    this.#try(() => {
      const rows = sql.iterate(...parameters, Math.min(limit, pageEventsMax));
      for (const row of rows as IterableIterator<Row>) {
        bytes += row[4].length + row[5].length;
        events.push(this.#recorded(row));
        if (bytes > pageBytesMax) break;
      }
    });
    return events;
  }

  #recorded([position, revision, id, type, data, metadata, stream]: Row): RecordedEvent {
    return {
      id: idText(id),
      type,
      data: this.#parse(data, stream, revision),
      metadata: this.#parse(metadata, stream, revision),
      stream,
      revision: BigInt(revision),
      position: String(position),
    };
  }

  #parse(text: string, stream: string, revision: number): Json {
    try {
      return JSON.parse(text);
    } catch {
      throw new StoreFailure({
        code: 'STORE_CORRUPT',
        blame: 'unavailable',
        message: `${this.#path}: event ${revision} of ${stream} is no longer JSON: the file was damaged or altered`,
      });
    }
  }

  #try<A>(work: () => A): A {
    try {
      return work();
    } catch (error) {
      if (error instanceof StoreFailure) throw error;
      throw new StoreFailure(storeErrorOf(error, this.#path, 'reading'));
    }
  }
}

// ---- auditing ------------------------------------------------------------------------------------

interface StreamSummary {
  readonly sid: number;
  readonly name: string;
  readonly head: number;
  readonly events: number;
  readonly first: number | null;
  readonly last: number | null;
}

function streamProblem(db: Connection, found: StreamSummary): StoreProblem | null {
  const { sid, name, head, events, first, last } = found;
  if (last !== head) {
    const end = last === null ? 'it has no events' : `its last event is ${last}`;
    const message = `${name}: the head says ${head}, but ${end}`;
    return { code: 'HEAD_MISMATCH', stream: name, message };
  }
  if (first === 0 && events === head + 1) return null;
  const missing = db
    .prepare(
      `SELECT coalesce(min(revision) + 1, 0) FROM events e WHERE sid = ? AND NOT EXISTS
         (SELECT 1 FROM events n WHERE n.sid = e.sid AND n.revision = e.revision + 1)`,
    )
    .pluck()
    .get(sid);
  const from = first === 0 ? missing : 0;
  const message = `${name}: ${head + 1 - events} of ${head + 1} events are missing, the first is ${from}`;
  return { code: 'EVENT_MISSING', stream: name, message };
}

function* streamProblems(db: Connection): Generator<StoreProblem, void> {
  const page = db.prepare(
    `SELECT s.sid, s.name, s.head, count(e.revision) AS events,
            min(e.revision) AS first, max(e.revision) AS last
     FROM (SELECT * FROM streams WHERE sid > ? ORDER BY sid LIMIT 1000) s
     LEFT JOIN events e ON e.sid = s.sid GROUP BY s.sid ORDER BY s.sid`,
  );
  for (let last = -1; ; ) {
    const found = page.all(last) as StreamSummary[];
    if (found.length === 0) return;
    for (const stream of found) {
      const problem = streamProblem(db, stream);
      if (problem !== null) yield problem;
      last = stream.sid;
    }
  }
}

function* logProblems(db: Connection): Generator<StoreProblem, void> {
  const strays = db
    .prepare(
      `SELECT position FROM events WHERE sid NOT IN (SELECT sid FROM streams) LIMIT ${problemsMax}`,
    )
    .pluck()
    .all();
  for (const position of strays) {
    const message = `the event at position ${position} belongs to no stream`;
    yield { code: 'STORAGE_CORRUPT', stream: null, message };
  }
  const { events, last, given } = db
    .prepare(
      `SELECT count(*) AS events, coalesce(max(position), 0) AS last,
              coalesce((SELECT max(seq) FROM sqlite_sequence WHERE name = 'events'), 0) AS given
       FROM events`,
    )
    .get() as { events: number; last: number; given: number };
  if (given !== last) {
    const message = `positions up to ${given} were given out, but the last event is at ${last}`;
    yield { code: 'EVENT_MISSING', stream: null, message };
  }
  if (events === last) return;
  const gaps = db
    .prepare(
      `SELECT position FROM events e WHERE position > 1 AND NOT EXISTS
         (SELECT 1 FROM events p WHERE p.position = e.position - 1) LIMIT ${problemsMax}`,
    )
    .pluck()
    .all();
  for (const position of gaps) {
    const message = `events are missing from the log just before position ${position}`;
    yield { code: 'EVENT_MISSING', stream: null, message };
  }
}

function* damage(db: Connection): Generator<StoreProblem, void> {
  for (const line of db.prepare('PRAGMA quick_check').pluck().all()) {
    if (line !== 'ok') yield { code: 'STORAGE_CORRUPT', stream: null, message: String(line) };
  }
}

/** On a connection of its own, in one read transaction: appends go on meanwhile, unseen. */
async function* auditFile(path: string): AsyncGenerator<StoreProblem, void> {
  let db: Connection | undefined;
  try {
    db = openReader(path);
    db.exec('BEGIN');
    for (const search of [damage, streamProblems, logProblems]) {
      await breathe();
      yield* search(db);
    }
  } catch (error) {
    const found = storeErrorOf(error, path, 'reading');
    if (found.code !== 'STORE_CORRUPT' && found.code !== 'NOT_A_LEDGER') {
      throw new StoreFailure(found);
    }
    yield { code: 'STORAGE_CORRUPT', stream: null, message: found.message };
  } finally {
    db?.close();
  }
}

// ---- the store -----------------------------------------------------------------------------------

function storeOver(
  path: string,
  connections: { readonly writer: Connection; readonly reader: Connection },
  waitMs: number,
): EventStore {
  const bell = new Bell();
  const writer = new Writer(connections.writer, path, waitMs, () => bell.ring());
  const reader = new Reader(connections.reader, path);
  let closing: Promise<void> | null = null;

  const closedError: StoreError = {
    code: 'STORE_CLOSED',
    blame: 'incorrect',
    message: `the store ${path} was closed; open it again`,
  };

  const refuseIfClosed = () => {
    if (closing !== null) throw new StoreFailure(closedError);
  };

  /** The stream as it stood when the iteration began. */
  async function* readStream(
    stream: string,
    options: ReadStreamOptions = {},
  ): AsyncGenerator<RecordedEvent, void> {
    refuseIfClosed();
    const { from, backwards, limit } = admitStreamRead(options);
    const head = reader.head(stream);
    if (head === undefined) return;
    const end = BigInt(head.revision);
    let first = backwards ? 0n : (from ?? 0n);
    let last = backwards && from !== null && from < end ? from : end;
    for (let left = limit; left > 0 && first <= last; ) {
      refuseIfClosed();
      const range = { from: Number(first), to: Number(last), backwards };
      const page = reader.stream(stream, head.sid, range, left);
      yield* page;
      const read = page.at(-1);
      if (read === undefined) return;
      left -= page.length;
      if (backwards) last = read.revision - 1n;
      else first = read.revision + 1n;
      if (left > 0 && first <= last) await breathe();
    }
  }

  /** The log as it stood when the iteration began. */
  async function* readAll(options: ReadAllOptions = {}): AsyncGenerator<RecordedEvent, void> {
    refuseIfClosed();
    const { after, limit } = admitLogRead(options);
    const until = reader.lastPosition();
    let last = after;
    for (let left = limit; left > 0 && last < until; ) {
      refuseIfClosed();
      const page = reader.log(last, until, left);
      yield* page;
      const read = page.at(-1);
      if (read === undefined) return;
      left -= page.length;
      last = Number(read.position);
      if (left > 0 && last < until) await breathe();
    }
  }

  async function closeAll(): Promise<void> {
    await writer.drained();
    bell.ring();
    // The writer last: its close copies what is left of the write-ahead log into the file.
    connections.reader.close();
    connections.writer.close();
  }

  return {
    append: (stream, expected, events) => async () => {
      if (closing !== null) return E.left(closedError);
      const admitted = admit(stream, expected, events);
      return E.isLeft(admitted) ? admitted : writer.append(admitted.right);
    },
    readStream,
    readAll,
    count: async () => {
      refuseIfClosed();
      const last = reader.lastPosition();
      const [first] = reader.log(0, last, 1);
      const [latest] = reader.log(last - 1, last, 1);
      return { ...reader.count(), first: first ?? null, last: latest ?? null };
    },
    streams: async () => {
      refuseIfClosed();
      const last = reader.lastPosition();
      return { end: last === 0 ? null : String(last), names: reader.streamNames() };
    },
    idsOf: async (stream, type) => {
      refuseIfClosed();
      return reader.idsOf(stream, type);
    },
    textsOf: async (stream, type, key) => {
      refuseIfClosed();
      return reader.textsOf(stream, type, key);
    },
    subscribe: ({ after }) =>
      follow(
        {
          page: (last) => {
            refuseIfClosed();
            return reader.log(admitPosition(last), Number.MAX_SAFE_INTEGER, pageEventsMax);
          },
          bell,
          pollMs,
          isClosed: () => closing !== null,
        },
        after,
      ),
    audit: async function* () {
      refuseIfClosed();
      yield* auditFile(path);
    },
    close: () => {
      closing ??= closeAll();
      return closing;
    },
  };
}

/**
 * Opens the file, or makes it where there is none; its folder has to exist.
 *
 * @param options.lockWaitMs how long an append waits for another process's lock; 5 s unless given
 */
export const sqliteStore =
  (
    file: string,
    options: { readonly lockWaitMs?: number } = {},
  ): TaskEither<StoreError, EventStore> =>
  async () => {
    const path = resolve(file);
    const deadline = performance.now() + lockWaitMs;
    for (;;) {
      try {
        const problem = pathProblem(path);
        if (problem !== null) return E.left(unavailable(problem));
        const opened = openConnections(path);
        if (E.isLeft(opened)) return opened;
        return E.right(storeOver(path, opened.right, options.lockWaitMs ?? lockWaitMs));
      } catch (error) {
        // Turning on the write-ahead log does not wait for locks by itself.
        if (!isBusy(error) || performance.now() >= deadline) {
          return E.left(storeErrorOf(error, path, 'opening'));
        }
        await sleep(5 + Math.random() * 10);
      }
    }
  };
