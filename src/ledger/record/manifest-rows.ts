/** Which row of a manifest is whose: files take theirs, and rows that none took are told of. */
import { basename, resolve } from 'node:path';
import { type Manifest, type ManifestRow, rowsByName } from '../../filing/manifest.js';
import {
  dataSetFolders,
  type FoundFile,
  foundFiles,
  isThere,
  type SourceOptions,
} from '../../filing/source-files.js';
import type { ImportWarning } from './import-report.js';
import type { Found } from './reading-pool.js';

export interface ManifestFile {
  readonly path: string;
  readonly folder: string;
  readonly manifest: Manifest;
}

export async function* withManifest(
  files: AsyncIterable<FoundFile> | Iterable<FoundFile>,
  rowFor: (path: string) => ManifestRow | null,
  used: Set<ManifestRow>,
  keepIn: string | undefined,
): AsyncGenerator<Found> {
  for await (const found of files) {
    const row = rowFor(found.path);
    if (row !== null) used.add(row);
    yield { ...found, row, keepIn };
  }
}

/** How many of the files to be read bear each name that stands alone in a row of the manifest. */
export const bearersIn = async (
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
export const unusedRows = (
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
