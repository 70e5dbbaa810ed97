/**
 * What was known: the filings of one insider's stream that were public by an instant and in the
 * ledger by another, in the one order that never depends on arrival: known time, then accession.
 */
import type { EnvelopeStated, FilingRecorded, RowReported } from '../../src/event/catalogue.js';
import {
  type InsiderId,
  type IssuerId,
  originOf,
  type ReadingOrigin,
} from '../../src/event/identity.js';
import type { DecodedEvent } from '../../src/event/upcast.js';
import {
  type ClockInstant,
  type Day,
  easternDay,
  type Instant,
  knownThrough,
} from '../../src/filing/calendar.js';
import { formFamily, isAmendment } from '../../src/filing/model.js';
import { type Enveloped, oneEach, under } from './envelope.js';
import { ruleTexts } from './rule-text.js';

/** One filing as this ledger holds it for one insider. */
export interface KnownFiling extends Enveloped {
  readonly family: '3' | '4' | '5';
  readonly amendment: boolean;
  /** When the public could know it: acceptance, or 22:00 ET of a filing date alone. */
  readonly knownAt: Instant;
  /** Text by footnote id. */
  readonly footnotes: ReadonlyMap<string, string>;
  /**
   * Reported by others and not by this insider: looked at for what an amendment amends that they
   * file together, and never counted.
   */
  readonly ofCoOwner: boolean;
  /** Its rows before operators corrected them; missing where they corrected none. */
  readonly asFiled?: ReadonlyArray<RowReported>;
  /** The issuer's id that it was filed under; missing where that is the issuer's own. */
  readonly issuerAsFiled?: IssuerId;
}

/** A row as it was filed, whatever operators made of it. */
export const rowAsFiled = ({ asFiled }: KnownFiling, row: RowReported): RowReported =>
  asFiled?.find((filed) => filed.row === row.row) ?? row;

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
  readonly recordedBy: ClockInstant | null;
}

export const always: Vantage = { knownBy: null, recordedBy: null };

interface Reading {
  readonly header: FilingRecorded;
  readonly insiders: ReadonlyArray<InsiderId>;
  readonly origin: ReadingOrigin;
  readonly recordedAt: ClockInstant;
}

/** What streams hold of filings: each reading once, and envelopes that were stated later. */
const readingsIn = (
  events: Iterable<DecodedEvent>,
): {
  readonly readings: ReadonlyMap<string, Reading>;
  readonly rows: ReadonlyMap<string, ReadonlyMap<string, RowReported>>;
  readonly envelopes: ReadonlyArray<{ readonly data: EnvelopeStated; readonly at: ClockInstant }>;
} => {
  const readings = new Map<string, Reading>();
  const rows = new Map<string, Map<string, RowReported>>();
  const envelopes: Array<{ readonly data: EnvelopeStated; readonly at: ClockInstant }> = [];
  for (const { event, metadata } of events) {
    const origin = originOf(metadata.source);
    if (event.type === 'FilingRecorded') {
      const reading = `${event.data.accession} ${origin}`;
      const known = readings.get(reading);
      const insiders = [...(known?.insiders ?? []), event.data.insider];
      readings.set(
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
    } else if (event.type === 'EnvelopeStated')
      envelopes.push({ data: event.data, at: metadata.recordedAt });
  }
  return { readings, rows, envelopes };
};

/** A filing as its envelope has it. */
const fromHeader = (header: FilingRecorded) => ({
  family: formFamily(header.form),
  amendment: isAmendment(header.form),
  knownAt: knownAtOf(header),
  footnotes: ruleTexts(header.footnotes),
});

/**
 * Member by member: each filing spread out and added to would be of a shape of its own to V8 11
 * (Node 20), and slow to look at ever after.
 */
const known = (filing: Enveloped): KnownFiling => {
  const { family, amendment, knownAt, footnotes } = fromHeader(filing.header);
  return {
    accession: filing.accession,
    otherNames: filing.otherNames,
    header: filing.header,
    insiders: filing.insiders,
    origin: filing.origin,
    recordedAt: filing.recordedAt,
    rows: filing.rows,
    family,
    amendment,
    knownAt,
    footnotes,
    ofCoOwner: false,
  };
};

/**
 * Filings of a stream, whole, in known order. A filing met in two joined streams counts once,
 * from when it was first recorded; a document that is here under several envelopes, or from a
 * data set as well, comes as each of them, for `visibleFrom` to choose.
 */
export const filingsOf = (events: Iterable<DecodedEvent>): ReadonlyArray<KnownFiling> => {
  const { readings, rows, envelopes } = readingsIn(events);
  const filings = [...readings].map(
    ([reading, { header, insiders, origin, recordedAt }]): Enveloped => ({
      accession: header.accession,
      otherNames: [],
      header,
      insiders,
      origin,
      recordedAt,
      rows: [...(rows.get(reading)?.values() ?? [])].sort(byTableAndPosition),
    }),
  );
  const recorded = new Map(
    filings.flatMap((f) => (f.origin === 'document' ? [[f.accession, f] as const] : [])),
  );
  for (const { data, at } of envelopes) {
    const document = recorded.get(data.accession);
    if (document !== undefined) filings.push(under(document, data.stated, at));
  }
  return filings.map(known).sort(byKnownOrder);
};

/**
 * A document counts once, under the best envelope that is known of it. It is the record: what a
 * data set says of the same accession no longer counts.
 */
const recordsOf = (filings: ReadonlyArray<KnownFiling>): ReadonlyArray<KnownFiling> => {
  const documents = oneEach(filings, (filing, same) => ({
    ...filing,
    ...fromHeader(filing.header),
    ofCoOwner: same.every((f) => f.ofCoOwner),
  }));
  const records = documents === filings ? filings : [...documents].sort(byKnownOrder);
  if (records.every((f) => f.origin === 'document')) return records;
  const named = new Set(records.flatMap((f) => (f.origin === 'document' ? f.accession : [])));
  return records.filter((f) => f.origin === 'document' || !named.has(f.accession));
};

/** Those that were known by then. */
export const knownBy = (
  filings: ReadonlyArray<KnownFiling>,
  then: Vantage['knownBy'],
): ReadonlyArray<KnownFiling> =>
  then === null ? filings : filings.filter((f) => f.knownAt <= then);

/** Of filings in known order, those that can be seen from a vantage. */
export const visibleFrom = (
  filings: ReadonlyArray<KnownFiling>,
  { knownBy: then, recordedBy }: Vantage,
): ReadonlyArray<KnownFiling> => {
  const recorded =
    recordedBy === null ? filings : filings.filter((f) => f.recordedAt <= recordedBy);
  return knownBy(recordsOf(recorded), then);
};
