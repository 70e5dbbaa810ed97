/**
 * Natures of ownership that stand on the wrong rows. The data sets leave out what a row has no
 * element for and close the gap, so that in a filing of direct and indirect rows the natures stand
 * on the first rows. EDGAR takes a nature of every indirect row and of no direct one: one on a
 * direct row tells, and where there are as many as indirect rows each is put back where it was.
 */
import type { Findings } from '../findings.js';
import type { Cells } from './value.js';

const nature = 'NATURE_OF_OWNERSHIP';
const notes = `${nature}_FN`;

const stands = (row: Cells): boolean => row.of(nature).trim() !== '' || row.of(notes).trim() !== '';

const isHeld = (row: Cells, letter: 'D' | 'I'): boolean =>
  row.of('DIRECT_INDIRECT_OWNERSHIP').trim() === letter;

/** The row with the nature of another, or with none. */
const withNatureOf = <R extends Cells>(row: R, other: R | undefined): R => ({
  ...row,
  of: (column: string) =>
    column === nature || column === notes ? (other?.of(column) ?? '') : row.of(column),
});

/** Rows of one table of one filing, in the order of their keys. */
export const naturesInPlace = <R extends Cells>(
  table: string,
  rows: ReadonlyArray<R>,
  findings: Findings,
): ReadonlyArray<R> => {
  if (!rows.some((row) => isHeld(row, 'D') && stands(row))) return rows;
  const natures = rows.filter(stands);
  const indirect = rows.filter((row) => isHeld(row, 'I'));
  if (natures.length !== indirect.length) {
    findings.warn(
      'NATURE_ON_DIRECT_ROW',
      `${table} has a nature of ownership on a row that is held directly; whose it is cannot be told`,
    );
    return rows;
  }
  findings.warn(
    'NATURES_SLIPPED',
    `${table} has natures of ownership on its first rows, of which one is held directly; they were put to the rows held indirectly, in their order`,
  );
  return rows.map((row) => {
    const at = indirect.indexOf(row);
    const placed = withNatureOf(row, at < 0 ? undefined : natures[at]);
    for (const column of [nature, notes])
      if (placed.of(column) !== row.of(column) && row.of(column).trim() !== '')
        findings.keepAsFiled(`${row.path}.${column}`, row.of(column));
    return placed;
  });
};
