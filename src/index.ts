/// <reference types="node" preserve="true" />
/**
 * insider-ledger: who held what on a day, as it was known on a day, and how we know.
 *
 * Open a ledger with `openLedger(url)`; everything else is a method of it.
 */

export type { LedgerEvent } from './event/catalogue.js';
export { type Filing, filing as filingCodec } from './filing/model.js';
export {
  type Candidate,
  type ConflictAnswer,
  type ConflictCount,
  type ConflictCountsAnswer,
  type ConflictDetailAnswer,
  type ConflictsAnswer,
  cutTimeline,
  type DecisionAnswer,
  type Difference,
  type ExplainAnswer,
  type ExplainDifference,
  explainDifference,
  type HoldingsAnswer,
  type InstantAnswer,
  type LedgerError,
  type LedgerErrorCode,
  type Moment,
  type PointAnswer,
  type PositionAnswer,
  type PositionListed,
  type PositionTimeline,
  type ReconcileAnswer,
  type RectangleAnswer,
  type RowRulingAnswer,
  type RulingAnswer,
  type RulingsAnswer,
  type SideAnswer,
  type StepAnswer,
  type TermsAnswer,
  type TimelineAnswer,
  type TransactionAnswer,
  type TransactionsAnswer,
} from './ledger/answers.js';
export type { FollowAnswer, FollowOptions } from './ledger/keep/follow.js';
export type { ReadModelStatus } from './ledger/keep/kept-status.js';
export type { RebuildAnswer, RebuildOptions, RebuildVerifyAnswer } from './ledger/keep/rebuild.js';
export type { Ledger, LedgerOptions } from './ledger/ledger.js';
export type { ChangeAnswer, ChangesPage } from './ledger/market/changes.js';
export type { FiledAnswer } from './ledger/market/filed.js';
export type {
  FlowAnswer,
  FlowGroup,
  MarketFlowAnswer,
  TopFlow,
} from './ledger/market/flow-answer.js';
export type { HolderAnswer, HoldersAnswer } from './ledger/market/holders.js';
export type { PositionsPage } from './ledger/market/positions.js';
export { ledgerOn, openLedger } from './ledger/open.js';
export type { AuditPackAnswer, AuditPackQuery } from './ledger/pack/audit-pack-answer.js';
export type { PlansAnswer, PlansQuery } from './ledger/plans.js';
export type { FilingGiven } from './ledger/record/filing-given.js';
export { filingSchema } from './ledger/record/filing-schema.js';
export type { ImportReport } from './ledger/record/import-report.js';
export type { Recorded } from './ledger/record/recorder.js';
export type { RulingChange } from './ledger/rule/ruling-change.js';
export type { ShortSwingAnswer, WindowAnswer } from './ledger/short-swing.js';
export type { StatusAnswer } from './ledger/status.js';
export type { HoldingsQuery, RulingsQuery, Subject } from './ledger/subject.js';
export type { ShortSwingQuery, WindowQuery } from './ledger/swing/terms.js';
export {
  type CalendarAnswer,
  closedDays,
  type DeadlineAnswer,
  type DeadlineQuery,
  type DelinquenciesAnswer,
  type DelinquenciesQuery,
  deadline,
  type TimelinessAnswer,
  type TimelinessQuery,
} from './ledger/timeliness.js';
export type { VerifyAnswer } from './ledger/verify.js';
export type { EventStore, StoreError } from './store/port.js';
