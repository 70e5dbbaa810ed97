/** What a ruling changes: rows, positions and conflicts, as they were before it and are after. */

import { setImmediate as nextTurn } from 'node:timers/promises';
import { rulingRecords } from '../../../projections/known/ruling.js';
import type { LineStatus } from '../../../projections/line/line.js';
import { fieldsOf } from '../../../projections/line/row-alignment.js';
import { isOfOneStream, LedgerFailure } from '../../answer/error.js';
import type { PositionAnswer } from '../../answer/holdings.js';
import { insiderOfStream, rowId } from '../../event/catalogue.js';
import type { ConflictId, InsiderId, PositionId, RowId } from '../../event/identity.js';
import type { Day } from '../../filing/calendar.js';
import type { OpenLedger } from '../open-ledger.js';
import {
  type ConflictSeen,
  type Look,
  type Looks,
  lookAt,
  looks,
  type PositionSeen,
} from './look.js';

/** An event that says it, and in which stream. */
interface Said {
  readonly stream: string;
  readonly event: { readonly id: string; readonly data: unknown };
}

export interface RowChange {
  readonly row: RowId;
  /** A field, or `status`: whether and how the row counts. */
  readonly field: string;
  readonly before: string | null;
  readonly after: string | null;
}

type Held = Pick<PositionAnswer, 'positionId' | 'quantity' | 'status'>;

export interface PositionChange
  extends Pick<PositionAnswer, 'insider' | 'issuer' | 'security' | 'ownership' | 'unit'> {
  readonly positionId: PositionId;
  /** Null where there was no such position, or is none any more. */
  readonly before: Held | null;
  readonly after: Held | null;
}

export interface ConflictChange {
  readonly conflictId: ConflictId;
  readonly type: string;
  /** Null where it was not there, or is there no more. */
  readonly before: string | null;
  readonly after: string | null;
}

export interface RulingChange {
  /** Ids of what was recorded: one for each stream that it stands in. */
  readonly rulings: ReadonlyArray<string>;
  /** The day whose positions are compared: that of the ruling. */
  readonly asOf: Day;
  /** Of rows ruled on; of their copies, whether they count. */
  readonly rows: ReadonlyArray<RowChange>;
  /** Positions on which it bears, and all that are otherwise than before. */
  readonly positions: ReadonlyArray<PositionChange>;
  readonly conflicts: ReadonlyArray<ConflictChange>;
}

/** What is compared of everybody whom a ruling may concern. */
export interface Snapshot {
  readonly rows: Map<RowId, ReadonlyArray<readonly [string, string | null]>>;
  /** Of rows that tell what others tell, whether they count. */
  readonly copies: Map<RowId, LineStatus>;
  readonly positions: Map<PositionId, PositionSeen>;
  readonly conflicts: Map<ConflictId, ConflictSeen>;
  /** What former ids stand for. */
  readonly names: Map<string, PositionId>;
  /** Those of an issuer that was ruled on who are set aside: nothing of theirs is compared. */
  readonly missing: Set<InsiderId>;
}

const rowsNamed = (events: ReadonlyArray<Said>): ReadonlySet<RowId> =>
  new Set(
    events.flatMap(({ event: { data } }) => {
      const row: unknown = Reflect.get(Object(data), 'row');
      return rowId.is(row) ? [row] : [];
    }),
  );

const add = (
  { rows, copies, positions, conflicts, names }: Snapshot,
  look: Look,
  named: ReadonlySet<RowId>,
): void => {
  for (const [id, position] of look.positions) positions.set(id, position);
  for (const [id, conflict] of look.conflicts) conflicts.set(id, conflict);
  for (const [id, now] of look.names) names.set(id, now);
  for (const name of named) {
    const found = look.rows.get(name);
    if (found !== undefined) rows.set(name, [...fieldsOf(found.row), ['status', found.status]]);
  }
  for (const [name, { status, isCopy }] of look.rows) if (isCopy) copies.set(name, status);
};

/** Whom events in these streams may concern. */
const subjectsOf = (events: ReadonlyArray<Said>) => {
  const streams = [...new Set(events.map(({ stream }) => stream))];
  const issuerPrefix = 'issuer-';
  return {
    insiders: streams.flatMap((stream) => insiderOfStream(stream) ?? []),
    issuers: streams.flatMap((s) =>
      s.startsWith(issuerPrefix) ? [s.slice(issuerPrefix.length)] : [],
    ),
  };
};

const nothingToTell: ReadonlySet<string> = new Set(['NOT_FOUND', 'UNREADABLE_EVENT']);

/** As all of them are now; those of whom nothing can be told are left out. */
const snapshotOf = async (
  open: Pick<OpenLedger, 'settled' | 'folded'>,
  looking: Looks,
  events: ReadonlyArray<Said>,
): Promise<Snapshot> => {
  const at = open.settled({});
  const named = rowsNamed(events);
  const found: Snapshot = {
    rows: new Map(),
    copies: new Map(),
    positions: new Map(),
    conflicts: new Map(),
    names: new Map(),
    missing: new Set(),
  };
  const missed = (insiders: ReadonlyArray<InsiderId>): void => {
    for (const insider of insiders) found.missing.add(insider);
  };
  /** Nobody is known by this id, or nothing of it can be read: there is nothing to compare. */
  const orNothing = async (work: () => Promise<void>): Promise<void> => {
    try {
      await work();
    } catch (thrown) {
      if (!(thrown instanceof LedgerFailure) || !nothingToTell.has(thrown.error.code)) throw thrown;
    }
  };
  const addIssuer = async (issuer: string): Promise<void> => {
    try {
      const { missing } = await open.folded({ issuer }, at, (view) =>
        add(found, lookAt(view, at), named),
      );
      missed(missing);
    } catch (thrown) {
      if (!(thrown instanceof LedgerFailure) || nothingToTell.has(thrown.error.code)) throw thrown;
      if (!isOfOneStream(thrown.error)) throw thrown;
      // Whoever reports of this issuer is among those who are set aside: after every name, these are left.
      missed((await open.folded({ after: '~', count: 1 }, at, () => null)).missing);
    }
  };
  const { insiders, issuers } = subjectsOf(events);
  const lookOf = looking.inTurn(at);
  for (const insider of insiders) {
    // Signals and timers have their turn.
    await nextTurn();
    await orNothing(async () => add(found, await lookOf(insider), named));
  }
  for (const issuer of issuers) await orNothing(() => addIssuer(issuer));
  return found;
};

const heldIn = (position: PositionSeen | undefined): Held | null =>
  position === undefined
    ? null
    : {
        positionId: position.positionId,
        quantity: position.quantity,
        status: position.status,
      };

const rowChanges = (before: Snapshot, after: Snapshot): ReadonlyArray<RowChange> =>
  [...after.rows].flatMap(([row, fields]) => {
    const was = new Map(before.rows.get(row) ?? []);
    return fields.flatMap(([field, is]) =>
      was.get(field) === is ? [] : [{ row, field, before: was.get(field) ?? null, after: is }],
    );
  });

/** Withdrawn, a row leaves what it told to a copy of it. */
const copyChanges = (before: Snapshot, after: Snapshot): ReadonlyArray<RowChange> =>
  [...after.copies].flatMap(([row, is]) => {
    const was = before.copies.get(row);
    return was === undefined || was === is || after.rows.has(row)
      ? []
      : [{ row, field: 'status', before: was, after: is }];
  });

const positionChanges = (
  before: Snapshot,
  after: Snapshot,
  rulings: ReadonlyArray<string>,
): ReadonlyArray<PositionChange> => {
  const changes: Array<PositionChange> = [];
  const change = (was: PositionSeen | undefined, is: PositionSeen | undefined): void => {
    const shown = is ?? was;
    if (shown === undefined) return;
    const { positionId, insider, issuer, security, ownership, unit } = shown;
    const isSame =
      was?.positionId === is?.positionId &&
      was?.quantity === is?.quantity &&
      was?.status === is?.status;
    const bears = is?.rulings.some((id) => rulings.includes(id)) ?? false;
    if (isSame && !bears) return;
    changes.push({
      positionId,
      insider,
      issuer,
      security,
      ownership,
      unit,
      before: heldIn(was),
      after: heldIn(is),
    });
  };
  const met = new Set<string>();
  for (const [id, was] of before.positions) {
    const now = after.positions.has(id) ? id : (after.names.get(id) ?? id);
    met.add(now);
    change(was, after.positions.get(now));
  }
  for (const [id, is] of after.positions) if (!met.has(id)) change(undefined, is);
  return changes;
};

const conflictChanges = (before: Snapshot, after: Snapshot): ReadonlyArray<ConflictChange> =>
  [...new Set([...before.conflicts.keys(), ...after.conflicts.keys()])].flatMap((conflictId) => {
    const [was, is] = [before.conflicts.get(conflictId), after.conflicts.get(conflictId)];
    return was?.status === is?.status
      ? []
      : [
          {
            conflictId,
            type: (is ?? was)?.type ?? '',
            before: was?.status ?? null,
            after: is?.status ?? null,
          },
        ];
  });

/** The ids under which events that were just recorded are told. */
const idsOf = async (
  { streams }: Pick<OpenLedger, 'streams'>,
  events: ReadonlyArray<Said>,
): Promise<ReadonlyArray<string>> => {
  const ids = new Set<string>();
  const recorded = new Set(events.map(({ event }) => event.id));
  for (const stream of new Set(events.map((one) => one.stream))) {
    const { rulings, identifications } = await streams.load(stream);
    const said = new Set([...identifications, ...rulings.filter((one) => recorded.has(one.id))]);
    for (const { id, events: own } of rulingRecords([...said], (row) => row))
      if (own.some((one) => recorded.has(one))) ids.add(id);
  }
  return [...ids];
};

/** What a ruling changes, and of whom that cannot be told. */
export interface Changes {
  readonly change: RulingChange;
  readonly missing: ReadonlyArray<InsiderId>;
}

export interface Comparing {
  /** As all of whom these events concern are now. */
  snapshot(events: ReadonlyArray<Said>): Promise<Snapshot>;
  /** @param events those that were recorded. */
  changeSince(before: Snapshot, events: ReadonlyArray<Said>): Promise<Changes>;
}

export const comparing = (
  open: Pick<OpenLedger, 'settled' | 'folded' | 'insiderOf' | 'sight' | 'streams'>,
): Comparing => {
  const looking = looks(open);
  const snapshot: Comparing['snapshot'] = (events) => snapshotOf(open, looking, events);
  return {
    snapshot,
    changeSince: async (before, events) => {
      const rulings = await idsOf(open, events);
      const after = await snapshot(events);
      return {
        change: {
          rulings,
          asOf: open.settled({}).asOf,
          rows: [...rowChanges(before, after), ...copyChanges(before, after)],
          positions: positionChanges(before, after, rulings),
          conflicts: conflictChanges(before, after),
        },
        missing: [...new Set([...before.missing, ...after.missing])].sort(),
      };
    },
  };
};
