/** Which store a URL means. A driver is loaded only when its scheme is chosen. */
import * as E from 'fp-ts/lib/Either.js';
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import type { Notify } from './eventstoredb/signal.js';
import type { EventStore, StoreError } from './port.js';

type Opened = Promise<E.Either<StoreError, EventStore>>;

const unknownUrl = (message: string): StoreError => ({
  code: 'UNKNOWN_STORE_URL',
  blame: 'incorrect',
  message,
});

export interface OpenOptions {
  /** Told what an adapter does on its own account: retries, reconnections. */
  readonly notify?: Notify;
}

interface Scheme {
  readonly example: string;
  /** @param rest what follows the scheme's colon */
  open(rest: string, url: string, options: OpenOptions): Opened;
}

const openEsdb: Scheme['open'] = async (_rest, url, options) =>
  (await import('./eventstoredb.js')).eventStoreDbStore(url, options)();

const schemes: Readonly<Record<string, Scheme>> = {
  sqlite: {
    example: 'sqlite:PATH',
    open: async (path) => {
      if (path === '' || path.startsWith(':')) {
        return E.left(unknownUrl('sqlite: needs the path of a file, as in sqlite:ledger.db'));
      }
      return (await import('./sqlite.js')).sqliteStore(path)();
    },
  },
  memory: {
    example: 'memory:',
    open: async (rest) =>
      rest === ''
        ? E.right((await import('./memory.js')).memoryStore())
        : E.left(unknownUrl(`memory: takes nothing after the colon, got ${JSON.stringify(rest)}`)),
  },
  esdb: { example: 'esdb://HOST:2113', open: openEsdb },
  'esdb+discover': { example: 'esdb+discover://CLUSTER:2113', open: openEsdb },
};

/** Opens the store that `url` names; `memory:` is a new one each time. */
export const openStore =
  (url: string, options: OpenOptions = {}): TaskEither<StoreError, EventStore> =>
  async () => {
    const colon = url.indexOf(':');
    const name = url.slice(0, Math.max(colon, 0));
    const scheme = Object.hasOwn(schemes, name) ? schemes[name] : undefined;
    if (scheme !== undefined) return scheme.open(url.slice(colon + 1), url, options);
    const known = Object.values(schemes).map(({ example }) => example);
    // What follows the scheme may hold a password.
    const got = colon < 0 ? JSON.stringify(url) : `the scheme ${JSON.stringify(name)}`;
    return E.left(unknownUrl(`a store is named by ${known.join(' or ')}; got ${got}`));
  };
