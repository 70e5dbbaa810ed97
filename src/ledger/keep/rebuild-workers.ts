/** Sharing a rebuild out: stretches of insiders to worker threads, or to this one. */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { type LedgerError, LedgerFailure } from '../../answer/error.js';
import type { InsiderId } from '../../event/identity.js';
import { Damaged } from '../../readmodel/damage.js';
import { type StoreError, StoreFailure } from '../../store/port.js';
import type { ChunkDone, RebuildMode } from './rebuild-chunk.js';

export interface WorkerTask {
  readonly url: string;
  readonly folder: string;
  readonly number: number;
  readonly foldVersion: string;
}

/** What a worker is to do next; null once there is nothing more. */
export type WorkerOrder = Pick<Share, 'mode'> & { readonly insiders: ReadonlyArray<InsiderId> };

/** What a worker's work ended with. */
export type WorkerFailure =
  | { readonly store: StoreError }
  | { readonly ledger: LedgerError }
  | {
      readonly message: string;
      readonly stack: string;
      readonly code: string | null;
      readonly damaged: boolean;
    };

const thrownBy = (failure: WorkerFailure): Error => {
  if ('store' in failure) return new StoreFailure(failure.store);
  if ('ledger' in failure) return new LedgerFailure(failure.ledger);
  const { message, stack, code, damaged } = failure;
  if (damaged) return new Damaged(message);
  return Object.assign(new Error(message), { stack }, code === null ? {} : { code });
};

/** Most insiders folded and written at once. */
const chunkInsidersMax = 64;
/** Stretches for each worker, so that none waits long for the last one. */
const chunksPerWorker = 8;
/** So few insiders are folded sooner than threads are started. */
const insidersWithoutThreads = 16;

const beside = (name: string): URL | null => {
  const url = new URL(name, import.meta.url);
  return existsSync(fileURLToPath(url)) ? url : null;
};

/** A checkout's tests and tools run the sources, for which a thread needs the same loader. */
const fromSource = (url: URL): string =>
  `import('tsx/esm/api').then(({ register }) => (register(), import(${JSON.stringify(url.href)})))`;

/** How to start a worker: compiled or bundled, its file is beside this one; else from source. */
const starter = (): ((task: WorkerTask) => Worker) | null => {
  const compiled = beside('./rebuild-worker.js');
  if (compiled !== null) return (workerData) => new Worker(compiled, { workerData });
  const source = beside('./rebuild-worker.ts');
  return source === null
    ? null
    : (workerData) => new Worker(fromSource(source), { eval: true, workerData });
};

export interface Share {
  readonly mode: RebuildMode;
  readonly signal?: AbortSignal | undefined;
  /** The same work in this thread. */
  readonly here: (insiders: ReadonlyArray<InsiderId>) => Promise<ChunkDone>;
  readonly done: (done: ChunkDone) => void;
}

/** Threads that stay from one piece of work to the next: each has its code compiled by then. */
export interface Crew {
  share(insiders: ReadonlyArray<InsiderId>, share: Share): Promise<void>;
  /** All of them end before what they wrote to is closed. */
  end(): Promise<void>;
}

function* chunksOf(
  insiders: ReadonlyArray<InsiderId>,
  size: number,
): Generator<ReadonlyArray<InsiderId>, void> {
  for (let i = 0; i < insiders.length; i += size) yield insiders.slice(i, i + size);
}

type Told = 'ready' | ChunkDone | { readonly failed: WorkerFailure };

interface Hand {
  /** Does what there is until there is no more. */
  work(share: Share, chunks: Generator<ReadonlyArray<InsiderId>, void>): Promise<void>;
  end(): Promise<void>;
}

const handOf = (worker: Worker): Hand => {
  let failed: Error | null = null;
  let wake = (_: Told | null): void => {};
  const told: Array<Told> = [];
  worker.on('message', (message: Told) => {
    if (typeof message === 'object' && 'failed' in message) failed = thrownBy(message.failed);
    told.push(message);
    wake(null);
  });
  const ended = new Promise<void>((resolve) => {
    worker.on('error', (error) => {
      failed ??= error;
      wake(null);
    });
    worker.on('exit', () => {
      failed ??= new Error('a worker of the rebuild ended before its work did');
      wake(null);
      resolve();
    });
  });
  const next = async (): Promise<Told> => {
    for (;;) {
      if (failed !== null) throw failed;
      const message = told.shift();
      if (message !== undefined) return message;
      await new Promise<unknown>((resolve) => {
        wake = resolve;
      });
    }
  };
  let isReady = false;
  return {
    work: async ({ mode, signal, done }, chunks) => {
      try {
        if (!isReady) await next();
        isReady = true;
        for (;;) {
          const chunk = signal?.aborted === true ? { done: true as const } : chunks.next();
          if (chunk.done === true) return;
          worker.postMessage({ mode, insiders: chunk.value } satisfies WorkerOrder);
          done((await next()) as ChunkDone);
        }
      } catch (thrown) {
        // Nothing is left for the others to do in vain.
        chunks.return();
        throw thrown;
      }
    },
    end: async () => {
      worker.postMessage(null);
      await ended;
    },
  };
};

/** Where there is no file for a worker, or too little to share, this thread does it. */
export const crewOf = (workers: number, task: WorkerTask): Crew => {
  const start = workers > 1 ? starter() : null;
  let hands: ReadonlyArray<Hand> = [];
  return {
    share: async (insiders, share) => {
      const even = Math.ceil(insiders.length / (Math.max(workers, 1) * chunksPerWorker));
      const chunks = chunksOf(insiders, Math.max(1, Math.min(chunkInsidersMax, even)));
      if (start !== null && hands.length === 0 && insiders.length > insidersWithoutThreads)
        hands = Array.from({ length: workers }, () => handOf(start(task)));
      if (hands.length > 0) {
        const worked = await Promise.allSettled(hands.map((hand) => hand.work(share, chunks)));
        for (const one of worked) if (one.status === 'rejected') throw one.reason;
        return;
      }
      for (const chunk of chunks) {
        if (share.signal?.aborted === true) return;
        share.done(await share.here(chunk));
      }
    },
    end: async () => {
      await Promise.all(hands.map((hand) => hand.end()));
    },
  };
};
