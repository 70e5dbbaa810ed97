/** What keeps a read model from being believed, or from being used at all. */

/** Something is kept that was not written: whoever asks is answered from the log. */
export class Damaged extends Error {
  constructor(what: string) {
    super(what);
    this.name = 'Damaged';
  }
}

/** SQLite's word on why it cannot go on; null for anything else that was thrown. */
const codeOf = (thrown: unknown): string | null =>
  thrown instanceof Error &&
  'code' in thrown &&
  typeof thrown.code === 'string' &&
  thrown.code.startsWith('SQLITE_')
    ? thrown.code
    : null;

/** The surroundings', not the file's: no room, no handles, no right to write, another writer. */
const outside = /^SQLITE_(BUSY|LOCKED|READONLY|CANTOPEN|FULL|IOERR|NOMEM|INTERRUPT|PERM|AUTH)/;

/** What is wrong with what is kept; null where nothing of it is to blame. */
export const damageIn = (thrown: unknown): string | null => {
  if (thrown instanceof Damaged) return thrown.message;
  const code = codeOf(thrown);
  return code === null || (outside.test(code) && !code.startsWith('SQLITE_IOERR_SHORT_READ'))
    ? null
    : `${code}: ${(thrown as Error).message}`;
};

/** SQLite reads no file with a write-ahead log where it may not keep its own beside it. */
export const isReadOnly = (thrown: unknown): boolean =>
  codeOf(thrown)?.startsWith('SQLITE_READONLY') === true;

const fileCodes: ReadonlySet<string> = new Set([
  ...['EACCES', 'EPERM', 'EROFS', 'ENOSPC', 'EDQUOT', 'EMFILE', 'ENFILE', 'EIO'],
  ...['ENOTDIR', 'EISDIR', 'ELOOP', 'ENOENT', 'EEXIST', 'ENAMETOOLONG', 'EINVAL', 'EFBIG'],
]);

/** Why the surroundings do not let the read model be used; null where they are not to blame. */
export const hindranceIn = (thrown: unknown): string | null => {
  const code = codeOf(thrown);
  // SQLite does not say that it had too few files to open.
  const perhaps = code === 'SQLITE_CANTOPEN' ? '; ulimit -n says how many files may be open' : '';
  if (code !== null)
    return outside.test(code) ? `${code}: ${(thrown as Error).message}${perhaps}` : null;
  const file = thrown instanceof Error ? (thrown as NodeJS.ErrnoException).code : undefined;
  if (file === undefined || !fileCodes.has(file)) return null;
  const tooFew = file === 'EMFILE' ? '; allow more open files (ulimit -n says how many)' : '';
  return `${(thrown as Error).message}${tooFew}`;
};
