/** Changes to filings as they stand: rows taken out, boxes and footnotes written otherwise. */
import { type CompleteFiling, rowIdOf } from '../../../src/event/identity.js';
import type { Decimal } from '../../../src/filing/decimal.js';
import type { Row } from '../../../src/filing/model.js';
import type { History } from './history.js';

/** Names of all rows. */
export const rowsOf = ({ filings }: History): ReadonlySet<string> =>
  new Set(filings.flatMap((f) => f.rows.map((row) => rowIdOf(f.accession, row))));

/** Another row in the place of each; null takes it out. The filing itself where none changes. */
const withRows = (
  filing: CompleteFiling,
  change: (row: Row, id: string) => Row | null,
): CompleteFiling => {
  const rows = filing.rows.map((row) => change(row, rowIdOf(filing.accession, row)));
  if (rows.every((row, i) => row === filing.rows[i])) return filing;
  return { ...filing, rows: rows.filter((row) => row !== null) };
};

/** A form from which every row was taken was never filed. */
export const withoutRows = ({ insider, filings }: History, ids: ReadonlySet<string>): History => ({
  insider,
  filings: filings
    .map((f) => withRows(f, (row, id) => (ids.has(id) ? null : row)))
    .filter((f, i) => f.rows.length > 0 || f === filings[i]),
});

export const withRow = (
  { insider, filings }: History,
  id: string,
  change: (row: Row) => Row,
): History => ({
  insider,
  filings: filings.map((f) => withRows(f, (row, own) => (own === id ? change(row) : row))),
});

export const stating = (row: Row, balance: Decimal): Row => ({
  ...row,
  sharesFollowing: { ...row.sharesFollowing, value: balance, raw: null },
});

/** All these rows state so much more: what a change that no row tells of looks like. */
export const shifted = (
  { insider, filings }: History,
  ids: ReadonlySet<string>,
  by: Decimal,
): History => ({
  insider,
  filings: filings.map((f) =>
    withRows(f, (row, id) => {
      const { value } = row.sharesFollowing;
      return ids.has(id) && value !== null ? stating(row, value.plus(by)) : row;
    }),
  ),
});

/** A footnote on the balance of each of these rows, which are of one filing. */
export const noted = (
  { insider, filings }: History,
  ids: ReadonlySet<string>,
  text: string,
): History => ({
  insider,
  filings: filings.map((filing) => {
    const numbers = filing.footnotes.map((f) => Number(f.id.slice(1)));
    const mark = `F${Math.max(0, ...numbers) + 1}`;
    const changed = withRows(filing, (row, id) => {
      const box = row.sharesFollowing;
      return ids.has(id)
        ? { ...row, sharesFollowing: { ...box, footnotes: [...box.footnotes, mark] } }
        : row;
    });
    return changed === filing
      ? filing
      : { ...changed, footnotes: [...filing.footnotes, { id: mark, text }] };
  }),
});
