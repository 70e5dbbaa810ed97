/**
 * One document, known under several envelopes: without an accession number and with it, by its
 * signature's date and by EDGAR's. It is one filing, and of what is said of its envelope the best
 * basis wins, whatever was said first.
 */

import type { EnvelopeStated, FilingRecorded, RowReported } from '../../src/event/catalogue.js';
import {
  accessionOfRow,
  type InsiderId,
  isDerived,
  type ReadingOrigin,
  type RowId,
  rowIdOf,
  rowUnder,
} from '../../src/event/identity.js';
import { afterAllRecorded, type ClockInstant } from '../../src/filing/calendar.js';
import { type Accession, filedBases } from '../../src/filing/model.js';
import { compare } from '../../src/filing/order.js';

/** What an envelope says of its document. */
export type Envelope = Pick<FilingRecorded, 'accession' | 'filedOn' | 'filedBasis' | 'acceptedAt'>;

/** A document's rows and header under one envelope. */
export interface Enveloped {
  readonly accession: Accession;
  /** Accession numbers under which the same document is recorded too, `doc-…` mostly. */
  readonly otherNames: ReadonlyArray<Accession>;
  readonly header: FilingRecorded;
  /** Whose streams hold it: several where identities were joined. */
  readonly insiders: ReadonlyArray<InsiderId>;
  /** Read from its document, or from a data set's tables about it. */
  readonly origin: ReadingOrigin;
  readonly recordedAt: ClockInstant;
  /** Table I then Table II, in document order. */
  readonly rows: ReadonlyArray<RowReported>;
}

/** Sorts after every instant. */
const never = '~';

/** The better basis first; of one basis the earlier date, so that nothing hangs on arrival. */
const byBasis = (a: Envelope, b: Envelope): number =>
  filedBases.indexOf(a.filedBasis) - filedBases.indexOf(b.filedBasis) ||
  compare(a.filedOn, b.filedOn) ||
  compare(a.acceptedAt ?? never, b.acceptedAt ?? never) ||
  compare(a.accession, b.accession);

/** The best of what several envelopes of one document say, each of their statements by itself. */
export const bestOf = (envelopes: ReadonlyArray<Envelope>): Envelope => {
  const ranked = [...envelopes].sort(byBasis);
  const [first] = ranked as [Envelope];
  const { filedOn, filedBasis } = first;
  return {
    accession: (ranked.find((e) => !isDerived(e.accession)) ?? first).accession,
    filedOn,
    filedBasis,
    acceptedAt: ranked.find((e) => e.acceptedAt !== null)?.acceptedAt ?? null,
  };
};

export const sameEnvelope = (a: Envelope, b: Envelope): boolean =>
  a.accession === b.accession &&
  a.filedOn === b.filedOn &&
  a.filedBasis === b.filedBasis &&
  a.acceptedAt === b.acceptedAt;

/** The same document under another envelope, its rows named after it. */
export const under = <F extends Enveloped>(
  filing: F,
  { accession, filedOn, filedBasis, acceptedAt }: EnvelopeStated['stated'],
  recordedAt: ClockInstant,
): F => ({
  ...filing,
  accession,
  header: { ...filing.header, accession, filedOn, filedBasis, acceptedAt },
  recordedAt,
  rows:
    accession === filing.accession
      ? filing.rows
      : filing.rows.map((row) => ({ ...row, accession, row: rowIdOf(accession, row) })),
});

const earliest = (filings: ReadonlyArray<Enveloped>): ClockInstant =>
  filings.reduce((at, { recordedAt }) => (recordedAt < at ? recordedAt : at), afterAllRecorded);

const namesOf = (filings: ReadonlyArray<Enveloped>): ReadonlyArray<Accession> =>
  [...new Set(filings.flatMap((f) => [f.accession, ...f.otherNames]))].sort();

/** What follows from an envelope, for one document that is here under several. */
type Known<F> = (filing: F, same: ReadonlyArray<F>) => F;

const merged = <F extends Enveloped>(same: ReadonlyArray<F>, known: Known<F>): F => {
  const best = bestOf(same.map((f) => f.header));
  const named = same.find((f) => f.accession === best.accession) as F;
  return {
    ...known(under(named, best, earliest(same)), same),
    otherNames: namesOf(same).filter((name) => name !== best.accession),
    insiders: [...new Set(same.flatMap((f) => f.insiders))],
  };
};

/** Nothing is known twice: the usual case, told without looking at any content. */
const areApart = (filings: ReadonlyArray<Enveloped>): boolean => {
  const names = new Set<string>();
  for (const { accession, origin } of filings) {
    if (origin !== 'document') continue;
    if (isDerived(accession) || names.has(accession)) return false;
    names.add(accession);
  }
  return true;
};

/**
 * Filings in known order, each document once. A document without an accession number is the one
 * that has the same bytes or says the same; two accession numbers are two filings, whatever they
 * say. `known` works out what follows from an envelope.
 */
export const oneEach = <F extends Enveloped>(
  filings: ReadonlyArray<F>,
  known: Known<F>,
): ReadonlyArray<F> => {
  if (areApart(filings)) return filings;
  const documents = new Map<string, Array<F>>();
  const byContent = new Map<string, Array<F>>();
  const keysOf = ({ header }: F): ReadonlyArray<string> =>
    header.sourceDigest === null
      ? [header.contentDigest]
      : [header.contentDigest, header.sourceDigest];
  const join = (filing: F, found: Array<F> | undefined): void => {
    const document = found ?? [];
    document.push(filing);
    documents.set(filing.accession, document);
    for (const key of keysOf(filing)) if (!byContent.has(key)) byContent.set(key, document);
  };
  const read = filings.filter((f) => f.origin === 'document');
  for (const filing of read)
    if (!isDerived(filing.accession)) join(filing, documents.get(filing.accession));
  const foundFor = (filing: F): Array<F> | undefined => {
    for (const key of keysOf(filing)) {
      const document = byContent.get(key);
      if (document !== undefined) return document;
    }
    return undefined;
  };
  let left = read.filter((f) => isDerived(f.accession));
  // What one of them has in common with a filing, another may have with that one.
  for (let before = Number.POSITIVE_INFINITY; left.length < before; ) {
    before = left.length;
    left = left.filter((filing) => {
      const document = foundFor(filing);
      if (document !== undefined) join(filing, document);
      return document === undefined;
    });
  }
  for (const filing of left) join(filing, foundFor(filing));
  return [
    ...filings.filter((f) => f.origin !== 'document'),
    ...[...new Set(documents.values())].map((same) =>
      same.length === 1 ? (same[0] as F) : merged(same, known),
    ),
  ];
};

/** The name that a row has now, from one that it had once. */
export const rowNames = (
  filings: ReadonlyArray<Pick<Enveloped, 'accession' | 'otherNames'>>,
): ((row: RowId) => RowId) => {
  const now = new Map<Accession, Accession>();
  for (const { accession, otherNames } of filings)
    for (const name of otherNames) now.set(name, accession);
  return (row) => {
    const name = now.get(accessionOfRow(row));
    return name === undefined ? row : rowUnder(name, row);
  };
};
