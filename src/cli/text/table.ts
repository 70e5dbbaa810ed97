/**
 * Aligned columns that fit the screen: cells are folded, never cut, and columns that do not fit
 * beside the others stand below them, each cell with its title. Without a screen a column is no
 * wider than it helps.
 */
import { folded, groupedNumber, lengthOf, plain } from './plain.js';
import type { Screen } from './screen.js';

export interface Column<R> {
  readonly title: string;
  readonly cell: (row: R) => string;
  /** Numbers, of which thousands are grouped. */
  readonly align?: 'right';
  /** Words, which may be folded, to no less than this many characters. Others stay in one line. */
  readonly shrinksTo?: number;
  /** Painted after it is measured. */
  readonly paint?: (row: R, screen: Screen) => ((text: string) => string) | null;
}

const gap = '  ';
/** Before what stands below. */
const indent = '    ';

/** As wide as words get where there is no screen: one long name does not widen every line. */
const widestWords = 48;

/** A column is not folded to less than a third of what it has to say. */
const narrowest = 3;

interface Measured<R> {
  readonly column: Column<R>;
  readonly cells: ReadonlyArray<string>;
  readonly natural: number;
  readonly least: number;
}

const longestWord = (text: string): number =>
  text.split(' ').reduce((most, word) => Math.max(most, lengthOf(word)), 0);

const measured = <R>(column: Column<R>, rows: ReadonlyArray<R>): Measured<R> => {
  const said = rows.map((row) => plain(column.cell(row)));
  const cells = column.align === 'right' ? said.map(groupedNumber) : said;
  const longest = cells.reduce((most, cell) => Math.max(most, lengthOf(cell)), 0);
  const natural = Math.max(lengthOf(column.title), longest);
  const { shrinksTo } = column;
  const words = shrinksTo === undefined ? natural : Math.max(...cells.map(longestWord), 0);
  const least =
    shrinksTo === undefined
      ? natural
      : Math.min(
          natural,
          Math.max(
            shrinksTo,
            lengthOf(column.title),
            words,
            Math.min(widestWords, Math.ceil(natural / narrowest)),
          ),
        );
  return { column, cells, natural, least };
};

const total = (widths: ReadonlyArray<number>): number =>
  widths.reduce((sum, w) => sum + w, 0) + gap.length * Math.max(0, widths.length - 1);

/** Takes from the widest column that may be folded until all fit. */
const fitted = <R>(
  columns: ReadonlyArray<Measured<R>>,
  available: number | null,
): ReadonlyArray<number> => {
  const widths = columns.map(({ column, natural, least }) =>
    available === null && column.shrinksTo !== undefined
      ? Math.max(least, Math.min(natural, widestWords))
      : natural,
  );
  while (available !== null && total(widths) > available) {
    let widest = -1;
    columns.forEach(({ least }, i) => {
      const width = widths[i] ?? 0;
      if (width > least && width > (widths[widest] ?? 0)) widest = i;
    });
    if (widest < 0) break;
    widths[widest] = (widths[widest] ?? 0) - 1;
  }
  // What is wider than the screen alone is folded all the same.
  return widths.map((width) => (available === null ? width : Math.min(width, available)));
};

/** Columns that fit beside each other, and those that have to stand below. */
const inLines = <R>(
  columns: ReadonlyArray<Measured<R>>,
  available: number | null,
): readonly [ReadonlyArray<Measured<R>>, ReadonlyArray<Measured<R>>] => {
  if (available === null) return [columns, []];
  let count = columns.length;
  while (count > 1 && total(columns.slice(0, count).map(({ least }) => least)) > available) count--;
  return [columns.slice(0, count), columns.slice(count)];
};

const fill = (text: string, width: number, right: boolean): string => {
  const room = ' '.repeat(Math.max(0, width - lengthOf(text)));
  return right ? room + text : text + room;
};

interface Line<R> {
  readonly columns: ReadonlyArray<Measured<R>>;
  readonly widths: ReadonlyArray<number>;
}

type Paint = (text: string) => string;

/** What stands in one line of a row, in as many as its longest cell takes. */
const printed = <R>(
  { columns, widths }: Line<R>,
  texts: ReadonlyArray<string>,
  paintOf: (column: Column<R>) => Paint,
): ReadonlyArray<string> => {
  const cells = texts.map((text, i) => folded(text, widths[i] ?? 0));
  const height = Math.max(1, ...cells.map((cell) => cell.length));
  return Array.from({ length: height }, (_, n) => {
    const parts = columns.map(({ column }, i) => {
      const text = cells[i]?.[n] ?? '';
      const right = column.align === 'right';
      const last = i === columns.length - 1;
      const shown = last && !right ? text : fill(text, widths[i] ?? 0, right);
      return shown.trim() === '' ? shown : paintOf(column)(shown);
    });
    return parts.join(gap).trimEnd();
  });
};

const unpainted: Paint = (text) => text;

/** What stands below the first line of a row: each with its title, as many in a line as fit. */
const below = <R>(
  columns: ReadonlyArray<Measured<R>>,
  row: number,
  width: number,
  paintOf: (column: Column<R>) => Paint,
): ReadonlyArray<string> => {
  const lines: Array<{ length: number; readonly parts: Array<string> }> = [];
  for (const { column, cells } of columns) {
    const said = cells[row] ?? '';
    if (said === '') continue;
    for (const part of folded(column.title === '' ? said : `${column.title}: ${said}`, width)) {
      const last = lines[lines.length - 1];
      const length = lengthOf(part);
      const painted = paintOf(column)(part);
      if (last === undefined || last.length + gap.length + length > width)
        lines.push({ length, parts: [painted] });
      else {
        last.length += gap.length + length;
        last.parts.push(painted);
      }
    }
  }
  return lines.map(({ parts }) => indent + parts.join(gap));
};

/** Columns in which no row says anything are left out. */
export const table = <R>(
  all: ReadonlyArray<Column<R>>,
  rows: ReadonlyArray<R>,
  screen: Screen,
): string => {
  const columns = all
    .map((column) => measured(column, rows))
    .filter(({ cells }) => cells.some((cell) => cell !== ''));
  const { width } = screen;
  const [beside, later] = inLines(columns, width);
  const line: Line<R> = { columns: beside, widths: fitted(beside, width) };
  const title = printed(
    line,
    beside.map(({ column }) => column.title),
    () => screen.bold,
  );
  return [
    ...title,
    ...rows.flatMap((row, r) => {
      const paintOf = (column: Column<R>): Paint => column.paint?.(row, screen) ?? unpainted;
      return [
        ...printed(
          line,
          beside.map(({ cells }) => cells[r] ?? ''),
          paintOf,
        ),
        ...(later.length === 0 || width === null
          ? []
          : below(later, r, width - indent.length, paintOf)),
      ];
    }),
  ].join('\n');
};
