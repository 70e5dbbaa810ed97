/**
 * Files read ahead on threads of their own while this one records, and handed on in the order in
 * which they were found. What is read ahead is bounded in files and in bytes: memory does not
 * grow with the number of files.
 */
import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { FoundFile } from '../../filing/source-files.js';
import { type Prepared, prepareFile, prepareRead, type Unread } from './prepare.js';
import { readBack, type Written } from './written.js';

/** A thread's answer: the batch prepared, and about how many bytes it holds. */
export interface ReadBatch {
  readonly files: ReadonlyArray<Written>;
  readonly size: number;
}

/** Files handed to a thread at once. */
const batchFilesMax = 64;
/** Threads cost about 100 ms to start: so many files are read before it is worth while. */
const filesBeforeThreads = 128;
/** Recording takes about as long as reading: a third thread would wait for most of the time. */
const threadsMax = 2;
/** Batches that a thread has before it, so that it never waits for work. */
const batchesPerThread = 3;
/** Batches read and not yet recorded: they wait for one before them, or for the store. */
const batchesReadMax = 16;
const bytesReadMax = 32 * 1024 * 1024;
/** A batch's trees die young; room for them spares most of the collector's copying. */
const youngGenerationMegabytes = 48;

const script = new URL('./reading-worker.js', import.meta.url);

interface Waiting {
  resolve(batch: ReadBatch): void;
  reject(reason: Error): void;
}

/** One thread. It answers in the order in which it is asked. */
class ReadingThread {
  // Flags of the process that are about its own script are none of the thread's.
  readonly #worker = new Worker(script, {
    execArgv: [],
    resourceLimits: { maxYoungGenerationSizeMb: youngGenerationMegabytes },
  });
  readonly #waiting: Array<Waiting> = [];

  constructor() {
    this.#worker.on('message', (batch: ReadBatch) => this.#waiting.shift()?.resolve(batch));
    this.#worker.on('error', (error) => this.#fail(error));
    this.#worker.on('exit', () => this.#fail(new Error('a thread that reads filings ended')));
  }

  get busy(): number {
    return this.#waiting.length;
  }

  #fail(reason: Error): void {
    for (const { reject } of this.#waiting.splice(0)) reject(reason);
  }

  read(batch: ReadonlyArray<Unread>): Promise<ReadBatch> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject });
      this.#worker.postMessage(batch);
    });
  }

  async close(): Promise<void> {
    await this.#worker.terminate();
  }
}

/**
 * How many threads read, beside the one that records: each compiles all that reads, half a second
 * of processor. TypeScript run as it stands has no script for them, and none.
 */
const threadsHere = existsSync(fileURLToPath(script))
  ? Math.max(1, Math.min(threadsMax, availableParallelism() - 1))
  : 0;

/** Threads that are started when first asked, and what they have been asked. */
class ReadingPool {
  readonly #threads: Array<ReadingThread> = [];
  readonly #ahead: Array<Promise<ReadBatch>> = [];
  #read = 0;
  #bytes = 0;

  get isEmpty(): boolean {
    return this.#ahead.length === 0;
  }

  /** Whether another batch may be read ahead. */
  get hasRoom(): boolean {
    const asked = this.#ahead.length - this.#read;
    return (
      asked < threadsHere * batchesPerThread &&
      this.#read < batchesReadMax &&
      this.#bytes < bytesReadMax
    );
  }

  ask(batch: ReadonlyArray<Unread>): void {
    while (this.#threads.length < threadsHere) this.#threads.push(new ReadingThread());
    const thread = this.#threads.reduce((least, t) => (t.busy < least.busy ? t : least));
    const read = thread.read(batch).then((answer) => {
      this.#read += 1;
      this.#bytes += answer.size;
      return answer;
    });
    // Awaited in its turn; a failure meanwhile must not count as unhandled.
    read.catch(() => {});
    this.#ahead.push(read);
  }

  /** The batch asked for first. */
  async next(): Promise<ReadonlyArray<Prepared>> {
    const answer = await (this.#ahead.shift() as Promise<ReadBatch>);
    this.#read -= 1;
    this.#bytes -= answer.size;
    return answer.files.map(readBack);
  }

  async close(): Promise<void> {
    await Promise.all(this.#threads.map((thread) => thread.close()));
  }
}

/** A file found, and what the manifest says of it. */
export interface Found extends Unread {
  readonly source: FoundFile['source'];
}

/** Files to be read, many at once, or one that comes otherwise, by itself. */
async function* batches(
  files: AsyncIterable<Found>,
): AsyncGenerator<ReadonlyArray<Unread> | (() => Promise<Prepared>)> {
  let batch: Array<Unread> = [];
  for await (const { source, ...unread } of files) {
    if (source !== null) {
      if (batch.length > 0) yield batch;
      batch = [];
      yield async () => prepareRead(unread, await source());
    } else if (batch.push(unread) === batchFilesMax) {
      yield batch;
      batch = [];
    }
  }
  if (batch.length > 0) yield batch;
}

/** The files prepared, in the order given. */
export async function* preparedFiles(files: AsyncIterable<Found>): AsyncGenerator<Prepared> {
  const pool = new ReadingPool();
  /** Batches of which it is not known yet whether threads are worth while. */
  let few: Array<ReadonlyArray<Unread>> = [];
  let seen = 0;
  const readHere = function* (): Generator<Prepared> {
    for (const batch of few) for (const file of batch) yield prepareFile(file);
    few = [];
  };
  try {
    for await (const batch of batches(files)) {
      if (typeof batch === 'function') {
        // It may keep us waiting: whatever came before it is handed on first.
        yield* readHere();
        while (!pool.isEmpty) yield* await pool.next();
        yield await batch();
        continue;
      }
      few.push(batch);
      seen += batch.length;
      if (threadsHere === 0) yield* readHere();
      else if (seen > filesBeforeThreads) {
        for (const one of few) {
          while (!pool.hasRoom) yield* await pool.next();
          pool.ask(one);
        }
        few = [];
      }
    }
    yield* readHere();
    while (!pool.isEmpty) yield* await pool.next();
  } finally {
    await pool.close();
  }
}
