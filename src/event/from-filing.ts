/** Filing → events: one `FilingRecorded` and its rows, for the stream of every owner. */
import * as E from 'fp-ts/lib/Either.js';
import {
  type Accession,
  filing as filingCodec,
  filingDocument,
  type Row,
} from '../filing/model.js';
import { canonicalJson, sha256Hex } from './canonical.js';
import { eventCodecs, insiderStream } from './catalogue.js';
import { WrittenEvent } from './chain.js';
import {
  type CompleteFiling,
  eventIdOf,
  eventKindOf,
  type InsiderId,
  insiderIdOf,
  issuerIdOf,
  originOf,
  type ReadingOrigin,
  rowIdOf,
} from './identity.js';
import { type Members, membersOf, textOfMembers } from './members.js';
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

/** The canonical text of the content, from members that are written down already. */
const contentText = (record: Readonly<Record<string, unknown>>, members: Members): string =>
  textOfMembers(members, (key, text) => {
    if (notContent.has(key)) return null;
    const value = record[key];
    return typeof value === 'object' && value !== null && holdsRaw(value)
      ? canonicalJson(withoutRaw(value))
      : text;
  });

interface WrittenRow {
  readonly name: string;
  readonly type: 'TransactionReported' | 'HoldingReported';
  readonly data: Readonly<Record<string, unknown>>;
  readonly members: Members;
}

const contentTextOf = (
  header: Readonly<Record<string, unknown>>,
  members: Members,
  rows: ReadonlyArray<WrittenRow>,
): string => {
  const isDataSet = rows.some(({ data }) => data['surrogateKey'] !== undefined);
  if (isDataSet)
    return canonicalJson(
      contentOfEvents(
        header,
        rows.map(({ data }) => data),
      ),
    );
  const rowTexts = rows.map((row) => contentText(row.data, row.members));
  return `{"header":${contentText(header, members)},"rows":[${rowTexts.join(',')}]}`;
};

/**
 * What could not be read back of a filing's events. Those of further owners differ from the first
 * owner's in the id of the insider and in its place.
 */
const unrecordableOf = (
  header: Readonly<Record<string, unknown>>,
  rows: ReadonlyArray<WrittenRow>,
  insiders: ReadonlyArray<InsiderId>,
): Unrecordable | null => {
  for (const [ownerIndex, insider] of insiders.entries()) {
    const own = ownerIndex === 0 ? header : { ...header, insider, ownerIndex };
    const problem = unrecordableIn('FilingRecorded', own);
    if (problem !== null) return problem;
  }
  for (const { name, type, data } of rows) {
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
  const { accession, source } = filing;
  const origin = originOf(source);
  const issuerId = issuerIdOf(filing.issuer);
  const insiders = filing.owners.map((owner) => insiderIdOf(owner, filing.issuer));
  const [first] = insiders;
  if (first === undefined) return E.right([]);
  // Encoded and written down once; the streams of further owners differ in a few members only.
  const rows = filing.rows.map((row): WrittenRow => {
    const name = rowIdOf(accession, row);
    const type = rowEventType(row);
    const placed = { ...row, accession, row: name, insider: first, issuerId };
    const data = eventCodecs[type].encode(placed) as Record<string, unknown>;
    return { name, type, data, members: membersOf(data) };
  });
  const header = eventCodecs.FilingRecorded.encode({
    ...filing,
    insider: first,
    ownerIndex: 0,
    issuerId,
    rowCount: filing.rows.length,
    sourceDigest: source?.sha256 ?? null,
    contentDigest: '',
  }) as Record<string, unknown>;
  const members = membersOf(header);
  const contentDigest = sha256Hex(contentTextOf(header, members, rows));
  header['contentDigest'] = contentDigest;
  const problem = unrecordableOf(header, rows, insiders);
  if (problem !== null) return E.left(problem);
  const recordings = insiders.flatMap((insider, ownerIndex): ReadonlyArray<Recording> => {
    // EDGAR suspends a filing that names an owner twice; if one comes, it is one stream.
    if (insiders.indexOf(insider) !== ownerIndex) return [];
    const own: ReadonlyMap<string, string> = new Map([
      ['insider', JSON.stringify(insider)],
      ['ownerIndex', String(ownerIndex)],
      ['contentDigest', JSON.stringify(contentDigest)],
    ]);
    const recorded = foundRecordable(
      new WrittenEvent(
        eventIdOf(accession, insider, '', eventKindOf('FilingRecorded', origin)),
        'FilingRecorded',
        textOfMembers(members, (key, text) => own.get(key) ?? text),
      ),
    );
    const insiderText = JSON.stringify(insider);
    const reported = rows.map((row) =>
      foundRecordable(
        new WrittenEvent(
          eventIdOf(accession, insider, row.name, eventKindOf(row.type, origin)),
          row.type,
          textOfMembers(row.members, (key, text) => (key === 'insider' ? insiderText : text)),
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
