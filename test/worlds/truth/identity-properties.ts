/** One holding has one id, and two holdings never share one, as far as the documents tell. */

import type { Holding } from '../../../projections/insider.js';
import { positionAt } from '../../../projections/position-at.js';
import { writtenDay } from '../../../src/filing/calendar.js';
import type { TrueProperty } from './answer-properties.js';
import { inForce, linesOf } from './documents.js';
import type { TrueHolding } from './holding.js';
import { isAskedCopy } from './repetition-properties.js';
import { type Seen, seen } from './seen.js';
import type { WrittenRow } from './statement.js';
import type { TrueWorld } from './world.js';

/** Rows in force of each true holding, in the order in which they were written. */
const rowsByHolding = (
  world: TrueWorld,
  { positionOf }: Seen,
): ReadonlyMap<TrueHolding, ReadonlyArray<WrittenRow>> => {
  const by = new Map<TrueHolding, Array<WrittenRow>>();
  const order = new Map(world.rows.map((r, i) => [r.row, i]));
  const rows = linesOf(world.rows, Number.MAX_SAFE_INTEGER)
    .map(inForce)
    // A copy may be held out.
    .filter((r) => r.repeats === null || positionOf.has(r.row))
    .sort((a, b) => a.rank - b.rank || (order.get(a.row) ?? 0) - (order.get(b.row) ?? 0));
  for (const row of rows) by.set(row.holding, [...(by.get(row.holding) ?? []), row]);
  return by;
};

const described = (row: WrittenRow, { positionOf }: Seen): string =>
  `${row.row} (${positionOf.get(row.row)?.position.id ?? 'no position'})`;

/** Rows that the documents tie to one of the rows before, with that row. */
const tiesOf = (
  rows: ReadonlyArray<WrittenRow>,
): ReadonlyArray<readonly [WrittenRow, WrittenRow]> =>
  rows.flatMap((row, i) => {
    const named = rows.slice(0, i).filter((r) => r.plain && r.called.epoch === row.called.epoch);
    const plain = row.plain ? named[named.length - 1] : undefined;
    if (plain !== undefined) return [[plain, row] as const];
    // Of several rows of one form the world's own order is not that of the paper.
    const before = rows[i - 1];
    const alone = rows.filter((r) => r.rank === row.rank).length === 1;
    const goesOn = row.runsOn && alone && before?.called.epoch === row.called.epoch;
    return goesOn && before !== undefined ? [[before, row] as const] : [];
  });

/** Whether the ledger says that it cannot tell: equal balances, one wording, or a row said twice. */
const isUndecided = (now: Seen, a: WrittenRow, b: WrittenRow): boolean =>
  now.view.conflicts.some(
    (c) =>
      c.type === 'AMBIGUOUS_LOT' &&
      [a, b].every((r) =>
        c.touches.some((t) => t.positionId === now.positionOf.get(r.row)?.position.id),
      ),
  ) || [a, b].some((r) => isAskedCopy(now, r));

/** 3. Rows truly of one holding are in one position, where the documents tell. */
export const oneHoldingOneId: TrueProperty = (world) => {
  const now = seen(world);
  return [...rowsByHolding(world, now)].flatMap(([holding, rows]) =>
    tiesOf(rows).flatMap(([a, b]) =>
      now.positionOf.get(a.row) === now.positionOf.get(b.row) || isUndecided(now, a, b)
        ? []
        : [`${holding.id} under two ids: ${described(a, now)} and ${described(b, now)}`],
    ),
  );
};

/** Rows of which anybody can know whose they are: by name, or tied to such a row. */
const toldRows = (rows: ReadonlyArray<WrittenRow>): ReadonlySet<WrittenRow> => {
  const told = new Set(rows.filter((r) => r.plain || r.starts));
  for (const [before, row] of tiesOf(rows)) if (told.has(before)) told.add(row);
  return told;
};

/** 3. Rows of two true holdings are never in one position, where the documents tell. */
export const twoHoldingsTwoIds: TrueProperty = (world) => {
  const now = seen(world);
  const first = new Map<Holding, WrittenRow>();
  return [...rowsByHolding(world, now).values()]
    .flatMap((rows) => [...toldRows(rows)])
    .flatMap((row) => {
      const position = now.positionOf.get(row.row);
      if (position === undefined) return [`${row.row} is in no position`];
      const other = first.get(position);
      if (other === undefined) first.set(position, row);
      const isAsked = now.view.conflicts.some(
        (c) =>
          c.type === 'AMBIGUOUS_LOT' &&
          c.touches.some((t) => t.positionId === position.position.id),
      );
      return other === undefined || other.holding === row.holding || isAsked
        ? []
        : [
            `${other.holding.id} and ${row.holding.id} under one id: ${described(other, now)} and ${row.row}`,
          ];
    });
};

/** 3. Where they do not tell: one position, or the question is asked. */
export const doubtIsAsked: TrueProperty = (world) => {
  const now = seen(world);
  const { view, positionOf } = now;
  const asked = view.conflicts.flatMap((c): ReadonlyArray<ReadonlySet<string | undefined>> => {
    if (c.type === 'MAYBE_SAME_HOLDING' || c.type === 'AMBIGUOUS_LOT')
      return [new Set(c.touches.map((t) => t.positionId))];
    return c.type === 'DUPLICATE_FILING'
      ? [new Set(c.rows.map((row) => positionOf.get(row)?.position.id))]
      : [];
  });
  const isOpen = (h: Holding): boolean =>
    positionAt(view, h, writtenDay('2049-01-01'))?.quantity?.isZero() === false;
  return [...rowsByHolding(world, now)].flatMap(([holding, rows]) => {
    const positions = [...new Set(rows.flatMap((r) => positionOf.get(r.row) ?? []))].filter(isOpen);
    const [a, b] = positions;
    if (a === undefined || b === undefined) return [];
    const isAsked = asked.some((ids) => ids.has(a.position.id) && ids.has(b.position.id));
    return isAsked
      ? []
      : [`${holding.id} is open as ${a.position.id} and ${b.position.id}, and nobody asks`];
  });
};
