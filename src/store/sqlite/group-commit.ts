/** Appends that wait together are written in one transaction, and acknowledged by its commit. */
import { setTimeout as sleep } from 'node:timers/promises';
import * as E from 'fp-ts/lib/Either.js';
import type { AdmittedAppend } from '../admission.js';
import { type AppendError, type Appended, appendBytesMax, StoreFailure } from '../port.js';
import { breathe } from '../subscription.js';
import { Appends } from './appends.js';
import type { Connection } from './connection.js';
import { isBusy, type Phase, storeErrorOf } from './failure.js';
import { SchemaWatch } from './schema.js';

/** Most events, and about the most bytes, in one transaction. */
const groupEventsMax = 10_000;
const groupBytesMax = 8 * appendBytesMax;

interface Pending {
  readonly append: AdmittedAppend;
  settle(answer: E.Either<AppendError, Appended>): void;
}

/** Takes appends one after the other and writes those that wait together in one transaction. */
export class GroupCommit {
  readonly #db: Connection;
  readonly #path: string;
  readonly #waitMs: number;
  readonly #written: () => void;
  readonly #queue: Pending[] = [];
  readonly #appends: Appends;
  readonly #schema: SchemaWatch;
  #pump: Promise<void> | null = null;
  readonly #sql;

  constructor(db: Connection, path: string, waitMs: number, written: () => void) {
    this.#db = db;
    this.#path = path;
    this.#waitMs = waitMs;
    this.#written = written;
    this.#appends = new Appends(db, path);
    this.#schema = new SchemaWatch(db, path);
    this.#sql = { begin: db.prepare('BEGIN IMMEDIATE'), commit: db.prepare('COMMIT') };
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
      answers = group.map(({ append }) => this.#appends.write(append));
      phase = 'committing';
      this.#sql.commit.run();
    } catch (error) {
      const undone = this.#rollback();
      // One append that cannot be written must not take the others with it.
      if (undone && phase === 'writing' && group.length > 1 && !isBusy(error)) {
        for (const one of group) await this.#commit([one]);
        return;
      }
      const failed =
        error instanceof StoreFailure ? error.error : storeErrorOf(error, this.#path, phase);
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
    // A trigger made while this was open would write what it likes.
    const problem = this.#schema.problem();
    if (problem !== null) throw new StoreFailure(problem);
    this.#appends.begun();
  }

  /** False where the transaction was over already, with or without having been written. */
  #rollback(): boolean {
    this.#appends.undone();
    try {
      if (this.#db.inTransaction) this.#db.exec('ROLLBACK');
      return true;
    } catch {
      return false;
    }
  }
}
