/**
 * A document that a stream holds already, under whatever envelope: what is said of it now is
 * compared with what is known, and only what is better is worth an event.
 */

import { bestOf, type Envelope, sameEnvelope } from '../../../projections/known/envelope.js';
import {
  always,
  filingsOf,
  type KnownFiling,
  visibleFrom,
} from '../../../projections/known/knowledge.js';
import { type EnvelopeStated, envelopeStated } from '../../event/catalogue.js';
import type { Recording } from '../../event/from-filing.js';
import { eventIdOf, isDerived } from '../../event/identity.js';
import type { TypedEvent } from '../../event/recordable.js';
import type { DecodedEvent } from '../../event/upcast.js';
import type { Accession } from '../../filing/model.js';

/** The envelope in a `FilingRecorded`'s data as it is written. */
export const envelopeIn = (data: unknown): Envelope => {
  const { accession, filedOn, filedBasis, acceptedAt = null } = Object(data) as Envelope;
  return { accession, filedOn, filedBasis, acceptedAt };
};

const isSame = (filing: KnownFiling, { accession, contentDigest }: Recording): boolean => {
  // One accession with two contents is two readings, of which one is wrong.
  if (filing.header.contentDigest !== contentDigest) return false;
  const names = [filing.accession, ...filing.otherNames];
  // Two accession numbers are two filings, whatever they say.
  return names.includes(accession) || isDerived(accession) || isDerived(filing.accession);
};

/** The document of a recording as a stream holds it, under its best envelope so far. */
export const twinIn = (
  events: ReadonlyArray<DecodedEvent>,
  recording: Recording,
): KnownFiling | null =>
  visibleFrom(filingsOf(events), always).find(
    (filing) => filing.origin === 'document' && isSame(filing, recording),
  ) ?? null;

/** Whether an envelope says something better than another of the same document. */
export const isBetter = (stated: Envelope, known: Envelope): boolean =>
  !sameEnvelope(bestOf([stated, known]), known);

/** The name under which a stream has the event that a document was recorded. */
const recordedAs = (events: ReadonlyArray<DecodedEvent>, twin: KnownFiling): Accession => {
  const names = new Set<Accession>([twin.accession, ...twin.otherNames]);
  for (const { event } of events)
    if (event.type === 'FilingRecorded' && names.has(event.data.accession))
      return event.data.accession;
  return twin.accession;
};

/** What is to be recorded of an envelope; null where everything is known already. */
export const envelopeOf = (
  events: ReadonlyArray<DecodedEvent>,
  { insider }: Recording,
  told: Envelope,
  twin: KnownFiling,
): TypedEvent | null => {
  if (!isBetter(told, twin.header)) return null;
  const stated = bestOf([told, twin.header]);
  const { accession, filedOn, filedBasis, acceptedAt } = stated;
  const data: EnvelopeStated = {
    insider,
    issuerId: twin.header.issuerId,
    accession: recordedAs(events, twin),
    stated,
  };
  const said = ['EnvelopeStated', accession, filedOn, filedBasis, acceptedAt ?? ''].join('~');
  return {
    id: eventIdOf(data.accession, insider, '', said),
    type: 'EnvelopeStated',
    data: envelopeStated.encode(data),
  };
};
