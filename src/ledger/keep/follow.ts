/**
 * Following the log: whatever is appended, by whomever, is taken into the read model in bounded
 * batches. Any number of processes may follow one read model; each batch is taken in once.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { streamCache } from '../../journal/streams.js';
import { projector } from '../../readmodel/build/projector.js';
import { takeIn } from '../../readmodel/build/take-in.js';
import type { Generation, ReadModel } from '../../readmodel/model.js';
import { type EventStore, StoreFailure, type Subscription } from '../../store/port.js';
import { mayAnswer } from './kept-status.js';
import { rebuildAll } from './rebuild.js';

export interface FollowProgress {
  readonly generation: number;
  /** Events taken in since following began, and insiders folded for them. */
  readonly events: number;
  readonly insiders: number;
  readonly message: string | null;
}

export interface FollowOptions {
  readonly signal: AbortSignal;
  readonly onProgress?: (progress: FollowProgress) => void;
  readonly workers?: number;
  /** Ends once the whole log is taken in. */
  readonly once?: boolean;
}

export interface FollowAnswer {
  readonly generation: number | null;
  readonly events: number;
  readonly insiders: number;
}

/** How long to wait after a failure of the store, at first and at most, in milliseconds. */
const pauseMs = { first: 200, most: 30_000 } as const;

/** Until an event comes after the checkpoint, or the signal. */
const nextEvent = async (
  generation: Generation,
  store: EventStore,
  signal: AbortSignal,
): Promise<void> => {
  const after = generation.checkpoint();
  const subscription: Subscription = store.subscribe(after === null ? {} : { after });
  const close = (): void => {
    void subscription.close();
  };
  signal.addEventListener('abort', close, { once: true });
  if (signal.aborted) close();
  try {
    for await (const _ of subscription) break;
  } finally {
    signal.removeEventListener('abort', close);
    await subscription.close();
  }
};

const worthTryingAgain = (thrown: unknown): thrown is StoreFailure =>
  thrown instanceof StoreFailure &&
  thrown.error.blame === 'unavailable' &&
  thrown.error.code !== 'STORE_CORRUPT';

export const follow = async (
  model: ReadModel,
  store: EventStore,
  url: string,
  { signal, onProgress, workers, once = false }: FollowOptions,
): Promise<FollowAnswer> => {
  // Insiders trade again: their streams are read on from where they were left.
  const projecting = projector(streamCache(store));
  let events = 0;
  let insiders = 0;
  let pause: number = pauseMs.first;
  const tell = (message: string | null): void =>
    onProgress?.({ generation: model.current()?.number ?? 0, events, insiders, message });

  /** A read model of this version of the folds, whatever it takes. */
  const generationHere = async (): Promise<Generation | null> => {
    const current = model.current();
    if (current !== null && mayAnswer(current)) return current;
    tell(current === null ? 'making a read model' : 'the folds have changed: folding everything');
    await rebuildAll(model, store, url, { signal, ...(workers === undefined ? {} : { workers }) });
    return signal.aborted ? null : model.current();
  };

  while (!signal.aborted) {
    try {
      const generation = await generationHere();
      if (generation === null) break;
      const taken = await takeIn(generation, store, projecting);
      events += taken.events;
      insiders += taken.insiders;
      pause = pauseMs.first;
      if (taken.events > 0) tell(null);
      else if (once) break;
      else await nextEvent(generation, store, signal);
    } catch (thrown) {
      if (!worthTryingAgain(thrown)) throw thrown;
      tell(`${thrown.error.message}; trying again in ${Math.round(pause / 100) / 10} s`);
      await sleep(pause, undefined, { signal }).catch(() => undefined);
      pause = Math.min(pause * 2, pauseMs.most);
    }
  }
  return { generation: model.current()?.number ?? null, events, insiders };
};
