/** Importing: files to filings to events, with a report in which nothing disappears. */
import { Buffer, isUtf8 } from 'node:buffer';
import { basename, resolve } from 'node:path';
import * as E from 'fp-ts/lib/Either.js';
import { fromStore, type LedgerError, LedgerFailure } from '../../answer/error.js';
import { completeFiling } from '../../filing/envelope.js';
import { type Manifest, type ManifestRow, rowOf, rowsByName } from '../../filing/manifest.js';
import { type ReadProblem, readProblem } from '../../filing/problem.js';
import { type DataSetSource, readDataSet } from '../../filing/readers/data-set.js';
import { readFilingJson, readFilingLine } from '../../filing/readers/filing-json.js';
import type { Reading } from '../../filing/readers/reader.js';
import {
  dataSetFolders,
  dataSetsIn,
  type FoundFile,
  foundFiles,
  isThere,
  putTable,
  realFolder,
  type SourceOptions,
} from '../../filing/source-files.js';
import { notUtf8In } from '../../filing/source-text.js';
import { StoreFailure } from '../../store/port.js';
import type { Course } from './appender.js';
import { jsonText } from './json-text.js';
import {
  orFault,
  type Prepared,
  type PreparedFiling,
  type PreparedReading,
  prepareFiling,
  prepareReading,
  type RejectedFile,
} from './prepare.js';
import { type Found, preparedFiles } from './reading-pool.js';
import type { OtherReading, Recorded, Recorder } from './recorder.js';
import { StreamTally } from './stream-tally.js';

export type { RejectedFile } from './prepare.js';

export interface ImportWarning {
  readonly path: string;
  readonly code: string;
  readonly message: string;
}

export interface ImportReport {
  /** Files read; each table of a data set's folder is one, and so is a zip archive. */
  readonly files: number;
  /** Filings found in them, recordable or not. */
  readonly filings: number;
  readonly recorded: number;
  readonly alreadyRecorded: number;
  /**
   * Of those, filings of whose envelope more became known: accession number, filing date,
   * acceptance. Left out where there are none.
   */
  readonly enveloped?: number;
  /** Events written, and the distinct streams that the filings belong to. */
  readonly events: number;
  readonly streams: number;
  readonly rejected: ReadonlyArray<RejectedFile>;
  readonly warnings: ReadonlyArray<ImportWarning>;
}

export interface Progress {
  readonly files: number;
  readonly recorded: number;
  readonly alreadyRecorded: number;
  readonly rejected: number;
}

export interface ManifestFile {
  readonly path: string;
  readonly folder: string;
  readonly manifest: Manifest;
}

export interface ImportOptions {
  readonly manifest?: ManifestFile;
  /** Files not to read, such as the store's own. */
  readonly exclude?: ReadonlyArray<string>;
  readonly stdin?: AsyncIterable<Uint8Array>;
  /** Load what is there of a data set although tables or columns are missing. */
  readonly partial?: boolean;
  readonly onProgress?: (progress: Progress) => void;
  /** Ends the import after the appends under way; the report is of what was done by then. */
  readonly signal?: AbortSignal;
}

/** Filings, and about the bytes of them, whose appends are under way: the store groups them. */
const inFlightMax = 1_024;
const inFlightBytesMax = 32 * 1024 * 1024;

/** Streams appended to whose ends are read back together. */
const readBackMax = 5_000;

interface Tally {
  files: number;
  filings: number;
  recorded: number;
  alreadyRecorded: number;
  enveloped: number;
  events: number;
  readonly streams: StreamTally;
  readonly rejected: Array<RejectedFile>;
  readonly warnings: Array<ImportWarning>;
}

const newTally = (): Tally => ({
  files: 0,
  filings: 0,
  recorded: 0,
  alreadyRecorded: 0,
  enveloped: 0,
  events: 0,
  streams: new StreamTally(),
  rejected: [],
  warnings: [],
});

const reportOf = ({ streams, ...tally }: Tally): ImportReport => ({
  files: tally.files,
  filings: tally.filings,
  recorded: tally.recorded,
  alreadyRecorded: tally.alreadyRecorded,
  ...(tally.enveloped > 0 ? { enveloped: tally.enveloped } : {}),
  events: tally.events,
  streams: streams.size,
  rejected: tally.rejected,
  warnings: tally.warnings,
});

const count = (tally: Tally, recorded: Recorded): void => {
  if (recorded.isNew) tally.recorded += 1;
  else tally.alreadyRecorded += 1;
  if (recorded.isEnveloped) tally.enveloped += 1;
  tally.events += recorded.events;
  for (const stream of recorded.streams) tally.streams.add(stream);
};

/** Errors that are about one filing; anything else stops the import. */
const isAboutTheFiling = (error: LedgerError): boolean =>
  error.code === 'DIFFERENT_CONTENT' ||
  error.code === 'APPEND_TOO_LARGE' ||
  error.code === 'INVALID_EVENT' ||
  // Nobody else's streams are touched.
  error.code === 'CHAIN_BROKEN' ||
  error.code === 'UNREADABLE_EVENT';

const shownDifferencesMax = 3;

/** Document and data set of one accession disagree: told of, since one of them is not counted. */
const warningOf = (path: string, { replaced, differences }: OtherReading): ImportWarning => {
  const shown = differences
    .slice(0, shownDifferencesMax)
    .map((d) =>
      replaced
        ? `${d.path}: the data set said ${d.recorded ?? 'nothing'}, the document ${d.got ?? 'nothing'}`
        : `${d.path}: the document says ${d.recorded ?? 'nothing'}, the data set ${d.got ?? 'nothing'}`,
    );
  const more = differences.length - shown.length;
  return {
    path,
    code: replaced ? 'DATA_SET_REPLACED' : 'DATA_SET_DIFFERS',
    message: `${replaced ? 'the document now stands for what a data set said of it' : 'the document is the record and stays; nothing was written'}; they differ: ${shown.join('; ')}${more > 0 ? `; and ${more} more` : ''}`,
  };
};

const bytesOf = ({ recordings }: PreparedFiling): number => {
  let bytes = 0;
  for (const { events } of recordings)
    for (const { dataText } of events) bytes += dataText?.length ?? 0;
  return bytes;
};

interface UnderWay {
  readonly settled: Promise<void>;
  readonly bytes: number;
}

/** Filings that were under way when the store failed, by what is known of them. */
interface Failed {
  notWritten: number;
  unknown: number;
}

const times = (n: number, one: string, many: string): string => `${n} ${n === 1 ? one : many}`;

/** The failure of a store, with what the import came to and what to do. */
const givenUp = (
  thrown: unknown,
  { recorded, alreadyRecorded }: Tally,
  { notWritten, unknown }: Failed,
): unknown => {
  const known =
    thrown instanceof StoreFailure
      ? fromStore(thrown.error)
      : thrown instanceof LedgerFailure
        ? thrown.error
        : null;
  if (known === null || known.blame === 'fault') return thrown;
  const before = `By then ${times(recorded, 'filing was', 'filings were')} recorded and ${alreadyRecorded} had been before.`;
  const under = [
    ...(notWritten > 0 ? [`${notWritten} certainly not written (not-written)`] : []),
    ...(unknown > 0 ? [`${unknown} perhaps written, whole or in part (unknown)`] : []),
  ];
  const underWay = under.length === 0 ? '' : ` Of those under way: ${under.join(', ')}.`;
  const message = `${known.message.replace(/\.?$/, '.')} ${before}${underWay} Run the same again once the store is well: what is recorded is passed over, and the rest is written.`;
  return new LedgerFailure({ ...known, message });
};

/** Keeps the appends of many filings under way, in order, and tallies them. */
const pipeline = (
  recorder: Recorder,
  tally: Tally,
  onProgress: ImportOptions['onProgress'] = () => {},
) => {
  const progress = (): void => {
    const { files, recorded, alreadyRecorded, rejected } = tally;
    onProgress({ files, recorded, alreadyRecorded, rejected: rejected.length });
  };
  const inFlight: Array<UnderWay> = [];
  const course: Course = { failure: null };
  let bytesInFlight = 0;
  const failed: Failed = { notWritten: 0, unknown: 0 };
  const readBack = async (): Promise<void> => {
    const lost = await recorder.readBack.check();
    if (lost !== null) throw new LedgerFailure(lost);
  };
  const settle = async (
    path: string,
    line: number | null,
    streams: number,
    recording: Promise<Recorded>,
  ): Promise<void> => {
    try {
      const recorded = await recording;
      count(tally, recorded);
      if (recorded.otherReading !== null && recorded.otherReading.differences.length > 0)
        tally.warnings.push(warningOf(path, recorded.otherReading));
    } catch (thrown) {
      if (!(thrown instanceof LedgerFailure) || !isAboutTheFiling(thrown.error)) {
        const outcome = thrown instanceof LedgerFailure ? thrown.error.outcome : undefined;
        // Of several streams another may have been written.
        if (outcome === 'not-written' && streams === 1) failed.notWritten += 1;
        else failed.unknown += 1;
        throw thrown;
      }
      const { code, message } = thrown.error;
      tally.rejected.push({ path, code, message, line });
    }
    progress();
  };
  const first = async (): Promise<void> => {
    const under = inFlight.shift();
    if (under === undefined) return;
    bytesInFlight -= under.bytes;
    await under.settled;
  };
  return {
    progress,
    take: async (
      path: string,
      { warnings, filing }: PreparedReading,
      line: number | null = null,
    ): Promise<void> => {
      tally.filings += 1;
      for (const warning of warnings) tally.warnings.push({ path, ...warning });
      if (E.isLeft(filing)) {
        tally.rejected.push({ path, ...filing.left, line });
        return;
      }
      const { length } = filing.right.recordings;
      const settled = settle(path, line, length, recorder.recordPrepared(filing.right, course));
      // Awaited below; a failure meanwhile must not count as unhandled.
      settled.catch(() => {});
      const bytes = bytesOf(filing.right);
      inFlight.push({ settled, bytes });
      bytesInFlight += bytes;
      while (inFlight.length >= inFlightMax || bytesInFlight > inFlightBytesMax) await first();
      if (recorder.readBack.size > readBackMax) await readBack();
    },
    /** Ends with all that was acknowledged read back. */
    drain: async (): Promise<void> => {
      while (inFlight.length > 0) await first();
      await readBack();
    },
    /** What to throw on where the store has failed. */
    failure: async (thrown: unknown): Promise<unknown> => {
      await Promise.allSettled(inFlight.map(({ settled }) => settled));
      return givenUp(thrown, tally, failed);
    },
  };
};

type Pipeline = ReturnType<typeof pipeline>;

/**
 * Every filing of a data set. Without its table of owners nobody is known to own anything, and
 * the signatures do not tell (an attorney signs for many): its filings are counted and left out.
 */
const importDataSet = async (
  source: DataSetSource,
  { take }: Pipeline,
  tally: Tally,
  { partial = false, signal }: Pick<ImportOptions, 'partial' | 'signal'>,
): Promise<void> => {
  let ownerless = 0;
  let first: string | null = null;
  let owned = 0;
  for await (const item of readDataSet(source, {
    partial,
    ...(signal === undefined ? {} : { signal }),
  })) {
    if (item.kind === 'warning') tally.warnings.push({ path: item.path, ...item.warning });
    else if (item.kind === 'problem') {
      const { code, message, line } = item.problem;
      tally.rejected.push({ path: item.path, code, message, line });
    } else if (item.reading.filing.owners.length === 0 && partial) {
      tally.filings += 1;
      ownerless += 1;
      first ??= item.path;
    } else {
      owned += 1;
      const prepared = orFault(() => E.right(preparedAlone(item.reading)));
      if (E.isRight(prepared)) await take(item.path, prepared.right);
      else tally.rejected.push({ path: item.path, ...prepared.left });
    }
    if (signal?.aborted === true) break;
  }
  if (ownerless > 0)
    tally.rejected.push({
      path: source.path,
      code: 'INCOMPLETE_DATA_SET',
      message: `${ownerless} filings${owned > 0 ? ` of ${ownerless + owned}` : ''} name no reporting owner (the first is ${first}); nothing can be recorded of an insider who is not known. Get the whole data set, or the filings' own documents.`,
      line: null,
    });
};

async function* withManifest(
  files: AsyncIterable<FoundFile> | Iterable<FoundFile>,
  rowFor: (path: string) => ManifestRow | null,
  used: Set<ManifestRow>,
): AsyncGenerator<Found> {
  for await (const found of files) {
    const row = rowFor(found.path);
    if (row !== null) used.add(row);
    yield { ...found, row };
  }
}

/** How many of the files to be read bear each name that stands alone in a row of the manifest. */
const bearersIn = async (
  { folder, manifest }: ManifestFile,
  paths: ReadonlyArray<string>,
  options: SourceOptions,
  signal: AbortSignal | undefined,
): Promise<ReadonlyMap<string, number>> => {
  const bearers = new Map<string, number>();
  const names = rowsByName(manifest, { folder, isThere });
  if (names.size === 0) return bearers;
  for await (const { path } of foundFiles(paths, dataSetFolders(), options)) {
    const name = basename(path);
    if (names.has(name)) bearers.set(name, (bearers.get(name) ?? 0) + 1);
    if (signal?.aborted === true) break;
  }
  return bearers;
};

const shownRowsMax = 5;

/** Rows of a manifest that were used for no file: a slip in a path, most likely. */
const unusedRows = (
  { path, folder, manifest }: ManifestFile,
  used: ReadonlySet<ManifestRow>,
  bearers: ReadonlyMap<string, number>,
): ReadonlyArray<ImportWarning> => {
  const unused = manifest.rows.filter((row) => !used.has(row));
  const isShared = (row: ManifestRow): boolean => (bearers.get(row.path) ?? 0) > 1;
  const told = (code: string, rows: ReadonlyArray<ManifestRow>, why: string) => {
    const shown = rows.slice(0, shownRowsMax).map((row) => row.path);
    const more = rows.length - shown.length;
    const message = `${rows.length} of ${manifest.rows.length} rows ${why}: ${shown.join(', ')}${more > 0 ? ` and ${more} more` : ''}. Paths are relative to the manifest's folder.`;
    return rows.length === 0 ? [] : [{ path, code, message }];
  };
  return [
    ...told(
      'MANIFEST_ROW_AMBIGUOUS',
      unused.filter(isShared),
      'name a file without its folder, and several files bear the name, so that none of them took the row',
    ),
    ...told(
      'MANIFEST_ROW_UNUSED',
      unused.filter(
        (row) =>
          !isShared(row) && !isThere(resolve(folder, row.path)) && !isThere(resolve(row.path)),
      ),
      'name no file that is there',
    ),
  ];
};

/** Files, folders, globs and `-`. Safe to interrupt and to repeat. */
export const importPaths = async (
  recorder: Recorder,
  paths: ReadonlyArray<string>,
  options: ImportOptions,
): Promise<ImportReport> => {
  const tally = newTally();
  const line = pipeline(recorder, tally, options.onProgress);
  const { progress } = line;
  const folders = dataSetFolders();
  const put = async (prepared: Prepared): Promise<void> => {
    switch (prepared.kind) {
      case 'table':
        return putTable(folders, prepared.path);
      case 'filing':
        tally.files += 1;
        return line.take(prepared.path, prepared);
      case 'rejected':
        tally.files += 1;
        tally.rejected.push(prepared.rejected);
        return progress();
      case 'data-set':
        tally.files += prepared.files?.length ?? 1;
        await importDataSet(prepared, line, tally, options);
        return progress();
    }
  };
  const exclude = [
    ...(options.exclude ?? []),
    ...(options.manifest === undefined ? [] : [resolve(options.manifest.path)]),
  ];
  const { manifest } = options;
  const bearers =
    manifest === undefined
      ? new Map<string, number>()
      : await bearersIn(manifest, paths, { exclude }, options.signal);
  const rowFor =
    manifest === undefined
      ? () => null
      : rowOf(manifest.manifest, {
          folder: manifest.folder,
          isThere,
          real: realFolder(),
          bearersOf: (name) => bearers.get(name) ?? 0,
        });
  const used = new Set<ManifestRow>();
  const putAll = async (files: AsyncIterable<FoundFile> | Iterable<FoundFile>): Promise<void> => {
    for await (const prepared of preparedFiles(withManifest(files, rowFor, used))) {
      await put(prepared);
      if (options.signal?.aborted === true) break;
    }
  };
  const stdin = options.stdin === undefined ? {} : { stdin: options.stdin };
  try {
    await putAll(foundFiles(paths, folders, { exclude, ...stdin }));
    if (options.signal?.aborted !== true) await putAll(dataSetsIn(folders));
    await line.drain();
  } catch (thrown) {
    throw await line.failure(thrown);
  }
  if (manifest !== undefined && options.signal?.aborted !== true)
    tally.warnings.push(...unusedRows(manifest, used, bearers));
  return reportOf(tally);
};

const lineBytesMax = 16 * 1024 * 1024;
const byteOrderMark = Buffer.from('\uFEFF');

/** Lines of bytes, without their ends. */
async function* linesOf(input: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  let rest: Array<Uint8Array> = [];
  let length = 0;
  let isFirst = true;
  const line = (last: Uint8Array): Buffer => {
    const bytes = Buffer.concat([...rest, last]);
    rest = [];
    length = 0;
    const marked = isFirst && bytes.subarray(0, 3).equals(byteOrderMark);
    isFirst = false;
    return marked ? bytes.subarray(3) : bytes;
  };
  for await (const chunk of input) {
    // Copied: a producer may use its buffer again.
    const bytes = Buffer.from(chunk);
    let start = 0;
    for (let end = bytes.indexOf(10); end !== -1; end = bytes.indexOf(10, start)) {
      yield line(bytes.subarray(start, end));
      start = end + 1;
    }
    rest.push(bytes.subarray(start));
    length += bytes.length - start;
    // A line without end is cut here and rejected as what it is: not a filing.
    if (length > lineBytesMax) yield line(Buffer.alloc(0));
  }
  yield line(Buffer.alloc(0));
}

const notUtf8Line = (bytes: Uint8Array): E.Either<ReadProblem, never> => {
  const byte = notUtf8In(bytes)?.byte ?? 1;
  return E.left(
    readProblem(
      'UNREADABLE_TEXT',
      `byte ${byte} of the line is not UTF-8, in which JSON is written. Send the line again as UTF-8.`,
    ),
  );
};

/** A reading of which nobody knows more. */
const preparedAlone = (reading: Reading): PreparedReading =>
  prepareReading(completeFiling(reading, null));

/** Filings as NDJSON from another parser, one a line. */
export const appendLines = async (
  recorder: Recorder,
  input: AsyncIterable<Uint8Array>,
  options: Pick<ImportOptions, 'onProgress' | 'signal'>,
): Promise<ImportReport> => {
  const tally = newTally();
  const { take, drain, failure, progress } = pipeline(recorder, tally, options.onProgress);
  let line = 0;
  const put = async (bytes: Buffer): Promise<void> => {
    line += 1;
    const text = bytes.toString('utf8');
    if (text.trim() === '') return;
    tally.files += 1;
    const path = `line ${line}`;
    const prepared = isUtf8(bytes)
      ? orFault(() => E.map(preparedAlone)(readFilingLine(text)))
      : notUtf8Line(bytes);
    if (E.isRight(prepared)) return take(path, prepared.right, line);
    const { code, message } = prepared.left;
    tally.rejected.push({ path, code, message, line });
    progress();
  };
  try {
    for await (const bytes of linesOf(input)) {
      await put(bytes);
      if (options.signal?.aborted === true) break;
    }
    await drain();
  } catch (thrown) {
    throw await failure(thrown);
  }
  // A refusal by the store comes when its append is answered: put back into the order of lines.
  tally.rejected.sort((a, b) => (a.line ?? 0) - (b.line ?? 0));
  return reportOf(tally);
};

/** One filing handed over by a program: checked against the model and completed. */
export const completeGiven = (given: unknown): E.Either<LedgerError, PreparedFiling> => {
  const refused = (message: string): E.Either<LedgerError, never> =>
    E.left({ code: 'INVALID_FILING', blame: 'incorrect', message });
  const text = jsonText(given);
  if (E.isLeft(text)) return refused(text.left);
  const reading = readFilingJson(text.right);
  if (E.isLeft(reading)) return refused(`${reading.left.message} (schema filing prints the shape)`);
  const filing = prepareFiling(completeFiling(reading.right, null).filing);
  return E.isRight(filing)
    ? filing
    : refused(`the filing cannot be recorded: ${filing.left.message}`);
};
