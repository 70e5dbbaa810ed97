/**
 * The texts of a filing's recordings made the long way: each event encoded by its codec, looked at
 * by the codec that reads it, and written down as canonical JSON. What the ledger writes in one
 * pass has to be this.
 */
import { canonicalJson, sha256Hex } from '../../src/event/canonical.js';
import { type EventType, eventCodecs } from '../../src/event/catalogue.js';
import { filingContent } from '../../src/event/from-filing.js';
import { type CompleteFiling, insiderIdOf, issuerIdOf, rowIdOf } from '../../src/event/identity.js';
import { type Unrecordable, unrecordableIn } from '../../src/event/recordable.js';

export interface EncodedRecording {
  readonly insider: string;
  readonly contentDigest: string;
  /** Type and canonical JSON of the data. */
  readonly events: ReadonlyArray<readonly [type: string, dataText: string]>;
}

const encoded = (type: EventType, said: unknown): unknown =>
  (eventCodecs[type].encode as (data: unknown) => unknown)(said);

/** The recordings, or what could not be read of the first event that could not. */
export const encodedRecordings = (
  filing: CompleteFiling,
): ReadonlyArray<EncodedRecording> | Unrecordable => {
  const { accession } = filing;
  const issuerId = issuerIdOf(filing.issuer);
  const insiders = filing.owners.map((owner) => insiderIdOf(owner, filing.issuer));
  const rowOf = (row: CompleteFiling['rows'][number], insider: string) => {
    const type = row.kind === 'transaction' ? 'TransactionReported' : 'HoldingReported';
    const name = rowIdOf(accession, row);
    return { type, name, data: encoded(type, { ...row, accession, row: name, insider, issuerId }) };
  };
  const headerOf = (insider: string, ownerIndex: number, contentDigest: string) =>
    encoded('FilingRecorded', {
      ...filing,
      insider,
      ownerIndex,
      issuerId,
      rowCount: filing.rows.length,
      sourceDigest: filing.source?.sha256 ?? null,
      contentDigest,
    });
  for (const [i, insider] of insiders.entries()) {
    const problem = unrecordableIn('FilingRecorded', headerOf(insider, i, '0'.repeat(64)));
    if (problem !== null) return problem;
  }
  for (const row of filing.rows) {
    const { type, name, data } = rowOf(row, insiders[0] ?? '');
    const problem = unrecordableIn(type as EventType, data);
    if (problem !== null) return { ...problem, path: `${name} ${problem.path}` };
  }
  const contentDigest = sha256Hex(canonicalJson(filingContent(filing)));
  return insiders.flatMap((insider, i) =>
    insiders.indexOf(insider) !== i
      ? []
      : [
          {
            insider,
            contentDigest,
            events: [
              ['FilingRecorded', canonicalJson(headerOf(insider, i, contentDigest))] as const,
              ...filing.rows.map((row) => {
                const { type, data } = rowOf(row, insider);
                return [type, canonicalJson(data)] as const;
              }),
            ],
          },
        ],
  );
};
