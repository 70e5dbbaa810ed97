/**
 * CSV as RFC 4180 has it, safe to open in a spreadsheet: a cell that would be taken for a formula
 * gets an apostrophe in front, which spreadsheets do not show.
 */

export interface Sheet {
  readonly header: ReadonlyArray<string>;
  readonly rows: ReadonlyArray<ReadonlyArray<string | number | boolean | null | undefined>>;
}

/** Columns by name, each with how an item fills it. */
export type Cells<A> = {
  readonly [column: string]: (item: A) => string | number | boolean | null | undefined;
};

export const sheetOf = <A>(cells: Cells<A>, items: ReadonlyArray<A>): Sheet => ({
  header: Object.keys(cells),
  rows: rowsOf(Object.values(cells), items),
});

const rowsOf = <A>(
  cells: ReadonlyArray<Cells<A>[string]>,
  items: ReadonlyArray<A>,
): Sheet['rows'] => items.map((item) => cells.map((cell) => cell(item)));

const plainNumber = /^[+-]?(\d+(\.\d*)?|\.\d+)$/;

/**
 * A formula may begin with these, in one spreadsheet or another, full-width and small forms too;
 * what is blank or not seen before it does not help.
 */
const formula =
  /^[\s\p{C}\p{Default_Ignorable_Code_Point}]*[=+\-@＝＋－＠\uFE62\uFE63\uFE66\uFE6B\u2212]/u;

/** As most cells are: nothing in them means anything to a spreadsheet or to CSV. */
const plainWord = /^[A-Za-z0-9][ -!#-+\--~]*$/;

export const cellText = (value: string | number | boolean | null | undefined): string => {
  const text = value == null ? '' : String(value);
  if (text === '' || plainWord.test(text)) return text;
  const safe =
    /^[\t\r\n]/.test(text) || (formula.test(text) && !plainNumber.test(text)) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
};

/** Lines without their ends. A line of one empty cell is quoted, or it would be no row at all. */
export const csvLines = ({ header, rows }: Sheet): ReadonlyArray<string> =>
  [header, ...rows].map((row) => {
    const line = row.map(cellText).join(',');
    return line === '' ? '""' : line;
  });
