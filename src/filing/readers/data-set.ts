/**
 * The SEC's quarterly Insider Transactions Data Sets: eight tables, in a folder or a zip archive,
 * as one filing for each accession. The tables are streamed and joined in bounded memory in any
 * order of lines (`data-set/spill.ts`).
 *
 * They say when a filing was filed and not when it was accepted, and keep no order of rows: a row
 * is named by its key (`I~2235903`). Everything but the filings comes as problems and warnings.
 */

import * as E from 'fp-ts/lib/Either.js';
import { type Accession, isEdgarAccession } from '../model.js';
import { type ReadProblem, readProblem } from '../problem.js';
import { joinFiling, type Line } from './data-set/join.js';
import { linesOf } from './data-set/lines.js';
import { accessionBytesMax, openSpill, partitionsFor, type Spill } from './data-set/spill.js';
import {
  faultOf,
  type Header,
  readHeader,
  shapes,
  type TableName,
  tableNames,
} from './data-set/table.js';
import { type TableFile, type TableFiles, tablesAt, tablesInZip } from './data-set/table-file.js';
import { quoted, Rejected } from './findings.js';
import type { Reading } from './reader.js';

/** A data set's place: `files` of one folder, or a zip archive at `path` where there are none. */
export interface DataSetSource {
  readonly path: string;
  readonly files: ReadonlyArray<string> | null;
}

export interface DataSetOptions {
  /** Read what is there although tables or columns are missing. */
  readonly partial?: boolean;
  /** Ends the reading, between two pieces of a table too. */
  readonly signal?: AbortSignal;
}

export type DataSetProblem = Omit<ReadProblem, 'code'> & {
  readonly code: ReadProblem['code'] | 'UNREADABLE';
};

/** What comes out of a data set, and where it stands in it: `…/2024q3#0000950170-24-110527`. */
export type DataSetItem =
  | { readonly kind: 'reading'; readonly path: string; readonly reading: Reading }
  | { readonly kind: 'problem'; readonly path: string; readonly problem: DataSetProblem }
  | {
      readonly kind: 'warning';
      readonly path: string;
      readonly warning: Reading['warnings'][number];
    };

const tablesBytesMax = 16 * 1024 ** 3;
/** Problems about lines that belong to no filing; the rest is counted. */
const strayLinesMax = 1_000;

const problemOf = (path: string, problem: DataSetProblem): DataSetItem => ({
  kind: 'problem',
  path,
  problem,
});
const unreadable = (path: string, thrown: unknown): DataSetItem => {
  if (thrown instanceof Rejected) return problemOf(path, thrown.problem);
  return problemOf(path, {
    code: 'UNREADABLE',
    message: `${path} cannot be read: ${thrown instanceof Error ? thrown.message : String(thrown)}. Nothing of its data set was recorded.`,
    line: null,
    at: null,
  });
};
const warningOf = (path: string, code: string, message: string): DataSetItem => ({
  kind: 'warning',
  path,
  warning: { code, message },
});

interface Headed {
  readonly file: TableFile;
  readonly header: Header;
}

const headerOf = async (file: TableFile): Promise<Header | null> => {
  for await (const { texts } of linesOf(await file.open())) return readHeader(texts[0] ?? '');
  return null;
};

/** What cannot be known for want of a table or of a column, each in a sentence. */
const shortfallOf = (headed: ReadonlyArray<Headed>): ReadonlyArray<string> => {
  const present = new Set(headed.map((h) => h.header.table));
  return [
    ...tableNames
      .filter((table) => !present.has(table))
      .map((table) => `${table} is missing: ${shapes[table].loss}`),
    ...headed
      .filter(({ header }) => header.missing.length > 0)
      .map(({ file, header }) => `${file.path} lacks the columns ${header.missing.join(', ')}`),
  ];
};

/** Reads a table into the spill. Lines that name no filing are told of. */
async function* spillTable(
  { file, header }: Headed,
  spill: Spill,
  signal: AbortSignal | undefined,
): AsyncGenerator<DataSetItem> {
  let strays = 0;
  let utf8 = true;
  for await (const lines of linesOf(await file.open())) {
    if (signal?.aborted === true) return;
    if (utf8 && lines.notUtf8 !== null) {
      utf8 = false;
      yield warningOf(
        file.path,
        'NOT_UTF_8',
        `line ${lines.notUtf8} is not UTF-8, nor may others be; they were read as windows-1252, so check accented letters`,
      );
    }
    for (const [i, text] of lines.texts.entries()) {
      const number = lines.first + i;
      if (number === 1 || text.trim() === '') continue;
      const accession = (text.split('\t', header.accessionAt + 1)[header.accessionAt] ?? '').trim();
      if (isEdgarAccession(accession)) {
        await spill.add(accession, { header, number, text });
        continue;
      }
      strays += 1;
      if (strays <= strayLinesMax)
        yield problemOf(
          file.path,
          readProblem(
            'MALFORMED_DOCUMENT',
            `${header.table} line ${number}: expected an accession number, got ${quoted(accession)}; the line belongs to no filing.`,
            { line: number, at: header.table },
          ),
        );
    }
  }
  if (strays > strayLinesMax)
    yield problemOf(
      file.path,
      readProblem(
        'MALFORMED_DOCUMENT',
        `${strays - strayLinesMax} more lines of ${header.table} belong to no filing.`,
        { at: header.table },
      ),
    );
}

/** One filing; where its lines bring the reader to fall, that is said of it, and others go on. */
const joinedItem = (
  path: string,
  accession: Accession,
  lines: ReadonlyArray<Line>,
): DataSetItem => {
  try {
    const reading = joinFiling(accession, lines);
    return E.isLeft(reading)
      ? problemOf(path, reading.left)
      : { kind: 'reading', path, reading: reading.right };
  } catch (thrown) {
    const message = thrown instanceof Error ? thrown.message : String(thrown);
    return problemOf(path, {
      code: 'UNREADABLE',
      message: `a reader of insider-ledger fell over ${accession} (${message}); nothing of it was recorded. Please report it, with its lines.`,
      line: lines[0]?.number ?? null,
      at: null,
    });
  }
};

async function* joined(source: DataSetSource, spill: Spill): AsyncGenerator<DataSetItem> {
  for await (const partition of spill.partitions())
    for (const [accession, lines] of partition) {
      if (!isEdgarAccession(accession)) continue;
      const path = `${source.path}#${accession}`;
      const bytes = spill.tooLong.get(accession);
      if (bytes !== undefined) {
        const message = `the lines of ${accession} have ${bytes} characters, more than the ${accessionBytesMax} allowed; nothing of it was recorded. No filing is so long: look for damage in the tables.`;
        yield problemOf(path, readProblem('LIMIT_EXCEEDED', message));
        continue;
      }
      yield joinedItem(path, accession, lines);
    }
}

const without = (headed: ReadonlyArray<Headed>, table: TableName): boolean =>
  headed.every((h) => h.header.table !== table);

async function* checked(
  source: DataSetSource,
  headed: ReadonlyArray<Headed>,
  options: DataSetOptions,
): AsyncGenerator<DataSetItem, boolean> {
  const faults = headed.flatMap(({ file, header }) => {
    const fault = faultOf(header);
    return fault === null ? [] : [`${file.path}: ${fault}`];
  });
  if (faults.length > 0) {
    const message = `${faults.join('; ')}. Nothing of this data set was recorded.`;
    yield problemOf(source.path, readProblem('MALFORMED_DOCUMENT', message, { line: 1 }));
    return false;
  }
  const bytes = headed.reduce((sum, { file }) => sum + file.bytes, 0);
  if (bytes > tablesBytesMax) {
    const message = `its tables have ${bytes} bytes, more than the ${tablesBytesMax} allowed.`;
    yield problemOf(source.path, readProblem('LIMIT_EXCEEDED', message));
    return false;
  }
  const shortfall = shortfallOf(headed);
  if (shortfall.length > 0 && options.partial !== true) {
    const message = `this data set is not whole: ${shortfall.join('; ')}. Nothing of it was recorded; ${without(headed, 'SUBMISSION') || without(headed, 'REPORTINGOWNER') ? '--partial reads the rest, of which nothing can be recorded either' : '--partial loads the rest'}.`;
    yield problemOf(source.path, readProblem('INCOMPLETE_DATA_SET', message));
    return false;
  }
  for (const lack of shortfall) yield warningOf(source.path, 'INCOMPLETE_DATA_SET', lack);
  if (without(headed, 'SUBMISSION')) {
    const message = `SUBMISSION is missing: ${shapes.SUBMISSION.loss}, and no filing can be made of the rest.`;
    yield problemOf(source.path, readProblem('INCOMPLETE_DATA_SET', message));
    return false;
  }
  for (const { file, header } of headed)
    if (header.unknown.length > 0)
      yield warningOf(
        file.path,
        'UNKNOWN_COLUMN',
        `${header.table} has columns that have no box here, kept as text: ${header.unknown.map((i) => header.columns[i]).join(', ')}`,
      );
  return true;
}

async function* readTables(
  source: DataSetSource,
  { tables, others }: TableFiles,
  options: DataSetOptions,
): AsyncGenerator<DataSetItem> {
  if (tables.length === 0) {
    const message =
      'none of its entries is a table of an Insider Transactions Data Set; unpack an archive of other files first.';
    yield problemOf(source.path, readProblem('NOT_AN_OWNERSHIP_DOCUMENT', message));
    return;
  }
  for (const other of others)
    yield problemOf(
      other,
      readProblem('NOT_AN_OWNERSHIP_DOCUMENT', 'this is no table of a data set; it was not read.'),
    );
  const headed: Array<Headed> = [];
  for (const file of tables) {
    const header = await headerOf(file);
    if (header !== null) headed.push({ file, header });
  }
  if (!(yield* checked(source, headed, options))) return;
  const spill = await openSpill(partitionsFor(headed.reduce((n, h) => n + h.file.bytes, 0)));
  try {
    for (const one of headed) {
      try {
        yield* spillTable(one, spill, options.signal);
        if (options.signal?.aborted === true) return;
      } catch (thrown) {
        // A table read in part would leave filings in part.
        yield unreadable(one.file.path, thrown);
        return;
      }
    }
    yield* joined(source, spill);
  } finally {
    await spill.remove();
  }
}

/** Everything in a data set: a reading for each accession, and all that is wrong or odd. */
export async function* readDataSet(
  source: DataSetSource,
  options: DataSetOptions = {},
): AsyncGenerator<DataSetItem> {
  let found: TableFiles;
  try {
    found = await (source.files === null ? tablesInZip(source.path) : tablesAt(source.files));
  } catch (thrown) {
    yield unreadable(source.path, thrown);
    return;
  }
  try {
    yield* readTables(source, found, options);
  } finally {
    found.close();
  }
}
