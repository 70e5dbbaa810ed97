/** What is reported twice happened once: the copy does not count, or the question is asked. */
import type { TrueProperty } from './answer-properties.js';
import { type Seen, seen } from './seen.js';
import type { WrittenRow } from './statement.js';

/** Whether it is asked if the row is one more deed or a copy. */
export const isAskedCopy = ({ view }: Seen, { row }: WrittenRow): boolean =>
  view.conflicts.some(
    (c) =>
      c.type === 'DUPLICATE_FILING' &&
      c.severity !== 'low' &&
      (c.rows as ReadonlyArray<string>).includes(row),
  );

export const nothingCountsTwice: TrueProperty = (world) => {
  const now = seen(world);
  return world.rows.flatMap((row) =>
    row.repeats === null ||
    row.deed === null ||
    !now.positionOf.has(row.row) ||
    isAskedCopy(now, row)
      ? []
      : [`${row.row} reports ${row.repeats} again, and counts once more`],
  );
};
