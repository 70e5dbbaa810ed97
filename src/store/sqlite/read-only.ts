/**
 * A ledger on a disk, in a folder or in a file that may only be read. SQLite reads a file with a
 * write-ahead log only where it may keep its own files beside it, or finds them there.
 */
import { accessSync, constants, copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';

const isAllowed = (path: string, mode: number): boolean => {
  try {
    accessSync(path, mode);
    return true;
  } catch {
    return false;
  }
};

/** Where there is no file yet, or one that may not even be read, opening it says what is wrong. */
export const mayBeWritten = (path: string): boolean =>
  !isAllowed(path, constants.R_OK) ||
  (isAllowed(path, constants.W_OK) && isAllowed(dirname(path), constants.W_OK));

export interface Readable {
  readonly file: string;
  readonly leave: () => void;
}

/** The file itself where a log of writes and its index are beside it; else a copy of both. */
export const readableFile = (path: string): Readable => {
  if (existsSync(`${path}-wal`) && existsSync(`${path}-shm`))
    return { file: path, leave: () => {} };
  if (isAllowed(dirname(path), constants.W_OK)) return { file: path, leave: () => {} };
  const folder = mkdtempSync(join(tmpdir(), 'insider-ledger-read-'));
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  // Also where the process ends before the store is closed, as when its reader has seen enough.
  process.once('exit', remove);
  const leave = (): void => {
    process.off('exit', remove);
    remove();
  };
  try {
    const file = join(folder, basename(path));
    for (const ending of ['', '-wal'])
      if (existsSync(path + ending))
        copyFileSync(path + ending, file + ending, constants.COPYFILE_FICLONE);
    return { file, leave };
  } catch (error) {
    leave();
    throw error;
  }
};
