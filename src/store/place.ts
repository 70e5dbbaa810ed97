/** What a store's URL tells of where its log is, without opening it. */
import { existsSync, realpathSync, statSync } from 'node:fs';
import { partsOf } from './scheme.js';

export interface StorePlace {
  /** The file that keeps the log; null where it is in no file. */
  readonly file: string | null;
  /** Whether others who open the URL have the same log: threads, processes. */
  readonly canBeOpenedBeside: boolean;
}

/** Of a store that somebody made themselves nothing is known. */
export const placeOf = (url: string): StorePlace => {
  const { scheme, rest } = partsOf(url);
  return { file: scheme?.file(rest) ?? null, canBeOpenedBeside: scheme?.shared ?? false };
};

/** The file that keeps the log, where it is not there yet: opening the store would make it. */
export const missingFile = (url: string): string | null => {
  const { file } = placeOf(url);
  return file === null || existsSync(file) ? null : file;
};

/** The file that keeps the log, by whatever path or link it is named; null where there is none yet. */
export const realFileOf = (url: string): string | null => {
  const { file } = placeOf(url);
  try {
    return file === null ? null : realpathSync(file);
  } catch {
    return null;
  }
};

export const isThere = (file: string): boolean => existsSync(file);

export const bytesOf = (file: string): number => statSync(file).size;
