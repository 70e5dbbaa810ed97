/** What was reported in time, Item 405, deadlines and closed days. */
import type {
  CalendarAnswer,
  ClosedDay,
  DeadlineAnswer,
  DelinquenciesAnswer,
  DelinquentAnswer,
  TimelinessAnswer,
  TimelinessRowAnswer,
} from '../../ledger/answers.js';
import { type Cells, sheetOf } from '../text/csv.js';
import { counted, number, plain, sentence } from '../text/plain.js';
import type { Screen } from '../text/screen.js';
import { type Column, table } from '../text/table.js';
import { codeText } from './code.js';
import { issuerName, momentText } from './party.js';
import type { PagedPresentation, Presentation } from './presentation.js';

const cells: Cells<TimelinessRowAnswer> = {
  row: (r) => r.row,
  insiderId: (r) => r.insider.id,
  insiderName: (r) => r.insider.name,
  issuerCik: (r) => r.issuer.cik,
  issuerSymbol: (r) => r.issuer.symbol,
  form: (r) => r.form,
  code: (r) => r.code,
  transactionDate: (r) => r.transactionDate,
  deemedExecutionDate: (r) => r.deemedExecutionDate,
  executedOn: (r) => r.executedOn,
  executionBasis: (r) => r.executionBasis,
  rule: (r) => r.rule,
  dueOn: (r) => r.dueOn,
  dueBasis: (r) => r.dueBasis,
  skipped: (r) => r.skipped.map(({ day }) => day).join(' '),
  filedOn: (r) => r.filedOn,
  filedBasis: (r) => r.filedBasis,
  acceptedAt: (r) => r.acceptedAt,
  outcome: (r) => r.outcome,
  why: (r) => r.why,
  businessDaysLate: (r) => r.businessDaysLate,
  calendarDaysLate: (r) => r.calendarDaysLate,
  timelinessStated: (r) => r.timelinessStated,
  findings: (r) => r.findings.map(({ code }) => code).join(' '),
};

const columns: ReadonlyArray<Column<TimelinessRowAnswer>> = [
  { title: 'Insider', cell: (r) => r.insider.name, shrinksTo: 8 },
  { title: 'Issuer', cell: (r) => issuerName(r.issuer), shrinksTo: 4 },
  { title: 'Code', cell: (r) => codeText(r.code), shrinksTo: 6 },
  { title: 'Trade', cell: (r) => r.transactionDate ?? '' },
  { title: 'Due', cell: (r) => r.dueOn ?? '?' },
  { title: 'Filed', cell: (r) => r.filedOn },
  { title: 'By', cell: (r) => r.filedBasis, shrinksTo: 6 },
  {
    title: 'Outcome',
    cell: (r) => (r.outcome === 'late' ? `${r.businessDaysLate} late` : r.outcome),
    paint: (r, screen) => (r.outcome === 'late' ? screen.warn : null),
  },
  { title: 'Why', cell: (r) => r.why ?? '', shrinksTo: 10 },
  { title: 'Row', cell: (r) => r.row },
];

const findingLines = (rows: ReadonlyArray<TimelinessRowAnswer>): ReadonlyArray<string> =>
  rows.flatMap(({ row, findings }) =>
    findings.map(({ code, message }) => `  ${row}: ${code}, ${plain(message)}`),
  );

type Summary = TimelinessAnswer['summary'];

export const noRows: Summary = { judged: 0, late: 0, notJudged: 0 };

export const together = (a: Summary, b: Summary): Summary => ({
  judged: a.judged + b.judged,
  late: a.late + b.late,
  notJudged: a.notJudged + b.notJudged,
});

const summaryText = ({ summary }: TimelinessAnswer): string =>
  `${counted(summary.judged, 'row')} judged, ${number(summary.late)} late; ${number(summary.notJudged)} not judged. Days late are business days.`;

const tableOf = (rows: ReadonlyArray<TimelinessRowAnswer>, screen: Screen): string => {
  const findings = findingLines(rows);
  return [
    ...(rows.length === 0 ? ['No such rows.'] : [table(columns, rows, screen)]),
    ...(findings.length === 0 ? [] : ['', 'To look at:', ...findings]),
  ].join('\n');
};

export const timeliness: Presentation<TimelinessAnswer> = {
  items: (answer) => answer.rows,
  csv: (answer) => sheetOf(cells, answer.rows),
  table: (answer, screen) =>
    [
      tableOf(answer.rows, screen),
      '',
      summaryText(answer),
      screen.dim(`${momentText(answer)}. ${sentence(answer.notice)}`),
    ].join('\n'),
};

/** Of everybody: the sums, which grow from page to page, come last. */
export const timelinessPages: PagedPresentation<TimelinessAnswer, TimelinessRowAnswer> = {
  items: (page) => page.rows,
  head: ({ asOf, knownBy, recordedBy, calendar, notice }) => ({
    asOf,
    knownBy,
    recordedBy,
    calendar,
    notice,
  }),
  tail: ({ summary }) => ({ summary }),
  name: 'rows',
  cells,
  table: tableOf,
  foot: (page) => `\n${summaryText(page)}\n${momentText(page)}. ${sentence(page.notice)}`,
  beside: summaryText,
};

const personCells: Cells<DelinquentAnswer> = {
  insiderId: (p) => p.insider.id,
  insiderName: (p) => p.insider.name,
  roles: (p) => p.roles.join(' '),
  reportsFiledLate: (p) => p.reportsFiledLate,
  reportsDue: (p) => p.reportsDue,
  transactionsLate: (p) => p.transactionsLate,
  holdingsMissedOnForm3: (p) => p.holdingsMissedOnForm3,
  notJudged: (p) => p.notJudged,
  rows: (p) => p.rows.join(' '),
  sentence: (p) => p.sentence,
};

const personColumns: ReadonlyArray<Column<DelinquentAnswer>> = [
  { title: 'Insider', cell: (p) => p.insider.name, shrinksTo: 10 },
  { title: 'Roles', cell: (p) => p.roles.join(', '), shrinksTo: 8 },
  { title: 'Reports', cell: (p) => String(p.reportsFiledLate), align: 'right' },
  { title: 'Due days', cell: (p) => String(p.reportsDue), align: 'right' },
  { title: 'Transactions', cell: (p) => String(p.transactionsLate), align: 'right' },
  { title: 'Not judged', cell: (p) => String(p.notJudged), align: 'right' },
];

export const delinquencies: Presentation<DelinquenciesAnswer> = {
  items: (answer) => answer.persons,
  csv: (answer) => sheetOf(personCells, answer.persons),
  table: (answer, screen) => {
    const { issuer, fiscalYear, persons, issuerTotals, notice } = answer;
    const said = persons.flatMap(({ insider, sentence }) =>
      sentence === null ? [] : [`  ${plain(insider.name)}: ${sentence}`],
    );
    return [
      screen.bold(
        `Delinquent Section 16(a) Reports, ${plain(issuer.name)}, fiscal year ${fiscalYear.from} to ${fiscalYear.through} (${fiscalYear.asked === true ? 'as asked' : fiscalYear.basis})`,
      ),
      ...(persons.length === 0 ? ['Nobody was late.'] : [table(personColumns, persons, screen)]),
      ...(said.length === 0 ? [] : ['', ...said]),
      '',
      `${counted(issuerTotals.reportsFiledLate, 'report')} and ${counted(issuerTotals.transactionsLate, 'transaction')} late, joint documents once.`,
      screen.dim(`${momentText(answer)}. ${sentence(notice)}`),
    ].join('\n');
  },
};

const deadlineCells: Cells<DeadlineAnswer> = {
  form: (d) => d.form,
  on: (d) => d.on,
  dueOn: (d) => d.dueOn,
  rule: (d) => d.rule,
  skipped: (d) => d.skipped.map(({ day }) => day).join(' '),
};

export const deadline: Presentation<DeadlineAnswer> = {
  items: (answer) => [answer],
  csv: (answer) => sheetOf(deadlineCells, [answer]),
  table: ({ form, on, dueOn, rule, skipped, calendar }) =>
    [
      `Form ${form} for ${on} is due on ${dueOn} (${rule}), by 22:00 in Washington.`,
      ...skipped.map(({ day, why }) => `${day} does not count: ${why}.`),
      ...(calendar === undefined
        ? []
        : ['EDGAR’s closures of that time are not known yet: federal holidays alone are counted.']),
    ].join('\n'),
};

const dayCells: Cells<ClosedDay> = {
  day: (d) => d.day,
  why: (d) => d.why,
  basis: (d) => d.basis,
  source: (d) => d.source,
  certain: (d) => d.certain,
};

const dayColumns: ReadonlyArray<Column<ClosedDay>> = [
  { title: 'Day', cell: (d) => d.day },
  { title: 'Why', cell: (d) => d.why, shrinksTo: 12 },
  {
    title: 'Source',
    cell: (d) => (d.certain ? d.source : `${d.source} (to be checked)`),
    shrinksTo: 12,
  },
];

export const calendar: Presentation<CalendarAnswer> = {
  items: (answer) => answer.closed,
  csv: (answer) => sheetOf(dayCells, answer.closed),
  table: ({ year, closed, tableThrough }, screen) =>
    [
      table(dayColumns, closed, screen),
      '',
      screen.dim(
        `${counted(closed.length, 'weekday')} of ${year} on which nothing is filed; EDGAR’s own closures are known through ${tableThrough}.`,
      ),
    ].join('\n'),
};
