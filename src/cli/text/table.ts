/** Aligned columns, cut to the terminal's width where there is one. */
import { plain } from './plain.js';
import type { Screen } from './screen.js';

export interface Column<R> {
  readonly title: string;
  readonly cell: (row: R) => string;
  readonly align?: 'right';
  /** May be cut, to no less than this many characters, where the screen is narrow. */
  readonly shrinksTo?: number;
  /** Painted after it is measured. */
  readonly paint?: (row: R, screen: Screen) => ((text: string) => string) | null;
}

const gap = '  ';

const lengthOf = (text: string): number => [...text].length;

const cut = (text: string, width: number): string =>
  lengthOf(text) <= width ? text : `${[...text].slice(0, Math.max(0, width - 1)).join('')}…`;

const fill = (text: string, width: number, right: boolean): string => {
  const room = ' '.repeat(Math.max(0, width - lengthOf(text)));
  return right ? room + text : text + room;
};

/** Takes from the widest column that may shrink until all fit. */
const fitted = <R>(
  columns: ReadonlyArray<Column<R>>,
  natural: ReadonlyArray<number>,
  available: number,
): ReadonlyArray<number> => {
  const widths = [...natural];
  const total = (): number =>
    widths.reduce((sum, w) => sum + w, 0) + gap.length * (widths.length - 1);
  while (total() > available) {
    let widest = -1;
    columns.forEach(({ shrinksTo }, i) => {
      const width = widths[i] ?? 0;
      if (shrinksTo !== undefined && width > shrinksTo && width > (widths[widest] ?? 0)) widest = i;
    });
    if (widest < 0) break;
    widths[widest] = (widths[widest] ?? 0) - 1;
  }
  return widths;
};

/** Columns in which no row says anything are left out. */
export const table = <R>(
  all: ReadonlyArray<Column<R>>,
  rows: ReadonlyArray<R>,
  screen: Screen,
): string => {
  const columns = all.filter((c) => rows.some((r) => c.cell(r) !== ''));
  const cells = rows.map((row) => columns.map((c) => plain(c.cell(row))));
  const natural = columns.map((c, i) =>
    Math.max(lengthOf(c.title), ...cells.map((row) => lengthOf(row[i] ?? ''))),
  );
  const widths = screen.width === null ? natural : fitted(columns, natural, screen.width);
  const line = (texts: ReadonlyArray<string>, paint: (i: number) => (s: string) => string) =>
    texts
      .map((text, i) => {
        const width = widths[i] ?? 0;
        const last = i === columns.length - 1;
        const right = columns[i]?.align === 'right';
        const shown = cut(text, width);
        return paint(i)(last && !right ? shown : fill(shown, width, right));
      })
      .join(gap)
      .trimEnd();
  return [
    line(
      columns.map((c) => c.title),
      () => screen.bold,
    ),
    ...cells.map((texts, r) =>
      line(texts, (i) => columns[i]?.paint?.(rows[r] as R, screen) ?? ((s: string) => s)),
    ),
  ].join('\n');
};
