/**
 * What was known: the filings of one insider's stream that were public by an instant and in the
 * ledger by another, in the one order that never depends on arrival: known time, then accession.
 */
import type { FilingRecorded, RowReported } from '../../src/event/catalogue.js';
import { originOf, type ReadingOrigin } from '../../src/event/identity.js';
import type { DecodedEvent } from '../../src/event/upcast.js';
import { type Day, easternDay, type Instant, knownThrough } from '../../src/filing/calendar.js';
import { formFamily, isAmendment } from '../../src/filing/model.js';

/** One filing as this ledger holds it for one insider. */
export interface KnownFiling {
  readonly accession: string;
  readonly header: FilingRecorded;
  /** Whose streams hold it: several where identities were joined. */
  readonly insiders: ReadonlyArray<string>;
  /** Read from its document, or from a data set's tables about it. */
  readonly origin: ReadingOrigin;
  readonly family: '3' | '4' | '5';
  readonly amendment: boolean;
  /** When the public could know it: acceptance, or 22:00 ET of a filing date alone. */
  readonly knownAt: Instant;
  readonly recordedAt: Instant;
  /** Table I then Table II, in document order. */
  readonly rows: ReadonlyArray<RowReported>;
  /** Text by footnote id. */
  readonly footnotes: ReadonlyMap<string, string>;
}

export const knownAtOf = (header: Pick<FilingRecorded, 'acceptedAt' | 'filedOn'>): Instant =>
  header.acceptedAt ?? knownThrough(header.filedOn);

/** The day that the form itself speaks of: the day of its filing. */
export const formDate = (filing: KnownFiling): Day => filing.header.filedOn;

/** The day on which EDGAR accepted it, in Washington. */
export const acceptedOn = (filing: KnownFiling): Day =>
  filing.header.acceptedAt === null ? filing.header.filedOn : easternDay(filing.header.acceptedAt);

export const byKnownOrder = (
  a: Pick<KnownFiling, 'knownAt' | 'accession'>,
  b: Pick<KnownFiling, 'knownAt' | 'accession'>,
): number =>
  a.knownAt < b.knownAt
    ? -1
    : a.knownAt > b.knownAt
      ? 1
      : a.accession < b.accession
        ? -1
        : a.accession > b.accession
          ? 1
          : 0;

const byTableAndPosition = (a: RowReported, b: RowReported): number =>
  a.table === b.table ? a.position - b.position : a.table === 'I' ? -1 : 1;

/** An answer's point in time: what was public by `knownBy`, and recorded here by `recordedBy`. */
export interface Vantage {
  readonly knownBy: Instant | null;
  readonly recordedBy: Instant | null;
}

export const always: Vantage = { knownBy: null, recordedBy: null };

/**
 * Filings of a stream, whole, in known order. A filing met in two joined streams counts once,
 * from when it was first recorded; one that is here from a data set and from its document comes
 * as both, for `visibleFrom` to choose.
 */
export const filingsOf = (events: Iterable<DecodedEvent>): ReadonlyArray<KnownFiling> => {
  interface Met {
    readonly header: FilingRecorded;
    readonly insiders: ReadonlyArray<string>;
    readonly origin: ReadingOrigin;
    readonly recordedAt: Instant;
  }
  const headers = new Map<string, Met>();
  const rows = new Map<string, Map<string, RowReported>>();
  for (const { event, metadata } of events) {
    const origin = originOf(metadata.source);
    if (event.type === 'FilingRecorded') {
      const reading = `${event.data.accession} ${origin}`;
      const known = headers.get(reading);
      const insiders = [...(known?.insiders ?? []), event.data.insider];
      headers.set(
        reading,
        known === undefined || metadata.recordedAt < known.recordedAt
          ? { header: event.data, insiders, origin, recordedAt: metadata.recordedAt }
          : { ...known, insiders },
      );
    } else if (event.type === 'TransactionReported' || event.type === 'HoldingReported') {
      const reading = `${event.data.accession} ${origin}`;
      const known = rows.get(reading);
      if (known === undefined) rows.set(reading, new Map([[event.data.row, event.data]]));
      else if (!known.has(event.data.row)) known.set(event.data.row, event.data);
    }
  }
  return [...headers.entries()]
    .map(
      ([reading, { header, insiders, origin, recordedAt }]): KnownFiling => ({
        accession: header.accession,
        header,
        insiders,
        origin,
        family: formFamily(header.form),
        amendment: isAmendment(header.form),
        knownAt: knownAtOf(header),
        recordedAt,
        rows: [...(rows.get(reading)?.values() ?? [])].sort(byTableAndPosition),
        footnotes: new Map(header.footnotes.map((f) => [f.id, f.text])),
      }),
    )
    .sort(byKnownOrder);
};

/** A document is the record: what a data set says of the same accession no longer counts. */
const recordsOf = (filings: ReadonlyArray<KnownFiling>): ReadonlyArray<KnownFiling> => {
  if (filings.every((f) => f.origin === 'document')) return filings;
  const documents = new Set(filings.flatMap((f) => (f.origin === 'document' ? f.accession : [])));
  return filings.filter((f) => f.origin === 'document' || !documents.has(f.accession));
};

/** Of filings in known order, those that can be seen from a vantage. */
export const visibleFrom = (
  filings: ReadonlyArray<KnownFiling>,
  { knownBy, recordedBy }: Vantage,
): ReadonlyArray<KnownFiling> => {
  const recorded =
    recordedBy === null ? filings : filings.filter((f) => f.recordedAt <= recordedBy);
  const records = recordsOf(recorded);
  return knownBy === null ? records : records.filter((f) => f.knownAt <= knownBy);
};
