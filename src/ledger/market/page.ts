/** Pages of whole insiders. */

import { fail, invalidArgument } from '../../answer/error.js';
import { badCursor } from '../../answer/paging.js';
import { namesInsider } from '../../event/identity.js';
import type { About } from '../book/book.js';
import type { Asked } from '../book/reading.js';

export interface InsiderPaging {
  /** `next` of the page before; the first page where missing. */
  readonly cursor?: string;
  /** Insiders on a page. */
  readonly limit?: number;
}

const pageInsiders = 1_000;

export const pageOf = ({ cursor = '', limit = pageInsiders }: InsiderPaging): Asked =>
  !(Number.isInteger(limit) && limit > 0)
    ? fail(invalidArgument(`a page has one insider or more; got ${limit}`))
    : cursor === '' || namesInsider(cursor)
      ? { after: cursor, count: limit }
      : badCursor(cursor);

/** Where the next page begins; null after the last. */
export const nextOf = ({ scope, more }: About): string | null =>
  more && 'through' in scope ? scope.through : null;
