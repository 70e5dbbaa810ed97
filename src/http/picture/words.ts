/** The words of codes, states and conflicts. */

const transactionCodes: Readonly<Record<string, string>> = {
  P: 'bought',
  S: 'sold',
  A: 'granted',
  D: 'returned to the issuer',
  F: 'withheld for price or tax',
  I: 'by discretion of a plan',
  M: 'exercised or converted, exempt',
  C: 'converted',
  E: 'short position expired',
  H: 'long position expired',
  O: 'exercised, out of the money',
  X: 'exercised, in or at the money',
  G: 'given',
  L: 'small acquisition',
  W: 'by will or descent',
  Z: 'into or out of a voting trust',
  J: 'other, see footnote',
  K: 'equity swap',
  U: 'tendered in a change of control',
  V: 'reported voluntarily early',
};

export const codeWords = (code: string | null): string =>
  code === null ? 'holding' : (transactionCodes[code] ?? `code ${code}`);

/** Each state has a sign beside its colour. */
const states: Readonly<Record<string, readonly [string, string]>> = {
  reported: ['●', 'as a filing states it'],
  derived: ['○', 'computed from rows, stated nowhere'],
  stale: ['◐', 'the balance last stated is out of date'],
  contested: ['◆', 'an open conflict touches it'],
  expired: ['✕', 'past its expiration date'],
  unknown: ['?', 'nothing is known for this day'],
};

export const stateSign = (status: string): string => states[status]?.[0] ?? '·';
export const stateWords = (status: string): string => states[status]?.[1] ?? status;

/** UNEXPLAINED_DELTA: unexplained delta. */
export const spoken = (name: string): string =>
  name
    .replace(/_/g, ' ')
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase();

/** transposed-digits: transposed digits. */
export const hyphens = (name: string): string => spoken(name.replace(/-/g, ' '));

const conflictTypes: Readonly<Record<string, string>> = {
  ORPHAN_AMENDMENT: 'an amendment of a filing that is not here',
  AMBIGUOUS_TARGET: 'an amendment that fits several filings',
  BOX4_DATE_MISMATCH: 'box 4 names another day',
  BOX4_POINTS_TO_AMENDMENT: 'box 4 names an amendment',
  UNMENTIONED_ROW: 'a row that the amendment leaves out',
  COMPETING_AMENDMENTS: 'two amendments of one row',
  SIBLING_NOT_AMENDED: 'a joint filing that was not amended too',
  DUPLICATE_FILING: 'the same filing twice',
  BALANCE_MISMATCH: 'a balance that its rows do not lead to',
  UNEXPLAINED_DELTA: 'a change that no row reports',
  MAYBE_SAME_HOLDING: 'two positions that may be one',
  AMBIGUOUS_LOT: 'a row that fits several lots',
  NEGATIVE_BALANCE: 'less than nothing',
  MISSING_DERIVATIVE_LEG: 'an exercise without its other leg',
  RUNNING_TOTAL: 'a number that may be the total of several rows',
  DATE_IMPLAUSIBLE: 'a date that can hardly be',
  CODE_DIRECTION: 'a code that goes the other way',
};

export const conflictWords = (type: string): string => conflictTypes[type] ?? spoken(type);

export const counted = (count: number, noun: string, several = `${noun}s`): string =>
  `${String(count).replace(/\B(?=(\d{3})+$)/g, ',')} ${count === 1 ? noun : several}`;

/** How many of them: of which 1 differs. */
export const differing = (count: number): string =>
  `of which ${count} ${count === 1 ? 'differs' : 'differ'}`;

/** Direct, or whose: as the form says. */
export const heldWords = ({
  form,
  nature,
}: {
  readonly form: 'D' | 'I' | null;
  readonly nature: string | null;
}): string =>
  form === 'D'
    ? 'held directly'
    : form === 'I'
      ? (nature ?? 'held indirectly')
      : 'held, the form does not say how';
