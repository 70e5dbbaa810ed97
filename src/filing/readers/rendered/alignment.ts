/**
 * Cells to columns. Where the row has the form's own columns, position decides. Otherwise every
 * order-preserving way to place the cells is tried; only what all the best ways agree on counts.
 */
import { accepts, type ColumnName, type Columns, type Placed, placedExactly } from './column.js';
import type { MarkedText } from './mark.js';

export interface Alignment {
  readonly placed: Placed;
  /** Cells that fit several columns equally well, so that none of them is told. */
  readonly unplaced: ReadonlyArray<MarkedText>;
  /** True where an amount of Table II is told but not whether acquired or disposed of. */
  readonly signUnknown: boolean;
}

const stepsMax = 20_000;
const bestMax = 64;

/** For each non-empty cell its column, or -1 for a mark that belongs to the cell before it. */
type Placement = ReadonlyArray<number>;

interface NumberedCell {
  readonly cell: MarkedText;
  readonly index: number;
}

const isMark = (cell: MarkedText): boolean => cell.text === '' && cell.marks.length > 0;

/** What it costs to leave a box empty: the more a row needs the box, the more. */
const costOfGaps = (has: (column: ColumnName) => boolean, columns: Columns): number => {
  const gap = (column: ColumnName, cost: number): number =>
    columns.includes(column) && !has(column) ? cost : 0;
  const amounts = Number(has('acquired')) + Number(has('disposed')) + Number(has('amount'));
  const isTransaction = has('date') || has('code') || amounts > 0 || has('sign');
  const transaction = isTransaction
    ? gap('date', 10) +
      gap('code', 10) +
      gap('sign', 20) +
      gap('price', 1) +
      (amounts === 0 ? 50 : amounts > 1 ? 30 : 0)
    : 0;
  return (
    transaction +
    gap('following', 60) +
    gap('ownership', 20) +
    gap('exercisePrice', 1) +
    gap('exercisable', 2) +
    gap('expires', 2) +
    gap('underlying', 5) +
    gap('underlyingAmount', 5) +
    (has('deemed') ? 2 : 0)
  );
};

const bestPlacements = (
  family: '3' | '4' | '5',
  columns: Columns,
  cells: ReadonlyArray<NumberedCell>,
): ReadonlyArray<Placement> | null => {
  let best: Array<Placement> = [];
  let bestCost = Number.POSITIVE_INFINITY;
  let steps = 0;
  const placement: Array<number> = [];
  const finish = (absorbed: number): void => {
    const taken = new Set(placement.map((c) => columns[c]));
    const cost = absorbed + costOfGaps((c) => taken.has(c), columns);
    if (cost < bestCost) {
      best = [];
      bestCost = cost;
    }
    if (cost === bestCost && best.length < bestMax) best.push([...placement]);
  };
  const place = (at: number, from: number, absorbed: number): void => {
    steps += 1;
    if (steps > stepsMax) return;
    const next = cells[at];
    if (next === undefined) {
      finish(absorbed);
      return;
    }
    // The title is the first cell of every row.
    const lastColumn = at === 0 ? 0 : columns.length - 1;
    for (let c = from; c <= lastColumn; c++) {
      const column = columns[c];
      if (column === undefined || !accepts(family, column, next.cell)) continue;
      placement.push(c);
      place(at + 1, c + 1, absorbed);
      placement.pop();
    }
    if (at > 0 && isMark(next.cell)) {
      placement.push(-1);
      place(at + 1, from, absorbed + 1);
      placement.pop();
    }
  };
  place(0, 0, 0);
  return steps > stepsMax ? null : best;
};

const agreed = (placements: ReadonlyArray<Placement>, at: number): number | null => {
  const column = placements[0]?.[at];
  return column !== undefined && placements.every((p) => p[at] === column) ? column : null;
};

/**
 * Between two cells that are certain and stand as far apart as their columns do, no cell was lost
 * or added, so that position decides there.
 */
const decidedByPosition = (
  placements: ReadonlyArray<Placement>,
  cells: ReadonlyArray<NumberedCell>,
): ReadonlyArray<Placement> => {
  let left = placements;
  let anchor: { readonly index: number; readonly column: number } | null = null;
  for (let at = 0; at < cells.length; at++) {
    const column = agreed(placements, at);
    const index = cells[at]?.index ?? 0;
    if (column === null || column < 0) continue;
    if (anchor !== null && index - anchor.index === column - anchor.column) {
      const shift = column - index;
      const { index: from } = anchor;
      const inPlace = left.filter((p) =>
        p.every((c, i) => {
          const there = cells[i]?.index ?? 0;
          return there < from || there > index || c === there + shift;
        }),
      );
      if (inPlace.length > 0) left = inPlace;
    }
    anchor = { index, column };
  }
  return left;
};

const withMarks = (cell: MarkedText, marks: ReadonlyArray<string>): MarkedText => ({
  text: cell.text,
  marks: [...new Set([...cell.marks, ...marks])],
});

const collect = (
  placements: ReadonlyArray<Placement>,
  columns: Columns,
  cells: ReadonlyArray<NumberedCell>,
): Alignment => {
  const placed: Placed = {};
  const unplaced: Array<MarkedText> = [];
  let signUnknown = false;
  let previous: ColumnName | null = null;
  for (const [at, { cell }] of cells.entries()) {
    const column = agreed(placements, at);
    if (column === -1) {
      const owner: MarkedText | undefined = previous === null ? undefined : placed[previous];
      if (previous !== null && owner !== undefined) placed[previous] = withMarks(owner, cell.marks);
      else unplaced.push(cell);
      continue;
    }
    const name: ColumnName | undefined = column === null ? undefined : columns[column];
    const candidates = new Set(placements.map((p) => columns[p[at] ?? -1]));
    const eitherSign = [...candidates].every((c) => c === 'acquired' || c === 'disposed');
    if (name !== undefined) {
      placed[name] = cell;
      previous = name;
    } else if (eitherSign) {
      placed.amount = cell;
      signUnknown = true;
      previous = 'amount';
    } else {
      unplaced.push(cell);
      previous = null;
    }
  }
  return { placed, unplaced, signUnknown };
};

/** Null where the cells fit the columns in no way. */
export const align = (
  family: '3' | '4' | '5',
  columns: Columns,
  cells: ReadonlyArray<MarkedText>,
  positional: boolean,
): Alignment | null => {
  const last = cells.findLastIndex((c) => c.text !== '' || c.marks.length > 0);
  const kept = cells.slice(0, last + 1);
  const full = positional && cells.length >= columns.length;
  const exactly = full ? placedExactly(family, columns, kept) : null;
  if (exactly?.title !== undefined && exactly.ownership !== undefined)
    return { placed: exactly, unplaced: [], signUnknown: false };
  const numbered = kept
    .map((cell, index) => ({ cell, index }))
    .filter(({ cell }) => cell.text !== '' || cell.marks.length > 0);
  if (numbered.length === 0 || numbered.length > columns.length * 2) return null;
  const placements = bestPlacements(family, columns, numbered);
  if (placements === null || placements.length === 0) return null;
  const decided = positional ? decidedByPosition(placements, numbered) : placements;
  return collect(decided, columns, numbered);
};
