/**
 * Numbers of shares and values that stand on the wrong rows. A row has one or the other; the data
 * sets close the gap of what a row has not, so that in a filing with both some row has two and
 * another none. Whose they are cannot be told: they are kept as printed and count for no row.
 */
import type { Findings } from '../findings.js';
import type { Cells } from './value.js';

/** Of each pair a row has one: the form offers the choice. */
const choices = [
  ['TRANS_SHARES', 'TRANS_TOTAL_VALUE'],
  ['SHRS_OWND_FOLWNG_TRANS', 'VALU_OWND_FOLWNG_TRANS'],
  ['UNDLYNG_SEC_SHARES', 'UNDLYNG_SEC_VALUE'],
] as const;

const without = <R extends Cells>(row: R, columns: ReadonlyArray<string>): R => ({
  ...row,
  of: (column: string) => (columns.includes(column) ? '' : row.of(column)),
});

/** Rows of one table of one filing. */
export const amountsInPlace = <R extends Cells>(
  table: string,
  rows: ReadonlyArray<R>,
  findings: Findings,
): ReadonlyArray<R> => {
  const holds = (row: R, column: string): boolean => row.of(column).trim() !== '';
  const slipped = choices.filter(
    (pair) =>
      rows.some((row) => pair.every((column) => holds(row, column))) &&
      rows.some((row) => !pair.some((column) => holds(row, column))),
  );
  if (slipped.length === 0) return rows;
  const columns = slipped.flat();
  findings.warn(
    'AMOUNTS_SLIPPED',
    `${table} has rows with both and rows with neither of ${slipped.map((pair) => pair.join(' and ')).join(', ')}; whose they are cannot be told, they count for no row. The document tells`,
  );
  for (const row of rows)
    for (const column of columns)
      if (holds(row, column)) findings.keepAsFiled(`${row.path}.${column}`, row.of(column));
  return rows.map((row) => without(row, columns));
};
