/**
 * Appending: numeric revisions and deterministic ids only, so that an attempt whose outcome nobody
 * knows can be sent again until it is known.
 */
import type { AppendResult, EventData } from '@eventstore/db-client';
import * as E from 'fp-ts/lib/Either.js';
import type { AdmittedAppend, AdmittedEvent } from '../admission.js';
import { lastRevision, wrongExpectedRevision } from '../idempotency.js';
import { type AppendError, type Appended, type Revision, StoreFailure } from '../port.js';
import { type Answer, answerOf, spoilsClient, wroteNothing } from './answer.js';
import { appendMarks, marked } from './append-mark.js';
import type { Connection } from './connection.js';
import { finalError, messageOf, notWhole, unavailable } from './failure.js';
import { distantDeadlineMs, type GuardedClient } from './guarded-client.js';
import type { KnownEnds } from './known-ends.js';
import { afterListening, type EsdbLimits, Pauses, sleep } from './limits.js';
import type { Novelty, Send } from './novelty.js';
import type { Notify } from './signal.js';
import { Slots } from './slots.js';

const text = new TextEncoder();

/**
 * JSON made here, as bytes: given JSON, the client would turn it into text, base64 and bytes again,
 * a fifth of an import's time. It takes bytes for no JSON; the guarded client says that they are.
 */
const proposed = (event: AdmittedEvent): EventData => ({
  id: event.id,
  type: event.type,
  contentType: 'application/octet-stream',
  data: text.encode(event.data),
  metadata: text.encode(event.metadata),
});

type Attempt =
  | { readonly kind: 'acknowledged'; readonly result: AppendResult }
  | { readonly kind: 'silence' }
  | Answer;

/** An answer, or silence after `ms`; what comes later is taken and passed over. */
const attempt = (
  client: GuardedClient,
  { stream, expected, events }: AdmittedAppend,
  ms: number,
  requiresLeader: boolean,
): Promise<Attempt> =>
  new Promise((resolve) => {
    const callOff = afterListening(ms, () => resolve({ kind: 'silence' }));
    const settle = (outcome: Attempt): void => {
      callOff();
      resolve(outcome);
    };
    client
      .appendToStream(stream, events.map(proposed), {
        expectedRevision: expected === 'no-stream' ? 'no_stream' : expected,
        deadline: distantDeadlineMs,
        requiresLeader,
      })
      .then(
        (result) => settle({ kind: 'acknowledged', result }),
        (error: unknown) => settle(answerOf(error)),
      );
  });

export interface AppenderParts {
  readonly connection: Connection;
  readonly limits: EsdbLimits;
  readonly novelty: Novelty;
  readonly knownEnds: KnownEnds;
  readonly requiresLeader: boolean;
  /** The mark of the event that stands at a revision; see `append-mark`. */
  readonly markAt: (stream: string, revision: Revision) => Promise<string | null>;
  /** Ids standing in a stream after a revision, for an append that may be there already. */
  readonly idsAfter: (
    stream: string,
    expected: Revision | 'no-stream',
    count: number,
  ) => Promise<ReadonlyArray<string>>;
  readonly redact: (text: string) => string;
  readonly notify: Notify;
}

/** One append in all its attempts. */
interface Sending {
  readonly append: AdmittedAppend;
  /** Null where its metadata have no room for one. */
  readonly mark: string | null;
  /** Whether the caller must know who wrote. */
  readonly certain: boolean;
  readonly send: Send;
}

const withMark = (append: AdmittedAppend, mark: string): Pick<Sending, 'append' | 'mark'> => {
  const last = append.events.at(-1);
  const metadata = last === undefined ? null : marked(last.metadata, mark);
  if (last === undefined || metadata === null) return { append, mark: null };
  return {
    append: { ...append, events: [...append.events.slice(0, -1), { ...last, metadata }] },
    mark,
  };
};

export class Appender {
  readonly #slots: Slots;
  readonly #nextMark = appendMarks();

  constructor(private readonly parts: AppenderParts) {
    this.#slots = new Slots(parts.limits.inFlight);
  }

  async append(
    admitted: AdmittedAppend,
    certain: boolean,
  ): Promise<E.Either<AppendError, Appended>> {
    const { append, mark } = withMark(admitted, this.#nextMark());
    const { limits, novelty } = this.parts;
    const until = performance.now() + limits.settleMs;
    if (!(await this.#slots.take(limits.settleMs))) {
      const message = `${limits.inFlight} appends wait for the server; none was answered in ${limits.settleMs} ms`;
      return E.left(unavailable(append.stream, 'not-written', message));
    }
    const send = novelty.begin(append.stream);
    try {
      return await this.#untilKnown({ append, mark, certain, send }, until);
    } catch (error) {
      // Acknowledged, and who wrote could not be read.
      if (!(error instanceof StoreFailure)) throw error;
      const known = error.error;
      return E.left(known.code === 'STORE_UNAVAILABLE' ? { ...known, outcome: 'unknown' } : known);
    } finally {
      send.end();
      this.#slots.give();
    }
  }

  async #untilKnown(sending: Sending, until: number): Promise<E.Either<AppendError, Appended>> {
    const { connection, limits, notify, redact, requiresLeader } = this.parts;
    const { append } = sending;
    const { stream } = append;
    const pauses = new Pauses(limits);
    let mayBeWritten = false;
    for (let tries = 1; ; tries++) {
      const { client } = connection;
      const ms = Math.max(1, Math.min(limits.attemptMs, until - performance.now()));
      const outcome = await attempt(client, append, ms, requiresLeader);
      if (outcome.kind === 'silence') connection.unanswered(client);
      else connection.answered();
      if (outcome.kind === 'acknowledged') return this.#acknowledged(sending, outcome.result);
      if (outcome.kind === 'wrong-expected') {
        return this.#conflict(sending, outcome.actual, mayBeWritten);
      }
      const reason =
        outcome.kind === 'silence'
          ? `no answer in ${Math.round(ms)} ms`
          : redact(messageOf(outcome));
      const error = outcome.kind === 'silence' ? null : finalError(stream, stream, outcome);
      if (error !== null) {
        const message = redact(error.message);
        return E.left(
          mayBeWritten && error.code === 'STORE_UNAVAILABLE'
            ? { ...error, message, outcome: 'unknown' }
            : { ...error, message },
        );
      }
      if (outcome.kind !== 'silence' && spoilsClient(outcome)) connection.renew(client, reason);
      mayBeWritten ||= outcome.kind === 'silence' || !wroteNothing(outcome);
      const pause = pauses.next();
      // Half an attempt is no attempt: it would only turn a known outcome into an unknown one.
      if (performance.now() + pause + limits.attemptMs / 2 >= until) {
        const tried = `given up after ${tries} attempts in ${limits.settleMs} ms; the last: ${reason}`;
        return E.left(unavailable(stream, mayBeWritten ? 'unknown' : 'not-written', tried));
      }
      notify({ kind: 'append-retried', stream, attempt: tries, reason });
      await sleep(pause);
    }
  }

  async #acknowledged(
    { append, mark, certain, send }: Sending,
    { nextExpectedRevision, position }: AppendResult,
  ): Promise<E.Either<AppendError, Appended>> {
    const { stream, expected, events } = append;
    const revision = lastRevision(expected, events.length);
    if (nextExpectedRevision !== revision) {
      return E.left(
        notWhole(
          stream,
          `the server wrote up to revision ${nextExpectedRevision} where ${revision} was expected: the stream had been deleted and was opened again by this append. Restore a back-up from before`,
        ),
      );
    }
    if (!certain || mark === null) {
      this.parts.knownEnds.saw(stream, revision);
      return E.right({ revision, idempotent: send.wasThere(position) });
    }
    // What was written after the last place that this process knows of may be another's, and
    // nothing in the answer tells.
    const isOld = send.isOld(position);
    const idempotent = isOld || (await this.parts.markAt(stream, revision)) !== mark;
    this.parts.knownEnds.saw(stream, revision);
    return E.right({ revision, idempotent });
  }

  /** An earlier attempt of this very append may be what stands in the way. */
  async #conflict(
    { append, mark }: Sending,
    actual: Revision | 'no-stream',
    mayBeWritten: boolean,
  ): Promise<E.Either<AppendError, Appended>> {
    const { stream, expected, events } = append;
    if (mayBeWritten) {
      const standing = await this.parts.idsAfter(stream, expected, events.length).catch(() => []);
      if (events.every(({ id }, index) => standing[index] === id)) {
        const revision = lastRevision(expected, events.length);
        const idempotent = (await this.parts.markAt(stream, revision)) !== mark;
        return E.right({ revision, idempotent });
      }
    }
    const head = actual === 'no-stream' ? -1 : Number(actual);
    return E.left(wrongExpectedRevision(stream, expected, head));
  }
}
