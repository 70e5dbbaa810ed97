/** A row that another form tells as well: a hint that the one form repeats the other. */
import { saysTheSame } from '../line/row-alignment.js';
import { type Gap, rowOf } from './gap.js';
import type { Reading } from './reading.js';

/**
 * Day, code, amount, price and balance are those of a row before it: two trades of a day may be
 * alike, but not also lead to one balance. Forms whose rows are all alike are one, and no gap.
 */
export const toldTwice = (gap: Gap): Reading | null => {
  const { row, home } = gap.entry.source;
  if (row.kind !== 'transaction') return null;
  const twin = gap.entries
    .slice(0, gap.index)
    .find(
      ({ kind, source }) =>
        kind === 'transaction' &&
        source.home !== home &&
        source.asserted?.eq(gap.stated) === true &&
        saysTheSame(source.row, row),
    );
  return twin === undefined
    ? null
    : {
        kind: 'told-twice',
        detail: `${rowOf(gap)} says what ${twin.source.row.row} says, balance included: one form may repeat the other, and both count`,
        evidence: [`${twin.source.home.accession} and ${home.accession} have that row`],
      };
};
