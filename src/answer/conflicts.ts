/** The register of conflicts. */
import { createHash } from 'node:crypto';

import { type Conflict, conflictTypes, oneHolding } from '../../projections/conflict/conflict.js';
import type { SettledByJoin } from '../../projections/conflict/settled-by-join.js';
import type { InsiderView } from '../../projections/insider.js';
import { fieldsOf } from '../../projections/line/row-alignment.js';
import type { ConflictId, IssuerId, PositionId, RowId } from '../event/identity.js';
import type { ClockInstant, Day } from '../filing/calendar.js';
import type { Accession } from '../filing/model.js';
import { compare } from '../filing/order.js';
import { fail, invalidArgument } from './error.js';
import type { Missing } from './missing.js';
import type { Paged } from './paging.js';
import { type InsiderAnswer, type IssuerAnswer, insiderAnswer, issuerAnswer } from './party.js';
import { rulingIdsOnRows } from './row-rulings.js';

export interface DecisionAnswer {
  /** Of the ruling. */
  readonly id: string;
  readonly choice: string;
  readonly reason: string;
  readonly by: string;
  readonly recordedAt: ClockInstant;
  /** True where what it was about has changed since: the conflict is open again. */
  readonly stale: boolean;
}

export interface ConflictAnswer {
  readonly conflictId: ConflictId;
  readonly type: Conflict['type'];
  readonly severity: Conflict['severity'];
  readonly status: Conflict['status'];
  readonly insider: InsiderAnswer;
  readonly issuer: IssuerAnswer;
  readonly rows: ReadonlyArray<string>;
  /** The values that disagree, and under `meanwhile` what the ledger does while it is open. */
  readonly detail: Conflict['detail'];
  /** The first is what the ledger does meanwhile. */
  readonly choices: ReadonlyArray<string>;
  readonly decision: DecisionAnswer | null;
  readonly positions: ReadonlyArray<PositionId>;
  /**
   * Ids of the rulings on its rows: what it says of them is as ruled. Left out where the rows are
   * those of several insiders.
   */
  readonly rulings?: ReadonlyArray<string>;
}

/** What the ledger does meanwhile is told while nobody has decided and nothing has settled it. */
const detailOf = ({ detail, status }: Conflict): Conflict['detail'] => {
  if (status === 'open') return detail;
  const { meanwhile: _, ...rest } = detail;
  return rest;
};

export const conflictAnswer = (view: InsiderView, conflict: Conflict): ConflictAnswer => ({
  conflictId: conflict.conflictId,
  type: conflict.type,
  severity: conflict.severity,
  status: conflict.status,
  insider: insiderAnswer(view),
  issuer: issuerAnswer(view, conflict.issuerId),
  rows: conflict.rows,
  detail: detailOf(conflict),
  choices: conflict.choices,
  decision:
    conflict.decision === null
      ? null
      : {
          id: conflict.decision.id,
          choice: conflict.decision.choice,
          reason: conflict.decision.reason,
          by: conflict.decision.actor,
          recordedAt: conflict.decision.recordedAt,
          stale: conflict.decision.stale,
        },
  positions: [...new Set(conflict.touches.map((t) => t.positionId))],
  rulings: rulingIdsOnRows(view, conflict.rows),
});

/** One of the rows that disagree, as it was filed, field by field as text. */
export interface SideAnswer {
  readonly row: RowId;
  readonly accession: Accession;
  readonly form: string;
  readonly filedOn: Day;
  readonly fields: { readonly [field: string]: string | null };
}

/** A conflict with its rows side by side. */
export interface ConflictDetailAnswer extends ConflictAnswer {
  readonly sides: ReadonlyArray<SideAnswer>;
  /**
   * The state that a decision made now would judge: another one as soon as what it is about, or
   * what was ruled of it, has changed. Null where there is nothing to decide.
   */
  readonly basis: string | null;
}

/** More columns than this nobody compares. */
const sidesMax = 12;

/** Rows in conflict, then the rows of the filings among which the conflict is to be decided. */
const sidesOf = (view: InsiderView, conflict: Conflict): ReadonlyArray<SideAnswer> => {
  const named = new Set(conflict.rows);
  const eligible = new Set(conflict.choices);
  const sides = view.filings.flatMap((filing) =>
    filing.rows
      .filter((row) => named.has(row.row) || eligible.has(filing.accession))
      .map(
        (row): SideAnswer => ({
          row: row.row,
          accession: filing.accession,
          form: filing.header.form,
          filedOn: filing.header.filedOn,
          fields: Object.fromEntries(fieldsOf(row)),
        }),
      ),
  );
  return sides
    .sort((a, b) => Number(named.has(b.row)) - Number(named.has(a.row)))
    .slice(0, sidesMax);
};

/** The values that disagree, what may be chosen, and all that was ruled of them: who decides has seen it. */
const judgedBasis = (view: InsiderView, { basis, choices, decision, rows }: Conflict): string =>
  createHash('sha256')
    .update(JSON.stringify([basis, choices, decision?.id ?? null, rulingIdsOnRows(view, rows)]))
    .digest('hex')
    .slice(0, 32);

export const conflictDetailAnswer = (
  view: InsiderView,
  conflict: Conflict,
): ConflictDetailAnswer => ({
  ...conflictAnswer(view, conflict),
  sides: sidesOf(view, conflict),
  basis: judgedBasis(view, conflict),
});

/** A question that was settled by joining the two positions: decided, and how to take it back. */
export const settledAnswer = (
  view: InsiderView,
  { conflictId, positions, holding, join }: SettledByJoin,
): ConflictDetailAnswer => {
  const issuerId = view.holdings.find((h) => h.position.id === holding)?.position.issuerId ?? '';
  return {
    conflictId,
    type: 'MAYBE_SAME_HOLDING',
    severity: 'medium',
    status: 'decided',
    insider: insiderAnswer(view),
    issuer: issuerAnswer(view, issuerId),
    rows: [],
    detail: { positions, holding, takenBackBy: takingBack(join) },
    choices: [],
    decision: {
      id: join.id,
      choice: oneHolding,
      reason: join.reason,
      by: join.actor,
      recordedAt: join.recordedAt,
      stale: false,
    },
    positions: [holding],
    rulings: [],
    sides: [],
    basis: null,
  };
};

/** What is typed to part two positions again. */
const takingBack = (join: SettledByJoin['join']): string =>
  `join ${join.position} ${join.with} --undo --reason "…" --by you`;

/** What became of a question that was settled by joining, and what to do about it. */
export const settledWords = ({ conflictId, holding, join }: SettledByJoin): string =>
  `${conflictId} was settled on ${join.recordedAt} by ${join.actor}, who joined ${join.position} and ${join.with} (${join.reason}); both are ${holding} now. To decide it anew, take that back first: ${takingBack(join)}`;

/** Which conflicts are wanted. */
export interface ConflictFilter {
  readonly type?: string;
  readonly severity?: string;
  readonly status?: string;
}

export interface ConflictsAnswer extends Missing, Paged {
  readonly conflicts: ReadonlyArray<ConflictAnswer>;
}

/** How many conflicts there are of a type, a severity and a status. */
export interface ConflictCount extends Pick<ConflictAnswer, 'type' | 'severity' | 'status'> {
  readonly count: number;
}

export interface ConflictCountsAnswer extends Missing {
  readonly total: number;
  /** Those that are open, then high before low, then by type; what there is none of is left out. */
  readonly counts: ReadonlyArray<ConflictCount>;
}

export const severities = ['high', 'medium', 'low'] as const;
const statuses = ['open', 'decided', 'closed'] as const;

const oneOf = (
  what: string,
  known: ReadonlyArray<string>,
  got: string | undefined,
): string | undefined =>
  got === undefined || known.includes(got)
    ? got
    : fail(
        invalidArgument(
          `${JSON.stringify(got)} is no ${what} of a conflict; expected one of ${known.join(', ')}`,
        ),
      );

/** Whether a conflict is wanted; fails where the filter asks for what no conflict can be. */
export const passing = ({
  type,
  severity,
  status,
}: ConflictFilter): ((conflict: Omit<ConflictCount, 'count'>) => boolean) => {
  const wanted = oneOf('type', conflictTypes, type?.toUpperCase());
  oneOf('severity', severities, severity);
  oneOf('status', statuses, status);
  return (c) =>
    (wanted === undefined || c.type === wanted) &&
    (severity === undefined || c.severity === severity) &&
    (status === undefined || c.status === status);
};

const bySeverity: Readonly<Record<Conflict['severity'], number>> = { high: 0, medium: 1, low: 2 };

/** High before low; inside a severity by insider, by type and by the rows it is about. */
export const conflictsInOrder = (
  conflicts: ReadonlyArray<ConflictAnswer>,
): ReadonlyArray<ConflictAnswer> =>
  [...conflicts].sort(
    (a, b) =>
      bySeverity[a.severity] - bySeverity[b.severity] ||
      compare(a.insider.id, b.insider.id) ||
      conflictTypes.indexOf(a.type) - conflictTypes.indexOf(b.type) ||
      compare(a.rows.join(' '), b.rows.join(' ')) ||
      compare(a.conflictId, b.conflictId),
  );

type Kind = Omit<ConflictCount, 'count'>;

/** Each kind once, however many tell of it. */
export const countsByKind = (
  told: Iterable<Kind & { readonly count?: number }>,
): ReadonlyArray<ConflictCount> => {
  const found = new Map<string, ConflictCount>();
  for (const { type, severity, status, count = 1 } of told) {
    const key = `${type} ${severity} ${status}`;
    found.set(key, { type, severity, status, count: (found.get(key)?.count ?? 0) + count });
  }
  return [...found.values()].sort(
    (a, b) =>
      statuses.indexOf(a.status) - statuses.indexOf(b.status) ||
      bySeverity[a.severity] - bySeverity[b.severity] ||
      conflictTypes.indexOf(a.type) - conflictTypes.indexOf(b.type),
  );
};

/** Conflicts of one insider: of all days, or of those that touch something by a day. */
export const conflictsOf = (
  view: InsiderView,
  issuerId: IssuerId | null,
  until: Day | null = null,
): ReadonlyArray<ConflictAnswer> =>
  view.conflicts
    .filter((c) => issuerId === null || c.issuerId === issuerId)
    .filter(
      ({ touches }) =>
        until === null || touches.length === 0 || touches.some(({ from }) => from <= until),
    )
    .map((c) => conflictAnswer(view, c));
