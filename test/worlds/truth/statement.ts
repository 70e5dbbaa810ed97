/** A row as truth has it: whose it is, what it says, and of which moment its balance speaks. */
import type { CompleteFiling } from '../../../src/event/identity.js';
import type { Day } from '../../../src/filing/calendar.js';
import type { Decimal } from '../../../src/filing/decimal.js';
import type { Holder } from './holder.js';
import type { Deed, Moment, TrueHolding } from './holding.js';
import type { slips } from './script.js';

/** What a stated balance speaks of. */
export interface Speaks {
  readonly at: Moment;
  /** Deeds that its filer had in mind. */
  readonly counts: ReadonlySet<Deed>;
}

/** What holders and classes are called by now: a world may rename them. */
export interface Called {
  readonly holder: Holder | null;
  /** The common stock's title. */
  readonly common: string;
  /** How often it was renamed before. */
  readonly epoch: number;
  /** Says on the form of ownership what it was called before. */
  readonly note: string | null;
}

/** A row before it is written. */
export interface Draft {
  readonly holding: TrueHolding;
  readonly kind: 'transaction' | 'holding';
  readonly deed: Deed | null;
  /** The day printed, where it is not the deed's own. */
  readonly dated: Day | null;
  readonly code: string | null;
  readonly price: string | null;
  /** As the document says by amount and letter: not always what was done. */
  readonly delta: Decimal;
  /** In the holding's own unit. */
  readonly stated: Decimal | null;
  /** A Form 3 counts a derivative by its underlying, and leaves its own number out. */
  readonly byUnderlying: boolean;
  /** Null where the number is no statement of this holding alone. */
  readonly speaks: Speaks | null;
  readonly slip: (typeof slips)[number] | null;
  readonly balanceNotes: ReadonlyArray<string>;
  readonly codeNotes: ReadonlyArray<string>;
  /** First row of the line that it restates; null where it begins one. */
  readonly line: string | null;
  /** A row that an earlier form reported already; its deed happened once. */
  readonly repeats: string | null;
  readonly called: Called;
}

/** A row as it was written. */
export interface WrittenRow extends Draft {
  readonly row: string;
  readonly firstRow: string;
  readonly accession: string;
  /** Order in which filings became known. */
  readonly rank: number;
  readonly on: Day;
  /** Names and terms stand on it in full: nothing else is needed to know whose it is. */
  readonly plain: boolean;
  /** Its balance goes on from the row before of this holding, and from no other's. */
  readonly runsOn: boolean;
  /** The holding's first row, beside rows of all others of its class, and going on from none. */
  readonly starts: boolean;
}

export interface FiledForm {
  readonly filing: CompleteFiling;
  /** What is delivered: the document, the SEC's tables about it, or both. */
  readonly readings: ReadonlyArray<CompleteFiling>;
}

/** The day that a row says its deed was on; null of a holding. */
export const printedDay = ({ deed, dated }: Draft): Day | null => dated ?? deed?.on ?? null;
