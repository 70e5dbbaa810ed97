/** What is read of a stream's events of one type without handing them over whole: ids, or one text. */

import { type PlacedId, StoreFailure } from '../port.js';
import type { Connection } from './connection.js';
import { idText } from './event-id.js';
import { readingFrom } from './failure.js';
import { findHead } from './head.js';
import { prepared } from './prepared.js';
import { corrupt, parse, textOf } from './row.js';

export class Excerpts {
  readonly #path: string;
  readonly #sql;

  constructor(db: Connection, path: string) {
    this.#path = path;
    this.#sql = prepared({
      head: () => findHead(db, path),
      // Type and id stand before the data in a row: neither is decoded, nor read where it is long.
      ids: () =>
        db
          .prepare('SELECT revision, id FROM events WHERE sid = ? AND type = ? ORDER BY revision')
          .raw(),
      data: () =>
        db
          .prepare('SELECT revision, data FROM events WHERE sid = ? AND type = ? ORDER BY revision')
          .raw(),
    });
  }

  idsOf(stream: string, type: string): ReadonlyArray<PlacedId> {
    return readingFrom(this.#path, () => {
      const head = this.#sql.head(stream);
      if (head === undefined) return [];
      const rows = this.#sql.ids.all(head.sid, type) as Array<[revision: number, id: unknown]>;
      return rows.map(([revision, id]) => {
        if (!Buffer.isBuffer(id))
          throw new StoreFailure(
            corrupt(`${this.#path}: event ${revision} of ${stream} has no id`),
          );
        return { id: idText(id), revision: BigInt(revision) };
      });
    });
  }

  textsOf(stream: string, type: string, key: string): ReadonlyArray<string> {
    return readingFrom(this.#path, () => {
      const head = this.#sql.head(stream);
      if (head === undefined) return [];
      const rows = this.#sql.data.iterate(head.sid, type) as IterableIterator<[number, unknown]>;
      const found: Array<string> = [];
      for (const [revision, kept] of rows) {
        const value: unknown = Reflect.get(Object(this.#parsed(kept, stream, revision)), key);
        if (typeof value === 'string') found.push(value);
      }
      return found;
    });
  }

  #parsed(kept: unknown, stream: string, revision: number): unknown {
    const text = textOf(kept);
    if (typeof text !== 'string')
      throw new StoreFailure(
        corrupt(`${this.#path}: the row of event ${revision} of ${stream} is torn`),
      );
    return parse(text, stream, revision, this.#path);
  }
}
