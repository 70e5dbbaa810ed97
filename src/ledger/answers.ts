/**
 * What the verbs answer and how they fail: the shapes that faces print and the library exports. Those
 * of keeping, recording and the market stand beside their verbs.
 */

export { foldVersion } from '../../projections/version.js';
export type {
  ConflictAnswer,
  ConflictCount,
  ConflictCountsAnswer,
  ConflictDetailAnswer,
  ConflictsAnswer,
  DecisionAnswer,
  SideAnswer,
} from '../answer/conflicts.js';
export {
  type Candidate,
  type Difference,
  type LedgerError,
  type LedgerErrorCode,
  LedgerFailure,
} from '../answer/error.js';
export type { ExplainAnswer, StepAnswer, WithdrawnAnswer } from '../answer/explain.js';
export {
  type ExplainDifference,
  explainDifference,
  type StepDifference,
} from '../answer/explain-difference.js';
export type {
  AmendsAnswer,
  BoxAnswer,
  FilingAnswer,
  FilingRowAnswer,
  OwnerAnswer,
  RowReportAnswer,
} from '../answer/filing-detail.js';
export type { HoldingsAnswer, PositionAnswer, PositionListed } from '../answer/holdings.js';
export type { Moment } from '../answer/moment.js';
export type { PagePlace, Paging } from '../answer/paging.js';
export type { InsiderAnswer, IssuerAnswer, OwnershipAnswer } from '../answer/party.js';
export type { PlanAnswer, PlanTradeAnswer } from '../answer/plans.js';
export type {
  ChecksAnswer,
  ReadingAnswer,
  ReconcileAnswer,
  UnexplainedAnswer,
} from '../answer/reconcile.js';
export type { FieldRulingAnswer, RowRulingAnswer } from '../answer/row-rulings.js';
export type { RulingAnswer, RulingsAnswer } from '../answer/rulings.js';
export type {
  ShortSwingClassAnswer,
  ShortSwingOfOne,
  WindowClassAnswer,
  WindowOfOne,
} from '../answer/short-swing.js';
export type { TermsAnswer } from '../answer/terms.js';
export {
  cutTimeline,
  type InstantAnswer,
  type PointAnswer,
  type PositionTimeline,
  type RectangleAnswer,
  type TimelineAnswer,
} from '../answer/timeline.js';
export type { DelinquentAnswer, TimelinessRowAnswer } from '../answer/timeliness.js';
export type {
  TransactionAnswer,
  TransactionListed,
  TransactionsAnswer,
} from '../answer/transactions.js';
export { correctableFields } from '../event/catalogue.js';
export type { ClosedDay } from '../filing/business-days.js';
export type { FindAnswer, FoundAnswer } from './find.js';
export { type By, bys } from './market/flow-answer.js';
export {
  daysEvery,
  type PanelPage,
  type PanelPosition,
  type PanelRow,
  panelRows,
  type Step,
  steps,
} from './market/panel.js';
export type {
  InsiderListed,
  InsidersPage,
  IssuerListed,
  IssuersAnswer,
} from './market/parties.js';
export type { PlansAnswer, ResultsFiled } from './plans.js';
export type { ShortSwingAnswer, WindowAnswer } from './short-swing.js';
export type {
  CalendarAnswer,
  DeadlineAnswer,
  DelinquenciesAnswer,
  TimelinessAnswer,
} from './timeliness.js';
