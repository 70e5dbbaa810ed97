/** Data to standard output, everything else to standard error. */
import { once } from 'node:events';
import type { Presentation } from './show/presentation.js';
import { screenOf } from './text/screen.js';

export const formats = ['table', 'json', 'ndjson', 'csv'] as const;
export type Format = (typeof formats)[number];

/** A reader that has seen enough, as in `| head`, is no error. */
export const endQuietlyWhenNobodyReads = (): void => {
  for (const stream of [process.stdout, process.stderr])
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
      process.exit();
    });
};

export const say = (text: string): void => {
  process.stderr.write(`${text}\n`);
};

const write = async (text: string): Promise<void> => {
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

/** Prints an answer in the format asked for. */
export const print = async <A>(
  answer: A,
  { items, csv, table }: Presentation<A>,
  format: Format,
): Promise<void> => {
  if (format === 'json') await write(`${JSON.stringify(answer, null, 2)}\n`);
  else if (format === 'ndjson')
    await writeLines(
      items(answer).map((item) => JSON.stringify(item)),
      '\n',
    );
  else if (format === 'csv') {
    const { csvLines } = await import('./text/csv.js');
    await writeLines(csvLines(csv(answer)), '\r\n');
  } else await write(`${table(answer, screenOf(process.stdout)).trimEnd()}\n`);
};
