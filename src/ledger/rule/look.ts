/**
 * What is compared of an insider before and after a ruling. What was seen after one is kept, within
 * bounds, for the next: a row put right is seldom the only one, and a joint filer not the only
 * filer of it. Of those who filed everything together one is folded.
 */
import { type ConflictType, conflictIdOf } from '../../../projections/conflict/conflict.js';
import type { InsiderView } from '../../../projections/insider.js';
import { type LineStatus, statusOf } from '../../../projections/line/line.js';
import { type PositionAnswer, positionsOf } from '../../answer/holdings.js';
import type { Settled } from '../../answer/moment.js';
import { type InsiderAnswer, insiderAnswer } from '../../answer/party.js';
import type { RowReported } from '../../event/catalogue.js';
import type { ConflictId, InsiderId, PositionId, RowId } from '../../event/identity.js';
import { type FoldedOf, siblingRulings } from '../../journal/siblings.js';
import type { Sight } from '../../journal/views.js';
import type { OpenLedger } from '../open-ledger.js';

export interface PositionSeen
  extends Pick<
    PositionAnswer,
    | 'positionId'
    | 'insider'
    | 'issuer'
    | 'security'
    | 'ownership'
    | 'unit'
    | 'quantity'
    | 'status'
    | 'rulings'
  > {}

export interface ConflictSeen {
  readonly type: ConflictType;
  readonly about: ReadonlyArray<string>;
  readonly status: string;
}

export interface RowSeen {
  readonly row: RowReported;
  readonly status: LineStatus;
  /** It tells what another row tells: what is ruled on that one may let it count. */
  readonly isCopy: boolean;
}

export interface Look {
  readonly rows: ReadonlyMap<RowId, RowSeen>;
  readonly positions: ReadonlyMap<PositionId, PositionSeen>;
  readonly conflicts: ReadonlyMap<ConflictId, ConflictSeen>;
  /** What former ids stand for. */
  readonly names: ReadonlyMap<string, PositionId>;
}

export const lookAt = (view: InsiderView, at: Settled): Look => ({
  rows: new Map(
    view.lines.flatMap((line) => {
      const status = statusOf(line);
      const isCopy = line.copyOf !== null;
      return line.versions.map(({ row }) => [row.row, { row, status, isCopy }] as const);
    }),
  ),
  positions: new Map(
    positionsOf(view, { issuerId: null, adjusted: false }, at).map(
      ({ answer }) => [answer.positionId, answer] as const,
    ),
  ),
  conflicts: new Map(
    view.conflicts.map(
      ({ conflictId, type, about, status }) => [conflictId, { type, about, status }] as const,
    ),
  ),
  names: new Map([...view.names].map(([id, { id: now }]) => [id, now] as const)),
});

/**
 * What is seen of one, as it is seen of another who filed everything together with it: ids of
 * positions begin with whose they are, and ids of conflicts are made of them.
 */
const seenOf = (
  { rows, positions, conflicts, names }: Look,
  one: InsiderId,
  other: InsiderAnswer,
  rulings: ReadonlyMap<string, string>,
): Look => {
  const own = <A extends string>(id: A): A =>
    (id.startsWith(`${one}/`) ? other.id + id.slice(one.length) : id) as A;
  return {
    rows,
    positions: new Map(
      [...positions.values()].map((position) => {
        const positionId = own(position.positionId);
        const theirs = position.rulings.map((id) => rulings.get(id) ?? id);
        return [positionId, { ...position, positionId, insider: other, rulings: theirs }] as const;
      }),
    ),
    conflicts: new Map(
      [...conflicts.values()].map((conflict) => {
        const about = conflict.about.map(own);
        return [conflictIdOf(other.id, conflict.type, about), { ...conflict, about }] as const;
      }),
    ),
    names: new Map([...names].map(([id, now]) => [own(id), own(now)] as const)),
  };
};

export interface Looks {
  /** Of several people in turn; of those who filed everything together the first is folded. */
  inTurn(at: Settled): (insider: string) => Promise<Look>;
}

interface Kept {
  /** Of the view that was looked at, and the day. */
  readonly version: string;
  readonly look: Look;
}

interface Folded {
  readonly insider: InsiderId;
  readonly streams: FoldedOf;
  readonly look: Look;
}

/** Rows and positions kept, a kilobyte or two each. */
const weightMax = 20_000;

/** Filers of one form are ten at most. */
const foldedMax = 10;

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
    inTurn: (at) => {
      const folded: Array<Folded> = [];
      const seenAlready = (sight: Sight): Look | null => {
        for (const { insider, streams, look } of folded) {
          const rulings = siblingRulings(streams, sight.streams);
          if (rulings === null) continue;
          sight.glimpse();
          const name = insiderAnswer({ insider: sight.insider, filings: sight.filings() });
          return seenOf(look, insider, name, rulings);
        }
        return null;
      };
      const fold = ({ insider, streams, view }: Sight): Look => {
        const look = lookAt(view(), at);
        if (folded.length < foldedMax) folded.push({ insider, streams, look });
        return look;
      };
      return async (asked) => {
        const insider = await open.insiderOf(asked);
        const sight = await open.sight(insider, at.vantage);
        const version = `${at.asOf} ${sight.version}`;
        const known = kept.get(insider);
        if (known?.version === version) return known.look;
        const look = seenAlready(sight) ?? fold(sight);
        keep(insider, { version, look });
        return look;
      };
    },
  };
};
