/** Filing → events: one `FilingRecorded` and its rows, for the stream of every owner. */
import { filing as filingCodec, filingDocument, type Row } from '../filing/model.js';
import { canonicalJson, sha256Hex } from './canonical.js';
import { eventCodecs, insiderStream } from './catalogue.js';
import type { UnsealedEvent } from './chain.js';
import { type CompleteFiling, eventIdOf, insiderIdOf, issuerIdOf, rowIdOf } from './identity.js';

/** What one filing puts into one insider's stream, in one atomic append. */
export interface Recording {
  readonly stream: string;
  readonly insider: string;
  readonly accession: string;
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

/**
 * What a filing says, apart from how it was read: two readings of one document agree here even
 * where one saw `25.50` and the other `25.5`, or one had elements that the model has no box for.
 */
export const filingContent = (filing: CompleteFiling): unknown => {
  const encoded = filingDocument.encode(filing) as Record<string, unknown>;
  const { unknown: _u, asFiled: _a, schemaVersion: _s, ...content } = encoded;
  return withoutArtefacts(content);
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
  const insiders = filing.owners.map((owner) => insiderIdOf(owner, filing.issuer));
  return insiders.flatMap((insider, ownerIndex): ReadonlyArray<Recording> => {
    // EDGAR suspends a filing that names an owner twice; if one comes, it is one stream.
    if (insiders.indexOf(insider) !== ownerIndex) return [];
    const recorded: UnsealedEvent = {
      id: eventIdOf(filing.accession, insider, '', 'FilingRecorded'),
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
        id: eventIdOf(filing.accession, insider, name, type),
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
        contentDigest,
        events: [recorded, ...rows],
      },
    ];
  });
};

/** A filing as its readers' JSON, the form in which `append` takes it. */
export const filingJson = (filing: CompleteFiling): unknown => filingCodec.encode(filing);
