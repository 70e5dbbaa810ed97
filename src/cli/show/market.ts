/** Answers about the whole market. */
import {
  type PanelPage,
  type PanelRow,
  type PositionAnswer,
  type PositionListed,
  panelRows,
} from '../../ledger/answers.js';
import type { ChangeAnswer, ChangesPage, StateAnswer } from '../../ledger/market/changes.js';
import type { FiledAnswer, FiledChange } from '../../ledger/market/filed.js';
import type { HolderAnswer, HoldersAnswer } from '../../ledger/market/holders.js';
import type { PositionsPage } from '../../ledger/market/positions.js';
import { type Cells, sheetOf } from '../text/csv.js';
import { counted, ended } from '../text/plain.js';
import { type Column, table } from '../text/table.js';
import { jointColumn, jointText, listedCells, positionCells } from './holdings.js';
import { issuerName, ownershipText, termsText } from './party.js';
import type { PagedPresentation, Presentation } from './presentation.js';
import { quantityText } from './quantity.js';
import { marked, markText } from './ruled.js';

const when = (asOf: string, knownBy: string | null): string =>
  `As of ${asOf}, ${knownBy === null ? 'with all that is known' : `known by ${knownBy}`}.`;

// ---- positions ----

const positionColumns: ReadonlyArray<Column<PositionAnswer>> = [
  { title: 'Insider', cell: (p) => p.insider.name, shrinksTo: 10 },
  { title: 'Issuer', cell: (p) => issuerName(p.issuer), shrinksTo: 6 },
  { title: 'Security', cell: (p) => p.security, shrinksTo: 12 },
  { title: 'Own', cell: (p) => ownershipText(p.ownership), shrinksTo: 8 },
  { title: 'Terms', cell: (p) => termsText(p.terms), shrinksTo: 10 },
  { title: 'Quantity', cell: (p) => quantityText(p.quantity, p.unit), align: 'right' },
  { title: 'Status', cell: (p) => marked(p.status, p) },
];

export const positions: PagedPresentation<PositionsPage, PositionListed> = {
  items: (page) => page.positions,
  head: ({ positions: _, next: __, ...head }) => head,
  name: 'positions',
  cells: listedCells,
  table: (items, screen) =>
    [
      table<PositionListed>([...positionColumns, jointColumn], items, screen),
      ...markText(items),
      ...jointText(items),
    ].join('\n'),
  foot: ({ asOf, knownBy }, items) => `${when(asOf, knownBy)} ${counted(items, 'position')}.`,
};

const panelCells: Cells<PanelRow> = {
  asOf: (row) => row.asOf,
  ...Object.fromEntries(
    Object.entries(positionCells).map(([name, cell]) => [name, ({ told }: PanelRow) => cell(told)]),
  ),
};

const panelColumns: ReadonlyArray<Column<PanelRow>> = [
  { title: 'As of', cell: (row) => row.asOf },
  ...positionColumns.map(
    (column): Column<PanelRow> => ({
      title: column.title,
      cell: ({ told }) => column.cell(told),
      ...(column.align === undefined ? {} : { align: column.align }),
      ...(column.shrinksTo === undefined ? {} : { shrinksTo: column.shrinksTo }),
    }),
  ),
];

export const panel: PagedPresentation<PanelPage, PanelRow> = {
  items: panelRows,
  alike: { member: 'asOf', of: (row) => row.asOf, besides: (row) => row.told },
  head: (page) =>
    Object.fromEntries(
      Object.keys(page).flatMap((name) =>
        name === 'positions' || name === 'next' ? [] : [[name, Reflect.get(page, name)]],
      ),
    ),
  name: 'positions',
  cells: panelCells,
  table: (items, screen) =>
    [table(panelColumns, items, screen), ...markText(items.map(({ told }) => told))].join('\n'),
  foot: ({ days, knownBy }, items) =>
    `${counted(days.length, 'day')} from ${days[0]} to ${days[days.length - 1]}, ${knownBy === null ? 'with all that is known' : `known by ${knownBy}`}. ${counted(items, 'position')}.`,
};

// ---- holders ----

const holderCells: Cells<HolderAnswer> = {
  ...positionCells,
  jointWith: (h) => h.jointWith.map((j) => j.insider.id).join(' '),
  director: (h) => h.relationship.director,
  officer: (h) => h.relationship.officer,
  tenPercentOwner: (h) => h.relationship.tenPercentOwner,
  officerTitle: (h) => h.relationship.officerTitle,
  lastReport: (h) => h.lastReport?.accession,
  lastReportFiledOn: (h) => h.lastReport?.filedOn,
  lastReportDaysAgo: (h) => h.lastReport?.daysAgo,
};

/** `director, CFO`: the boxes of the form, and the title in the place of the officer's. */
const roleText = ({
  director,
  officer,
  officerTitle,
  tenPercentOwner,
  other,
  otherText,
}: HolderAnswer['relationship']): string =>
  [
    ...(director === true ? ['director'] : []),
    ...(officer === true || officerTitle !== null ? [officerTitle ?? 'officer'] : []),
    ...(tenPercentOwner === true ? ['ten percent owner'] : []),
    ...(other === true ? [otherText ?? 'other'] : []),
  ].join(', ');

const holderColumns: ReadonlyArray<Column<HolderAnswer>> = [
  ...positionColumns
    .filter((c) => c.title !== 'Issuer')
    .flatMap(
      (c): ReadonlyArray<Column<HolderAnswer>> =>
        c.title === 'Insider'
          ? [c, { title: 'Role', cell: (h) => roleText(h.relationship), shrinksTo: 8 }]
          : [c],
    ),
  { title: 'Last report', cell: (h) => h.lastReport?.filedOn ?? '' },
  {
    title: 'Days ago',
    cell: (h) => (h.lastReport === null ? '' : String(h.lastReport.daysAgo)),
    align: 'right',
  },
  {
    title: 'Also reported by',
    cell: (h) => h.jointWith.map((j) => j.insider.name).join(', '),
    shrinksTo: 10,
  },
];

const notCountedText = ({
  expired,
  unknown,
}: HoldersAnswer['notCounted']): ReadonlyArray<string> =>
  expired + unknown === 0
    ? []
    : [
        `Not in these sums: ${[
          ...(expired === 0 ? [] : [`${counted(expired, 'holding')} that expired`]),
          ...(unknown === 0 ? [] : [`${counted(unknown, 'holding')} of unknown size`]),
        ].join(' and ')}.`,
      ];

/** Whole days from the balance that was stated last. */
const ageOf = ({ reported }: HolderAnswer, asOf: string): number | null =>
  reported === null
    ? null
    : Math.round((Date.parse(asOf) - Date.parse(reported.effectiveOn)) / 86_400_000);

export const holders: Presentation<HoldersAnswer> = {
  items: (answer) => answer.holders,
  csv: (answer) =>
    sheetOf({ ...holderCells, reportedDaysAgo: (h) => ageOf(h, answer.asOf) }, answer.holders),
  table: ({ issuer, asOf, knownBy, holders: all, totals, notCounted }, screen) =>
    all.length === 0
      ? `${ended(`No holders of ${issuer.name}`)} ${when(asOf, knownBy)}`
      : [
          screen.bold(`${issuer.name} (${issuer.id})`),
          table(holderColumns, all, screen),
          '',
          ...totals.map(
            (t) =>
              `${t.security}: ${quantityText(t.quantity, t.unit)} in ${counted(t.holdings, 'holding')}`,
          ),
          ...notCountedText(notCounted),
          `${when(asOf, knownBy)}`,
          ...markText(all),
          screen.dim('Why one of them is what it is: insider-ledger explain POSITION, with'),
          ...all.map((h) => screen.dim(`  ${h.positionId}`)),
        ].join('\n'),
};

// ---- changes ----

const stateText = (state: StateAnswer | null, unit: string): string =>
  state === null ? 'not known of' : `${quantityText(state.quantity, unit)} ${state.status}`;

const changeCells: Cells<ChangeAnswer> = {
  positionId: (c) => c.positionId,
  insiderId: (c) => c.insider.id,
  insiderName: (c) => c.insider.name,
  issuerCik: (c) => c.issuer.cik,
  issuerSymbol: (c) => c.issuer.symbol,
  kind: (c) => c.kind,
  security: (c) => c.security,
  ownership: (c) => c.ownership.form,
  nature: (c) => c.ownership.nature,
  unit: (c) => c.unit,
  from: (c) => c.from,
  quantityBefore: (c) => c.before?.quantity,
  statusBefore: (c) => c.before?.status,
  quantityAfter: (c) => c.after?.quantity,
  statusAfter: (c) => c.after?.status,
  filings: (c) => c.filings.join(' '),
  rulings: (c) => c.rulings.join(' '),
};

const changeColumns: ReadonlyArray<Column<ChangeAnswer>> = [
  { title: 'Insider', cell: (c) => c.insider.name, shrinksTo: 10 },
  { title: 'Issuer', cell: (c) => issuerName(c.issuer), shrinksTo: 6 },
  { title: 'Security', cell: (c) => c.security, shrinksTo: 12 },
  { title: 'Own', cell: (c) => ownershipText(c.ownership), shrinksTo: 8 },
  { title: 'From', cell: (c) => c.from ?? '' },
  { title: 'Before', cell: (c) => stateText(c.before, c.unit), align: 'right' },
  { title: 'After', cell: (c) => marked(stateText(c.after, c.unit), c), align: 'right' },
  { title: 'Filings', cell: (c) => c.filings.join(' '), shrinksTo: 20 },
];

export const changes: PagedPresentation<ChangesPage, ChangeAnswer> = {
  items: (page) => page.changes,
  head: ({ changes: _, next: __, ...head }) => head,
  name: 'changes',
  cells: changeCells,
  table: (items, screen) => [table(changeColumns, items, screen), ...markText(items)].join('\n'),
  foot: ({ asOf, since, knownBy }, items) =>
    `Known by ${since} and by ${knownBy}: ${counted(items, 'position')} changed, on whatever day; balances as of ${asOf}.`,
};

// ---- what a day's filings changed ----

interface FiledLine {
  readonly filing: FiledChange;
  readonly change: ChangeAnswer | null;
}

const accessionsOf = ({ filings }: FiledChange): string =>
  filings.map((f) => f.accession).join(' ');

const linesOf = ({ changes: all }: FiledAnswer): ReadonlyArray<FiledLine> =>
  all.flatMap(
    (filing): ReadonlyArray<FiledLine> =>
      filing.positions.length === 0
        ? [{ filing, change: null }]
        : filing.positions.map((change) => ({ filing, change })),
  );

export const filed: Presentation<FiledAnswer> = {
  items: (answer) => answer.changes,
  csv: (answer) =>
    sheetOf(
      {
        accessions: (l) => accessionsOf(l.filing),
        forms: (l) => l.filing.filings.map((f) => f.form).join(' '),
        acceptedAt: (l) => l.filing.acceptedAt,
        insiderId: (l) => l.filing.insider,
        issuerId: (l) => l.filing.issuer,
        transactions: (l) => l.filing.transactions.join(' '),
        conflicts: (l) => l.filing.conflicts.join(' '),
        positionId: (l) => l.change?.positionId,
        security: (l) => l.change?.security,
        from: (l) => l.change?.from,
        quantityBefore: (l) => l.change?.before?.quantity,
        quantityAfter: (l) => l.change?.after?.quantity,
        statusAfter: (l) => l.change?.after?.status,
      },
      linesOf(answer),
    ),
  table: (answer, screen) =>
    answer.changes.length === 0
      ? `Nothing was filed on ${answer.on}.`
      : [
          table(
            [
              { title: 'Filing', cell: (l) => accessionsOf(l.filing), shrinksTo: 20 },
              {
                title: 'Insider',
                cell: (l) => l.change?.insider.name ?? l.filing.insider,
                shrinksTo: 10,
              },
              { title: 'Security', cell: (l) => l.change?.security ?? '', shrinksTo: 12 },
              {
                title: 'Before',
                cell: (l) => (l.change === null ? '' : stateText(l.change.before, l.change.unit)),
                align: 'right',
              },
              {
                title: 'After',
                cell: (l) =>
                  l.change === null
                    ? 'no position changed'
                    : stateText(l.change.after, l.change.unit),
                align: 'right',
              },
              {
                title: 'Conflicts',
                cell: (l) =>
                  l.filing.conflicts.length === 0 ? '' : `${l.filing.conflicts.length}`,
              },
            ],
            linesOf(answer),
            screen,
          ),
          `Filed on ${answer.on}; balances as of ${answer.asOf}.`,
        ].join('\n'),
};
