/** What every read and subscription works with: the client, its limits, and how to try again. */
import type { Readable } from 'node:stream';
import { StoreFailure } from '../port.js';
import { type Answer, answerOf, spoilsClient } from './answer.js';
import type { Connection } from './connection.js';
import { finalError, messageOf, storeClosed, unavailable } from './failure.js';
import type { GuardedClient } from './guarded-client.js';
import type { KnownEnds } from './known-ends.js';
import { type EsdbLimits, Pauses, sleep } from './limits.js';
import type { Novelty } from './novelty.js';
import type { LogPosition } from './position.js';
import type { Notify } from './signal.js';
import { type Place, type SingleRead, singleRead } from './single-read.js';
import { Stalled, Watched } from './watched.js';

/** A call was ended from here, with its client. */
class Cut extends Error {}

export interface CallParts {
  readonly connection: Connection;
  readonly limits: EsdbLimits;
  readonly novelty: Novelty;
  readonly knownEnds: KnownEnds;
  /** Reads see what was acknowledged only at the leader. */
  readonly requiresLeader: boolean;
  readonly redact: (text: string) => string;
  readonly notify: Notify;
}

export class CallContext {
  readonly connection: Connection;
  readonly limits: EsdbLimits;
  readonly requiresLeader: boolean;
  readonly notify: Notify;
  readonly knownEnds: KnownEnds;
  readonly #open = new Set<Watched<unknown>>();
  #closed = false;

  constructor(private readonly parts: CallParts) {
    this.connection = parts.connection;
    this.limits = parts.limits;
    this.requiresLeader = parts.requiresLeader;
    this.notify = parts.notify;
    this.knownEnds = parts.knownEnds;
  }

  get closed(): boolean {
    return this.#closed;
  }

  refuseIfClosed(): void {
    if (this.#closed) throw new StoreFailure(storeClosed);
  }

  /**
   * Throws where what has just ended was cut off: a client that is given up ends its reads as if all
   * had come.
   */
  refuseIfCut(client: GuardedClient): void {
    this.refuseIfClosed();
    if (client !== this.connection.client) throw new Cut('the client was given up');
  }

  /** @param maySilence as in `WatchedOptions`; must not reject */
  watch<T>(
    source: Readable,
    cancel: () => Promise<void>,
    maySilence?: () => Promise<boolean>,
  ): Watched<T> {
    this.refuseIfClosed();
    const watched = new Watched<T>({
      source,
      cancel,
      limits: this.limits,
      ...(maySilence && { maySilence }),
    });
    this.#open.add(watched);
    source.once('close', () => this.#open.delete(watched));
    return watched;
  }

  /**
   * One event; throws what `answerTo` understands.
   *
   * @param requiresLeader where not even a read that may lag is to
   */
  async one(
    client: GuardedClient,
    place: Place,
    requiresLeader = this.requiresLeader,
  ): Promise<SingleRead> {
    this.refuseIfClosed();
    const found = await singleRead(client, place, requiresLeader, this.limits.stallMs);
    this.connection.answered();
    return found;
  }

  saw(position: LogPosition | undefined): void {
    if (position !== undefined) this.parts.novelty.saw(position);
  }

  /** What the server said; throws what is no answer of the server at all. */
  answerTo(error: unknown, client: GuardedClient): Answer {
    if (error instanceof StoreFailure) throw error;
    this.refuseIfClosed();
    if (error instanceof Cut) return { kind: 'unknown', message: error.message };
    if (error instanceof Stalled) {
      this.connection.unanswered(client);
      return { kind: 'unknown', message: error.message };
    }
    this.connection.answered();
    const answer = answerOf(error);
    return 'message' in answer ? { ...answer, message: this.parts.redact(answer.message) } : answer;
  }

  /**
   * @param what is read, for messages
   * @param ms how long to try since something last came
   */
  tries(what: string, ms = this.limits.settleMs): Tries {
    return new Tries(this, what, ms);
  }

  /** Ends every call under way and refuses further ones. */
  async close(): Promise<void> {
    this.#closed = true;
    await Promise.all([...this.#open].map((watched) => watched.cancel()));
  }
}

/** Attempts of one read: as many as fit into the time limit since something last came. */
export class Tries {
  readonly #pauses: Pauses;
  #until: number;

  constructor(
    private readonly calls: CallContext,
    private readonly what: string,
    private readonly ms: number,
  ) {
    this.#pauses = new Pauses(calls.limits);
    this.#until = performance.now() + ms;
  }

  progressed(): void {
    this.#until = performance.now() + this.ms;
    this.#pauses.reset();
  }

  /** Waits before the next attempt; throws where there is no use or no time for one. */
  async again(client: GuardedClient, answer: Answer): Promise<void> {
    const { calls, what } = this;
    const error = finalError(what, what, answer);
    if (error !== null) throw new StoreFailure(error);
    const reason = messageOf(answer);
    if (spoilsClient(answer)) calls.connection.renew(client, reason);
    const pause = this.#pauses.next();
    if (performance.now() + pause >= this.#until) {
      const message = `nothing came for ${this.ms} ms; the last: ${reason}`;
      throw new StoreFailure(unavailable(what, 'not-written', message));
    }
    calls.notify({ kind: 'read-resumed', of: what, reason });
    await sleep(pause);
    calls.refuseIfClosed();
  }
}
