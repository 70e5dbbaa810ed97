/** The log counted and its streams named, without reading its events. */
import type { LogCount, StreamList } from '../port.js';
import type { Connection } from './connection.js';
import { readingFrom } from './failure.js';
import type { Pages } from './pages.js';

export class Census {
  readonly #pages: Pages;
  readonly #path: string;
  readonly #sql;

  constructor(db: Connection, path: string, pages: Pages) {
    this.#pages = pages;
    this.#path = path;
    this.#sql = {
      count: db.prepare(
        'SELECT coalesce(sum(head + 1), 0) AS events, count(*) AS streams FROM streams',
      ),
      names: db
        .prepare('SELECT name FROM streams WHERE name > ? ORDER BY name LIMIT 10000')
        .pluck(),
    };
  }

  /** By the heads of the streams: every revision up to a head is there, or `verify` tells. */
  count(): LogCount {
    const last = this.#pages.lastPosition();
    const [first] = this.#pages.log(0, last, 1);
    const [latest] = this.#pages.log(last - 1, last, 1);
    const counted = readingFrom(
      this.#path,
      () => this.#sql.count.get() as Pick<LogCount, 'events' | 'streams'>,
    );
    return { ...counted, first: first ?? null, last: latest ?? null };
  }

  streams(): StreamList {
    const last = this.#pages.lastPosition();
    return { end: last === 0 ? null : String(last), names: this.#names() };
  }

  *#names(): Generator<string, void> {
    for (let last = ''; ; ) {
      const names = readingFrom(this.#path, () => this.#sql.names.all(last) as string[]);
      yield* names;
      const end = names.at(-1);
      if (end === undefined) return;
      last = end;
    }
  }
}
