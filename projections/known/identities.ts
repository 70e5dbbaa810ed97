/**
 * Who is who by an operator's word: provisional insiders and issuers that are one with a CIK. What
 * was filed about an issuer under its provisional id is told under its real one.
 */

import type { FilingRecorded } from '../../src/event/catalogue.js';
import type { InsiderId, IssuerId } from '../../src/event/identity.js';
import type { DecodedEvent } from '../../src/event/upcast.js';
import type { ClockInstant } from '../../src/filing/calendar.js';
import type { KnownFiling } from './knowledge.js';

/** Provisional id → the CIK that it is, by the last word on each. */
export interface Identities {
  readonly insiders: ReadonlyMap<InsiderId, InsiderId>;
  readonly issuers: ReadonlyMap<IssuerId, IssuerId>;
}

export const noIdentities: Identities = { insiders: new Map(), issuers: new Map() };

/** Says in the order in which they were recorded, whichever stream each stands in. */
class LastWords<Id extends string> {
  readonly #words = new Map<Id, { cik: Id; same: boolean; recordedAt: ClockInstant }>();

  say(
    { provisional, cik, same }: { provisional: Id; cik: Id; same: boolean },
    recordedAt: ClockInstant,
  ): void {
    const known = this.#words.get(provisional);
    // That it is not somebody else says nothing of who it is.
    const contradicts = known !== undefined && known.cik !== cik && !same;
    if (contradicts || (known !== undefined && known.recordedAt > recordedAt)) return;
    this.#words.set(provisional, { cik, same, recordedAt });
  }

  inForce(): ReadonlyMap<Id, Id> {
    return new Map(
      [...this.#words].flatMap(([provisional, { cik, same }]) =>
        same ? [[provisional, cik] as const] : [],
      ),
    );
  }
}

/** What is said of identities by events that were recorded by then. */
export const identitiesOf = (
  events: Iterable<DecodedEvent>,
  recordedBy: ClockInstant | null,
): Identities => {
  const [insiders, issuers] = [new LastWords<InsiderId>(), new LastWords<IssuerId>()];
  for (const { event, metadata } of events) {
    if (event.type !== 'InsiderIdentified' && event.type !== 'IssuerIdentified') continue;
    if (recordedBy !== null && metadata.recordedAt > recordedBy) continue;
    if (event.type === 'InsiderIdentified') insiders.say(event.data, metadata.recordedAt);
    else issuers.say(event.data, metadata.recordedAt);
  }
  return { insiders: insiders.inForce(), issuers: issuers.inForce() };
};

/** Provisional ids that are one with a CIK. */
export const provisionalsOf = <Id extends string>(
  identities: ReadonlyMap<Id, Id>,
  cik: NoInfer<Id>,
): ReadonlyArray<Id> =>
  identities.size === 0 ? [] : [...identities].flatMap(([id, is]) => (is === cik ? [id] : []));

/** The issuer of a filing's header under its real id; the very same header where it has it. */
const headerUnder = (header: FilingRecorded, cik: IssuerId): FilingRecorded => ({
  ...header,
  issuerId: cik,
  issuer: { ...header.issuer, cik },
});

/** A filing under its issuer's real id; the very same filing where nobody said it has another. */
export const underRealIssuer = (
  filing: KnownFiling,
  issuers: Identities['issuers'],
): KnownFiling => {
  const cik = issuers.size === 0 ? undefined : issuers.get(filing.header.issuerId);
  return cik === undefined
    ? filing
    : {
        ...filing,
        issuerAsFiled: filing.header.issuerId,
        header: headerUnder(filing.header, cik),
        rows: filing.rows.map((row) => ({ ...row, issuerId: cik })),
      };
};
