/** Sharing a rebuild out: stretches of insiders to worker threads, or to this one. */
import type { InsiderId } from '../../event/identity.js';
import { type Hand, handOf, shareOut, starterOf, thisHand } from '../crew/crew.js';
import type { ChunkDone, RebuildMode } from './rebuild-chunk.js';

export interface WorkerTask {
  readonly url: string;
  readonly folder: string;
  readonly number: number;
  readonly foldVersion: string;
}

/** What a worker is to do next. */
export interface WorkerOrder {
  readonly mode: RebuildMode;
  readonly insiders: ReadonlyArray<InsiderId>;
}

/** Most insiders folded and written at once. */
const chunkInsidersMax = 64;
/** Stretches for each worker, so that none waits long for the last one. */
const chunksPerWorker = 8;
/** So few insiders are folded sooner than threads are started. */
const insidersWithoutThreads = 16;

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

function* ordersOf(
  mode: RebuildMode,
  insiders: ReadonlyArray<InsiderId>,
  size: number,
): Generator<WorkerOrder, void> {
  for (let i = 0; i < insiders.length; i += size)
    yield { mode, insiders: insiders.slice(i, i + size) };
}

type RebuildHand = Hand<WorkerOrder, ChunkDone>;

/** Where there is no file for a worker, or too little to share, this thread does it. */
export const crewOf = (workers: number, task: WorkerTask): Crew => {
  const start = workers > 1 ? starterOf('./rebuild-worker', import.meta.url) : null;
  let hands: ReadonlyArray<RebuildHand> = [];
  return {
    share: async (insiders, { mode, signal, here, done }) => {
      const even = Math.ceil(insiders.length / (Math.max(workers, 1) * chunksPerWorker));
      const orders = ordersOf(mode, insiders, Math.max(1, Math.min(chunkInsidersMax, even)));
      if (start !== null && hands.length === 0 && insiders.length > insidersWithoutThreads)
        hands = Array.from({ length: workers }, (): RebuildHand => handOf(start(task)));
      const share = { signal, here: (order: WorkerOrder) => here(order.insiders), done };
      await shareOut(
        hands.length > 0 ? hands : [thisHand<WorkerOrder, ChunkDone>()],
        share,
        orders,
      );
    },
    end: async () => {
      await Promise.all(hands.map((hand) => hand.end()));
    },
  };
};
