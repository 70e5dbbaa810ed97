/** What the machine refuses: nobody's fault in here, and never a reason to report one. */

const words: Readonly<Record<string, string>> = {
  EMFILE: 'this process may not open more files: raise the limit (ulimit -n 256 is plenty)',
  ENFILE: 'this machine has no more file handles: close what holds them',
  ENOSPC: 'the disk is full: make room',
  EDQUOT: 'the quota of the disk is used up: make room',
  EFBIG: 'a file would grow beyond what this process may write (ulimit -f)',
  EROFS: 'the file system is read-only',
  EACCES: 'it may not be read or written by this user',
  EPERM: 'it may not be read or written by this user',
  EIO: 'the disk failed: look after it first',
  ENOMEM: 'there is not enough memory',
};

/** What was refused and what to do; null where something else was thrown. */
export const refusalIn = (thrown: unknown): string | null => {
  if (!(thrown instanceof Error)) return null;
  const word = words[String((thrown as NodeJS.ErrnoException).code ?? '')];
  const [first = ''] = thrown.message.split('\n');
  return word === undefined ? null : `${first}: ${word}, and run it again`;
};
