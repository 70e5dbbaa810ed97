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
  readonly mode: RebuildMode;
}

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
  readonly workers: number;
  readonly task: WorkerTask;
  readonly signal?: AbortSignal | undefined;
  readonly here: (insiders: ReadonlyArray<InsiderId>) => Promise<ChunkDone>;
  readonly done: (done: ChunkDone) => void;
}

function* chunksOf(
  insiders: ReadonlyArray<InsiderId>,
  size: number,
): Generator<ReadonlyArray<InsiderId>, void> {
  for (let i = 0; i < insiders.length; i += size) yield insiders.slice(i, i + size);
}

const runWorker = (
  { task, signal, done }: Share,
  start: (task: WorkerTask) => Worker,
  chunks: Generator<ReadonlyArray<InsiderId>, void>,
): Promise<void> =>
  new Promise((resolve, reject) => {
    const worker = start(task);
    const fails = (error: unknown): void => {
      // Nothing is left for the others to do in vain.
      chunks.return();
      reject(error);
    };
    worker.on('message', (message: 'ready' | ChunkDone | { readonly failed: WorkerFailure }) => {
      if (typeof message === 'object' && 'failed' in message) {
        fails(thrownBy(message.failed));
        return;
      }
      if (message !== 'ready') done(message);
      const next = signal?.aborted === true ? { done: true as const } : chunks.next();
      worker.postMessage(next.done === true ? null : next.value);
    });
    worker.on('error', fails);
    worker.on('exit', () => resolve());
  });

/** Where there is no file for a worker, or too little to share, this thread does it. */
export const shareOut = async (insiders: ReadonlyArray<InsiderId>, share: Share): Promise<void> => {
  const start = starter();
  const { workers } = share;
  const even = Math.ceil(insiders.length / (Math.max(workers, 1) * chunksPerWorker));
  const chunks = chunksOf(insiders, Math.max(1, Math.min(chunkInsidersMax, even)));
  if (workers > 1 && start !== null && insiders.length > insidersWithoutThreads) {
    // All of them end before what they wrote to is closed.
    const ended = await Promise.allSettled(
      Array.from({ length: workers }, () => runWorker(share, start, chunks)),
    );
    for (const one of ended) if (one.status === 'rejected') throw one.reason;
    return;
  }
  for (const chunk of chunks) {
    if (share.signal?.aborted === true) return;
    share.done(await share.here(chunk));
  }
};
