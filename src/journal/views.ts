/** An insider as seen from a vantage: streams loaded, joined identities gathered, folded. */
import type { LinkedElsewhere } from '../../projections/amendment/resolution.js';
import { foldInsider, type InsiderView } from '../../projections/insider.js';
import { rowNames } from '../../projections/known/envelope.js';
import { identitiesOf, provisionalsOf } from '../../projections/known/identities.js';
import {
  byKnownOrder,
  filingsOf,
  type KnownFiling,
  type Vantage,
  visibleFrom,
} from '../../projections/known/knowledge.js';
import { type Rulings, rulingsOf } from '../../projections/known/rulings.js';
import { insiderStream, issuerStream } from '../event/catalogue.js';
import type { DecodedEvent } from '../event/upcast.js';
import type { ClockInstant } from '../filing/calendar.js';
import { coOwnersOf, linkedBy } from './co-owners.js';
import type { LoadedStream, Streams } from './streams.js';

export interface Views {
  view(insider: string, vantage: Vantage): Promise<InsiderView>;
  /** The filings that a view would see, without the fold. */
  filings(insider: string, vantage: Vantage): Promise<ReadonlyArray<KnownFiling>>;
}

/** What an insider's streams hold, whole. */
export interface Journal {
  readonly version: string;
  readonly events: ReadonlyArray<DecodedEvent>;
  /** In known order, with those of co-owners that its amendments may refer to. */
  readonly filings: ReadonlyArray<KnownFiling>;
  /** What co-owners' streams say that its amendments amend, as far as it was recorded by then. */
  linkedElsewhere(recordedBy: ClockInstant | null): LinkedElsewhere;
}

interface KeptJournal extends Journal {
  /** Of the insider's own streams, and the filings in them. */
  readonly ownVersion: string;
  readonly own: ReadonlyArray<KnownFiling>;
}

/** Views kept: a person asks of a few insiders at a few dates. */
const viewsMax = 128;
const journalsDefault = 128;

const versionOf = (streams: ReadonlyArray<LoadedStream>): string =>
  streams.map((s) => `${s.name}@${s.revision ?? '-'}`).join(' ');

/** Streams of the provisional identities that are this insider, as they themselves say. */
const joinedWith = async (
  streams: Streams,
  insider: string,
  own: LoadedStream,
  { recordedBy }: Vantage,
): Promise<ReadonlyArray<LoadedStream>> => {
  const ids = provisionalsOf(identitiesOf(own.events, recordedBy).insiders, insider);
  const loaded = await Promise.all(ids.map((id) => streams.load(insiderStream(id))));
  return loaded.filter(
    ({ events }, i) => identitiesOf(events, recordedBy).insiders.get(ids[i] as string) === insider,
  );
};

/** Streams of issuers, and of those that are one with them, whichever was named. */
const issuersWith = async (
  streams: Streams,
  issuers: ReadonlySet<string>,
  { recordedBy }: Vantage,
): Promise<ReadonlyArray<LoadedStream>> => {
  const met = new Set(issuers);
  const loaded: Array<LoadedStream> = [];
  // A set that grows while it is walked through is walked through to its end.
  for (const id of met) {
    const stream = await streams.load(issuerStream(id));
    loaded.push(stream);
    for (const [provisional, cik] of identitiesOf(stream.events, recordedBy).issuers)
      met.add(provisional).add(cik);
  }
  return loaded;
};

const remember = <A>(memory: Map<string, A>, key: string, value: A, max: number): A => {
  memory.delete(key);
  memory.set(key, value);
  if (memory.size > max) memory.delete(memory.keys().next().value ?? '');
  return value;
};

/** Journals, kept while their streams do not grow. */
export const journalsOf = (
  streams: Streams,
  journalsMax = journalsDefault,
): ((insider: string, vantage: Vantage) => Promise<Journal>) => {
  const journals = new Map<string, KeptJournal>();
  return async (insider, vantage) => {
    const stream = await streams.load(insiderStream(insider));
    const insiders = [stream, ...(await joinedWith(streams, insider, stream, vantage))];
    const ownVersion = versionOf(insiders);
    const known = journals.get(insider);
    const own =
      known?.ownVersion === ownVersion ? known.own : filingsOf(insiders.flatMap((s) => s.events));
    const joined = new Set(own.flatMap((f) => f.insiders));
    const coOwners = await coOwnersOf(streams, own, new Set([insider, ...joined]));
    const issuerStreams = await issuersWith(
      streams,
      new Set(own.map((f) => f.header.issuerId)),
      vantage,
    );
    const version = [insiders, issuerStreams, coOwners.streams].map(versionOf).join(' | ');
    if (known?.version === version) return known;
    const ofIssuers = issuerStreams.flatMap((s) => s.events);
    return remember(
      journals,
      insider,
      {
        version,
        linkedElsewhere: (recordedBy) => linkedBy(coOwners.all, ofIssuers, recordedBy),
        ownVersion,
        own,
        filings:
          coOwners.filings.length === 0 ? own : [...own, ...coOwners.filings].sort(byKnownOrder),
        events: [...coOwners.rulings, ...[...insiders, ...issuerStreams].flatMap((s) => s.events)],
      },
      journalsMax,
    );
  };
};

export const views = (streams: Streams, journalsMax = journalsDefault): Views => {
  const seen = new Map<string, InsiderView>();
  const journalOf = journalsOf(streams, journalsMax);

  return {
    filings: async (insider, vantage) =>
      visibleFrom((await journalOf(insider, vantage)).filings, vantage).filter((f) => !f.ofCoOwner),
    view: async (insider, vantage) => {
      const journal = await journalOf(insider, vantage);
      const visible = visibleFrom(journal.filings, vantage);
      const names = rowNames(visible);
      const rulings: Rulings = rulingsOf(journal.events, vantage.recordedBy, names);
      // Two instants between which nothing became known see the same.
      const key = [
        insider,
        journal.version,
        visible.length,
        visible[visible.length - 1]?.accession ?? '',
        vantage.recordedBy ?? '',
      ].join('\n');
      const known = seen.get(key);
      return remember(
        seen,
        key,
        known ??
          foldInsider(
            insider,
            visible,
            rulings,
            vantage,
            journal.linkedElsewhere(vantage.recordedBy),
          ),
        Math.min(viewsMax, journalsMax),
      );
    },
  };
};
