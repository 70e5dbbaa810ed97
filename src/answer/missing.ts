import type { InsiderId } from '../event/identity.js';
/** Insiders of whom an answer tells nothing, since their events cannot be read. */

export interface Missing {
  /** Absent where nobody is missing. */
  readonly missing?: ReadonlyArray<InsiderId>;
}

export const missingOf = (missing: ReadonlyArray<InsiderId>): Missing =>
  missing.length === 0 ? {} : { missing };
