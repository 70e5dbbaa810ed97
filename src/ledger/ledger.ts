/**
 * What one can do with a ledger. The same verbs, names and answers as the command line, as typed
 * values in `TaskEither`.
 */
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import type {
  ConflictCountsAnswer,
  ConflictDetailAnswer,
  ConflictsAnswer,
} from '../answer/conflicts.js';
import type { LedgerError } from '../answer/error.js';
import type { ExplainAnswer } from '../answer/explain.js';
import type { FilingAnswer } from '../answer/filing-detail.js';
import type { HoldingsAnswer } from '../answer/holdings.js';
import type { Moment } from '../answer/moment.js';
import type { ReconcileAnswer } from '../answer/reconcile.js';
import type { RulingsAnswer } from '../answer/rulings.js';
import type { TimelineAnswer } from '../answer/timeline.js';
import type { TransactionsAnswer } from '../answer/transactions.js';
import type { Log } from '../store/observed.js';
import type {
  CheckpointAnswer,
  CheckpointQuery,
  ProofAnswer,
  ProofQuery,
  TimestampAnswer,
} from './checkpoint/checkpoint-answer.js';
import type { FindAnswer, FindQuery } from './find.js';
import type { FollowAnswer, FollowOptions } from './keep/follow.js';
import type {
  RebuildAnswer,
  RebuildInsiderAnswer,
  RebuildOptions,
  RebuildVerifyAnswer,
} from './keep/rebuild.js';
import type { LogEndAnswer } from './log-end.js';
import type { ChangesPage, ChangesQuery } from './market/changes.js';
import type { FiledAnswer, FiledQuery } from './market/filed.js';
import type {
  FlowAnswer,
  FlowQuery,
  MarketFlowAnswer,
  MarketFlowQuery,
} from './market/flow-answer.js';
import type { HoldersAnswer, IssuerQuery } from './market/holders.js';
import type { PanelPage, PanelQuery } from './market/panel.js';
import type { InsidersPage, InsidersQuery, IssuersAnswer, PartiesQuery } from './market/parties.js';
import type { PositionsPage, PositionsQuery } from './market/positions.js';
import type { AuditPackAnswer, AuditPackQuery } from './pack/audit-pack-answer.js';
import type { PlansAnswer, PlansQuery } from './plans.js';
import type { AppendOptions } from './record/append-lines.js';
import type { ImportOptions } from './record/import.js';
import type { ImportReport } from './record/import-report.js';
import type { Recorded } from './record/recorder.js';
import type { Declaration } from './rule/declaring.js';
import type { HoldAnswer, HoldRequest, HoldsAnswer } from './rule/holding.js';
import type { Corrections, PreviewAnswer, RuledAnswer, Ruling, Split } from './rule/operator.js';
import type { ShortSwingAnswer, WindowAnswer } from './short-swing.js';
import type { StatusAnswer } from './status.js';
import type {
  ConflictCountsQuery,
  ConflictsQuery,
  ExplainQuery,
  HoldingsQuery,
  ReconcileQuery,
  RulingsQuery,
  TransactionsQuery,
} from './subject.js';
import type { ShortSwingQuery, WindowQuery } from './swing/terms.js';
import type { TimelineQuery } from './timeline.js';
import type {
  CalendarAnswer,
  DeadlineAnswer,
  DeadlineQuery,
  DelinquenciesAnswer,
  DelinquenciesQuery,
  TimelinessAnswer,
  TimelinessQuery,
} from './timeliness.js';
import type { VerifyAnswer, VerifyOptions } from './verify.js';

type Answer<A> = TaskEither<LedgerError, A>;

export interface Ledger {
  /** Records one filing of the shape that `schema filing` prints. Recording it again does nothing. */
  record(filing: unknown): Answer<Recorded>;
  /** Files, folders, globs and `-`. */
  import(
    paths: ReadonlyArray<string>,
    options?: Omit<ImportOptions, 'manifest' | 'keepIn' | 'excludeFolders'> & {
      readonly manifest?: string;
      /** Keep each document's bytes: beside the store's file, or in the folder named. */
      readonly keepSources?: boolean | string;
    },
  ): Answer<ImportReport>;
  /** Filings as NDJSON. */
  append(lines: AsyncIterable<Uint8Array>, options?: AppendOptions): Answer<ImportReport>;
  /** Positions on a day, as known on a day. */
  holdings(query: HoldingsQuery): Answer<HoldingsAnswer>;
  /** Logical transactions with their versions; of everybody in pages, what several report once. */
  transactions(query: TransactionsQuery): Answer<TransactionsAnswer>;
  /** The chain from a position's opening to its answer. */
  explain(query: ExplainQuery): Answer<ExplainAnswer>;
  /** How what is told of positions changed: over effective days and known instants at once. */
  timeline(query: TimelineQuery): Answer<TimelineAnswer>;
  /** One filing whole, by its accession number or a row of it, with what it amends and changed. */
  filing(accession: string, moment?: Moment): Answer<FilingAnswer>;
  conflicts(query: ConflictsQuery): Answer<ConflictsAnswer>;
  /** How many of them there are, by type, severity and status. */
  conflictCounts(query?: ConflictCountsQuery): Answer<ConflictCountsAnswer>;
  conflict(conflictId: string, moment?: Moment): Answer<ConflictDetailAnswer>;
  /** What operators ruled: who, what, why, when, on what, and what came of it. */
  rulings(query: RulingsQuery): Answer<RulingsAnswer>;
  /** Every stated balance against the one before it. */
  reconcile(query: ReconcileQuery): Answer<ReconcileAnswer>;
  /** The greatest short-swing profit under Section 16(b), exactly, and what it stands on. */
  shortSwing(query: ShortSwingQuery): Answer<ShortSwingAnswer>;
  /** What a purchase or a sale of a day would be matched with, and at which prices. */
  window(query: WindowQuery): Answer<WindowAnswer>;
  /** Rule 10b5-1 plans, and what the rule asks of the trades under them. */
  plans(query: PlansQuery): Answer<PlansAnswer>;
  /** With the `basis` that was judged, refused where the conflict has changed since. */
  decide(conflictId: string, choice: string, ruling: Ruling, basis?: string): Answer<RuledAnswer>;
  /** Without changes: puts the row back as it was first recorded. */
  correct(row: string, changes: Corrections, ruling: Ruling): Answer<RuledAnswer>;
  withdraw(row: string, ruling: Ruling): Answer<RuledAnswer>;
  /** Two positions of an insider are one holding, kept under the id of the one opened first. */
  join(position: string, other: string, ruling: Ruling, same?: boolean): Answer<RuledAnswer>;
  identify(provisional: string, cik: string, ruling: Ruling, same?: boolean): Answer<RuledAnswer>;
  /** The same of an issuer without a CIK, by its provisional id or its name. */
  identifyIssuer(issuer: string, cik: string, ruling: Ruling, same?: boolean): Answer<RuledAnswer>;
  alias(issuer: string, title: string, sameAs: string, ruling: Ruling): Answer<RuledAnswer>;
  split(issuer: string, given: Split, ruling: Ruling): Answer<RuledAnswer>;
  /** What filings do not say: of a row, an issuer, an insider, of relief, of EDGAR's closed days. */
  declare(given: Declaration, ruling: Ruling, holds?: boolean): Answer<RuledAnswer>;
  /** Takes a declaration back, by the id of its ruling. */
  undeclare(id: string, ruling: Ruling): Answer<RuledAnswer>;
  /** What a ruling would change. It is said of a ledger on which nothing is written. */
  preview(say: (rulings: Rulings) => Answer<RuledAnswer>): Answer<PreviewAnswer>;
  /** Records of insiders, issuers, a period or all must be kept: answers in scope say so. */
  placeHold(request: HoldRequest, ruling: Ruling): Answer<HoldAnswer>;
  releaseHold(hold: string, ruling: Ruling): Answer<HoldAnswer>;
  /** Every hold, released ones too. */
  holds(query?: Pick<Moment, 'recordedBy'>): Answer<HoldsAnswer>;
  /** Folds one insider anew into the read model. */
  rebuildInsider(who: string): Answer<RebuildInsiderAnswer>;
  /** Folds everything anew, beside what answers meanwhile. */
  rebuild(options?: RebuildOptions): Answer<RebuildAnswer>;
  /** Compares what is kept with a fresh fold. */
  verifyReadModel(options?: RebuildOptions): Answer<RebuildVerifyAnswer>;
  /** Digest of everything that is kept, with the whole log taken in. */
  readModelDigest(): Answer<string>;
  /** Keeps the read model up with the log until the signal comes. */
  follow(options: FollowOptions): Answer<FollowAnswer>;
  /** Everybody's positions, in pages of whole insiders. */
  positions(query: PositionsQuery): Answer<PositionsPage>;
  /** Positions on several days at once, in pages of whole insiders. */
  panel(query: PanelQuery): Answer<PanelPage>;
  /** All holders of an issuer, holdings that several report counted once. */
  holders(query: IssuerQuery): Answer<HoldersAnswer>;
  /** What insiders bought and sold of an issuer over a period, each transaction once. */
  flow(query: FlowQuery): Answer<FlowAnswer>;
  /** The same over all issuers: by insider, code or month, or who bought and sold most. */
  marketFlow(query: MarketFlowQuery): Answer<MarketFlowAnswer>;
  /** What changed between two knowledge dates. */
  changes(query: ChangesQuery): Answer<ChangesPage>;
  /** Everything that the filings of a day changed. */
  filed(query: FiledQuery): Answer<FiledAnswer>;
  /** What a text may mean: insiders, issuers, filings, rows, positions, conflicts. */
  find(query: FindQuery): Answer<FindAnswer>;
  /** Everybody who filed, in pages. */
  insiders(query?: InsidersQuery): Answer<InsidersPage>;
  /** Every issuer of whom was filed. */
  issuers(query?: PartiesQuery): Answer<IssuersAnswer>;
  /** Every reportable row: in time, late or not judged, by which rule and why. */
  timeliness(query: TimelinessQuery): Answer<TimelinessAnswer>;
  /** What Item 405 asks an issuer to tell of its insiders for a fiscal year. */
  delinquencies(query: DelinquenciesQuery): Answer<DelinquenciesAnswer>;
  /** When a form is due, by the days that operators added too. */
  deadline(query: DeadlineQuery): Answer<DeadlineAnswer>;
  /** The weekdays of a year on which nothing is filed, those that operators added too. */
  calendar(year: number): Answer<CalendarAnswer>;
  /** One question with all that its answer stands on, in a folder that can be checked without us. */
  auditPack(query: AuditPackQuery): Answer<AuditPackAnswer>;
  /** How far the log is and its Merkle root; signed where a key is given. */
  checkpoint(query?: CheckpointQuery): Answer<CheckpointAnswer>;
  /** Attaches an authority's answer (RFC 3161) to a signed checkpoint. */
  attachTimestamp(note: string, answer: Uint8Array, ruling: Ruling): Answer<TimestampAnswer>;
  /** That a row stands in the log, or before a checkpoint, for a stranger to check. */
  prove(query: ProofQuery): Answer<ProofAnswer>;
  verify(options?: VerifyOptions): Answer<VerifyAnswer>;
  status(): Answer<StatusAnswer>;
  /** The last event of the log, by which two states of a ledger are told apart; it counts nothing. */
  logEnd(): Answer<LogEndAnswer>;
  close(): Promise<void>;
}

/** The verbs with which an operator rules. */
export type Rulings = Pick<
  Ledger,
  | 'decide'
  | 'correct'
  | 'withdraw'
  | 'join'
  | 'identify'
  | 'identifyIssuer'
  | 'alias'
  | 'split'
  | 'declare'
  | 'undeclare'
>;

export interface LedgerOptions {
  /** The ledger's clock; the machine's where missing. */
  readonly clock?: () => Date;
  /** Who appends, for the events' metadata. */
  readonly actor?: string;
  /** Folder of the read model; beside the file of an embedded ledger where missing. */
  readonly readModel?: string;
  /** Folder of kept documents; beside the file of an embedded ledger where missing. */
  readonly sources?: string;
  /** Told why an answer takes long, and what would help. */
  readonly notice?: (text: string) => void;
  /** Told what the store does; with it the store is measured through OpenTelemetry as well. */
  readonly log?: Log;
}
