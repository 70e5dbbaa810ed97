/**
 * A line is one logical transaction or holding: the row that first reported it and every row of
 * an amendment that confirmed or corrected it. Nothing in it is ever removed.
 */
import type { RowReported } from '../../src/event/catalogue.js';
import type { RowId } from '../../src/event/identity.js';
import type { KnownFiling } from '../known/knowledge.js';
import type { EffectiveDay } from '../known/reported-row.js';
import type { Withdrawal } from '../known/rulings.js';
import type { Position } from '../position/position.js';
import type { FieldChange } from './row-alignment.js';

export interface Version {
  /** As corrected by the ledger's operators, if it was. */
  readonly row: RowReported;
  readonly filing: KnownFiling;
  readonly rank: number;
  readonly effective: EffectiveDay;
  readonly outcome: 'original' | 'added' | 'confirmed' | 'corrected';
  readonly changes: ReadonlyArray<FieldChange>;
  position: Position | null;
}

export type LineStatus = 'standing' | 'corrected' | 'withdrawn' | 'held-out';

export interface Line {
  /** The filing it belongs to: the original, also for a row that an amendment added. */
  readonly home: KnownFiling;
  readonly homeRank: number;
  /** Oldest first; the last one is in force. */
  readonly versions: Array<Version>;
  withdrawal: Withdrawal | null;
  /** Why it does not count for now: the amendment or duplicate is undecided. */
  heldOut: 'ambiguous-amendment' | 'orphan-amendment' | 'duplicate-filing' | null;
  /** The row that tells the same and counts, unless it was withdrawn; null where it is no copy. */
  copyOf: RowId | null;
}

export const inForce = (line: Line): Version => line.versions[line.versions.length - 1] as Version;

export const firstOf = (line: Line): Version => line.versions[0] as Version;

export const counts = (line: Line): boolean => line.withdrawal === null && line.heldOut === null;

export const statusOf = (line: Line): LineStatus => {
  if (line.withdrawal !== null) return 'withdrawn';
  if (line.heldOut !== null) return 'held-out';
  return line.versions.some((v) => v.outcome === 'corrected') ? 'corrected' : 'standing';
};
