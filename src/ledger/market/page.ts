/** Pages of whole insiders. */
import type { Questions, Scope } from '../../readmodel/questions.js';
import { fail } from '../attempt.js';
import { invalidArgument } from '../error.js';

const pageInsiders = 1_000;

export const pageOf = (
  questions: Questions,
  { cursor = '', limit = pageInsiders }: { readonly cursor?: string; readonly limit?: number },
): { readonly scope: Scope; readonly next: string | null } | null => {
  if (!Number.isInteger(limit) || limit < 1)
    return fail(invalidArgument(`a page has one insider or more; got ${limit}`));
  const through = questions.through(cursor, limit);
  if (through === null) return null;
  const more = questions.through(through, 1) !== null;
  return { scope: { after: cursor, through }, next: more ? through : null };
};
