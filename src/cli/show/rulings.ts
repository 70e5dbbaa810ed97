/** Everything that operators ruled. */
import type { RulingAnswer, RulingsAnswer } from '../../ledger/answers.js';
import { type Cells, sheetOf } from '../text/csv.js';
import { jsonText } from '../text/json.js';
import { counted, number, plain } from '../text/plain.js';
import { type Column, table } from '../text/table.js';
import { issuerName } from './party.js';
import type { Presentation } from './presentation.js';
import { stateText } from './ruled.js';

const cells: Cells<RulingAnswer> = {
  id: (r) => r.id,
  kind: (r) => r.kind,
  undo: (r) => r.undo,
  says: (r) => r.says,
  actor: (r) => r.actor,
  reason: (r) => r.reason,
  recordedAt: (r) => r.recordedAt,
  insiderId: (r) => r.insider?.id,
  insiderName: (r) => r.insider?.name,
  issuerCik: (r) => r.issuer?.cik,
  issuerName: (r) => r.issuer?.name,
  row: (r) => r.row,
  conflictId: (r) => r.conflictId,
  positions: (r) => r.positions.join(' '),
  changes: (r) => (r.changes.length === 0 ? null : jsonText(r.changes)),
  inForce: (r) => r.inForce,
  stale: (r) => r.stale,
  undoneBy: (r) => r.undoneBy,
};

const onWhat = ({ row, conflictId, positions, issuer, insider }: RulingAnswer): string =>
  row ?? conflictId ?? positions[0] ?? issuer?.name ?? insider?.name ?? '';

const columns: ReadonlyArray<Column<RulingAnswer>> = [
  { title: 'Ruling', cell: (r) => r.id },
  { title: 'Recorded', cell: (r) => r.recordedAt.slice(0, 19) },
  { title: 'By', cell: (r) => r.actor, shrinksTo: 8 },
  { title: 'Kind', cell: (r) => r.kind },
  { title: 'Says', cell: (r) => r.says, shrinksTo: 16 },
  { title: 'On', cell: onWhat, shrinksTo: 24 },
  { title: 'Insider', cell: (r) => r.insider?.name ?? '', shrinksTo: 8 },
  { title: 'Issuer', cell: (r) => (r.issuer === null ? '' : issuerName(r.issuer)), shrinksTo: 6 },
  {
    title: 'State',
    cell: stateText,
    paint: (r, screen) => (r.stale ? screen.warn : null),
  },
];

export const rulings: Presentation<RulingsAnswer> = {
  items: (answer) => answer.rulings,
  csv: (answer) => sheetOf(cells, answer.rulings),
  table: ({ rulings: all, recordedBy }, screen) => {
    const recorded = recordedBy === null ? '' : `, recorded by ${recordedBy}`;
    if (all.length === 0) return `No rulings${recorded}.`;
    const inForce = all.filter((r) => r.inForce).length;
    return [
      table(columns, all, screen),
      '',
      'Why:',
      ...all.map((r) => `  ${r.id} ${plain(r.reason)}`),
      '',
      screen.dim(`${counted(all.length, 'ruling')}, ${number(inForce)} in force${recorded}.`),
    ].join('\n');
  },
};
