/** What the file itself tells about events that were lost below the store. */
import { StoreFailure, type StoreProblem } from '../port.js';
import { breathe } from '../subscription.js';
import { type Connection, openReader } from './connection.js';
import { storeErrorOf } from './failure.js';

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
export async function* auditFile(path: string): AsyncGenerator<StoreProblem, void> {
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
