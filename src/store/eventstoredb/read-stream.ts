/** Reading one stream: whole, in order, going on where a lost connection left off. */
import type { ResolvedEvent } from '@eventstore/db-client';
import { admitStreamRead } from '../admission.js';
import { type ReadStreamOptions, type RecordedEvent, StoreFailure } from '../port.js';
import type { CallContext } from './calls.js';
import { notWhole } from './failure.js';
import { mayBeRecorded } from './ledger-streams.js';
import { recordedEvent } from './recorded.js';
import { refuseIfAtRisk } from './retention.js';

const truncated = (stream: string, expected: bigint, got: bigint | 'nothing'): StoreFailure =>
  new StoreFailure(
    notWhole(
      stream,
      `event ${expected} was expected, ${got === 'nothing' ? 'nothing' : `event ${got}`} came: the stream was truncated on the server. Restore a back-up from before`,
    ),
  );

/** Where a read is, and what must come next. */
class Cursor {
  /** The revision to ask for; null for the first or, backwards, the last there is. */
  next: bigint | null;
  #left: number;
  /** The caller named a first revision, which may lie past the end. */
  #asked: boolean;

  constructor(
    private readonly stream: string,
    from: bigint | null,
    private readonly backwards: boolean,
    limit: number,
  ) {
    this.next = from ?? (backwards ? null : 0n);
    this.#left = limit;
    this.#asked = from !== null;
  }

  get done(): boolean {
    return this.#left <= 0 || (this.next !== null && this.next < 0n);
  }

  get left(): number {
    return this.#left;
  }

  /** Takes an event; throws where it is not the one that must come next. */
  take(revision: bigint): void {
    const { next } = this;
    const beyondEnd = this.backwards && this.#asked && next !== null && revision < next;
    if (next !== null && revision !== next && !beyondEnd && mayBeRecorded(this.stream)) {
      throw truncated(this.stream, next, revision);
    }
    this.#asked = false;
    this.#left -= 1;
    this.next = this.backwards ? revision - 1n : revision + 1n;
  }

  /** Throws where a read backwards ended before the first event. */
  end(): void {
    if (this.backwards && !this.done && this.next !== null && mayBeRecorded(this.stream)) {
      throw truncated(this.stream, this.next, 'nothing');
    }
  }
}

const open = (calls: CallContext, stream: string, cursor: Cursor, backwards: boolean) => {
  const read = calls.connection.client.readStream(stream, {
    direction: backwards ? 'backwards' : 'forwards',
    fromRevision: cursor.next ?? 'end',
    ...(Number.isFinite(cursor.left) && { maxCount: cursor.left }),
    requiresLeader: calls.requiresLeader,
  });
  return calls.watch<ResolvedEvent>(read, () => read.cancel());
};

export async function* readStream(
  calls: CallContext,
  stream: string,
  options: ReadStreamOptions,
): AsyncGenerator<RecordedEvent, void> {
  const { from, backwards, limit } = admitStreamRead(options);
  const cursor = new Cursor(stream, from, backwards, limit);
  const tries = calls.tries(stream);
  while (!cursor.done) {
    const { client } = calls.connection;
    try {
      for await (const { event } of open(calls, stream, cursor, backwards).messages()) {
        if (event === undefined) continue;
        const recorded = recordedEvent(event);
        cursor.take(recorded.revision);
        tries.progressed();
        calls.saw(event.position);
        yield recorded;
      }
      if (!cursor.done) calls.refuseIfCut(client);
      cursor.end();
      return;
    } catch (error) {
      const answer = calls.answerTo(error, client);
      if (answer.kind === 'not-found') {
        // A stream that was deleted gives the same answer as one that never was.
        await refuseIfAtRisk(calls, stream);
        return;
      }
      await tries.again(client, answer);
    }
  }
}
