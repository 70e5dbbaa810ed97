/** Tables that a question is given in a file. */
import { readFile } from 'node:fs/promises';
import { parse } from 'csv-parse/sync';
import { UsageError } from './exit.js';

/** Rows of a CSV with these columns; none where no file is named. */
export const rowsOf = async (
  option: string,
  file: string | undefined,
  columns: ReadonlyArray<string>,
): Promise<ReadonlyArray<Readonly<Record<string, string>>>> => {
  if (file === undefined) return [];
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new UsageError(`${option} ${file} cannot be read: ${error.code ?? error.message}`);
  });
  let rows: ReadonlyArray<Record<string, string>>;
  try {
    rows = parse(text, { bom: true, columns: true, skip_empty_lines: true, trim: true });
  } catch (thrown) {
    throw new UsageError(
      `${option} ${file} is no CSV: ${thrown instanceof Error ? thrown.message : String(thrown)}`,
    );
  }
  for (const column of columns)
    if (rows.some((row) => row[column] === undefined))
      throw new UsageError(
        `${option} ${file} has no column ${column}; expected ${columns.join(',')}`,
      );
  return rows;
};
