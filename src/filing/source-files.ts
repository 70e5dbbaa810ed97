/**
 * The readers' file access: files, folders, globs and standard input as one stream of bytes.
 * Nothing but the file at hand is held, so a folder of any size reads in constant memory. Tables
 * of the SEC's data sets are not read here: those of one folder are one source, and so is a zip.
 */
import { readdir, readFile, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import * as E from 'fp-ts/lib/Either.js';
import { glob, isDynamicPattern } from 'tinyglobby';
import { type ReadProblem, readProblem } from './problem.js';
import { looksLikeTable } from './readers/data-set/table.js';
import { headOf, isDescription, isZip } from './readers/data-set/table-file.js';
import type { DataSetSource } from './readers/data-set.js';

/** Larger than any submission with attachments. */
export const sourceBytesMax = 32 * 1024 * 1024;

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
  readonly stdin?: AsyncIterable<Uint8Array>;
  /** For tests; `sourceBytesMax` otherwise. */
  readonly bytesMax?: number;
}

type Source = E.Either<SourceProblem, SourceFile | DataSetSource>;

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

/** Tables met on the way, and the descriptions beside them, by folder. */
interface Folders {
  readonly tables: Map<string, Array<string>>;
  readonly descriptions: Map<string, Array<string>>;
}

const put = (into: Map<string, Array<string>>, path: string): void => {
  const known = into.get(dirname(path));
  if (known === undefined) into.set(dirname(path), [path]);
  else if (!known.includes(path)) known.push(path);
};

/** The file's bytes; null where it is a table, kept for its folder's data set. */
const readWhole = async (
  path: string,
  bytesMax: number,
  { tables }: Pick<Folders, 'tables'>,
): Promise<Source | null> => {
  try {
    // Asked before opening: opening a pipe waits for its writer.
    const info = await stat(path);
    if (!info.isFile())
      return E.left({ path, code: 'UNREADABLE', message: `${path} is not a regular file.` });
    const isLarge = info.size > bytesMax;
    const bytes = isLarge ? await headOf(path) : await readFile(path);
    if (isZip(bytes)) return E.right({ path, files: null });
    if (looksLikeTable(bytes)) {
      put(tables, path);
      return null;
    }
    return isLarge ? tooLarge(path, info.size, bytesMax) : E.right({ path, bytes });
  } catch (thrown) {
    return failed(path, thrown);
  }
};

/** The data sets of the folders, and what turned out to describe none. */
async function* collected(folders: Folders, bytesMax: number): AsyncGenerator<Source> {
  for (const [folder, files] of folders.tables) yield E.right({ path: folder, files });
  for (const [folder, paths] of folders.descriptions)
    if (!folders.tables.has(folder))
      for (const path of paths) {
        const source = await readWhole(path, bytesMax, folders);
        if (source !== null) yield source;
      }
}

const readStdin = async (input: AsyncIterable<Uint8Array>, bytesMax: number): Promise<Source> => {
  const chunks: Array<Uint8Array> = [];
  let length = 0;
  try {
    for await (const chunk of input) {
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

/** Deeper than any archive; a folder linked into itself ends here. */
const folderDepthMax = 64;

/** Paths below a folder in order; names that begin with a dot are not looked at. */
async function* walk(folder: string, depth: number): AsyncGenerator<E.Either<Source, string>> {
  if (depth > folderDepthMax) {
    yield E.left(failed(folder, new Error(`more than ${folderDepthMax} folders deep`)));
    return;
  }
  let names: ReadonlyArray<string>;
  try {
    names = (await readdir(folder)).filter((n) => !n.startsWith('.')).sort(byName);
  } catch (thrown) {
    yield E.left(failed(folder, thrown));
    return;
  }
  for (const name of names) {
    const path = join(folder, name);
    try {
      if ((await stat(path)).isDirectory()) yield* walk(path, depth + 1);
      else yield E.right(path);
    } catch (thrown) {
      yield E.left(failed(path, thrown));
    }
  }
}

/** The files that one argument names, in order. */
async function* expand(path: string): AsyncGenerator<E.Either<Source, string>> {
  try {
    if ((await stat(path)).isDirectory()) yield* walk(path, 0);
    else yield E.right(path);
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
    for (const match of matches.sort(byName)) yield E.right(match);
  } catch (thrown) {
    yield E.left(failed(path, thrown));
  }
}

const storeSiblings = ['', '-wal', '-shm', '-journal'];

/**
 * The bytes of each file that the paths name, or why there are none: a file, a folder (all below
 * it, sorted by name), a glob pattern, or `-` for standard input. A file named twice comes once.
 * Data sets of folders come last.
 */
export async function* sourceFiles(
  paths: ReadonlyArray<string>,
  options: SourceOptions = {},
): AsyncGenerator<Source> {
  const bytesMax = options.bytesMax ?? sourceBytesMax;
  const folders: Folders = { tables: new Map(), descriptions: new Map() };
  const done = new Set(
    (options.exclude ?? []).flatMap((path) => storeSiblings.map((s) => resolve(path) + s)),
  );
  for (const path of paths) {
    if (path === '-') {
      yield await readStdin(options.stdin ?? process.stdin, bytesMax);
      continue;
    }
    for await (const found of expand(path)) {
      if (E.isLeft(found)) {
        yield found.left;
        continue;
      }
      const absolute = resolve(found.right);
      if (done.has(absolute)) continue;
      if (paths.length > 1) done.add(absolute);
      if (isDescription(found.right)) {
        put(folders.descriptions, found.right);
        continue;
      }
      const source = await readWhole(found.right, bytesMax, folders);
      if (source !== null) yield source;
    }
  }
  yield* collected(folders, bytesMax);
}
