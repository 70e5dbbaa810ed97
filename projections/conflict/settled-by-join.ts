/**
 * Questions whether two positions are one holding that an operator settled by joining them. The
 * fold finds no such conflict any more; whoever still has its id is told what became of it.
 */
import type { ConflictId, PositionId } from '../../src/event/identity.js';
import type { Join } from '../known/rulings.js';
import type { Named } from '../position/joined.js';
import { conflictIdOf, type Names } from './conflict.js';

export interface SettledByJoin {
  readonly conflictId: ConflictId;
  /** As the conflict named them. */
  readonly positions: readonly [PositionId, PositionId];
  /** The position that has the rows of both now. */
  readonly holding: PositionId;
  /** What made them one; the last word of several. */
  readonly join: Join;
}

const none: ReadonlyArray<SettledByJoin> = [];

/** Every id of positions that are one holding, by the id that it has now. */
const idsByHolding = (
  names: ReadonlyMap<PositionId, Named>,
): ReadonlyMap<PositionId, Set<PositionId>> => {
  const groups = new Map<PositionId, Set<PositionId>>();
  for (const [name, { id }] of names) {
    const known = groups.get(id);
    if (known === undefined) groups.set(id, new Set([id, name]));
    else known.add(name);
  }
  return groups;
};

const isOf = (join: Join, one: PositionId, other: PositionId): boolean =>
  (join.position === one && join.with === other) || (join.position === other && join.with === one);

/** All questions that joins settled, by every id that one may have had. */
export const settledByJoin = (
  { ids: names, positions }: Names,
  joins: ReadonlyArray<Join>,
): ReadonlyArray<SettledByJoin> => {
  if (joins.length === 0) return none;
  const groups = idsByHolding(positions.all());
  return [...groups].flatMap(([holding, ids]) => {
    const own = joins.filter((j) => ids.has(j.position) && ids.has(j.with));
    const last = own.reduce<Join | null>(
      (a, b) => (a === null || b.recordedAt >= a.recordedAt ? b : a),
      null,
    );
    if (last === null) return none;
    const all = [...ids];
    return all.flatMap((one) =>
      all.flatMap((other) =>
        one === other
          ? none
          : names.map((whose): SettledByJoin => {
              const about = [one, other] as const;
              return {
                conflictId: conflictIdOf(whose, 'MAYBE_SAME_HOLDING', about),
                positions: about,
                holding,
                join: own.find((j) => isOf(j, one, other)) ?? last,
              };
            }),
      ),
    );
  });
};
