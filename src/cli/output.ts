/** Data to standard output, everything else to standard error. */
import { once } from 'node:events';
import { withoutPasswords } from '../ledger/address.js';
import { wrongAround } from '../ledger/surroundings.js';
import { exitCodes } from './exit.js';
import type { PagedPresentation, Presentation } from './show/presentation.js';
import { dataFormats, type Written, written, writtenPages } from './show/written.js';
import type { Sheet } from './text/csv.js';
import { plain, plainly } from './text/plain.js';
import { screenOf } from './text/screen.js';

export const formats = ['table', ...dataFormats] as const;
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

/** A sheet as it may be written: to a terminal without what a terminal would obey. */
const shownSheet = (sheet: Sheet): Sheet =>
  process.stdout.isTTY === true ? plainly(sheet) : sheet;

/** Formats that hold rows and nothing else. */
const holdsRowsOnly = (format: Format): boolean => format !== 'json' && format !== 'table';

/** Prints an answer in the format asked for. */
export const print = async <A>(
  answer: A,
  shown: Presentation<A>,
  format: Format,
): Promise<void> => {
  if (format === 'table')
    await write(`${shown.table(plainly(answer), screenOf(process.stdout)).trimEnd()}\n`);
  else for await (const piece of written(answer, shown, format, shownSheet)) await write(piece);
  if (shown.beside !== undefined && holdsRowsOnly(format)) say(shown.beside(answer));
};

/** Pages as a table of each, with a line below the last. */
async function* pagesAsTables<P, I>(
  pages: AsyncIterable<P>,
  { items, table, foot }: PagedPresentation<P, I>,
): Written {
  let last: P | null = null;
  let count = 0;
  for await (const page of pages) {
    const own = items(page);
    if (own.length > 0) yield `${table(plainly(own), screenOf(process.stdout)).trimEnd()}\n`;
    count += own.length;
    last = page;
  }
  if (last !== null) yield `${foot(plainly(last), count)}\n`;
}

/** Prints pages as they come: no more than one of them is held. The last one is returned. */
export const printPages = async <P, I>(
  pages: AsyncIterable<P>,
  shown: PagedPresentation<P, I>,
  format: Format,
): Promise<P | null> => {
  let last: P | null = null;
  async function* seen(): AsyncGenerator<P, void> {
    for await (const page of pages) {
      last = page;
      yield page;
    }
  }
  const pieces =
    format === 'table'
      ? pagesAsTables(seen(), shown)
      : writtenPages(seen(), shown, format, shownSheet);
  for await (const piece of pieces) await write(piece);
  if (last !== null && shown.beside !== undefined && holdsRowsOnly(format)) say(shown.beside(last));
  return last;
};
