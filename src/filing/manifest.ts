/**
 * A manifest: what is known of files beyond their bytes, one CSV row a file. Columns `path`,
 * `accession`, `filedOn`, `acceptedAt`, `issuerCik`, `ownerCiks`; all but `path` optional, in
 * any order, others ignored.
 */
import { basename, dirname, posix, resolve } from 'node:path';
import { parse } from 'csv-parse/sync';
import * as E from 'fp-ts/lib/Either.js';
import { type Day, easternInstantIn, type Instant, isDay, parseInstant } from './calendar.js';
import { type Accession, accessionNumber } from './model.js';

export interface ManifestRow {
  /** Relative to the manifest's folder, with `/`. */
  readonly path: string;
  readonly accession: Accession | null;
  readonly filedOn: Day | null;
  /** EDGAR acceptance, in UTC. */
  readonly acceptedAt: Instant | null;
  readonly issuerCik: string | null;
  readonly ownerCiks: ReadonlyArray<string>;
}

/** Where a manifest is wrong, what was expected, what was got. */
export interface ManifestProblem {
  readonly message: string;
  /** Line of the CSV file, from 1. */
  readonly line: number | null;
  readonly column: string | null;
}

export interface Manifest {
  readonly rows: ReadonlyArray<ManifestRow>;
}

type Cells = ReadonlyMap<string, string>;

const problem = (message: string, line: number | null, column: string | null): ManifestProblem => ({
  message: [line === null ? null : `line ${line}`, column, message]
    .filter((part) => part !== null)
    .join(', '),
  line,
  column,
});

const normalPath = (path: string): string => posix.normalize(path.replaceAll('\\', '/'));

/** Wall-clock time without a zone is Eastern, as in EDGAR's own headers. */
const acceptance = (text: string): Instant | null => {
  const zoned = parseInstant(text.replace(' ', 'T'));
  if (zoned !== null) return zoned;
  const parts =
    /^(\d{4})-?(\d{2})-?(\d{2})[T ]?([01]\d|2[0-3]):?([0-5]\d):?([0-5]\d)(?:\.0+)?$/.exec(text);
  if (parts === null) return null;
  const day = `${parts[1]}-${parts[2]}-${parts[3]}`;
  return isDay(day) ? easternInstantIn(day, `${parts[4]}:${parts[5]}:${parts[6]}`) : null;
};

const cikOf = (text: string): string | null =>
  /^\d{1,10}$/.test(text) ? text.padStart(10, '0') : null;

/** A cell read as its kind; null where empty. */
const cell = <A>(
  cells: Cells,
  column: string,
  line: number,
  expected: string,
  read: (text: string) => A | null,
): E.Either<ManifestProblem, A | null> => {
  const text = cells.get(column) ?? '';
  if (text === '') return E.right(null);
  const value = read(text);
  return value === null
    ? E.left(problem(`expected ${expected}, got "${text.slice(0, 80)}"`, line, column))
    : E.right(value);
};

const readRow = (cells: Cells, line: number): E.Either<ManifestProblem, ManifestRow> => {
  const path = cells.get('path') ?? '';
  if (path === '') return E.left(problem('expected the path of a file, got nothing', line, 'path'));
  const accession = cell(cells, 'accession', line, 'an accession number', (s) =>
    accessionNumber.is(s) ? s : null,
  );
  if (E.isLeft(accession)) return accession;
  const filedOn = cell(cells, 'filedOn', line, 'a day as YYYY-MM-DD', (s) => (isDay(s) ? s : null));
  if (E.isLeft(filedOn)) return filedOn;
  const acceptedAt = cell(
    cells,
    'acceptedAt',
    line,
    'an instant (2024-08-22T20:15:30Z) or Eastern time (2024-08-22 16:15:30); a day alone is no instant and belongs in filedOn',
    acceptance,
  );
  if (E.isLeft(acceptedAt)) return acceptedAt;
  const issuerCik = cell(cells, 'issuerCik', line, 'a CIK of up to ten digits', cikOf);
  if (E.isLeft(issuerCik)) return issuerCik;
  const ownerCiks = cell(cells, 'ownerCiks', line, 'CIKs separated by ";"', (s) => {
    const ciks = s
      .split(/[;|,\s]+/)
      .filter((part) => part !== '')
      .map(cikOf);
    return ciks.some((c) => c === null) ? null : ciks.filter((c) => c !== null);
  });
  if (E.isLeft(ownerCiks)) return ownerCiks;
  return E.right({
    path: normalPath(path),
    accession: accession.right,
    filedOn: filedOn.right,
    acceptedAt: acceptedAt.right,
    issuerCik: issuerCik.right,
    ownerCiks: ownerCiks.right ?? [],
  });
};

interface Line {
  readonly cells: ReadonlyArray<string>;
  readonly line: number;
}

const linesOf = (text: string): E.Either<ManifestProblem, ReadonlyArray<Line>> => {
  const lines: Array<Line> = [];
  return E.tryCatch(
    () => {
      parse(text, {
        bom: true,
        relax_column_count_less: true,
        skip_empty_lines: true,
        onRecord: (cells: ReadonlyArray<string>, context) => {
          lines.push({ cells: cells.map((c) => c.trim()), line: context.lines });
          return undefined;
        },
      });
      return lines;
    },
    (e) => problem(`not CSV: ${e instanceof Error ? e.message : String(e)}`, null, null),
  );
};

/** The manifest in a CSV text, or the first thing wrong with it. */
export const parseManifest = (text: string): E.Either<ManifestProblem, Manifest> => {
  const lines = linesOf(text);
  if (E.isLeft(lines)) return lines;
  const [head, ...body] = lines.right;
  if (head === undefined || !head.cells.includes('path'))
    return E.left(problem('the first line must name a column "path"', head?.line ?? null, null));
  const twice = head.cells.find((name, i) => name !== '' && head.cells.indexOf(name) !== i);
  if (twice !== undefined)
    return E.left(problem(`the column "${twice}" is named twice`, head.line, twice));
  const rows: Array<ManifestRow> = [];
  const paths = new Set<string>();
  for (const { cells, line } of body) {
    const named = new Map(head.cells.map((column, i) => [column, cells[i] ?? '']));
    const row = readRow(named, line);
    if (E.isLeft(row)) return row;
    if (paths.has(row.right.path))
      return E.left(problem(`"${row.right.path}" is listed twice`, line, 'path'));
    paths.add(row.right.path);
    rows.push(row.right);
  }
  return E.right({ rows });
};

/** What a manifest has to know of the files around it. */
export interface Surroundings {
  /** The manifest's own. */
  readonly folder: string;
  readonly isThere: (path: string) => boolean;
  /** A folder's path without links. */
  readonly real: (folder: string) => string;
  /** How many of the files to be read bear a name. */
  readonly bearersOf: (name: string) => number;
}

const namesNoFolder = (row: ManifestRow): boolean => posix.basename(row.path) === row.path;

/** Rows that name a file alone which is not beside the manifest: any file of that name is meant. */
export const rowsByName = (
  { rows }: Manifest,
  { folder, isThere }: Pick<Surroundings, 'folder' | 'isThere'>,
): ReadonlyMap<string, ManifestRow> =>
  new Map(
    rows
      .filter((row) => namesNoFolder(row) && !isThere(resolve(folder, row.path)))
      .map((row) => [row.path, row]),
  );

/**
 * The row of each file: that which has its path from the manifest's folder, or from the working
 * folder where the manifest's has no such file. A name alone is enough only for a row that says no
 * more, of a name that one file bears: what is known of one filing must not be said of another.
 */
export const rowOf = (
  manifest: Manifest,
  { folder, isThere, real, bearersOf }: Surroundings,
): ((path: string) => ManifestRow | null) => {
  const inFolder = (of: string): ReadonlyMap<string, ManifestRow> =>
    new Map(manifest.rows.map((row) => [resolve(of, row.path), row]));
  const beside = inFolder(folder);
  const fromHere = inFolder('.');
  const named = rowsByName(manifest, { folder, isThere });
  const realFolder = real(resolve(folder));
  const besideReal = realFolder === resolve(folder) ? beside : inFolder(realFolder);
  return (path) => {
    const place = resolve(path);
    const row = beside.get(place) ?? besideReal.get(resolve(real(dirname(place)), basename(place)));
    if (row !== undefined) return row;
    const here = fromHere.get(place);
    if (here !== undefined && !isThere(resolve(folder, here.path))) return here;
    const alone = named.get(basename(place));
    return alone !== undefined && bearersOf(alone.path) === 1 ? alone : null;
  };
};
