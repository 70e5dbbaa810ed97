/** The register of conflicts, and one conflict with its rows side by side. */

import type {
  ConflictAnswer,
  ConflictCount,
  ConflictCountsAnswer,
  ConflictDetailAnswer,
  ConflictsAnswer,
} from '../../ledger/answers.js';
import { commandLine } from '../text/command-line.js';
import { type Cells, sheetOf } from '../text/csv.js';
import { jsonText } from '../text/json.js';
import { counted, groupedIn, groupedNumber, number, plain } from '../text/plain.js';
import { type Column, table } from '../text/table.js';
import { issuerName } from './party.js';
import type { PagedPresentation, Presentation } from './presentation.js';
import { marked, markText } from './ruled.js';

const cells: Cells<ConflictAnswer> = {
  conflictId: (c) => c.conflictId,
  type: (c) => c.type,
  severity: (c) => c.severity,
  status: (c) => c.status,
  insiderId: (c) => c.insider.id,
  insiderName: (c) => c.insider.name,
  issuerCik: (c) => c.issuer.cik,
  issuerName: (c) => c.issuer.name,
  rows: (c) => c.rows.join(' '),
  positions: (c) => c.positions.join(' '),
  detail: (c) => jsonText(c.detail),
  choices: (c) => c.choices.join(' '),
  decision: (c) => c.decision?.choice,
  decisionId: (c) => c.decision?.id,
  decisionBy: (c) => c.decision?.by,
  decisionReason: (c) => c.decision?.reason,
  decisionRecordedAt: (c) => c.decision?.recordedAt,
  decisionStale: (c) => c.decision?.stale,
  rulings: (c) => c.rulings?.join(' '),
};

const onItsRows = 'its rows are told as ruled; rulings lists what was ruled on them';

const columns: ReadonlyArray<Column<ConflictAnswer>> = [
  { title: 'Conflict', cell: (c) => c.conflictId },
  { title: 'Type', cell: (c) => c.type },
  {
    title: 'Severity',
    cell: (c) => c.severity,
    paint: (c, screen) => (c.severity === 'high' && c.status === 'open' ? screen.warn : null),
  },
  { title: 'Status', cell: (c) => c.status },
  { title: 'Insider', cell: (c) => c.insider.name, shrinksTo: 10 },
  { title: 'Issuer', cell: (c) => issuerName(c.issuer), shrinksTo: 6 },
  { title: 'Rows', cell: (c) => marked(c.rows.join(' '), c), shrinksTo: 16 },
];

export const conflicts: Presentation<ConflictsAnswer> = {
  items: (answer) => answer.conflicts,
  csv: (answer) => sheetOf(cells, answer.conflicts),
  table: ({ conflicts: all }, screen) => {
    if (all.length === 0) return 'No conflicts.';
    const open = all.filter((c) => c.status === 'open');
    const high = open.filter((c) => c.severity === 'high').length;
    return [
      table(columns, all, screen),
      ...markText(all, onItsRows),
      '',
      screen.dim(
        `${counted(all.length, 'conflict')}, ${number(open.length)} open, ${number(high)} of these high. Side by side: ${commandLine('conflict ID')}`,
      ),
    ].join('\n');
  },
};

export const conflictPages: PagedPresentation<ConflictsAnswer, ConflictAnswer> = {
  items: (page) => page.conflicts,
  head: () => ({}),
  name: 'conflicts',
  cells,
  table: (items, screen) =>
    [table(columns, items, screen), ...markText(items, onItsRows)].join('\n'),
  foot: (_, items) => `${counted(items, 'conflict')}. Side by side: ${commandLine('conflict ID')}`,
};

const countCells: Cells<ConflictCount> = {
  type: (c) => c.type,
  severity: (c) => c.severity,
  status: (c) => c.status,
  count: (c) => c.count,
};

export const conflictCounts: Presentation<ConflictCountsAnswer> = {
  items: (answer) => answer.counts,
  csv: (answer) => sheetOf(countCells, answer.counts),
  table: ({ total, counts }, screen) =>
    total === 0
      ? 'No conflicts.'
      : [
          table<ConflictCount>(
            [
              { title: 'Status', cell: (c) => c.status },
              {
                title: 'Severity',
                cell: (c) => c.severity,
                paint: (c) => (c.severity === 'high' && c.status === 'open' ? screen.warn : null),
              },
              { title: 'Type', cell: (c) => c.type },
              { title: 'Count', cell: (c) => number(c.count), align: 'right' },
            ],
            counts,
            screen,
          ),
          '',
          screen.dim(`${counted(total, 'conflict')}. Which they are: ${commandLine('conflicts')}`),
        ].join('\n'),
};

/** The detail as an indented list, whatever its depth. */
const detailLines = (value: unknown, indent = '  '): ReadonlyArray<string> => {
  if (Array.isArray(value))
    return value.flatMap((one) => {
      const [first = '', ...rest] = detailLines(one, `${indent}  `);
      return [`${indent}- ${first.trimStart()}`, ...rest];
    });
  if (typeof value === 'object' && value !== null)
    return Object.entries(value).flatMap(([key, one]) =>
      typeof one === 'object' && one !== null
        ? [`${indent}${key}:`, ...detailLines(one, `${indent}  `)]
        : [`${indent}${key}: ${one === null ? 'nothing' : groupedIn(plain(String(one)))}`],
    );
  return [indent + (value === null ? 'nothing' : groupedIn(plain(String(value))))];
};

const decisionLines = ({ decision }: ConflictAnswer): ReadonlyArray<string> =>
  decision === null
    ? []
    : [
        `Decided (${decision.id}): ${decision.choice}, by ${plain(decision.by)} on ${decision.recordedAt}: ${plain(decision.reason)}`,
        ...(decision.stale ? ['What it was about has changed since: it is open again.'] : []),
      ];

const nothingToDecide = ({ type }: ConflictAnswer): string =>
  type === 'SIBLING_NOT_AMENDED'
    ? 'Nothing is to be decided: it ends when the other document is amended as well.'
    : 'Its two positions are one holding since; the detail says how to take that back.';

const whatToType = (conflict: ConflictAnswer): ReadonlyArray<string> =>
  conflict.status === 'closed'
    ? ['Closed: a later filing settled it.']
    : conflict.choices.length === 0
      ? [nothingToDecide(conflict)]
      : [
          'To decide, one of:',
          ...conflict.choices.map(
            (choice) =>
              `  ${commandLine(`decide ${conflict.conflictId} ${choice} --reason "…" --by you`)}`,
          ),
        ];

interface SideBySide {
  readonly field: string;
  readonly values: ReadonlyArray<string | null>;
}

const sideBySide = ({ sides }: ConflictDetailAnswer): ReadonlyArray<SideBySide> => {
  const fields = [...new Set(sides.flatMap((s) => Object.keys(s.fields)))];
  return fields
    .map((field) => ({ field, values: sides.map((s) => s.fields[field] ?? null) }))
    .filter(({ values }) => values.some((v) => v !== null));
};

/** So many rows stand beside each other under their own names; of more each has a letter. */
const sidesByName = 2;

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';

const letterOf = (i: number): string => letters[i] ?? String(i + 1);

const lettersText = (
  sides: ConflictDetailAnswer['sides'],
  lettered: boolean,
): ReadonlyArray<string> =>
  lettered ? [...sides.map(({ row }, i) => `   ${letterOf(i)}  ${row}`), ''] : [];

const differs = ({ values }: SideBySide): boolean => new Set(values).size > 1;

export const conflict: Presentation<ConflictDetailAnswer> = {
  items: (answer) => [answer],
  csv: (answer) => sheetOf(cells, [answer]),
  table: (answer, screen) => {
    const { sides } = answer;
    const shown = sideBySide(answer);
    const lettered = sides.length > sidesByName;
    return [
      screen.bold(`${answer.conflictId}  ${answer.type}  ${answer.severity}, ${answer.status}`),
      `${plain(answer.insider.name)} (${answer.insider.id}), ${plain(answer.issuer.name)}`,
      '',
      ...detailLines(answer.detail),
      ...(sides.length === 0
        ? []
        : [
            '',
            ...lettersText(sides, lettered),
            table<SideBySide>(
              [
                { title: '', cell: (s) => (sides.length > 1 && differs(s) ? '≠' : ' ') },
                { title: 'Field', cell: (s) => s.field },
                ...sides.map(
                  (side, i): Column<SideBySide> => ({
                    title: lettered ? letterOf(i) : side.row,
                    cell: (s) => groupedNumber(s.values[i] ?? ''),
                    shrinksTo: 12,
                    paint: (s) => (sides.length > 1 && differs(s) ? screen.warn : null),
                  }),
                ),
              ],
              shown,
              screen,
            ),
          ]),
      '',
      ...markText([answer], onItsRows),
      ...decisionLines(answer),
      ...whatToType(answer),
    ].join('\n');
  },
};
