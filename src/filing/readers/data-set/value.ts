/**
 * One cell of a table. The data sets print dates as `27-SEP-2024` and whole numbers as `3844.0`:
 * these spellings are the format's own and say nothing more than the value, so only a text that
 * departs from them is kept as raw.
 */
import { type Day, isDay } from '../../calendar.js';
import { emptyField, type Field, footnotesPerFieldMax, rawLengthMax } from '../../codec.js';
import { Decimal, parseDecimal, printDecimal } from '../../decimal.js';
import type { Findings } from '../findings.js';

/** The cells of one line by column, and where it stands, for messages. */
export interface Cells {
  /** Empty where the column is missing. */
  readonly of: (column: string) => string;
  /** `DERIV_TRANS~2546260`. */
  readonly path: string;
}

/**
 * The text of a cell. A quote never spans cells or lines (QUOTE_NONE); but a text that holds
 * quotes is printed in quotes with its own doubled, as every such cell of 2024 Q3 is, and that is
 * undone. A text in plain quotes stays as it is.
 */
export const unquoted = (cell: string): string => {
  if (cell.length < 4 || !cell.startsWith('"') || !cell.endsWith('"')) return cell;
  const inner = cell.slice(1, -1);
  return inner.includes('""') && !inner.replaceAll('""', '').includes('"')
    ? inner.replaceAll('""', '"')
    : cell;
};

const months: ReadonlyMap<string, string> = new Map(
  'JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC'
    .split(' ')
    .map((name, i) => [name, String(i + 1).padStart(2, '0')]),
);
const printedDay = /^(\d{1,2})-([A-Za-z]{3})-(\d{4})$/;

/** `27-SEP-2024` or `2024-09-27`. */
export const dayOf = (text: string): Day | null => {
  const parts = printedDay.exec(text);
  const month = months.get(parts?.[2]?.toUpperCase() ?? '');
  const day =
    parts === null || month === undefined
      ? text
      : `${parts[3]}-${month}-${parts[1]?.padStart(2, '0')}`;
  return isDay(day) ? day : null;
};

const regularDay = /^\d{2}-[A-Z]{3}-\d{4}$/;
const scientific = /^-?\d{1,20}(?:\.\d{1,20})?E[+-]?\d{1,2}$/i;

/** The exact decimal; null where it has a sign, or more digits than a decimal is written with. */
export const decimalOf = (text: string): Decimal | null =>
  parseDecimal(scientific.test(text) ? printDecimal(new Decimal(text)) : text);

/** As the data sets print it: at least one digit after the point, and no zeros beyond. */
const isRegularDecimal = (text: string, value: Decimal): boolean => {
  const plain = printDecimal(value);
  return text === plain || text === `${plain}.0`;
};

const footnoteIdText = /^F\d{1,3}$/;

/** `F12, F13, F9`. */
export const footnotesOf = (
  cells: Cells,
  column: string,
  findings: Findings,
): ReadonlyArray<string> => {
  const text = cells.of(column).trim();
  if (text === '') return emptyField.footnotes;
  const good: Array<string> = [];
  for (const id of text.split(/[\s,;]+/).filter((part) => part !== ''))
    if (footnoteIdText.test(id)) good.push(id);
    else {
      findings.warnInvalid(`${cells.path}.${column}`, id, 'a footnote id such as F1');
      findings.keepUnknown(`${cells.path}.${column}`, id);
    }
  if (good.length > footnotesPerFieldMax)
    return findings.tooManyFootnotes(good.length, `${cells.path}.${column}`);
  return good;
};

/** Joined once for each column: a fresh text costs a hash at every look-up. */
const noteColumns = new Map<string, string>();
const noteColumnOf = (column: string): string => {
  const known = noteColumns.get(column);
  if (known !== undefined) return known;
  noteColumns.set(column, `${column}_FN`);
  return `${column}_FN`;
};

const field = <A>(
  cells: Cells,
  column: string,
  findings: Findings,
  read: (text: string) => { value: A | null; raw: string | null },
): Field<A> => {
  const footnotes = footnotesOf(cells, noteColumnOf(column), findings);
  const cell = cells.of(column);
  const text = cell.trim();
  if (text === '')
    return footnotes.length === 0 ? emptyField : { value: null, footnotes, raw: null };
  const { value, raw } = read(text);
  return {
    value,
    footnotes,
    raw: raw === null ? null : findings.limited(raw, rawLengthMax, `${cells.path}.${column}`),
  };
};

export const dayField = (cells: Cells, column: string, findings: Findings): Field<Day> =>
  field(cells, column, findings, (text) => {
    const value = dayOf(text);
    if (value === null)
      findings.warnInvalid(`${cells.path}.${column}`, text, 'a day as DD-MON-YYYY');
    return { value, raw: value !== null && regularDay.test(text) ? null : text };
  });

const decimalKind = 'a decimal number without a sign, of at most 40 characters written out';

export const decimalField = (cells: Cells, column: string, findings: Findings): Field<Decimal> =>
  field(cells, column, findings, (text) => {
    const value = decimalOf(text);
    if (value === null) findings.warnInvalid(`${cells.path}.${column}`, text, decimalKind);
    return { value, raw: value !== null && isRegularDecimal(text, value) ? null : text };
  });

export const textField = (
  cells: Cells,
  column: string,
  findings: Findings,
  lengthMax: number,
): Field<string> =>
  field(cells, column, findings, (text) => {
    const value = unquoted(text);
    return {
      value: findings.limited(value, lengthMax, `${cells.path}.${column}`),
      raw: value === text ? null : text,
    };
  });

export const letterField = <const A extends string>(
  cells: Cells,
  column: string,
  findings: Findings,
  letters: ReadonlyArray<A>,
): Field<A> =>
  field(cells, column, findings, (text) => {
    const value = letters.find((letter) => letter === text) ?? null;
    if (value === null)
      findings.warnInvalid(`${cells.path}.${column}`, text, `one of ${letters.join(', ')}`);
    return { value, raw: value === null ? text : null };
  });

/** 0, 1, true, false; empty is unknown. Anything else is kept as filed. */
export const flagOf = (cells: Cells, column: string, findings: Findings): boolean | null => {
  const text = cells.of(column).trim();
  if (text === '') return null;
  if (/^(?:1|true)$/i.test(text)) return true;
  if (/^(?:0|false)$/i.test(text)) return false;
  findings.invalid(`${cells.path}.${column}`, text, '0, 1, true or false');
  return null;
};

/** A text of the header; null where empty. As filed where quotes were undone. */
export const textOf = (
  cells: Cells,
  column: string,
  findings: Findings,
  lengthMax: number,
): string | null => {
  const cell = cells.of(column).trim();
  if (cell === '') return null;
  const text = unquoted(cell);
  if (text !== cell) findings.keepAsFiled(`${cells.path}.${column}`, cell);
  return findings.limited(text, lengthMax, `${cells.path}.${column}`);
};
