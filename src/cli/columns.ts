/**
 * `--columns`: which columns of an answer's sheet are shown, and in which order. One command runs at
 * a time, and every answer that it prints is shown so.
 */
import { UsageError } from './exit.js';
import type { Cells, Sheet } from './text/csv.js';
import type { Screen } from './text/screen.js';
import { type Column, table } from './text/table.js';

let chosen: ReadonlyArray<string> | null = null;

export const chooseColumns = (names: string | undefined, format: string): void => {
  chosen = names === undefined ? null : names.split(',').map((name) => name.trim());
  if (chosen !== null && (format === 'json' || format === 'ndjson'))
    throw new UsageError(`--columns is of a table, CSV and Parquet; ${format} has members`);
};

export const areChosen = (): boolean => chosen !== null;

const known = (header: ReadonlyArray<string>): ReadonlyArray<number> =>
  (chosen ?? []).map((name) => {
    const at = header.findIndex((one) => one.toLowerCase() === name.toLowerCase());
    if (at >= 0) return at;
    throw new UsageError(
      `there is no column ${JSON.stringify(name)} here; --columns takes of ${header.join(', ')}`,
    );
  });

/** The sheet with the columns that are chosen: all of them where none are. */
export const chosenOf = (sheet: Sheet): Sheet => {
  if (chosen === null) return sheet;
  const places = known(sheet.header);
  return {
    header: places.map((at) => sheet.header[at] ?? ''),
    rows: sheet.rows.map((row) => places.map((at) => row[at])),
  };
};

export const chosenCells = <A>(cells: Cells<A>): Cells<A> => {
  if (chosen === null) return cells;
  const all = Object.entries(cells);
  return Object.fromEntries(known(Object.keys(cells)).map((at) => all[at] as (typeof all)[number]));
};

type Row = Sheet['rows'][number];

const isNumber = (text: string): boolean => /^[+-]?\d+(\.\d+)?$/.test(text);

/** Named as an identifier, whose digits are no number. */
const isId = (name: string): boolean => /(id|cik|year)$/i.test(name);

/** A sheet as a table, for people. */
export const sheetTable = ({ header, rows }: Sheet, screen: Screen): string => {
  const text = (row: Row, at: number): string => (row[at] == null ? '' : String(row[at]));
  const columns = header.map((title, at): Column<Row> => {
    const said = rows.map((row) => text(row, at)).filter((one) => one !== '');
    const numbers = said.length > 0 && said.every(isNumber) && !isId(title);
    const words = said.some((one) => one.includes(' '));
    return {
      title,
      cell: (row) => text(row, at),
      ...(numbers ? { align: 'right' as const } : words ? { shrinksTo: 10 } : {}),
    };
  });
  return rows.length === 0 ? 'Nothing.' : table(columns, rows, screen);
};
