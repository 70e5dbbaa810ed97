/** Stated balances against the ones before them. */
import type { ReconcileAnswer, UnexplainedAnswer } from '../../ledger/answer/reconcile.js';
import type { PagedPresentation } from '../output.js';
import { type Cells, sheetOf } from '../text/csv.js';
import { grouped, plain, signed } from '../text/plain.js';
import type { Screen } from '../text/screen.js';
import { type Column, table } from '../text/table.js';
import { issuerName, ownershipText } from './party.js';
import type { Presentation } from './presentation.js';

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
};

const columns: ReadonlyArray<Column<UnexplainedAnswer>> = [
  { title: 'Insider', cell: (u) => u.insider.name, shrinksTo: 10 },
  { title: 'Issuer', cell: (u) => issuerName(u.issuer), shrinksTo: 6 },
  { title: 'Security', cell: (u) => u.security, shrinksTo: 12 },
  { title: 'Own', cell: (u) => ownershipText(u.ownership), shrinksTo: 8 },
  { title: 'After', cell: (u) => u.after ?? '' },
  { title: 'Until', cell: (u) => u.effectiveOn },
  { title: 'Expected', cell: (u) => grouped(u.expected), align: 'right' },
  { title: 'Reported', cell: (u) => grouped(u.reported), align: 'right' },
  { title: 'Difference', cell: (u) => signed(u.difference), align: 'right' },
  {
    title: 'Explanation',
    cell: (u) => u.explanation?.kind ?? 'left',
    paint: (u, screen) => (u.explanation === null ? screen.warn : null),
  },
  { title: 'Row', cell: (u) => u.row },
];

const detailsOf = (unexplained: ReadonlyArray<UnexplainedAnswer>): ReadonlyArray<string> => {
  const details = unexplained.flatMap((u) =>
    u.explanation === null ? [] : [`  ${u.row}: ${plain(u.explanation.detail)}`],
  );
  return details.length === 0 ? [] : ['What fits exactly:', ...details, ''];
};

const summaryText = ({ links, held, explained, left }: ReconcileAnswer['summary']): string =>
  `${grouped(String(links))} balance links: ${grouped(String(held))} held, ${explained} explained, ${left} left`;

const tableOf = (
  unexplained: ReadonlyArray<UnexplainedAnswer>,
  screen: Screen,
): ReadonlyArray<string> => [
  ...(unexplained.length === 0 ? [] : [table(columns, unexplained, screen), '']),
  ...detailsOf(unexplained),
];

export const reconcile: Presentation<ReconcileAnswer> = {
  items: (answer) => answer.unexplained,
  csv: (answer) => sheetOf(cells, answer.unexplained),
  table: ({ summary, unexplained }, screen) =>
    [...tableOf(unexplained, screen), screen.bold(summaryText(summary))].join('\n'),
};

export const reconcilePages: PagedPresentation<ReconcileAnswer, UnexplainedAnswer> = {
  items: (page) => page.unexplained,
  head: ({ summary }) => ({ summary }),
  name: 'unexplained',
  cells,
  table: (items, screen) => tableOf(items, screen).join('\n'),
  foot: ({ summary }) => summaryText(summary),
};
