/**
 * The driver of SQLite files. better-sqlite3 12 is compiled against Node's own headers, and what is
 * compiled with those of Node 24.19 and later aborts while it is collected. 13 is one binary for
 * every Node, which npm installs beside 12 from Node 22 on; 12 rebuilds quicker where it is safe.
 */
import { createRequire } from 'node:module';
import Twelve from 'better-sqlite3';

/** Null where it is not to be had: Node 20 would end, and optional dependencies may be left out. */
const thirteen = (): typeof Twelve | null => {
  if (Number.parseInt(process.versions.node, 10) < 24) return null;
  try {
    return createRequire(import.meta.url)('better-sqlite3-napi') as typeof Twelve;
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code !== 'MODULE_NOT_FOUND') throw thrown;
    return null;
  }
};

// Of 12 the native part is loaded with the first file that is opened, not here.
export const Database: typeof Twelve = thirteen() ?? Twelve;
