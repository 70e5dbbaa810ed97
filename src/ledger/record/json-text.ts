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

const keysOf = (value: object): Iterable<string> =>
  Array.isArray(value) ? Array.from(value.keys(), String) : Object.keys(value);

const placeOf = (path: string, name: string): string => (path === '' ? name : `${path}.${name}`);

/** What a program's own code, a getter or a proxy, throws when it is read. */
const whatThrew = (thrown: unknown): string => {
  try {
    return `an error (${thrown instanceof Error ? thrown.message : String(thrown)})`;
  } catch {
    return 'an error';
  }
};

const noJsonIn = (read: () => unknown, key: string, path: string, depth: number): NoJson | null => {
  let value: unknown;
  let names: ReadonlyArray<string> = [];
  try {
    value = written(read(), key);
    if (isJsonScalar(value)) return null;
    if (typeof value !== 'object' || value === null)
      return { path, got: typeof value === 'function' ? 'a function' : String(value) };
    if (depth === jsonDepthMax)
      return { path, got: `more than ${jsonDepthMax} values inside each other` };
    names = [...keysOf(value)];
  } catch (thrown) {
    return { path, got: whatThrew(thrown) };
  }
  for (const name of names) {
    const found = noJsonIn(
      () => Reflect.get(Object(value), name),
      name,
      placeOf(path, name),
      depth + 1,
    );
    if (found !== null) return found;
  }
  return null;
};

const refused = ({ path, got }: NoJson): E.Either<string, never> =>
  E.left(
    `${path === '' ? 'the filing' : path}: expected JSON (text, a finite number, true, false, null, a list or an object), got ${got}. Give null, or leave the field out, where the document says nothing`,
  );

/** The value as JSON text, or what in it is not JSON. */
export const jsonText = (value: unknown): E.Either<string, string> => {
  const found = noJsonIn(() => value, '', '', 0);
  if (found !== null) return refused(found);
  try {
    return E.right(JSON.stringify(value));
  } catch (thrown) {
    // What reads otherwise the second time.
    return refused({ path: '', got: whatThrew(thrown) });
  }
};
