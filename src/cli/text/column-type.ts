/**
 * What the columns of sheets hold, by their names, which mean the same in every sheet: Parquet has
 * types for them, and docs/columns.md tells them.
 */

export type ColumnType =
  | 'text'
  | 'decimal'
  | 'date'
  | 'timestamp'
  | 'boolean'
  | 'integer'
  | 'number'
  | 'list';

type Cell = string | number | boolean | null | undefined;

const named = (names: string): ReadonlySet<string> => new Set(names.split(/\s+/));

/** Ids with spaces between, in CSV. */
const lists = named(
  `accessions choices conflicts fields filings findings forms formerSymbols jointWith modifiedOn
  positions possible replaced roles rows ruledBy rulings skipped transactions versions`,
);
const booleans = named(
  'box certain decisionStale inForce ok planTrade same stale stands undo finished',
);
const decimals =
  /^(computed|unexplained|amount|balance|stated|difference|expected|reported|acquired|disposed|net|gain|matched)(Before|After)?$|(quantity|shares|price|value|netValue|proceeds|bought|sold|sharesFollowing)(Before|After)?$/i;
const dates =
  /On$|On(Before|After)$|Date$|Day$|^(asOf|on|day|from|to|until|through|after|since|earliest|latest|barredAfter)$/;
const timestamps = /At$/;

/** By its name alone; numbers are told by what is there. */
const byName = (name: string): ColumnType =>
  lists.has(name)
    ? 'list'
    : booleans.has(name)
      ? 'boolean'
      : timestamps.test(name)
        ? 'timestamp'
        : dates.test(name)
          ? 'date'
          : decimals.test(name)
            ? 'decimal'
            : 'text';

/** Digits before and after the point: as many as decimal(38, 10) has. */
export const precision = 38;
export const scale = 10;
const decimal = new RegExp(`^-?(\\d{1,${precision - scale}})(?:\\.(\\d{1,${scale}}))?$`);
const date = /^\d{4}-\d\d-\d\d$/;
const timestamp = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,6})?(?:Z|[+-]\d\d:\d\d)$/;

/** Whether a value is of that type to the last digit. */
export const isOf = (type: ColumnType, value: Cell): boolean => {
  if (value == null || value === '') return true;
  switch (type) {
    case 'decimal':
      return typeof value === 'string' && decimal.test(value);
    case 'date':
      return typeof value === 'string' && date.test(value) && !Number.isNaN(Date.parse(value));
    case 'timestamp':
      return typeof value === 'string' && timestamp.test(value) && !Number.isNaN(Date.parse(value));
    case 'boolean':
      return typeof value === 'boolean';
    case 'integer':
      return Number.isSafeInteger(value);
    case 'number':
      return typeof value === 'number';
    case 'list':
      return typeof value === 'string';
    case 'text':
      return true;
  }
};

const byValues = (values: ReadonlyArray<Cell>): ColumnType | null => {
  const said = values.filter((value) => value != null);
  if (said.length === 0) return null;
  if (said.every((value) => typeof value === 'boolean')) return 'boolean';
  if (said.every((value) => Number.isSafeInteger(value))) return 'integer';
  return said.every((value) => typeof value === 'number') ? 'number' : null;
};

export interface TypedColumn {
  readonly name: string;
  readonly type: ColumnType;
  /** The first value for which its own type had to be given up; null where none is. */
  readonly unlike: string | null;
}

/** The type of a column whose first values these are. */
export const typed = (name: string, values: ReadonlyArray<Cell>): TypedColumn => {
  const type = byValues(values) ?? byName(name);
  const unlike = values.find((value) => !isOf(type, value));
  return unlike === undefined
    ? { name, type, unlike: null }
    : { name, type: 'text', unlike: String(unlike) };
};

const microsPerMilli = 1_000n;

const micros = (text: string): bigint => {
  const [, fraction = ''] = /\.(\d+)/.exec(text) ?? [];
  const below = BigInt(fraction.padEnd(6, '0').slice(3, 6));
  return BigInt(Date.parse(text)) * microsPerMilli + below;
};

const dayMs = 86_400_000;

/** As Parquet keeps it; null where it is empty. */
export const kept = (type: ColumnType, value: Cell): unknown => {
  if (value == null) return null;
  const text = String(value);
  if (type === 'list') return text === '' ? [] : text.split(' ');
  if (type === 'text') return text;
  if (text === '') return null;
  switch (type) {
    case 'decimal': {
      const [whole = '', fraction = ''] = text.split('.');
      return BigInt(whole + fraction.padEnd(scale, '0'));
    }
    case 'date':
      return Math.round(Date.parse(text) / dayMs);
    case 'timestamp':
      return micros(text);
    case 'integer':
      return BigInt(text);
    case 'boolean':
    case 'number':
      return value;
  }
};
