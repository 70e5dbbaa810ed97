/** Records worlds as a ledger does: filings become events, in any order, at one instant each. */
import * as E from 'fp-ts/lib/Either.js';
import { foldInsider, type InsiderView } from '../../projections/insider.js';
import { filingsOf, type Vantage } from '../../projections/known/knowledge.js';
import { rulingsOf } from '../../projections/known/rulings.js';
import { currentVersions, type EventType, type LedgerEvent } from '../../src/event/catalogue.js';
import { genesisHash } from '../../src/event/chain.js';
import type { CompleteFiling, InsiderId } from '../../src/event/identity.js';
import { type DecodedEvent, decodeEvent } from '../../src/event/upcast.js';
import { type ClockInstant, parseClockInstant } from '../../src/filing/calendar.js';
import { recordings } from '../event/recordings.js';

/** The n-th instant of the ledger's clock. */
export const tick = (n: number): ClockInstant => {
  const two = (i: number): string => String(i).padStart(2, '0');
  return parseClockInstant(`2026-01-01T${two(Math.floor(n / 60))}:${two(n % 60)}:00Z`)!;
};

const metadataAt = (
  type: EventType,
  recordedAt: ClockInstant,
  source: CompleteFiling['source'] = null,
) => ({
  schemaVersion: currentVersions[type],
  recordedAt,
  actor: 'test',
  source,
  previousHash: genesisHash,
  hash: genesisHash,
});

const memo = new WeakMap<CompleteFiling, ReadonlyMap<InsiderId, ReadonlyArray<LedgerEvent>>>();

/** A filing's events by insider, once through the form in which they are stored. */
const eventsOf = (filing: CompleteFiling): ReadonlyMap<InsiderId, ReadonlyArray<LedgerEvent>> => {
  let known = memo.get(filing);
  if (known === undefined) {
    known = new Map(
      recordings(filing).map(({ insider, events }) => [
        insider,
        events.map((stored) => {
          const metadata = metadataAt(stored.type, tick(0));
          const decoded = decodeEvent({
            id: stored.id,
            type: stored.type,
            data: stored.data,
            metadata,
          });
          if (E.isLeft(decoded)) throw new Error(decoded.left.message);
          return decoded.right.event;
        }),
      ]),
    );
    memo.set(filing, known);
  }
  return known;
};

/** One stream as it stands in a store. */
export interface Recorded {
  readonly insider: InsiderId;
  readonly events: ReadonlyArray<DecodedEvent>;
}

/** Streams of all insiders after the filings were recorded in the order given. */
export const record = (filings: ReadonlyArray<CompleteFiling>): ReadonlyArray<Recorded> => {
  const insiders = new Set(filings.flatMap((filing) => [...eventsOf(filing).keys()]));
  return [...insiders].sort().map((insider) => ({
    insider,
    events: filings.flatMap((filing, i) =>
      (eventsOf(filing).get(insider) ?? []).map((event) => ({
        id: `${i}`,
        event,
        metadata: metadataAt(event.type, tick(i), filing.source),
      })),
    ),
  }));
};

export const fold = ({ insider, events }: Recorded, vantage: Vantage): InsiderView =>
  foldInsider(insider, filingsOf(events), rulingsOf(events, vantage.recordedBy), vantage);

export const ruled = (
  recorded: Recorded,
  events: ReadonlyArray<LedgerEvent>,
  from: number,
): Recorded => ({
  ...recorded,
  events: [
    ...recorded.events,
    ...events.map((event, i) => ({
      id: `${from + i}`,
      event,
      metadata: metadataAt(event.type, tick(from + i)),
    })),
  ],
});
