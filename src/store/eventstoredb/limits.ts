/** How long and how often: every wait of the adapter, in one place. */

export interface EsdbLimits {
  /** Appends sent and not yet answered; further ones wait. */
  readonly inFlight: number;
  /** Longest wait for the answer to one attempt of an append, in milliseconds. */
  readonly attemptMs: number;
  /**
   * Longest time for a call to settle, waits and retries included, in milliseconds. Reads start
   * it anew whenever an event comes.
   */
  readonly settleMs: number;
  /** Longest time for opening the store to find a server that answers, in milliseconds. */
  readonly openMs: number;
  /** Time for a server to answer before it is looked at why it may not. */
  readonly flawMs: number;
  /** Longest silence of a read, or of a subscription that is behind, in milliseconds. */
  readonly stallMs: number;
  /** Silence of a subscription that is level before the server is asked whether there is more. */
  readonly probeMs: number;
  /** First and longest pause between attempts, in milliseconds; doubled each time. */
  readonly pauseFirstMs: number;
  readonly pauseMaxMs: number;
  /** Attempts in a row without an answer after which the client is thrown away. */
  readonly silentAttempts: number;
  /** Longest wait for a cancelled call or a client to be gone, in milliseconds. */
  readonly goodbyeMs: number;
}

export const defaultLimits: EsdbLimits = {
  inFlight: 64,
  attemptMs: 10_000,
  settleMs: 45_000,
  openMs: 10_000,
  flawMs: 300,
  stallMs: 15_000,
  probeMs: 30_000,
  pauseFirstMs: 50,
  pauseMaxMs: 5_000,
  silentAttempts: 3,
  goodbyeMs: 2_000,
};

export const sleep = (ms: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, ms);
  });

/** Silence is told by so many looks, not by the clock alone. */
const looks = 8;

/**
 * Calls `silent` after `ms` in which this process listened; gives what calls it off. A process that
 * did not get to run has not heard what came meanwhile: to it, that is one look.
 */
export const afterListening = (ms: number, silent: () => void): (() => void) => {
  let left = looks;
  const timer = setInterval(() => {
    left -= 1;
    if (left > 0) return;
    clearInterval(timer);
    silent();
  }, ms / looks);
  return () => clearInterval(timer);
};

/** What `work` gives, or `late` after `ms`; leaves no timer behind. */
export const within = async <T>(ms: number, work: Promise<T>): Promise<T | 'late'> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<'late'>((resolve) => {
    timer = setTimeout(() => resolve('late'), ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
};

/** Pauses that double, with up to a quarter taken off so that many clients don't march in step. */
export class Pauses {
  #next: number;

  constructor(private readonly limits: EsdbLimits) {
    this.#next = limits.pauseFirstMs;
  }

  next(): number {
    const pause = this.#next * (1 - Math.random() / 4);
    this.#next = Math.min(this.#next * 2, this.limits.pauseMaxMs);
    return pause;
  }

  reset(): void {
    this.#next = this.limits.pauseFirstMs;
  }
}
