/**
 * Filings, insiders and issuers, each counted once: of events that are read, on top of what a
 * read model tells of already.
 */

import * as E from 'fp-ts/lib/Either.js';
import { identitiesOf } from '../../projections/known/identities.js';
import type { FilingRecorded } from '../event/catalogue.js';
import { statedSeal } from '../event/chain.js';
import { type InsiderId, type IssuerId, isDerived } from '../event/identity.js';
import { type DecodedEvent, decodeEvent } from '../event/upcast.js';
import type { Accession } from '../filing/model.js';
import type { Questions } from '../readmodel/questions.js';
import type { RecordedEvent } from '../store/port.js';

export interface CensusAnswer {
  readonly filings: number;
  /** Identities that were joined count once. */
  readonly insiders: number;
  readonly issuers: number;
}

export interface Census {
  take(event: RecordedEvent): void;
  /** Streams with an event that is not what was recorded, or cannot be read: they count as they may. */
  unread(): ReadonlyArray<string>;
  /** Null where events say of what is counted already that it is somebody else. */
  answer(): CensusAnswer | null;
}

const counted: ReadonlySet<string> = new Set([
  'FilingRecorded',
  'EnvelopeStated',
  'InsiderIdentified',
  'IssuerIdentified',
]);

/** Counts on from what a read model tells; from nothing without one. */
export const census = (kept: Questions | null): Census => {
  const filings = new Set<string>();
  /** What filings with an accession number say, and those without one: they may be the same. */
  const contents = new Set<string>();
  const nameless = new Set<string>();
  const digests = new Map<string, string>();
  const insiders = new Set<InsiderId>();
  const issuers = new Set<IssuerId>();
  const said: Array<DecodedEvent> = [];
  const unread = new Set<string>();
  let recounts = false;

  const takeFiling = (accession: Accession, contentDigest: string): void => {
    const content = contentDigest.slice(0, 16);
    if (isDerived(accession)) {
      if (kept?.hasFiling(accession) !== true) nameless.add(content);
      return;
    }
    contents.add(content);
    if (kept?.hasFiling(accession) !== true) filings.add(accession);
  };

  const takeHeader = (header: FilingRecorded): void => {
    const { accession, contentDigest, insider, issuerId } = header;
    const known = kept?.insiderById(insider) ?? null;
    takeFiling(accession, contentDigest);
    if (isDerived(accession)) digests.set(accession, contentDigest);
    // One that cannot be folded is not told of.
    if (known === null || known.quarantined === 1) insiders.add(insider);
    if ((kept?.issuerById(issuerId) ?? null) === null) issuers.add(issuerId);
  };

  return {
    unread: () => [...unread].sort(),
    take: (recorded) => {
      if (statedSeal(recorded)?.holds !== true) unread.add(recorded.stream);
      if (!counted.has(recorded.type)) return;
      const decoded = decodeEvent(recorded);
      if (E.isLeft(decoded)) {
        unread.add(recorded.stream);
        return;
      }
      const { event } = decoded.right;
      if (event.type === 'InsiderIdentified' || event.type === 'IssuerIdentified') {
        recounts = kept !== null;
        said.push(decoded.right);
      } else if (event.type === 'EnvelopeStated') {
        // It may be counted already, by another name.
        recounts = kept !== null;
        const { accession, stated } = event.data;
        if (isDerived(accession)) takeFiling(stated.accession, digests.get(accession) ?? '');
      } else if (event.type === 'FilingRecorded') takeHeader(event.data);
    },
    answer: () => {
      if (recounts) return null;
      const base = kept?.counts() ?? { filings: 0, insiders: 0, issuers: 0 };
      const real = identitiesOf(said, null);
      const people = new Set([...insiders].map((id) => real.insiders.get(id) ?? id));
      const companies = new Set([...issuers].map((id) => real.issuers.get(id) ?? id));
      return {
        filings: base.filings + filings.size + [...nameless].filter((n) => !contents.has(n)).length,
        insiders: base.insiders + people.size,
        issuers: base.issuers + companies.size,
      };
    },
  };
};
