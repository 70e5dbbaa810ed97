/** An insider as seen from a vantage: streams loaded, joined identities gathered, folded. */
import type { LinkedElsewhere } from '../../projections/amendment/resolution.js';
import { foldInsider, type InsiderView } from '../../projections/insider.js';
import { rowNames } from '../../projections/known/envelope.js';
import { identitiesOf, provisionalsOf } from '../../projections/known/identities.js';
import {
  always,
  byKnownOrder,
  type KnownFiling,
  knownBy,
  type Vantage,
  visibleFrom,
} from '../../projections/known/knowledge.js';
import { type Rulings, rulingsOf } from '../../projections/known/rulings.js';
import { insiderStream, issuerStream } from '../event/catalogue.js';
import type { InsiderId, IssuerId } from '../event/identity.js';
import type { DecodedEvent } from '../event/upcast.js';
import type { ClockInstant } from '../filing/calendar.js';
import { coOwnersIn, coOwnersOf, type Families, linkedBy, loadCoOwners } from './co-owners.js';
import { filingsIn, reportTheSame } from './reports.js';
import type { FoldedOf } from './siblings.js';
import type { LoadedStream, Streams } from './streams.js';

export interface Views {
  view(insider: InsiderId, vantage: Vantage): Promise<InsiderView>;
  /** The filings that a view would see, without the fold. */
  filings(insider: InsiderId, vantage: Vantage): Promise<ReadonlyArray<KnownFiling>>;
  /** All that a view at any instant is folded of, whatever the vantage knows by. */
  chronicle(insider: InsiderId, vantage: Vantage): Promise<Chronicle>;
  /** For whoever looks once: the view is not kept. */
  sight(insider: InsiderId, vantage: Vantage): Promise<Sight>;
  /**
   * Whether the view of all that is known takes at most the fold that whoever looked at it here
   * had: once, and as long as it is kept after that.
   */
  isAtHand(insider: InsiderId): Promise<boolean>;
  journal(insider: InsiderId, vantage: Vantage): Promise<Journal>;
}

/** What a vantage gives to see. */
export interface Sight {
  /** Two of one version show the same. */
  readonly version: string;
  readonly insider: InsiderId;
  /** What it is folded of. */
  readonly streams: FoldedOf;
  /** Those that the insider reported. */
  filings(): ReadonlyArray<KnownFiling>;
  view(): InsiderView;
  /** What the view would show was seen without it. */
  glimpse(): void;
}

/** What an insider is folded of, instant by instant. */
export interface Chronicle {
  readonly insider: InsiderId;
  /** In known order, with those of co-owners that its amendments may refer to. */
  readonly filings: ReadonlyArray<KnownFiling>;
  readonly rulings: Rulings;
  readonly linkedElsewhere: LinkedElsewhere;
}

/** What an insider's streams hold, whole. */
export interface Journal {
  readonly version: string;
  readonly streams: FoldedOf;
  /** In known order, with those of co-owners that its amendments may refer to. */
  readonly filings: ReadonlyArray<KnownFiling>;
  /** Of the filings, those that can be seen from a vantage. */
  visible(vantage: Vantage): ReadonlyArray<KnownFiling>;
  /** What operators said by then, of rows under the names that they have by then. */
  rulings(vantage: Vantage): Rulings;
  /** What co-owners' streams say that its amendments amend, as far as it was recorded by then. */
  linkedElsewhere(recordedBy: ClockInstant | null): LinkedElsewhere;
}

/** What an insider's own streams tell of whom else to ask. */
interface Own {
  readonly streams: FoldedOf;
  readonly filings: ReadonlyArray<KnownFiling>;
  /** The insider, and those that are one with it. */
  readonly identities: ReadonlySet<InsiderId>;
  readonly issuers: ReadonlySet<IssuerId>;
  readonly coOwners: Families;
}

interface KeptJournal extends Journal {
  readonly own: Own;
  readonly coOwners: ReadonlyArray<LoadedStream>;
}

/** Views kept: a person asks of a few insiders at a few dates. */
const viewsMax = 128;
const journalsDefault = 128;
/** Views that were looked at once, by their versions. */
const glimpsesMax = 1_024;

const versionOf = (streams: ReadonlyArray<LoadedStream>): string =>
  streams.map((s) => `${s.name}@${s.revision ?? '-'}`).join(' ');

/** Streams of the provisional identities that are this insider, as they themselves say. */
const joinedWith = async (
  streams: Streams,
  insider: InsiderId,
  own: LoadedStream,
  { recordedBy }: Vantage,
): Promise<ReadonlyArray<LoadedStream>> => {
  const ids = provisionalsOf(identitiesOf(own.identifications, recordedBy).insiders, insider);
  const loaded = await Promise.all(
    ids.map(async (id) => {
      const stream = await streams.load(insiderStream(id));
      const said = identitiesOf(stream.identifications, recordedBy).insiders.get(id);
      return said === insider ? [stream] : [];
    }),
  );
  return loaded.flat();
};

/** Streams of issuers, and of those that are one with them, whichever was named. */
const issuersWith = async (
  streams: Streams,
  issuers: ReadonlySet<IssuerId>,
  { recordedBy }: Vantage,
): Promise<ReadonlyArray<LoadedStream>> => {
  const met = new Set(issuers);
  const loaded: Array<LoadedStream> = [];
  // A set that grows while it is walked through is walked through to its end.
  for (const id of met) {
    const stream = await streams.load(issuerStream(id));
    loaded.push(stream);
    for (const [provisional, cik] of identitiesOf(stream.identifications, recordedBy).issuers)
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

const ownOf = (insider: InsiderId, streams: FoldedOf): Own => {
  const filings = filingsIn(streams);
  const identities = new Set([insider, ...filings.flatMap((f) => f.insiders)]);
  return {
    streams,
    filings,
    identities,
    issuers: new Set(filings.map((f) => f.header.issuerId)),
    coOwners: coOwnersIn(filings, identities),
  };
};

/** What is recorded by now is told apart once; questions differ in the day they look back from. */
const visibleIn = (filings: ReadonlyArray<KnownFiling>): Journal['visible'] => {
  let now: ReadonlyArray<KnownFiling> | null = null;
  return (vantage) => {
    if (vantage.recordedBy !== null) return visibleFrom(filings, vantage);
    now ??= visibleFrom(filings, always);
    return knownBy(now, vantage.knownBy);
  };
};

/** What is in force now is told apart once as well. */
const rulingsIn = (
  said: ReadonlyArray<DecodedEvent>,
  visible: Journal['visible'],
): Journal['rulings'] => {
  let now: Rulings | null = null;
  const by = (vantage: Vantage): Rulings =>
    rulingsOf(said, vantage.recordedBy, rowNames(visible(vantage)));
  return (vantage) => {
    if (vantage.recordedBy !== null || vantage.knownBy !== null) return by(vantage);
    now ??= by(vantage);
    return now;
  };
};

/** Journals, kept while their streams do not grow. */
export const journalsOf = (
  streams: Streams,
  journalsMax = journalsDefault,
): ((insider: InsiderId, vantage: Vantage) => Promise<Journal>) => {
  const journals = new Map<string, KeptJournal>();
  return async (insider, vantage) => {
    const stream = await streams.load(insiderStream(insider));
    const insiders: FoldedOf = [stream, ...(await joinedWith(streams, insider, stream, vantage))];
    const known = journals.get(insider);
    const own =
      known !== undefined && reportTheSame(insiders, known.own.streams)
        ? known.own
        : ownOf(insider, insiders);
    const coOwnerStreams = await loadCoOwners(streams, own.coOwners.keys(), own.identities);
    const issuerStreams = await issuersWith(streams, own.issuers, vantage);
    const ofCoOwners = coOwnerStreams.flatMap((c) => c.streams);
    const version = [insiders, issuerStreams, ofCoOwners].map(versionOf).join(' | ');
    if (known?.version === version) return known;
    const coOwners = coOwnersOf(own.filings, own.coOwners, coOwnerStreams);
    const ofIssuers = issuerStreams.flatMap((s) => s.rulings);
    const isRuledOnAlone = known?.own === own && reportTheSame(ofCoOwners, known.coOwners);
    const filings = isRuledOnAlone
      ? known.filings
      : coOwners.filings.length === 0
        ? own.filings
        : [...own.filings, ...coOwners.filings].sort(byKnownOrder);
    const visible = isRuledOnAlone ? known.visible : visibleIn(filings);
    const said = [...coOwners.rulings, ...insiders.flatMap((s) => s.rulings), ...ofIssuers];
    return remember(
      journals,
      insider,
      {
        version,
        streams: [...insiders, ...issuerStreams, ...ofCoOwners],
        own,
        coOwners: ofCoOwners,
        linkedElsewhere: (recordedBy) => linkedBy(coOwners.all, ofIssuers, recordedBy),
        filings,
        visible,
        rulings: rulingsIn(said, visible),
      },
      journalsMax,
    );
  };
};

export const views = (streams: Streams, journalsMax = journalsDefault): Views => {
  const seen = new Map<string, InsiderView>();
  const glimpsed = new Map<string, string>();
  const journalOf = journalsOf(streams, journalsMax);

  const sightOf = async (insider: InsiderId, vantage: Vantage) => {
    const journal = await journalOf(insider, vantage);
    const visible = journal.visible(vantage);
    // Two instants between which nothing became known see the same.
    const version = [
      insider,
      journal.version,
      visible.length,
      visible[visible.length - 1]?.accession ?? '',
      vantage.recordedBy ?? '',
    ].join('\n');
    return {
      version,
      streams: journal.streams,
      filings: () => visible.filter((f) => !f.ofCoOwner),
      view: () =>
        seen.get(version) ??
        foldInsider(
          insider,
          visible,
          journal.rulings(vantage),
          vantage,
          journal.linkedElsewhere(vantage.recordedBy),
        ),
    };
  };

  return {
    sight: async (insider, vantage) => {
      const { version, streams: foldedOf, filings, view } = await sightOf(insider, vantage);
      const glimpse = (): void => {
        remember(glimpsed, insider, version, glimpsesMax);
      };
      return {
        version,
        insider,
        streams: foldedOf,
        filings,
        view: () => {
          glimpse();
          return view();
        },
        glimpse,
      };
    },
    isAtHand: async (insider) => {
      const { version } = await sightOf(insider, always);
      const wasGlimpsed = glimpsed.get(insider) === version;
      glimpsed.delete(insider);
      return wasGlimpsed || seen.has(version);
    },
    journal: journalOf,
    filings: async (insider, vantage) =>
      (await journalOf(insider, vantage)).visible(vantage).filter((f) => !f.ofCoOwner),
    chronicle: async (insider, { recordedBy }) => {
      const vantage = { ...always, recordedBy };
      const journal = await journalOf(insider, vantage);
      const visible = journal.visible(vantage);
      return {
        insider,
        filings: visible,
        rulings: journal.rulings(vantage),
        linkedElsewhere: journal.linkedElsewhere(recordedBy),
      };
    },
    view: async (insider, vantage) => {
      const { version, view } = await sightOf(insider, vantage);
      return remember(seen, version, view(), Math.min(viewsMax, journalsMax));
    },
  };
};
