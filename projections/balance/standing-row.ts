/** A row as a balance needs it: in force, placed, its change and its claim worked out once. */
import type { RowReported } from '../../src/event/catalogue.js';
import type { Day } from '../../src/filing/calendar.js';
import type { Decimal } from '../../src/filing/decimal.js';
import type { KnownFiling } from '../known/knowledge.js';
import { assertedOf, deltaOf, type EffectiveDay } from '../known/reported-row.js';
import type { Split } from '../known/split.js';

/** The version in force of one row, placed in a position. */
export interface StandingRow {
  readonly row: RowReported;
  readonly filing: KnownFiling;
  /** Rank of `filing` in known order: when this version became known. */
  readonly knownRank: number;
  /** The filing it belongs to: itself, or the original that an amendment corrects. */
  readonly home: KnownFiling;
  readonly homeRank: number;
  readonly effective: EffectiveDay;
  /** Signed change, null where the form does not tell. */
  readonly delta: Decimal | null;
  readonly asserted: Decimal | null;
  /** The line's first row: a corrected row keeps the place of the one it corrects. */
  readonly place: { readonly row: RowReported; readonly rank: number };
  /** True for a balance that an amendment states again after rows it leaves out. */
  readonly restates: boolean;
}

/** A change that counted for a while: an amended row from its filing to its amendment. */
export interface PastPosting {
  readonly on: Day;
  readonly homeRank: number;
  readonly amount: Decimal;
  readonly knownRank: number;
  /** The row that counted, and the rank from which on it counts no more. */
  readonly at: StandingRow;
  readonly untilRank: number;
}

/** One position to be balanced: its rows, and what once counted in it. */
export interface Lot {
  readonly rows: ReadonlyArray<StandingRow>;
  readonly past: ReadonlyArray<PastPosting>;
  /** Counted by its underlying so far: a later row may tell the number. */
  readonly awaitsNumber: boolean;
  /** Recorded splits of the class, oldest first. */
  readonly splits: ReadonlyArray<Split>;
  /** Its last day, as far as it has one and a form tells; what has expired is in no total. */
  readonly expiresOn: Day | null;
}

/** A row ready to be placed: its day, its change and its claim worked out once. */
export const standingRow = (
  row: RowReported,
  filing: KnownFiling,
  knownRank: number,
  home: { readonly filing: KnownFiling; readonly rank: number },
  effective: EffectiveDay,
  place: StandingRow['place'] = { row, rank: knownRank },
): StandingRow => ({
  row,
  filing,
  knownRank,
  home: home.filing,
  homeRank: home.rank,
  effective,
  delta: deltaOf(row),
  asserted: assertedOf(row),
  place,
  restates: false,
});
