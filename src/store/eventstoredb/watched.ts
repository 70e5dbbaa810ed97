/**
 * The client's readable streams, watched: they have no deadline of their own, give an error without
 * ending, and go on at the server when an iteration over them is left.
 */
import type { Readable } from 'node:stream';
import { type EsdbLimits, sleep } from './limits.js';

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
}

export class Watched<T> {
  readonly #source: Readable;
  readonly #cancel: () => Promise<void>;
  readonly #limits: EsdbLimits;
  #finished = false;
  #cancelled: Promise<void> | null = null;
  /** Milliseconds without a message before it is given up; may change while it runs. */
  patienceMs: number;

  constructor({ source, cancel, limits }: WatchedOptions) {
    this.#source = source;
    this.#cancel = cancel;
    this.#limits = limits;
    this.patienceMs = limits.stallMs;
    // The client may report an error when nobody iterates any more.
    source.on('error', () => undefined);
  }

  /** Messages in order; throws what the client reports, or `Stalled`. Ends the call when left. */
  async *messages(): AsyncGenerator<T, void> {
    const iterator = this.#source[Symbol.asyncIterator]() as AsyncIterator<T>;
    let waitingSince: number | null = null;
    const tick = Math.max(5, Math.min(this.#limits.stallMs, this.#limits.probeMs) / 4);
    const timer = setInterval(() => {
      if (waitingSince !== null && performance.now() - waitingSince >= this.patienceMs) {
        this.#source.destroy(new Stalled(this.patienceMs));
      }
    }, tick);
    try {
      while (true) {
        waitingSince = performance.now();
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
    this.#cancelled ??= Promise.race([
      this.#cancel().catch(() => undefined),
      sleep(this.#limits.goodbyeMs),
    ]).then(() => {
      this.#source.destroy();
    });
    return this.#cancelled;
  }
}
