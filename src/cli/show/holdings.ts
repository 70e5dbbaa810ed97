/** Positions. */

import type { HoldingsAnswer, PositionAnswer, PositionListed } from '../../ledger/answers.js';
import { commandLine } from '../text/command-line.js';
import { type Cells, sheetOf } from '../text/csv.js';
import { counted, signed } from '../text/plain.js';
import { type Column, table } from '../text/table.js';
import { insiderName, issuerName, momentText, ownershipText, termsText } from './party.js';
import type { Presentation } from './presentation.js';
import { quantityText } from './quantity.js';
import { marked, markText } from './ruled.js';

/** Of every position, in every sheet. */
export const positionCells: Cells<PositionAnswer> = {
  positionId: (p) => p.positionId,
  insiderId: (p) => p.insider.id,
  insiderCik: (p) => p.insider.cik,
  insiderName: (p) => p.insider.name,
  issuerCik: (p) => p.issuer.cik,
  issuerName: (p) => p.issuer.name,
  issuerSymbol: (p) => p.issuer.symbol,
  kind: (p) => p.kind,
  security: (p) => p.security,
  ownership: (p) => p.ownership.form,
  nature: (p) => p.ownership.nature,
  exercisePrice: (p) => p.terms?.exercisePrice,
  exercisableOn: (p) => p.terms?.exercisableOn,
  expiresOn: (p) => p.terms?.expiresOn,
  underlyingSecurity: (p) => p.terms?.underlying?.security,
  underlyingShares: (p) => p.terms?.underlying?.shares,
  unit: (p) => p.unit,
  quantity: (p) => p.quantity,
  status: (p) => p.status,
  reportedQuantity: (p) => p.reported?.quantity,
  reportedRow: (p) => p.reported?.row,
  reportedEffectiveOn: (p) => p.reported?.effectiveOn,
  reportedFiledOn: (p) => p.reported?.filedOn,
  // The document states none, apart from what no ruling says otherwise.
  reportedAsFiled: (p) => (p.reported?.asFiled === null ? 'none' : p.reported?.asFiled),
  computed: (p) => p.computed,
  unexplained: (p) => p.unexplained,
  conflicts: (p) => p.conflicts.join(' '),
  rulings: (p) => p.rulings.join(' '),
};

export const listedCells: Cells<PositionListed> = {
  ...positionCells,
  jointWith: (p) => p.jointWith?.join(' '),
};

/** How many others report the same holding; who they are is in the other formats and in `holders`. */
export const jointColumn: Column<PositionListed> = {
  title: 'Joint',
  cell: ({ jointWith = [] }) => (jointWith.length === 0 ? '' : `with ${jointWith.length}`),
};

export const jointText = (all: ReadonlyArray<PositionListed>): ReadonlyArray<string> =>
  all.some(({ jointWith = [] }) => jointWith.length > 0)
    ? [
        'Joint: so many others report the same holding, which stands here with each; holders counts it once.',
      ]
    : [];

const attention: ReadonlySet<string> = new Set(['contested', 'unknown']);

const columns: ReadonlyArray<Column<PositionListed>> = [
  { title: 'Insider', cell: (p) => p.insider.name, shrinksTo: 10 },
  { title: 'Issuer', cell: (p) => issuerName(p.issuer), shrinksTo: 6 },
  { title: 'Security', cell: (p) => p.security, shrinksTo: 12 },
  { title: 'Own', cell: (p) => ownershipText(p.ownership), shrinksTo: 8 },
  { title: 'Terms', cell: (p) => termsText(p.terms), shrinksTo: 10 },
  { title: 'Quantity', cell: (p) => quantityText(p.quantity, p.unit), align: 'right' },
  {
    title: 'Unexplained',
    cell: (p) => (p.unexplained === null || p.unexplained === '0' ? '' : signed(p.unexplained)),
    align: 'right',
  },
  {
    title: 'Status',
    cell: (p) => marked(p.status, p),
    paint: (p, screen) => (attention.has(p.status) ? screen.warn : null),
  },
  { title: 'Reported', cell: (p) => p.reported?.effectiveOn ?? '' },
  jointColumn,
];

export const holdings: Presentation<HoldingsAnswer> = {
  items: (answer) => answer.positions,
  csv: (answer) => sheetOf(listedCells, answer.positions),
  table: (answer, screen) => {
    const { positions } = answer;
    if (positions.length === 0)
      return `No positions. ${momentText(answer)}. --include-closed also lists those at zero.`;
    const insiders = new Map(positions.map((p) => [p.insider.id, p.insider]));
    const only = insiders.size === 1 ? [...insiders.values()][0] : undefined;
    const conflicts = new Set(positions.flatMap((p) => p.conflicts));
    return [
      ...(only === undefined ? [] : [screen.bold(insiderName(only))]),
      table(
        columns.filter((c) => only === undefined || c.title !== 'Insider'),
        positions,
        screen,
      ),
      '',
      screen.dim(`${momentText(answer)}. ${counted(positions.length, 'position')}.`),
      ...markText(positions),
      ...jointText(positions),
      ...(conflicts.size === 0
        ? []
        : [
            `${counted(conflicts.size, 'conflict')} in the register: ${commandLine(`conflicts --insider ${positions[0]?.insider.id ?? ''}`)}`,
          ]),
      screen.dim(`Why one of them is what it is: ${commandLine('explain POSITION')}, with`),
      ...positions.map((p) => screen.dim(`  ${p.positionId}`)),
    ].join('\n');
  },
};
