/** One way to read a difference, with the evidence that it does not fit by chance. */
import type { PositionId } from '../../src/event/identity.js';
import type { Decimal } from '../../src/filing/decimal.js';

export type ReadingKind =
  /** An amendment left out rows that it says were reported in error. */
  | 'removed-by-omission'
  /** One unit of the last decimal place, or the fraction left out. */
  | 'rounded'
  /** A footnote on the stated balance names this number as a change. */
  | 'stated-in-footnote'
  /** Other holdings of the class changed by the opposite amount. */
  | 'moved-between-holdings'
  /** The row tells of another holding of the same title: direct for indirect, or another holder. */
  | 'row-of-other-holding'
  /** The other leg of an exercise or conversion that another row reports. */
  | 'leg-of-other-class'
  /** The balance before is multiplied by a split's ratio. */
  | 'split'
  /** The letter A or D is the wrong one. */
  | 'letter-flipped'
  /** The row states its own amount where the balance belongs. */
  | 'amount-in-place-of-balance'
  /** Two neighbouring digits are swapped. */
  | 'transposed-digits'
  /** One digit is another. */
  | 'digit-off'
  /** Off by a power of ten. */
  | 'power-of-ten'
  /** A later difference takes this one back. */
  | 'reversed-later'
  /** A balance of one of the last forms, stated once more and undone later. */
  | 'older-balance-repeated'
  /** An earlier difference is taken back. */
  | 'earlier-difference-reversed'
  /** A footnote on the stated balance says that it was changed, and not by how much. */
  | 'in-words'
  /** A holding of another title of the issuer ends with just this number: a hint. */
  | 'other-title'
  /** A number of the row is an operator's and not the form's: a hint. */
  | 'corrected-by-operator'
  /** Another form tells the same row with the same balance: a hint. */
  | 'told-twice'
  /** Rows of this size are missing here: a hint. */
  | 'missing-filing';

/** Another holding, of which the reading takes a row to be: its own answer goes without that row. */
export interface Elsewhere {
  readonly positionId: PositionId;
  readonly held: Decimal;
  readonly withRow: Decimal;
}

export interface Reading {
  readonly kind: ReadingKind;
  /** A sentence with the numbers in it. */
  readonly detail: string;
  /** What speaks for it beside the numbers, each with its row or footnote. */
  readonly evidence: ReadonlyArray<string>;
  /** Whose answer it doubts beside that of the holding that differs. */
  readonly elsewhere?: Elsewhere;
}

/**
 * `explained`: to the share, with evidence; `in-words`: the form says so without a number;
 * `ambiguous`: several readings fit equally well, or contradict each other; `left`: none does.
 */
export type Category = 'explained' | 'in-words' | 'ambiguous' | 'left';

/** What is said of one difference: the reading chosen, and whatever else may be. */
export type Explanation = Chosen | NotChosen;

type Chosen = Reading & {
  readonly category: 'explained' | 'in-words';
  /** Readings that fit as well and come later in the order. */
  readonly possible: ReadonlyArray<Reading>;
};

interface NotChosen {
  readonly category: 'ambiguous' | 'left';
  readonly kind: null;
  readonly detail: null;
  readonly evidence: readonly [];
  readonly elsewhere?: never;
  /** The readings of which none was chosen, or hints. */
  readonly possible: ReadonlyArray<Reading>;
}

export const chosen = (
  reading: Reading,
  category: 'explained' | 'in-words',
  possible: ReadonlyArray<Reading>,
): Explanation => ({
  kind: reading.kind,
  detail: reading.detail,
  evidence: reading.evidence,
  ...(reading.elsewhere === undefined ? {} : { elsewhere: reading.elsewhere }),
  category,
  possible,
});

export const notChosen = (
  category: 'ambiguous' | 'left',
  possible: ReadonlyArray<Reading>,
): Explanation => ({ category, kind: null, detail: null, evidence: [], possible });
