/**
 * What a read model keeps of one insider: the unit of work. Plain text throughout; decimals as
 * they are printed, instants and days as they sort.
 */

import type { TransactionAnswer } from '../answer/transactions.js';
import type { ConflictId, InsiderId, PositionId, RowId } from '../event/identity.js';
import type { Day, Instant } from '../filing/calendar.js';
import type { Accession } from '../filing/model.js';

/** Something that was so from one knowledge instant up to, not including, another. */
export interface Known {
  readonly knownFrom: Instant;
  knownTo: Instant;
}

/** The name under which the insider had last filed, from an instant on. */
export interface NameRow {
  readonly knownFrom: Instant;
  readonly name: string;
  /** As names are compared. */
  readonly canonical: string;
}

/** An issuer as this insider's last filing about it names it, from an instant on. */
export interface IssuerRow extends NameRow {
  readonly issuer: string;
  readonly cik: string | null;
  readonly symbol: string | null;
  /** The issuer that this one is identified as. */
  readonly joinedInto: string | null;
}

export interface FilingRow {
  readonly accession: Accession;
  /** Numbers under which the same document was recorded too, separated by blanks. */
  readonly otherNames: string | null;
  readonly form: string;
  readonly filedOn: Day;
  readonly acceptedAt: Instant | null;
  readonly knownAt: Instant;
  readonly period: Day;
  readonly issuer: string;
  readonly owners: number;
  readonly rows: number;
  /** Equal for documents with the same rows; null where a document cannot be one of several. */
  readonly sameRows: string | null;
}

/** A position from one effective day up to the next interval's, while that was what was known. */
export interface IntervalRow extends Known {
  readonly effectiveFrom: Day;
  readonly quantity: string | null;
  readonly computed: string | null;
  readonly unexplained: string | null;
  readonly status: string;
  /** Nothing is held and nothing is left to settle. */
  readonly closed: boolean;
  readonly reportedQuantity: string | null;
  readonly reportedRow: RowId | null;
  readonly reportedOn: Day | null;
  readonly reportedFiledOn: Day | null;
  /** As its document states it, where a ruling says otherwise: empty where it states nothing. */
  readonly reportedAsFiled: string | null;
  /** Ids of conflicts, separated by blanks. */
  readonly conflicts: string;
  /** Ids of rulings, separated by blanks. */
  readonly rulings: string;
  /** Kind, title, ownership, terms and unit, as JSON: the same for most intervals of a position. */
  readonly wording: string;
}

/** A row that a position stands on and that other owners' documents may report as well. */
export interface JointRow extends Known {
  readonly row: RowId;
}

/** A position's stated balances against the ones before them; none where nothing is to be checked. */
export interface CheckRow extends Known {
  readonly positionId: PositionId;
  /** Stated balances that have an earlier one. */
  readonly links: number;
  /** Differences that are explained, and differences that are left. */
  readonly explained: number;
  readonly remaining: number;
  /** Differences that the form accounts for in words, and those with several readings. */
  readonly inWords: number;
  readonly ambiguous: number;
  /** Of the balances that hold, those that hold on a reading. */
  readonly readings: number;
  /** How many things are listed that must never be. */
  readonly flagged: number;
  /** Differences and checks as answers without insider and issuer, as JSON in the entries' order. */
  readonly answers: string;
}

export interface PositionRow {
  readonly positionId: PositionId;
  readonly issuer: string;
  readonly intervals: ReadonlyArray<IntervalRow>;
  readonly joint: ReadonlyArray<JointRow>;
}

/** A transaction's answer without insider and issuer. */
export type KeptTransaction = Omit<TransactionAnswer, 'insider' | 'issuer'>;

export interface TransactionRow extends Known {
  /** The row that first reported it. */
  readonly transactionId: RowId;
  /** Rows of documents that others may have too which tell the same and do not count, if any. */
  readonly copies?: ReadonlyArray<RowId>;
  readonly issuer: string;
  readonly effectiveOn: Day;
  /** Of the filing it belongs to, and its place there: the order inside a day. */
  readonly homeKnownAt: Instant;
  readonly homeAccession: Accession;
  readonly place: number;
  /** Neither withdrawn nor held out. */
  readonly counts: boolean;
  readonly table: string;
  readonly security: string;
  readonly unit: string;
  readonly code: string | null;
  readonly letter: string | null;
  readonly amount: string | null;
  readonly price: string | null;
  /** Why the price is none of one share; null where nothing says so. */
  readonly priceDoubt: string | null;
  readonly answer: KeptTransaction;
}

export interface ConflictRow extends Known {
  readonly conflictId: ConflictId;
  readonly issuer: string;
  /** The answer without insider and issuer, as JSON. */
  readonly answer: string;
}

/** What an amendment amends, as long as that was what was known. */
export interface LinkRow extends Known {
  readonly amendment: Accession;
  readonly home: Accession;
}

/** What an operator said of the insider, or of an issuer of which it holds something. */
export interface RulingRow {
  readonly rulingId: string;
  /** Null where it is about no issuer. */
  readonly issuer: string | null;
  /** The answer as JSON. */
  readonly answer: string;
}

export interface UnitRows {
  readonly insider: InsiderId;
  /** The insider whose streams this one's are told with, once it is identified. */
  readonly joinedInto: InsiderId | null;
  readonly names: ReadonlyArray<NameRow>;
  readonly issuers: ReadonlyArray<IssuerRow>;
  readonly filings: ReadonlyArray<FilingRow>;
  readonly positions: ReadonlyArray<PositionRow>;
  readonly checks: ReadonlyArray<CheckRow>;
  readonly transactions: ReadonlyArray<TransactionRow>;
  readonly conflicts: ReadonlyArray<ConflictRow>;
  readonly links: ReadonlyArray<LinkRow>;
  readonly rulings: ReadonlyArray<RulingRow>;
  /** Ids that its conflicts had before identities or positions were joined, or joins settled them. */
  readonly formerConflicts: ReadonlyArray<ConflictId>;
}
