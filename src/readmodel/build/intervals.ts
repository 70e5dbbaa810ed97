/**
 * One issuer's positions of one insider over both times: folded at each instant at which a filing
 * became known, and of each fold only what it changed. The values are those of `positionAnswer`,
 * so that what is kept is what the fold answers.
 */
import { type Entry, outcomeOf } from '../../../projections/balance/entry.js';
import { type Bearing, bearingsOn } from '../../../projections/bearing.js';
import { type Conflict, contests } from '../../../projections/conflict/conflict.js';
import type { Holding, InsiderFold, InsiderView } from '../../../projections/insider.js';
import { firstOf } from '../../../projections/line/line.js';
import type { Position } from '../../../projections/position/position.js';
import {
  asFiled,
  type Basis,
  isClosed,
  type PositionAt,
  positionAt,
} from '../../../projections/position-at.js';
import { mayBeShared, retoldWithOthers } from '../../answer/filing.js';
import { type PositionAnswer, positionAnswer } from '../../answer/holdings.js';
import type { ConflictId, PositionId, RowId } from '../../event/identity.js';
import {
  addDays,
  beginning,
  type Day,
  dawn,
  forever,
  type Instant,
} from '../../filing/calendar.js';
import type { IntervalRow, JointRow, PositionRow } from '../rows.js';

/** What makes two steps' accounts of a holding the same, without working them out. */
interface Account {
  readonly entries: ReadonlyArray<Entry>;
  /** Of the entries: whether they may differ at all. */
  readonly version: string;
  readonly conflicts: ReadonlyArray<Touch>;
  readonly rulings: ReadonlyArray<Bearing>;
  readonly exit: Day | undefined;
  readonly terms: Position['terms'];
}

interface Touch {
  readonly conflictId: ConflictId;
  readonly from: Day;
  readonly contests: boolean;
}

interface Kept {
  readonly positionId: PositionId;
  readonly issuer: string;
  /** Null before it is told of, and where it is not told of any more. */
  account: Account | null;
  /** By the effective day from which they hold, oldest first. */
  open: Array<IntervalRow>;
  readonly ended: Array<IntervalRow>;
  readonly joint: Map<RowId, JointRow>;
  readonly endedJoint: Array<JointRow>;
}

export interface Intervals {
  /** Takes the fold as of an instant; instants come in order. */
  take(view: ReturnType<InsiderFold['view']>, knownAt: Instant): void;
  positions(): ReadonlyArray<PositionRow>;
}

const sameEntry = (a: Entry, b: Entry): boolean =>
  a === b ||
  (a.on === b.on &&
    a.kind === b.kind &&
    a.source.row.row === b.source.row.row &&
    a.source.filing.accession === b.source.filing.accession &&
    outcomeOf(a) === outcomeOf(b) &&
    a.amount.eq(b.amount));

const sameTerms = (a: Position['terms'], b: Position['terms']): boolean =>
  a === b ||
  (a !== null &&
    b !== null &&
    a.exercisableOn === b.exercisableOn &&
    a.expiresOn === b.expiresOn &&
    a.underlying === b.underlying &&
    (a.exercisePrice === null || b.exercisePrice === null
      ? a.exercisePrice === b.exercisePrice
      : a.exercisePrice.eq(b.exercisePrice)));

const sameTouch = (a: Touch, b: Touch): boolean =>
  a.conflictId === b.conflictId && a.from === b.from && a.contests === b.contests;

const sameBearing = (a: Bearing, b: Bearing): boolean => a.id === b.id && a.from === b.from;

const touchesOf = (conflicts: ReadonlyArray<Conflict>): ReadonlyMap<string, Array<Touch>> => {
  const touches = new Map<string, Array<Touch>>();
  for (const conflict of conflicts)
    for (const { positionId, from } of conflict.touches) {
      const touch = { conflictId: conflict.conflictId, from, contests: contests(conflict) };
      const known = touches.get(positionId);
      if (known === undefined) touches.set(positionId, [touch]);
      else known.push(touch);
    }
  return touches;
};

const earlier = (a: Day | null, b: Day | null): Day | null =>
  a === null ? b : b === null ? a : a < b ? a : b;

/** The first place in which two lists differ; null where they do not. */
const firstDifference = <A>(
  before: ReadonlyArray<A>,
  after: ReadonlyArray<A>,
  same: (a: A, b: A) => boolean,
): number | null => {
  const shorter = Math.min(before.length, after.length);
  for (let i = 0; i < shorter; i++) if (!same(before[i] as A, after[i] as A)) return i;
  return before.length === after.length ? null : shorter;
};

/** Days from which on count those that differ. */
const differentFrom = <A extends { readonly from: Day }>(
  before: ReadonlyArray<A>,
  after: ReadonlyArray<A>,
  same: (a: A, b: A) => boolean,
): ReadonlyArray<Day> => {
  const at = firstDifference(before, after, same);
  return at === null ? [] : [...before.slice(at), ...after.slice(at)].map((one) => one.from);
};

/** From which effective day on an account may answer otherwise than before; null: nowhere. */
const changedFrom = (before: Account, after: Account): Day | null => {
  // What a later row tells of the terms was so from the beginning.
  if (before.exit !== after.exit || !sameTerms(before.terms, after.terms)) return dawn;
  const at =
    before.version === after.version
      ? null
      : firstDifference(before.entries, after.entries, sameEntry);
  // The first entry also says whether anything was held before it.
  if (at === 0) return dawn;
  const day =
    at === null ? null : earlier(before.entries[at]?.on ?? null, after.entries[at]?.on ?? null);
  // Neither conflicts nor rulings are listed by day.
  const days = [
    ...differentFrom(before.conflicts, after.conflicts, sameTouch),
    ...differentFrom(before.rulings, after.rulings, sameBearing),
  ];
  return days.reduce<Day | null>(earlier, day);
};

/** Days on which the answer may change, from a day on. */
const breakpoints = (
  account: Account,
  { position: { laterPrices }, splits }: Holding,
  { adjusted }: Basis,
  from: Day,
): ReadonlyArray<Day> => {
  const days = new Set<Day>([dawn]);
  for (let i = account.entries.length - 1; i >= 0; i--) {
    const { on } = account.entries[i] as Entry;
    if (on < from) break;
    days.add(on);
  }
  for (const touch of account.conflicts) days.add(touch.from);
  for (const bearing of account.rulings) days.add(bearing.from);
  if (account.exit !== undefined) days.add(addDays(account.exit, 1));
  const expiresOn = account.terms?.expiresOn ?? null;
  if (expiresOn !== null) days.add(addDays(expiresOn, 1));
  for (const later of laterPrices) days.add(later.from);
  if (adjusted) for (const split of splits) days.add(split.effectiveOn);
  return [...days].filter((day) => day >= from).sort();
};

const wordingOf = ({ kind, security, ownership, terms, unit }: PositionAnswer): string =>
  JSON.stringify({ kind, security, ownership, terms, unit });

const says = (a: IntervalRow, b: IntervalRow): boolean =>
  a.quantity === b.quantity &&
  a.computed === b.computed &&
  a.unexplained === b.unexplained &&
  a.status === b.status &&
  a.closed === b.closed &&
  a.reportedRow === b.reportedRow &&
  a.reportedQuantity === b.reportedQuantity &&
  a.reportedOn === b.reportedOn &&
  a.reportedFiledOn === b.reportedFiledOn &&
  a.reportedAsFiled === b.reportedAsFiled &&
  a.conflicts === b.conflicts &&
  a.rulings === b.rulings &&
  a.wording === b.wording;

const intervalOf = (view: InsiderView, at: PositionAt, knownFrom: Instant): IntervalRow => {
  const answer = positionAnswer(view, at);
  return {
    effectiveFrom: at.on,
    knownFrom,
    knownTo: forever,
    quantity: answer.quantity,
    computed: answer.computed,
    unexplained: answer.unexplained,
    status: answer.status,
    closed: isClosed(at),
    reportedQuantity: answer.reported?.quantity ?? null,
    reportedRow: answer.reported?.row ?? null,
    reportedOn: answer.reported?.effectiveOn ?? null,
    reportedFiledOn: answer.reported?.filedOn ?? null,
    reportedAsFiled:
      answer.reported?.asFiled === undefined ? null : (answer.reported.asFiled ?? ''),
    conflicts: answer.conflicts.join(' '),
    rulings: answer.rulings.join(' '),
    wording: wordingOf(answer),
  };
};

/** Ends what no longer holds and begins what holds instead, from an effective day on. */
const renew = (
  kept: Kept,
  view: InsiderView,
  holding: Holding,
  account: Account,
  from: Day,
  knownAt: Instant,
  basis: Basis,
): void => {
  const cut = kept.open.findIndex((i) => i.effectiveFrom >= from);
  const before = cut < 0 ? [] : kept.open.splice(cut);
  const known = new Map(before.map((i) => [i.effectiveFrom, i]));
  let last = kept.open[kept.open.length - 1];
  for (const day of breakpoints(account, holding, basis, from)) {
    const at = positionAt(view, holding, day, basis);
    if (at === null) continue;
    const now = intervalOf(view, at, knownAt);
    if (last !== undefined && says(last, now)) continue;
    const same = known.get(day);
    last = same !== undefined && says(same, now) ? same : now;
    if (last === same) known.delete(day);
    kept.open.push(last);
  }
  for (const interval of known.values()) end(kept.ended, interval, knownAt);
};

const accountOf = (
  view: InsiderView,
  holding: Holding,
  touches: ReadonlyMap<string, ReadonlyArray<Touch>>,
): Account => ({
  entries: holding.entries,
  version: holding.version,
  conflicts: touches.get(holding.position.id) ?? [],
  rulings: bearingsOn(view, holding.position.id),
  exit: view.exits.get(holding.position.issuerId),
  terms: holding.position.terms,
});

/** What a view tells of a holding from each effective day on; the first from the beginning. */
export const stretchesOf = (
  view: InsiderView,
  holding: Holding,
  basis: Basis = asFiled,
): ReadonlyArray<{ readonly from: Day; readonly at: PositionAt; readonly closed: boolean }> => {
  const { id } = holding.position;
  const own = view.conflicts.filter((c) => c.touches.some((t) => t.positionId === id));
  const account = accountOf(view, holding, touchesOf(own));
  const stretches: Array<{ from: Day; at: PositionAt; closed: boolean }> = [];
  let last: IntervalRow | undefined;
  for (const from of breakpoints(account, holding, basis, dawn)) {
    const at = positionAt(view, holding, from, basis);
    if (at === null) continue;
    const now = intervalOf(view, at, beginning);
    if (last !== undefined && says(last, now)) continue;
    last = now;
    stretches.push({ from, at, closed: now.closed });
  }
  return stretches;
};

/** What began at this very instant has never been seen. */
const end = <A extends IntervalRow | JointRow>(ended: Array<A>, row: A, knownAt: Instant): void => {
  if (row.knownFrom === knownAt) return;
  row.knownTo = knownAt;
  ended.push(row);
};

/** The row that first reported what a row of an amendment restates. */
const firstRows = (view: InsiderView): ReadonlyMap<RowId, RowId> =>
  new Map(
    view.lines.flatMap((line) =>
      line.versions.length < 2
        ? []
        : line.versions.map((v): [RowId, RowId] => [v.row.row, firstOf(line).row.row]),
    ),
  );

/** Rows that several owners may report, each by the name under which it was first reported. */
export const jointRowsOf = (view: InsiderView, holding: Holding): ReadonlySet<RowId> => {
  let first: ReadonlyMap<RowId, RowId> | undefined;
  const rows = new Set<RowId>();
  for (const { source } of holding.entries) {
    const { row, filing, home, place, restates } = source;
    for (const copy of retoldWithOthers(view, place.row.row)) rows.add(copy);
    if (!mayBeShared(filing) && !mayBeShared(home)) continue;
    if (restates) {
      first ??= firstRows(view);
      rows.add(first.get(row.row) ?? row.row);
    } else rows.add(place.row.row);
  }
  return rows;
};

const renewJoint = (kept: Kept, rows: ReadonlySet<RowId>, knownAt: Instant): void => {
  for (const [row, joint] of kept.joint)
    if (!rows.has(row)) {
      kept.joint.delete(row);
      end(kept.endedJoint, joint, knownAt);
    }
  for (const row of rows)
    if (!kept.joint.has(row)) kept.joint.set(row, { row, knownFrom: knownAt, knownTo: forever });
};

export const intervals = (basis: Basis = asFiled): Intervals => {
  const all = new Map<string, Kept>();

  const keptOf = ({ position }: Holding): Kept => {
    const known = all.get(position.id);
    if (known !== undefined) return known;
    const kept: Kept = {
      positionId: position.id,
      issuer: position.issuerId,
      account: null,
      open: [],
      ended: [],
      joint: new Map(),
      endedJoint: [],
    };
    all.set(position.id, kept);
    return kept;
  };

  return {
    take: (view, knownAt) => {
      const { changed: lines, isAnew } = view;
      const retold = new Set(
        [...lines].flatMap((line) =>
          view.retellings.has(firstOf(line).row.row)
            ? line.versions.map(({ position }) => position)
            : [],
        ),
      );
      const touches = touchesOf(view.conflicts);
      const gone = new Set(all.keys());
      for (const holding of view.holdings) {
        gone.delete(holding.position.id);
        const kept = keptOf(holding);
        const account = accountOf(view, holding, touches);
        const changed = kept.account === null ? dawn : changedFrom(kept.account, account);
        kept.account = account;
        // A form filed twice changes nothing of what is held, but others may have the second.
        if (changed !== null || isAnew || retold.has(holding.position))
          renewJoint(kept, jointRowsOf(view, holding), knownAt);
        if (changed === null) continue;
        // A later row tells whether what is held before it was counted in new shares.
        const from = basis.adjusted ? dawn : changed;
        renew(kept, view, holding, account, from, knownAt, basis);
      }
      for (const positionId of gone) {
        const kept = all.get(positionId) as Kept;
        for (const interval of kept.open) end(kept.ended, interval, knownAt);
        kept.open = [];
        kept.account = null;
        renewJoint(kept, new Set(), knownAt);
      }
    },
    positions: () =>
      [...all.values()].flatMap(({ positionId, issuer, ended, open, joint, endedJoint }) => {
        const rows = [...ended, ...open];
        return rows.length === 0
          ? []
          : [{ positionId, issuer, intervals: rows, joint: [...endedJoint, ...joint.values()] }];
      }),
  };
};
