/** Work shared out in orders: to threads, to this one, or to both. */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type ResourceLimits, Worker } from 'node:worker_threads';
import { type HandFailure, thrownBy } from './failure.js';

/** How to start a thread. */
export type Starter = (workerData: unknown, resourceLimits?: ResourceLimits) => Worker;

const beside = (url: URL): URL | null => (existsSync(fileURLToPath(url)) ? url : null);

/** A checkout's tests and tools run the sources, for which a thread needs the same loader. */
const fromSource = (url: URL): string =>
  `import('tsx/esm/api').then(({ register }) => (register(), import(${JSON.stringify(url.href)})))`;

/**
 * How to start a thread whose module goes by this name beside another: compiled or bundled it is a
 * file there; else from source. Null where there is neither.
 */
export const starterOf = (name: string, besideUrl: string): Starter | null => {
  const compiled = beside(new URL(`${name}.js`, besideUrl));
  // Flags of the process that are about its own script are none of the thread's.
  if (compiled !== null)
    return (workerData, resourceLimits = {}) =>
      new Worker(compiled, { workerData, resourceLimits, execArgv: [] });
  const source = beside(new URL(`${name}.ts`, besideUrl));
  return source === null
    ? null
    : (workerData, resourceLimits = {}) =>
        new Worker(fromSource(source), { eval: true, workerData, resourceLimits });
};

export interface Share<Order, Done> {
  readonly signal?: AbortSignal | undefined;
  /** The same work in this thread. */
  readonly here: (order: Order) => Promise<Done>;
  readonly done: (done: Done, order: Order) => void;
}

/** What a thread says: that it can begin, what it has done, or why it could not. */
export type Word<Done> = 'ready' | { readonly done: Done } | { readonly failed: HandFailure };

/** Orders, given out one by one until there are no more. */
export type Orders<Order> = Generator<Order, void>;

export interface Hand<Order, Done> {
  /** Does what there is until there is no more. */
  work(share: Share<Order, Done>, orders: Orders<Order>): Promise<void>;
  /** Ends before what it wrote to is closed. */
  end(): Promise<void>;
}

const nextOf = <Order>(
  orders: Orders<Order>,
  signal: AbortSignal | undefined,
): IteratorResult<Order, void> =>
  signal?.aborted === true ? { done: true, value: undefined } : orders.next();

/**
 * A thread that stays from one piece of work to the next: its code is compiled by then.
 *
 * @param isSpare one that cannot begin leaves all of its work to the other hands
 */
export const handOf = <Order, Done>(worker: Worker, isSpare = false): Hand<Order, Done> => {
  let failed: Error | null = null;
  let wake = (): void => {};
  const words: Array<Word<Done>> = [];
  worker.on('message', (word: Word<Done>) => {
    if (typeof word === 'object' && 'failed' in word) failed = thrownBy(word.failed);
    words.push(word);
    wake();
  });
  const ended = new Promise<void>((resolve) => {
    worker.on('error', (error) => {
      failed ??= error;
      wake();
    });
    worker.on('exit', () => {
      failed ??= new Error('a thread ended before its work did');
      wake();
      resolve();
    });
  });
  const next = async (): Promise<Word<Done>> => {
    for (;;) {
      if (failed !== null) throw failed;
      const word = words.shift();
      if (word !== undefined) return word;
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  };
  let isReady = false;
  return {
    work: async ({ signal, done }, orders) => {
      try {
        if (!isReady) {
          const word = await (isSpare ? next().catch(() => null) : next());
          if (word === null) return;
          isReady = true;
        }
        for (;;) {
          const order = nextOf(orders, signal);
          if (order.done === true) return;
          worker.postMessage(order.value);
          const word = await next();
          if (typeof word === 'object' && 'done' in word) done(word.done, order.value);
        }
      } catch (thrown) {
        // Nothing is left for the others to do in vain.
        orders.return();
        throw thrown;
      }
    },
    end: async () => {
      worker.postMessage(null);
      await ended;
    },
  };
};

/** This thread as one of the hands. */
export const thisHand = <Order, Done>(): Hand<Order, Done> => ({
  work: async ({ signal, here, done }, orders) => {
    try {
      for (;;) {
        const order = nextOf(orders, signal);
        if (order.done === true) return;
        done(await here(order.value), order.value);
      }
    } catch (thrown) {
      orders.return();
      throw thrown;
    }
  },
  end: async () => {},
});

/** All orders done by these hands, each the next when it has done one; throws what one threw. */
export const shareOut = async <Order, Done>(
  hands: ReadonlyArray<Hand<Order, Done>>,
  share: Share<Order, Done>,
  orders: Orders<Order>,
): Promise<void> => {
  const worked = await Promise.allSettled(hands.map((hand) => hand.work(share, orders)));
  for (const one of worked) if (one.status === 'rejected') throw one.reason;
};
