/** A read model: the generation that answers, wherever `CURRENT` points at the moment. */
import type { InsiderId } from '../event/identity.js';
import type { Anchor } from './anchor.js';
import {
  asOnlyWriter,
  atOnce,
  type Connection,
  createGeneration,
  openGeneration,
} from './connection.js';
import { damageIn } from './damage.js';
import { currentGeneration, generationPath, setAside } from './generation.js';
import { lookupsIn } from './lookups.js';
import { metaOf } from './meta.js';
import { type Questions, questionsOf } from './questions.js';
import { allParts, sealsOf } from './seals.js';
import { type Units, unitsOf } from './units.js';

/** The tables of a generation through one connection. */
export interface Tables {
  readonly units: Units;
  readonly questions: Questions;
  /** The last event of the log that is taken in; null before the first. */
  anchor(): Anchor | null;
  /** Its position. */
  checkpoint(): string | null;
  /** Inside a transaction. */
  moveTo(anchor: Anchor): void;
  /** Whether every insider has been folded at least once. */
  isComplete(): boolean;
  complete(): void;
  /** Insiders of whom what is kept is from before the checkpoint; nothing is told of them. */
  stale(): ReadonlySet<InsiderId>;
  /** Inside a transaction: in the one that moves the checkpoint, or that folds them. */
  leaveStale(insiders: ReadonlySet<InsiderId>): void;
  /** Sorts what insiders are looked up by, where that is not done yet. Inside a transaction. */
  settle(): void;
  /** Something to be remembered with the generation; null where nothing is. */
  noted(key: NoteKey): string | null;
  /** Inside a transaction. */
  note(key: NoteKey, value: string): void;
  /**
   * What is wrong with the file, as SQLite sees it, or also, reading everything, what is kept
   * that was not written; null where nothing is.
   */
  damage(depth: 'file' | 'all'): string | null;
}

/** The log as far as it was counted. */
export type NoteKey = 'counted';

/** One generation, open. Its own tables are for reading: they never show half a transaction. */
export interface Generation extends Tables {
  readonly number: number;
  readonly foldVersion: string;
  /** Hands over the tables to write to; in this process too there is one writer at a time. */
  asOnlyWriter<A>(work: (own: Tables) => Promise<A>): Promise<A>;
  /** Several questions to one state of the tables. */
  frozen<A>(ask: () => A): A;
  close(): void;
}

interface State {
  readonly now: () => number;
  /** What was looked at before a transaction began may be of before it. */
  readonly forget: () => void;
}

/** Changes whenever another connection has written; looked at once in a turn. */
const stateOf = (db: Connection): State => {
  const version = db.prepare('PRAGMA data_version').pluck();
  let state: number | null = null;
  const forget = (): void => {
    state = null;
  };
  const now = (): number => {
    if (state !== null) return state;
    queueMicrotask(forget);
    state = version.get() as number;
    return state;
  };
  return { now, forget };
};

const complete = 'yes';
/** Versions that know of no stale insiders take it for unfinished, and answer from the log. */
const completeButForStale = 'but for stale insiders';

const tablesOf = (db: Connection, state: State['now']): Tables => {
  const meta = metaOf(db, state);
  const seals = sealsOf(db, state);
  const lookups = lookupsIn(db, state);
  let settled = false;
  const isSettled = (): boolean => {
    settled ||= meta.get('settled') === 'yes';
    return settled;
  };
  const parts = { seals, lookups, isSettled };
  let parsed: { readonly text: string; readonly anchor: Anchor } | null = null;
  let listed: { readonly text: string; readonly insiders: ReadonlySet<InsiderId> } | null = null;
  const anchor = (): Anchor | null => {
    const text = meta.get('anchor');
    if (text === null) return null;
    if (parsed?.text !== text) parsed = { text, anchor: JSON.parse(text) as Anchor };
    return parsed.anchor;
  };
  return {
    units: unitsOf(db, parts),
    questions: questionsOf(db, parts),
    anchor,
    checkpoint: () => anchor()?.position ?? null,
    moveTo: (to) => meta.put('anchor', JSON.stringify(to)),
    isComplete: () => meta.get('complete') !== null,
    complete: () => meta.put('complete', complete),
    stale: () => {
      const text = meta.get('stale') ?? '[]';
      if (listed?.text !== text)
        listed = { text, insiders: new Set(JSON.parse(text) as InsiderId[]) };
      return listed.insiders;
    },
    leaveStale: (insiders) => {
      meta.put('stale', JSON.stringify([...insiders].sort()));
      meta.put('complete', insiders.size === 0 ? complete : completeButForStale);
    },
    settle: () => {
      if (isSettled()) return;
      lookups.settle();
      meta.put('settled', 'yes');
    },
    noted: (key) => meta.get(key),
    note: (key, value) => meta.put(key, value),
    damage: (depth) => {
      try {
        const found = db.pragma('quick_check(1)', { simple: true });
        if (found !== 'ok') return String(found);
        meta.get('anchor');
        if (depth === 'all')
          atOnce(db, () => {
            seals.stretch('', '~', allParts);
            if (isSettled()) lookups.check();
          });
        return null;
      } catch (thrown) {
        const damage = damageIn(thrown);
        if (damage === null) throw thrown;
        return damage;
      }
    },
  };
};

interface Writer {
  readonly db: Connection;
  readonly tables: Tables;
}

const over = (db: Connection, path: string, number: number): Generation => {
  const state = stateOf(db);
  let writer: Writer | null = null;
  let turn: Promise<unknown> = Promise.resolve();
  let closed = false;

  const writerHere = (): Writer => {
    if (writer !== null) return writer;
    const own = closed ? null : openGeneration(path);
    if (own === null) throw new Error(`${path} is no longer there to be written`);
    writer = { db: own, tables: tablesOf(own, stateOf(own).now) };
    return writer;
  };

  const close = (): void => {
    closed = true;
    db.close();
    // Whoever is writing ends first.
    turn = turn.then(() => writer?.db.close());
  };

  return {
    ...tablesOf(db, state.now),
    number,
    foldVersion: metaOf(db, state.now).get('foldVersion') ?? '',
    asOnlyWriter: (work) => {
      const mine = turn.then(() => {
        const { db: own, tables } = writerHere();
        return asOnlyWriter(own, () => work(tables));
      });
      turn = mine.catch(() => {
        // What it remembers of tables that were not written after all is forgotten.
        writer?.db.close();
        writer = null;
      });
      return mine;
    },
    frozen: (ask) =>
      atOnce(db, () => {
        state.forget();
        return ask();
      }),
    close,
  };
};

/** The generation that answers; null where there is none that this version can read. */
export const openCurrent = (folder: string): Generation | null => {
  const number = currentGeneration(folder);
  if (number === null) return null;
  const path = generationPath(folder, number);
  const db = openGeneration(path);
  return db === null ? null : opened(db, path, number);
};

/** Nothing stays open of a file that turns out to be damaged. */
const opened = (db: Connection, path: string, number: number): Generation => {
  try {
    return over(db, path, number);
  } catch (thrown) {
    db.close();
    throw thrown;
  }
};

/** A generation to be built, or built further. */
export const openBuilding = (
  folder: string,
  number: number,
  { foldVersion, anchor }: { readonly foldVersion: string; readonly anchor: Anchor | null },
): Generation => {
  const path = generationPath(folder, number);
  const db = createGeneration(path, (fresh) => {
    const meta = metaOf(fresh, stateOf(fresh).now);
    meta.put('foldVersion', foldVersion);
    if (anchor !== null) meta.put('anchor', JSON.stringify(anchor));
  });
  return opened(db, path, number);
};

/** Follows `CURRENT`: a new generation is taken up at the next question. */
export interface ReadModel {
  readonly folder: string;
  /** Null where there is no read model; throws `Damaged` where there is one that is not whole. */
  current(): Generation | null;
  /**
   * Takes the generation that answers out of use, as long as this process runs and, where the
   * folder may be written, for all: whether it may.
   */
  putAside(): boolean;
  /** Does without that generation as long as this process runs: nothing is wrong with it. */
  forgo(): void;
  close(): void;
}

export const readModelIn = (folder: string): ReadModel => {
  let open: Generation | null = null;
  const refused = new Set<number>();
  let forgone = false;
  const named = (): number | null => {
    try {
      return currentGeneration(folder);
    } catch {
      return null;
    }
  };
  const shut = (): void => {
    open?.close();
    open = null;
  };
  return {
    folder,
    putAside: () => {
      shut();
      const number = named();
      if (number === null) return true;
      refused.add(number);
      return setAside(folder, number);
    },
    forgo: () => {
      shut();
      const number = named();
      if (number !== null) refused.add(number);
      // Where it cannot even be seen which one it is.
      else forgone = true;
    },
    current: () => {
      if (forgone) return null;
      const answering = currentGeneration(folder);
      const number = answering !== null && refused.has(answering) ? null : answering;
      if (open !== null && open.number !== number) {
        open.close();
        open = null;
      }
      open ??= number === null ? null : openCurrent(folder);
      return open;
    },
    close: shut,
  };
};
