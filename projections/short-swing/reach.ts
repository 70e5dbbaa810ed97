/** Which trades of the other side are within each trade's window. */
import type { Lot } from './leg.js';
import { lastMatchable, type WindowReading } from './window.js';

/** Of each trade of one side, the stretch of the others within its window. Both ends rise. */
export interface Reach {
  readonly from: ReadonlyArray<number>;
  readonly to: ReadonlyArray<number>;
}

/** Of both sides in the order of their days. */
export const reachOf = (
  own: ReadonlyArray<Lot>,
  others: ReadonlyArray<Lot>,
  reading: WindowReading,
): Reach => {
  const lastOfOther = others.map(({ on }) => lastMatchable(on, reading));
  const from: Array<number> = [];
  const to: Array<number> = [];
  let [low, high] = [0, 0];
  for (const { on } of own) {
    const last = lastMatchable(on, reading);
    while (low < others.length && (lastOfOther[low] as string) < on) low += 1;
    while (high < others.length && (others[high] as Lot).on <= last) high += 1;
    from.push(low);
    to.push(high);
  }
  return { from, to };
};
