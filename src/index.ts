/**
 * insider-ledger: who held what on a day, as it was known on a day, and how we know.
 *
 * Open a ledger with `openLedger(url)`; everything else is a method of it.
 */

export type {
  ConflictAnswer,
  ConflictDetailAnswer,
  ConflictsAnswer,
  DecisionAnswer,
  SideAnswer,
} from './answer/conflicts.js';
export type { Difference, LedgerError, LedgerErrorCode } from './answer/error.js';
export type { ExplainAnswer, StepAnswer } from './answer/explain.js';
export { type ExplainDifference, explainDifference } from './answer/explain-difference.js';
export type { HoldingsAnswer, PositionAnswer } from './answer/holdings.js';
export type { Moment } from './answer/moment.js';
export type { ReconcileAnswer } from './answer/reconcile.js';
export type { RowRulingAnswer } from './answer/row-rulings.js';
export type { RulingAnswer, RulingsAnswer } from './answer/rulings.js';
export type { TermsAnswer } from './answer/terms.js';
export type { TransactionAnswer, TransactionsAnswer } from './answer/transactions.js';
export type { LedgerEvent } from './event/catalogue.js';
export { type Filing, filing as filingCodec } from './filing/model.js';
export type { FollowAnswer, FollowOptions } from './ledger/keep/follow.js';
export type { ReadModelStatus } from './ledger/keep/kept-status.js';
export type { RebuildAnswer, RebuildOptions, RebuildVerifyAnswer } from './ledger/keep/rebuild.js';
export type { Ledger, LedgerOptions } from './ledger/ledger.js';
export type { ChangeAnswer, ChangesPage } from './ledger/market/changes.js';
export type { FiledAnswer } from './ledger/market/filed.js';
export type { FlowAnswer } from './ledger/market/flow.js';
export type { HolderAnswer, HoldersAnswer } from './ledger/market/holders.js';
export type { PositionsPage } from './ledger/market/positions.js';
export { ledgerOn, openLedger } from './ledger/open.js';
export { filingSchema } from './ledger/record/filing-schema.js';
export type { ImportReport } from './ledger/record/import.js';
export type { Recorded } from './ledger/record/recorder.js';
export type { RulingChange } from './ledger/rule/ruling-change.js';
export type { StatusAnswer } from './ledger/status.js';
export type { HoldingsQuery, RulingsQuery, Subject } from './ledger/subject.js';
export type { VerifyAnswer } from './ledger/verify.js';
export type { EventStore, StoreError } from './store/port.js';
