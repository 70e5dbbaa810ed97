/** The kinds of store, each by the scheme of its URLs. A driver is loaded only when it is opened. */
import { resolve } from 'node:path';
import * as E from 'fp-ts/lib/Either.js';
import type { Notify } from './eventstoredb/signal.js';
import type { EventStore, StoreError } from './port.js';

export interface OpenOptions {
  /** Told what an adapter does on its own account: retries, reconnections. */
  readonly notify?: Notify;
}

export interface Scheme {
  readonly example: string;
  /** The file that keeps the log; null where it is in none, or the URL names none. */
  file(rest: string): string | null;
  /** Whether all who open one URL have the same log. */
  readonly shared: boolean;
  /** Copies the log as it is at one instant into a file; null where the store does so itself. */
  readonly backUp: ((rest: string, target: string) => Promise<E.Either<StoreError, void>>) | null;
  /** @param rest what follows the scheme's colon */
  open(rest: string, url: string, options: OpenOptions): Promise<E.Either<StoreError, EventStore>>;
}

export const unknownUrl = (message: string): StoreError => ({
  code: 'UNKNOWN_STORE_URL',
  blame: 'incorrect',
  message,
});

const sqliteFile = (rest: string): string | null =>
  rest === '' || rest.startsWith(':') ? null : rest;

const esdb: Omit<Scheme, 'example'> = {
  file: () => null,
  shared: true,
  backUp: null,
  open: async (_rest, url, options) =>
    (await import('./eventstoredb.js')).eventStoreDbStore(url, options)(),
};

export const schemes: Readonly<Record<string, Scheme>> = {
  sqlite: {
    example: 'sqlite:PATH',
    file: sqliteFile,
    shared: true,
    backUp: async (rest, target) =>
      (await import('./sqlite/backup.js')).backUpFile(resolve(rest), resolve(target)),
    open: async (rest) => {
      const file = sqliteFile(rest);
      return file === null
        ? E.left(unknownUrl('sqlite: needs the path of a file, as in sqlite:ledger.db'))
        : (await import('./sqlite.js')).sqliteStore(file)();
    },
  },
  memory: {
    example: 'memory:',
    file: () => null,
    shared: false,
    backUp: null,
    open: async (rest) =>
      rest === ''
        ? E.right((await import('./memory.js')).memoryStore())
        : E.left(unknownUrl(`memory: takes nothing after the colon, got ${JSON.stringify(rest)}`)),
  },
  esdb: { ...esdb, example: 'esdb://HOST:2113' },
  'esdb+discover': { ...esdb, example: 'esdb+discover://CLUSTER:2113' },
};

/** What a URL is made of; its scheme is null where there is no such kind of store. */
export const partsOf = (
  url: string,
): { readonly name: string | null; readonly scheme: Scheme | null; readonly rest: string } => {
  const colon = url.indexOf(':');
  if (colon < 0) return { name: null, scheme: null, rest: url };
  const name = url.slice(0, colon);
  const scheme = Object.hasOwn(schemes, name) ? (schemes[name] ?? null) : null;
  return { name, scheme, rest: url.slice(colon + 1) };
};
