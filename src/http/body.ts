/** Bodies of requests: JSON objects of which every member is known, and of its kind. */
import * as E from 'fp-ts/lib/Either.js';
import { type Problem, problem } from './problem.js';

export type FieldKind = 'text' | 'flag' | 'texts' | 'changes' | 'object';

export interface Field {
  readonly name: string;
  readonly kind: FieldKind;
  readonly required?: true;
  readonly says: string;
}

export type Body = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isText = (value: unknown): value is string => typeof value === 'string';

const expected: Readonly<Record<FieldKind, string>> = {
  text: 'text',
  flag: 'true or false',
  texts: 'a list of texts',
  changes: 'an object of texts, null where a field is emptied',
  object: 'an object',
};

const is: Readonly<Record<FieldKind, (value: unknown) => boolean>> = {
  text: isText,
  flag: (value) => typeof value === 'boolean',
  texts: (value) => Array.isArray(value) && value.every(isText),
  changes: (value) =>
    isObject(value) && Object.values(value).every((one) => one === null || isText(one)),
  object: isObject,
};

const invalid = (detail: string): E.Either<Problem, never> =>
  E.left(problem(400, 'INVALID_ARGUMENT', detail));

const shown = (value: unknown): string => (JSON.stringify(value) ?? 'nothing').slice(0, 100);

export const bodyOf = (fields: ReadonlyArray<Field>, value: unknown): E.Either<Problem, Body> => {
  if (!isObject(value)) return invalid(`the body is a JSON object; got ${shown(value)}`);
  const known = fields.map(({ name }) => name);
  const stranger = Object.keys(value).find((name) => !known.includes(name));
  if (stranger !== undefined)
    return invalid(`there is no member ${shown(stranger)} here; expected ${known.join(', ')}`);
  for (const { name, kind, required, says } of fields) {
    const member = Object.hasOwn(value, name) ? value[name] : undefined;
    if (member === undefined && required === true) return invalid(`${name} is missing: ${says}`);
    if (member !== undefined && !is[kind](member))
      return invalid(`${name} is ${expected[kind]}; got ${shown(member)}`);
  }
  return E.right(value);
};

export const jsonIn = (text: string): E.Either<Problem, unknown> => {
  try {
    return E.right(JSON.parse(text) as unknown);
  } catch (thrown) {
    return invalid(
      `the body is not JSON: ${thrown instanceof Error ? thrown.message.slice(0, 200) : 'it cannot be read'}`,
    );
  }
};

/** A member that was found to be text. */
export const textIn = (body: Body, name: string): string => {
  const value = body[name];
  return typeof value === 'string' ? value : '';
};

export const flagIn = (body: Body, name: string): boolean => body[name] === true;

/** Those of the members that were given. */
export const pickedIn = (body: Body, ...names: ReadonlyArray<string>): Body =>
  Object.fromEntries(
    names.flatMap((name) => (body[name] === undefined ? [] : [[name, body[name]]])),
  );
