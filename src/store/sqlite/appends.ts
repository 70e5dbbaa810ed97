/** One append written, inside a transaction that another module begins and commits. */

import type { RunResult } from 'better-sqlite3';
import * as E from 'fp-ts/lib/Either.js';
import type { AdmittedAppend } from '../admission.js';
import { judge, lastRevision, wrongExpectedRevision } from '../idempotency.js';
import { type AppendError, type Appended, StoreFailure } from '../port.js';
import type { Connection } from './connection.js';
import { idBytes, idText } from './event-id.js';
import { findHead, type Head } from './head.js';

import { Packer } from './packing.js';
import { prepared } from './prepared.js';
import { corrupt } from './row.js';
import { textsVersion } from './tables.js';

/** Stream heads remembered between transactions. */
const headsMax = 100_000;

export class Appends {
  /** Heads as of the last transaction; good as long as no other connection has committed. */
  readonly #heads = new Map<string, Head>();
  #dataVersion = -1;
  /** Position of the last event written in this transaction. */
  #last: number | null = null;
  readonly #path: string;
  /** How texts are kept here: as they are where earlier versions of the program made the file. */
  readonly #keptData: (text: string) => string | Buffer;
  readonly #keptMetadata: (text: string) => string | Buffer;
  readonly #sql;

  constructor(db: Connection, path: string) {
    this.#path = path;
    const isOfTexts = db.pragma('user_version', { simple: true }) === textsVersion;
    // Each in a room of its own, from which SQLite takes it.
    const keeping = (packer: Packer) => (text: string) => (isOfTexts ? text : packer.pack(text));
    this.#keptData = keeping(new Packer());
    this.#keptMetadata = keeping(new Packer());
    this.#sql = prepared({
      dataVersion: () => db.prepare('PRAGMA data_version').pluck(),
      head: () => findHead(db, path),
      findId: () => db.prepare('SELECT id FROM events WHERE sid = ? AND revision = ?').pluck(),
      addStream: () => db.prepare('INSERT INTO streams (name, head) VALUES (?, ?)'),
      moveHead: () => db.prepare('UPDATE streams SET head = ? WHERE sid = ?'),
      addEvent: () =>
        db.prepare(
          'INSERT INTO events (sid, revision, id, type, data, metadata) VALUES (?, ?, ?, ?, ?, ?)',
        ),
    });
  }

  /** To be called when a transaction has begun: another process may have moved the heads. */
  begun(): void {
    this.#last = null;
    const version = this.#sql.dataVersion.get() as number;
    if (version !== this.#dataVersion || this.#heads.size > headsMax) this.#heads.clear();
    this.#dataVersion = version;
  }

  /** To be called when the transaction is given up. */
  undone(): void {
    this.#heads.clear();
  }

  #head(stream: string): Head | undefined {
    return this.#heads.get(stream) ?? this.#sql.head(stream);
  }

  #idAt(sid: number, revision: number): string | undefined {
    const id = this.#sql.findId.get(sid, revision);
    return Buffer.isBuffer(id) ? idText(id) : undefined;
  }

  /** Told by SQLite for nothing: that the row was written, and at the next position. */
  #placed({ changes, lastInsertRowid }: RunResult, stream: string): void {
    const position = Number(lastInsertRowid);
    if (changes !== 1 || (this.#last !== null && position !== this.#last + 1))
      throw this.#lost(stream);
    this.#last = position;
  }

  #lost(stream: string): StoreFailure {
    return new StoreFailure(
      corrupt(`${this.#path}: what was appended to ${stream} is not what was written`),
    );
  }

  write({ stream, expected, events }: AdmittedAppend): E.Either<AppendError, Appended> {
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
        this.#placed(
          this.#sql.addEvent.run(
            sid,
            revision,
            idBytes(id),
            type,
            this.#keptData(data),
            this.#keptMetadata(metadata),
          ),
          stream,
        );
      }
      if (head !== undefined && this.#sql.moveHead.run(last, sid).changes !== 1)
        throw this.#lost(stream);
      this.#heads.set(stream, { sid, revision: last });
    } else if (head !== undefined) {
      this.#heads.set(stream, head);
    }
    const revision = lastRevision(expected, events.length);
    return E.right({ revision, idempotent: verdict === 'already-written' });
  }
}
