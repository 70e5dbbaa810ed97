/** Parameters of a request: each is of a kind, known by name, and given as often as it may be. */
import * as E from 'fp-ts/lib/Either.js';
import type { LedgerError } from '../ledger/answers.js';

/** What a text has to look like; the ledger itself looks at days, instants and names. */
export type ParameterKind = 'text' | 'day' | 'when' | 'flag' | 'count';

export interface Parameter {
  readonly name: string;
  readonly kind: ParameterKind;
  readonly says: string;
  readonly required?: true;
  /** How often it may be given; once where missing. */
  readonly times?: number;
  readonly choices?: ReadonlyArray<string>;
  /** Of a count. */
  readonly most?: number;
}

/** Parameters as they were given, each looked at. */
export type Given = ReadonlyMap<string, ReadonlyArray<string>>;

const wrong = (message: string): E.Either<LedgerError, never> =>
  E.left({ code: 'INVALID_ARGUMENT', blame: 'incorrect', message });

const shown = (value: string): string => JSON.stringify(value.slice(0, 100));

const flags = ['true', 'false', ''];

const problemOf = ({ name, kind, choices, most }: Parameter, value: string): string | null => {
  if (choices !== undefined && !choices.includes(value))
    return `${name} is one of ${choices.join(', ')}; got ${shown(value)}`;
  if (kind === 'flag' && !flags.includes(value))
    return `${name} is true or false; got ${shown(value)}`;
  if (kind === 'count' && (!/^[1-9]\d{0,5}$/.test(value) || Number(value) > (most ?? 999_999)))
    return `${name} is a whole number from 1 to ${most ?? 999_999}; got ${shown(value)}`;
  if (kind !== 'flag' && value.trim() === '') return `${name} is empty; leave it out, or say which`;
  return null;
};

/** A parameter that nobody knows is a mistake: a misspelt one must not silently ask another thing. */
export const given = (
  parameters: ReadonlyArray<Parameter>,
  asked: URLSearchParams,
): E.Either<LedgerError, Given> => {
  const found = new Map<string, Array<string>>();
  for (const [name, value] of asked) {
    const parameter = parameters.find((one) => one.name === name);
    if (parameter === undefined)
      return wrong(
        `there is no parameter ${shown(name)} here; expected ${parameters.map((one) => one.name).join(', ') || 'none'}`,
      );
    const before = found.get(name) ?? [];
    const times = parameter.times ?? 1;
    if (before.length >= times)
      return wrong(
        `${name} is given more than ${times === 1 ? 'once' : `${times} times`}; expected ${times === 1 ? 'it once' : 'no more'}`,
      );
    const problem = problemOf(parameter, value);
    if (problem !== null) return wrong(problem);
    found.set(name, [...before, value]);
  }
  const lacking = parameters.find((one) => one.required === true && !found.has(one.name));
  return lacking === undefined
    ? E.right(found)
    : wrong(`${lacking.name} is missing: ${lacking.says}`);
};

export const one = (from: Given, name: string): string | undefined => from.get(name)?.[0];

export const all = (from: Given, name: string): ReadonlyArray<string> => from.get(name) ?? [];

export const flag = (from: Given, name: string): boolean => {
  const value = one(from, name);
  return value !== undefined && value !== 'false';
};

/** Those of the names that were given, as members of a query. */
export const picked = <K extends string>(
  from: Given,
  ...names: ReadonlyArray<K>
): { readonly [P in K]?: string } => {
  const found: { [P in K]?: string } = {};
  for (const name of names) {
    const value = one(from, name);
    if (value !== undefined) found[name] = value;
  }
  return found;
};

/** Parameters that several questions have. */
export const parameters = {
  insider: {
    name: 'insider',
    kind: 'text',
    says: 'a CIK, a provisional id, or a name that fits one insider only',
  },
  issuer: { name: 'issuer', kind: 'text', says: 'a CIK or a trading symbol' },
  asOf: {
    name: 'asOf',
    kind: 'day',
    says: 'the day asked about; today in Washington if not given',
  },
  knownBy: {
    name: 'knownBy',
    kind: 'when',
    says: 'what the public could know by then: a day (to 22:00 ET) or an instant; now if not given',
  },
  recordedBy: {
    name: 'recordedBy',
    kind: 'when',
    says: 'what this ledger held by then: an instant or a day; now if not given',
  },
  from: { name: 'from', kind: 'day', says: 'the first day' },
  to: { name: 'to', kind: 'day', says: 'the last day' },
  cursor: { name: 'cursor', kind: 'text', says: 'the `next` of the page before' },
  limit: { name: 'limit', kind: 'count', most: 1_000, says: 'of a page; everything if not given' },
} as const satisfies Readonly<Record<string, Parameter>>;
