/**
 * What co-owners reported, for amendments that several owners file together: one of them may have
 * reported alone what the amendment amends for all.
 */
import type { LinkedElsewhere } from '../../projections/amendment/resolution.js';
import { linksAmong } from '../../projections/amendment/resolver.js';
import { rowNames } from '../../projections/known/envelope.js';
import { type KnownFiling, visibleFrom } from '../../projections/known/knowledge.js';
import { rulingsOf } from '../../projections/known/rulings.js';
import { LedgerFailure } from '../answer/error.js';
import { insiderStream } from '../event/catalogue.js';
import { type InsiderId, insiderIdOf } from '../event/identity.js';
import type { DecodedEvent } from '../event/upcast.js';
import type { ClockInstant } from '../filing/calendar.js';
import { filingsIn } from './reports.js';
import type { LoadedStream, Streams } from './streams.js';

/** Whether an owner may have to look at what its co-owners reported. */
export const isJointAmendment = ({ amendment, header }: KnownFiling): boolean =>
  amendment && header.owners.length > 1;

const familyOf = ({ header, family }: KnownFiling): string => `${header.issuerId}|${family}`;

/** By co-owner, of which issuers and forms. */
export type Families = ReadonlyMap<InsiderId, ReadonlySet<string>>;

/** Who files joint amendments with the insider. */
export const coOwnersIn = (
  own: ReadonlyArray<KnownFiling>,
  identities: ReadonlySet<InsiderId>,
): Families => {
  const coOwners = new Map<InsiderId, Set<string>>();
  for (const filing of own) {
    if (!isJointAmendment(filing)) continue;
    const { owners, issuer } = filing.header;
    for (const owner of owners) {
      const id = insiderIdOf(owner, issuer);
      if (identities.has(id)) continue;
      const families = coOwners.get(id) ?? new Set();
      coOwners.set(id, families.add(familyOf(filing)));
    }
  }
  return coOwners;
};

const identitiesOf = ({ name, identifications }: LoadedStream): ReadonlyArray<InsiderId> => {
  const same = new Set<InsiderId>();
  for (const { event } of identifications) {
    if (event.type !== 'InsiderIdentified') continue;
    for (const id of [event.data.provisional, event.data.cik])
      if (insiderStream(id) !== name)
        if (event.data.same) same.add(id);
        else same.delete(id);
  }
  return [...same];
};

/**
 * A co-owner whose events cannot be read keeps nobody else from being answered for. What is not
 * what was recorded does: nobody knows what it said of the amendment.
 */
const loaded = async (streams: Streams, id: InsiderId): Promise<LoadedStream | null> => {
  try {
    return await streams.load(insiderStream(id));
  } catch (thrown) {
    if (thrown instanceof LedgerFailure && thrown.error.code === 'UNREADABLE_EVENT') return null;
    throw thrown;
  }
};

const isOnRow = ({ event }: DecodedEvent): boolean =>
  event.type === 'RowCorrected' || event.type === 'RowWithdrawn';

/** One co-owner's streams, whole. */
interface CoOwner {
  readonly id: InsiderId;
  /** What operators said in them. */
  readonly rulings: ReadonlyArray<DecodedEvent>;
  readonly filings: ReadonlyArray<KnownFiling>;
}

export interface CoOwners {
  readonly all: ReadonlyArray<CoOwner>;
  /** What they reported and the insider did not. */
  readonly filings: ReadonlyArray<KnownFiling>;
  /** What operators said of rows. */
  readonly rulings: ReadonlyArray<DecodedEvent>;
}

const none: CoOwners = { all: [], filings: [], rulings: [] };

/**
 * What co-owners' streams say that amendments amend, as far as it was recorded. They are folded
 * when first asked about.
 */
export const linkedBy = (
  coOwners: ReadonlyArray<CoOwner>,
  ofIssuers: ReadonlyArray<DecodedEvent>,
  recordedBy: ClockInstant | null,
): LinkedElsewhere => {
  let links: ReadonlyArray<ReadonlyMap<string, string>> | null = null;
  const linksOf = ({ id, rulings: own, filings }: CoOwner): ReadonlyMap<string, string> => {
    const visible = visibleFrom(filings, { knownBy: null, recordedBy });
    const rulings = rulingsOf([...own, ...ofIssuers], recordedBy, rowNames(visible));
    return linksAmong(id, visible, rulings);
  };
  return (amendment) => {
    links ??= coOwners.map(linksOf);
    for (const own of links) {
      const home = own.get(amendment);
      if (home !== undefined) return home;
    }
    return null;
  };
};

/** One co-owner's streams: its own, and those of the identities that are one with it. */
export interface CoOwnerStreams {
  readonly id: InsiderId;
  readonly streams: ReadonlyArray<LoadedStream>;
}

/** Streams of those who file joint amendments with an insider; those that can be read. */
export const loadCoOwners = async (
  streams: Streams,
  ids: Iterable<InsiderId>,
  identities: ReadonlySet<InsiderId>,
): Promise<ReadonlyArray<CoOwnerStreams>> => {
  const found: Array<CoOwnerStreams> = [];
  for (const id of ids) {
    const stream = await loaded(streams, id);
    if (stream === null) continue;
    const others = identitiesOf(stream).filter((other) => !identities.has(other));
    const more = await Promise.all(others.map((other) => loaded(streams, other)));
    found.push({ id, streams: [stream, ...more.flatMap((one) => one ?? [])] });
  }
  return found;
};

/** Of co-owners' streams, what the amendments of an insider with these filings may refer to. */
export const coOwnersOf = (
  own: ReadonlyArray<KnownFiling>,
  families: Families,
  coOwners: ReadonlyArray<CoOwnerStreams>,
): CoOwners => {
  if (coOwners.length === 0) return none;
  const reported = new Set(own.map((f) => f.accession));
  const all: Array<CoOwner> = [];
  const filings = new Map<string, KnownFiling>();
  for (const { id, streams } of coOwners) {
    const ofForms = families.get(id) ?? new Set<string>();
    const rulings = streams.flatMap((one) => one.rulings);
    const reports = filingsIn(streams);
    const issuers = new Set([...ofForms].map((family) => family.split('|')[0]));
    all.push({ id, rulings, filings: reports.filter((f) => issuers.has(f.header.issuerId)) });
    for (const filing of reports) {
      const { accession, origin, recordedAt, header } = filing;
      if (reported.has(accession) || !ofForms.has(familyOf(filing))) continue;
      // Several co-owners may have reported it; under each envelope once.
      const { filedOn, filedBasis, acceptedAt } = header;
      const key = [accession, origin, filedOn, filedBasis, acceptedAt].join(' ');
      const known = filings.get(key);
      if (known === undefined || recordedAt < known.recordedAt)
        filings.set(key, { ...filing, ofCoOwner: true });
    }
  }
  return {
    all,
    filings: [...filings.values()],
    rulings: coOwners.flatMap(({ streams }) => streams.flatMap((s) => s.rulings.filter(isOnRow))),
  };
};
