/** A copy of the file as it is at one instant, whoever writes to it meanwhile. */
import { closeSync, existsSync, fsyncSync, openSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import * as E from 'fp-ts/lib/Either.js';
import type { StoreError } from '../port.js';
import { openReader } from './connection.js';
import { storeErrorOf, unavailable } from './failure.js';
import { readableFile } from './read-only.js';
import { claimed } from './recognition.js';

/** All pages at once: with pauses, each commit of another process would begin it anew. */
const allPages = 0x7fffffff;

const toDisk = (path: string): void => {
  const descriptor = openSync(path, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
};

/** Makes `target`, which is not there yet; what was made of it is removed where it fails. */
export const backUpFile = async (
  path: string,
  target: string,
): Promise<E.Either<StoreError, void>> => {
  if (existsSync(target)) return E.left(unavailable(`${target} is there already`));
  try {
    const { file, leave } = readableFile(path);
    try {
      const db = openReader(file);
      try {
        const problem = claimed(db, path);
        if (problem !== null) return E.left(problem);
        await db.backup(target, { progress: () => allPages });
      } finally {
        db.close();
      }
    } finally {
      leave();
    }
    toDisk(target);
    toDisk(dirname(target));
    return E.right(undefined);
  } catch (error) {
    rmSync(target, { force: true });
    return E.left(storeErrorOf(error, `${path}, copied to ${target}`, 'reading'));
  }
};
