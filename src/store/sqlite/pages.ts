/** Pages of the log and of its streams: as many events as are read at once. */
import type Database from 'better-sqlite3';
import type { RecordedEvent } from '../port.js';
import type { Connection } from './connection.js';
import { readingFrom } from './failure.js';
import { findHead, type Head } from './head.js';
import { columns, type Row, recordedOf } from './row.js';

/** Most events, and about the most bytes, read at once. */
export const pageEventsMax = 1_000;
const pageBytesMax = 4 * 1024 * 1024;

/** Revisions of a stream, both ends included, lower one first. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
  readonly backwards: boolean;
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
    this.#sql = {
      lastPosition: db.prepare('SELECT coalesce(max(position), 0) FROM events').pluck(),
      head: findHead(db),
      // `+` keeps the planner from walking the streams first.
      log: db
        .prepare(
          `SELECT ${columns}, s.name FROM events e JOIN streams s ON s.sid = +e.sid
           WHERE e.position > ? AND e.position <= ? ORDER BY e.position LIMIT ?`,
        )
        .raw(),
      forwards: ofStream('ASC'),
      backwards: ofStream('DESC'),
    };
  }

  lastPosition(): number {
    return readingFrom(this.#path, () => this.#sql.lastPosition.get() as number);
  }

  head(stream: string): Head | undefined {
    return readingFrom(this.#path, () => this.#sql.head(stream));
  }

  log(after: number, until: number, limit: number): RecordedEvent[] {
    return this.#page(this.#sql.log, [after, until], limit);
  }

  stream(name: string, sid: number, { from, to, backwards }: Stretch, limit: number) {
    const sql = backwards ? this.#sql.backwards : this.#sql.forwards;
    return this.#page(sql, [name, sid, from, to], limit);
  }

  #page(
    sql: Database.Statement,
    parameters: ReadonlyArray<string | number>,
    limit: number,
  ): RecordedEvent[] {
    const events: RecordedEvent[] = [];
    let bytes = 0;
    readingFrom(this.#path, () => {
      const rows = sql.iterate(...parameters, Math.min(limit, pageEventsMax));
      for (const row of rows as IterableIterator<Row>) {
        bytes += row[4].length + row[5].length;
        events.push(recordedOf(row, this.#path));
        if (bytes > pageBytesMax) break;
      }
    });
    return events;
  }
}
