/**
 * The client's readable streams, watched: they have no deadline of their own, give an error without
 * ending, and go on at the server when an iteration over them is left.
 */
import type { Readable } from 'node:stream';
import { type EsdbLimits, within } from './limits.js';

/** Nothing came for too long although somebody waited. */
export class Stalled extends Error {
  constructor(ms: number) {
    super(`nothing came for ${ms} ms`);
    this.name = 'Stalled';
  }
}

export interface WatchedOptions {
  readonly source: Readable;
  /** Ends the call at the server. */
  readonly cancel: () => Promise<void>;
  readonly limits: EsdbLimits;
  /** Asked after a silence: whether there is nothing to come, so that waiting on is right. */
  readonly maySilence?: () => Promise<boolean>;
}

export class Watched<T> {
  readonly #source: Readable;
  readonly #cancel: () => Promise<void>;
  readonly #limits: EsdbLimits;
  readonly #maySilence: () => Promise<boolean>;
  #finished = false;
  #cancelled: Promise<void> | null = null;
  /** Milliseconds without a message before it is given up or asked about; may change. */
  patienceMs: number;

  constructor({ source, cancel, limits, maySilence }: WatchedOptions) {
    this.#source = source;
    this.#cancel = cancel;
    this.#limits = limits;
    this.#maySilence = maySilence ?? (async () => false);
    this.patienceMs = limits.stallMs;
    // The client may report an error when nobody iterates any more.
    source.on('error', () => undefined);
  }

  /** Messages in order; throws what the client reports, or `Stalled`. Ends the call when left. */
  async *messages(): AsyncGenerator<T, void> {
    const iterator = this.#source[Symbol.asyncIterator]() as AsyncIterator<T>;
    let waitingSince: number | null = null;
    let asking = false;
    // A process that did not get to run has not heard what came meanwhile: to it, that is one tick.
    let ticks = 0;
    const tick = Math.max(5, Math.min(this.#limits.stallMs, this.#limits.probeMs) / 4);
    const timer = setInterval(() => {
      const since = waitingSince;
      ticks = since === null ? 0 : ticks + 1;
      const isQuiet = since !== null && performance.now() - since >= this.patienceMs;
      if (asking || !isQuiet || ticks * tick < this.patienceMs) return;
      asking = true;
      void this.#maySilence().then((may) => {
        asking = false;
        if (waitingSince !== since) return;
        if (may) [waitingSince, ticks] = [performance.now(), 0];
        else this.#source.destroy(new Stalled(this.patienceMs));
      });
    }, tick);
    try {
      while (true) {
        [waitingSince, ticks] = [performance.now(), 0];
        const step = await iterator.next();
        waitingSince = null;
        if (step.done) {
          this.#finished = true;
          return;
        }
        yield step.value;
      }
    } finally {
      clearInterval(timer);
      await this.cancel();
    }
  }

  /** Ends the call and whoever waits for its next message. */
  cancel(): Promise<void> {
    if (this.#finished) return Promise.resolve();
    this.#cancelled ??= within(
      this.#limits.goodbyeMs,
      this.#cancel().catch(() => undefined),
    ).then(() => {
      this.#source.destroy();
    });
    return this.#cancelled;
  }
}
