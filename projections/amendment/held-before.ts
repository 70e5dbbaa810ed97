/** What was held before a form, as others tell it. */
import { compare } from '../../src/filing/order.js';
import { assertedOf } from '../known/reported-row.js';
import { counts, inForce } from '../line/line.js';
import type { HeldBefore } from './amendment-link.js';
import { type FilingGroup, restatable } from './filing-group.js';
import type { LineBook } from './line-book.js';

/** The last balance that earlier forms state up to the day of a row of this group, or another. */
export const heldBefore =
  (book: LineBook, group: FilingGroup): HeldBefore =>
  (target, by) => {
    const own = new Set(restatable(group));
    const line = [...own].find((one) => inForce(one).row === target);
    if (line === undefined) return null;
    const { position, effective } = inForce(line);
    const until = by ?? effective.on;
    const before = [...(position === null ? [] : book.linesOf(position))]
      .filter((other) => !own.has(other) && counts(other) && inForce(other).position === position)
      .map((other) => ({ ...inForce(other), homeRank: other.homeRank }))
      .filter((other) => other.effective.on <= until && other.homeRank < group.homeRank)
      .filter(({ row }) => assertedOf(row) !== null)
      .sort(
        (a, b) =>
          compare(a.effective.on, b.effective.on) ||
          a.homeRank - b.homeRank ||
          a.row.position - b.row.position,
      );
    const last = before[before.length - 1];
    return last === undefined ? null : assertedOf(last.row);
  };
