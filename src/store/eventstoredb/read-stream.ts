/**
 * Reading one stream: whole, in order, going on where a lost connection left off, and to its end.
 *
 * A read that a server ends before the stream does looks like any other. So a read to the end asks
 * for the last event first, and no read ends before what this process knows of the stream.
 */
import type { ResolvedEvent } from '@eventstore/db-client';
import { admitStreamRead } from '../admission.js';
import {
  type ReadStreamOptions,
  type RecordedEvent,
  type Revision,
  StoreFailure,
} from '../port.js';
import type { CallContext } from './calls.js';
import { notWhole } from './failure.js';
import type { GuardedClient } from './guarded-client.js';
import { mayBeRecorded } from './ledger-streams.js';
import { recordedEvent } from './recorded.js';
import { refuseIfAtRisk } from './retention.js';
import type { Place } from './single-read.js';

const truncated = (stream: string, expected: bigint, got: bigint | 'nothing'): StoreFailure =>
  new StoreFailure(
    notWhole(
      stream,
      `event ${expected} was expected, ${got === 'nothing' ? 'nothing' : `event ${got}`} came: the stream was truncated on the server. Restore a back-up from before`,
    ),
  );

/** The server ended a read before the stream's end. */
class EndedEarly extends Error {}

/** Reads that end early may do so for a while, at a node that is behind; not this many in a row. */
const earlyEndsMax = 8;

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
    readonly backwards: boolean,
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

  /** Whether the whole rest of the stream is wanted. */
  get toTheEnd(): boolean {
    return !this.backwards && this.#left === Number.POSITIVE_INFINITY;
  }

  /** Takes an event; throws where it is not the one that must come next. */
  take(revision: bigint, end: Revision | null): void {
    const { next } = this;
    const beyondEnd = this.backwards && this.#asked && next !== null && revision < next;
    if (this.backwards && end !== null && (next === null || beyondEnd)) {
      const first = next === null || next > end ? end : next;
      if (revision < first) throw new EndedEarly(`it ends at event ${revision}`);
    }
    if (next !== null && revision !== next && !beyondEnd && mayBeRecorded(this.stream)) {
      throw truncated(this.stream, next, revision);
    }
    this.#asked = false;
    this.#left -= 1;
    this.next = this.backwards ? revision - 1n : revision + 1n;
  }

  /** Throws where more should have come: up to the stream's end or, backwards, its beginning. */
  end(end: Revision | null): void {
    if (this.done) return;
    const { next } = this;
    if (!this.backwards) {
      if (next !== null && end !== null && next <= end)
        throw new EndedEarly(next === 0n ? 'it has no events' : `it ends at event ${next - 1n}`);
      return;
    }
    if (next === null || this.#asked) {
      if (end !== null) throw new EndedEarly('it has no events');
    } else if (mayBeRecorded(this.stream)) throw truncated(this.stream, next, 'nothing');
  }
}

const open = (calls: CallContext, stream: string, cursor: Cursor) => {
  const read = calls.connection.client.readStream(stream, {
    direction: cursor.backwards ? 'backwards' : 'forwards',
    fromRevision: cursor.next ?? 'end',
    ...(Number.isFinite(cursor.left) && { maxCount: cursor.left }),
    requiresLeader: calls.requiresLeader,
  });
  return calls.watch<ResolvedEvent>(read, () => read.cancel());
};

/** Thrown for each stream that is new; made once, for making it takes longer than the answer. */
const noStream = new Error('there is no such stream');

/** One event; null where the server gives none and no reason. */
const oneOf = async (
  calls: CallContext,
  client: GuardedClient,
  place: Place,
): Promise<RecordedEvent | null> => {
  const found = await calls.one(client, place);
  if (found === 'no-stream') throw noStream;
  const event = found === 'no-event' ? undefined : found.event;
  if (event === undefined) {
    calls.refuseIfCut(client);
    return null;
  }
  calls.saw(event.position);
  return recordedEvent(event);
};

/** One reading of a stream, in as many calls as it takes. */
class Reading {
  /** Where the server says that the stream ends; null until it is asked. */
  #said: Revision | null = null;

  constructor(
    private readonly calls: CallContext,
    private readonly stream: string,
    private readonly cursor: Cursor,
  ) {}

  async *events(): AsyncGenerator<RecordedEvent, void> {
    const { calls, stream, cursor } = this;
    const tries = calls.tries(stream);
    let earlyEnds = 0;
    while (!cursor.done) {
      const { client } = calls.connection;
      try {
        for await (const event of this.#once(client)) {
          earlyEnds = 0;
          tries.progressed();
          yield event;
        }
        return;
      } catch (error) {
        if (error instanceof EndedEarly) {
          calls.connection.answered();
          earlyEnds += 1;
          if (earlyEnds >= earlyEndsMax) throw this.#endedEarly(error.message);
          await tries.again(client, { kind: 'unknown', message: error.message });
          continue;
        }
        if (error !== noStream) {
          const answer = calls.answerTo(error, client);
          if (answer.kind !== 'not-found') {
            await tries.again(client, answer);
            continue;
          }
        }
        // A stream that was deleted gives the same answer as one that never was.
        await refuseIfAtRisk(calls, stream);
        if (this.#end === null) return;
        earlyEnds += 1;
        if (earlyEnds >= earlyEndsMax) throw this.#endedEarly('there is no such stream');
        await tries.again(client, { kind: 'unknown', message: 'there is no such stream' });
      }
    }
  }

  /** The furthest that is known, by the server's word or by what this process saw. */
  get #end(): Revision | null {
    const said = this.#said;
    // What is another program's may be gone.
    if (!mayBeRecorded(this.stream)) return said;
    const known = this.calls.knownEnds.of(this.stream);
    return said === null || (known !== null && known > said) ? known : said;
  }

  #endedEarly(said: string): StoreFailure {
    const message = `the server says that ${said}, and event ${this.#end} is known to stand there: what it says of the stream is not all. See to the server; verify lists every stream of the kind`;
    return new StoreFailure(notWhole(this.stream, message));
  }

  #taken(recorded: RecordedEvent): RecordedEvent {
    this.cursor.take(recorded.revision, this.#end);
    this.calls.knownEnds.saw(this.stream, recorded.revision);
    return recorded;
  }

  async *#one(client: GuardedClient): AsyncGenerator<RecordedEvent, void> {
    const { calls, stream, cursor } = this;
    const { next, backwards } = cursor;
    const one = await oneOf(calls, client, { stream, from: next ?? 'end', backwards });
    if (one !== null) yield this.#taken(one);
  }

  async *#rest(client: GuardedClient): AsyncGenerator<RecordedEvent, void> {
    const { calls, stream, cursor } = this;
    for await (const { event } of open(calls, stream, cursor).messages()) {
      if (event === undefined) continue;
      const recorded = this.#taken(recordedEvent(event));
      calls.saw(event.position);
      yield recorded;
    }
    if (!cursor.done) calls.refuseIfCut(client);
  }

  /** What one call gives, and the one for the last event before it where the end is wanted. */
  async *#once(client: GuardedClient): AsyncGenerator<RecordedEvent, void> {
    const { calls, stream, cursor } = this;
    if (cursor.toTheEnd) {
      const last = await oneOf(calls, client, { stream, from: 'end', backwards: true });
      if (last === null) {
        await refuseIfAtRisk(calls, stream);
        if (!mayBeRecorded(stream)) return;
        throw new EndedEarly('it has no events');
      }
      this.#said = last.revision;
      const known = this.#end;
      if (known !== null && last.revision < known)
        throw new EndedEarly(`it ends at event ${last.revision}`);
      calls.knownEnds.saw(stream, last.revision);
      const next = cursor.next ?? 0n;
      if (last.revision < next) return;
      if (last.revision === next) {
        cursor.take(next, known);
        yield last;
        return;
      }
    }
    yield* cursor.left === 1 ? this.#one(client) : this.#rest(client);
    cursor.end(this.#end);
  }
}

export async function* readStream(
  calls: CallContext,
  stream: string,
  options: ReadStreamOptions,
): AsyncGenerator<RecordedEvent, void> {
  const { from, backwards, limit } = admitStreamRead(options);
  yield* new Reading(calls, stream, new Cursor(stream, from, backwards, limit)).events();
}
