/** What SQLite's result codes mean to somebody who keeps a ledger in a file. */
import { type StoreError, StoreFailure } from '../port.js';

/**
 * When it went wrong. Before COMMIT nothing is written; a COMMIT that fails for another reason than
 * a lock may still be found whole after a crash.
 */
export type Phase = 'opening' | 'reading' | 'writing' | 'committing';

const resultCode = (error: unknown): string => {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : '';
};

export const isBusy = (error: unknown): boolean => resultCode(error).startsWith('SQLITE_BUSY');

const causes: ReadonlyArray<readonly [prefix: string, what: string]> = [
  ['SQLITE_BUSY', 'another process has locked it for too long; try again'],
  ['SQLITE_LOCKED', 'it is locked; try again'],
  ['SQLITE_FULL', 'the disk is full; make room and try again'],
  ['SQLITE_READONLY', 'it is read-only; check the permissions of the file and its folder'],
  ['SQLITE_PERM', 'it may not be opened; check the permissions of the file and its folder'],
  [
    'SQLITE_CANTOPEN',
    'it cannot be opened; check that the folder exists and may be written to, and that files may be opened (ulimit -n says how many)',
  ],
  [
    'SQLITE_IOERR_WRITE',
    'it could not be written: the disk failed, or the file would grow beyond what this process may write (ulimit -f); see to either and try again',
  ],
  ['SQLITE_IOERR', 'the disk failed to read or write; check it, then try again'],
  ['SQLITE_NOMEM', 'there is not enough memory'],
  ['SQLITE_PROTOCOL', 'its locks do not work; keep it on a local disk'],
];

/**
 * Besides what SQLite itself calls so: tables that contradict each other, text that is no JSON, and
 * statements that no longer fit tables which were found right when the file was opened.
 */
const isDamage = (code: string, detail: string, phase: Phase): boolean =>
  code.startsWith('SQLITE_CORRUPT') ||
  code.startsWith('SQLITE_CONSTRAINT') ||
  code.startsWith('SQLITE_FORMAT') ||
  code.startsWith('SQLITE_MISMATCH') ||
  code.startsWith('SQLITE_TOOBIG') ||
  (code === 'SQLITE_ERROR' && (phase === 'reading' || phase === 'opening')) ||
  (code === 'SQLITE_ERROR' && /malformed|no such/.test(detail));

export function storeErrorOf(error: unknown, path: string, phase: Phase): StoreError {
  const code = resultCode(error);
  const detail = error instanceof Error ? error.message : String(error);
  if (code === 'SQLITE_NOTADB') {
    return {
      code: 'NOT_A_LEDGER',
      blame: 'incorrect',
      message: `${path} is not a ledger: it is no SQLite database, or its first page is damaged; name another file, or restore it from a copy`,
    };
  }
  if (isDamage(code, detail, phase)) {
    return {
      code: 'STORE_CORRUPT',
      blame: 'unavailable',
      message: `${path} is damaged (${detail}); stop writing to it and restore it from a copy`,
    };
  }
  const cause = causes.find(([prefix]) => code.startsWith(prefix));
  const unknown = phase === 'committing' && !isBusy(error);
  if (cause !== undefined || unknown) {
    const what = cause?.[1] ?? 'the commit failed';
    return {
      code: 'STORE_UNAVAILABLE',
      blame: 'unavailable',
      outcome: unknown ? 'unknown' : 'not-written',
      message: `${path}: ${what} (${code}: ${detail})`,
    };
  }
  // The path itself, or the folders on the way to it.
  if (error instanceof Error && 'syscall' in error) return unavailable(`${path}: ${detail}`);
  return {
    code: 'STORE_FAULT',
    blame: 'fault',
    message: `${path}: unexpected failure while ${phase} (${detail})`,
  };
}

export const unavailable = (message: string): StoreError => ({
  code: 'STORE_UNAVAILABLE',
  blame: 'unavailable',
  outcome: 'not-written',
  message,
});

export const readOnly = (path: string): StoreError =>
  unavailable(
    `${path}: it, or its folder, may only be read here: it can be asked and verified, and nothing can be recorded; copy it to a folder of your own to record into it`,
  );

export const closed = (path: string): StoreError => ({
  code: 'STORE_CLOSED',
  blame: 'incorrect',
  message: `the store ${path} was closed; open it again`,
});

/** What a read of the file gives; what SQLite throws meanwhile is told as a `StoreFailure`. */
export function readingFrom<A>(path: string, read: () => A): A {
  try {
    return read();
  } catch (error) {
    if (error instanceof StoreFailure) throw error;
    throw new StoreFailure(storeErrorOf(error, path, 'reading'));
  }
}
