/** The boxes of a row, each once: how it is read, what may be put into it, and its footnotes. */
import type { CorrectableField, RowReported } from '../../src/event/catalogue.js';
import { isDay } from '../../src/filing/calendar.js';
import { type Field, fieldOf } from '../../src/filing/codec.js';
import { type Decimal, parseDecimal } from '../../src/filing/decimal.js';

type Terms = NonNullable<RowReported['terms']>;
type Underlying = NonNullable<Terms['underlying']>;
type Coding = NonNullable<RowReported['coding']>;

export type BoxValue = Decimal | string | boolean | null;

/** What is read out of a box: its value, and the footnotes that hang on it. */
interface Content {
  readonly value: BoxValue;
  readonly footnotes: ReadonlyArray<string>;
}

export interface Box {
  readonly name: string;
  /** Null where the row has no such box: the terms of a share. */
  readonly read: (row: RowReported) => Content | null;
  /** The row with this in the box, as text. */
  readonly put: (row: RowReported, to: string | null) => RowReported;
  /** What may be in the box, in words; null where it may be `to`. */
  readonly refuses: (to: string | null) => string | null;
}

/** A box that is read and never corrected. */
export type ReadBox = Pick<Box, 'name' | 'read'>;

// ---- kinds of values ----

interface Kind<A extends BoxValue> {
  readonly parse: (to: string | null) => A | null;
  readonly refuses: (to: string) => string | null;
}

const text: Kind<string> = { parse: (to) => to, refuses: () => null };
const day: Kind<string> = {
  parse: (to) => (to !== null && isDay(to) ? to : null),
  refuses: (to) => (isDay(to) ? null : `expected a day as YYYY-MM-DD, got ${to}`),
};
const decimal: Kind<Decimal> = {
  parse: (to) => (to === null ? null : parseDecimal(to)),
  refuses: (to) => (parseDecimal(to) === null ? `expected a decimal number, got ${to}` : null),
};
const code: Kind<string> = {
  parse: (to) => to,
  refuses: (to) =>
    /^[A-JL-MO-PSU-XZ]$/.test(to)
      ? null
      : `expected a transaction code of the form's instructions, got ${to}`,
};
const oneOf = <A extends string>(...values: ReadonlyArray<A>): Kind<A> => ({
  parse: (to) => values.find((v) => v === to) ?? null,
  refuses: (to) =>
    values.some((v) => v === to) ? null : `expected one of ${values.join(' ')}, got ${to}`,
});

const never = 'it cannot be empty: without it a row belongs to no position';

const refusing = (kind: Kind<BoxValue>, mayBeEmpty: boolean) => (to: string | null) => {
  if (!mayBeEmpty && (to === null || to.trim() === '')) return never;
  return to === null ? null : kind.refuses(to);
};

// ---- where boxes are ----

type FieldName = {
  [K in keyof RowReported]: RowReported[K] extends Field<BoxValue & {}> ? K : never;
}[keyof RowReported];

const ofRow = <A extends BoxValue>(
  name: FieldName,
  kind: Kind<A>,
  { mayBeEmpty = true } = {},
): Box => ({
  name,
  read: (row) => row[name],
  put: (row, to) => ({ ...row, [name]: fieldOf<A>(kind.parse(to)) }),
  refuses: refusing(kind, mayBeEmpty),
});

/** Code, form and equity swap share one box and its footnotes. */
const ofCoding = (
  name: string,
  member: 'form' | 'code' | 'equitySwap',
  kind: Kind<string>,
): Box => ({
  name,
  read: ({ coding }) =>
    coding && { value: coding[member], footnotes: member === 'form' ? coding.footnotes : [] },
  put: (row, to) => ({
    ...row,
    coding: { ...(row.coding ?? noCoding), [member]: kind.parse(to) },
  }),
  refuses: refusing(kind, true),
});

const noCoding: Coding = { form: null, code: null, equitySwap: null, footnotes: [] };

const ofTerms = <A extends BoxValue>(
  name: 'exercisePrice' | 'exercisableOn' | 'expiresOn',
  kind: Kind<A>,
): Box => ({
  name,
  read: ({ terms }) => terms?.[name] ?? null,
  put: (row, to) =>
    row.terms === null
      ? row
      : { ...row, terms: { ...row.terms, [name]: fieldOf<A>(kind.parse(to)) } },
  refuses: refusing(kind, true),
});

const noUnderlying: Underlying = {
  security: fieldOf<string>(null),
  shares: fieldOf<Decimal>(null),
  value: fieldOf<Decimal>(null),
};

const ofUnderlying = <A extends BoxValue>(
  name: string,
  member: keyof Underlying,
  kind: Kind<A>,
): Box => ({
  name,
  read: ({ terms }) => terms?.underlying?.[member] ?? null,
  put: (row, to) => {
    if (row.terms === null) return row;
    const underlying = {
      ...(row.terms.underlying ?? noUnderlying),
      [member]: fieldOf<A>(kind.parse(to)),
    };
    return { ...row, terms: { ...row.terms, underlying } };
  },
  refuses: refusing(kind, true),
});

// ---- the boxes ----

/** In the order of the form, by the names under which answers show them. */
export const boxes: Readonly<Record<CorrectableField, Box>> = {
  security: ofRow('security', text, { mayBeEmpty: false }),
  transactionDate: ofRow('transactionDate', day),
  deemedExecutionDate: ofRow('deemedExecutionDate', day),
  formType: ofCoding('formType', 'form', oneOf('3', '4', '5')),
  code: ofCoding('code', 'code', code),
  shares: ofRow('shares', decimal),
  totalValue: ofRow('totalValue', decimal),
  price: ofRow('price', decimal),
  acquiredDisposed: ofRow('acquiredDisposed', oneOf('A', 'D')),
  sharesFollowing: ofRow('sharesFollowing', decimal),
  valueFollowing: ofRow('valueFollowing', decimal),
  ownership: ofRow('ownership', oneOf('D', 'I'), { mayBeEmpty: false }),
  nature: ofRow('nature', text),
  exercisePrice: ofTerms('exercisePrice', decimal),
  exercisableOn: ofTerms('exercisableOn', day),
  expiresOn: ofTerms('expiresOn', day),
  underlyingSecurity: ofUnderlying('underlyingSecurity', 'security', text),
  underlyingShares: ofUnderlying('underlyingShares', 'shares', decimal),
  underlyingValue: ofUnderlying('underlyingValue', 'value', decimal),
};

const equitySwap: ReadBox = {
  name: 'equitySwap',
  read: ({ coding }) => coding && { value: coding.equitySwap, footnotes: [] },
};
const timeliness: ReadBox = { name: 'timeliness', read: (row) => row.timeliness };

/** Footnotes on any box of a row, in the order of the boxes. */
export const footnoteIdsOf = (row: RowReported): ReadonlyArray<string> => {
  const ids: Array<string> = [];
  for (const { read } of allBoxes) for (const id of read(row)?.footnotes ?? []) ids.push(id);
  return ids;
};

/** All of them, those that nobody corrects included, in the order in which answers list them. */
export const allBoxes: ReadonlyArray<ReadBox> = Object.values(boxes).flatMap((box) =>
  box.name === 'code' ? [box, equitySwap, timeliness] : [box],
);
