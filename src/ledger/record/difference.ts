/** Where two readings of one document disagree. */

import type { Difference } from '../../answer/error.js';
import { canonicalJson } from '../../event/canonical.js';

const shownLengthMax = 200;

const at = (value: unknown): string | null =>
  value === undefined
    ? null
    : typeof value === 'object' && value !== null
      ? canonicalJson(value).slice(0, shownLengthMax)
      : String(value);

/** Where two JSON values differ, leaf by leaf. */
export const differencesBetween = (
  recorded: unknown,
  got: unknown,
  path = '',
): ReadonlyArray<Difference> => {
  const isTree = (u: unknown): u is object => typeof u === 'object' && u !== null;
  if (!isTree(recorded) || !isTree(got))
    return at(recorded) === at(got) ? [] : [{ path, recorded: at(recorded), got: at(got) }];
  const keys = new Set([...Object.keys(recorded), ...Object.keys(got)]);
  return [...keys].flatMap((key) =>
    differencesBetween(
      Reflect.get(recorded, key),
      Reflect.get(got, key),
      path === '' ? key : `${path}.${key}`,
    ),
  );
};
