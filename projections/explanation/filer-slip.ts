/**
 * Slips of the filer. A balance is one only where the next statement goes on from the computed
 * balance; where it goes on from the stated one the balance was right, and the amount may be the
 * slip. Digits fit a missing round lot as often as not, so digits alone say nothing.
 */
import type { Decimal } from '../../src/filing/decimal.js';
import { directionContradiction } from '../known/code-direction.js';
import { amountOf } from '../known/reported-row.js';
import { type Gap, goesOnFrom, type Next, nextOf } from './gap.js';
import type { Reading } from './reading.js';

export interface Slips {
  /** With evidence. */
  readonly proven: ReadonlyArray<Reading>;
  /** That fit, and nothing else speaks for them. */
  readonly possible: ReadonlyArray<Reading>;
}

type Shape = Pick<Reading, 'kind' | 'detail'>;

// ---- how one number stands for another ----

/** Fewer digits than this agree by chance. */
const digitsMin = 4;

const digits = (stated: Decimal, meant: Decimal, what: string): Shape | null => {
  const [a, b] = [stated.toFixed(), meant.toFixed()];
  if (a.length !== b.length || a.replace('.', '').length < digitsMin) return null;
  const differing = [...a].flatMap((digit, i) => (digit === b[i] ? [] : [i]));
  const [i, j] = differing;
  if (differing.length === 1)
    return { kind: 'digit-off', detail: `${what} ${a} for ${b}: one digit is another` };
  if (differing.length === 2 && i !== undefined && j === i + 1 && a[i] === b[j] && a[j] === b[i])
    return { kind: 'transposed-digits', detail: `${what} ${a} for ${b}: two digits are swapped` };
  return null;
};

const powersOfTen = [10, 100, 1_000, 10_000, 100_000, 1_000_000];

const powerOfTen = (stated: Decimal, meant: Decimal, what: string): Shape | null => {
  if (stated.isZero() || meant.isZero()) return null;
  for (const power of powersOfTen)
    if (stated.times(power).eq(meant) || meant.times(power).eq(stated))
      return {
        kind: 'power-of-ten',
        detail: `${what} ${stated.toFixed()} for ${meant.toFixed()}: off by the factor ${power}`,
      };
  return null;
};

// ---- the balance ----

const balanceShapes = ({ stated, expected, delta, amount, entry }: Gap): ReadonlyArray<Shape> => {
  const ownAmount = !delta.isZero() && stated.eq(delta.abs());
  const turned = !delta.isZero() && amount.eq(delta.times(-2));
  return [
    ownAmount
      ? ({
          kind: 'amount-in-place-of-balance',
          detail: `the row states its own amount ${stated.toFixed()} as the balance, not ${expected.toFixed()}`,
        } as const)
      : null,
    turned
      ? ({
          kind: 'letter-flipped',
          detail: `the stated balance moves by ${delta.neg().toFixed()}, as if the letter were not ${entry.source.row.acquiredDisposed.value ?? ''}`,
        } as const)
      : null,
    digits(stated, expected, 'balance'),
    powerOfTen(stated, expected, 'balance'),
  ].filter((s) => s !== null);
};

const goesOnFromComputed = (gap: Gap, next: Next | null): string | null => {
  if (next?.from === 'computed') return goesOnFrom(next, gap.expected);
  // The walk took the row for a slip: nothing is left, and nothing later says otherwise.
  return gap.entry.kind !== 'unexplained' && next === null
    ? `${gap.before.toFixed()} held and ${gap.delta.abs().toFixed()} disposed of leave nothing, and no later form speaks of more`
    : null;
};

// ---- the amount ----

const significantDigits = (n: Decimal): number =>
  n.abs().toFixed().replace('.', '').replace(/^0+/, '').replace(/0+$/, '').length;

/** Two swapped digits leave more than these in whatever is not a round number. */
const swappedMin = 3;
/** Trades of whole lots differ from each other by whole lots. */
const roundLot = 100;

/** Whether a missing trade would look like this shape as well. */
const fitsByChance = ({ kind }: Shape, gap: Gap, meant: Decimal): boolean => {
  if (kind === 'transposed-digits')
    return gap.amount.abs().mod(roundLot).isZero() || significantDigits(gap.delta) < swappedMin;
  if (kind === 'power-of-ten') return meant.gt(gap.delta.abs()) && significantDigits(gap.delta) < 2;
  return true;
};

const amountShape = (gap: Gap, meant: Decimal): Shape | null => {
  const amount = gap.delta.abs();
  return digits(amount, meant, 'amount') ?? powerOfTen(amount, meant, 'amount');
};

/** The amount meant, where it stands once more in the document: the other leg, the underlying. */
const standsElsewhere = ({ entry, position }: Gap, meant: Decimal): string | null => {
  const { row, home } = entry.source;
  const underlying = row.terms?.underlying?.shares.value;
  if (underlying?.eq(meant) === true) return `${row.row} has ${meant.toFixed()} underlying shares`;
  const other = home.rows.find(
    (r) =>
      r.row !== row.row &&
      r.kind === 'transaction' &&
      r.table !== row.table &&
      r.issuerId === position.issuerId &&
      (amountOf(r)?.eq(meant) === true || r.terms?.underlying?.shares.value?.eq(meant) === true),
  );
  return other === undefined ? null : `${other.row} has the amount ${meant.toFixed()}`;
};

const letterTurned = (gap: Gap, next: Next | null): Slips => {
  const { delta, amount, entry } = gap;
  if (delta.isZero() || !amount.eq(delta.times(-2))) return { proven: [], possible: [] };
  const { row } = entry.source;
  const contradiction = directionContradiction(row);
  const reading: Reading = {
    kind: 'letter-flipped',
    detail: `the balance moves by ${delta.neg().toFixed()} where the row says ${delta.toFixed()}: its letter ${row.acquiredDisposed.value ?? ''} fits only the other way`,
    evidence: [
      ...(contradiction === null
        ? []
        : [`code ${contradiction.code} of ${row.row} expects ${contradiction.expected}`]),
      ...(next === null ? [] : [goesOnFrom(next, gap.stated)]),
    ],
  };
  return contradiction === null
    ? { proven: [], possible: [reading] }
    : { proven: [reading], possible: [] };
};

const amountSlips = (gap: Gap, next: Next | null): Slips => {
  const { delta, amount } = gap;
  const turned = letterTurned(gap, next);
  const moved = delta.plus(amount);
  // An amount has no sign of its own: the balance must move the way the letter says.
  if (delta.isZero() || moved.isZero() || moved.gt(0) !== delta.gt(0)) return turned;
  const meant = moved.abs();
  const shape = amountShape(gap, meant);
  if (shape === null) return turned;
  const elsewhere = standsElsewhere(gap, meant);
  const goesOn = next === null ? null : goesOnFrom(next, gap.stated);
  const evidence = [elsewhere, goesOn].filter((e) => e !== null);
  const proven = elsewhere !== null || (goesOn !== null && !fitsByChance(shape, gap, meant));
  return proven
    ? { proven: [...turned.proven, { ...shape, evidence }], possible: turned.possible }
    : { proven: turned.proven, possible: [...turned.possible, { ...shape, evidence }] };
};

export const filerSlips = (gap: Gap): Slips => {
  const next = nextOf(gap);
  const computed = goesOnFromComputed(gap, next);
  if (computed !== null)
    return {
      proven: balanceShapes(gap).map((shape) => ({ ...shape, evidence: [computed] })),
      possible: [],
    };
  if (gap.entry.kind !== 'unexplained' || next?.from === 'neither')
    return { proven: [], possible: [] };
  const ofAmount = amountSlips(gap, next);
  // Nothing is stated later: the balance may be the slip as well.
  return next === null
    ? {
        proven: ofAmount.proven,
        possible: [
          ...ofAmount.possible,
          ...balanceShapes(gap)
            .filter((s) => !ofAmount.proven.some((p) => p.kind === s.kind))
            .map((shape) => ({ ...shape, evidence: [] })),
        ],
      }
    : ofAmount;
};
