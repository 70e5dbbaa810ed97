/** Filing → events: one `FilingRecorded` and its rows, for the stream of every owner. */
import { filing as filingCodec, filingDocument, type Row } from '../filing/model.js';
import { canonicalJson, sha256Hex } from './canonical.js';
import { eventCodecs, insiderStream } from './catalogue.js';
import type { UnsealedEvent } from './chain.js';
import {
  type CompleteFiling,
  eventIdOf,
  eventKindOf,
  insiderIdOf,
  issuerIdOf,
  originOf,
  type ReadingOrigin,
  rowIdOf,
} from './identity.js';

/** What one filing puts into one insider's stream, in one atomic append. */
export interface Recording {
  readonly stream: string;
  readonly insider: string;
  readonly accession: string;
  readonly origin: ReadingOrigin;
  readonly contentDigest: string;
  readonly events: ReadonlyArray<UnsealedEvent>;
}

const readingArtefacts: ReadonlySet<string> = new Set(['raw']);

const withoutArtefacts = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(withoutArtefacts);
  if (typeof value !== 'object' || value === null) return value;
  const kept = Object.entries(value).filter(([key]) => !readingArtefacts.has(key));
  // `{value}` alone and the bare value say the same.
  const only = kept[0];
  if (kept.length === 1 && only !== undefined && only[0] === 'value') return only[1];
  return Object.fromEntries(kept.map(([key, v]) => [key, withoutArtefacts(v)]));
};

/** Rows of a data set have no order and no name of the filer's: what they say, sorted. */
const unordered = (rows: ReadonlyArray<unknown>): ReadonlyArray<unknown> =>
  rows
    .map((row) => {
      const { position: _p, surrogateKey: _k, ...said } = row as Record<string, unknown>;
      return { said, sortedBy: canonicalJson(said) };
    })
    .sort((a, b) => (a.sortedBy < b.sortedBy ? -1 : a.sortedBy > b.sortedBy ? 1 : 0))
    .map(({ said }) => said);

/**
 * What a filing says, apart from how it was read: two readings of one document agree here even
 * where one saw `25.50` and the other `25.5`, or one had elements that the model has no box for.
 * The keys and the order that a data set gave its rows are no part of it, so that a data set
 * published again with other keys says the same.
 */
export const filingContent = (filing: CompleteFiling): unknown => {
  const encoded = filingDocument.encode(filing) as Record<string, unknown>;
  const { unknown: _u, asFiled: _a, schemaVersion: _s, ...content } = encoded;
  const said = withoutArtefacts(content) as Record<string, unknown>;
  return filing.rows.some((row) => row.surrogateKey !== null)
    ? { ...said, rows: unordered(said['rows'] as ReadonlyArray<unknown>) }
    : said;
};

export const contentDigestOf = (filing: CompleteFiling): string =>
  sha256Hex(canonicalJson(filingContent(filing)));

const rowEventType = (row: Row): 'TransactionReported' | 'HoldingReported' =>
  row.kind === 'transaction' ? 'TransactionReported' : 'HoldingReported';

/** One recording for each distinct owner, in the order of the document. */
export const recordingsOf = (filing: CompleteFiling): ReadonlyArray<Recording> => {
  const contentDigest = contentDigestOf(filing);
  const issuer = issuerIdOf(filing.issuer);
  const { rows: _rows, source, ...header } = filing;
  const origin = originOf(source);
  const insiders = filing.owners.map((owner) => insiderIdOf(owner, filing.issuer));
  return insiders.flatMap((insider, ownerIndex): ReadonlyArray<Recording> => {
    // EDGAR suspends a filing that names an owner twice; if one comes, it is one stream.
    if (insiders.indexOf(insider) !== ownerIndex) return [];
    const recorded: UnsealedEvent = {
      id: eventIdOf(filing.accession, insider, '', eventKindOf('FilingRecorded', origin)),
      type: 'FilingRecorded',
      data: eventCodecs.FilingRecorded.encode({
        ...header,
        insider,
        ownerIndex,
        issuerId: issuer,
        rowCount: filing.rows.length,
        sourceDigest: source?.sha256 ?? null,
        contentDigest,
      }),
    };
    const rows = filing.rows.map((row): UnsealedEvent => {
      const name = rowIdOf(filing.accession, row);
      const type = rowEventType(row);
      return {
        id: eventIdOf(filing.accession, insider, name, eventKindOf(type, origin)),
        type,
        data: eventCodecs[type].encode({
          ...row,
          accession: filing.accession,
          row: name,
          insider,
          issuerId: issuer,
        }),
      };
    });
    return [
      {
        stream: insiderStream(insider),
        insider,
        accession: filing.accession,
        origin,
        contentDigest,
        events: [recorded, ...rows],
      },
    ];
  });
};

/** A filing as its readers' JSON, the form in which `append` takes it. */
export const filingJson = (filing: CompleteFiling): unknown => filingCodec.encode(filing);
