/** Data to standard output, everything else to standard error. */
import { once } from 'node:events';
import { withoutPasswords } from '../ledger/address.js';
import { wrongAround } from '../ledger/surroundings.js';
import { areChosen, chosenCells, chosenOf, sheetTable } from './columns.js';
import { exitCodes } from './exit.js';
import type { Presentation } from './show/presentation.js';
import { type Cells, type Sheet, sheetOf } from './text/csv.js';
import { jsonText } from './text/json.js';
import { plain, plainly } from './text/plain.js';
import { fitting, screenOf } from './text/screen.js';

export const formats = ['table', 'json', 'ndjson', 'csv', 'parquet'] as const;
export type Format = (typeof formats)[number];

/**
 * A reader that has seen enough, as in `| head`, is no error; a standard output that cannot be
 * written is one. What is said beside it is said as long as somebody can be told.
 */
export const endWhereNothingCanBeWritten = (): void => {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit();
    say(
      `insider-ledger: standard output cannot be written: ${wrongAround(error) ?? error.message}. What is printed is not the whole answer; what was to be recorded is.`,
    );
    process.exit(exitCodes.store);
  });
  process.stderr.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit();
  });
};

/** Lines for people. Their ends are ours; whatever else they hold may be a stranger's. */
export const say = (text: string): void => {
  process.stderr.write(`${withoutPasswords(text).split('\n').map(plain).join('\n')}\n`);
};

const write = async (text: string | Uint8Array): Promise<void> => {
  if (!process.stdout.write(text)) await once(process.stdout, 'drain');
};

/** Lines written at once. */
const linesPerWrite = 500;

async function writeLines(lines: ReadonlyArray<string>, end: string): Promise<void> {
  for (let i = 0; i < lines.length; i += linesPerWrite)
    await write(
      lines
        .slice(i, i + linesPerWrite)
        .map((line) => line + end)
        .join(''),
    );
}

/** A sheet as it may be written: to a terminal without what a terminal would obey. */
const shownSheet = (sheet: Sheet): Sheet =>
  process.stdout.isTTY === true ? plainly(sheet) : sheet;

const tellOfColumn = (text: string): void => say(`insider-ledger: ${text}`);

/** Formats that hold rows and nothing else. */
const holdsRowsOnly = (format: Format): boolean => format !== 'json' && format !== 'table';

/** Prints an answer in the format asked for. */
export const print = async <A>(
  answer: A,
  { items, csv, table, beside }: Presentation<A>,
  format: Format,
): Promise<void> => {
  if (format === 'json') await write(`${jsonText(answer, 2)}\n`);
  else if (format === 'ndjson')
    await writeLines(
      items(answer).map((item) => jsonText(item)),
      '\n',
    );
  else if (format === 'csv') {
    const { csvLines } = await import('./text/csv.js');
    await writeLines(csvLines(shownSheet(chosenOf(csv(answer)))), '\r\n');
  } else if (format === 'parquet') {
    const { parquetFile } = await import('./text/parquet.js');
    const sheet = chosenOf(csv(answer));
    const file = parquetFile(sheet.header, tellOfColumn);
    await write(await file.rows(sheet.rows));
    await write(await file.end());
  } else {
    const screen = screenOf(process.stdout);
    const text = areChosen()
      ? sheetTable(chosenOf(csv(plainly(answer))), screen)
      : table(plainly(answer), screen);
    await write(`${fitting(text.trimEnd(), screen)}\n`);
  }
  if (beside !== undefined && holdsRowsOnly(format)) say(beside(answer));
};

/** How an answer that comes in pages is shown. */
export interface PagedPresentation<P, I> {
  readonly items: (page: P) => ReadonlyArray<I>;
  /** What the answer says besides its items, for JSON. */
  readonly head: (page: P) => object;
  /** The name of the items, for JSON. */
  readonly name: string;
  readonly cells: Cells<I>;
  readonly table: (items: ReadonlyArray<I>, screen: ReturnType<typeof screenOf>) => string;
  /** Printed below a table. */
  readonly foot: (page: P, items: number) => string;
  /** What rows alone cannot tell: said on standard error beside ndjson, CSV and Parquet. */
  readonly beside?: (page: P) => string;
}

interface Sink<P, I> {
  readonly page: (items: ReadonlyArray<I>, page: P, first: boolean) => Promise<void>;
  readonly end: (last: P | null, items: number) => Promise<void>;
}

const jsonSink = <P, I>({ head, name }: PagedPresentation<P, I>): Sink<P, I> => {
  let written = 0;
  return {
    page: async (items, page, first) => {
      if (first) {
        const said = jsonText(head(page)).slice(0, -1);
        await write(`${said}${said === '{' ? '' : ','}"${name}":[`);
      }
      for (let i = 0; i < items.length; i += linesPerWrite) {
        const texts = items.slice(i, i + linesPerWrite).map((item) => jsonText(item));
        await write(`${written === 0 ? '' : ','}\n${texts.join(',\n')}`);
        written += texts.length;
      }
    },
    end: () => write(']}\n'),
  };
};

const parquetSink = async <P, I>({ cells }: PagedPresentation<P, I>): Promise<Sink<P, I>> => {
  const { parquetFile } = await import('./text/parquet.js');
  const chosen = chosenCells(cells);
  const file = parquetFile(Object.keys(chosen), tellOfColumn);
  return {
    page: async (items) => write(await file.rows(sheetOf(chosen, items).rows)),
    end: async () => write(await file.end()),
  };
};

const csvSink = async <P, I>({ cells }: PagedPresentation<P, I>): Promise<Sink<P, I>> => {
  const { csvLines } = await import('./text/csv.js');
  return {
    page: (items, _, first) => {
      const lines = csvLines(shownSheet(sheetOf(chosenCells(cells), items)));
      return writeLines(first ? lines : lines.slice(1), '\r\n');
    },
    end: async () => {},
  };
};

const tableSink = <P, I>({ table, foot, cells }: PagedPresentation<P, I>): Sink<P, I> => {
  const screen = screenOf(process.stdout);
  return {
    page: async (items) => {
      if (items.length === 0) return;
      const shown = plainly(items);
      const text = areChosen()
        ? sheetTable(sheetOf(chosenCells(cells), shown), screen)
        : table(shown, screen);
      await write(`${fitting(text.trimEnd(), screen)}\n`);
    },
    end: async (last, items) => {
      if (last !== null) await write(`${fitting(foot(plainly(last), items), screen)}\n`);
    },
  };
};

const ndjsonSink = <P, I>(): Sink<P, I> => ({
  page: (items) =>
    writeLines(
      items.map((item) => jsonText(item)),
      '\n',
    ),
  end: async () => {},
});

const sinkFor = <P, I>(
  shown: PagedPresentation<P, I>,
  format: Format,
): Sink<P, I> | Promise<Sink<P, I>> => {
  if (format === 'json') return jsonSink(shown);
  if (format === 'ndjson') return ndjsonSink();
  if (format === 'csv') return csvSink(shown);
  return format === 'parquet' ? parquetSink(shown) : tableSink(shown);
};

/** Prints pages as they come: no more than one of them is held. The last one is returned. */
export const printPages = async <P, I>(
  pages: AsyncIterable<P>,
  shown: PagedPresentation<P, I>,
  format: Format,
): Promise<P | null> => {
  const sink = await sinkFor(shown, format);
  let last: P | null = null;
  let count = 0;
  for await (const page of pages) {
    const items = shown.items(page);
    await sink.page(items, page, last === null);
    count += items.length;
    last = page;
  }
  await sink.end(last, count);
  if (last !== null && shown.beside !== undefined && holdsRowsOnly(format)) say(shown.beside(last));
  return last;
};
