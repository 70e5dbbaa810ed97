/** Opening the store that a URL names. */
import * as E from 'fp-ts/lib/Either.js';
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import type { EventStore, StoreError } from './port.js';
import { type OpenOptions, partsOf, schemes, unknownUrl } from './scheme.js';

export type { OpenOptions };

/** Opens the store that `url` names; `memory:` is a new one each time. */
export const openStore =
  (url: string, options: OpenOptions = {}): TaskEither<StoreError, EventStore> =>
  async () => {
    const { name, scheme, rest } = partsOf(url);
    if (scheme !== null) return scheme.open(rest, url, options);
    const known = Object.values(schemes).map(({ example }) => example);
    // What follows the scheme may hold a password.
    const got = name === null ? JSON.stringify(url) : `the scheme ${JSON.stringify(name)}`;
    return E.left(unknownUrl(`a store is named by ${known.join(' or ')}; got ${got}`));
  };
