/** Positions over both times. */
import type { PositionTimeline, RectangleAnswer, TimelineAnswer } from '../../ledger/answers.js';
import { type Cells, sheetOf } from '../text/csv.js';
import { counted, plain } from '../text/plain.js';
import { type Column, table } from '../text/table.js';
import { insiderName, issuerName, ownershipText, termsText } from './party.js';
import type { Presentation } from './presentation.js';
import { quantityText } from './quantity.js';
import { marked, markText } from './ruled.js';

interface Line {
  readonly position: PositionTimeline;
  readonly rectangle: RectangleAnswer;
}

const linesOf = (positions: ReadonlyArray<PositionTimeline>): ReadonlyArray<Line> =>
  positions.flatMap((position) =>
    position.rectangles.map((rectangle) => ({ position, rectangle })),
  );

const wordingOf = ({ position, rectangle }: Line) =>
  position.wordings[rectangle.wording] ?? position;

const cells: Cells<Line> = {
  positionId: (l) => l.position.positionId,
  insiderId: (l) => l.position.insider.id,
  insiderName: (l) => l.position.insider.name,
  issuerCik: (l) => l.position.issuer.cik,
  issuerName: (l) => l.position.issuer.name,
  issuerSymbol: (l) => l.position.issuer.symbol,
  kind: (l) => l.position.kind,
  security: (l) => wordingOf(l).security,
  ownership: (l) => wordingOf(l).ownership.form,
  nature: (l) => wordingOf(l).ownership.nature,
  unit: (l) => wordingOf(l).unit,
  from: (l) => l.rectangle.from,
  through: (l) => l.rectangle.through,
  knownFrom: (l) => l.rectangle.knownFrom,
  knownTo: (l) => l.rectangle.knownTo,
  quantity: (l) => l.rectangle.quantity,
  computed: (l) => l.rectangle.computed,
  unexplained: (l) => l.rectangle.unexplained,
  status: (l) => l.rectangle.status,
  closed: (l) => l.rectangle.closed,
  row: (l) => l.rectangle.row,
  conflicts: (l) => l.rectangle.conflicts.join(' '),
  rulings: (l) => l.rectangle.rulings.join(' '),
};

/** `2024-08-05 21:15`, in UTC: filings of one day differ by it. */
const minuteOf = (instant: string): string => instant.slice(0, 16).replace('T', ' ');

const columns: ReadonlyArray<Column<Line>> = [
  { title: 'Known from', cell: (l) => minuteOf(l.rectangle.knownFrom) },
  { title: 'to', cell: (l) => l.rectangle.knownTo?.slice(0, 10) ?? '' },
  { title: 'Day from', cell: (l) => l.rectangle.from ?? '' },
  { title: 'through', cell: (l) => l.rectangle.through ?? '' },
  {
    title: 'Quantity',
    cell: (l) => quantityText(l.rectangle.quantity, wordingOf(l).unit),
    align: 'right',
  },
  { title: 'Status', cell: (l) => marked(l.rectangle.status, l.rectangle) },
];

const rowColumn: Column<Line> = { title: 'Row', cell: (l) => l.rectangle.row ?? '' };

/** Where rows are shown too. */
const wideFrom = 110;

export const timeline: Presentation<TimelineAnswer> = {
  items: (answer) => answer.positions,
  csv: (answer) => sheetOf(cells, linesOf(answer.positions)),
  table: ({ positions, instants }, screen) => {
    if (positions.length === 0) return 'Nothing was known of it by then.';
    const isWide = screen.width === null || screen.width >= wideFrom;
    const sections = positions.flatMap((position) => [
      screen.bold(
        plain(
          [
            insiderName(position.insider),
            issuerName(position.issuer),
            position.security,
            ownershipText(position.ownership),
            termsText(position.terms),
          ]
            .filter((part) => part !== '')
            .join(', '),
        ),
      ),
      position.positionId,
      table(isWide ? [...columns, rowColumn] : columns, linesOf([position]), screen),
      '',
    ]);
    return [
      ...sections,
      screen.dim(
        `${counted(positions.length, 'position')}, ${counted(instants.length, 'instant')} at which something was filed; instants in UTC. Empty: no end, or from the beginning.`,
      ),
      ...markText(positions.flatMap((p) => p.rectangles)),
    ].join('\n');
  },
};
