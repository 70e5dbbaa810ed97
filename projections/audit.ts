/**
 * What must always be so, looked at as one would who does not know the fold: the answer is the
 * balance last stated, or the register says why not; nobody holds less than nothing; no two open
 * positions may be one.
 */
import type { RowId } from '../src/event/identity.js';
import type { Day } from '../src/filing/calendar.js';
import { type Decimal, zero } from '../src/filing/decimal.js';
import { checkOf, type Entries, type Entry } from './balance/entry.js';
import type { Conflict } from './conflict/conflict.js';
import type { Holding, InsiderView } from './insider.js';

/** A statement from which the answer goes away, and no conflict says so. */
export interface NotLastStated {
  readonly row: RowId;
  readonly on: Day;
  readonly stated: Decimal;
  readonly quantity: Decimal;
}

export interface Audit {
  readonly notLastStated: ReadonlyArray<NotLastStated>;
  /** Open conflicts that say so. */
  readonly belowZero: ReadonlyArray<Conflict>;
  /** Open conflicts, under the position that they name first. */
  readonly maybeSame: ReadonlyArray<Conflict>;
}

const none: Audit = { notLastStated: [], belowZero: [], maybeSame: [] };

/** Outcomes in which a row speaks of its own position at its own moment. */
const speaks: ReadonlySet<string> = new Set(['held', 'unexplained', 'slip', 'stale', 'opening']);

/** What an entry states of the balance after it; late knowledge moves a stale one by as much. */
const statedBy = (entry: Entry, next: Entry | undefined): Decimal | null => {
  const { asserted } = entry.source;
  if (asserted === null) return null;
  // A difference that stands before its row: the row states the balance.
  if (entry.kind === 'unexplained') return next?.source === entry.source ? null : asserted;
  const check = checkOf(entry);
  if (check === null || !speaks.has(check.outcome)) return null;
  return check.outcome === 'stale' ? asserted.minus(check.difference) : asserted;
};

const saysSo = (conflicts: ReadonlyArray<Conflict>, stated: Decimal, quantity: Decimal): boolean =>
  conflicts.some(
    ({ severity, detail }) =>
      severity !== 'low' &&
      detail['reported'] === stated.toFixed() &&
      detail['answer'] === quantity.toFixed(),
  );

/** Days on which the balance is not what was last stated and what rows made of it since. */
const notLastStated = (
  entries: Entries,
  conflicts: ReadonlyArray<Conflict>,
): ReadonlyArray<NotLastStated> => {
  const found: Array<NotLastStated> = [];
  let last: { readonly entry: Entry; readonly stated: Decimal; since: Decimal } | null = null;
  entries.forEach((entry, i) => {
    const stated = statedBy(entry, entries[i + 1]);
    if (stated !== null) last = { entry, stated, since: zero };
    else if (last !== null && entry.kind !== 'ended' && entry.kind !== 'unexplained')
      last.since = last.since.plus(entry.amount);
    if (last === null || entries[i + 1]?.on === entry.on) return;
    const wanted = last.stated.plus(last.since);
    const quantity = entry.balance;
    if (quantity.eq(wanted)) return;
    const at = last.entry;
    // Later rows move both alike: what is said once is said of all days after.
    const off = quantity.minus(wanted);
    const isSaid =
      saysSo(conflicts, last.stated, last.stated.plus(off)) || saysSo(conflicts, wanted, quantity);
    if (!isSaid && found[found.length - 1]?.row !== at.source.row.row)
      found.push({ row: at.source.row.row, on: entry.on, stated: wanted, quantity });
  });
  return found;
};

const grouped = (conflicts: ReadonlyArray<Conflict>): ReadonlyMap<string, Array<Conflict>> => {
  const groups = new Map<string, Array<Conflict>>();
  for (const conflict of conflicts)
    for (const { positionId } of conflict.touches) {
      const group = groups.get(positionId);
      if (group === undefined) groups.set(positionId, [conflict]);
      else group.push(conflict);
    }
  return groups;
};

/** Whether two conflicts are one to an audit, and to whoever tells of one. */
const isSame = (a: Conflict, b: Conflict | undefined): boolean =>
  a === b ||
  (a.conflictId === b?.conflictId &&
    a.wording === b.wording &&
    a.severity === b.severity &&
    a.status === b.status &&
    a.touches.length === b.touches.length &&
    a.touches.every(
      ({ positionId, from }, i) =>
        positionId === b.touches[i]?.positionId && from === b.touches[i]?.from,
    ));

/** An audit with a number that is another whenever what was audited is. */
export interface NumberedAudit extends Audit {
  readonly number: number;
}

interface Known {
  readonly version: string;
  readonly own: ReadonlyArray<Conflict>;
  readonly audit: NumberedAudit;
}

/** Audits the holdings of one fold's views that follow each other. */
export const auditor = (): ((view: InsiderView) => (holding: Holding) => NumberedAudit) => {
  const known = new Map<string, Known>();
  let number = 0;
  return (view) => {
    const conflicts = grouped(view.conflicts);
    return ({ position: { id }, version, entries }) => {
      const own = conflicts.get(id) ?? noConflicts;
      const before = known.get(id);
      if (
        before?.version === version &&
        before.own.length === own.length &&
        before.own.every((conflict, i) => isSame(conflict, own[i]))
      )
        return before.audit;
      number += 1;
      const { notLastStated, belowZero, maybeSame } = audited(id, entries, own);
      const audit = { notLastStated, belowZero, maybeSame, number };
      known.set(id, { version, own, audit });
      return audit;
    };
  };
};

const noConflicts: ReadonlyArray<Conflict> = [];

const audited = (id: string, entries: Entries, own: ReadonlyArray<Conflict>): Audit => {
  const off = notLastStated(entries, own);
  if (own.length === 0 && off.length === 0) return none;
  const open = own.filter((c) => c.status === 'open');
  return {
    notLastStated: off,
    belowZero: open.filter((c) => c.type === 'NEGATIVE_BALANCE'),
    maybeSame: open.filter(
      (c) => c.type === 'MAYBE_SAME_HOLDING' && c.touches[0]?.positionId === id,
    ),
  };
};

/** Audits the holdings of one view. */
export const auditOf = (view: InsiderView): ((holding: Holding) => Audit) => auditor()(view);
