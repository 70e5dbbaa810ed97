/**
 * What a stated balance differs by, where it fits neither all that is known nor what was known
 * when it was filed: what was reported late may or may not have been counted by the filer.
 */
import type { Decimal } from '../../src/filing/decimal.js';
import { tells } from '../known/telling-number.js';

export interface Difference {
  readonly gap: Decimal;
  /** The gap on the other reading of what was reported late; null where both are one. */
  readonly otherwise: Decimal | null;
}

export const certain = (gap: Decimal): Difference => ({ gap, otherwise: null });

/** Shares are split into so many, or put together, and seldom into more. */
const ratioMax = 10;

/** Whether one is a whole multiple of the other, of a balance that is no round number. */
const isSplitOf = (stated: Decimal, held: Decimal): boolean => {
  const [less, more] = stated.lt(held) ? [stated, held] : [held, stated];
  if (!less.gt(0) || less.eq(more) || !tells(less)) return false;
  const ratio = more.div(less);
  return ratio.isInteger() && ratio.lte(ratioMax);
};

/**
 * From the balance with all that is known or from that known when it was filed: from the one of
 * which alone it is a multiple to the share, as after a split that no row tells of; else from the
 * nearer.
 */
export const likelier = (stated: Decimal, all: Decimal, known: Decimal): Difference => {
  const [fromAll, fromKnown] = [stated.minus(all), stated.minus(known)];
  if (fromAll.eq(fromKnown)) return certain(fromAll);
  const isOfAll = isSplitOf(stated, all);
  const isOfKnown = isSplitOf(stated, known);
  const countsAll = isOfAll === isOfKnown ? fromAll.abs().lte(fromKnown.abs()) : isOfAll;
  return countsAll
    ? { gap: fromAll, otherwise: fromKnown }
    : { gap: fromKnown, otherwise: fromAll };
};
