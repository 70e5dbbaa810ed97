/**
 * What is compared of an insider before and after a ruling. What was seen after one is kept, within
 * bounds, for the next: a row put right is seldom the only one, and a joint filer not the only
 * filer of it.
 */
import type { InsiderView } from '../../../projections/insider.js';
import { type LineStatus, statusOf } from '../../../projections/line/line.js';
import { type PositionAnswer, positionsOf } from '../../answer/holdings.js';
import type { Settled } from '../../answer/moment.js';
import type { RowReported } from '../../event/catalogue.js';
import type { ConflictId, InsiderId, PositionId, RowId } from '../../event/identity.js';
import type { OpenLedger } from '../open-ledger.js';

export interface Look {
  readonly rows: ReadonlyMap<RowId, { readonly row: RowReported; readonly status: LineStatus }>;
  readonly positions: ReadonlyMap<PositionId, PositionAnswer>;
  readonly conflicts: ReadonlyMap<ConflictId, { readonly type: string; readonly status: string }>;
  /** What former ids stand for. */
  readonly names: ReadonlyMap<string, PositionId>;
}

export const lookAt = (view: InsiderView, at: Settled): Look => ({
  rows: new Map(
    view.lines.flatMap((line) => {
      const status = statusOf(line);
      return line.versions.map(({ row }) => [row.row, { row, status }] as const);
    }),
  ),
  positions: new Map(
    positionsOf(view, { issuerId: null, adjusted: false }, at).map(
      ({ answer }) => [answer.positionId, answer] as const,
    ),
  ),
  conflicts: new Map(
    view.conflicts.map(({ conflictId, type, status }) => [conflictId, { type, status }] as const),
  ),
  names: new Map([...view.names].map(([id, { id: now }]) => [id, now] as const)),
});

export interface Looks {
  of(insider: string, at: Settled): Promise<Look>;
}

interface Kept {
  /** Of the view that was looked at, and the day. */
  readonly version: string;
  readonly look: Look;
}

/** Rows and positions kept, a kilobyte or two each. */
const weightMax = 20_000;

const weightOf = ({ rows, positions }: Look): number => rows.size + positions.size;

export const looks = (open: Pick<OpenLedger, 'insiderOf' | 'sight'>): Looks => {
  const kept = new Map<InsiderId, Kept>();
  let weight = 0;

  const forget = (insider: InsiderId): void => {
    const known = kept.get(insider);
    if (known === undefined) return;
    weight -= weightOf(known.look);
    kept.delete(insider);
  };

  const keep = (insider: InsiderId, one: Kept): void => {
    forget(insider);
    kept.set(insider, one);
    weight += weightOf(one.look);
    for (const [oldest] of kept) {
      if (weight <= weightMax) break;
      forget(oldest);
    }
  };

  return {
    of: async (asked, at) => {
      const insider = await open.insiderOf(asked);
      const sight = await open.sight(insider, at.vantage);
      const version = `${at.asOf} ${sight.version}`;
      const known = kept.get(insider);
      if (known?.version === version) return known.look;
      const look = lookAt(sight.view(), at);
      keep(insider, { version, look });
      return look;
    },
  };
};
