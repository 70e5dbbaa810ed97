/** What a row means, told once more and apart from the fold. */

import type { KnownFiling } from '../../projections/known/knowledge.js';
import type { RowReported } from '../../src/event/catalogue.js';
import { addDays } from '../../src/filing/calendar.js';
import { Decimal } from '../../src/filing/decimal.js';

const none = new Decimal(0);

/** Transactions count from their date; a date that cannot be, from the period. */
export const dayOf = (row: RowReported, filing: KnownFiling): string => {
  const { period, filedOn } = filing.header;
  if (row.kind === 'holding') return filing.family === '3' ? period : filedOn;
  const possible = (day: string | null): day is string =>
    day !== null && day >= '1934-06-06' && day <= addDays(filedOn, 1);
  if (possible(row.transactionDate.value)) return row.transactionDate.value;
  return possible(period) ? period : filedOn;
};

/** The signed change; null where the row does not tell. Worlds count in shares only. */
export const changeOf = (row: RowReported): Decimal | null => {
  if (row.kind === 'holding') return none;
  const amount = row.shares.value;
  const letter = row.acquiredDisposed.value;
  return amount === null || letter === null ? null : letter === 'A' ? amount : none.minus(amount);
};

/** The balance it states; an option's holding row of Form 3 counts underlying shares. */
export const statementOf = (row: RowReported): Decimal | null =>
  row.sharesFollowing.value ??
  (row.kind === 'holding' ? (row.terms?.underlying?.shares.value ?? null) : null);
