/**
 * An exercise has two legs: the shares come in on Table I and the option goes out on Table II.
 * Where the second is missing the option is still reported as held; the ledger says so and
 * derives what it would be, but changes nothing on its own.
 */
import type { RowReported } from '../../src/event/catalogue.js';
import type { Day } from '../../src/filing/calendar.js';
import type { Decimal } from '../../src/filing/decimal.js';
import { amountOf } from '../known/reported-row.js';
import { counts, inForce, type Line } from '../line/line.js';
import type { Position } from '../position/position.js';

const exerciseCodes: ReadonlySet<string> = new Set(['M', 'C', 'X', 'O']);

const isExercise = (row: RowReported, table: 'I' | 'II', letter: 'A' | 'D'): boolean =>
  row.table === table &&
  row.kind === 'transaction' &&
  exerciseCodes.has(row.coding?.code ?? '') &&
  row.acquiredDisposed.value === letter;

const pricesOf = ({ terms, earlierPrices }: Position): ReadonlyArray<Decimal> =>
  terms?.exercisePrice == null ? earlierPrices : [terms.exercisePrice, ...earlierPrices];

export interface MissingLeg {
  readonly line: Line;
  readonly position: Position;
  readonly on: Day;
  readonly amount: Decimal;
}

/** Whether a filing has exercises on Table I and none on Table II. */
export const lacksSecondLeg = (lines: ReadonlyArray<Line>): boolean => {
  const standing = lines.filter(counts);
  return (
    standing.some((l) => isExercise(inForce(l).row, 'I', 'A')) &&
    !standing.some((l) => isExercise(inForce(l).row, 'II', 'D'))
  );
};

/**
 * Exercises of one filing (its amendments included) without a Table II leg, where exactly one
 * option of the same exercise price was held.
 */
export const missingLegs = (
  lines: ReadonlyArray<Line>,
  options: ReadonlyArray<{ readonly position: Position; readonly heldFrom: Day }>,
): ReadonlyArray<MissingLeg> => {
  if (!lacksSecondLeg(lines)) return [];
  return lines.filter(counts).flatMap((line): ReadonlyArray<MissingLeg> => {
    const { row, effective } = inForce(line);
    const price = row.price.value;
    const amount = amountOf(row);
    if (!isExercise(row, 'I', 'A') || price === null || price.isZero() || amount === null)
      return [];
    const { on } = effective;
    const fitting = options.filter(
      ({ position, heldFrom }) =>
        position.issuerId === row.issuerId &&
        heldFrom <= on &&
        pricesOf(position).some((p) => p.eq(price)) &&
        (position.terms?.expiresOn == null || position.terms.expiresOn >= on),
    );
    const only = fitting[0];
    return fitting.length === 1 && only !== undefined
      ? [{ line, position: only.position, on, amount }]
      : [];
  });
};
