/** A filer's slip in one number of one row; the true books stay right, and later forms with them. */
import { addDays } from '../../../src/filing/calendar.js';
import { Decimal } from '../../../src/filing/decimal.js';
import { amountOf, type Play } from './play.js';
import type { Step } from './script.js';
import type { Draft } from './statement.js';

/** No digit and no amount tells why; only that the next form takes it back. */
const offBy = 1_313;

/** Two neighbouring digits change places; null where no two differ. */
const transposed = (n: Decimal): Decimal | null => {
  const digits = n.toFixed();
  for (let i = digits.length - 2; i >= 1; i--)
    if (digits[i] !== digits[i + 1])
      return new Decimal(`${digits.slice(0, i)}${digits[i + 1]}${digits[i]}${digits.slice(i + 2)}`);
  return null;
};

const digitOff = (n: Decimal): Decimal => {
  const digits = n.toFixed();
  const at = Math.min(1, digits.length - 1);
  const other = (Number(digits[at]) + 3) % 10;
  return new Decimal(`${digits.slice(0, at)}${other}${digits.slice(at + 1)}`);
};

/** A balance of one of the last three forms that is not the right one. */
const olderBalance = (play: Play, draft: Draft): Decimal | null => {
  const said = play.rows.filter((r) => r.holding === draft.holding && r.stated !== null);
  const lately = said.filter((r) => r.rank >= play.filed.length - 3).map((r) => r.stated);
  return lately.find((n) => n !== null && !n.eq(draft.stated ?? n)) ?? null;
};

const slipped = (play: Play, draft: Draft, slip: Step & { kind: 'slip' }): Draft | null => {
  const { stated, delta } = draft;
  if (stated === null) return null;
  const says = (wrong: Decimal | null): Draft | null =>
    wrong === null || wrong.eq(stated) ? null : { ...draft, stated: wrong, slip: slip.slip };
  const does = (wrong: Decimal | null): Draft | null =>
    wrong === null || wrong.eq(delta.abs())
      ? null
      : { ...draft, delta: delta.isNegative() ? wrong.neg() : wrong, slip: slip.slip };
  switch (slip.slip) {
    case 'transposed':
      return says(transposed(stated));
    case 'digit-off':
      return says(digitOff(stated));
    case 'letter':
      return { ...draft, delta: delta.neg(), slip: 'letter' };
    case 'amount-for-balance':
      return says(delta.abs());
    case 'balance-tenfold':
      return says(stated.times(10));
    case 'amount-tenfold':
      return does(delta.abs().times(10));
    case 'amount-transposed':
      return does(transposed(delta.abs()));
    case 'off-and-back':
      return says(stated.plus(offBy));
    case 'older-balance':
      return says(olderBalance(play, draft));
  }
};

export const playSlip = (play: Play, step: Extract<Step, { kind: 'slip' }>): void => {
  const holding = play.pick(step.holding, 'common');
  if (holding === null) return;
  // The amount stands in place of a balance of nothing, most of all.
  const all = step.slip === 'amount-for-balance' && step.down && step.lots > 9;
  const delta = all
    ? play.books.balance(holding).neg()
    : play.possible(holding, amountOf(step), step.down);
  if (delta.isZero()) return;
  const deed = play.books.happen(holding, addDays(play.today, -1), delta);
  const right = play.transaction(deed, delta.isNegative() ? 'S' : 'P');
  const wrong = slipped(play, right, step) ?? right;
  play.file({ drafts: [wrong], look: step.look });
};
