/** A read model: the generation that answers, wherever `CURRENT` points at the moment. */
import { asOnlyWriter, type Connection, createGeneration, openGeneration } from './connection.js';
import { currentGeneration, generationPath } from './generation.js';
import { type Questions, questionsOf } from './questions.js';
import { type Units, unitsOf } from './units.js';

/** One generation, open. */
export interface Generation {
  readonly number: number;
  readonly foldVersion: string;
  readonly units: Units;
  readonly questions: Questions;
  /** Position in the log of the last event that is taken in; null before the first. */
  checkpoint(): string | null;
  /** Inside a transaction. */
  moveTo(checkpoint: string): void;
  /** Whether every insider has been folded at least once. */
  isComplete(): boolean;
  complete(): void;
  /** What SQLite finds wrong with the file; null where nothing is. */
  damage(): string | null;
  asOnlyWriter<A>(work: () => Promise<A>): Promise<A>;
  /** Several questions to one state of the tables. */
  frozen<A>(ask: () => A): A;
  close(): void;
}

const over = (db: Connection, number: number): Generation => {
  const get = db.prepare('SELECT value FROM meta WHERE key = ?').pluck();
  const put = db.prepare('INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)');
  const text = (key: string): string | null => (get.get(key) as string | undefined) ?? null;
  const units = unitsOf(db);
  const questions = questionsOf(db);
  return {
    number,
    foldVersion: text('foldVersion') ?? '',
    units,
    questions,
    checkpoint: () => text('checkpoint'),
    moveTo: (checkpoint) => {
      put.run('checkpoint', checkpoint);
    },
    isComplete: () => text('complete') === 'yes',
    complete: () => {
      put.run('complete', 'yes');
    },
    damage: () => {
      const found = db.pragma('quick_check(1)', { simple: true });
      return found === 'ok' ? null : String(found);
    },
    asOnlyWriter: (work) => asOnlyWriter(db, work),
    frozen: (ask) => {
      if (db.inTransaction) return ask();
      db.exec('BEGIN');
      try {
        return ask();
      } finally {
        db.exec('COMMIT');
      }
    },
    close: () => db.close(),
  };
};

/** The generation that answers; null where there is none that this version can read. */
export const openCurrent = (folder: string): Generation | null => {
  const number = currentGeneration(folder);
  if (number === null) return null;
  const db = openGeneration(generationPath(folder, number));
  return db === null ? null : over(db, number);
};

/** A generation to be built, or built further. */
export const openBuilding = (
  folder: string,
  number: number,
  meta: { readonly foldVersion: string; readonly checkpoint: string | null },
): Generation => {
  const { foldVersion, checkpoint } = meta;
  const db = createGeneration(generationPath(folder, number), {
    foldVersion,
    ...(checkpoint === null ? {} : { checkpoint }),
  });
  return over(db, number);
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
