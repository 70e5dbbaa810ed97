/**
 * Opening the file: two connections to it, one that writes and one that only reads; one that reads
 * where nothing may be written.
 */
import { statSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import * as E from 'fp-ts/lib/Either.js';
import type { StoreError } from '../port.js';
import { type Connection, lockWaitMs, openReader, openWriter, writesAhead } from './connection.js';
import { isBusy, storeErrorOf, unavailable } from './failure.js';
import { mayBeWritten, readableFile } from './read-only.js';
import { claim, claimed } from './recognition.js';

export interface Connections {
  /** Null where the file or its folder may only be read. */
  readonly writer: Connection | null;
  readonly reader: Connection;
  /** The file that is read: a copy where SQLite cannot read the ledger's own in its place. */
  readonly file: string;
  /** To be called when the connections are closed. */
  readonly leave: () => void;
}

function pathProblem(path: string): string | null {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat?.isDirectory()) return `${path} is a folder; name a file in it`;
  if (stat !== undefined && !stat.isFile()) return `${path} is not a regular file`;
  const folder = dirname(path);
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return null;
  return `${path}: there is no folder ${folder}; create it first`;
}

/** Null where the writer works as it must. */
function prepare(writer: Connection, path: string): StoreError | null {
  const problem = claim(writer, path);
  if (problem !== null) return problem;
  return writesAhead(writer)
    ? null
    : unavailable(`${path}: there is no write-ahead log here; keep the file on a local disk`);
}

/** Without a writer: asked and verified, not written. */
function connectReader(path: string): E.Either<StoreError, Connections> {
  const { file, leave } = readableFile(path);
  try {
    const reader = openReader(file);
    const problem = claimed(reader, path);
    if (problem === null) return E.right({ writer: null, reader, file, leave });
    reader.close();
    leave();
    return E.left(problem);
  } catch (error) {
    leave();
    throw error;
  }
}

function connect(path: string): E.Either<StoreError, Connections> {
  if (!mayBeWritten(path)) return connectReader(path);
  const writer = openWriter(path);
  try {
    const problem = prepare(writer, path);
    if (problem === null)
      return E.right({ writer, reader: openReader(path), file: path, leave: () => {} });
    writer.close();
    return E.left(problem);
  } catch (error) {
    writer.close();
    throw error;
  }
}

/**
 * Another process may be making the file just now: whose it is not is said after several looks, each
 * on a connection of its own.
 */
const looksAtForeign = 4;
const lookAgainMs = 25;

const isForeign = (connected: E.Either<StoreError, Connections>): boolean =>
  E.isLeft(connected) && connected.left.code === 'NOT_A_LEDGER';

/** What `over` makes of the connections, once other processes let the file be opened. */
export async function openFile<A>(
  path: string,
  over: (connections: Connections) => A,
): Promise<E.Either<StoreError, A>> {
  // From when it is first kept waiting: a clock is loaded only then.
  let deadline: number | null = null;
  for (let looks = 1; ; ) {
    try {
      const problem = pathProblem(path);
      if (problem !== null) return E.left(unavailable(problem));
      const connected = connect(path);
      if (!isForeign(connected) || looks >= looksAtForeign) return E.map(over)(connected);
      looks += 1;
      await sleep(lookAgainMs);
    } catch (error) {
      // Turning on the write-ahead log does not wait for locks by itself.
      if (!isBusy(error)) return E.left(storeErrorOf(error, path, 'opening'));
      deadline ??= performance.now() + lockWaitMs;
      if (performance.now() >= deadline) return E.left(storeErrorOf(error, path, 'opening'));
      await sleep(5 + Math.random() * 10);
    }
  }
}
