/**
 * What was known: the filings of one insider's stream that were public by an instant and in the
 * ledger by another, in the one order that never depends on arrival: known time, then accession.
 */
import type { FilingRecorded, RowReported } from '../src/event/catalogue.js';
import type { DecodedEvent } from '../src/event/upcast.js';
import { type Day, easternDay, type Instant, knownThrough } from '../src/filing/calendar.js';
import { formFamily, isAmendment } from '../src/filing/model.js';

/** One filing as this ledger holds it for one insider. */
export interface KnownFiling {
  readonly accession: string;
  readonly header: FilingRecorded;
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
 * from when it was first recorded.
 */
export const filingsOf = (events: Iterable<DecodedEvent>): ReadonlyArray<KnownFiling> => {
  const headers = new Map<string, { header: FilingRecorded; recordedAt: Instant }>();
  const rows = new Map<string, Map<string, RowReported>>();
  for (const { event, metadata } of events) {
    if (event.type === 'FilingRecorded') {
      const known = headers.get(event.data.accession);
      if (known === undefined || metadata.recordedAt < known.recordedAt)
        headers.set(event.data.accession, { header: event.data, recordedAt: metadata.recordedAt });
    } else if (event.type === 'TransactionReported' || event.type === 'HoldingReported') {
      const known = rows.get(event.data.accession);
      if (known === undefined)
        rows.set(event.data.accession, new Map([[event.data.row, event.data]]));
      else if (!known.has(event.data.row)) known.set(event.data.row, event.data);
    }
  }
  return [...headers.values()]
    .map(
      ({ header, recordedAt }): KnownFiling => ({
        accession: header.accession,
        header,
        family: formFamily(header.form),
        amendment: isAmendment(header.form),
        knownAt: knownAtOf(header),
        recordedAt,
        rows: [...(rows.get(header.accession)?.values() ?? [])].sort(byTableAndPosition),
        footnotes: new Map(header.footnotes.map((f) => [f.id, f.text])),
      }),
    )
    .sort(byKnownOrder);
};

/** Of filings in known order, those that can be seen from a vantage. */
export const visibleFrom = (
  filings: ReadonlyArray<KnownFiling>,
  { knownBy, recordedBy }: Vantage,
): ReadonlyArray<KnownFiling> =>
  knownBy === null && recordedBy === null
    ? filings
    : filings.filter(
        (f) =>
          (knownBy === null || f.knownAt <= knownBy) &&
          (recordedBy === null || f.recordedAt <= recordedBy),
      );
