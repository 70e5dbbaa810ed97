/**
 * An answer as a format writes it, piece by piece: the same on standard output and over HTTP.
 * Pages come as they are asked for, and no more than one of them is held.
 */
import type { Cells, Sheet } from '../text/csv.js';
import { jsonText } from '../text/json.js';
import type { PagedPresentation, Presentation } from './presentation.js';

/** Formats for programs; tables are for people. */
export const dataFormats = ['json', 'ndjson', 'csv', 'parquet'] as const;
export type DataFormat = (typeof dataFormats)[number];

export type Written = AsyncGenerator<string | Uint8Array, void>;

/** A sheet as it may be shown there. */
type Cleaned = (sheet: Sheet) => Sheet;

const asItIs: Cleaned = (sheet) => sheet;

/** Lines written at once. */
const linesPerWrite = 500;

function* inLines(lines: ReadonlyArray<string>, end: string): Generator<string> {
  for (let i = 0; i < lines.length; i += linesPerWrite)
    yield lines
      .slice(i, i + linesPerWrite)
      .map((line) => line + end)
      .join('');
}

export async function* written<A>(
  answer: A,
  { items, csv }: Presentation<A>,
  format: DataFormat,
  cleaned: Cleaned = asItIs,
): Written {
  if (format === 'json') yield `${jsonText(answer, 2)}\n`;
  else if (format === 'ndjson')
    yield* inLines(
      items(answer).map((item) => jsonText(item)),
      '\n',
    );
  else if (format === 'csv') {
    const { csvLines } = await import('../text/csv.js');
    yield* inLines(csvLines(cleaned(csv(answer))), '\r\n');
  } else {
    const { parquetFile } = await import('../text/parquet.js');
    const sheet = csv(answer);
    const file = parquetFile(sheet.header);
    yield await file.rows(sheet.rows);
    yield await file.end();
  }
}

async function* pagesAsJson<P, I>(
  pages: AsyncIterable<P>,
  { items, head, name }: PagedPresentation<P, I>,
): Written {
  let isFirst = true;
  let count = 0;
  for await (const page of pages) {
    if (isFirst) {
      const said = jsonText(head(page)).slice(0, -1);
      yield `${said}${said === '{' ? '' : ','}"${name}":[`;
    }
    isFirst = false;
    const all = items(page);
    for (let i = 0; i < all.length; i += linesPerWrite) {
      const texts = all.slice(i, i + linesPerWrite).map((item) => jsonText(item));
      yield `${count === 0 ? '' : ','}\n${texts.join(',\n')}`;
      count += texts.length;
    }
  }
  yield ']}\n';
}

async function* pagesAsCsv<P, I>(
  pages: AsyncIterable<P>,
  { items, cells }: PagedPresentation<P, I>,
  cleaned: Cleaned,
): Written {
  const { csvLines, sheetOf } = await import('../text/csv.js');
  let isFirst = true;
  for await (const page of pages) {
    const lines = csvLines(cleaned(sheetOf(cells, items(page))));
    yield* inLines(isFirst ? lines : lines.slice(1), '\r\n');
    isFirst = false;
  }
}

async function* pagesAsParquet<P, I>(
  pages: AsyncIterable<P>,
  items: PagedPresentation<P, I>['items'],
  cells: Cells<I>,
): Written {
  const { parquetFile } = await import('../text/parquet.js');
  const { sheetOf } = await import('../text/csv.js');
  const file = parquetFile(Object.keys(cells));
  for await (const page of pages) yield await file.rows(sheetOf(cells, items(page)).rows);
  yield await file.end();
}

async function* pagesAsLines<P, I>(
  pages: AsyncIterable<P>,
  { items }: PagedPresentation<P, I>,
): Written {
  for await (const page of pages)
    yield* inLines(
      items(page).map((item) => jsonText(item)),
      '\n',
    );
}

export const writtenPages = <P, I>(
  pages: AsyncIterable<P>,
  shown: PagedPresentation<P, I>,
  format: DataFormat,
  cleaned: Cleaned = asItIs,
): Written => {
  switch (format) {
    case 'json':
      return pagesAsJson(pages, shown);
    case 'ndjson':
      return pagesAsLines(pages, shown);
    case 'csv':
      return pagesAsCsv(pages, shown, cleaned);
    case 'parquet':
      return pagesAsParquet(pages, shown.items, shown.cells);
  }
};
