/** Logical transactions. */
import type { TransactionListed, TransactionsAnswer } from '../../ledger/answers.js';
import { type Cells, sheetOf } from '../text/csv.js';
import { counted, grouped, groupedNumber } from '../text/plain.js';
import { type Column, table } from '../text/table.js';
import { codeText } from './code.js';
import { insiderName, issuerName, momentText, ownershipText, termsText } from './party.js';
import type { PagedPresentation, Presentation } from './presentation.js';
import { quantityText } from './quantity.js';
import { rowRulingText } from './ruled.js';

/** When the plan was adopted, where one footnote of the row says it. */
const adoptedOn = ({ facts }: TransactionListed): string | null => {
  const days = new Set(
    facts.flatMap((fact) => {
      const day = fact.kind === 'rule-10b5-1-plan' ? fact['adoptedOn'] : null;
      return typeof day === 'string' ? [day] : [];
    }),
  );
  const [day] = days;
  return days.size === 1 && day !== undefined ? day : null;
};

const cells: Cells<TransactionListed> = {
  transactionId: (t) => t.transactionId,
  row: (t) => t.row,
  insiderId: (t) => t.insider.id,
  insiderCik: (t) => t.insider.cik,
  insiderName: (t) => t.insider.name,
  issuerCik: (t) => t.issuer.cik,
  issuerName: (t) => t.issuer.name,
  issuerSymbol: (t) => t.issuer.symbol,
  table: (t) => t.table,
  security: (t) => t.security,
  ownership: (t) => t.ownership.form,
  nature: (t) => t.ownership.nature,
  transactionDate: (t) => t.transactionDate,
  deemedExecutionDate: (t) => t.deemedExecutionDate,
  effectiveOn: (t) => t.effectiveOn,
  code: (t) => t.code,
  formType: (t) => t.formType,
  acquiredDisposed: (t) => t.acquiredDisposed,
  shares: (t) => t.shares,
  price: (t) => t.price,
  totalValue: (t) => t.totalValue,
  followingQuantity: (t) => t.following.quantity,
  followingUnit: (t) => t.following.unit,
  exercisePrice: (t) => t.terms?.exercisePrice,
  exercisableOn: (t) => t.terms?.exercisableOn,
  expiresOn: (t) => t.terms?.expiresOn,
  underlyingSecurity: (t) => t.terms?.underlying?.security,
  underlyingShares: (t) => t.terms?.underlying?.shares,
  timeliness: (t) => t.timeliness,
  planTrade: (t) => t.planTrade,
  planAdoptedOn: (t) => adoptedOn(t),
  director: (t) => t.relationship.director,
  officer: (t) => t.relationship.officer,
  tenPercentOwner: (t) => t.relationship.tenPercentOwner,
  officerTitle: (t) => t.relationship.officerTitle,
  jointWith: (t) => t.jointWith?.map(({ id }) => id).join(' '),
  judged: (t) => t.judged,
  filedOn: (t) => t.filedOn,
  acceptedAt: (t) => t.acceptedAt,
  status: (t) => t.status,
  versions: (t) => t.versions.map((v) => v.row).join(' '),
  rulings: (t) => t.rulings.map((r) => r.id).join(' '),
  ruled: (t) => t.rulings.map(rowRulingText).join(' | '),
  footnotes: (t) => t.footnotes.map((f) => `${f.id}: ${f.text}`).join(' | '),
};

const amountText = (t: TransactionListed): string => {
  const amount = t.shares ?? t.totalValue;
  if (amount === null) return '';
  const sign = t.acquiredDisposed === 'D' ? '-' : t.acquiredDisposed === 'A' ? '+' : '';
  return `${sign}${t.shares === null ? '$' : ''}${grouped(amount)}`;
};

const columns: ReadonlyArray<Column<TransactionListed>> = [
  { title: 'Insider', cell: (t) => t.insider.name, shrinksTo: 10 },
  { title: 'Date', cell: (t) => t.effectiveOn },
  { title: 'Issuer', cell: (t) => issuerName(t.issuer), shrinksTo: 6 },
  { title: 'Security', cell: (t) => t.security, shrinksTo: 12 },
  { title: 'Own', cell: (t) => ownershipText(t.ownership), shrinksTo: 8 },
  { title: 'Terms', cell: (t) => termsText(t.terms), shrinksTo: 10 },
  { title: 'Code', cell: (t) => codeText(t.code), shrinksTo: 6 },
  { title: 'Amount', cell: amountText, align: 'right' },
  { title: 'Price', cell: (t) => grouped(t.price), align: 'right' },
  {
    title: 'Following',
    cell: (t) =>
      t.following.quantity === null ? '' : quantityText(t.following.quantity, t.following.unit),
    align: 'right',
  },
  {
    title: '10b5-1',
    cell: (t) => (t.planTrade === null ? '' : t.planTrade ? 'plan' : 'no'),
  },
  { title: 'Filed', cell: (t) => t.filedOn },
  {
    title: 'Status',
    cell: (t) =>
      [t.status === 'standing' ? '' : t.status, t.rulings.length === 0 ? '' : '*'].join(' ').trim(),
    paint: (_, screen) => screen.warn,
  },
  { title: 'Judged', cell: (t) => t.judged ?? '' },
  {
    title: 'Joint',
    cell: (t) => ((t.jointWith ?? []).length === 0 ? '' : `+${t.jointWith?.length}`),
  },
  { title: 'Row', cell: (t) => t.row },
];

export const everybodys: PagedPresentation<TransactionsAnswer, TransactionListed> = {
  items: (page) => page.transactions,
  head: ({ asOf, knownBy, recordedBy, missing }) => ({ asOf, knownBy, recordedBy, missing }),
  name: 'transactions',
  cells,
  table: (items, screen) => table(columns, items, screen),
  foot: (page, items) => `${momentText(page)}. ${counted(items, 'transaction')}.`,
};

const versionLines = (t: TransactionListed): ReadonlyArray<string> =>
  t.versions.slice(1).map((v) => {
    const changes = v.changes.map(
      (c) => `${c.field} ${groupedNumber(c.from ?? 'empty')} → ${groupedNumber(c.to ?? 'empty')}`,
    );
    const what = changes.length === 0 ? v.outcome : `${v.outcome}: ${changes.join(', ')}`;
    return `  ${t.transactionId}: ${what} by ${v.row}, filed ${v.filedOn}`;
  });

export const transactions: Presentation<TransactionsAnswer> = {
  items: (answer) => answer.transactions,
  csv: (answer) => sheetOf(cells, answer.transactions),
  table: (answer, screen) => {
    const all = answer.transactions;
    if (all.length === 0) return `No transactions. ${momentText(answer)}.`;
    const insiders = new Map(all.map((t) => [t.insider.id, t.insider]));
    const only = insiders.size === 1 ? [...insiders.values()][0] : undefined;
    const amended = all.flatMap(versionLines);
    const ruled = all.flatMap((t) => t.rulings.map((r) => `  ${r.row}: ${rowRulingText(r)}`));
    return [
      ...(only === undefined ? [] : [screen.bold(insiderName(only))]),
      table(
        columns.filter((c) => only === undefined || c.title !== 'Insider'),
        all,
        screen,
      ),
      ...(amended.length === 0 ? [] : ['', 'Amended:', ...amended]),
      ...(ruled.length === 0 ? [] : ['', '* By ruling:', ...ruled]),
      '',
      screen.dim(`${momentText(answer)}. ${counted(all.length, 'transaction')}.`),
    ].join('\n');
  },
};
