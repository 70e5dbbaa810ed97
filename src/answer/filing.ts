/** Documents, as far as answers tell of them. */
import { createHash } from 'node:crypto';
import type { InsiderView } from '../../projections/insider.js';
import type { Retold } from '../../projections/issuer.js';
import type { KnownFiling } from '../../projections/known/knowledge.js';
import { firstOf, type Line } from '../../projections/line/line.js';
import { fieldsOf } from '../../projections/line/row-alignment.js';
import type { RowId } from '../event/identity.js';

const rowsDigest = (filing: KnownFiling): string => {
  const hash = createHash('sha256');
  const { form, period, filedOn } = filing.header;
  hash.update(JSON.stringify([form, period, filedOn]));
  for (const row of filing.rows)
    hash.update(JSON.stringify([row.table, row.position, row.kind, fieldsOf(row)]));
  return hash.digest('hex').slice(0, 32);
};

/** One owner's own shares are nobody else's; others' rows may be in another document as well. */
export const mayBeShared = ({ header, rows }: KnownFiling): boolean =>
  rows.length > 0 && (header.owners.length > 1 || rows.every((r) => r.ownership.value === 'I'));

const none: ReadonlyArray<RowId> = [];

/** Rows of documents that others may have as well which tell again what a row tells. */
export const retoldWithOthers = (
  { retellings }: Pick<InsiderView, 'retellings'>,
  row: RowId,
): ReadonlyArray<RowId> => {
  const all = retellings.get(row);
  return all === undefined
    ? none
    : all.flatMap((one) => (mayBeShared(one.filing) ? [one.row] : []));
};

/** A line that counts, as sums over an issuer know it again. */
export const retoldOf = (view: Pick<InsiderView, 'insider' | 'retellings'>, line: Line): Retold => {
  const transactionId = firstOf(line).row.row;
  return { insider: view.insider, transactionId, copies: retoldWithOthers(view, transactionId) };
};

/**
 * Equal for documents of one form, period and filing date with the same rows; null where a
 * document cannot be one of several.
 */
export const sameRowsOf = (filing: KnownFiling): string | null =>
  mayBeShared(filing) ? rowsDigest(filing) : null;
