/** A read model: the generation that answers, wherever `CURRENT` points at the moment. */
import { asOnlyWriter, type Connection, createGeneration, openGeneration } from './connection.js';
import { currentGeneration, generationPath } from './generation.js';
import { type Questions, questionsOf } from './questions.js';
import { indexes } from './tables.js';
import { type Units, unitsOf } from './units.js';

/** The tables of a generation through one connection. */
export interface Tables {
  readonly units: Units;
  readonly questions: Questions;
  /** Position in the log of the last event that is taken in; null before the first. */
  checkpoint(): string | null;
  /** Inside a transaction. */
  moveTo(checkpoint: string): void;
  /** Whether every insider has been folded at least once. */
  isComplete(): boolean;
  complete(): void;
  /** Makes the indexes, where they are not there yet. Inside a transaction. */
  index(): void;
  /** Something to be remembered with the generation; null where nothing is. */
  noted(key: NoteKey): string | null;
  /** Inside a transaction. */
  note(key: NoteKey, value: string): void;
}

/** The log as far as it was counted. */
export type NoteKey = 'counted';

/** One generation, open. Its own tables are for reading: they never show half a transaction. */
export interface Generation extends Tables {
  readonly number: number;
  readonly foldVersion: string;
  /** What SQLite finds wrong with the file; null where nothing is. */
  damage(): string | null;
  /** Hands over the tables to write to; in this process too there is one writer at a time. */
  asOnlyWriter<A>(work: (own: Tables) => Promise<A>): Promise<A>;
  /** Several questions to one state of the tables. */
  frozen<A>(ask: () => A): A;
  close(): void;
}

const metaOf = (db: Connection) => {
  const get = db.prepare('SELECT value FROM meta WHERE key = ?').pluck();
  return (key: string): string | null => (get.get(key) as string | undefined) ?? null;
};

const tablesOf = (db: Connection): Tables => {
  const put = db.prepare('INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)');
  const text = metaOf(db);
  return {
    units: unitsOf(db),
    questions: questionsOf(db),
    checkpoint: () => text('checkpoint'),
    moveTo: (checkpoint) => {
      put.run('checkpoint', checkpoint);
    },
    isComplete: () => text('complete') === 'yes',
    complete: () => {
      put.run('complete', 'yes');
    },
    index: () => {
      db.exec(indexes);
    },
    noted: text,
    note: (key, value) => {
      put.run(key, value);
    },
  };
};

interface Writer {
  readonly db: Connection;
  readonly tables: Tables;
}

const over = (db: Connection, path: string, number: number): Generation => {
  let writer: Writer | null = null;
  let turn: Promise<unknown> = Promise.resolve();
  let closed = false;

  const writerHere = (): Writer => {
    if (writer !== null) return writer;
    const own = closed ? null : openGeneration(path);
    if (own === null) throw new Error(`${path} is no longer there to be written`);
    writer = { db: own, tables: tablesOf(own) };
    return writer;
  };

  const close = (): void => {
    closed = true;
    db.close();
    // Whoever is writing ends first.
    turn = turn.then(() => writer?.db.close());
  };

  return {
    ...tablesOf(db),
    number,
    foldVersion: metaOf(db)('foldVersion') ?? '',
    damage: () => {
      const found = db.pragma('quick_check(1)', { simple: true });
      return found === 'ok' ? null : String(found);
    },
    asOnlyWriter: (work) => {
      const mine = turn.then(() => {
        const { db: own, tables } = writerHere();
        return asOnlyWriter(own, () => work(tables));
      });
      turn = mine.catch(() => undefined);
      return mine;
    },
    frozen: (ask) => {
      if (db.inTransaction) return ask();
      db.exec('BEGIN');
      try {
        return ask();
      } finally {
        db.exec('COMMIT');
      }
    },
    close,
  };
};

/** The generation that answers; null where there is none that this version can read. */
export const openCurrent = (folder: string): Generation | null => {
  const number = currentGeneration(folder);
  if (number === null) return null;
  const path = generationPath(folder, number);
  const db = openGeneration(path);
  return db === null ? null : over(db, path, number);
};

/** A generation to be built, or built further. */
export const openBuilding = (
  folder: string,
  number: number,
  meta: { readonly foldVersion: string; readonly checkpoint: string | null },
): Generation => {
  const { foldVersion, checkpoint } = meta;
  const path = generationPath(folder, number);
  const db = createGeneration(path, {
    foldVersion,
    ...(checkpoint === null ? {} : { checkpoint }),
  });
  return over(db, path, number);
};

/** Follows `CURRENT`: a new generation is taken up at the next question. */
export interface ReadModel {
  readonly folder: string;
  /** Null where there is no read model. */
  current(): Generation | null;
  close(): void;
}

export const readModelIn = (folder: string): ReadModel => {
  let open: Generation | null = null;
  return {
    folder,
    current: () => {
      const number = currentGeneration(folder);
      if (open !== null && open.number !== number) {
        open.close();
        open = null;
      }
      open ??= number === null ? null : openCurrent(folder);
      return open;
    },
    close: () => {
      open?.close();
      open = null;
    },
  };
};
