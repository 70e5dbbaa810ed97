/** Filings that streams hold, worked out once while nothing more is reported in them. */
import { filingsOf, type KnownFiling } from '../../projections/known/knowledge.js';
import type { DecodedEvent } from '../event/upcast.js';
import type { LoadedStream } from './streams.js';

type Reports = ReadonlyArray<DecodedEvent>;

/** Of single streams, as long as their events are kept. */
const known = new WeakMap<Reports, ReadonlyArray<KnownFiling>>();

export const filingsIn = (
  streams: ReadonlyArray<Pick<LoadedStream, 'reports'>>,
): ReadonlyArray<KnownFiling> => {
  const [only, ...others] = streams;
  if (only === undefined || others.length > 0)
    return filingsOf(streams.flatMap((stream) => stream.reports));
  const found = known.get(only.reports) ?? filingsOf(only.reports);
  known.set(only.reports, found);
  return found;
};

/** Whether these streams report what those did: operators may have ruled on it since. */
export const reportTheSame = (
  streams: ReadonlyArray<LoadedStream>,
  before: ReadonlyArray<LoadedStream>,
): boolean =>
  streams.length === before.length && streams.every((s, i) => s.reports === before[i]?.reports);
