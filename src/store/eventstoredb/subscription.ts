/**
 * Following the ledger's part of the log for ever: a lost server is waited for, and a subscription
 * that only looks alive is found out.
 *
 * The client reports the loss of a server once and then keeps still. And a server sends nothing at
 * all while nothing is written, so that silence alone tells nothing: after some of it the server is
 * asked where its log ends, and if that is further than this subscription has come, it is opened
 * again: having caught up after the question, it has come that far. What others write in the same
 * log thus costs one short look an interval.
 */
import type { Position, RecordedEvent, Subscription } from '../port.js';
import { StoreFailure } from '../port.js';
import { spoilsClient } from './answer.js';
import type { CallContext } from './calls.js';
import { finalError, messageOf } from './failure.js';
import { isLedgerStream } from './ledger-streams.js';
import { Pauses } from './limits.js';
import { logEnd } from './log-end.js';
import { ledgerTail, type TailMessage } from './log-tail.js';
import { comparePositions, type LogPosition, later, readPosition } from './position.js';
import { recordedEvent } from './recorded.js';
import { Stalled, type Watched } from './watched.js';

/** A pause that can be cut short. */
class Rest {
  #wake: () => void = () => undefined;

  async take(ms: number): Promise<void> {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  end(): void {
    this.#wake();
  }
}

/** One iteration over a subscription. */
class Following {
  /** Everything up to here has been handed on or was not the ledger's. */
  #place: LogPosition | null;
  /** End of the log as the server last told, and that was level with it. */
  #asked: LogPosition | null = null;
  #tail: Watched<TailMessage> | null = null;
  #over = false;
  readonly #rest = new Rest();
  readonly #pauses: Pauses;

  constructor(
    private readonly calls: CallContext,
    after: LogPosition | null,
  ) {
    this.#place = after;
    this.#pauses = new Pauses(calls.limits);
  }

  async stop(): Promise<void> {
    this.#over = true;
    this.#rest.end();
    await this.#tail?.cancel();
  }

  async *events(): AsyncGenerator<RecordedEvent, void> {
    while (!this.#ended) {
      const { client } = this.calls.connection;
      try {
        yield* this.#run();
        await this.#resume('the server ended the subscription');
      } catch (error) {
        if (this.#ended) return;
        if (error instanceof Stalled && this.#asked !== null) {
          // The server is there; only what it was to send is not.
          this.calls.connection.unanswered(client);
          this.calls.notify({ kind: 'subscription-resumed', reason: error.message });
          continue;
        }
        const answer = this.calls.answerTo(error, client);
        const final = finalError('the log', 'the log', answer);
        if (final !== null) throw new StoreFailure(final);
        if (spoilsClient(answer)) this.calls.connection.renew(client, messageOf(answer));
        await this.#resume(messageOf(answer));
      }
    }
  }

  get #ended(): boolean {
    return this.#over || this.calls.closed;
  }

  async *#run(): AsyncGenerator<RecordedEvent, void> {
    const { calls } = this;
    const tail = ledgerTail(calls, this.#place, () => this.#isLevel());
    this.#tail = tail;
    for await (const message of tail.messages()) {
      this.#pauses.reset();
      if ('caughtUp' in message) {
        tail.patienceMs = calls.limits.probeMs;
        if (this.#asked !== null) this.#place = later(this.#place, this.#asked);
        this.#asked = null;
      } else if ('fellBehind' in message) {
        // Until it is level again silence is no rest.
        tail.patienceMs = calls.limits.stallMs;
      } else if ('checkpoint' in message) this.#place = message.checkpoint;
      else if (message.event !== undefined) {
        const { event } = message;
        calls.saw(event.position);
        if (isLedgerStream(event.streamId)) {
          const recorded = recordedEvent(event);
          calls.knownEnds.saw(event.streamId, event.revision);
          yield recorded;
        }
        this.#place = event.position;
        if (this.#ended) return;
      }
    }
  }

  /** After a silence: whether there is nothing that this subscription should have sent. */
  async #isLevel(): Promise<boolean> {
    this.#asked = null;
    const end = await logEnd(this.calls).catch(() => null);
    this.#asked = end;
    return end !== null && this.#place !== null && comparePositions(end, this.#place) <= 0;
  }

  async #resume(reason: string): Promise<void> {
    if (this.#ended) return;
    this.calls.notify({ kind: 'subscription-resumed', reason });
    await this.#rest.take(this.#pauses.next());
  }
}

export const subscribe = (calls: CallContext, after: Position | undefined): Subscription => {
  // A store that is closed already fails; one that closes later ends what it began.
  const late = calls.closed;
  const followings = new Set<Following>();
  let closed = false;
  return {
    [Symbol.asyncIterator]: async function* () {
      if (late) calls.refuseIfClosed();
      const place = readPosition(after);
      if (closed) return;
      const following = new Following(calls, place);
      followings.add(following);
      try {
        yield* following.events();
      } finally {
        followings.delete(following);
        await following.stop();
      }
    },
    close: async () => {
      closed = true;
      await Promise.all([...followings].map((following) => following.stop()));
    },
  };
};
