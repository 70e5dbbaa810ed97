/**
 * A program's value as JSON, where it is JSON: `JSON.stringify` writes `null` for what is no
 * number, and leaves out what is undefined, and a quantity that was lost on its way here would be
 * recorded as one that the document leaves out.
 */
import * as E from 'fp-ts/lib/Either.js';
import { jsonDepthMax } from '../../filing/json.js';

interface NoJson {
  readonly path: string;
  readonly got: string;
}

const isJsonScalar = (value: unknown): boolean =>
  typeof value === 'string' ||
  typeof value === 'boolean' ||
  value === null ||
  (typeof value === 'number' && Number.isFinite(value));

/** Dates and decimals say themselves how they are written. */
const written = (value: unknown, key: string): unknown => {
  const toJson: unknown = Reflect.get(Object(value), 'toJSON');
  return typeof value === 'object' && value !== null && typeof toJson === 'function'
    ? Reflect.apply(toJson, value, [key])
    : value;
};

const membersOf = (value: object): ReadonlyArray<readonly [string, unknown]> =>
  Array.isArray(value)
    ? Array.from(value, (item: unknown, i) => [String(i), item] as const)
    : Object.entries(value);

const noJsonIn = (given: unknown, key: string, path: string, depth: number): NoJson | null => {
  const value = written(given, key);
  if (isJsonScalar(value)) return null;
  if (typeof value !== 'object' || value === null)
    return { path, got: typeof value === 'function' ? 'a function' : String(value) };
  if (depth === jsonDepthMax)
    return { path, got: `more than ${jsonDepthMax} values inside each other` };
  for (const [name, member] of membersOf(value)) {
    const found = noJsonIn(member, name, path === '' ? name : `${path}.${name}`, depth + 1);
    if (found !== null) return found;
  }
  return null;
};

/** The value as JSON text, or what in it is not JSON. */
export const jsonText = (value: unknown): E.Either<string, string> => {
  const found = noJsonIn(value, '', '', 0);
  if (found === null) return E.right(JSON.stringify(value));
  const { path, got } = found;
  return E.left(
    `${path === '' ? 'the filing' : path}: expected JSON (text, a finite number, true, false, null, a list or an object), got ${got}. Give null, or leave the field out, where the document says nothing`,
  );
};
