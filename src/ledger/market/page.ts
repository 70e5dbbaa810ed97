/** Pages of whole insiders. */

import { fail, invalidArgument } from '../../answer/error.js';
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
  Number.isInteger(limit) && limit > 0
    ? { after: cursor, count: limit }
    : fail(invalidArgument(`a page has one insider or more; got ${limit}`));

/** Where the next page begins; null after the last. */
export const nextOf = ({ scope, more }: About): string | null =>
  more && 'through' in scope ? scope.through : null;
