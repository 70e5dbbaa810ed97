/** Two positions are one holding, or are not after all. */
import * as E from 'fp-ts/lib/Either.js';
import type { InsiderView } from '../../../projections/insider.js';
import type { Named } from '../../../projections/position/joined.js';
import { areTwoClasses, type Position } from '../../../projections/position/position.js';
import { invalidArgument, joinUnlike, notFound } from '../../answer/error.js';
import { namedIn } from '../../answer/named-position.js';
import { insiderStream } from '../../event/catalogue.js';
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

const heldAs = { D: 'directly', I: 'indirectly' } as const;

/** Why two positions cannot be one holding, and what to do; null where they can. */
const unlike = (a: Position, b: Position): string | null => {
  if (a.issuerId !== b.issuerId)
    return `expected one issuer, got ${a.issuerId} and ${b.issuerId}; identify --issuer says that two issuers are one`;
  if (a.kind !== b.kind)
    return `expected two of one table, got a ${a.kind} position and a ${b.kind} one; what is exercised or converted moves by its own rows`;
  if (a.unit !== b.unit)
    return `expected one unit, got one counted in ${a.unit} and one in ${b.unit}; where a row was misread, correct ROW --set puts it right`;
  if (a.ownership !== null && b.ownership !== null && a.ownership !== b.ownership)
    return `expected one form of ownership, got one held ${heldAs[a.ownership]} and one ${heldAs[b.ownership]}; what moved between them is told by explain, and where a row was misread, correct ROW --set ownership=${a.ownership} puts it right`;
  if (a.kind === 'share' && areTwoClasses(a, b))
    return `expected one class, got ${JSON.stringify(a.first.security.value)} and ${JSON.stringify(b.first.security.value)}; alias says that two titles are one class`;
  return null;
};

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
  const reason = unlike(one.position, other.position);
  if (reason !== null)
    return E.left(joinUnlike(`${ids[0]} and ${ids[1]} cannot be one holding: ${reason}`));
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
