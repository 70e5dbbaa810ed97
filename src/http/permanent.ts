/**
 * Permanent links: all three times fixed, and the version of the folds. What such a link answers
 * never changes while that version answers; of another version it is gone, and said to be.
 */
import * as E from 'fp-ts/lib/Either.js';
import { foldVersion } from '../ledger/answers.js';
import type { Parameter } from './parameter.js';
import { type Problem, problem } from './problem.js';

export const foldParameter: Parameter = {
  name: 'fold',
  kind: 'count',
  says: 'the version of the folds that is to answer: of a permanent link',
};

const times = ['asOf', 'knownBy', 'recordedBy'] as const;

/** What was recorded less than this long ago may still be being written. */
const settledMs = 60_000;

export const wrongFold = (
  fold: string | undefined,
  path: string,
  asked: URLSearchParams,
): E.Either<Problem, null> => {
  if (fold === undefined || Number(fold) === foldVersion) return E.right(null);
  const without = new URLSearchParams(asked);
  without.delete('fold');
  const link = `${path}?${without}`;
  return E.left(
    problem(
      410,
      'ANOTHER_FOLD',
      `version ${fold} of the folds is asked for and ${foldVersion} answers here; without fold, this version answers for the same times`,
      { headers: { link: `<${link}>; rel="alternate"` }, more: { link, foldVersion } },
    ),
  );
};

/** Whether the answer is the same for ever. */
export const isPermanent = (asked: URLSearchParams, now: Date): boolean => {
  const recordedBy = Date.parse(asked.get('recordedBy') ?? '');
  return (
    asked.has('fold') &&
    times.every((time) => asked.has(time)) &&
    recordedBy < now.getTime() - settledMs &&
    // A day counts to its end.
    (asked.get('recordedBy') ?? '').length > '2024-01-01'.length
  );
};

/** The same question with its three times fixed at now; null where it has not all three. */
export const permanentLink = (
  parameters: ReadonlyArray<Parameter>,
  path: string,
  asked: URLSearchParams,
  asOf: string,
  now: Date,
): string | null => {
  if (!times.every((time) => parameters.some((one) => one.name === time && (one.times ?? 1) === 1)))
    return null;
  const fixed = new URLSearchParams(asked);
  fixed.delete('format');
  if (!fixed.has('asOf')) fixed.set('asOf', asOf);
  for (const time of ['knownBy', 'recordedBy'])
    if (!fixed.has(time)) fixed.set(time, now.toISOString());
  fixed.set('fold', String(foldVersion));
  return `${path}?${fixed}`;
};

const washington = new Intl.DateTimeFormat('en-CA', {
  timeZone: 'America/New_York',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
});

/** Today in Washington, as the ledger takes it where no day is given. */
export const easternDay = (now: Date): string => washington.format(now);
