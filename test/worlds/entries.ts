/** The entries of a position against its rows on paper. */
import { isRow, outcomeOf } from '../../projections/balance/entry.js';
import type { Holding, InsiderView } from '../../projections/insider.js';
import { inForce } from '../../projections/line/line.js';
import type { RowReported } from '../../src/event/catalogue.js';
import { zero } from '../../src/filing/decimal.js';
import { changeOf, statementOf } from './naive-row.js';

/** Rows that stand in a position, by the documents: what each changes and states. */
const standingIn = (view: InsiderView, holding: Holding): ReadonlyMap<string, RowReported> =>
  new Map(
    view.lines
      .filter((l) => l.withdrawal === null && l.heldOut === null)
      .map(inForce)
      .filter((v) => v.position === holding.position)
      .map((v) => [v.row.row, v.row]),
  );

/** Each standing row is one entry, by the amount that it states; each balance is the sum so far. */
export const tallyOf = (view: InsiderView, holding: Holding): ReadonlyArray<string> => {
  const { id } = holding.position;
  const standing = standingIn(view, holding);
  const own = holding.entries.filter((e) => isRow(e) && e.source.restates !== true);
  const told = own.map((e) => `${e.source.row.row} ${e.amount}`).sort();
  const written = [...standing].map(([row, r]) => `${row} ${changeOf(r) ?? zero}`).sort();
  const differing = written.find((text, i) => text !== told[i]);
  let sum = zero;
  const sums = holding.entries.flatMap((entry) => {
    sum = sum.plus(entry.amount);
    return sum.eq(entry.balance)
      ? []
      : [`${id}: ${entry.balance} after ${entry.source.row.row}, not ${sum}`];
  });
  return [
    ...(differing === undefined && told.length === written.length
      ? []
      : [`${id}: ${differing ?? 'nothing more'} is on paper, and among entries is not`]),
    ...sums,
  ];
};

/**
 * After a difference a holding of shares has the balance that the row states on paper, unless
 * rows before it became known after it.
 */
export const statedAfterGaps = (holding: Holding): ReadonlyArray<string> =>
  holding.entries.flatMap((entry, i) => {
    const { row, knownRank } = entry.source;
    if (outcomeOf(entry) !== 'unexplained' || row.table === 'II') return [];
    if (holding.entries.slice(0, i).some((e) => e.source.knownRank > knownRank)) return [];
    const stated = statementOf(row);
    return stated?.eq(entry.balance) === true
      ? []
      : [`${holding.position.id}: ${entry.balance} after ${row.row}, which states ${stated}`];
  });
