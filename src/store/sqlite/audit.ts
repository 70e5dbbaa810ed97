/** What the file itself tells about events that were lost below the store. */
import { StoreFailure, type StoreProblem } from '../port.js';
import { breathe } from '../subscription.js';
import { type Connection, openReader } from './connection.js';
import { storeErrorOf } from './failure.js';
import { schemaFlaw } from './schema.js';

/** Most problems of one kind that an audit names. */
const problemsMax = 1_000;

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
      // What is out of order would be looked at for ever.
      if (!(stream.sid > last)) {
        const message = `stream ${stream.sid} is out of order; streams after it were not checked`;
        yield { code: 'STORAGE_CORRUPT', stream: stream.name, message };
        return;
      }
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
  const { events, first, last, given } = db
    .prepare(
      `SELECT count(*) AS events, coalesce(min(position), 1) AS first,
              coalesce(max(position), 0) AS last,
              coalesce((SELECT max(seq) FROM sqlite_sequence WHERE name = 'events'), 0) AS given
       FROM events NOT INDEXED`,
    )
    .get() as { events: number; first: number; last: number; given: number };
  const counters = db.prepare('SELECT name FROM sqlite_sequence').pluck().all();
  if (counters.length > 1 || counters.some((name) => name !== 'events')) {
    const message = `positions are counted once, for events; sqlite_sequence counts ${counters.map(String).join(', ')}`;
    yield { code: 'STORAGE_CORRUPT', stream: null, message };
  }
  if (given !== last) {
    const message = `positions up to ${given} were given out, but the last event is at ${last}`;
    yield { code: 'EVENT_MISSING', stream: null, message };
  }
  if (first < 1) {
    const message = `an event is at position ${first}, where none is ever put`;
    yield { code: 'STORAGE_CORRUPT', stream: null, message };
  }
  if (events === last && first === 1) return;
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

/** Each table walked by itself and by its index: a row that the other does not have is not whole. */
const walks: ReadonlyArray<readonly [what: string, sql: string]> = [
  [
    'the event at position',
    `SELECT position FROM events t NOT INDEXED WHERE NOT EXISTS
       (SELECT 1 FROM events i INDEXED BY sqlite_autoindex_events_1
        WHERE i.sid = t.sid AND i.revision = t.revision AND i.position = t.position)`,
  ],
  [
    'stream',
    `SELECT sid FROM streams t NOT INDEXED WHERE NOT EXISTS
       (SELECT 1 FROM streams i INDEXED BY sqlite_autoindex_streams_1
        WHERE i.name = t.name AND i.sid = t.sid)`,
  ],
];

const counts: ReadonlyArray<readonly [what: string, sql: string]> = ['events', 'streams'].map(
  (table) => [
    table,
    `SELECT (SELECT count(*) FROM ${table} NOT INDEXED) AS rows,
            (SELECT count(*) FROM ${table} INDEXED BY sqlite_autoindex_${table}_1) AS indexed`,
  ],
);

function* indexProblems(db: Connection): Generator<StoreProblem, void> {
  for (const [what, sql] of counts) {
    const { rows, indexed } = db.prepare(sql).get() as { rows: number; indexed: number };
    if (rows === indexed) continue;
    const message = `there are ${rows} ${what}, and ${indexed} in their index`;
    yield { code: 'STORAGE_CORRUPT', stream: null, message };
  }
  for (const [what, sql] of walks)
    for (const one of db.prepare(`${sql} LIMIT ${problemsMax}`).pluck().all()) {
      const message = `the index does not lead to ${what} ${one}`;
      yield { code: 'STORAGE_CORRUPT', stream: null, message };
    }
}

function* schemaProblems(db: Connection): Generator<StoreProblem, void> {
  const flaw = schemaFlaw(db);
  if (flaw !== null) yield { code: 'STORAGE_CORRUPT', stream: null, message: flaw };
}

function* damage(db: Connection): Generator<StoreProblem, void> {
  for (const line of db.prepare('PRAGMA integrity_check').pluck().all()) {
    if (line !== 'ok') yield { code: 'STORAGE_CORRUPT', stream: null, message: String(line) };
  }
}

/** Anything else that goes wrong than damage is thrown. */
const damageOf = (error: unknown, path: string): StoreProblem => {
  const found = error instanceof StoreFailure ? error.error : storeErrorOf(error, path, 'reading');
  if (found.code !== 'STORE_CORRUPT' && found.code !== 'NOT_A_LEDGER')
    throw new StoreFailure(found);
  return { code: 'STORAGE_CORRUPT', stream: null, message: found.message };
};

/** On a connection of its own, in one read transaction: appends go on meanwhile, unseen. */
export async function* auditFile(path: string): AsyncGenerator<StoreProblem, void> {
  let db: Connection | undefined;
  try {
    db = openReader(path);
    db.exec('BEGIN');
  } catch (error) {
    db?.close();
    yield damageOf(error, path);
    return;
  }
  try {
    for (const search of [schemaProblems, damage, streamProblems, logProblems, indexProblems]) {
      await breathe();
      try {
        yield* search(db);
      } catch (error) {
        // What cannot be looked at this way is perhaps still told of by the next.
        yield damageOf(error, path);
      }
    }
  } finally {
    db.close();
  }
}
