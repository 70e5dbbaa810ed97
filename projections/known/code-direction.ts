/**
 * What a transaction code leads one to expect, and where a row contradicts it. The row is kept as
 * filed: the letter A or D is the sign, the code only explains it.
 */
import type { RowReported } from '../../src/event/catalogue.js';

const expectedLetter: Readonly<Record<string, 'A' | 'D'>> = {
  P: 'A',
  S: 'D',
  A: 'A',
  D: 'D',
  F: 'D',
  U: 'D',
  L: 'A',
};

/**
 * Of a transaction on the market, Table I: its letter does not say what its code says, but the other
 * of bought and sold, or nothing.
 */
export const isOfNoSide = (code: string | null, letter: string | null): boolean =>
  (code === 'P' && letter !== 'A') || (code === 'S' && letter !== 'D');

/** Null where code and letter agree, or nothing is expected of the code. */
export const directionContradiction = (
  row: RowReported,
): { readonly code: string; readonly expected: 'A' | 'D'; readonly got: 'A' | 'D' } | null => {
  const code = row.coding?.code ?? null;
  const got = row.acquiredDisposed.value;
  if (row.kind !== 'transaction' || code === null || got === null) return null;
  // Writing an option is a sale that opens a short position, buying one back closes it.
  if (row.table === 'II' && (code === 'S' || code === 'P')) return null;
  const expected = code === 'M' ? (row.table === 'I' ? 'A' : null) : (expectedLetter[code] ?? null);
  return expected === null || expected === got ? null : { code, expected, got };
};
