/** Sharing a rebuild out: stretches of insiders to worker threads, or to this one. */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { ChunkDone, RebuildMode } from './rebuild-chunk.js';

export interface WorkerTask {
  readonly url: string;
  readonly folder: string;
  readonly number: number;
  readonly foldVersion: string;
  readonly mode: RebuildMode;
}

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
  readonly here: (insiders: ReadonlyArray<string>) => Promise<ChunkDone>;
  readonly done: (done: ChunkDone) => void;
}

function* chunksOf(
  insiders: ReadonlyArray<string>,
  size: number,
): Generator<ReadonlyArray<string>, void> {
  for (let i = 0; i < insiders.length; i += size) yield insiders.slice(i, i + size);
}

const runWorker = (
  { task, signal, done }: Share,
  start: (task: WorkerTask) => Worker,
  chunks: Generator<ReadonlyArray<string>, void>,
): Promise<void> =>
  new Promise((resolve, reject) => {
    const worker = start(task);
    worker.on('message', (message: 'ready' | ChunkDone) => {
      if (message !== 'ready') done(message);
      const next = signal?.aborted === true ? { done: true as const } : chunks.next();
      worker.postMessage(next.done === true ? null : next.value);
    });
    worker.on('error', (error) => {
      // Nothing is left for the others to do in vain.
      chunks.return();
      reject(error);
    });
    worker.on('exit', () => resolve());
  });

/** Where there is no file for a worker, or too little to share, this thread does it. */
export const shareOut = async (insiders: ReadonlyArray<string>, share: Share): Promise<void> => {
  const start = starter();
  const { workers } = share;
  const even = Math.ceil(insiders.length / (Math.max(workers, 1) * chunksPerWorker));
  const chunks = chunksOf(insiders, Math.max(1, Math.min(chunkInsidersMax, even)));
  if (workers > 1 && start !== null && insiders.length > insidersWithoutThreads) {
    await Promise.all(Array.from({ length: workers }, () => runWorker(share, start, chunks)));
    return;
  }
  for (const chunk of chunks) {
    if (share.signal?.aborted === true) return;
    share.done(await share.here(chunk));
  }
};
