/** Two positions are one holding, or are not after all. */
import * as E from 'fp-ts/lib/Either.js';
import type { InsiderView } from '../../projections/insider.js';
import { mayBeOne, type Named } from '../../projections/position/joined.js';
import type { Position } from '../../projections/position/position.js';
import { insiderStream } from '../event/catalogue.js';
import { invalidArgument, notFound } from './error.js';
import { namedIn } from './named-position.js';
import { checked, type Ruled, type Ruling, ruled } from './operator.js';

interface Found {
  readonly named: Named;
  readonly position: Position;
}

const found = (view: InsiderView, id: string): Found | null => {
  const named = namedIn(view, id);
  const position = view.holdings.find((h) => h.position.id === named?.id)?.position;
  return named === null || position === undefined ? null : { named, position };
};

const unlike = (a: Position, b: Position): string | null =>
  a.issuerId !== b.issuerId
    ? `they are of two issuers, ${a.issuerId} and ${b.issuerId}`
    : a.kind !== b.kind
      ? `one is a ${a.kind} position, the other a ${b.kind} one`
      : `one is counted in ${a.unit}, the other in ${b.unit}`;

/** Joins two positions of a view; with `same` false takes back that they were joined. */
export const joining = (
  view: InsiderView,
  ids: readonly [string, string],
  same: boolean,
  ruling: Ruling,
  at: Date,
): Ruled => {
  const said = checked(ruling);
  if (E.isLeft(said)) return said;
  const [one, other] = ids.map((id) => found(view, id));
  if (one == null || other == null)
    return E.left(
      notFound(
        `there is no position ${one == null ? ids[0] : ids[1]}; holdings --include-closed lists them under positionId`,
      ),
    );
  if (one.named.apart === other.named.apart)
    return E.left(
      invalidArgument(`${ids[0]} and ${ids[1]} are one position already: two ids of the same`),
    );
  // By whichever ids of the two it was said.
  const saidBefore = view.joins.filter((join) => {
    const apart = [join.position, join.with].map((id) => namedIn(view, id)?.apart);
    return apart.includes(one.named.apart) && apart.includes(other.named.apart);
  });
  const { issuerId } = one.position;
  if (!same)
    return E.right(
      saidBefore.map(({ insider, position, with: second }) =>
        ruled(
          'PositionsJoined',
          insiderStream(insider),
          { insider, issuerId, position, with: second, same, ...said.right },
          at,
        ),
      ),
    );
  if (!mayBeOne(one.position, other.position))
    return E.left(
      invalidArgument(
        `${ids[0]} and ${ids[1]} cannot be one holding: ${unlike(one.position, other.position)}`,
      ),
    );
  if (saidBefore.length > 0) return E.right([]);
  const { insider } = view;
  return E.right([
    ruled(
      'PositionsJoined',
      insiderStream(insider),
      {
        insider,
        issuerId,
        position: one.named.apart,
        with: other.named.apart,
        same,
        ...said.right,
      },
      at,
    ),
  ]);
};
