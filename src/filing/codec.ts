/**
 * The few io-ts combinators from which every shape on the wire is made.
 *
 * What is missing or empty is left out of the encoded form and comes back as `null` or `[]`;
 * a key that is not in the shape is an error, so that a misspelt field is never dropped in
 * silence. Each codec carries its JSON Schema, so that codec and published schema cannot differ.
 */
import * as E from 'fp-ts/lib/Either.js';
import * as t from 'io-ts';
import {
  type ClockInstant,
  type Day,
  type Instant,
  isDay,
  parseClockInstant,
  parseInstant,
} from './calendar.js';
import { type Decimal, isDecimalText, parseDecimal, printDecimal } from './decimal.js';

export type JsonSchema = { readonly [key: string]: unknown };

export interface Codec<A> extends t.Type<A, unknown, unknown> {
  readonly schema: JsonSchema;
  /**
   * Whether `decode` reads a value, told without making what it says: asked of everything that is
   * about to be written for ever.
   */
  readonly reads: (u: unknown) => boolean;
  /**
   * Canonical JSON of what `encode` makes of a value, where that can be read again; `undefined`
   * where the key is left out, and `null` where `encode` and `reads` are to be asked.
   */
  readonly write: (a: A) => string | null | undefined;
  /** True where the key may be left out of a record. */
  readonly optional: boolean;
}

type Parts<A> = Pick<Codec<A>, 'schema' | 'reads' | 'write'>;

const codec = <A>(type: t.Type<A, unknown, unknown>, parts: Parts<A>, optional = false) =>
  Object.assign(type, { ...parts, optional }) as Codec<A>;

/** A text in which nothing has to be escaped, as JSON. */
const quoted = (plain: string): string => `"${plain}"`;

const parsed = <A>(
  name: string,
  is: (u: unknown) => u is A,
  parse: (text: string) => A | null,
  print: (a: A) => unknown,
  schema: JsonSchema,
  write: (a: A) => string | null,
  reads: (text: string) => boolean = (text) => parse(text) !== null,
): Codec<A> =>
  codec(
    new t.Type<A, unknown, unknown>(
      name,
      is,
      (u, c) => {
        const value = typeof u === 'string' ? parse(u) : null;
        return value === null ? t.failure(u, c, `expected ${name}`) : t.success(value);
      },
      print,
    ),
    {
      schema,
      reads: (u) => typeof u === 'string' && reads(u),
      write,
    },
  );

const isString = (u: unknown): u is string => typeof u === 'string';

// ---- scalars ----

export const text = (lengthMax: number): Codec<string> =>
  parsed(
    `text of at most ${lengthMax} characters`,
    isString,
    (s) => (s.length <= lengthMax ? s : null),
    (s) => s,
    { type: 'string', maxLength: lengthMax },
    (s) => (isString(s) && s.length <= lengthMax ? JSON.stringify(s) : null),
  );

/** Text of a kind, which is told by its pattern. */
export const matching = <A extends string = string>(name: string, pattern: RegExp): Codec<A> =>
  parsed(
    name,
    (u): u is A => isString(u) && pattern.test(u),
    (s) => (pattern.test(s) ? (s as A) : null),
    (s) => s,
    { type: 'string', pattern: pattern.source, description: name },
    (s) => (isString(s) && pattern.test(s) ? JSON.stringify(s) : null),
  );

const hexDigitsOnly = /^[0-9a-f]*$/;

/** A digest in hex. Each event has several, so that they are counted before they are looked at. */
export const hexDigits = (count: number): Codec<string> => {
  const is = (s: string): boolean => s.length === count && hexDigitsOnly.test(s);
  const name = `${count} hex digits`;
  return parsed(
    name,
    (u): u is string => isString(u) && is(u),
    (s) => (is(s) ? s : null),
    (s) => s,
    { type: 'string', pattern: `^[0-9a-f]{${count}}$`, description: name },
    (s) => (isString(s) && is(s) ? quoted(s) : null),
  );
};

export const day: Codec<Day> = parsed(
  'a day as YYYY-MM-DD',
  (u): u is Day => isString(u) && isDay(u),
  (s) => (isDay(s) ? s : null),
  (s) => s,
  { type: 'string', format: 'date' },
  (s) => (isString(s) && isDay(s) ? quoted(s) : null),
);

export const instant: Codec<Instant> = parsed(
  'an instant as YYYY-MM-DDTHH:MM:SSZ',
  (u): u is Instant => isString(u) && parseInstant(u) === u,
  parseInstant,
  (s) => s,
  { type: 'string', format: 'date-time' },
  (s) => (isString(s) && parseInstant(s) !== null ? quoted(s) : null),
);

/** An instant of the ledger's own clock, to the millisecond. */
export const clockInstant: Codec<ClockInstant> = parsed(
  'an instant as YYYY-MM-DDTHH:MM:SS.sssZ',
  (u): u is ClockInstant => isString(u) && parseClockInstant(u) === u,
  parseClockInstant,
  (s) => s,
  { type: 'string', format: 'date-time' },
  (s) => (isString(s) && parseClockInstant(s) !== null ? quoted(s) : null),
);

const writtenDecimal = (value: Decimal): string | null => {
  const text = printDecimal(value);
  return isDecimalText(text) ? quoted(text) : null;
};

const isDecimal = (u: unknown): u is Decimal =>
  typeof u === 'object' && u !== null && 'toFixed' in u;

export const decimal: Codec<Decimal> = parsed(
  'a decimal number as text (a JSON string) without a sign, such as "1000" or "122.977"',
  isDecimal,
  parseDecimal,
  printDecimal,
  { type: 'string', pattern: '^(\\d+(\\.\\d*)?|\\.\\d+)$' },
  writtenDecimal,
  isDecimalText,
);

export const oneOf = <const A extends string>(...values: ReadonlyArray<A>): Codec<A> => {
  const known: ReadonlySet<string> = new Set(values);
  const texts = new Map<string, string>(values.map((value) => [value, JSON.stringify(value)]));
  return parsed(
    `one of ${values.join(', ')}`,
    (u): u is A => isString(u) && known.has(u),
    (s) => (known.has(s) ? (s as A) : null),
    (s) => s,
    { enum: values },
    (s) => texts.get(s) ?? null,
  );
};

export const integer = (min: number, max: number): Codec<number> => {
  const is = (u: unknown): u is number =>
    Number.isInteger(u) && Number(u) >= min && Number(u) <= max;
  const name = `a whole number from ${min} to ${max}`;
  return codec(
    new t.Type<number, unknown, unknown>(
      name,
      is,
      (u, c) => (is(u) ? t.success(u) : t.failure(u, c, `expected ${name}`)),
      (n) => n,
    ),
    {
      schema: { type: 'integer', minimum: min, maximum: max },
      reads: is,
      write: (n) => (is(n) ? JSON.stringify(n) : null),
    },
  );
};

/**
 * Most values are right, and only an error says where it stands: a value is read without its
 * place, and once more with it where something is wrong.
 */
const nowhere: t.Context = [];

const errorsOf = (read: t.Validation<unknown>): t.Errors => (E.isLeft(read) ? read.left : []);

// ---- what may be missing ----

/** `null` where the value is missing. The key is left out of the encoded record then. */
export const nullable = <A>(of: Codec<A>): Codec<A | null> =>
  codec(
    new t.Type<A | null, unknown, unknown>(
      `${of.name} or nothing`,
      (u): u is A | null => u === null || of.is(u),
      (u, c) => (u === null || u === undefined ? t.success(null) : of.validate(u, c)),
      (a) => (a === null ? undefined : of.encode(a)),
    ),
    {
      schema: { anyOf: [of.schema, { type: 'null' }] },
      reads: (u) => u === null || u === undefined || of.reads(u),
      write: (a) => (a === null ? undefined : of.write(a)),
    },
    true,
  );

/** True or false, and nothing else. */
export const truth: Codec<boolean> = codec(t.boolean as t.Type<boolean, unknown, unknown>, {
  schema: { type: 'boolean' },
  reads: (u) => typeof u === 'boolean',
  write: (u) => (u === true ? 'true' : u === false ? 'false' : null),
});

/** True, false or unknown. A box that is not on the form is unknown, never false. */
export const flag: Codec<boolean | null> = nullable(truth);

const noEntries: ReadonlyArray<never> = [];

/** Empty where the key is missing, and left out where empty. */
export const list = <A>(of: Codec<A>, lengthMax: number): Codec<ReadonlyArray<A>> => {
  const write = (values: ReadonlyArray<A>): string | null | undefined => {
    if (!Array.isArray(values) || values.length > lengthMax) return null;
    if (values.length === 0) return undefined;
    let text = '[';
    for (let i = 0; i < values.length; i++) {
      const one = of.write(values[i] as A);
      if (typeof one !== 'string') return null;
      text += i === 0 ? one : `,${one}`;
    }
    return `${text}]`;
  };
  return codec(
    new t.Type<ReadonlyArray<A>, unknown, unknown>(
      `a list of ${of.name}`,
      (u): u is ReadonlyArray<A> => Array.isArray(u) && u.every(of.is),
      (u, c) => {
        if (u === undefined) return t.success(noEntries);
        if (!Array.isArray(u)) return t.failure(u, c, 'expected a list');
        if (u.length > lengthMax)
          return t.failure(u.length, c, `expected at most ${lengthMax} entries`);
        const values: Array<A> = [];
        for (let i = 0; i < u.length; i++) {
          const one = of.validate(u[i], nowhere);
          if (E.isLeft(one))
            return E.left(errorsOf(of.validate(u[i], t.appendContext(c, String(i), of, u[i]))));
          values.push(one.right);
        }
        return t.success(values);
      },
      (values) => (values.length === 0 ? undefined : values.map((v) => of.encode(v))),
    ),
    {
      schema: { type: 'array', items: of.schema, maxItems: lengthMax },
      reads: (u) =>
        u === undefined || (Array.isArray(u) && u.length <= lengthMax && u.every(of.reads)),
      write,
    },
    true,
  );
};

// ---- a form's field ----

/**
 * One box of the form. The value may be missing while a footnote stands in its place; `raw` is
 * the text as filed where the value had to be normalised (`2024-07-19-05:00`, `25.50`).
 */
export interface Field<A> {
  readonly value: A | null;
  readonly footnotes: ReadonlyArray<string>;
  readonly raw: string | null;
}

const noFootnotes: ReadonlyArray<string> = [];

export const emptyField: Field<never> = { value: null, footnotes: noFootnotes, raw: null };

export const fieldOf = <A>(value: A | null): Field<A> =>
  value === null ? emptyField : { value, footnotes: noFootnotes, raw: null };

/** A field of which more is said than its value, as it stands on the wire. */
interface Stated {
  readonly value?: unknown;
  readonly footnotes?: unknown;
  readonly raw?: unknown;
}

const isText = (u: unknown): u is ReadonlyArray<string> => Array.isArray(u) && u.every(isString);

/** Longest text as filed beside a value, and most footnotes on one box. */
export const rawLengthMax = 4_000;
export const footnotesPerFieldMax = 99;

/**
 * On the wire a field is left out where empty, the bare value where nothing else is said of it,
 * and `{value, footnotes, raw}` otherwise.
 */
export const field = <A>(of: Codec<A>): Codec<Field<A>> => {
  const whole = t.partial({
    value: nullable(of),
    footnotes: t.array(t.string),
    raw: t.union([t.string, t.null]),
  });
  const keys = new Set(['value', 'footnotes', 'raw']);
  const validate = (u: unknown, c: t.Context): t.Validation<Field<A>> => {
    if (u === undefined || u === null) return t.success(emptyField);
    if (typeof u !== 'object') {
      const value = of.validate(u, c);
      return E.isLeft(value)
        ? value
        : t.success({ value: value.right, footnotes: noFootnotes, raw: null });
    }
    for (const key in u)
      if (!keys.has(key)) return t.failure(u, c, `expected value, footnotes or raw, got ${key}`);
    const { value: stated = null, footnotes = noFootnotes, raw = null } = u as Stated;
    const read = stated === null ? t.success(null) : of.validate(stated, nowhere);
    if (E.isLeft(read) || !isText(footnotes) || !(raw === null || isString(raw)))
      return E.left(errorsOf(whole.validate(u, c)));
    if (footnotes.length > footnotesPerFieldMax)
      return t.failure(u, c, `expected at most ${footnotesPerFieldMax} footnotes`);
    if ((raw?.length ?? 0) > rawLengthMax)
      return t.failure(u, c, `expected raw text of at most ${rawLengthMax} characters`);
    return t.success({ value: read.right, footnotes, raw });
  };
  const reads = (u: unknown): boolean => {
    if (u === undefined || u === null) return true;
    if (typeof u !== 'object') return of.reads(u);
    for (const key in u) if (!keys.has(key)) return false;
    const { value = null, footnotes = noFootnotes, raw = null } = u as Stated;
    return (
      (value === null || of.reads(value)) &&
      isText(footnotes) &&
      footnotes.length <= footnotesPerFieldMax &&
      (raw === null || (isString(raw) && raw.length <= rawLengthMax))
    );
  };
  const write = (f: Field<A>): string | null | undefined => {
    if (f === emptyField) return undefined;
    const { value, footnotes, raw } = f;
    const text = value === null ? undefined : of.write(value);
    if (text === null || (text === undefined && value !== null)) return null;
    if (!isText(footnotes) || footnotes.length > footnotesPerFieldMax) return null;
    if (footnotes.length === 0 && raw === null) return text;
    if (raw !== null && (!isString(raw) || raw.length > rawLengthMax)) return null;
    const members: Array<string> = [];
    if (footnotes.length > 0) members.push(`"footnotes":${JSON.stringify(footnotes)}`);
    if (raw !== null) members.push(`"raw":${JSON.stringify(raw)}`);
    if (text !== undefined) members.push(`"value":${text}`);
    return `{${members.join(',')}}`;
  };
  const encode = (f: Field<A>): unknown => {
    const value = f.value === null ? null : of.encode(f.value);
    if (f.footnotes.length === 0 && f.raw === null) return value === null ? undefined : value;
    const out: Record<string, unknown> = {};
    if (f.footnotes.length > 0) out['footnotes'] = f.footnotes;
    if (f.raw !== null) out['raw'] = f.raw;
    if (value !== null) out['value'] = value;
    return out;
  };
  const schema: JsonSchema = {
    anyOf: [
      of.schema,
      { type: 'null' },
      {
        type: 'object',
        properties: {
          value: { anyOf: [of.schema, { type: 'null' }] },
          footnotes: { type: 'array', items: { type: 'string' }, maxItems: footnotesPerFieldMax },
          raw: { type: ['string', 'null'], maxLength: rawLengthMax },
        },
        additionalProperties: false,
      },
    ],
  };
  return codec(
    new t.Type<Field<A>, unknown, unknown>(
      `a field holding ${of.name}`,
      (u): u is Field<A> => typeof u === 'object' && u !== null && 'footnotes' in u,
      validate,
      encode,
    ),
    { schema, reads, write },
    true,
  );
};

// ---- records ----

// biome-ignore lint/suspicious/noExplicitAny: io-ts infers the record's type from its codecs
type AnyFields = { readonly [key: string]: Codec<any> };
export type RecordOf<F extends AnyFields> = { readonly [K in keyof F]: t.TypeOf<F[K]> };

/** A member of a record; those of one record stand in canonical order. */
export interface Member {
  readonly key: string;
  /** `"key":` */
  readonly named: string;
  // biome-ignore lint/suspicious/noExplicitAny: as above
  readonly of: Codec<any>;
}

const byKey = ([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number =>
  a < b ? -1 : 1;

/** An object with just these keys. It is encoded with its keys in order, as RFC 8785 wants them. */
export const record = <F extends AnyFields>(
  name: string,
  fields: F,
): Codec<RecordOf<F>> & { readonly fields: F; readonly members: ReadonlyArray<Member> } => {
  const entries = Object.entries(fields).sort(byKey);
  const members = entries.map(
    ([key, of]): Member => ({ key, named: `${JSON.stringify(key)}:`, of }),
  );
  const known = new Set(Object.keys(fields));
  const encoders = entries.map(([key, of]) => ({ key, encode: of.encode }));
  const decoders = entries.map(([key, of]) => ({
    key,
    of,
    /** What a key that is left out stands for. */
    missing: of.optional ? of.validate(undefined, nowhere) : null,
  }));
  const type = new t.Type<RecordOf<F>, unknown, unknown>(
    name,
    (u): u is RecordOf<F> =>
      typeof u === 'object' && u !== null && entries.every(([k, c]) => c.is(Reflect.get(u, k))),
    (u, c) => {
      if (typeof u !== 'object' || u === null || Array.isArray(u))
        return t.failure(u, c, `expected an object: ${name}`);
      for (const key in u)
        if (!known.has(key))
          return t.failure(u, t.appendContext(c, key, t.never), `${name} has no such field`);
      const out: Record<string, unknown> = {};
      // Indexed: this is where reading an event spends its time.
      for (let i = 0; i < decoders.length; i++) {
        const { key, of, missing } = decoders[i] as (typeof decoders)[number];
        const value: unknown = Reflect.get(u, key);
        const one = value === undefined && missing !== null ? missing : of.validate(value, nowhere);
        if (E.isLeft(one))
          return E.left(errorsOf(of.validate(value, t.appendContext(c, key, of, value))));
        out[key] = one.right;
      }
      return t.success(out as RecordOf<F>);
    },
    (a) => {
      const out: Record<string, unknown> = {};
      // Indexed: this is where recording a filing spends its time.
      for (let i = 0; i < encoders.length; i++) {
        const { key, encode } = encoders[i] as (typeof encoders)[number];
        const value: unknown = encode(a[key]);
        if (value !== undefined) out[key] = value;
      }
      return out;
    },
  );
  const byName = new Map(entries);
  const requiredCount = entries.filter(([, of]) => !of.optional).length;
  const reads = (u: unknown): boolean => {
    if (typeof u !== 'object' || u === null || Array.isArray(u)) return false;
    let required = 0;
    // What is there only: most boxes of most rows are empty.
    for (const key in u) {
      const of = byName.get(key);
      if (of === undefined || !of.reads(Reflect.get(u, key))) return false;
      if (!of.optional) required += 1;
    }
    return required === requiredCount;
  };
  const write = (a: RecordOf<F>): string | null => {
    let text = '';
    for (let i = 0; i < members.length; i++) {
      const { key, named, of } = members[i] as (typeof members)[number];
      const member = of.write(a[key]);
      if (member === undefined) continue;
      if (member === null) return null;
      text += text === '' ? named : `,${named}`;
      text += member;
    }
    return `{${text}}`;
  };
  const schema: JsonSchema = {
    title: name,
    type: 'object',
    properties: Object.fromEntries(entries.map(([k, c]) => [k, c.schema])),
    required: entries.filter(([, c]) => !c.optional).map(([k]) => k),
    additionalProperties: false,
  };
  return Object.assign(codec(type, { schema, reads, write }), { fields, members });
};

/** The first thing wrong with a value: where, and what was expected. */
export const firstError = (errors: t.Errors): { path: string; message: string; got: unknown } => {
  const error = errors[0];
  if (error === undefined) return { path: '', message: 'not valid', got: undefined };
  const path = error.context
    .map((c) => c.key)
    .filter((k) => k !== '')
    .join('.');
  const expected = error.context[error.context.length - 1]?.type.name ?? 'a valid value';
  return { path, message: error.message ?? `expected ${expected}`, got: error.value };
};
