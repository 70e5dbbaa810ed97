/**
 * The embedded store: one SQLite file in WAL mode, shared by any number of processes.
 *
 * Appends issued at the same time are written in one transaction and acknowledged once it is
 * committed with `synchronous=FULL`, that is, once the disk has it. Only one process writes at a
 * time, so positions are handed out in the order of commits and no reader ever sees a gap that is
 * filled later. A rolled-back insert gives its AUTOINCREMENT positions back.
 */
import { resolve } from 'node:path';
import * as E from 'fp-ts/lib/Either.js';
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import { admit, admitPosition } from './admission.js';
import { type EventStore, type StoreError, StoreFailure } from './port.js';
import { auditFile } from './sqlite/audit.js';
import { Census } from './sqlite/census.js';
import { lockWaitMs } from './sqlite/connection.js';
import { Excerpts } from './sqlite/excerpts.js';
import { closed, readOnly } from './sqlite/failure.js';
import { GroupCommit } from './sqlite/group-commit.js';
import { type Connections, openFile } from './sqlite/opening.js';
import { Pages, pageEventsMax } from './sqlite/pages.js';
import { readAll, readStream } from './sqlite/reads.js';
import { Bell, follow } from './subscription.js';

/** How often a subscription looks for other processes' appends, in milliseconds. */
const pollMs = 50;

function storeOver(path: string, connections: Connections, waitMs: number): EventStore {
  const { writer, reader, file, leave } = connections;
  const bell = new Bell();
  const appends = writer === null ? null : new GroupCommit(writer, path, waitMs, () => bell.ring());
  const pages = new Pages(reader, path);
  const census = new Census(reader, path, pages);
  const excerpts = new Excerpts(reader, path);
  let closing: Promise<void> | null = null;

  const refuseIfClosed = () => {
    if (closing !== null) throw new StoreFailure(closed(path));
  };
  const open = { pages, refuseIfClosed };

  async function closeAll(): Promise<void> {
    await appends?.drained();
    bell.ring();
    // The writer last: its close copies what is left of the write-ahead log into the file.
    reader.close();
    writer?.close();
    leave();
  }

  return {
    takesInTurn: true,
    append: (stream, expected, events) => async () => {
      if (closing !== null) return E.left(closed(path));
      const admitted = admit(stream, expected, events);
      if (E.isLeft(admitted)) return admitted;
      return appends === null ? E.left(readOnly(path)) : appends.append(admitted.right);
    },
    readStream: (stream, options) => readStream(open, stream, options),
    readAll: (options) => readAll(open, options),
    count: async () => {
      refuseIfClosed();
      return census.count();
    },
    streams: async () => {
      refuseIfClosed();
      return census.streams();
    },
    idsOf: async (stream, type) => {
      refuseIfClosed();
      return excerpts.idsOf(stream, type);
    },
    textsOf: async (stream, type, key) => {
      refuseIfClosed();
      return excerpts.textsOf(stream, type, key);
    },
    subscribe: ({ after }) =>
      follow(
        {
          page: (last) => {
            refuseIfClosed();
            return pages.log(admitPosition(last), Number.MAX_SAFE_INTEGER, pageEventsMax);
          },
          bell,
          pollMs,
          isClosed: () => closing !== null,
        },
        after,
      ),
    audit: async function* () {
      refuseIfClosed();
      yield* auditFile(file);
    },
    close: () => {
      closing ??= closeAll();
      return closing;
    },
  };
}

/**
 * Opens the file, or makes it where there is none; its folder has to exist.
 *
 * @param options.lockWaitMs how long an append waits for another process's lock; 5 s unless given
 */
export const sqliteStore =
  (
    file: string,
    options: { readonly lockWaitMs?: number } = {},
  ): TaskEither<StoreError, EventStore> =>
  () => {
    const path = resolve(file);
    const waitMs = options.lockWaitMs ?? lockWaitMs;
    return openFile(path, (connections) => storeOver(path, connections, waitMs));
  };
