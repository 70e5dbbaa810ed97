/** Pages of the log and of its streams: as many events as are read at once. */

import type Database from 'better-sqlite3';
import { type RecordedEvent, StoreFailure } from '../port.js';
import type { Connection } from './connection.js';
import { readingFrom } from './failure.js';
import { findHead, type Head } from './head.js';
import { prepared } from './prepared.js';
import { columns, corrupt, type Row, recordedOf } from './row.js';

/** Most events, and about the most bytes, read at once. */
export const pageEventsMax = 1_000;
const pageBytesMax = 4 * 1024 * 1024;
/** Streams named where a read of the log finds that events are missing. */
const namesShown = 5;

/** Revisions of a stream, both ends included, lower one first. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
  readonly backwards: boolean;
}

/** An event that is there and cannot be read. */
export interface Unread {
  readonly stream: string;
  readonly failure: StoreFailure;
}

export interface LogPage {
  readonly events: ReadonlyArray<RecordedEvent>;
  readonly unread: ReadonlyArray<Unread>;
  /** Position of the last of them; where the page began if there is none. */
  readonly last: number;
}

const torn = (_row: Row, failure: StoreFailure): never => {
  throw failure;
};

const recordedOr = (
  row: Row,
  path: string,
  onTorn: (row: Row, failure: StoreFailure) => void,
): ReturnType<typeof recordedOf> | null => {
  try {
    return recordedOf(row, path);
  } catch (thrown) {
    if (!(thrown instanceof StoreFailure)) throw thrown;
    onTorn(row, thrown);
    return null;
  }
};

/** The end of the log. */
export interface LogEnd {
  /** Position of its last event, 0 where there is none. */
  readonly last: number;
  /** The last position that was ever given out: the same, while nothing was lost. */
  readonly given: number;
}

export class Pages {
  readonly #path: string;
  readonly #sql;

  constructor(db: Connection, path: string) {
    this.#path = path;
    const ofStream = (order: 'ASC' | 'DESC') =>
      db
        .prepare(
          `SELECT ${columns}, ? FROM events e
           WHERE e.sid = ? AND e.revision BETWEEN ? AND ? ORDER BY e.revision ${order} LIMIT ?`,
        )
        .raw();
    this.#sql = prepared({
      end: () =>
        db.prepare(
          `SELECT coalesce(max(position), 0) AS last,
                coalesce((SELECT max(seq) FROM sqlite_sequence WHERE name = 'events'), 0) AS given
         FROM events`,
        ),
      unwhole: () =>
        db
          .prepare(
            `SELECT s.name, s.head + 1 - count(e.revision) FROM streams s LEFT JOIN events e
           ON e.sid = s.sid AND e.position > 0 GROUP BY s.sid HAVING count(e.revision) <> s.head + 1`,
          )
          .raw(),
      head: () => findHead(db, path),
      log: () =>
        db
          .prepare(
            `SELECT ${columns}, s.name FROM events e LEFT JOIN streams s ON s.sid = e.sid
           WHERE e.position > ? AND e.position <= ? ORDER BY e.position LIMIT ?`,
          )
          .raw(),
      forwards: () => ofStream('ASC'),
      backwards: () => ofStream('DESC'),
    });
  }

  end(): LogEnd {
    return readingFrom(this.#path, () => this.#sql.end.get() as LogEnd);
  }

  head(stream: string): Head | undefined {
    return readingFrom(this.#path, () => this.#sql.head(stream));
  }

  log(after: number, until: number, limit: number): RecordedEvent[] {
    return this.#page(this.#sql.log, [after, until], limit, after, 1, torn);
  }

  /** The same past what cannot be read, which is put aside with its stream. */
  walk(after: number, until: number, limit: number): LogPage {
    const unread: Unread[] = [];
    let last = after;
    const events = this.#page(this.#sql.log, [after, until], limit, after, 1, (row, failure) => {
      if (typeof row[0] !== 'number' || typeof row[6] !== 'string') throw failure;
      unread.push({ stream: row[6], failure });
      last = row[0];
    });
    last = Math.max(last, Number(events.at(-1)?.position ?? after));
    return { events, unread, last };
  }

  stream(name: string, sid: number, { from, to, backwards }: Stretch, limit: number) {
    const sql = backwards ? this.#sql.backwards : this.#sql.forwards;
    const parameters = [name, sid, from, to];
    return backwards
      ? this.#page(sql, parameters, limit, Number.POSITIVE_INFINITY, -1, torn)
      : this.#page(sql, parameters, limit, 0, 1, torn);
  }

  /** To be thrown where a stream's events end before its head. */
  short(stream: string, head: number): StoreFailure {
    return new StoreFailure(
      corrupt(`${this.#path}: ${stream}: its head says revision ${head}, but events are missing`),
    );
  }

  /** To be thrown where a walk through the log did not give an event for every position. */
  missing(events: number, unread: ReadonlyArray<Unread>): StoreFailure {
    const unwhole = readingFrom(
      this.#path,
      () => this.#sql.unwhole.all() as Array<[name: string, missing: number]>,
    );
    const names = [...new Set([...unwhole.map(([n]) => n), ...unread.map((u) => u.stream)])];
    const theirs = unwhole.reduce((sum, [, missing]) => sum + missing, unread.length);
    const shown = names.slice(0, namesShown).join(', ');
    const whose =
      names.length === 0 ? '' : ` (of ${shown}${names.length > namesShown ? ', …' : ''})`;
    const [first] = unread;
    const error =
      first !== undefined && first.failure.error.code === 'STORE_CORRUPT'
        ? first.failure.error
        : corrupt(`${this.#path}: ${events} events are missing from the log${whose}`);
    return new StoreFailure(
      // Where a stream was taken out with all it had, nothing tells whose they were.
      theirs >= events ? { ...error, streams: names } : error,
    );
  }

  /** Positions go on as they were given out: what is out of order would be read for ever. */
  #page(
    sql: Database.Statement,
    parameters: ReadonlyArray<string | number>,
    limit: number,
    after: number,
    step: 1 | -1,
    onTorn: (row: Row, failure: StoreFailure) => void,
  ): RecordedEvent[] {
    const events: RecordedEvent[] = [];
    let bytes = 0;
    let before = after;
    readingFrom(this.#path, () => {
      const rows = sql.iterate(...parameters, Math.min(limit, pageEventsMax));
      for (const row of rows as IterableIterator<Row>) {
        const position = row[0];
        if (typeof position === 'number') {
          if ((position - before) * step <= 0 || position <= 0)
            throw new StoreFailure(
              corrupt(`${this.#path}: position ${position} of the log is out of order`),
            );
          before = position;
        }
        const event = recordedOr(row, this.#path, onTorn);
        if (event === null) continue;
        bytes += event.dataText.length + event.metadataText.length;
        events.push(event);
        if (bytes > pageBytesMax) break;
      }
    });
    return events;
  }
}
