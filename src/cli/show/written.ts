/**
 * An answer as a format writes it, piece by piece: the same on standard output and over HTTP.
 * Pages come as they are asked for, and no more than one of them is held.
 */
import type { Sheet } from '../text/csv.js';
import { jsonText } from '../text/json.js';
import type { Alike, PagedPresentation, Presentation } from './presentation.js';
import { type Around, around, spliced } from './spliced.js';

/** Formats for programs; tables are for people. */
export const dataFormats = ['json', 'ndjson', 'csv', 'parquet'] as const;
export type DataFormat = (typeof dataFormats)[number];

export type Written = AsyncGenerator<string | Uint8Array, void>;

/** How a sheet is written. */
export interface Shape {
  /** The columns that were chosen of it. */
  readonly chosen: (sheet: Sheet) => Sheet;
  /** As CSV may be shown there. */
  readonly cleaned: (sheet: Sheet) => Sheet;
  /** Told of columns that are text for want of a type that holds all they say. */
  readonly tell: (text: string) => void;
}

const asItIs: Shape = { chosen: (sheet) => sheet, cleaned: (sheet) => sheet, tell: () => {} };

/** Lines written at once. */
const linesPerWrite = 500;

function* inLines(lines: ReadonlyArray<string>, end: string): Generator<string> {
  for (let i = 0; i < lines.length; i += linesPerWrite)
    yield lines.slice(i, i + linesPerWrite).join(end) + end;
}

export async function* written<A>(
  answer: A,
  { items, csv }: Presentation<A>,
  format: DataFormat,
  shape: Shape = asItIs,
): Written {
  if (format === 'json') yield `${jsonText(answer, 2)}\n`;
  else if (format === 'ndjson')
    yield* inLines(
      items(answer).map((item) => jsonText(item)),
      '\n',
    );
  else if (format === 'csv') {
    const { csvLines } = await import('../text/csv.js');
    yield* inLines(csvLines(shape.cleaned(shape.chosen(csv(answer)))), '\r\n');
  } else {
    const { parquetFile } = await import('../text/parquet.js');
    const sheet = shape.chosen(csv(answer));
    const file = parquetFile(sheet.header, shape.tell);
    yield await file.rows(sheet.rows);
    yield await file.end();
  }
}

/** How an item is told in JSON, without the member that is put in. */
const aroundInJson =
  <I>({ member, besides }: Alike<I>, before: string, after: string) =>
  (item: I): Around =>
    around(`${before}{"${member}":"`, `",${jsonText(besides(item)).slice(1)}${after}`);

/** Items of a page, each after a comma. */
function* itemsAsJson<I>(
  all: ReadonlyArray<I>,
  alike: Alike<I> | undefined,
): Generator<string | Uint8Array, void> {
  if (alike !== undefined) yield* spliced(all, alike, aroundInJson(alike, ',\n', ''));
  else for (const some of fewOf(all)) yield `,\n${some.map((item) => jsonText(item)).join(',\n')}`;
}

async function* pagesAsJson<P, I>(
  pages: AsyncIterable<P>,
  { items, head, tail, name, alike }: PagedPresentation<P, I>,
): Written {
  let isFirst = true;
  let last: P | null = null;
  let hasItems = false;
  for await (const page of pages) {
    if (isFirst) {
      const said = jsonText(head(page)).slice(0, -1);
      yield `${said}${said === '{' ? '' : ','}"${name}":[`;
    }
    isFirst = false;
    last = page;
    for (const piece of itemsAsJson(items(page), alike)) {
      // Before the very first item there is no comma.
      yield hasItems ? piece : piece.slice(1);
      hasItems = true;
    }
  }
  const said = last === null || tail === undefined ? '' : jsonText(tail(last)).slice(1, -1);
  yield `]${said === '' ? '' : `,${said}`}}\n`;
}

/** Items of a page, few at a time, so that no more than those are made into text at once. */
function* fewOf<I>(all: ReadonlyArray<I>): Generator<ReadonlyArray<I>> {
  for (let i = 0; i < all.length; i += linesPerWrite) yield all.slice(i, i + linesPerWrite);
}

async function* pagesAsCsv<P, I>(
  pages: AsyncIterable<P>,
  { items, cells, alike }: PagedPresentation<P, I>,
  { chosen, cleaned }: Shape,
): Written {
  const { cellText, csvLines, sheetOf } = await import('../text/csv.js');
  const sheet = (some: ReadonlyArray<I>): Sheet => cleaned(chosen(sheetOf(cells, some)));
  const empty = sheet([]);
  const places = empty.header.flatMap((name, at) => (name === alike?.member ? [at] : []));
  const [place] = places;
  const aroundOf = (item: I): Around => {
    const texts = (sheet([item]).rows[0] ?? []).map(cellText);
    const [before, after] = [texts.slice(0, place), texts.slice((place ?? 0) + 1)];
    return around(
      before.map((text) => `${text},`).join(''),
      `${after.map((text) => `,${text}`).join('')}\r\n`,
    );
  };
  let isFirst = true;
  for await (const page of pages) {
    if (isFirst) yield* inLines(csvLines(empty), '\r\n');
    isFirst = false;
    if (alike !== undefined && places.length === 1) yield* spliced(items(page), alike, aroundOf);
    else
      for (const some of fewOf(items(page))) yield* inLines(csvLines(sheet(some)).slice(1), '\r\n');
  }
}

async function* pagesAsParquet<P, I>(
  pages: AsyncIterable<P>,
  { items, cells }: PagedPresentation<P, I>,
  { chosen, tell }: Shape,
): Written {
  const { parquetFile } = await import('../text/parquet.js');
  const { sheetOf } = await import('../text/csv.js');
  const { header } = chosen({ header: Object.keys(cells), rows: [] });
  const file = parquetFile(header, tell);
  for await (const page of pages) yield await file.rows(chosen(sheetOf(cells, items(page))).rows);
  yield await file.end();
}

async function* pagesAsLines<P, I>(
  pages: AsyncIterable<P>,
  { items, alike }: PagedPresentation<P, I>,
): Written {
  for await (const page of pages)
    if (alike !== undefined) yield* spliced(items(page), alike, aroundInJson(alike, '', '\n'));
    else
      for (const some of fewOf(items(page)))
        yield* inLines(
          some.map((item) => jsonText(item)),
          '\n',
        );
}

export const writtenPages = <P, I>(
  pages: AsyncIterable<P>,
  shown: PagedPresentation<P, I>,
  format: DataFormat,
  shape: Shape = asItIs,
): Written => {
  switch (format) {
    case 'json':
      return pagesAsJson(pages, shown);
    case 'ndjson':
      return pagesAsLines(pages, shown);
    case 'csv':
      return pagesAsCsv(pages, shown, shape);
    case 'parquet':
      return pagesAsParquet(pages, shown, shape);
  }
};
