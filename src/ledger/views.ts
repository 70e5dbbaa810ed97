/** An insider as seen from a vantage: streams loaded, joined identities gathered, folded. */
import { foldInsider, type InsiderView } from '../../projections/insider.js';
import { identitiesOf, provisionalsOf } from '../../projections/known/identities.js';
import {
  filingsOf,
  type KnownFiling,
  type Vantage,
  visibleFrom,
} from '../../projections/known/knowledge.js';
import { type Rulings, rulingsOf } from '../../projections/known/rulings.js';
import { insiderStream, issuerStream } from '../event/catalogue.js';
import type { DecodedEvent } from '../event/upcast.js';
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
  readonly filings: ReadonlyArray<KnownFiling>;
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
  const journals = new Map<string, Journal>();
  return async (insider, vantage) => {
    const own = await streams.load(insiderStream(insider));
    const insiders = [own, ...(await joinedWith(streams, insider, own, vantage))];
    const known = journals.get(insider);
    const insiderVersion = versionOf(insiders);
    const events =
      known?.version.startsWith(`${insiderVersion} | `) === true
        ? null
        : insiders.flatMap((s) => s.events);
    const filings = events === null ? (known as Journal).filings : filingsOf(events);
    const issuers = new Set(filings.map((f) => f.header.issuerId));
    const issuerStreams = await issuersWith(streams, issuers, vantage);
    const version = `${insiderVersion} | ${versionOf(issuerStreams)}`;
    if (known?.version === version) return known;
    return remember(
      journals,
      insider,
      {
        version,
        filings,
        events: [...insiders, ...issuerStreams].flatMap((s) => s.events),
      },
      journalsMax,
    );
  };
};

export const views = (streams: Streams): Views => {
  const seen = new Map<string, InsiderView>();
  const journalOf = journalsOf(streams);

  return {
    filings: async (insider, vantage) =>
      visibleFrom((await journalOf(insider, vantage)).filings, vantage),
    view: async (insider, vantage) => {
      const journal = await journalOf(insider, vantage);
      const rulings: Rulings = rulingsOf(journal.events, vantage.recordedBy);
      const visible = visibleFrom(journal.filings, vantage);
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
        known ?? foldInsider(insider, visible, rulings, vantage),
        viewsMax,
      );
    },
  };
};
