/**
 * The end of a stream, as its row says, held against what else the file says of it: the index that
 * led to the row, and the last event. Damage to one of them is told and not answered from.
 */

import { StoreFailure } from '../port.js';
import type { Connection } from './connection.js';
import { prepared } from './prepared.js';
import { corrupt } from './row.js';

export interface Head {
  readonly sid: number;
  readonly revision: number;
}

interface Found {
  readonly name: unknown;
  readonly head: unknown;
  readonly last: unknown;
}

/** So many streams are looked through in a few milliseconds, before a name is called unknown. */
const streamsLookedThrough = 10_000;

const fails = (message: string): never => {
  throw new StoreFailure(corrupt(message));
};

export function findHead(db: Connection, path: string): (stream: string) => Head | undefined {
  const sql = prepared({
    // By the index alone, then by the table alone.
    sid: () => db.prepare('SELECT sid FROM streams WHERE name = ?').pluck(),
    row: () =>
      db.prepare(
        `SELECT name, head, (SELECT max(revision) FROM events WHERE sid = s.sid) AS last
       FROM streams s WHERE sid = ?`,
      ),
    before: () =>
      db.prepare('SELECT name, sid FROM streams WHERE name < ? ORDER BY name DESC LIMIT 1'),
    after: () => db.prepare('SELECT name, sid FROM streams WHERE name > ? ORDER BY name LIMIT 1'),
    lastSid: () => db.prepare('SELECT coalesce(max(sid), 0) FROM streams').pluck(),
    unindexed: () =>
      db
        .prepare(
          `SELECT name FROM streams s NOT INDEXED
         WHERE sid IS NOT (SELECT i.sid FROM streams i WHERE i.name = s.name) LIMIT 1`,
        )
        .pluck(),
  });
  let lookedThrough = false;
  /** A stream to which the index does not lead. */
  let missed: unknown;

  const leadsElsewhere = (name: unknown): never =>
    fails(`${path}: the index of streams does not lead to ${name}`);

  /** Where a search for a name would go astray, it ends beside an entry that is not its row's. */
  const checkUnknown = (stream: string): void => {
    for (const side of [sql.before, sql.after]) {
      const beside = side.get(stream) as { name: unknown; sid: unknown } | undefined;
      if (beside === undefined) continue;
      const row = sql.row.get(beside.sid) as Found | undefined;
      if (row?.name !== beside.name) leadsElsewhere(row?.name ?? beside.name);
    }
    // The heads of pages may be damaged as well: of a ledger of moderate size all are looked at.
    if (!lookedThrough) {
      lookedThrough = true;
      if ((sql.lastSid.get() as number) <= streamsLookedThrough) missed = sql.unindexed.get();
    }
    // Whoever asks next is refused as well.
    if (missed !== undefined) leadsElsewhere(missed);
  };

  return (stream) => {
    const sid = sql.sid.get(stream);
    if (sid === undefined) {
      checkUnknown(stream);
      return undefined;
    }
    const found = sql.row.get(sid) as Found | undefined;
    if (found === undefined || found.name !== stream) return leadsElsewhere(stream);
    const { head, last } = found;
    if (!Number.isSafeInteger(sid) || !Number.isSafeInteger(head) || head !== last)
      return fails(
        `${path}: ${stream}: its head says revision ${head}, its last event is ${last ?? 'none'}`,
      );
    return { sid: sid as number, revision: head as number };
  };
}
