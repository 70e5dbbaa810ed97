/** What every answer about the market says of itself: its moment, and of whom it cannot tell. */
import type { Generation } from '../../readmodel/model.js';
import type { Moment, Settled } from '../moment.js';

/** What is asked of a read model: it knows no `recordedBy`. */
export type KeptMoment = Omit<Moment, 'recordedBy'>;

export interface Told {
  readonly asOf: string;
  readonly knownBy: string | null;
  /** Insiders whose streams cannot be folded: nothing is told of them. `status` says why. */
  readonly missing: ReadonlyArray<string>;
}

export const missingIn = ({ questions }: Generation): ReadonlyArray<string> =>
  questions.quarantined().map((q) => q.insider);

export const told = (generation: Generation, { asOf, knownBy }: Settled): Told => ({
  asOf,
  knownBy,
  missing: missingIn(generation),
});
