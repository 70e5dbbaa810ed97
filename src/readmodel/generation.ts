/**
 * Generations: each is one SQLite file in the read model's folder. `CURRENT` names the one that
 * answers and is replaced by a rename, in one step; the next is built beside it.
 */
import { randomBytes } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';

const pointer = 'CURRENT';
const pattern = /^gen-(\d{6})\.db$/;

const fileName = (generation: number): string => `gen-${String(generation).padStart(6, '0')}.db`;

export const generationPath = (folder: string, generation: number): string =>
  join(folder, fileName(generation));

/** The generation that is named, whether or not its file is still there. */
const namedGeneration = (folder: string): number | null => {
  try {
    const found = pattern.exec(readFileSync(join(folder, pointer), 'utf8').trim());
    return found === null ? null : Number(found[1]);
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw thrown;
  }
};

/** The generation that answers; null where there is none. */
export const currentGeneration = (folder: string): number | null => {
  const generation = namedGeneration(folder);
  return generation !== null && existsSync(generationPath(folder, generation)) ? generation : null;
};

/** All generations on disk, oldest first. */
export const generations = (folder: string): ReadonlyArray<number> =>
  existsSync(folder)
    ? readdirSync(folder)
        .flatMap((name) => pattern.exec(name)?.[1] ?? [])
        .map(Number)
        .sort((a, b) => a - b)
    : [];

/** Files that belong to a read model, and to nobody who reads filings. */
export const filesOfGenerations = (folder: string): ReadonlyArray<string> =>
  existsSync(folder) ? readdirSync(folder).map((name) => join(folder, name)) : [];

/** The number under which the next generation is, or will be, built. */
export const nextGeneration = (folder: string): number => {
  mkdirSync(folder, { recursive: true });
  // A number is used once: whoever has the file of one that was put aside open sees another.
  const current = namedGeneration(folder) ?? 0;
  const building = generations(folder).filter((g) => g > current);
  return building[building.length - 1] ?? current + 1;
};

const syncFolder = (folder: string): void => {
  const descriptor = openSync(folder, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
};

/** Makes a generation the one that answers. Before it and after it, one whole generation does. */
export const switchTo = (folder: string, generation: number): void => {
  const draft = join(folder, `${pointer}.${randomBytes(6).toString('hex')}`);
  const descriptor = openSync(draft, 'w');
  try {
    writeSync(descriptor, `${fileName(generation)}\n`);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
  renameSync(draft, join(folder, pointer));
  syncFolder(folder);
};

export const removeGeneration = (folder: string, generation: number): void => {
  for (const ending of ['', '-wal', '-shm'])
    rmSync(generationPath(folder, generation) + ending, { force: true });
};

/** Under which name a damaged generation is kept, for whoever wants to look at it. */
const aside = 'damaged.db';

/** Takes a damaged generation out of use; false where nothing may be written here. */
export const setAside = (folder: string, generation: number): boolean => {
  const path = generationPath(folder, generation);
  try {
    for (const ending of ['-wal', '-shm']) {
      rmSync(join(folder, aside) + ending, { force: true });
      if (existsSync(path + ending)) renameSync(path + ending, join(folder, aside) + ending);
    }
    renameSync(path, join(folder, aside));
    return true;
  } catch {
    // Gone already where another process was quicker.
    return !existsSync(path);
  }
};

/** Removes what came before the generation that answers, and drafts of the pointer left behind. */
export const removeOlder = (folder: string): void => {
  const current = currentGeneration(folder);
  if (current === null) return;
  for (const generation of generations(folder))
    if (generation < current) removeGeneration(folder, generation);
  for (const name of readdirSync(folder))
    if (name.startsWith(`${pointer}.`)) rmSync(join(folder, name), { force: true });
};
