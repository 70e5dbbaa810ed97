/** Importing: files to filings to events, with a report in which nothing disappears. */
import { resolve } from 'node:path';
import * as E from 'fp-ts/lib/Either.js';
import { fail } from '../../answer/error.js';
import { type ManifestRow, rowOf } from '../../filing/manifest.js';
import { type DataSetSource, readDataSet } from '../../filing/readers/data-set.js';
import {
  dataSetFolders,
  dataSetsIn,
  type FoundFile,
  foundFiles,
  isThere,
  putTable,
  realFolder,
} from '../../filing/source-files.js';
import { type AppendsUnderWay, appendsUnderWay, type Progress } from './appends-under-way.js';
import { type ImportReport, newTally, reportOf, type Tally } from './import-report.js';
import { bearersIn, type ManifestFile, unusedRows, withManifest } from './manifest-rows.js';
import { orFault, type Prepared, preparedAlone } from './prepare.js';
import { preparedFiles } from './reading-pool.js';
import type { Recorder } from './recorder.js';

export interface ImportOptions {
  readonly manifest?: ManifestFile;
  /** Files not to read, such as the store's own. */
  readonly exclude?: ReadonlyArray<string>;
  /** Folders not to look into: what the ledger keeps itself. */
  readonly excludeFolders?: ReadonlyArray<string>;
  /** Folder in which each document's bytes are kept; see `keepSource`. */
  readonly keepIn?: string;
  readonly stdin?: AsyncIterable<Uint8Array>;
  /** Load what is there of a data set although tables or columns are missing. */
  readonly partial?: boolean;
  /** Name in the report, of each filing, its file and accession number. */
  readonly listed?: boolean;
  readonly onProgress?: (progress: Progress) => void;
  /** Ends the import after the appends under way; the report is of what was done by then. */
  readonly signal?: AbortSignal;
}

/**
 * Every filing of a data set. Without its table of owners nobody is known to own anything, and
 * the signatures do not tell (an attorney signs for many): its filings are counted and left out.
 */
const importDataSet = async (
  source: DataSetSource,
  { take }: AppendsUnderWay,
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

/** Files, folders, globs and `-`. Safe to interrupt and to repeat. */
export const importPaths = async (
  recorder: Recorder,
  paths: ReadonlyArray<string>,
  options: ImportOptions,
): Promise<ImportReport> => {
  const tally = newTally(options.listed);
  const line = appendsUnderWay(recorder, tally, options.onProgress);
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
      case 'not-kept':
        return fail({
          code: 'MACHINE_REFUSES',
          blame: 'unavailable',
          message: `the bytes of ${prepared.path} cannot be kept, so it was not recorded: ${prepared.message}. Whatever was recorded before it has its bytes kept`,
        });
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
  const leftOut = { exclude, excludeFolders: options.excludeFolders ?? [] };
  const { manifest } = options;
  const bearers =
    manifest === undefined
      ? new Map<string, number>()
      : await bearersIn(manifest, paths, leftOut, options.signal);
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
    for await (const prepared of preparedFiles(withManifest(files, rowFor, used, options.keepIn))) {
      await put(prepared);
      if (options.signal?.aborted === true) break;
    }
  };
  const stdin = options.stdin === undefined ? {} : { stdin: options.stdin };
  try {
    await putAll(foundFiles(paths, folders, { ...leftOut, ...stdin }));
    if (options.signal?.aborted !== true) await putAll(dataSetsIn(folders));
    await line.drain();
  } catch (thrown) {
    throw await line.failure(thrown);
  }
  if (manifest !== undefined && options.signal?.aborted !== true)
    tally.warnings.push(...unusedRows(manifest, used, bearers));
  return reportOf(tally);
};
