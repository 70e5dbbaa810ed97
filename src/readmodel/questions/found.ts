/** What is found in the tables, as rows, and what is asked about. */
import type { Conflict } from '../../../projections/conflict/conflict.js';
import type { DealReport, Document } from '../../../projections/issuer.js';
import type { InsiderAnswer } from '../../answer/party.js';
import type { ConflictId, InsiderId, IssuerId, PositionId, RowId } from '../../event/identity.js';
import type { Day, Instant } from '../../filing/calendar.js';
import type { Accession } from '../../filing/model.js';
import type { IntervalRow, Known } from '../rows.js';

/** Both times of a question: what is asked about, and what was known. */
export interface At {
  readonly asOf: Day;
  readonly knownBy: Instant;
}

export interface PartyFound {
  readonly insider: InsiderId;
  readonly insiderName: string;
  readonly issuer: IssuerId;
  readonly issuerCik: string | null;
  readonly issuerName: string;
  readonly issuerSymbol: string | null;
}

/** A position, and what was kept of it for the days from an effective day on. */
export interface PositionFound extends PartyFound, Omit<IntervalRow, keyof Known | 'closed'> {
  readonly p: number;
  readonly positionId: PositionId;
  readonly closed: number;
}

/** The same for as long as it was what was known. */
export interface SpanFound extends PositionFound {
  readonly knownFrom: Instant;
  readonly knownTo: Instant;
}

export interface ConflictFound extends PartyFound {
  readonly conflictId: ConflictId;
  readonly answer: string;
}

export interface ConflictsCounted {
  readonly type: Conflict['type'];
  readonly severity: Conflict['severity'];
  readonly status: Conflict['status'];
  readonly count: number;
}

/** What one position's stated balances came to. */
export interface CheckFound extends PartyFound {
  readonly positionId: PositionId;
  readonly answers: string;
}

export interface CheckSums {
  readonly links: number;
  readonly explained: number;
  readonly left: number;
  readonly inWords: number;
  readonly ambiguous: number;
  readonly readings: number;
}

export interface FilingFound {
  readonly insider: InsiderId;
  readonly accession: Accession;
  readonly form: string;
  readonly filedOn: Day;
  readonly acceptedAt: Instant | null;
  readonly knownAt: Instant;
  readonly issuer: IssuerId;
}

/** A transaction as far as it is summed up, with whose it is. */
export interface DealFound extends DealReport {
  readonly owner: InsiderAnswer;
  readonly planTrade: boolean | null;
}

/** A position that stands on rows which several may report, as it is at the moment asked about. */
export interface SharedHoldingFound {
  readonly positionId: PositionId;
  readonly insider: InsiderId;
  readonly closed: boolean;
  readonly rows: ReadonlyArray<RowId>;
}

export interface DocumentFound extends PartyFound, Document {
  readonly filedOn: Day;
}

export interface IssuerNamed {
  readonly issuerCik: string | null;
  readonly issuerName: string;
  readonly issuerSymbol: string | null;
}

/** A name met in filings, for finding who is meant. */
export interface NameFound<Id extends string> {
  readonly id: Id;
  readonly name: string;
  /** Whom this one is identified as. */
  readonly joinedInto: Id | null;
}

export interface InsiderFound extends NameFound<InsiderId> {
  /** 1 where it cannot be folded. */
  readonly quarantined: number;
}

/**
 * Of whom: one insider, in every issuer or in one; everybody of an issuer; or a stretch of all
 * insiders in order.
 */
export type Scope =
  | { readonly insider: InsiderId; readonly issuer?: IssuerId }
  | { readonly issuer: IssuerId }
  | { readonly after: string; readonly through: string };
