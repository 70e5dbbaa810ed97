/** What operators ruled: who, what, why, when, on what, and what came of it. */

import { bearingsOn, realIssuer, rulingsOn } from '../../projections/bearing.js';
import type { Holding, InsiderView } from '../../projections/insider.js';
import { declarationText } from '../../projections/known/declaration.js';
import {
  isInForce,
  kindOf,
  type RulingKind,
  type RulingRecord,
} from '../../projections/known/ruling.js';
import { canonicalTitle } from '../../projections/known/security-title.js';
import { inForce } from '../../projections/line/line.js';
import { fieldsOf } from '../../projections/line/row-alignment.js';
import type { RowReported } from '../event/catalogue.js';
import type { ConflictId, InsiderId, IssuerId, PositionId, RowId } from '../event/identity.js';
import type { ClockInstant } from '../filing/calendar.js';
import { printDecimal } from '../filing/decimal.js';
import { dayGiven } from './given-day.js';
import { type Missing, missingOf } from './missing.js';
import type { Settled } from './moment.js';
import { type InsiderAnswer, type IssuerAnswer, insiderAnswer, issuerAnswer } from './party.js';
import type { FieldRulingAnswer } from './row-rulings.js';

export interface RulingAnswer {
  /** The same in every store: made of the event's id. */
  readonly id: string;
  readonly kind: RulingKind;
  /** It takes earlier rulings back and says nothing of its own. */
  readonly undo: boolean;
  readonly actor: string;
  readonly reason: string;
  readonly recordedAt: ClockInstant;
  /** What it says, in few words. */
  readonly says: string;
  /** Whose; null where it is about an issuer. */
  readonly insider: InsiderAnswer | null;
  readonly issuer: IssuerAnswer | null;
  readonly row: RowId | null;
  readonly conflictId: ConflictId | null;
  /** Positions on which it bears, or bore before it was taken back. */
  readonly positions: ReadonlyArray<PositionId>;
  /** Fields of the row, as filed and as ruled. */
  readonly changes: ReadonlyArray<FieldRulingAnswer>;
  readonly inForce: boolean;
  /** What it was about has changed since, or is no longer there. */
  readonly stale: boolean;
  /** The ruling that took it back or said otherwise since. */
  readonly undoneBy: string | null;
}

export interface RulingsAnswer extends Missing {
  /** Null where everything recorded counts. */
  readonly recordedBy: string | null;
  /** In the order in which they were recorded. */
  readonly rulings: ReadonlyArray<RulingAnswer>;
}

// ---- what a ruling says ----

const rowsByName = (view: InsiderView): ReadonlyMap<string, RowReported> =>
  new Map(view.filings.flatMap((f) => f.rows.map((row): [string, RowReported] => [row.row, row])));

const changesOf = (
  { event }: RulingRecord,
  filed: RowReported | undefined,
): ReadonlyArray<FieldRulingAnswer> => {
  if (event.type !== 'RowCorrected') return [];
  const values = new Map(filed === undefined ? [] : fieldsOf(filed));
  return event.data.changes.map(({ field, to }) => ({
    field,
    filed: values.get(field) ?? null,
    ruled: to,
  }));
};

/** `shares 100 → 1000`. */
const changeText = ({ field, filed, ruled }: FieldRulingAnswer): string =>
  `${field} ${filed ?? 'empty'} → ${ruled ?? 'empty'}`;

const saysOf = (
  { event, undo }: RulingRecord,
  changes: ReadonlyArray<FieldRulingAnswer>,
): string => {
  switch (event.type) {
    case 'RowCorrected':
      return undo ? 'the row as it was filed' : changes.map(changeText).join(', ');
    case 'RowWithdrawn':
      return 'the row does not count';
    case 'ConflictDecided':
      return event.data.choice;
    case 'PositionsJoined': {
      const { position, with: other } = event.data;
      return `${position} and ${other} are ${undo ? 'two' : 'one'}`;
    }
    case 'InsiderIdentified':
    case 'IssuerIdentified': {
      const { provisional, cik } = event.data;
      return `${provisional} is ${undo ? 'not ' : ''}${cik}`;
    }
    case 'SecurityAliased': {
      const { title, sameAs } = event.data;
      return undo ? `"${title}" is its own class` : `"${title}" is "${sameAs}"`;
    }
    case 'CorporateActionRecorded': {
      const { numerator, denominator, effectiveOn, security } = event.data;
      const ratio = `${printDecimal(numerator)}:${printDecimal(denominator)}`;
      const of = security === null ? '' : ` of "${security}"`;
      return `${undo ? 'no ' : ''}split ${ratio}${of} on ${effectiveOn}`;
    }
    default:
      return declarationText(event);
  }
};

// ---- what a ruling is about ----

const positionNow = (view: InsiderView, id: PositionId): PositionId => view.names.get(id)?.id ?? id;

const conflictOf = (
  view: InsiderView,
  conflictId: string,
): InsiderView['conflicts'][number] | null =>
  view.conflicts.find((c) => c.conflictId === conflictId) ??
  view.conflicts.find((c) => c.formerIds.some((id) => id === conflictId)) ??
  null;

/** What became of a conflict that is none any more, its two positions having been joined. */
const settledOf = ({ settled }: InsiderView, conflictId: string): InsiderView['settled'] =>
  settled.filter((s) => s.conflictId === conflictId).slice(0, 1);

/** The join that took a decision's place; taken back, it leaves the decision as it was. */
const replacedByJoin = (view: InsiderView, record: RulingRecord): string | null => {
  const { event, recordedAt } = record;
  if (!isInForce(record) || event.type !== 'ConflictDecided') return null;
  if (conflictOf(view, event.data.conflictId) !== null) return null;
  const [settled] = settledOf(view, event.data.conflictId);
  return settled !== undefined && settled.join.recordedAt >= recordedAt ? settled.join.id : null;
};

/** Positions with a row of this title. */
const titled = (
  view: InsiderView,
  issuerId: IssuerId,
  title: string,
): ReadonlyArray<PositionId> => {
  const canonical = canonicalTitle(title);
  return view.lines.flatMap((line) => {
    const { position } = inForce(line);
    const isMeant =
      position?.issuerId === issuerId &&
      line.versions.some((v) => canonicalTitle(v.row.security.value) === canonical);
    return position !== null && isMeant ? [position.id] : [];
  });
};

const ofIssuer = (view: InsiderView, issuerId: IssuerId): ReadonlyArray<PositionId> =>
  view.holdings.flatMap(({ position }) => (position.issuerId === issuerId ? [position.id] : []));

/** Positions that a ruling speaks of, whether or not it is in force. */
const positionsOf = (
  view: InsiderView,
  { event, row }: RulingRecord,
): ReadonlyArray<PositionId> => {
  const real = realIssuer(view);
  switch (event.type) {
    case 'RowCorrected':
    case 'RowWithdrawn':
      return view.lines.flatMap((line) => {
        const { position } = inForce(line);
        const isMeant = line.versions.some((v) => v.row.row === row);
        return position !== null && isMeant ? [position.id] : [];
      });
    case 'ConflictDecided':
      return (
        conflictOf(view, event.data.conflictId)?.touches.map((t) => t.positionId) ??
        settledOf(view, event.data.conflictId).map(({ holding }) => holding)
      );
    case 'PositionsJoined':
      return [event.data.position, event.data.with].map((id) => positionNow(view, id));
    case 'InsiderIdentified':
      return view.holdings.map(({ position }) => position.id);
    case 'IssuerIdentified':
      return ofIssuer(view, real(event.data.issuerId));
    case 'SecurityAliased':
      return titled(view, real(event.data.issuerId), event.data.title);
    case 'CorporateActionRecorded': {
      const { issuerId, security } = event.data;
      return security === null
        ? ofIssuer(view, real(issuerId))
        : titled(view, real(issuerId), security);
    }
    // Declarations bear on no balance.
    default:
      return [];
  }
};

const isStale = (
  view: InsiderView,
  record: RulingRecord,
  filed: RowReported | undefined,
): boolean => {
  const { event, id } = record;
  if (!isInForce(record)) return false;
  if (event.type === 'RowCorrected' || event.type === 'RowWithdrawn') return filed === undefined;
  if (event.type === 'ConflictDecided') {
    const decision = conflictOf(view, event.data.conflictId)?.decision ?? null;
    return decision === null || (decision.id === id && decision.stale);
  }
  if (event.type !== 'PositionsJoined') return false;
  const [one, other] = [event.data.position, event.data.with].map((p) => positionNow(view, p));
  return one !== other;
};

const byId = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Positions by the rulings that bear on them. */
const bearersOf = (view: InsiderView): ReadonlyMap<string, ReadonlyArray<PositionId>> => {
  const bearers = new Map<string, Array<PositionId>>();
  for (const { position } of view.holdings)
    for (const { id } of bearingsOn(view, position.id)) {
      const known = bearers.get(id);
      if (known === undefined) bearers.set(id, [position.id]);
      else known.push(position.id);
    }
  return bearers;
};

/** An answer, and the id of the issuer that it is about. */
export interface ToldRuling {
  readonly issuerId: IssuerId | null;
  readonly ruling: RulingAnswer;
}

/** Those of an insider, and those of the issuers of which it holds something. */
export const rulingsTold = (view: InsiderView): ReadonlyArray<ToldRuling> => {
  const records = rulingsOn(view);
  if (records.length === 0) return [];
  const rows = rowsByName(view);
  const bearers = bearersOf(view);
  const real = realIssuer(view);
  return records.map((said): ToldRuling => {
    const record = { ...said, undoneBy: said.undoneBy ?? replacedByJoin(view, said) };
    const { id, event, row, undo, actor, reason, recordedAt, undoneBy } = record;
    const filed = row === null ? undefined : rows.get(row);
    const changes = changesOf(record, filed);
    const bearing = bearers.get(id) ?? [];
    // Of one in force the folds tell on what it bears; of others it tells itself.
    const about = isInForce(record) && bearing.length > 0 ? bearing : positionsOf(view, record);
    const issuerId = 'issuerId' in event.data ? real(event.data.issuerId) : null;
    const ruling: RulingAnswer = {
      id,
      kind: kindOf(event),
      undo,
      actor,
      reason,
      recordedAt,
      says: saysOf(record, changes),
      insider: 'insider' in event.data ? insiderAnswer(view) : null,
      issuer: issuerId === null ? null : issuerAnswer(view, issuerId),
      row,
      conflictId: event.type === 'ConflictDecided' ? event.data.conflictId : null,
      positions: [...new Set(about)].sort(byId),
      changes,
      inForce: isInForce(record),
      stale: isStale(view, record, filed),
      undoneBy,
    };
    return { issuerId, ruling };
  });
};

/** Those that hold for everybody. */
export const ledgerRulings = (said: ReadonlyArray<RulingRecord>): ReadonlyArray<RulingAnswer> =>
  said.map((record) => ({
    id: record.id,
    kind: kindOf(record.event),
    undo: record.undo,
    actor: record.actor,
    reason: record.reason,
    recordedAt: record.recordedAt,
    says: saysOf(record, []),
    insider: null,
    issuer: null,
    row: null,
    conflictId: null,
    positions: [],
    changes: [],
    inForce: isInForce(record),
    stale: false,
    undoneBy: record.undoneBy,
  }));

/** Of one position: those that bear on it, those that were taken back, and what took them back. */
export const rulingsOfPosition = (
  view: InsiderView,
  { position }: Holding,
  bearing: ReadonlyArray<string>,
): ReadonlyArray<RulingAnswer> =>
  rulingsTold(view).flatMap(({ ruling }) => {
    const { id, positions } = ruling;
    const isMeant = ruling.inForce ? bearing.includes(id) : positions.includes(position.id);
    return isMeant ? [ruling] : [];
  });

/** Of one issuer, or of all: what is said of the insider itself is said of every issuer's. */
export const rulingsAbout = (
  view: InsiderView,
  issuer: string | null,
): ReadonlyArray<RulingAnswer> =>
  rulingsTold(view).flatMap(({ issuerId, ruling }) =>
    issuer === null || issuerId === null || issuerId === issuer ? [ruling] : [],
  );

// ---- which are wanted ----

export interface RulingFilter {
  /** Who said it. */
  readonly by?: string;
  /** Days on which it was recorded, in UTC: the first and the last. */
  readonly from?: string;
  readonly to?: string;
}

const day = (name: string, given: string | undefined): string | undefined =>
  given === undefined ? given : dayGiven(name, given);

/** Whether a ruling is wanted; fails where the filter asks for a day that is none. */
const wanted = (filter: RulingFilter): ((ruling: RulingAnswer) => boolean) => {
  const { by } = filter;
  const [from, to] = [day('from', filter.from), day('to', filter.to)];
  return ({ actor, recordedAt }) => {
    const on = recordedAt.slice(0, 10);
    return (
      (by === undefined || actor === by) &&
      (from === undefined || on >= from) &&
      (to === undefined || on <= to)
    );
  };
};

/** As recorded; what is said of an issuer is told once, however many hold something of it. */
const inOrder = (rulings: ReadonlyArray<RulingAnswer>): ReadonlyArray<RulingAnswer> => {
  const told = new Map<string, RulingAnswer>();
  for (const ruling of rulings) {
    const known = told.get(ruling.id);
    told.set(
      ruling.id,
      known === undefined
        ? ruling
        : {
            ...known,
            positions: [...new Set([...known.positions, ...ruling.positions])].sort(byId),
          },
    );
  }
  return [...told.values()].sort((a, b) => byId(a.recordedAt, b.recordedAt) || byId(a.id, b.id));
};

/** @param told by insider. */
export const rulingsAnswer = (
  told: ReadonlyArray<RulingAnswer>,
  filter: RulingFilter,
  { recordedBy }: Settled,
  missing: ReadonlyArray<InsiderId>,
): RulingsAnswer => ({
  recordedBy,
  rulings: inOrder(told).filter(wanted(filter)),
  ...missingOf(missing),
});
