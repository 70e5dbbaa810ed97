/** The three times of a question, as given and as the folds need them. */
import * as E from 'fp-ts/lib/Either.js';
import type { Vantage } from '../../projections/known/knowledge.js';
import {
  type ClockInstant,
  type Day,
  easternDay,
  endOfUtcDay,
  type Instant,
  instantOf,
  isDay,
  knownThrough,
  parseClockInstant,
  parseInstant,
} from '../filing/calendar.js';
import { invalidArgument, type LedgerError } from './error.js';
import { notADay } from './given-day.js';

export interface Moment {
  /** A day; today in Washington where missing. */
  readonly asOf?: string;
  /** A day, counted to 22:00 ET, or an instant; now where missing. */
  readonly knownBy?: string;
  /** An instant, or a day counted to its end in UTC; now where missing. */
  readonly recordedBy?: string;
}

/** The three times as an answer repeats them; null where everything known or recorded counts. */
export interface Times {
  readonly asOf: Day;
  readonly knownBy: string | null;
  readonly recordedBy: string | null;
}

/** A moment as answers repeat it, and as the folds take it. */
export interface Settled extends Times {
  readonly vantage: Vantage;
}

export const timesOf = ({ asOf, knownBy, recordedBy }: Settled): Times => ({
  asOf,
  knownBy,
  recordedBy,
});

const known = (text: string): Instant | null =>
  isDay(text) ? knownThrough(text) : parseInstant(text);

/** The last instant of a day: milliseconds, since events are recorded with them. */
const recorded = (text: string): ClockInstant | null =>
  isDay(text) ? endOfUtcDay(text) : parseClockInstant(text);

const problem = (option: string, expected: string, got: string): E.Either<LedgerError, never> =>
  E.left(invalidArgument(`${option} takes ${expected}; got ${JSON.stringify(got)}`));

export const settle = (moment: Moment, now: Date): E.Either<LedgerError, Settled> => {
  const asOf = moment.asOf ?? easternDay(instantOf(now));
  if (!isDay(asOf)) return E.left(notADay('as-of', asOf));
  const knownAt = moment.knownBy === undefined ? null : known(moment.knownBy);
  if (moment.knownBy !== undefined && knownAt === null)
    return problem(
      'known-by',
      'a day as YYYY-MM-DD or an instant such as 2024-08-22T18:00:00-04:00',
      moment.knownBy,
    );
  const recordedAt = moment.recordedBy === undefined ? null : recorded(moment.recordedBy);
  if (moment.recordedBy !== undefined && recordedAt === null)
    return problem(
      'recorded-by',
      'an instant such as 2024-08-22T18:00:00Z or a day as YYYY-MM-DD',
      moment.recordedBy,
    );
  return E.right({
    asOf,
    knownBy: moment.knownBy ?? null,
    recordedBy: moment.recordedBy ?? null,
    vantage: { knownBy: knownAt, recordedBy: recordedAt },
  });
};
