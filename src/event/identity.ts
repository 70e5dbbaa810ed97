/**
 * Names that never change: whose stream, which issuer, which row, which event.
 *
 * An insider or issuer without a CIK gets a provisional identity made of what the form does say,
 * so that two forms of one person in one company meet; `InsiderIdentified` joins it to a CIK.
 */
import { createHash, hash } from 'node:crypto';
import type { Branded } from '../filing/brand.js';
import type { Day } from '../filing/calendar.js';
import type { Accession, Filing, Issuer, Owner, Row } from '../filing/model.js';
import { rowLabel } from '../filing/model.js';

/** Fixed for ever: a change would make every event new. */
const eventNamespace = Buffer.from('5f0c2a520b6e5b0e9d436f2b8f5f1c34', 'hex');

/** Made of every event that is recorded or read: the bytes are put together in one place. */
const named = Buffer.alloc(2_048);
eventNamespace.copy(named);

const bytesToName = (name: string): Uint8Array => {
  // Three bytes of UTF-8 for a code unit at most.
  if (name.length * 3 > named.length - eventNamespace.length)
    return Buffer.concat([eventNamespace, Buffer.from(name)]);
  return named.subarray(0, eventNamespace.length + named.write(name, eventNamespace.length));
};

/** RFC 9562, version 5. */
const uuidV5 = (name: string): string => {
  const hex = hash('sha1', bytesToName(name), 'hex');
  const variant = ((Number.parseInt(hex.charAt(16), 16) & 0b11) | 0b1000).toString(16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-5${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
};

const slugLengthMax = 40;

/** Lower-case words joined by hyphens; a text too long ends in a digest of the whole. */
export const slug = (text: string): string => {
  const words = text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
  if (words !== '' && words.length <= slugLengthMax) return words;
  const digest = createHash('sha256').update(text).digest('hex').slice(0, 8);
  return `${words.slice(0, slugLengthMax - 9).replace(/-$/, '')}-${digest}`.replace(/^-/, '');
};

/** A ten-digit CIK, or `p-…` where the filing gave none. */
export type IssuerId = Branded<'IssuerId'>;

export const issuerIdOf = (issuer: Issuer): IssuerId =>
  (issuer.cik ?? `p-${slug(issuer.name.replace(/[.,]/g, ''))}`) as IssuerId;

/** A ten-digit CIK, or `p-…~…` where the filing gave none: a person of one issuer. */
export type InsiderId = Branded<'InsiderId'>;

export const insiderIdOf = (owner: Owner, issuer: Issuer): InsiderId =>
  (owner.cik ??
    `p-${slug(owner.name.replace(/[.,]/g, ''))}~${slug(issuer.cik ?? issuer.name.replace(/[.,]/g, ''))}`) as InsiderId;

/** Whether text may be an issuer's id. */
export const namesIssuer = (text: string): text is IssuerId => /^(\d{10}|p-.+)$/.test(text);

/** Whether text may name an insider's stream or positions; events are held to more, by its codec. */
export const namesInsider = (text: string): text is InsiderId => /^(\d{10}|p-.+)$/.test(text);

export const isProvisional = (id: string): boolean => id.startsWith('p-');

/** `0001415889-24-022023/I.3`. */
export type RowId = Branded<'RowId'>;

export const rowIdOf = (
  accession: Accession,
  row: Pick<Row, 'table' | 'position' | 'surrogateKey'>,
): RowId => `${accession}/${rowLabel(row)}` as RowId;

/** The accession number under which a row goes. */
export const accessionOfRow = (row: RowId): Accession =>
  row.slice(0, row.indexOf('/')) as Accession;

/** The same row under another accession number of its document. */
export const rowUnder = (accession: Accession, row: RowId): RowId =>
  `${accession}${row.slice(row.indexOf('/'))}` as RowId;

/** Whether a number was made of the content, EDGAR's own being unknown. */
export const isDerived = (accession: Accession): boolean => accession.startsWith('doc-');

/** Where a reading of a filing comes from: its own document, or the SEC's tables about it. */
export type ReadingOrigin = 'document' | 'data-set';

export const originOf = (source: Filing['source']): ReadingOrigin =>
  source?.format === 'data-set' ? 'data-set' : 'document';

/**
 * What distinguishes the events of one row: their type, and where they come from a data set, that
 * too, since the document of the same accession may arrive later and becomes the record.
 */
export const eventKindOf = (type: string, origin: ReadingOrigin): string =>
  origin === 'document' ? type : `${type}~${origin}`;

/**
 * Of a position: whose it is, and what its first row said. Answers print it and operators give it
 * back, so that it never changes.
 */
export type PositionId = Branded<'PositionId'>;

/** The issuer of a position, as its id says. */
export const issuerOfPosition = (position: PositionId): IssuerId =>
  (position.split('/')[1] ?? '') as IssuerId;

export const positionIdOf = (insider: InsiderId, rest: string): PositionId =>
  `${insider}/${rest}` as PositionId;

/** Of a conflict: a digest of what it is about, so that every rebuild finds it again. */
export type ConflictId = Branded<'ConflictId'>;

/** @param digest of what it is about, hex. */
export const conflictIdOfDigest = (digest: string): ConflictId =>
  `c-${digest.slice(0, 16)}` as ConflictId;

/** UUIDv5 of accession, owner, row and kind: the same fact read again has the same id. */
export const eventIdOf = (accession: string, insider: string, row: string, kind: string): string =>
  uuidV5(`${accession}|${insider}|${row}|${kind}`);

/**
 * The short name of a ruling: the first twelve hex digits of its event's id. An event keeps its id
 * in every store, so that the name is good wherever the ledger is copied to.
 */
export const rulingIdOf = (eventId: string): string =>
  `r-${eventId.toLowerCase().replaceAll('-', '').slice(0, 12)}`;

/**
 * An identification stands in the streams of both identities, as two events: both go by whom they
 * are about, and by how often that was said or taken back before.
 */
export const identificationIdOf = (provisional: string, cik: string, nth: number): string =>
  rulingIdOf(eventIdOf(provisional, cik, String(nth), 'identification'));

/** A filing that has been given its accession number and its filing date. */
export type CompleteFiling = Filing & {
  readonly accession: Accession;
  readonly filedOn: Day;
  readonly filedBasis: NonNullable<Filing['filedBasis']>;
};
