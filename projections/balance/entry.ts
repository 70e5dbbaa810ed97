/** What a position's balance is made of, step by step: each entry moves it and stands on a row. */
import type { Day } from '../../src/filing/calendar.js';
import type { Decimal } from '../../src/filing/decimal.js';
import type { Split } from '../known/split.js';
import type { OpeningBasis } from './opening.js';
import type { StandingRow } from './standing-row.js';

/** What came of checking one stated balance. */
export type Outcome =
  /** Equals the computed balance. */
  | 'held'
  /** Was right when filed; what came later moved the balance. */
  | 'stale'
  /** Right as of the form's date, not as of the row's. */
  | 'form-date'
  /** The document's final total on every row. */
  | 'terminal'
  /** A tally in the order of the document, whose dates are in another. */
  | 'document-order'
  /** The total of the class over all its lots. */
  | 'class-total'
  /** The row's own amount where nothing is left: a slip of the filer, the balance stays computed. */
  | 'slip'
  /** From it the opening is taken. */
  | 'opening'
  /** Differs; the difference is an entry. */
  | 'unexplained';

export interface Check {
  readonly outcome: Outcome;
  readonly difference: Decimal;
}

interface Step {
  readonly on: Day;
  readonly amount: Decimal;
  /** Balance of the position after this entry. */
  readonly balance: Decimal;
  /** The row it stands on. */
  readonly source: StandingRow;
}

export interface OpeningEntry extends Step {
  readonly kind: 'opening';
  readonly basis: OpeningBasis;
}

/** A row that counts. */
export interface RowEntry extends Step {
  readonly kind: 'transaction' | 'holding';
  /**
   * The row that states the balance here: mostly the source; null where none does, as where a
   * document states its final total only.
   */
  readonly states: StandingRow | null;
  /** Null where no balance is stated. */
  readonly check: Check | null;
}

export interface SplitEntry extends Step {
  readonly kind: 'split';
  readonly split: Split;
}

/** What a stated balance differs by. */
export interface UnexplainedEntry extends Step {
  readonly kind: 'unexplained';
  /**
   * What it is if the filer did not count what became known later, or did; null where nothing came
   * later.
   */
  readonly otherwise: Decimal | null;
}

/** A full list of the class names the holding no more, and others grew by its amount. */
export interface EndedEntry extends Step {
  readonly kind: 'ended';
}

export type Entry = OpeningEntry | RowEntry | SplitEntry | UnexplainedEntry | EndedEntry;

/** In effective order. */
export type Entries = ReadonlyArray<Entry>;

export const isRow = (entry: Entry): entry is RowEntry =>
  entry.kind === 'transaction' || entry.kind === 'holding';

/** What came of checking the balance that a row states; null of every other entry. */
export const checkOf = (entry: Entry): Check | null => (isRow(entry) ? entry.check : null);

export const outcomeOf = (entry: Entry): Outcome | null => checkOf(entry)?.outcome ?? null;

/** The row that states the balance after an entry; null where none does. */
export const stating = (entry: Entry): StandingRow | null =>
  isRow(entry) ? entry.states : entry.kind === 'unexplained' ? entry.source : null;

/** The split that an entry counts; null of every other entry. */
export const splitOf = (entry: Entry): Split | null =>
  entry.kind === 'split' ? entry.split : null;

/** An entry on which a difference stands: one of its own, or a row whose balance is a slip. */
export const isGap = (entry: Entry): boolean =>
  entry.source.asserted !== null && (entry.kind === 'unexplained' || outcomeOf(entry) === 'slip');

/** The balance at the end of a day; null where nothing was known by then. */
export const balanceAt = (entries: Entries, on: Day): Decimal | null => {
  let last: Decimal | null = null;
  for (const entry of entries) if (entry.on <= on) last = entry.balance;
  return last;
};
