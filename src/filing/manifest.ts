/**
 * A manifest: what is known of files beyond their bytes, one CSV row a file. Columns `path`,
 * `accession`, `filedOn`, `acceptedAt`, `issuerCik`, `ownerCiks`; all but `path` optional, in
 * any order, others ignored.
 */
import { posix, relative, resolve, sep } from 'node:path';
import { parse } from 'csv-parse/sync';
import * as E from 'fp-ts/lib/Either.js';
import { type Day, easternInstant, type Instant, isDay, parseInstant } from './calendar.js';
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
  readonly byPath: ReadonlyMap<string, ManifestRow>;
  /** Null where two rows share the name. */
  readonly byName: ReadonlyMap<string, ManifestRow | null>;
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
  return isDay(day) ? easternInstant(day, `${parts[4]}:${parts[5]}:${parts[6]}`) : null;
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

const indexed = (rows: ReadonlyArray<ManifestRow>): Manifest => {
  const byPath = new Map<string, ManifestRow>();
  const byName = new Map<string, ManifestRow | null>();
  for (const row of rows) {
    byPath.set(row.path, row);
    const name = posix.basename(row.path);
    byName.set(name, byName.has(name) ? null : row);
  }
  return { rows, byPath, byName };
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
  return E.right(indexed(rows));
};

/**
 * The row for a file: by its path relative to the manifest's folder, else by its name where one
 * row only bears it.
 */
export const manifestRowFor = (
  manifest: Manifest,
  manifestFolder: string,
  path: string,
): ManifestRow | null => {
  const fromFolder = relative(resolve(manifestFolder), resolve(path)).split(sep).join('/');
  return (
    manifest.byPath.get(fromFolder) ??
    manifest.byPath.get(normalPath(path)) ??
    manifest.byName.get(posix.basename(fromFolder)) ??
    null
  );
};
