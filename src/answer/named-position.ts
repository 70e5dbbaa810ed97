/** Positions by any id that they have or had. */
import type { InsiderView } from '../../projections/insider.js';
import type { Named } from '../../projections/position/joined.js';
import { type InsiderId, namesInsider } from '../event/identity.js';
import { fail, invalidArgument } from './error.js';

/** What an id stands for in a view; null where it stands for nothing. */
export const namedIn = (
  view: Pick<InsiderView, 'holdings' | 'names'>,
  asked: string,
): Named | null => {
  const named = view.names.get(asked);
  if (named !== undefined) return named;
  const own = view.holdings.find((h) => h.position.id === asked)?.position.id;
  return own === undefined ? null : { id: own, apart: own };
};

/** Whose position it is, as its id says. */
export const insiderOfPosition = (position: string): InsiderId => {
  const insider = position.split('/')[0] ?? '';
  return namesInsider(insider)
    ? insider
    : fail(
        invalidArgument(
          `${JSON.stringify(position)} is not a position id; holdings lists them under positionId`,
        ),
      );
};
