/**
 * Owners who filed everything together: their streams say the same under other names, and so does
 * whatever is folded of them. What a ruling on a joint filing changes is folded of one of them.
 */
import { isDeepStrictEqual } from 'node:util';
import { rulingIdOf } from '../event/identity.js';
import type { DecodedEvent } from '../event/upcast.js';
import type { LoadedStream } from './streams.js';

/** What one event says of its stream's owner, and another of another's. */
const ofOwner: ReadonlySet<string> = new Set(['insider', 'ownerIndex']);

const sayTheSame = (one: DecodedEvent, other: DecodedEvent): boolean => {
  const [a, b]: [object, object] = [one.event.data, other.event.data];
  const keys = Object.keys(a);
  return (
    one.event.type === other.event.type &&
    one.metadata.source?.format === other.metadata.source?.format &&
    keys.length === Object.keys(b).length &&
    keys.every(
      (key) => ofOwner.has(key) || isDeepStrictEqual(Reflect.get(a, key), Reflect.get(b, key)),
    )
  );
};

const allSayTheSame = (
  ones: ReadonlyArray<DecodedEvent>,
  others: ReadonlyArray<DecodedEvent>,
): boolean =>
  ones.length === others.length &&
  ones.every((one, i) => {
    const other = others[i];
    return other !== undefined && sayTheSame(one, other);
  });

type Reports = LoadedStream['reports'];

/** Reports that were found alike, as long as they are kept. */
const known = new WeakMap<Reports, WeakMap<Reports, boolean>>();

const reportAlike = (one: Reports, other: Reports): boolean => {
  const met = known.get(one) ?? new WeakMap<Reports, boolean>();
  known.set(one, met);
  const alike = met.get(other) ?? allSayTheSame(one, other);
  met.set(other, alike);
  return alike;
};

/** Whether rulings are all on rows: what is said of conflicts, positions and people names its owner. */
const areOnRows = (rulings: ReadonlyArray<DecodedEvent>): boolean =>
  rulings.every(({ event }) => event.type === 'RowCorrected' || event.type === 'RowWithdrawn');

/** What one insider is folded of: its own stream first, then those that bear on it. */
export type FoldedOf = readonly [LoadedStream, ...ReadonlyArray<LoadedStream>];

/** Streams that both are folded of, and that neither is the own one of. */
const besides = (streams: FoldedOf, one: LoadedStream, other: LoadedStream): string =>
  streams
    .filter(({ name }) => name !== one.name && name !== other.name)
    .map(({ name, revision }) => `${name}@${revision ?? '-'}`)
    .join(' ');

/**
 * By the id of each ruling of one, that of the same ruling of the other, where both report the same
 * filings, the same was said of their rows and all else that is folded is one; null of all others.
 */
export const siblingRulings = (
  ones: FoldedOf,
  others: FoldedOf,
): ReadonlyMap<string, string> | null => {
  const [[one], [other]] = [ones, others];
  const areSiblings =
    areOnRows(one.rulings) &&
    allSayTheSame(one.rulings, other.rulings) &&
    besides(ones, one, other) === besides(others, one, other) &&
    reportAlike(one.reports, other.reports);
  return areSiblings
    ? new Map(
        one.rulings.map(({ id }, i) => [rulingIdOf(id), rulingIdOf(other.rulings[i]?.id ?? '')]),
      )
    : null;
};
