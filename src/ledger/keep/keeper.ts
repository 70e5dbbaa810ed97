/** The read model of an open ledger: whether it may answer, and why it may not. */
import * as E from 'fp-ts/lib/Either.js';
import { fail, invalidArgument } from '../../answer/error.js';
import type { InsiderId } from '../../event/identity.js';
import type { Streams } from '../../journal/streams.js';
import type { Views } from '../../journal/views.js';
import type { Folding } from '../../readmodel/build/projector.js';
import { OtherLog } from '../../readmodel/build/take-in.js';
import { damageIn, hindranceIn } from '../../readmodel/damage.js';
import { type Generation, type ReadModel, readModelIn } from '../../readmodel/model.js';
import type { EventStore } from '../../store/port.js';
import type { Source } from '../subject.js';
import { whenUsed } from '../when-used.js';
import { type Bound, foldedNow, keptNow, type NotKept } from './kept-now.js';

export interface Keeper {
  /** Null where this store has no place for a read model. */
  readonly model: ReadModel | null;
  /** The read model with the whole log taken in; null where the log has to be folded. */
  kept(source?: Source): Promise<Generation | null>;
  /**
   * The same with insiders left stale. Whoever reads rows of one has it folded before, by
   * `foldedNow`; filings, names and who files with whom are as in the log.
   */
  keptWithStale(source?: Source): Promise<Generation | null>;
  /** Whether an insider's rows may be told now; false where what is stale cannot be written here. */
  foldedNow(generation: Generation, insider: InsiderId): Promise<boolean>;
  /** The same, where only a read model can answer. */
  keptOnly(): Promise<Generation>;
  modelHere(): ReadModel;
  /**
   * Asks again, of the log, where what was kept turns out not to be what was written. For what
   * only reads: all of it is done once more.
   */
  surely<A>(work: () => Promise<A>): Promise<A>;
  /** Work that reads the whole log; whoever waits long for it is told why, and what would help. */
  scanning<A>(work: () => Promise<A>): Promise<A>;
}

/** Milliseconds after which somebody waits long. */
const patienceMs = 2_000;

const notKept: Readonly<Record<NotKept, string>> = {
  none: 'there is none yet; rebuild makes one',
  'another-version':
    'the one there was made by another version of the folds; rebuild makes it anew',
  unfinished: 'the one there is not finished; rebuild finishes it',
  behind: 'the one there is far behind the log; follow or rebuild takes it up',
  'not-writable': 'the one there is behind the log and cannot be written here',
};

/** As often as a question is asked again: after each time one read model less answers. */
const triesMax = 4;

export const keeper = (
  store: EventStore,
  streams: Streams,
  seeing: Views,
  folder: string | null,
  notice: ((text: string) => void) | undefined,
): Keeper => {
  const model = folder === null ? null : readModelIn(folder);
  // What was read to be ruled on need not be read again to be folded.
  const projector = whenUsed(async () =>
    (await import('../../readmodel/build/projector.js')).projector(streams, seeing),
  );
  const projecting: Folding = {
    rowsOf: async (insider) => (await projector()).rowsOf(insider),
  };
  let why: NotKept | null = null;
  let told = false;
  let mended: string | null = null;
  const bound: Bound = { anchor: null };

  /** Does without the read model from now on, with a word; false where it is not to blame. */
  const doneWithout = (thrown: unknown): boolean => {
    if (model === null) return false;
    const damage = damageIn(thrown);
    const hindrance = hindranceIn(thrown);
    if (damage !== null)
      mended = `the read model in ${model.folder} is damaged (${damage}) and ${
        model.putAside() ? 'was put aside' : 'is not used'
      }; answered from the log. rebuild makes it anew`;
    else if (thrown instanceof OtherLog) {
      model.forgo();
      mended = `the read model in ${model.folder} was made from another log, or from this one before it was restored: ${thrown.message}; answered from the log. rebuild makes it anew`;
    } else if (hindrance !== null) {
      model.forgo();
      mended = `the read model in ${model.folder} cannot be used here (${hindrance}); answered from the log`;
    } else return false;
    notice?.(mended);
    return true;
  };

  const surely: Keeper['surely'] = async (work) => {
    for (let tries = 1; ; tries++) {
      try {
        return await work();
      } catch (thrown) {
        if (tries >= triesMax || !doneWithout(thrown)) throw thrown;
      }
    }
  };

  const keptHere = (here: ReadModel, mayLeave = false) =>
    surely(() => keptNow(here, store, projecting, bound, mayLeave));

  const keptFrom = async ({ fromLog }: Source, mayLeave: boolean): Promise<Generation | null> => {
    if (model === null || fromLog === true) return null;
    const found = await keptHere(model, mayLeave);
    why = E.isLeft(found) ? found.left : null;
    return E.isLeft(found) ? null : found.right;
  };

  const modelHere = (): ReadModel =>
    model ??
    fail(
      invalidArgument(
        'this store needs a place for its read model: name a folder with --read-model or INSIDER_LEDGER_READ_MODEL',
      ),
    );

  return {
    model,
    modelHere,
    surely,
    kept: (source = {}) => keptFrom(source, false),
    keptWithStale: (source = {}) => keptFrom(source, true),
    foldedNow: (generation, insider) => foldedNow(generation, projecting, insider),
    scanning: async (work) => {
      const hint =
        why === null || mended !== null
          ? ''
          : `. A read model would answer at once: ${notKept[why]}`;
      const waiting = setTimeout(() => {
        if (!told) notice?.(`reading the whole log${hint}`);
        told = true;
      }, patienceMs);
      try {
        return await work();
      } finally {
        clearTimeout(waiting);
      }
    },
    keptOnly: async () => {
      const found = await keptHere(modelHere());
      if (E.isRight(found)) return found.right;
      return fail({
        code: 'NO_READ_MODEL',
        blame: 'incorrect',
        message: `this is asked of a read model, and ${mended ?? notKept[found.left]}`,
      });
    },
  };
};
