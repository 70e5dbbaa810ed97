/** What a text may mean, and lists of who and what there is. */

import type {
  FindAnswer,
  FoundAnswer,
  InsiderListed,
  InsidersPage,
  IssuerListed,
  IssuersAnswer,
} from '../../ledger/answers.js';
import { commandLine } from '../text/command-line.js';
import { type Cells, sheetOf } from '../text/csv.js';
import { counted, grouped, plain } from '../text/plain.js';
import { type Column, table } from '../text/table.js';
import type { PagedPresentation, Presentation } from './presentation.js';

const foundCells: Cells<FoundAnswer> = {
  kind: (f) => f.kind,
  id: (f) => f.id,
  name: (f) => f.name,
  fit: (f) => f.fit,
  as: (f) => f.as,
  about: (f) => f.about.join(' '),
  filings: (f) => f.filings,
  lastFiledOn: (f) => f.lastFiledOn,
};

const foundColumns: ReadonlyArray<Column<FoundAnswer>> = [
  { title: 'What', cell: (f) => f.kind },
  { title: 'Id', cell: (f) => f.id },
  {
    title: 'Name',
    cell: (f) => (f.as === null ? f.name : `${f.name} (as ${f.as})`),
    shrinksTo: 12,
  },
  { title: 'About', cell: (f) => f.about.join(' '), shrinksTo: 8 },
  {
    title: 'Filings',
    cell: (f) => (f.filings === null ? '' : grouped(String(f.filings))),
    align: 'right',
  },
  { title: 'Last filed', cell: (f) => f.lastFiledOn ?? '' },
  { title: 'Fits by', cell: (f) => f.fit, shrinksTo: 8 },
];

const isNear = ({ fit }: FoundAnswer): boolean => fit === 'nearly the name';

export const find: Presentation<FindAnswer> = {
  items: (answer) => answer.found,
  csv: (answer) => sheetOf(foundCells, answer.found),
  table: ({ text, found, more }, screen) => {
    if (found.length === 0)
      return `Nothing in this ledger fits "${plain(text)}". Who and what there is: ${commandLine('list insiders')}, ${commandLine('list issuers')}`;
    return [
      ...(found.every(isNear) ? [`Nothing fits "${plain(text)}"; nearest:`] : []),
      table(foundColumns, found, screen),
      ...(more === 0 ? [] : ['', `${counted(more, 'more')} that fit; give more of the name.`]),
    ].join('\n');
  },
};

const insiderCells: Cells<InsiderListed> = {
  insiderId: (i) => i.insider.id,
  insiderCik: (i) => i.insider.cik,
  insiderName: (i) => i.insider.name,
  formerNames: (i) => i.formerNames.join(' | '),
  issuers: (i) => i.issuers.map(({ symbol, name }) => symbol ?? name).join(' '),
  filings: (i) => i.filings,
  firstFiledOn: (i) => i.firstFiledOn,
  lastFiledOn: (i) => i.lastFiledOn,
};

const insiderColumns: ReadonlyArray<Column<InsiderListed>> = [
  { title: 'Insider', cell: (i) => i.insider.id },
  { title: 'Name', cell: (i) => i.insider.name, shrinksTo: 12 },
  {
    title: 'Issuers',
    cell: (i) => i.issuers.map(({ symbol, name }) => symbol ?? name).join(' '),
    shrinksTo: 8,
  },
  { title: 'Filings', cell: (i) => grouped(String(i.filings)), align: 'right' },
  { title: 'First filed', cell: (i) => i.firstFiledOn },
  { title: 'Last filed', cell: (i) => i.lastFiledOn },
];

export const insiders: PagedPresentation<InsidersPage, InsiderListed> = {
  items: (page) => page.insiders,
  head: ({ insiders: _, next: __, ...head }) => head,
  name: 'insiders',
  cells: insiderCells,
  table: (items, screen) => table(insiderColumns, items, screen),
  foot: (_, items) => `${counted(items, 'insider')}.`,
};

const issuerCells: Cells<IssuerListed> = {
  issuerId: (i) => i.issuer.id,
  issuerCik: (i) => i.issuer.cik,
  issuerName: (i) => i.issuer.name,
  issuerSymbol: (i) => i.issuer.symbol,
  formerNames: (i) => i.formerNames.join(' | '),
  formerSymbols: (i) => i.formerSymbols.join(' '),
  insiders: (i) => i.insiders,
  filings: (i) => i.filings,
  firstFiledOn: (i) => i.firstFiledOn,
  lastFiledOn: (i) => i.lastFiledOn,
};

const issuerColumns: ReadonlyArray<Column<IssuerListed>> = [
  { title: 'Issuer', cell: (i) => i.issuer.id },
  { title: 'Symbol', cell: (i) => i.issuer.symbol ?? '', shrinksTo: 6 },
  { title: 'Name', cell: (i) => i.issuer.name, shrinksTo: 12 },
  { title: 'Insiders', cell: (i) => grouped(String(i.insiders)), align: 'right' },
  { title: 'Filings', cell: (i) => grouped(String(i.filings)), align: 'right' },
  { title: 'First filed', cell: (i) => i.firstFiledOn },
  { title: 'Last filed', cell: (i) => i.lastFiledOn },
];

export const issuers: Presentation<IssuersAnswer> = {
  items: (answer) => answer.issuers,
  csv: (answer) => sheetOf(issuerCells, answer.issuers),
  table: ({ issuers: all }, screen) =>
    [table(issuerColumns, all, screen), '', screen.dim(`${counted(all.length, 'issuer')}.`)].join(
      '\n',
    ),
};
