/** Stated balances against the ones before them. */
import type { ChecksAnswer, ReconcileAnswer, UnexplainedAnswer } from '../../ledger/answers.js';
import { type Cells, sheetOf } from '../text/csv.js';
import { grouped, plain, signed } from '../text/plain.js';
import type { Screen } from '../text/screen.js';
import { type Column, table } from '../text/table.js';
import { issuerName, ownershipText } from './party.js';
import type { PagedPresentation, Presentation } from './presentation.js';
import { marked, markText } from './ruled.js';

const cells: Cells<UnexplainedAnswer> = {
  positionId: (u) => u.positionId,
  insiderId: (u) => u.insider.id,
  insiderName: (u) => u.insider.name,
  issuerCik: (u) => u.issuer.cik,
  issuerName: (u) => u.issuer.name,
  security: (u) => u.security,
  ownership: (u) => u.ownership.form,
  nature: (u) => u.ownership.nature,
  row: (u) => u.row,
  after: (u) => u.after,
  effectiveOn: (u) => u.effectiveOn,
  filedOn: (u) => u.filedOn,
  expected: (u) => u.expected,
  reported: (u) => u.reported,
  difference: (u) => u.difference,
  explanation: (u) => u.explanation?.kind,
  explanationDetail: (u) => u.explanation?.detail,
  category: (u) => u.category,
  evidence: (u) => u.explanation?.evidence.join('; '),
  possible: (u) => u.possible.map((p) => p.kind).join(' '),
  rulings: (u) => u.rulings.join(' '),
};

const columns: ReadonlyArray<Column<UnexplainedAnswer>> = [
  { title: 'Insider', cell: (u) => u.insider.name, shrinksTo: 10 },
  { title: 'Issuer', cell: (u) => issuerName(u.issuer), shrinksTo: 6 },
  { title: 'Security', cell: (u) => u.security, shrinksTo: 12 },
  { title: 'Own', cell: (u) => ownershipText(u.ownership), shrinksTo: 8 },
  { title: 'After', cell: (u) => u.after ?? '' },
  { title: 'Until', cell: (u) => u.effectiveOn },
  { title: 'Expected', cell: (u) => grouped(u.expected), align: 'right' },
  { title: 'Reported', cell: (u) => marked(grouped(u.reported), u), align: 'right' },
  { title: 'Difference', cell: (u) => signed(u.difference), align: 'right' },
  {
    title: 'Explanation',
    cell: (u) => u.explanation?.kind ?? u.category,
    paint: (u, screen) => (u.explanation === null ? screen.warn : null),
  },
  { title: 'Row', cell: (u) => u.row },
];

const lines = (u: UnexplainedAnswer): ReadonlyArray<string> => {
  const readings = u.explanation === null ? u.possible : [u.explanation];
  return readings.flatMap(({ kind, detail, evidence }) => [
    `  ${u.row}: ${u.explanation === null ? `${kind}: ` : ''}${plain(detail)}`,
    ...evidence.map((e) => `    ${plain(e)}`),
  ]);
};

/** What stands below the table of each category, with what speaks for it. */
const headings = [
  ['explained', 'Explained to the share:'],
  ['in-words', 'Explained in the form’s own words, without a number:'],
  ['ambiguous', 'Several readings, none chosen:'],
  ['left', 'Left, with hints that explain nothing:'],
] as const;

const detailsOf = (unexplained: ReadonlyArray<UnexplainedAnswer>): ReadonlyArray<string> =>
  headings.flatMap(([category, heading]) => {
    const details = unexplained.filter((u) => u.category === category).flatMap(lines);
    return details.length === 0 ? [] : [heading, ...details, ''];
  });

const number = (n: number): string => grouped(String(n));

/** In the words of the ledger's promise, and no percentage: the checks come first. */
const summaryText = ({ summary, checks }: ReconcileAnswer): string =>
  [
    `${number(summary.links)} balance links:`,
    ...counts(summary).map(([n, what]) => `  ${number(n).padStart(7)}  ${what}`),
    'Checks:',
    ...checked(checks).map(([n, what]) => `  ${number(n).padStart(7)}  ${what}`),
  ].join('\n');

const counts = (s: ReconcileAnswer['summary']): ReadonlyArray<readonly [number, string]> => [
  [s.held - s.readings, 'agree'],
  [s.readings, 'agree on a reading (late, order of the document, class total, final total)'],
  [s.explained, 'explained to the share'],
  [s.inWords, 'explained in the form’s own words'],
  [s.ambiguous, 'several readings, none chosen'],
  [s.left, 'left'],
];

const checked = (checks: ChecksAnswer): ReadonlyArray<readonly [number, string]> => [
  [checks.notLastStated.length, 'answers that are not the balance last stated'],
  [checks.belowZero.length, 'positions below zero'],
  [checks.maybeSame.length, 'pairs that may be one holding'],
];

const onItsRow = 'what it reports is as ruled; explain POSITION, or rulings';

const tableOf = (
  unexplained: ReadonlyArray<UnexplainedAnswer>,
  screen: Screen,
): ReadonlyArray<string> => [
  ...(unexplained.length === 0
    ? []
    : [table(columns, unexplained, screen), ...markText(unexplained, onItsRow), '']),
  ...detailsOf(unexplained),
];

export const reconcile: Presentation<ReconcileAnswer> = {
  items: (answer) => answer.unexplained,
  csv: (answer) => sheetOf(cells, answer.unexplained),
  table: (answer, screen) =>
    [...tableOf(answer.unexplained, screen), screen.bold(summaryText(answer))].join('\n'),
  beside: summaryText,
};

export const reconcilePages: PagedPresentation<ReconcileAnswer, UnexplainedAnswer> = {
  items: (page) => page.unexplained,
  head: ({ summary, checks }) => ({ summary, checks }),
  name: 'unexplained',
  cells,
  table: (items, screen) => tableOf(items, screen).join('\n'),
  foot: summaryText,
  beside: summaryText,
};
