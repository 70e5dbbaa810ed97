/** What was reported in time, and what Item 405 asks to be told of what was not. */
import type { Delinquency, FiscalSpan } from '../../projections/delinquency.js';
import type { InsiderView } from '../../projections/insider.js';
import { firstOf, inForce } from '../../projections/line/line.js';
import type { RoleSpan } from '../../projections/short-swing/role.js';
import type { Outcome, Timeliness, TimelinessFinding } from '../../projections/timeliness.js';
import type { RowId } from '../event/identity.js';
import { type BusinessCalendar, delayableAfter } from '../filing/business-days.js';
import type { Day, Instant } from '../filing/calendar.js';
import { tableThrough } from '../filing/closures.js';
import { type InsiderAnswer, type IssuerAnswer, insiderAnswer, issuerAnswer } from './party.js';

/** A weekday on which EDGAR was closed and that did not count. */
export interface SkippedDay {
  readonly day: Day;
  readonly why: string;
}

export interface TimelinessRowAnswer {
  /** The row that first reported it. */
  readonly row: RowId;
  readonly insider: InsiderAnswer;
  readonly issuer: IssuerAnswer;
  /** On which it was first reported. */
  readonly form: string;
  readonly code: string | null;
  readonly transactionDate: Day | null;
  readonly deemedExecutionDate: Day | null;
  readonly executedOn: Day | null;
  readonly executionBasis: Timeliness['executionBasis'];
  readonly rule: string;
  readonly dueOn: Day | null;
  readonly dueBasis: Timeliness['dueBasis'];
  readonly skipped: ReadonlyArray<SkippedDay>;
  readonly filedOn: Day;
  readonly filedBasis: Timeliness['filedBasis'];
  readonly acceptedAt: Instant | null;
  readonly outcome: Outcome;
  readonly why: string | null;
  readonly businessDaysLate: number;
  readonly calendarDaysLate: number;
  /** Box 6 or 7 of the row, as the filer marked it: E early, L late. */
  readonly timelinessStated: 'E' | 'L' | null;
  readonly findings: ReadonlyArray<TimelinessFinding>;
  /** Box 4 of an amendment whose original is not here. */
  readonly originalFiledOn?: Day | null;
  /** Where it is due after the last day of which closures are known: by statute alone. */
  readonly calendar?: 'statutory';
}

export interface TimelinessSummary {
  readonly judged: number;
  readonly late: number;
  readonly notJudged: number;
}

/** Box 4 names the day of the original that is not here: by it the row may have been in time. */
const ofOriginal = ({
  why,
  originalFiledOn,
  dueOn,
}: Timeliness): ReadonlyArray<TimelinessFinding> =>
  why === 'original-missing' &&
  originalFiledOn !== null &&
  dueOn !== null &&
  originalFiledOn <= dueOn
    ? [
        {
          code: 'ORIGINAL_IN_TIME',
          message: `in time if the original, filed on ${originalFiledOn} by box 4, had the row`,
        },
      ]
    : [];

export const timelinessRow = (
  view: InsiderView,
  judged: Timeliness,
  calendar: BusinessCalendar,
): TimelinessRowAnswer => {
  const { line, countedFrom, dueOn } = judged;
  const { row } = inForce(line);
  const first = firstOf(line);
  const isBeyond = dueOn !== null && dueOn > tableThrough;
  return {
    row: first.row.row,
    insider: insiderAnswer(view),
    issuer: issuerAnswer(view, row.issuerId),
    form: first.filing.header.form,
    code: row.coding?.code ?? null,
    transactionDate: row.transactionDate.value,
    deemedExecutionDate: row.deemedExecutionDate.value,
    executedOn: judged.executedOn,
    executionBasis: judged.executionBasis,
    rule: judged.rule,
    dueOn,
    dueBasis: judged.dueBasis,
    skipped:
      countedFrom === null || dueOn === null
        ? []
        : calendar.skipped(delayableAfter(judged.dueForm, countedFrom), dueOn),
    filedOn: judged.filedOn,
    filedBasis: judged.filedBasis,
    acceptedAt: judged.acceptedAt,
    outcome: judged.outcome,
    why: judged.why,
    businessDaysLate: judged.businessDaysLate,
    calendarDaysLate: judged.calendarDaysLate,
    timelinessStated: row.timeliness.value,
    findings: [...judged.findings, ...ofOriginal(judged)],
    ...(judged.why === 'original-missing' ? { originalFiledOn: judged.originalFiledOn } : {}),
    ...(isBeyond ? { calendar: 'statutory' } : {}),
  };
};

export const summaryOf = (
  rows: ReadonlyArray<Pick<TimelinessRowAnswer, 'outcome'>>,
): TimelinessSummary => {
  const of = (outcome: Outcome): number => rows.filter((r) => r.outcome === outcome).length;
  return { judged: of('in-time') + of('late'), late: of('late'), notJudged: of('not-judged') };
};

// ---- Item 405 ----

export interface DelinquentAnswer {
  readonly insider: InsiderAnswer;
  /** Held at any time in the year, as far as filings tell. */
  readonly roles: ReadonlyArray<string>;
  readonly reportsFiledLate: number;
  /** Distinct days on which they were due: where practice counts the reports that there should have been. */
  readonly reportsDue: number;
  readonly transactionsLate: number;
  readonly holdingsMissedOnForm3: number;
  /** Failures to file that are known of; filings themselves tell of none. */
  readonly knownFailures: ReadonlyArray<string>;
  readonly notJudged: number;
  readonly rows: ReadonlyArray<RowId>;
  /** Whether an earlier proxy statement told of it: filings do not say. */
  readonly disclosedEarlier: null;
  /** To be pasted under "Delinquent Section 16(a) Reports"; null where there is nothing to tell. */
  readonly sentence: string | null;
}

const words = ['no', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'];
const numbered = (n: number): string => words[n] ?? String(n);
const many = (n: number, noun: string): string => `${numbered(n)} ${noun}${n === 1 ? '' : 's'}`;
const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** One sentence for each form. */
export const sentenceOf = ({ late }: Pick<Delinquency, 'late'>): string | null => {
  const said = (['3', '4', '5'] as const).flatMap((family) => {
    const own = late.filter(({ line }) => firstOf(line).filing.family === family);
    if (own.length === 0) return [];
    const documents = new Set(own.map(({ line }) => firstOf(line).filing.accession)).size;
    const rows = new Set(
      own
        .filter(({ line }) => inForce(line).row.kind === 'transaction')
        .map(({ line }) => firstOf(line).row.row),
    ).size;
    const holdings =
      family === '3'
        ? 0
        : own.length - own.filter(({ line }) => inForce(line).row.kind === 'transaction').length;
    const about = [
      ...(family === '3' || rows === 0 ? [] : [many(rows, 'transaction')]),
      ...(holdings === 0 ? [] : [many(holdings, 'holding')]),
    ].join(' and ');
    const forms = `${numbered(documents)} Form${documents === 1 ? '' : 's'} ${family}`;
    return [
      `${capital(forms)}${about === '' ? '' : ` reporting ${about}`} ${documents === 1 ? 'was' : 'were'} filed late.`,
    ];
  });
  return said.length === 0 ? null : said.join(' ');
};

const heldIn = ({ from, through }: RoleSpan, year: FiscalSpan): boolean =>
  (from === null || from <= year.through) && (through === null || through >= year.from);

export const delinquentAnswer = (
  view: InsiderView,
  found: Delinquency,
  roles: ReadonlyArray<RoleSpan>,
  year: FiscalSpan,
): DelinquentAnswer => ({
  insider: insiderAnswer(view),
  roles: [...new Set(roles.filter((role) => heldIn(role, year)).map(({ role }) => role))],
  reportsFiledLate: found.reportsFiledLate.size,
  reportsDue: found.reportsDue,
  transactionsLate: found.transactions.size,
  holdingsMissedOnForm3: found.holdingsMissedOnForm3,
  knownFailures: [],
  notJudged: found.notJudged,
  rows: found.late.map(({ line }) => firstOf(line).row.row),
  disclosedEarlier: null,
  sentence: sentenceOf(found),
});
