/**
 * Appending: numeric revisions and deterministic ids only, so that an attempt whose outcome nobody
 * knows can be sent again until it is known.
 */
import type { AppendResult, EventData } from '@eventstore/db-client';
import * as E from 'fp-ts/lib/Either.js';
import type { AdmittedAppend, AdmittedEvent } from '../admission.js';
import { lastRevision, wrongExpectedRevision } from '../idempotency.js';
import type { AppendError, Appended, Revision } from '../port.js';
import { type Answer, answerOf } from './answer.js';
import type { Connection } from './connection.js';
import { finalError, messageOf, notWhole, unavailable } from './failure.js';
import { distantDeadlineMs, type GuardedClient } from './guarded-client.js';
import { type EsdbLimits, Pauses, sleep } from './limits.js';
import type { Novelty, Send } from './novelty.js';
import type { Notify } from './signal.js';
import { Slots } from './slots.js';

const text = new TextEncoder();

/** Plain JSON made here: what the client is given has been through `JSON.stringify` before. */
const proposed = (event: AdmittedEvent): EventData => ({
  id: event.id,
  type: event.type,
  contentType: 'application/json',
  data: JSON.parse(event.data),
  // As bytes, because the client leaves out metadata that is false, 0, "" or null.
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
    const timer = setTimeout(() => resolve({ kind: 'silence' }), ms);
    const settle = (outcome: Attempt): void => {
      clearTimeout(timer);
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
  readonly requiresLeader: boolean;
  /** Ids standing in a stream after a revision, for an append that may be there already. */
  readonly idsAfter: (
    stream: string,
    expected: Revision | 'no-stream',
    count: number,
  ) => Promise<ReadonlyArray<string>>;
  readonly redact: (text: string) => string;
  readonly notify: Notify;
}

export class Appender {
  readonly #slots: Slots;

  constructor(private readonly parts: AppenderParts) {
    this.#slots = new Slots(parts.limits.inFlight);
  }

  async append(append: AdmittedAppend): Promise<E.Either<AppendError, Appended>> {
    const { limits, novelty } = this.parts;
    const until = performance.now() + limits.settleMs;
    if (!(await this.#slots.take(limits.settleMs))) {
      const message = `${limits.inFlight} appends wait for the server; none was answered in ${limits.settleMs} ms`;
      return E.left(unavailable(append.stream, 'not-written', message));
    }
    const send = novelty.begin(append.stream);
    try {
      return await this.#untilKnown(append, until, send);
    } finally {
      send.end();
      this.#slots.give();
    }
  }

  async #untilKnown(
    append: AdmittedAppend,
    until: number,
    send: Send,
  ): Promise<E.Either<AppendError, Appended>> {
    const { connection, limits, notify, redact, requiresLeader } = this.parts;
    const { stream } = append;
    const pauses = new Pauses(limits);
    let mayBeWritten = false;
    for (let tries = 1; ; tries++) {
      const { client } = connection;
      const ms = Math.max(1, Math.min(limits.attemptMs, until - performance.now()));
      const outcome = await attempt(client, append, ms, requiresLeader);
      if (outcome.kind === 'silence') connection.unanswered(client);
      else connection.answered();
      if (outcome.kind === 'acknowledged') return this.#acknowledged(append, outcome.result, send);
      if (outcome.kind === 'wrong-expected') {
        return this.#conflict(append, outcome.actual, mayBeWritten);
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
      if (outcome.kind === 'poisoned') connection.renew(client, reason);
      mayBeWritten ||= outcome.kind !== 'not-handled';
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

  #acknowledged(
    { stream, expected, events }: AdmittedAppend,
    { nextExpectedRevision, position }: AppendResult,
    send: Send,
  ): E.Either<AppendError, Appended> {
    const revision = lastRevision(expected, events.length);
    if (nextExpectedRevision !== revision) {
      return E.left(
        notWhole(
          stream,
          `the server wrote up to revision ${nextExpectedRevision} where ${revision} was expected: the stream had been deleted and was opened again by this append. Restore a back-up from before`,
        ),
      );
    }
    return E.right({ revision, idempotent: send.wasThere(position) });
  }

  /** An earlier attempt of this very append may be what stands in the way. */
  async #conflict(
    { stream, expected, events }: AdmittedAppend,
    actual: Revision | 'no-stream',
    mayBeWritten: boolean,
  ): Promise<E.Either<AppendError, Appended>> {
    if (mayBeWritten) {
      const standing = await this.parts.idsAfter(stream, expected, events.length).catch(() => []);
      if (events.every(({ id }, index) => standing[index] === id)) {
        return E.right({ revision: lastRevision(expected, events.length), idempotent: true });
      }
    }
    const head = actual === 'no-stream' ? -1 : Number(actual);
    return E.left(wrongExpectedRevision(stream, expected, head));
  }
}
