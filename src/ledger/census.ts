/**
 * Filings, insiders and issuers, each counted once: of events that are read, on top of what a
 * read model tells of already.
 */
import * as E from 'fp-ts/lib/Either.js';
import { isDerived } from '../event/identity.js';
import { decodeEvent } from '../event/upcast.js';
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
  /** Null where events say of what is counted already that it is somebody else. */
  answer(): CensusAnswer | null;
}

const counted: ReadonlySet<string> = new Set([
  'FilingRecorded',
  'EnvelopeStated',
  'InsiderIdentified',
]);

/** Counts on from what a read model tells; from nothing without one. */
export const census = (kept: Questions | null): Census => {
  const filings = new Set<string>();
  /** What filings with an accession number say, and those without one: they may be the same. */
  const contents = new Set<string>();
  const nameless = new Set<string>();
  const digests = new Map<string, string>();
  const insiders = new Set<string>();
  const issuers = new Set<string>();
  const sameAs = new Map<string, string>();
  let recounts = false;

  const takeFiling = (accession: string, contentDigest: string): void => {
    const content = contentDigest.slice(0, 16);
    if (isDerived(accession)) {
      if (kept?.hasFiling(accession) !== true) nameless.add(content);
      return;
    }
    contents.add(content);
    if (kept?.hasFiling(accession) !== true) filings.add(accession);
  };

  return {
    take: (recorded) => {
      if (!counted.has(recorded.type)) return;
      const decoded = decodeEvent(recorded);
      if (E.isLeft(decoded)) return;
      const { event } = decoded.right;
      if (event.type === 'InsiderIdentified') {
        recounts = kept !== null;
        if (event.data.same) sameAs.set(event.data.provisional, event.data.cik);
        else sameAs.delete(event.data.provisional);
      } else if (event.type === 'EnvelopeStated') {
        // It may be counted already, by another name.
        recounts = kept !== null;
        const { accession, stated } = event.data;
        if (isDerived(accession)) takeFiling(stated.accession, digests.get(accession) ?? '');
      } else if (event.type === 'FilingRecorded') {
        const { accession, contentDigest, insider, issuerId } = event.data;
        const known = kept?.insiderById(insider) ?? null;
        takeFiling(accession, contentDigest);
        if (isDerived(accession)) digests.set(accession, contentDigest);
        // One that cannot be folded is not told of.
        if (known === null || known.quarantined === 1) insiders.add(insider);
        if ((kept?.issuerById(issuerId) ?? null) === null) issuers.add(issuerId);
      }
    },
    answer: () => {
      if (recounts) return null;
      const base = kept?.counts() ?? { filings: 0, insiders: 0, issuers: 0 };
      const distinct = new Set([...insiders].map((id) => sameAs.get(id) ?? id));
      return {
        filings: base.filings + filings.size + [...nameless].filter((n) => !contents.has(n)).length,
        insiders: base.insiders + distinct.size,
        issuers: base.issuers + issuers.size,
      };
    },
  };
};
