/** Filing → events: one `FilingRecorded` and its rows, for the stream of every owner. */
import * as E from 'fp-ts/lib/Either.js';
import { isNonEmpty } from 'fp-ts/lib/ReadonlyArray.js';
import type { ReadonlyNonEmptyArray } from 'fp-ts/lib/ReadonlyNonEmptyArray.js';
import type { Member } from '../filing/codec.js';
import {
  type Accession,
  filing as filingCodec,
  filingDocument,
  type Row,
} from '../filing/model.js';
import { canonicalJson, sha256Hex } from './canonical.js';
import { eventCodecs, insiderStream } from './catalogue.js';
import { genesisHash, WrittenEvent } from './chain.js';
import {
  type CompleteFiling,
  eventIdOf,
  eventKindOf,
  type InsiderId,
  type IssuerId,
  insiderIdOf,
  issuerIdOf,
  originOf,
  type ReadingOrigin,
  type RowId,
  rowIdOf,
} from './identity.js';
import { filled, type WrittenMembers, type WrittenRecord, writtenRecord } from './members.js';
import {
  foundRecordable,
  type RecordableEvent,
  type Unrecordable,
  unrecordableIn,
} from './recordable.js';

/** What one filing puts into one insider's stream, in one atomic append. */
export interface Recording {
  readonly stream: string;
  readonly insider: InsiderId;
  readonly accession: Accession;
  readonly origin: ReadingOrigin;
  readonly contentDigest: string;
  readonly events: ReadonlyArray<RecordableEvent>;
}

const holdsRaw = (value: object): boolean => {
  for (const key in value) {
    if (key === 'raw') return true;
    const member = (value as Record<string, unknown>)[key];
    if (typeof member === 'object' && member !== null && holdsRaw(member)) return true;
  }
  return false;
};

/** The same object where it holds nothing of how it was read: most of a filing. */
const withoutRaw = (value: unknown): unknown => {
  if (typeof value !== 'object' || value === null) return value;
  if (!holdsRaw(value)) return value;
  if (Array.isArray(value)) return value.map(withoutRaw);
  const { raw, ...kept } = value as Record<string, unknown>;
  for (const [key, member] of Object.entries(kept)) kept[key] = withoutRaw(member);
  // `{value}` alone and the bare value say the same.
  return raw !== undefined && Object.keys(kept).length === 1 && 'value' in kept
    ? kept['value']
    : kept;
};

/** What is said of the reading, of the envelope or of the stream, and not by the document. */
const notContent: ReadonlySet<string> = new Set([
  'accession',
  'acceptedAt',
  'asFiled',
  'contentDigest',
  'filedBasis',
  'filedOn',
  'insider',
  'issuerId',
  'ownerIndex',
  'row',
  'rowCount',
  'schemaVersion',
  'source',
  'sourceDigest',
  'unknown',
]);

const contentOf = (data: unknown): Record<string, unknown> => {
  const from = data as Record<string, unknown>;
  const content: Record<string, unknown> = {};
  for (const key in from) if (!notContent.has(key)) content[key] = withoutRaw(from[key]);
  return content;
};

/** Of a row of a data set only, and none of what it says. */
const ofDataSet = ['position', 'surrogateKey'];

/**
 * Rows of a data set have no order and no name of the filer's: a set of what they say. Published
 * again with other keys, they say the same.
 */
const unordered = (
  rows: ReadonlyArray<Record<string, unknown>>,
): ReadonlyArray<Record<string, unknown>> =>
  rows
    .map(({ position: _p, surrogateKey: _k, ...said }) => ({ said, text: canonicalJson(said) }))
    .sort((a, b) => (a.text < b.text ? -1 : a.text > b.text ? 1 : 0))
    .map(({ said }) => said);

interface Content {
  readonly header: Record<string, unknown>;
  readonly rows: ReadonlyArray<Record<string, unknown>>;
}

const contentOfEvents = (header: unknown, rows: ReadonlyArray<unknown>): Content => {
  const said = rows.map(contentOf);
  const isDataSet = said.some((row) => row['surrogateKey'] !== undefined);
  return { header: contentOf(header), rows: isDataSet ? unordered(said) : said };
};

/**
 * What a filing says, apart from how it was read: two readings of one document agree here even
 * where one saw `25.50` and the other `25.5`, or one had elements that the model has no box for.
 */
export const filingContent = (filing: CompleteFiling): Content => {
  const { rows, ...header } = filingDocument.encode(filing) as Record<string, unknown>;
  return contentOfEvents(header, Array.isArray(rows) ? rows : []);
};

const rowEventType = (row: Row): 'TransactionReported' | 'HoldingReported' =>
  row.kind === 'transaction' ? 'TransactionReported' : 'HoldingReported';

/** What the streams of a filing's owners say otherwise, and what is made of the rest. */
const blank: ReadonlySet<string> = new Set(['contentDigest', 'insider', 'ownerIndex']);

const membersOf = (
  { members }: { readonly members: ReadonlyArray<Member> },
  unsaid: ReadonlyArray<string>,
): WrittenMembers => ({ members, blank, notContent: new Set([...notContent, ...unsaid]) });

const rowMembersOf = (unsaid: ReadonlyArray<string>) => ({
  TransactionReported: membersOf(eventCodecs.TransactionReported, unsaid),
  HoldingReported: membersOf(eventCodecs.HoldingReported, unsaid),
});
const headerMembers = membersOf(eventCodecs.FilingRecorded, []);
const rowMembers = rowMembersOf([]);
const dataSetRowMembers = rowMembersOf(ofDataSet);

interface WrittenRow {
  readonly name: RowId;
  readonly type: 'TransactionReported' | 'HoldingReported';
  readonly written: WrittenRecord;
}

interface WrittenFiling {
  readonly header: WrittenRecord;
  readonly rows: ReadonlyArray<WrittenRow>;
}

/** Members of the events that the document does not state. */
interface Placed {
  /** At least one: a row stands in somebody's stream. */
  readonly insiders: ReadonlyNonEmptyArray<InsiderId>;
  readonly issuerId: IssuerId;
}

const ownOfHeader = ({ source, rows }: CompleteFiling, issuerId: IssuerId) => ({
  issuerId,
  rowCount: rows.length,
  sourceDigest: source?.sha256 ?? null,
});

/** A filing written once for all its owners; null where it could not be read back. */
const writtenFiling = (
  filing: CompleteFiling,
  { insiders, issuerId }: Placed,
): WrittenFiling | null => {
  const { insider: insiderId, ownerIndex } = eventCodecs.FilingRecorded.fields;
  if (insiders.some((insider, i) => !insiderId.reads(insider) || !ownerIndex.reads(i))) return null;
  const { accession } = filing;
  const isDataSet = filing.rows.some((row) => row.surrogateKey !== null);
  const membersByType = isDataSet ? dataSetRowMembers : rowMembers;
  const rows: Array<WrittenRow> = [];
  for (const row of filing.rows) {
    const name = rowIdOf(accession, row);
    const type = rowEventType(row);
    const own = { accession, row: name, issuerId };
    const written = writtenRecord(membersByType[type], row, own, withoutRaw);
    if (written === null) return null;
    rows.push({ name, type, written });
  }
  const own = ownOfHeader(filing, issuerId);
  const header = writtenRecord(headerMembers, filing, own, withoutRaw);
  return header === null ? null : { header, rows };
};

const contentTextOf = ({ header, rows }: WrittenFiling, isDataSet: boolean): string => {
  const texts = rows.map(({ written }) => written.content);
  // The rows of a data set are a set.
  if (isDataSet) texts.sort();
  return `{"header":${header.content},"rows":[${texts.join(',')}]}`;
};

/**
 * What could not be read back of a filing's events. Those of further owners differ from the first
 * owner's in the id of the insider and in its place.
 */
const unrecordableOf = (
  filing: CompleteFiling,
  { insiders, issuerId }: Placed,
): Unrecordable | null => {
  const { accession } = filing;
  const [insider] = insiders;
  const header = eventCodecs.FilingRecorded.encode({
    ...filing,
    ...ownOfHeader(filing, issuerId),
    insider,
    ownerIndex: 0,
    contentDigest: genesisHash,
  }) as Record<string, unknown>;
  for (const [ownerIndex, owner] of insiders.entries()) {
    const problem = unrecordableIn('FilingRecorded', { ...header, insider: owner, ownerIndex });
    if (problem !== null) return problem;
  }
  for (const row of filing.rows) {
    const name = rowIdOf(accession, row);
    const type = rowEventType(row);
    const data = eventCodecs[type].encode({ ...row, accession, row: name, insider, issuerId });
    const problem = unrecordableIn(type, data);
    if (problem !== null) return { ...problem, path: `${name} ${problem.path}` };
  }
  return null;
};

/**
 * One recording for each distinct owner, in the order of the document, or what no reader of the
 * ledger could read of them.
 */
export const recordingsOf = (
  filing: CompleteFiling,
): E.Either<Unrecordable, ReadonlyArray<Recording>> => {
  const { accession } = filing;
  const origin = originOf(filing.source);
  const insiders = filing.owners.map((owner) => insiderIdOf(owner, filing.issuer));
  if (!isNonEmpty(insiders)) return E.right([]);
  const placed = { insiders, issuerId: issuerIdOf(filing.issuer) };
  const written = writtenFiling(filing, placed);
  if (written === null) {
    const problem = unrecordableOf(filing, placed);
    if (problem === null) throw new Error(`${accession}: it can be read, and cannot be written`);
    return E.left(problem);
  }
  const { header, rows } = written;
  const isDataSet = filing.rows.some((row) => row.surrogateKey !== null);
  const contentDigest = sha256Hex(contentTextOf(written, isDataSet));
  const digestText = JSON.stringify(contentDigest);
  const recordings = insiders.flatMap((insider, ownerIndex): ReadonlyArray<Recording> => {
    // EDGAR suspends a filing that names an owner twice; if one comes, it is one stream.
    if (insiders.indexOf(insider) !== ownerIndex) return [];
    const insiderText = JSON.stringify(insider);
    const recorded = foundRecordable(
      new WrittenEvent(
        eventIdOf(accession, insider, '', eventKindOf('FilingRecorded', origin)),
        'FilingRecorded',
        filled(header.event, digestText, insiderText, String(ownerIndex)),
      ),
    );
    const reported = rows.map(({ name, type, written: row }) =>
      foundRecordable(
        new WrittenEvent(
          eventIdOf(accession, insider, name, eventKindOf(type, origin)),
          type,
          filled(row.event, insiderText),
        ),
      ),
    );
    return [
      {
        stream: insiderStream(insider),
        insider,
        accession,
        origin,
        contentDigest,
        events: [recorded, ...reported],
      },
    ];
  });
  return E.right(recordings);
};

/** A filing as its readers' JSON, the form in which `append` takes it. */
export const filingJson = (filing: CompleteFiling): unknown => filingCodec.encode(filing);
