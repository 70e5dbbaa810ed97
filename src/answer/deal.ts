/** A transaction as far as it is summed up over an issuer. */
import type { InsiderView } from '../../projections/insider.js';
import type { DealReport } from '../../projections/issuer.js';
import { priceDoubtOf } from '../../projections/known/price-doubt.js';
import { amountOf, unitOf } from '../../projections/known/reported-row.js';
import { inForce, type Line } from '../../projections/line/line.js';
import { retoldOf } from './filing.js';
import { decimalAnswer } from './terms.js';

export const dealOf = (
  view: Pick<InsiderView, 'insider' | 'retellings'>,
  line: Line,
): DealReport => {
  const { row, filing, effective } = inForce(line);
  const { insider, transactionId, copies } = retoldOf(view, line);
  return {
    transactionId,
    copies,
    insider,
    table: row.table,
    security: row.security.value ?? '',
    unit: unitOf(row),
    code: row.coding?.code ?? null,
    letter: row.acquiredDisposed.value,
    amount: decimalAnswer(amountOf(row)),
    price: decimalAnswer(row.price.value),
    priceDoubt: priceDoubtOf(row, filing),
    effectiveOn: effective.on,
    filedAt: filing.knownAt,
  };
};
