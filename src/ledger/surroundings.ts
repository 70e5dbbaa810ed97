/**
 * What goes wrong around the program and not in it: a system call that failed, a thread that could
 * not be had. It is said in a sentence, and is never called a fault of the program's own.
 */

const words: Readonly<Record<string, string>> = {
  EMFILE:
    'this process may open no more files; allow it more (ulimit -n says how many), 128 will do',
  ENFILE: 'the machine may open no more files; end something else, or allow it more',
  ENOSPC: 'the disk is full; make room and try again',
  EFBIG: 'a file would grow beyond what this process may write (ulimit -f); allow it more',
  EDQUOT: 'no more may be written to this disk; make room and try again',
  EACCES: 'it may not be read or written by this user',
  EPERM: 'it may not be read or written by this user',
  EROFS: 'it may only be read, not written',
  EIO: 'the disk does not do what it is told; see what the system says of it',
  ENOMEM: 'there is no memory left; end something else and try again',
  ERR_WORKER_OUT_OF_MEMORY: 'a thread has no memory left; end something else and try again',
  ERR_WORKER_INIT_FAILED: 'no more threads can be started; end something else and try again',
};

const member = (thrown: unknown, name: string): unknown => Reflect.get(Object(thrown), name);

/** What is wrong around the program, where it is that. */
export const wrongAround = (thrown: unknown): string | null => {
  const code = member(thrown, 'code');
  if (typeof code !== 'string') return null;
  const said = words[code];
  if (said === undefined && typeof member(thrown, 'syscall') !== 'string') return null;
  const path = member(thrown, 'path');
  const message = thrown instanceof Error ? thrown.message : code;
  return `${typeof path === 'string' ? `${path}: ` : ''}${said === undefined ? message : `${said} (${code})`}`;
};
