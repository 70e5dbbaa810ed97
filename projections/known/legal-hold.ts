/** Legal holds: which stand at a moment, what they cover, and which were released. */
import type { InsiderId, IssuerId } from '../../src/event/identity.js';
import type { DecodedEvent } from '../../src/event/upcast.js';
import type { ClockInstant, Day } from '../../src/filing/calendar.js';

export interface HoldScope {
  readonly all: boolean;
  readonly insiders: ReadonlyArray<InsiderId>;
  readonly issuers: ReadonlyArray<IssuerId>;
  readonly from: Day | null;
  readonly through: Day | null;
}

interface HoldWord {
  readonly actor: string;
  readonly reason: string;
  readonly recordedAt: ClockInstant;
}

export interface LegalHold {
  readonly hold: string;
  readonly matter: string;
  readonly scope: HoldScope;
  readonly placed: HoldWord;
  /** Null while it stands. */
  readonly released: HoldWord | null;
}

/** All that were placed by then, in the order in which they were. A release of none says nothing. */
export const legalHoldsIn = (
  events: Iterable<DecodedEvent>,
  recordedBy: ClockInstant | null,
): ReadonlyArray<LegalHold> => {
  const holds = new Map<string, LegalHold>();
  for (const { event, metadata } of events) {
    const { recordedAt } = metadata;
    if (recordedBy !== null && recordedAt > recordedBy) continue;
    if (event.type === 'LegalHoldPlaced') {
      const { hold, matter, actor, reason, ...scope } = event.data;
      const placed = { actor, reason, recordedAt };
      if (!holds.has(hold)) holds.set(hold, { hold, matter, scope, placed, released: null });
    } else if (event.type === 'LegalHoldReleased') {
      const { hold, actor, reason } = event.data;
      const known = holds.get(hold);
      if (known !== undefined && known.released === null)
        holds.set(hold, { ...known, released: { actor, reason, recordedAt } });
    }
  }
  return [...holds.values()];
};

export const standing = (holds: ReadonlyArray<LegalHold>): ReadonlyArray<LegalHold> =>
  holds.filter(({ released }) => released === null);

/** Whom an answer is about, and the day up to which it tells. */
export interface Told {
  /** Null where it is about everybody. */
  readonly names: ReadonlySet<string> | null;
  readonly asOf: string | null;
}

/**
 * Whether a hold covers an answer. An answer stands on all that came before its day, so that the
 * end of a hold's period takes none out; its beginning does take out answers of earlier days.
 */
export const covers = ({ scope }: LegalHold, { names, asOf }: Told): boolean => {
  const { all, insiders, issuers, from } = scope;
  if (from !== null && asOf !== null && asOf < from) return false;
  if (all || names === null) return true;
  // A period alone is of everybody.
  if (insiders.length + issuers.length === 0) return true;
  return [...insiders, ...issuers].some((id) => names.has(id));
};
