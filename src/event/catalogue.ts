/**
 * What is recorded: the events of DESIGN's catalogue, their streams and their shapes on the wire.
 *
 * An event never changes. A new shape of a type is its next version, with an upcaster in
 * `upcast.ts`; other types keep theirs.
 */

import type * as t from 'io-ts';
import * as c from '../filing/codec.js';
import * as m from '../filing/model.js';
import type { ConflictId, InsiderId, IssuerId, PositionId, RowId } from './identity.js';

/** A ten-digit CIK, or `p-…` where the filing gave none. */
const identity = /^(\d{10}|p-[a-z0-9.~-]{1,120})$/;
const cikDigits = /^\d{10}$/;

export const insiderId = c.matching<InsiderId>('an insider id', identity);
export const issuerId = c.matching<IssuerId>('an issuer id', identity);
/** A CIK is the id of whoever has one. */
export const insiderCik = c.matching<InsiderId>('a CIK of ten digits', cikDigits);
export const issuerCik = c.matching<IssuerId>('a CIK of ten digits', cikDigits);
export const rowId = c.matching<RowId>(
  'a row such as 0001415889-24-022023/I.3',
  /^(\d{10}-\d{2}-\d{6}|doc-[0-9a-f]{20})\/(I|II)(\.\d{1,4}|~\d{1,18})$/,
);

const digest = c.hexDigits(64);
const { rows: _rows, unknown: _unknown, ...documentHeader } = m.filingDocument.fields;

/** A filing arrived in this insider's stream. */
export const filingRecorded = c.record('FilingRecorded', {
  accession: m.accessionNumber,
  /** Whose stream this is; one of `owners`, by position. */
  insider: insiderId,
  ownerIndex: c.integer(0, 99),
  issuerId,
  filedOn: c.day,
  filedBasis: c.oneOf(...m.filedBases),
  acceptedAt: c.nullable(c.instant),
  ...documentHeader,
  unknown: _unknown,
  /** How many row events follow in the same append. */
  rowCount: c.integer(0, m.rowsMax * 2),
  /** SHA-256 of the source bytes. */
  sourceDigest: c.nullable(digest),
  /** SHA-256 of the canonical JSON of what the document says. */
  contentDigest: digest,
});
export type FilingRecorded = t.TypeOf<typeof filingRecorded>;

/**
 * More became known of a document's envelope: its accession number, its filing date on a better
 * basis, or its acceptance. The document itself is recorded and stays as it is.
 */
export const envelopeStated = c.record('EnvelopeStated', {
  insider: insiderId,
  issuerId,
  /** Under which the document was recorded in this stream. */
  accession: m.accessionNumber,
  /** The whole envelope, as far as it is known now. */
  stated: c.record('envelope', {
    accession: m.accessionNumber,
    filedOn: c.day,
    filedBasis: c.oneOf(...m.filedBases),
    acceptedAt: c.nullable(c.instant),
  }),
});
export type EnvelopeStated = t.TypeOf<typeof envelopeStated>;

const rowEvent = {
  accession: m.accessionNumber,
  row: rowId,
  insider: insiderId,
  issuerId,
  ...m.row.fields,
};
/** One transaction row, complete. `kind` is `transaction`. */
export const transactionReported = c.record('TransactionReported', rowEvent);
/** One holding row, complete. `kind` is `holding`. */
export const holdingReported = c.record('HoldingReported', rowEvent);
export type RowReported = t.TypeOf<typeof transactionReported>;

/** Why an operator did something, and who it was. Both are required of every ruling. */
const ruling = { reason: c.text(4_000), actor: c.text(200) };

/** Fields of a row that a correction can set, by the names under which answers show them. */
export const correctableFields = [
  'security',
  'transactionDate',
  'deemedExecutionDate',
  'formType',
  'code',
  'shares',
  'totalValue',
  'price',
  'acquiredDisposed',
  'sharesFollowing',
  'valueFollowing',
  'ownership',
  'nature',
  'exercisePrice',
  'exercisableOn',
  'expiresOn',
  'underlyingSecurity',
  'underlyingShares',
  'underlyingValue',
] as const;
export type CorrectableField = (typeof correctableFields)[number];

/**
 * The ledger misread a row: these fields are what the document says. A later correction of the
 * same field replaces it; one without changes puts the row back as it was first recorded.
 */
export const rowCorrected = c.record('RowCorrected', {
  insider: insiderId,
  issuerId,
  row: rowId,
  changes: c.list(
    c.record('change', {
      field: c.oneOf(...correctableFields),
      /** Missing where the document leaves the box empty. */
      to: c.nullable(c.text(1_000)),
    }),
    correctableFields.length,
  ),
  ...ruling,
});
export type RowCorrected = t.TypeOf<typeof rowCorrected>;

/** A row must not count; undone by a `RowCorrected` without changes. */
export const rowWithdrawn = c.record('RowWithdrawn', {
  insider: insiderId,
  issuerId,
  row: rowId,
  ...ruling,
});
export type RowWithdrawn = t.TypeOf<typeof rowWithdrawn>;

/** What an operator decided about a conflict; a later decision replaces an earlier one. */
export const conflictDecided = c.record('ConflictDecided', {
  insider: insiderId,
  issuerId,
  conflictId: c.matching<ConflictId>('a conflict id', /^c-[0-9a-f]{16}$/),
  choice: c.text(200),
  /** Digest of what the conflict was about when it was decided: if it changes, it is asked again. */
  basis: digest,
  ...ruling,
});
export type ConflictDecided = t.TypeOf<typeof conflictDecided>;

/** A provisional identity is this CIK. Stands in both streams, so that either finds the other. */
export const insiderIdentified = c.record('InsiderIdentified', {
  insider: insiderId,
  provisional: insiderId,
  cik: insiderCik,
  /** False takes an earlier identification back. */
  same: c.truth,
  ...ruling,
});
export type InsiderIdentified = t.TypeOf<typeof insiderIdentified>;

/** A position's id, as answers print it. */
export const positionId = c.matching<PositionId>(
  'a position id',
  /^(\d{10}|p-[a-z0-9.~-]{1,120})\/\S{1,600}$/,
);

/** Two positions of one insider are one holding. */
export const positionsJoined = c.record('PositionsJoined', {
  insider: insiderId,
  issuerId,
  /** Both by the ids that they had when this was recorded. */
  position: positionId,
  with: positionId,
  /** False takes an earlier join of the two back. */
  same: c.truth,
  ...ruling,
});
export type PositionsJoined = t.TypeOf<typeof positionsJoined>;

/** An issuer without a CIK is the one with this CIK. Stands in both streams. */
export const issuerIdentified = c.record('IssuerIdentified', {
  issuerId,
  provisional: issuerId,
  cik: issuerCik,
  /** False takes an earlier identification back. */
  same: c.truth,
  ...ruling,
});
export type IssuerIdentified = t.TypeOf<typeof issuerIdentified>;

/** Two titles of one issuer are one class. */
export const securityAliased = c.record('SecurityAliased', {
  issuerId,
  title: c.text(1_000),
  /** The title under which the class is kept; the same as `title` takes the alias back. */
  sameAs: c.text(1_000),
  ...ruling,
});
export type SecurityAliased = t.TypeOf<typeof securityAliased>;

/** A split: after `effectiveOn`'s opening, `numerator` new shares stand for `denominator` old. */
export const corporateActionRecorded = c.record('CorporateActionRecorded', {
  issuerId,
  action: c.oneOf('split', 'split-withdrawn'),
  security: c.nullable(c.text(1_000)),
  effectiveOn: c.day,
  numerator: c.decimal,
  denominator: c.decimal,
  ...ruling,
});
export type CorporateActionRecorded = t.TypeOf<typeof corporateActionRecorded>;

/** What a row is under Section 16(b), where its code does not tell; `undeclared` takes it back. */
export const rowDeclared = c.record('RowDeclared', {
  insider: insiderId,
  issuerId,
  row: rowId,
  treatment: c.oneOf('exempt', 'matchable', 'undeclared'),
  /** The rule that exempts it. */
  rule: c.nullable(c.text(200)),
  ...ruling,
});
export type RowDeclared = t.TypeOf<typeof rowDeclared>;

export const issuerFacts = [
  /** `monthDay`: its fiscal years end on. */
  'fiscal-year-end',
  /** `from`, `through`: it is a foreign private issuer. */
  'foreign-private-issuer',
  /** `on`: its registration became effective. */
  'effective',
  /** `shares` of `security`, or of its only class, were outstanding on `on`. */
  'shares-outstanding',
  /** `security` and `sameAs` are matched as one class. */
  'class-equivalence',
  /** `on`: a report with results was filed, on the quarter or year that ended on `through`. */
  'results-filed',
] as const;
export type IssuerFact = (typeof issuerFacts)[number];

/** What filings do not say of an issuer. */
export const issuerDeclared = c.record('IssuerDeclared', {
  issuerId,
  fact: c.oneOf(...issuerFacts),
  monthDay: c.nullable(c.matching('a month and a day as MM-DD', /^\d{2}-\d{2}$/)),
  from: c.nullable(c.day),
  through: c.nullable(c.day),
  on: c.nullable(c.day),
  security: c.nullable(c.text(1_000)),
  sameAs: c.nullable(c.text(1_000)),
  shares: c.nullable(c.decimal),
  /** False takes an earlier declaration of the same back. */
  holds: c.truth,
  ...ruling,
});
export type IssuerDeclared = t.TypeOf<typeof issuerDeclared>;

/** An insider's relationship with an issuer: in the place of what its boxes say of that role. */
export const roleDeclared = c.record('RoleDeclared', {
  insider: insiderId,
  issuerId,
  role: c.oneOf('director', 'officer', 'ten-percent-owner'),
  from: c.nullable(c.day),
  through: c.nullable(c.day),
  holds: c.truth,
  ...ruling,
});
export type RoleDeclared = t.TypeOf<typeof roleDeclared>;

/** An insider represented in writing that no Form 5 is due for a fiscal year. */
export const representationRecorded = c.record('RepresentationRecorded', {
  insider: insiderId,
  issuerId,
  /** The year's last day. */
  fiscalYearEnd: c.day,
  holds: c.truth,
  ...ruling,
});
export type RepresentationRecorded = t.TypeOf<typeof representationRecorded>;

/** An order by which reports due in a period are in time if filed by a day, and saying so. */
export const reliefDeclared = c.record('ReliefDeclared', {
  from: c.day,
  through: c.day,
  filedBy: c.day,
  holds: c.truth,
  ...ruling,
});
export type ReliefDeclared = t.TypeOf<typeof reliefDeclared>;

/** EDGAR was closed on a day that the table does not know. */
export const calendarDayAdded = c.record('CalendarDayAdded', {
  day: c.day,
  holds: c.truth,
  ...ruling,
});
export type CalendarDayAdded = t.TypeOf<typeof calendarDayAdded>;

/** A legal hold's id, as it is given to release it. */
export const holdId = c.matching('a hold such as h-0123456789ab', /^h-[0-9a-f]{12}$/);

/** Most insiders, and most issuers, that one hold names. */
const holdScopeMax = 1_000;

/** Records that must be kept, whatever their retention. In scope is what any of its parts names. */
export const legalHoldPlaced = c.record('LegalHoldPlaced', {
  hold: holdId,
  matter: c.text(1_000),
  /** Everything. */
  all: c.truth,
  insiders: c.list(insiderId, holdScopeMax),
  issuers: c.list(issuerId, holdScopeMax),
  /** Days that it is about; open where missing. */
  from: c.nullable(c.day),
  through: c.nullable(c.day),
  ...ruling,
});
export type LegalHoldPlaced = t.TypeOf<typeof legalHoldPlaced>;

/** A hold ends; that it was placed stays. */
export const legalHoldReleased = c.record('LegalHoldReleased', { hold: holdId, ...ruling });
export type LegalHoldReleased = t.TypeOf<typeof legalHoldReleased>;

/** An authority's answer (RFC 3161) to a request to stamp a checkpoint. */
export const timestampReceived = c.record('TimestampReceived', {
  /** The signed note that was stamped. */
  note: c.text(4_000),
  /** SHA-256 of it, which the answer covers. */
  digest,
  /** The answer's DER, in base64. */
  answer: c.text(100_000),
  ...ruling,
});
export type TimestampReceived = t.TypeOf<typeof timestampReceived>;

/** Codec by type. */
export const eventCodecs = {
  FilingRecorded: filingRecorded,
  EnvelopeStated: envelopeStated,
  TransactionReported: transactionReported,
  HoldingReported: holdingReported,
  RowCorrected: rowCorrected,
  RowWithdrawn: rowWithdrawn,
  ConflictDecided: conflictDecided,
  InsiderIdentified: insiderIdentified,
  SecurityAliased: securityAliased,
  CorporateActionRecorded: corporateActionRecorded,
  PositionsJoined: positionsJoined,
  IssuerIdentified: issuerIdentified,
  RowDeclared: rowDeclared,
  IssuerDeclared: issuerDeclared,
  RoleDeclared: roleDeclared,
  RepresentationRecorded: representationRecorded,
  ReliefDeclared: reliefDeclared,
  CalendarDayAdded: calendarDayAdded,
  LegalHoldPlaced: legalHoldPlaced,
  LegalHoldReleased: legalHoldReleased,
  TimestampReceived: timestampReceived,
} as const;
export type EventType = keyof typeof eventCodecs;

/** Of each type, the version that this code writes: the one that its codec reads. */
export const currentVersions: Readonly<Record<EventType, number>> = {
  FilingRecorded: 1,
  EnvelopeStated: 1,
  TransactionReported: 1,
  HoldingReported: 1,
  RowCorrected: 1,
  RowWithdrawn: 1,
  ConflictDecided: 1,
  InsiderIdentified: 1,
  SecurityAliased: 1,
  CorporateActionRecorded: 1,
  PositionsJoined: 1,
  IssuerIdentified: 1,
  RowDeclared: 1,
  IssuerDeclared: 1,
  RoleDeclared: 1,
  RepresentationRecorded: 1,
  ReliefDeclared: 1,
  CalendarDayAdded: 1,
  LegalHoldPlaced: 1,
  LegalHoldReleased: 1,
  TimestampReceived: 1,
};

/** An event's meaning, decoded. */
export type LedgerEvent =
  | { readonly type: 'FilingRecorded'; readonly data: FilingRecorded }
  | { readonly type: 'EnvelopeStated'; readonly data: EnvelopeStated }
  | { readonly type: 'TransactionReported'; readonly data: RowReported }
  | { readonly type: 'HoldingReported'; readonly data: RowReported }
  | { readonly type: 'RowCorrected'; readonly data: RowCorrected }
  | { readonly type: 'RowWithdrawn'; readonly data: RowWithdrawn }
  | { readonly type: 'ConflictDecided'; readonly data: ConflictDecided }
  | { readonly type: 'InsiderIdentified'; readonly data: InsiderIdentified }
  | { readonly type: 'SecurityAliased'; readonly data: SecurityAliased }
  | { readonly type: 'CorporateActionRecorded'; readonly data: CorporateActionRecorded }
  | { readonly type: 'PositionsJoined'; readonly data: PositionsJoined }
  | { readonly type: 'IssuerIdentified'; readonly data: IssuerIdentified }
  | { readonly type: 'RowDeclared'; readonly data: RowDeclared }
  | { readonly type: 'IssuerDeclared'; readonly data: IssuerDeclared }
  | { readonly type: 'RoleDeclared'; readonly data: RoleDeclared }
  | { readonly type: 'RepresentationRecorded'; readonly data: RepresentationRecorded }
  | { readonly type: 'ReliefDeclared'; readonly data: ReliefDeclared }
  | { readonly type: 'CalendarDayAdded'; readonly data: CalendarDayAdded }
  | { readonly type: 'LegalHoldPlaced'; readonly data: LegalHoldPlaced }
  | { readonly type: 'LegalHoldReleased'; readonly data: LegalHoldReleased }
  | { readonly type: 'TimestampReceived'; readonly data: TimestampReceived };

export const eventMetadata = c.record('event metadata', {
  /** Of this event's type. */
  schemaVersion: c.integer(1, 1_000),
  /** The ledger's clock at the append. */
  recordedAt: c.clockInstant,
  actor: c.text(200),
  source: c.nullable(m.filing.fields.source),
  /** Hash of the event before this one in its stream; 64 zeros for the first. */
  previousHash: digest,
  /** SHA-256 over the previous hash and the canonical JSON of this event without `hash`. */
  hash: digest,
});
export type EventMetadata = t.TypeOf<typeof eventMetadata>;

const insiderPrefix = 'insider-';
export const insiderStream = (id: InsiderId): string => `${insiderPrefix}${id}`;
/** Whose stream it is, as its name says; null of all other streams. */
export const insiderOfStream = (stream: string): InsiderId | null =>
  stream.startsWith(insiderPrefix) ? (stream.slice(insiderPrefix.length) as InsiderId) : null;
export const issuerStream = (id: string): string => `issuer-${id}`;
export const ledgerStream = 'ledger';
