/**
 * Following the log: whatever is appended, by whomever, is taken into the read model in bounded
 * batches. Any number of processes may follow one read model; each batch is taken in once.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { streamCache } from '../../journal/streams.js';
import { views } from '../../journal/views.js';
import { projector } from '../../readmodel/build/projector.js';
import { OtherLog, takeIn } from '../../readmodel/build/take-in.js';
import { damageIn, hindranceIn } from '../../readmodel/damage.js';
import type { Generation, ReadModel } from '../../readmodel/model.js';
import { type EventStore, StoreFailure, type Subscription } from '../../store/port.js';
import { mayAnswer, type ReadModelStatus } from './kept-status.js';
import { rebuildAll, whereItCan } from './rebuild.js';

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
  /** Who cannot be folded, in what is kept now. */
  readonly quarantined: ReadModelStatus['quarantined'];
  /** Why what was kept before was put aside, or left, as damaged; null as a rule. */
  readonly damaged: string | null;
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

export const follow = (
  model: ReadModel,
  store: EventStore,
  url: string,
  options: FollowOptions,
): Promise<FollowAnswer> => whereItCan(model.folder, () => following(model, store, url, options));

/** What may pass of itself: no room, no handles, another writer. */
const mayPass = (thrown: unknown): string | null => {
  const hindrance = hindranceIn(thrown);
  return hindrance !== null && /BUSY|LOCKED|FULL|IOERR|NOSPC|MFILE|NFILE|DQUOT|EIO/.test(hindrance)
    ? hindrance
    : null;
};

const following = async (
  model: ReadModel,
  store: EventStore,
  url: string,
  { signal, onProgress, workers, once = false }: FollowOptions,
): Promise<FollowAnswer> => {
  // Insiders trade again: their streams are read on from where they were left.
  const streams = streamCache(store);
  const projecting = projector(streams, views(streams));
  let events = 0;
  let insiders = 0;
  let damaged: string | null = null;
  let pause: number = pauseMs.first;
  const tell = (message: string | null): void =>
    onProgress?.({ generation: keptBy(model).generation ?? 0, events, insiders, message });

  /** A read model of this version of the folds, whatever it takes. */
  const generationHere = async (): Promise<Generation | null> => {
    const current = model.current();
    if (current !== null && mayAnswer(current)) return current;
    return madeAnew(
      current === null ? 'making a read model' : 'the folds have changed: folding everything',
    );
  };

  const madeAnew = async (why: string): Promise<Generation | null> => {
    tell(why);
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
      const damage = damageIn(thrown);
      if (damage !== null) {
        const moved = model.putAside();
        damaged = damage;
        tell(`the read model is damaged (${damage})${moved ? ' and was put aside' : ''}`);
        continue;
      }
      if (thrown instanceof OtherLog) {
        await madeAnew(`${thrown.message}: folding everything`);
        continue;
      }
      const passing = once ? null : mayPass(thrown);
      if (passing === null && !worthTryingAgain(thrown)) throw thrown;
      const reason = passing ?? (thrown instanceof Error ? thrown.message : String(thrown));
      tell(`${reason}; trying again in ${Math.round(pause / 100) / 10} s`);
      await sleep(pause, undefined, { signal }).catch(() => undefined);
      pause = Math.min(pause * 2, pauseMs.most);
    }
  }
  return { ...keptBy(model), events, insiders, damaged };
};

const keptBy = (model: ReadModel): Pick<FollowAnswer, 'generation' | 'quarantined'> => {
  try {
    const generation = model.current();
    return {
      generation: generation?.number ?? null,
      quarantined: generation?.questions.quarantined() ?? [],
    };
  } catch {
    return { generation: null, quarantined: [] };
  }
};
