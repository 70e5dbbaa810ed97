/** What every answer about the market says of itself: its moment, and of whom it cannot tell. */

import type { Settled } from '../../answer/moment.js';
import type { InsiderId } from '../../event/identity.js';
import type { Day } from '../../filing/calendar.js';
import type { About } from '../book/book.js';

export interface Told {
  readonly asOf: Day;
  readonly knownBy: string | null;
  readonly recordedBy: string | null;
  /** Insiders whose streams cannot be folded: nothing is told of them. `status` says why. */
  readonly missing: ReadonlyArray<InsiderId>;
}

export const told = ({ missing }: About, { asOf, knownBy, recordedBy }: Settled): Told => ({
  asOf,
  knownBy,
  recordedBy,
  missing,
});
