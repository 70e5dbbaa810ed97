/**
 * The readers' file access: files, folders, globs and standard input. Files are found first and
 * read one by one, on whatever thread; nothing but the file at hand is held, so a folder of any
 * size reads in little memory. Tables of the SEC's data sets are not read here: those of one
 * folder are one source, and so is a zip.
 */
import {
  closeSync,
  constants,
  existsSync,
  fstatSync,
  openSync,
  readFileSync,
  realpathSync,
  type Stats,
} from 'node:fs';
import { opendir, stat } from 'node:fs/promises';
import { dirname, join, resolve, sep } from 'node:path';
import * as E from 'fp-ts/lib/Either.js';
import { glob, isDynamicPattern } from 'tinyglobby';
import { type ReadProblem, readProblem } from './problem.js';
import { looksLikeTable } from './readers/data-set/table.js';
import { headOf, isDescription, isZip } from './readers/data-set/table-file.js';
import type { DataSetSource } from './readers/data-set.js';

/** Larger than any submission with attachments. */
export const sourceBytesMax = 32 * 1024 * 1024;

/** Whether there is a file or a folder at a path. */
export const isThere = (path: string): boolean => existsSync(path);

/** A folder's path without links, each asked once; as given where it cannot be told. */
export const realFolder = (): ((folder: string) => string) => {
  const known = new Map<string, string>();
  return (folder) => {
    let real = known.get(folder);
    if (real === undefined) {
      try {
        real = realpathSync(folder);
      } catch {
        real = folder;
      }
      known.set(folder, real);
    }
    return real;
  };
};

export interface SourceFile {
  /** As given, or below the folder given; `-` for standard input. */
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** A path that gave no bytes. `NOT_FOUND` and `UNREADABLE` are about the file system. */
export interface SourceProblem {
  readonly path: string;
  readonly code: ReadProblem['code'] | 'NOT_FOUND' | 'UNREADABLE';
  readonly message: string;
}

export interface SourceOptions {
  /** Files to leave out: the manifest, the store's own file (and its `-wal` and `-shm`). */
  readonly exclude?: ReadonlyArray<string>;
  /** Folders to leave out with all below them. */
  readonly excludeFolders?: ReadonlyArray<string>;
  readonly stdin?: AsyncIterable<Uint8Array>;
  /** For tests; `sourceBytesMax` otherwise. */
  readonly bytesMax?: number;
}

/** A file's bytes, or why there are none. */
export type Source = E.Either<SourceProblem, SourceFile | DataSetSource>;

/** A file to be read by whoever has time, or one that comes otherwise: in its turn, once. */
export interface FoundFile {
  readonly path: string;
  readonly source: (() => Promise<Source>) | null;
}

export const isDataSet = (source: SourceFile | DataSetSource): source is DataSetSource =>
  'files' in source;

const tooLarge = (path: string, bytes: number | null, bytesMax: number): Source => {
  const size = bytes === null ? `more than ${bytesMax}` : String(bytes);
  const { code, message } = readProblem(
    'LIMIT_EXCEEDED',
    `${path} has ${size} bytes, more than the ${bytesMax} allowed; it was not read.`,
  );
  return E.left({ path, code, message });
};

const failed = (path: string, thrown: unknown): Source => {
  const code = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : '';
  const reason = thrown instanceof Error ? thrown.message : String(thrown);
  return code === 'ENOENT'
    ? E.left({ path, code: 'NOT_FOUND', message: `${path} does not exist.` })
    : E.left({ path, code: 'UNREADABLE', message: `${path} cannot be read: ${reason}` });
};

/** The file's bytes; `table` where it is one of a data set, which its folder is read for. */
export type FileRead = Source | 'table';

// Opening a pipe would wait for its writer.
const openFlags = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

const noPlainFile = (path: string, info: Stats): string => {
  const kind = info.isDirectory()
    ? 'a folder'
    : info.isFIFO()
      ? 'a pipe'
      : info.isSocket()
        ? 'a socket'
        : 'a device';
  return `${path} is ${kind} and not a plain file; it was not read. Write what it gives into a file first${info.isFIFO() ? ', or, for filings, give it as standard input with -' : ''}.`;
};

/** The bytes of a plain file, or in a sentence why there are none. It never waits. */
export const readPlainFile = (path: string, bytesMax: number): E.Either<string, Uint8Array> => {
  let file: number | null = null;
  try {
    file = openSync(path, openFlags);
    const info = fstatSync(file);
    if (!info.isFile()) return E.left(noPlainFile(path, info));
    if (info.size > bytesMax)
      return E.left(`${path} has ${info.size} bytes, more than the ${bytesMax} allowed.`);
    return E.right(readFileSync(file));
  } catch (thrown) {
    return E.left(
      `${path} cannot be read: ${thrown instanceof Error ? thrown.message : String(thrown)}`,
    );
  } finally {
    if (file !== null) closeSync(file);
  }
};

/** Blocks while it reads: made for threads that do nothing else. */
export const readSourceFile = (path: string, bytesMax: number = sourceBytesMax): FileRead => {
  let file: number | null = null;
  try {
    file = openSync(path, openFlags);
    const info = fstatSync(file);
    if (!info.isFile())
      return E.left({ path, code: 'UNREADABLE', message: noPlainFile(path, info) });
    const isLarge = info.size > bytesMax;
    const bytes = isLarge ? headOf(file) : readFileSync(file);
    if (isZip(bytes)) return E.right({ path, files: null });
    if (looksLikeTable(bytes)) return 'table';
    return isLarge ? tooLarge(path, info.size, bytesMax) : E.right({ path, bytes });
  } catch (thrown) {
    return failed(path, thrown);
  } finally {
    if (file !== null) closeSync(file);
  }
};

/** Tables met on the way, and the descriptions beside them, by folder. */
export interface DataSetFolders {
  readonly tables: Map<string, Array<string>>;
  readonly descriptions: Map<string, Array<string>>;
}

export const dataSetFolders = (): DataSetFolders => ({
  tables: new Map(),
  descriptions: new Map(),
});

const put = (into: Map<string, Array<string>>, path: string): void => {
  const known = into.get(dirname(path));
  if (known === undefined) into.set(dirname(path), [path]);
  else if (!known.includes(path)) known.push(path);
};

/** Keeps a table for the data set of its folder. */
export const putTable = ({ tables }: DataSetFolders, path: string): void => put(tables, path);

/** The data sets of the folders, and what turned out to describe none. */
export function* dataSetsIn(folders: DataSetFolders): Generator<FoundFile, void> {
  for (const [path, files] of folders.tables)
    yield { path, source: async () => E.right({ path, files }) };
  for (const [folder, paths] of folders.descriptions)
    if (!folders.tables.has(folder)) for (const path of paths) yield { path, source: null };
}

const readStdin = async ({
  stdin = process.stdin,
  bytesMax = sourceBytesMax,
}: SourceOptions): Promise<Source> => {
  const chunks: Array<Uint8Array> = [];
  let length = 0;
  try {
    for await (const chunk of stdin) {
      length += chunk.length;
      if (length > bytesMax) return tooLarge('-', null, bytesMax);
      chunks.push(chunk);
    }
    return E.right({ path: '-', bytes: Buffer.concat(chunks) });
  } catch (thrown) {
    return failed('-', thrown);
  }
};

const byName = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Deeper than any archive. */
const folderDepthMax = 64;

const mark = { folder: '/', link: '@', file: '.' } as const;

/** Names in a folder in order, each behind a mark of its kind: a text takes least memory. */
const entriesOf = async (folder: string): Promise<ReadonlyArray<string>> => {
  const entries: Array<string> = [];
  for await (const entry of await opendir(folder, { bufferSize: 1_024 })) {
    if (entry.name.startsWith('.')) continue;
    const kind = entry.isDirectory() ? 'folder' : entry.isFile() ? 'file' : 'link';
    entries.push(mark[kind] + entry.name);
  }
  return entries.sort((a, b) => byName(a.slice(1), b.slice(1)));
};

/** Tells of each folder, by whatever path, whether it is met for the first time. */
type FirstMet = (folder: string) => boolean;

const firstMet = (): FirstMet => {
  const real = realFolder();
  const met = new Map<string, string>();
  return (folder) => {
    const place = real(resolve(folder));
    const known = met.get(place);
    if (known === undefined) met.set(place, folder);
    return known === undefined || known === folder;
  };
};

/**
 * Paths below a folder in order; names that begin with a dot are not looked at. A folder to which
 * several links lead is walked once: links to `.` would double it at each level.
 */
async function* walk(
  folder: string,
  depth: number,
  isFirst: FirstMet,
): AsyncGenerator<E.Either<Source, string>> {
  if (!isFirst(folder)) return;
  if (depth > folderDepthMax) {
    yield E.left(failed(folder, new Error(`more than ${folderDepthMax} folders deep`)));
    return;
  }
  let entries: ReadonlyArray<string>;
  try {
    entries = await entriesOf(folder);
  } catch (thrown) {
    yield E.left(failed(folder, thrown));
    return;
  }
  for (const entry of entries) {
    const path = join(folder, entry.slice(1));
    try {
      const isFolder = entry.startsWith(mark.link)
        ? (await stat(path)).isDirectory()
        : entry.startsWith(mark.folder);
      if (isFolder) yield* walk(path, depth + 1, isFirst);
      else yield E.right(path);
    } catch (thrown) {
      yield E.left(failed(path, thrown));
    }
  }
}

const isDirectory = async (path: string): Promise<boolean> => {
  try {
    return (await stat(path)).isDirectory();
  } catch {
    return false;
  }
};

/** The files that an argument names that is no folder, in order. */
async function* expand(path: string, isFirst: FirstMet): AsyncGenerator<E.Either<Source, string>> {
  try {
    await stat(path);
    yield E.right(path);
    return;
  } catch (thrown) {
    if (!isDynamicPattern(path)) {
      yield E.left(failed(path, thrown));
      return;
    }
  }
  try {
    const matches = await glob(path.replaceAll('\\', '/'), { expandDirectories: false });
    if (matches.length === 0)
      yield E.left(
        E.left({ path, code: 'NOT_FOUND', message: `no file matches the pattern ${path}.` }),
      );
    for (const match of matches.sort(byName)) if (isFirst(dirname(match))) yield E.right(match);
  } catch (thrown) {
    yield E.left(failed(path, thrown));
  }
}

const storeSiblings = ['', '-wal', '-shm', '-journal'];

/** Whether a path was named by an earlier argument: itself, a folder above it, or a pattern. */
const alreadyNamed = () => {
  const files = new Set<string>();
  const folders = new Set<string>();
  const isBelow = (path: string): boolean => {
    // Walking a folder passes over names that begin with a dot.
    for (let cut = path.lastIndexOf(sep); cut >= 0; cut = path.lastIndexOf(sep, cut - 1)) {
      if (path.startsWith('.', cut + 1)) return false;
      if (folders.has(path.slice(0, cut) || sep)) return true;
      if (cut === 0) return false;
    }
    return false;
  };
  return {
    has: (path: string): boolean => files.has(path) || (folders.size > 0 && isBelow(path)),
    addFile: (path: string): void => void files.add(path),
    addFolder: (path: string): void => void folders.add(path),
  };
};

const leftOutBy = (options: SourceOptions): ((path: string) => boolean) => {
  const excluded = new Set(
    (options.exclude ?? []).flatMap((path) => storeSiblings.map((s) => resolve(path) + s)),
  );
  const folders = (options.excludeFolders ?? []).map((folder) => resolve(folder) + sep);
  return (path) => excluded.has(path) || folders.some((folder) => path.startsWith(folder));
};

/**
 * Each file that the paths name: a file, a folder (all below it, sorted by name), a glob pattern,
 * or `-` for standard input. A file named twice comes once. What describes a data set is put into
 * `folders`, as is each table that turns out to be one: `dataSetsIn` comes last.
 */
export async function* foundFiles(
  paths: ReadonlyArray<string>,
  folders: DataSetFolders,
  options: SourceOptions = {},
): AsyncGenerator<FoundFile> {
  const isLeftOut = leftOutBy(options);
  const named = alreadyNamed();
  for (const path of paths) {
    if (path === '-') {
      yield { path, source: () => readStdin(options) };
      continue;
    }
    const isFolder = await isDirectory(path);
    let isWhole = isFolder;
    for await (const found of isFolder ? walk(path, 0, firstMet()) : expand(path, firstMet())) {
      if (E.isLeft(found)) {
        isWhole = false;
        const problem = found.left;
        yield { path, source: async () => problem };
        continue;
      }
      const absolute = resolve(found.right);
      if (isLeftOut(absolute) || named.has(absolute)) continue;
      // A folder is remembered in place of all that is below it, however much that is.
      if (!isFolder && paths.length > 1) named.addFile(absolute);
      if (isDescription(found.right)) put(folders.descriptions, found.right);
      else yield { path: found.right, source: null };
    }
    if (isWhole) named.addFolder(resolve(path));
  }
}
