/** What the rows of one form state: each its own balance, the last one, or the total of a class. */
import { type Decimal, zero } from '../../../src/filing/decimal.js';
import { compareMoments } from './holding.js';
import type { Play } from './play.js';
import type { Draft } from './statement.js';

/** The balance after each row, once everything of the form has happened. */
export const stated = (play: Play, drafts: ReadonlyArray<Draft>): ReadonlyArray<Draft> =>
  drafts.map((d) =>
    d.deed === null
      ? d
      : {
          ...d,
          stated: play.books.balance(d.holding, d.deed),
          speaks: play.speaks(d.holding, d.deed),
        },
  );

/** Two rows that say the very same could be rows of two holdings. */
export const saysOneTwice = (drafts: ReadonlyArray<Draft>): boolean =>
  new Set(drafts.map((d) => `${d.holding.id} ${d.deed?.on} ${d.delta}`)).size < drafts.length;

/** The document's final balance on every row of a holding. */
export const terminal = (play: Play, drafts: ReadonlyArray<Draft>): ReadonlyArray<Draft> =>
  drafts.map((d) => {
    if (d.deed === null) return d;
    const own = drafts.flatMap((o) => (o.holding === d.holding && o.deed !== null ? [o.deed] : []));
    const last = [...own].sort(compareMoments)[own.length - 1] ?? d.deed;
    return {
      ...d,
      stated: play.books.balance(d.holding, last),
      speaks: last === d.deed ? play.speaks(d.holding, last) : null,
    };
  });

/** The total of all lots of a class, which every reader of the earlier forms can add up. */
export const classTotal = (play: Play, drafts: ReadonlyArray<Draft>): ReadonlyArray<Draft> =>
  drafts.map((d) => {
    const { holding, deed } = d;
    if (deed === null || (holding.class !== 'unit' && holding.class !== 'option')) return d;
    const lots = play.books.holdings.filter((h) => h.class === holding.class);
    if (lots.length < 2 || lots.some((h) => !play.written.has(h))) return d;
    const total = lots.reduce<Decimal>((sum, h) => sum.plus(play.books.balance(h, deed)), zero);
    return { ...d, stated: total, speaks: null };
  });
