/**
 * In which order rows were meant, by trying every order: the one in which each balance is the one
 * before it plus the row's own change. The document's order comes first, then its reverse.
 */
import type { Decimal } from '../../src/filing/decimal.js';

export interface Step {
  readonly delta: Decimal | null;
  readonly stated: Decimal | null;
}

export const runsOn = (steps: ReadonlyArray<Step>): boolean =>
  steps.every((step, i) => {
    const before = steps[i - 1];
    if (i === 0) return true;
    if (before?.stated == null || step.stated === null || step.delta === null) return false;
    return before.stated.plus(step.delta).eq(step.stated);
  });

const ordersOf = function* <S>(steps: ReadonlyArray<S>): Generator<ReadonlyArray<S>> {
  if (steps.length < 2) yield steps;
  for (const [i, first] of steps.entries())
    if (steps.length >= 2)
      for (const rest of ordersOf(steps.filter((_, j) => j !== i))) yield [first, ...rest];
};

const startOf = (step: Step | undefined): string | null =>
  step?.stated == null || step.delta === null ? null : step.stated.minus(step.delta).toFixed();

/** Nobody starts from less than nothing. A round trip starts where the document starts. */
export const orderMeant = <S extends Step>(steps: ReadonlyArray<S>): ReadonlyArray<S> => {
  if (steps.length < 2 || runsOn(steps)) return steps;
  const reversed = [...steps].reverse();
  if (runsOn(reversed)) return reversed;
  if (steps.some((s) => s.stated === null || s.delta === null)) return steps;
  let found: ReadonlyArray<S> | null = null;
  for (const order of ordersOf(steps)) {
    const start = startOf(order[0]);
    if (start === null || start.startsWith('-') || !runsOn(order)) continue;
    const closed = order[order.length - 1]?.stated?.toFixed() === start;
    if (!closed || start === startOf(steps[0])) return order;
    found ??= order;
  }
  return found ?? steps;
};
