/** What a position held before its first row: what the first filing to speak of it says or implies. */
import { type Decimal, zero } from '../../src/filing/decimal.js';
import { type Group, inEffectiveOrder, type Slot } from './effective-order.js';
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

/** The opening is what that filing says or implies. */
export const openingOf = (lot: Lot, anchor: Group | null): Opening | null => {
  if (anchor === null) return null;
  const { first, convention, final } = anchor;
  const rows = lot.rows.filter((at) => at.homeRank === first.homeRank);
  if (convention !== 'running' && final.asserted !== null)
    return { amount: final.asserted.minus(sumOfDeltas(rows)), basis: 'implied', source: first };
  let before = zero;
  for (const at of inEffectiveOrder(rows)) {
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
