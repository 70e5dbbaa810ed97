/** The filer's slips: one box that is wrong, after which the forms go on from the right balance. */
import { Decimal } from '../../../src/filing/decimal.js';
import type { Chance } from '../../market/chance.js';
import { stating, withRow } from './edit.js';
import type { History } from './history.js';
import type { Spot } from './spot.js';

/** The history with the slip at this spot, or null where it cannot be made there. */
export interface Slip {
  readonly plant: (spot: Spot, chance: Chance) => History | null;
  /** Kinds of explanation that are the truth. */
  readonly kinds: ReadonlyArray<string>;
}

/** Fewer digits say nothing. */
const digitsMin = 4;

const digitsOf = (balance: Decimal): string | null => {
  const text = balance.toFixed();
  return /^\d+$/.test(text) && text.length >= digitsMin ? text : null;
};

export const swappedDigits = (balance: Decimal, chance: Chance): Decimal | null => {
  const text = digitsOf(balance);
  if (text === null) return null;
  const at = chance.whole(0, text.length - 2);
  const [a, b] = [text.charAt(at), text.charAt(at + 1)];
  if (a === b || (at === 0 && b === '0')) return null;
  return new Decimal(text.slice(0, at) + b + a + text.slice(at + 2));
};

export const oneDigitOff = (balance: Decimal, chance: Chance): Decimal | null => {
  const text = digitsOf(balance);
  if (text === null) return null;
  const at = chance.whole(0, text.length - 1);
  const digit = String(chance.whole(at === 0 ? 1 : 0, 9));
  if (digit === text.charAt(at)) return null;
  return new Decimal(text.slice(0, at) + digit + text.slice(at + 1));
};

const misstated = (
  of: (spot: Spot, chance: Chance) => Decimal | null,
  ...kinds: ReadonlyArray<string>
): Slip => ({
  plant: (spot, chance) => {
    const wrong = of(spot, chance);
    if (wrong === null || wrong.eq(spot.stated)) return null;
    return withRow(spot.of.history, spot.row, (row) => stating(row, wrong));
  },
  kinds,
});

const tenTimes = ({ stated }: Spot, chance: Chance): Decimal | null => {
  if (digitsOf(stated) === null) return null;
  return chance.happens(0.5) || !stated.mod(10).isZero() ? stated.times(10) : stated.div(10);
};

/** Of the last three forms; a balance on both sides alike would be no slip. */
const olderBalance = ({ earlier, stated, before }: Spot, chance: Chance): Decimal | null => {
  const others = earlier.slice(0, 3).filter((b) => !b.eq(stated) && !b.eq(before));
  return others.length === 0 ? null : chance.of(others);
};

/** The form before stated it too: the row's own change was forgotten. */
const balanceBefore = ({ before, earlier, stated }: Spot): Decimal | null =>
  earlier[0]?.eq(before) === true && !before.eq(stated) ? before : null;

export const slips: Readonly<Record<string, Slip>> = {
  'digits transposed': misstated(
    ({ stated }, chance) => swappedDigits(stated, chance),
    'transposed-digits',
  ),
  'one digit off': misstated(({ stated }, chance) => oneDigitOff(stated, chance), 'digit-off'),
  'balance ten times or a tenth': misstated(tenTimes, 'power-of-ten'),
  'amount in place of balance': misstated(
    ({ delta, before }) => (delta.isZero() || before.isZero() ? null : delta.abs()),
    'amount-in-place-of-balance',
  ),
  'an older balance repeated': misstated(
    olderBalance,
    'older-balance-repeated',
    'older-balance',
    'earlier-difference-reversed',
  ),
  'the balance before repeated': misstated(
    balanceBefore,
    'older-balance-repeated',
    'older-balance',
    'earlier-difference-reversed',
  ),
  'letter turned': {
    plant: (spot) =>
      spot.delta.isZero()
        ? null
        : withRow(spot.of.history, spot.row, (row) => ({
            ...row,
            acquiredDisposed: {
              ...row.acquiredDisposed,
              value: row.acquiredDisposed.value === 'A' ? 'D' : 'A',
            },
          })),
    kinds: ['letter-flipped'],
  },
  'amount ten times': {
    plant: (spot) =>
      spot.delta.isZero()
        ? null
        : withRow(spot.of.history, spot.row, (row) => ({
            ...row,
            shares: { ...row.shares, value: row.shares.value?.times(10) ?? null, raw: null },
          })),
    kinds: ['power-of-ten'],
  },
};
