/** Days as whoever asks gives them. */
import { type Day, isDay } from '../filing/calendar.js';
import { fail, invalidArgument, type LedgerError } from './error.js';

const writtenAsADay = /^\d{4}-\d{2}-\d{2}$/;

/** @param name of the option or member that takes it. */
export const notADay = (name: string, given: unknown): LedgerError =>
  invalidArgument(
    `${name} takes a day as YYYY-MM-DD; ${
      typeof given === 'string' && writtenAsADay.test(given)
        ? `there is no ${given}`
        : `got ${JSON.stringify(given)}`
    }`,
  );

/** Fails with `INVALID_ARGUMENT` where it is none. */
export const dayGiven = (name: string, given: string): Day =>
  typeof given === 'string' && isDay(given) ? given : fail(notADay(name, given));
