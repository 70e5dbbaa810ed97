/**
 * Slips of the filer. A balance is one only where the next statement goes on from the computed
 * balance; where it goes on from the stated one the balance was right, and the amount may be the
 * slip. Digits fit a missing round lot as often as not, so digits alone say nothing.
 */
import type { RowReported } from '../../src/event/catalogue.js';
import { type Decimal, zero } from '../../src/filing/decimal.js';
import { directionContradiction } from '../known/code-direction.js';
import { amountOf } from '../known/reported-row.js';
import { type Gap, goesOnFrom, isCheckedAtForm, type Next, nextOf } from './gap.js';
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
  // A point in another place is a factor of ten.
  if (a.indexOf('.') !== b.indexOf('.')) return null;
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

/** What a balance should have been after a row's own change, by one way of computing it. */
interface Computed {
  readonly expected: Decimal;
  readonly delta: Decimal;
  /** From which the next statement goes on if the stated one is a slip. */
  readonly goesOn: Decimal;
}

/**
 * The balances from which the stated one may differ by a slip: the one that the walk compared it
 * with, the one by all that is known, and for a form read at its own date the one at its row's.
 */
const computedBalances = (gap: Gap): ReadonlyArray<Computed> => {
  const { entry, entries, index, expected, delta } = gap;
  const compared: Computed = { expected, delta, goesOn: expected };
  if (entry.kind !== 'unexplained') return [compared];
  if (isCheckedAtForm(entries, index)) {
    const own = entries.slice(0, index).find((e) => e.source === entry.source);
    const ownDelta = entry.source.delta ?? zero;
    return own === undefined
      ? [compared]
      : [compared, { expected: own.balance, delta: ownDelta, goesOn: expected }];
  }
  const ofAll = entry.balance.minus(entry.amount).plus(delta);
  return ofAll.eq(expected) ? [compared] : [compared, { expected: ofAll, delta, goesOn: ofAll }];
};

const shapesAgainst = (
  { stated, entry }: Gap,
  { expected, delta }: Computed,
): ReadonlyArray<Shape> => {
  const ownAmount = !delta.isZero() && stated.eq(delta.abs());
  const turned = !delta.isZero() && stated.minus(expected).eq(delta.times(-2));
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

interface BalanceSlips {
  readonly shapes: ReadonlyArray<Shape>;
  readonly goesOn: Decimal;
}

/** Of the first balance against which the stated one has the shape of a slip. */
const balanceSlips = (gap: Gap): BalanceSlips => {
  for (const computed of computedBalances(gap)) {
    const shapes = shapesAgainst(gap, computed);
    if (shapes.length > 0) return { shapes, goesOn: computed.goesOn };
  }
  return { shapes: [], goesOn: gap.expected };
};

/** What says that the filer goes on from the computed balance; null where nothing does. */
const goesOnFromComputed = (gap: Gap, next: Next | null, balance: Decimal): string | null => {
  if (next?.from === 'computed') return goesOnFrom(next, balance);
  // The walk took the row for a slip: nothing is left, and nothing later says otherwise.
  return gap.entry.kind !== 'unexplained' && next === null
    ? `${gap.before.toFixed()} held and ${gap.delta.abs().toFixed()} disposed of leave nothing, and no later form speaks of more`
    : null;
};

// ---- the amount ----

const significantDigits = (n: Decimal): number =>
  n
    .abs()
    .toFixed()
    .replace('.', '')
    .replace(/^0+/, '')
    .replace(/(?<!0)0+$/, '').length;

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

/**
 * The other side of a row's deed where it has the same letter: shares that leave one holding come
 * to another, and a converted derivative is given up for its shares. Round amounts meet by chance.
 */
const otherSide = ({ entry, entries, delta, position }: Gap): string | null => {
  const { row, home } = entry.source;
  const letter = row.acquiredDisposed.value;
  const size = delta.abs();
  const isOther = (r: RowReported): boolean =>
    r.table === row.table
      ? row.coding?.code !== 'C' &&
        amountOf(r)?.eq(size) === true &&
        significantDigits(size) >= swappedMin &&
        !entries.some((e) => e.source.row === r)
      : row.table === 'I' &&
        row.coding?.code === 'C' &&
        r.terms?.underlying?.shares.value?.eq(size) === true;
  const other = home.rows.find(
    (r) =>
      r !== row &&
      r.kind === 'transaction' &&
      r.issuerId === position.issuerId &&
      r.coding?.code === row.coding?.code &&
      r.acquiredDisposed.value === letter &&
      r.transactionDate.value === row.transactionDate.value &&
      isOther(r),
  );
  return other === undefined
    ? null
    : `${other.row} is the other side of the same deed and has the letter ${letter ?? ''} as well`;
};

/** Why the letter is wrong, beside that the balance fits the other one. */
const letterEvidence = (gap: Gap): string | null => {
  const { before, amount, delta, entry } = gap;
  const { row } = entry.source;
  const contradiction = directionContradiction(row);
  if (contradiction !== null)
    return `code ${contradiction.code} of ${row.row} expects ${contradiction.expected}`;
  // Whatever trades are missing before an acquisition, they cannot leave less than nothing.
  const left = before.plus(amount);
  if (delta.gt(0) && left.isNegative())
    return `${left.toFixed()} would have been held before ${row.row} acquired anything`;
  return otherSide(gap);
};

const letterTurned = (gap: Gap, next: Next | null): Slips => {
  const { delta, amount, entry } = gap;
  if (delta.isZero() || !amount.eq(delta.times(-2))) return { proven: [], possible: [] };
  const evidence = letterEvidence(gap);
  const reading: Reading = {
    kind: 'letter-flipped',
    detail: `the balance moves by ${delta.neg().toFixed()} where the row says ${delta.toFixed()}: its letter ${entry.source.row.acquiredDisposed.value ?? ''} fits only the other way`,
    evidence: [
      ...(evidence === null ? [] : [evidence]),
      ...(next === null ? [] : [goesOnFrom(next, gap.stated)]),
    ],
  };
  return evidence === null
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
  const { shapes, goesOn } = balanceSlips(gap);
  const computed = goesOnFromComputed(gap, next, goesOn);
  if (computed !== null)
    return {
      proven: shapes.map((shape) => ({ ...shape, evidence: [computed] })),
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
          ...shapes
            .filter((s) => !ofAmount.proven.some((p) => p.kind === s.kind))
            .map((shape) => ({ ...shape, evidence: [] })),
        ],
      }
    : ofAmount;
};
