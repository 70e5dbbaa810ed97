/** Values as the form prints them: `08/20/2024`, `$1,234.50`. */
import { type Day, isDay } from '../../calendar.js';
import { emptyField, type Field } from '../../codec.js';
import { type Decimal, parseDecimal, printDecimal } from '../../decimal.js';
import type { MarkedText } from './mark.js';

const usDate = /^(\d{1,2})[/-](\d{1,2})[/-](\d{4})$/;
const usDateWithin = /(?<![\d/])\d{1,2}\/\d{1,2}\/\d{4}(?![\d/])/;

/** The day that a text states as MM/DD/YYYY or YYYY-MM-DD, or null. */
export const dayOf = (text: string): Day | null => {
  if (isDay(text)) return text;
  const parts = usDate.exec(text);
  if (parts === null) return null;
  const day = `${parts[3]}-${parts[1]?.padStart(2, '0')}-${parts[2]?.padStart(2, '0')}`;
  return isDay(day) ? day : null;
};

/** The first US date inside a text. */
export const dateWithin = (text: string): string | null => usDateWithin.exec(text)?.[0] ?? null;

const amountText = /^(\$?) ?((?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?|\.\d+)$/;

export interface Amount {
  readonly value: Decimal;
  /** Printed with a dollar sign: money, where the column may hold shares or a value. */
  readonly money: boolean;
}

/** The number a cell states, or null where it states none. */
export const amountOf = (text: string): Amount | null => {
  if (text.length > 40) return null;
  const parts = amountText.exec(text);
  if (parts === null) return null;
  const value = parseDecimal((parts[2] ?? '').replaceAll(',', ''));
  return value === null ? null : { value, money: parts[1] === '$' };
};

const field = <A>(cell: MarkedText | null, value: A | null, printed: string): Field<A> =>
  cell === null || (value === null && cell.marks.length === 0)
    ? emptyField
    : {
        value,
        footnotes: cell.marks,
        raw: value === null || cell.text === printed ? null : cell.text,
      };

export const dayField = (cell: MarkedText | null): Field<Day> => {
  const day = cell === null ? null : dayOf(cell.text);
  return field(cell, day, day ?? '');
};

export const amountField = (cell: MarkedText | null): Field<Decimal> => {
  const amount = cell === null ? null : amountOf(cell.text);
  return field(cell, amount?.value ?? null, amount === null ? '' : printDecimal(amount.value));
};

export const textField = (cell: MarkedText | null): Field<string> =>
  field(cell, cell === null || cell.text === '' ? null : cell.text, cell?.text ?? '');

export const letterField = <A extends string>(
  cell: MarkedText | null,
  letters: ReadonlyArray<A>,
): Field<A> => {
  const letter = letters.find((l) => l === cell?.text.toUpperCase()) ?? null;
  return field(cell, letter, letter ?? '');
};
