/**
 * The seam between what is asked and where it is answered from. A book tells facts of whom it is
 * about, as of one moment; the verbs make answers of facts and of nothing else, so that each
 * answer is written once, whichever book tells: the one that folds the log, or the tables.
 */

import type { Severity } from '../../../projections/conflict/conflict.js';
import type { DealReport, Document, Unamended } from '../../../projections/issuer.js';
import type { ConflictAnswer, ConflictCount } from '../../answer/conflicts.js';
import type { PositionFact } from '../../answer/holdings.js';
import type { InsiderAnswer, IssuerAnswer } from '../../answer/party.js';
import type { ChecksAnswer, Counts, UnexplainedAnswer } from '../../answer/reconcile.js';
import type { RulingAnswer } from '../../answer/rulings.js';
import type { TransactionFact } from '../../answer/transactions.js';
import type { InsiderId, IssuerId, PositionId, RowId } from '../../event/identity.js';
import type { Day, Instant } from '../../filing/calendar.js';
import type { FilingFound, Scope, SharedHoldingFound } from '../../readmodel/questions/found.js';
import type { RelationFound } from '../../readmodel/questions/relations.js';

/** A row that several owners report, and a position that stands on it. */
export interface StandingFact {
  readonly positionId: PositionId;
  readonly row: RowId;
}

/** A position that stands on rows which several may report, as it is at the moment asked about. */
export type SharedHolding = SharedHoldingFound;

/** An insider and an issuer of whom it filed with others. */
export interface FiledTogether {
  readonly insider: InsiderId;
  readonly issuer: IssuerId;
}

/** One of two documents with the same rows was amended, and the other was not. */
export interface UnamendedFact extends Unamended {
  /** Of the first of those who filed the one that is left. */
  readonly insider: InsiderAnswer;
  readonly issuer: IssuerAnswer;
  readonly issuerId: IssuerId;
  readonly filedOn: Day;
  /** Positions that stand on its rows. */
  readonly standing: ReadonlyArray<StandingFact>;
}

/** A transaction that counts, with who reports it and of whom. */
export interface DealFact extends DealReport {
  readonly owner: InsiderAnswer;
  readonly planTrade: boolean | null;
}

/** A document, once for each insider who filed it. */
export type FilingFact = FilingFound;

/** An insider and an issuer of whom it filed. */
export type RelationFact = RelationFound;

/** What is told of a position from an effective day on. */
export interface Stretch {
  /** Empty: from the beginning. */
  readonly from: Day;
  readonly fact: PositionFact;
}

/** Everything that is told of a position, whatever the day. */
export interface AccountFact {
  readonly positionId: PositionId;
  readonly insider: InsiderAnswer;
  readonly issuer: IssuerAnswer;
  readonly issuerId: IssuerId;
  readonly stretches: ReadonlyArray<Stretch>;
}

/** What was told of a position from an effective day on, as long as that was what was known. */
export interface Span extends Stretch {
  readonly knownFrom: Instant;
  readonly knownTo: Instant;
}

/** Everything that was ever told of a position. */
export interface SpansFact extends Omit<AccountFact, 'stretches'> {
  readonly spans: ReadonlyArray<Span>;
}

export type IssuerNamed = IssuerAnswer & { readonly id: string };

export interface Facts {
  positions(): ReadonlyArray<PositionFact>;
  transactions(): ReadonlyArray<TransactionFact>;
  /** Of one severity, or of all. */
  conflicts(severity?: Severity): ReadonlyArray<ConflictAnswer>;
  /** How many there are of each kind. */
  conflictCounts(): ReadonlyArray<ConflictCount>;
  /** What operators said, by insider; of an issuer also what was said of its insiders. */
  rulings(): ReadonlyArray<RulingAnswer>;
  /** Stated balances counted by what became of them. */
  checkSums(): Counts;
  /** Every unexplained change. */
  differences(): ReadonlyArray<UnexplainedAnswer>;
  /** Of positions of which something is listed that must never be. */
  flagged(): ReadonlyArray<ChecksAnswer>;
  /** Of transactions from a day on. */
  deals(from: Day): ReadonlyArray<DealFact>;
  standing(): ReadonlyArray<StandingFact>;
  /** Of positions of which something is told on that day. */
  sharedHoldings(): ReadonlyArray<SharedHolding>;
  filedTogether(): ReadonlyArray<FiledTogether>;
  /** Those that may be one filing in several documents. */
  documents(): ReadonlyArray<Document>;
  unamended(): ReadonlyArray<UnamendedFact>;
  /** Those that became known after an instant, or that were filed on a day. */
  filings(
    which: { readonly after: Instant } | { readonly filedOn: Day },
  ): ReadonlyArray<FilingFact>;
  /** Who filed about whom, by insider and issuer. */
  relations(): ReadonlyArray<RelationFact>;
  /** Of some insiders, or of all that it is about. */
  accounts(insiders?: ReadonlySet<InsiderId>): ReadonlyArray<AccountFact>;
  /** Of both times; in no order. */
  spans(): ReadonlyArray<SpansFact>;
  /** The issuer it is about, as the filing about it that was known last names it. */
  named(): IssuerNamed;
}

/** What every book says of itself. */
export interface About {
  readonly scope: Scope;
  /** Insiders of whom nothing can be told: their events cannot be read. */
  readonly missing: ReadonlyArray<InsiderId>;
  /** Whether there are insiders after the last of a stretch that it is about. */
  readonly more: boolean;
}

/** A book in which these facts are to be found. */
export type Book<K extends keyof Facts = keyof Facts> = About &
  Pick<Facts, K> & {
    /** The same about the next so many insiders after one; null where there are no more. */
    next(after: string, count: number): { readonly book: Book<K>; readonly through: string } | null;
  };

/** Whether an insider is among those of a stretch; of every other scope all are. */
export const isIn = (scope: Scope, insider: InsiderId): boolean =>
  'after' in scope ? insider > scope.after && insider <= scope.through : true;
