/** What a position held before its first row: what the first filing to speak of it says or implies. */
import { type Decimal, zero } from '../../src/filing/decimal.js';
import type { Group, Slot } from './effective-order.js';
import type { Lot, StandingRow } from './standing-row.js';

export type OpeningBasis =
  /** A holding that the insider reported before any transaction. */
  | 'reported'
  /** What the first reported balance implies before its own row. */
  | 'implied'
  /** No balance is stated anywhere; nothing is assumed to have been held before. */
  | 'assumed-zero';

export interface Opening {
  readonly amount: Decimal;
  readonly basis: OpeningBasis;
  readonly source: StandingRow;
}

const sumOfDeltas = (rows: ReadonlyArray<StandingRow>): Decimal =>
  rows.reduce((sum, at) => sum.plus(at.delta ?? zero), zero);

/** For each lot, the rows of the first filing to speak of it. */
export const anchorsOf = (
  lots: ReadonlyArray<Lot>,
  slots: ReadonlyArray<Slot>,
): Array<Group | null> => {
  const anchors: Array<Group | null> = lots.map(() => null);
  for (const { item } of slots) {
    if (item.kind !== 'row' || item.at !== item.group.first) continue;
    const anchor = anchors[item.lot];
    if (anchor == null || item.at.homeRank < anchor.first.homeRank) anchors[item.lot] = item.group;
  }
  return anchors;
};

/** Rows of other filings that take effect before one of this lot. */
const leadingUpTo = (
  at: StandingRow,
  lot: number,
  slots: ReadonlyArray<Slot>,
): ReadonlyArray<StandingRow> => {
  const before: Array<StandingRow> = [];
  for (const { item } of slots) {
    if (item.kind !== 'row' || item.lot !== lot) continue;
    if (item.at === at) return before;
    before.push(item.at);
  }
  return before;
};

/** A holding that a Form 3 states as of its event. */
const initialOf = ({ first }: Group): StandingRow | null =>
  first.home.family === '3' && first.row.kind === 'holding' && first.asserted !== null
    ? first
    : null;

/** The same opening if its filing counted the rows that lead up to it, reported later or not. */
const leadUpTo = (opening: Opening, before: ReadonlyArray<StandingRow>): Opening =>
  before.length === 0
    ? opening
    : { ...opening, amount: opening.amount.minus(sumOfDeltas(before)), basis: 'implied' };

/**
 * The opening is what that filing says or implies. What happened before the event of a Form 3
 * leads up to the holding that it states.
 */
export const openingOf = (
  anchor: Group | null,
  index: number,
  slots: ReadonlyArray<Slot>,
): Opening | null => {
  if (anchor === null) return null;
  const { first, convention, states } = anchor;
  const initial = initialOf(anchor);
  if (initial?.asserted != null)
    return leadUpTo(
      { amount: initial.asserted, basis: 'reported', source: initial },
      leadingUpTo(initial, index, slots),
    );
  const { rows } = anchor;
  if (convention !== 'running' && states.asserted !== null)
    return { amount: states.asserted.minus(sumOfDeltas(rows)), basis: 'implied', source: first };
  let before = zero;
  for (const at of rows) {
    before = before.plus(at.delta ?? zero);
    if (at.asserted !== null) {
      const reported = at.row.kind === 'holding' && at === first;
      return {
        amount: at.asserted.minus(before),
        basis: reported ? 'reported' : 'implied',
        source: at,
      };
    }
  }
  return { amount: zero, basis: 'assumed-zero', source: first };
};

/**
 * The opening if that filing had counted what was reported later of days before it; null where
 * nothing was, or where it counts that anyway.
 */
export const openingWithWhatCame = (
  anchor: Group | null,
  index: number,
  slots: ReadonlyArray<Slot>,
): { readonly opening: Opening; readonly came: ReadonlyArray<StandingRow> } | null => {
  if (anchor === null || initialOf(anchor) !== null) return null;
  const came = leadingUpTo(anchor.first, index, slots);
  const opening = openingOf(anchor, index, slots);
  return came.length === 0 || opening === null || sumOfDeltas(came).isZero()
    ? null
    : { opening: leadUpTo(opening, came), came };
};
