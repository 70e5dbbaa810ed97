/** An insider as seen from a vantage: streams loaded, joined identities gathered, folded. */
import { foldInsider, type InsiderView } from '../../projections/insider.js';
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

/** Provisional identities that this insider's stream says are the same person. */
export const joinedWith = (stream: LoadedStream, vantage: Vantage): ReadonlyArray<string> => {
  const joined = new Set<string>();
  for (const { event, metadata } of stream.events) {
    if (event.type !== 'InsiderIdentified') continue;
    if (vantage.recordedBy !== null && metadata.recordedAt > vantage.recordedBy) continue;
    if (event.data.same) joined.add(event.data.provisional);
    else joined.delete(event.data.provisional);
  }
  return [...joined];
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
    const others = joinedWith(own, vantage).map((id) => streams.load(insiderStream(id)));
    const insiders = [own, ...(await Promise.all(others))];
    const known = journals.get(insider);
    const insiderVersion = versionOf(insiders);
    const events =
      known?.version.startsWith(`${insiderVersion} `) === true
        ? null
        : insiders.flatMap((s) => s.events);
    const filings = events === null ? (known as Journal).filings : filingsOf(events);
    const issuers = [...new Set(filings.map((f) => f.header.issuerId))];
    const issuerStreams = await Promise.all(issuers.map((id) => streams.load(issuerStream(id))));
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
