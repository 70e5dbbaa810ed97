/** What operators ruled on single rows, with what the document says beside it. */

import { correctionsOf, realIssuer } from '../../projections/bearing.js';
import type { InsiderView } from '../../projections/insider.js';
import { type KnownFiling, rowAsFiled } from '../../projections/known/knowledge.js';
import { isInForce, isSplit, kindOf, type RulingKind } from '../../projections/known/ruling.js';
import type { Split } from '../../projections/known/split.js';
import { inForce, type Line } from '../../projections/line/line.js';
import { fieldsOf } from '../../projections/line/row-alignment.js';
import { type RowReported, rowId } from '../event/catalogue.js';
import type { RowId } from '../event/identity.js';
import type { ClockInstant } from '../filing/calendar.js';

/** A field as it was filed, and as it was ruled to be; null where it is empty. */
export interface FieldRulingAnswer {
  readonly field: string;
  readonly filed: string | null;
  readonly ruled: string | null;
}

export interface RowRulingAnswer {
  readonly id: string;
  readonly kind: RulingKind;
  readonly row: RowId;
  readonly actor: string;
  readonly reason: string;
  readonly recordedAt: ClockInstant;
  /** What it changes of the row; empty where the row does not count. */
  readonly changes: ReadonlyArray<FieldRulingAnswer>;
}

type Ruled = Pick<InsiderView, 'rulings' | 'decided'>;

/** Ids of what was ruled on rows: corrections and withdrawals that are in force. */
export const rulingIdsOnRows = (
  { rulings }: Pick<InsiderView, 'rulings'>,
  rows: ReadonlyArray<string>,
): ReadonlyArray<string> => {
  if (rulings.said.length === 0) return [];
  const ids = rows
    .filter(rowId.is)
    .flatMap((row) => [
      ...correctionsOf({ rulings }, row).keys(),
      ...[rulings.withdrawals.get(row)?.id ?? []].flat(),
    ]);
  return [...new Set(ids)].sort();
};

/** Corrections of a row that are in force. */
const correctionsOnRow = (
  view: Ruled,
  filing: KnownFiling,
  row: RowReported,
): ReadonlyArray<RowRulingAnswer> => {
  const made = correctionsOf(view, row.row);
  if (made.size === 0) return [];
  const filed = new Map(fieldsOf(rowAsFiled(filing, row)));
  const ruled = new Map(fieldsOf(row));
  return [...made.values()].map(({ id, actor, reason, recordedAt, fields }) => ({
    id,
    kind: 'correction',
    row: row.row,
    actor,
    reason,
    recordedAt,
    changes: fields.map((field) => ({
      field,
      filed: filed.get(field) ?? null,
      ruled: ruled.get(field) ?? null,
    })),
  }));
};

/** Corrections of a row, and the decision by which its filing was taken as it was. */
export const rulingsOnRow = (
  view: Ruled,
  filing: KnownFiling,
  row: RowReported,
): ReadonlyArray<RowRulingAnswer> => {
  const decision = view.decided.get(filing.accession);
  const made = correctionsOnRow(view, filing, row);
  if (decision === undefined) return made;
  const { id, actor, reason, recordedAt } = decision;
  return [...made, { id, kind: 'decision', row: row.row, actor, reason, recordedAt, changes: [] }];
};

/** Who recorded a split that a row's balance needs. */
export const splitRulings = (
  view: Ruled,
  split: Split,
  row: RowId,
): ReadonlyArray<RowRulingAnswer> =>
  view.rulings.said.flatMap((record) => {
    if (!isInForce(record) || !isSplit(record, split, realIssuer(view))) return [];
    const { id, actor, reason, recordedAt } = record;
    return [{ id, kind: 'split', row, actor, reason, recordedAt, changes: [] }];
  });

/** Why a line does not count: an operator withdrew a row of it, or decided that it goes. */
export const withdrawalOfLine = ({ rulings }: Ruled, line: Line): RowRulingAnswer | null => {
  if (line.withdrawal === null) return null;
  const { id, actor, reason, recordedAt } = line.withdrawal;
  const event = rulings.said.find((record) => record.id === id)?.event;
  const named = line.versions.find((v) => rulings.withdrawals.get(v.row.row)?.id === id);
  return {
    id,
    kind: event === undefined ? 'withdrawal' : kindOf(event),
    row: (named ?? inForce(line)).row.row,
    actor,
    reason,
    recordedAt,
    changes: [],
  };
};

/** All that was ruled on the rows of a line, in its versions' order. */
export const rulingsOnLine = (view: Ruled, line: Line): ReadonlyArray<RowRulingAnswer> => {
  if (view.rulings.said.length === 0) return [];
  const withdrawal = withdrawalOfLine(view, line);
  return [
    ...line.versions.flatMap((v) => rulingsOnRow(view, v.filing, v.row)),
    ...(withdrawal === null ? [] : [withdrawal]),
  ];
};
