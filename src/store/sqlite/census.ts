/** The log counted and its streams named, without reading its events. */

import { type LogCount, StoreFailure, type StreamList } from '../port.js';
import type { Connection } from './connection.js';
import { readingFrom } from './failure.js';
import type { Pages } from './pages.js';
import { prepared } from './prepared.js';
import { corrupt } from './row.js';

export class Census {
  readonly #pages: Pages;
  readonly #path: string;
  readonly #sql;

  constructor(db: Connection, path: string, pages: Pages) {
    this.#pages = pages;
    this.#path = path;
    this.#sql = prepared({
      count: () =>
        db.prepare(
          `SELECT coalesce(sum(head + 1), 0) AS events, count(*) AS streams,
                (SELECT coalesce(max(position), 0) FROM events) AS last FROM streams`,
        ),
      indexed: () =>
        db.prepare('SELECT count(*) FROM streams INDEXED BY sqlite_autoindex_streams_1').pluck(),
      names: () =>
        db
          .prepare(
            `SELECT s.sid, s.name, (SELECT i.sid FROM streams i WHERE i.name = s.name)
           FROM streams s WHERE s.sid > ? ORDER BY s.sid LIMIT 10000`,
          )
          .raw(),
    });
  }

  /** By the heads of the streams: every revision up to a head is there, or `verify` tells. */
  count(): LogCount {
    const { last: end } = this.#pages.end();
    const [first] = this.#pages.log(0, end, 1);
    const [latest] = this.#pages.log(end - 1, end, 1);
    const { last, ...counted } = readingFrom(
      this.#path,
      () =>
        this.#sql.count.get() as Pick<LogCount, 'events' | 'streams'> & { readonly last: number },
    );
    if (counted.events !== last)
      throw new StoreFailure(
        corrupt(
          `${this.#path}: its streams have ${counted.events} events, its log ends at position ${last}`,
        ),
      );
    return { ...counted, first: first ?? null, last: latest ?? null };
  }

  streams(): StreamList {
    const { last } = this.#pages.end();
    return { end: last === 0 ? null : String(last), names: this.#names() };
  }

  /** By the table, each name looked for in the index as well: one that it misses would be lost. */
  *#names(): Generator<string, void> {
    const indexed = readingFrom(this.#path, () => this.#sql.indexed.get() as number);
    let met = 0;
    for (let last = 0; ; ) {
      const rows = readingFrom(
        this.#path,
        () => this.#sql.names.all(last) as Array<[sid: number, name: string, bySid: unknown]>,
      );
      for (const [sid, name, bySid] of rows) {
        if (sid !== met + 1 || bySid !== sid || typeof name !== 'string')
          throw new StoreFailure(
            corrupt(`${this.#path}: stream ${sid} (${name}) is not where its index says`),
          );
        met = sid;
        yield name;
      }
      const end = rows.at(-1);
      if (end !== undefined) {
        last = end[0];
        continue;
      }
      if (met >= indexed) return;
      throw new StoreFailure(
        corrupt(`${this.#path}: ${indexed - met} of ${indexed} streams are missing from the list`),
      );
    }
  }
}
