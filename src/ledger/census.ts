/**
 * Filings, insiders and issuers, each counted once: of events that are read, on top of what a
 * read model tells of already.
 */
import * as E from 'fp-ts/lib/Either.js';
import { identitiesOf } from '../../projections/known/identities.js';
import { type DecodedEvent, decodeEvent } from '../event/upcast.js';
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

/** Counts on from what a read model tells; from nothing without one. */
export const census = (kept: Questions | null): Census => {
  const filings = new Set<string>();
  const insiders = new Set<string>();
  const issuers = new Set<string>();
  const said: Array<DecodedEvent> = [];
  let recounts = false;

  return {
    take: (recorded) => {
      if (
        recorded.type !== 'FilingRecorded' &&
        recorded.type !== 'InsiderIdentified' &&
        recorded.type !== 'IssuerIdentified'
      )
        return;
      const decoded = decodeEvent(recorded);
      if (E.isLeft(decoded)) return;
      const { event } = decoded.right;
      if (event.type === 'InsiderIdentified' || event.type === 'IssuerIdentified') {
        recounts = kept !== null;
        said.push(decoded.right);
      } else if (event.type === 'FilingRecorded') {
        const { accession, insider, issuerId } = event.data;
        const known = kept?.insiderById(insider) ?? null;
        if (kept?.hasFiling(accession) !== true) filings.add(accession);
        // One that cannot be folded is not told of.
        if (known === null || known.quarantined === 1) insiders.add(insider);
        if ((kept?.issuerById(issuerId) ?? null) === null) issuers.add(issuerId);
      }
    },
    answer: () => {
      if (recounts) return null;
      const base = kept?.counts() ?? { filings: 0, insiders: 0, issuers: 0 };
      const real = identitiesOf(said, null);
      const people = new Set([...insiders].map((id) => real.insiders.get(id) ?? id));
      const companies = new Set([...issuers].map((id) => real.issuers.get(id) ?? id));
      return {
        filings: base.filings + filings.size,
        insiders: base.insiders + people.size,
        issuers: base.issuers + companies.size,
      };
    },
  };
};
