/**
 * insider-ledger: who held what on a day, as it was known on a day, and how we know.
 *
 * Open a ledger with `openLedger(url)`; everything else is a method of it.
 */
export type { LedgerEvent } from './event/catalogue.js';
export { type Filing, filing as filingCodec } from './filing/model.js';
export type {
  ConflictAnswer,
  ConflictDetailAnswer,
  ConflictsAnswer,
  DecisionAnswer,
  SideAnswer,
} from './ledger/conflicts.js';
export type { Difference, LedgerError, LedgerErrorCode } from './ledger/error.js';
export type { ExplainAnswer, StepAnswer } from './ledger/explain.js';
export { type ExplainDifference, explainDifference } from './ledger/explain-difference.js';
export { filingSchema } from './ledger/filing-schema.js';
export type { FollowAnswer, FollowOptions } from './ledger/follow.js';
export type { HoldingsAnswer, PositionAnswer } from './ledger/holdings.js';
export type { ImportReport } from './ledger/import.js';
export type { ReadModelStatus } from './ledger/kept-status.js';
export type { Ledger, LedgerOptions } from './ledger/ledger.js';
export type { ChangeAnswer, ChangesPage } from './ledger/market/changes.js';
export type { FiledAnswer } from './ledger/market/filed.js';
export type { FlowAnswer } from './ledger/market/flow.js';
export type { HolderAnswer, HoldersAnswer } from './ledger/market/holders.js';
export type { PositionsPage } from './ledger/market/positions.js';
export type { Moment } from './ledger/moment.js';
export { ledgerOn, openLedger } from './ledger/open.js';
export type { RebuildAnswer, RebuildOptions, RebuildVerifyAnswer } from './ledger/rebuild.js';
export type { ReconcileAnswer } from './ledger/reconcile.js';
export type { Recorded } from './ledger/recorder.js';
export type { StatusAnswer } from './ledger/status.js';
export type { HoldingsQuery, Subject } from './ledger/subject.js';
export type { TermsAnswer } from './ledger/terms.js';
export type { TransactionAnswer, TransactionsAnswer } from './ledger/transactions.js';
export type { VerifyAnswer } from './ledger/verify.js';
export type { EventStore, StoreError } from './store/port.js';
