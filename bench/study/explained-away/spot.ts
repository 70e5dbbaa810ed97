/** Places in a history where something can be planted: a stated balance that holds. */
import { type Entry, isRow, outcomeOf } from '../../../projections/balance/entry.js';
import type { Holding, InsiderView } from '../../../projections/insider.js';
import type { Decimal } from '../../../src/filing/decimal.js';
import type { Chance } from '../../market/chance.js';
import { fold, type History } from './history.js';
import { type Gap, gapsOf } from './verdict.js';

/** A history with what the ledger makes of it untouched. */
export interface Folded {
  readonly history: History;
  readonly view: InsiderView;
  readonly gaps: ReadonlyArray<Gap>;
}

export const folded = (history: History): Folded => {
  const view = fold(history);
  return { history, view, gaps: gapsOf(view.holdings) };
};

export interface Spot {
  readonly of: Folded;
  readonly holding: Holding;
  readonly entry: Entry;
  readonly row: string;
  readonly stated: Decimal;
  /** Signed; zero for a holding. */
  readonly delta: Decimal;
  /** The balance before the row. */
  readonly before: Decimal;
  /** The least balance before this row or stated from here on: no change can take more. */
  readonly least: Decimal;
  /** Balances stated before it, nearest first. */
  readonly earlier: ReadonlyArray<Decimal>;
  /** This row and all later ones of the position. */
  readonly onwards: ReadonlySet<string>;
  /** The position's rows of the same form, and those of them from this one on. */
  readonly inForm: ReadonlySet<string>;
  readonly inFormOnwards: ReadonlySet<string>;
}

/** Nothing amended, nothing split, nothing odd: what is planted is all there is to find. */
const isPlain = ({ position, entries }: Holding): boolean =>
  position.kind === 'share' &&
  position.unit === 'shares' &&
  entries.every(
    (entry) =>
      !entry.source.filing.amendment &&
      entry.source.home === entry.source.filing &&
      entry.kind !== 'split' &&
      entry.kind !== 'unexplained' &&
      [null, 'held', 'opening'].includes(outcomeOf(entry)),
  );

/** Spots between the first form of a position and the last, whose filings are not amended. */
export const spotsOf = (of: Folded): ReadonlyArray<Spot> => {
  const amended = new Set(of.view.links.length > 0 ? of.history.filings.flatMap(amends) : []);
  return of.view.holdings.filter(isPlain).flatMap((holding) => {
    const { entries } = holding;
    const rows = entries.filter(isRow);
    const last = rows[rows.length - 1]?.source.filing;
    return entries.flatMap((entry, i): ReadonlyArray<Spot> => {
      const { source } = entry;
      const stated = source.asserted;
      if (!isRow(entry) || i === 0 || stated === null || outcomeOf(entry) !== 'held') return [];
      if (source.filing === last || source.filing === entries[0]?.source.filing) return [];
      if (amended.has(`${source.filing.header.issuerId} ${source.filing.header.filedOn}`))
        return [];
      const before = entry.balance.minus(entry.amount);
      const onwards = entries.slice(i).filter(isRow);
      const id = (e: Entry): string => e.source.row.row;
      const isOfForm = (e: Entry): boolean => e.source.filing === source.filing;
      return [
        {
          of,
          holding,
          entry,
          row: id(entry),
          stated,
          delta: entry.amount,
          before,
          least: onwards.reduce(
            (least, { source: { asserted } }) => (asserted?.lt(least) === true ? asserted : least),
            before,
          ),
          earlier: entries
            .slice(0, i)
            .filter((e) => e.source.filing !== source.filing)
            .flatMap((e) => (isRow(e) && e.source.asserted !== null ? [e.source.asserted] : []))
            .reverse(),
          onwards: new Set(onwards.map(id)),
          inForm: new Set(rows.filter(isOfForm).map(id)),
          inFormOnwards: new Set(onwards.filter(isOfForm).map(id)),
        },
      ];
    });
  });
};

const amends = (filing: History['filings'][number]): ReadonlyArray<string> =>
  filing.originalFiledOn === null ? [] : [`${filing.issuer.cik ?? ''} ${filing.originalFiledOn}`];

/** One of them that something can be made of, or null after a while. */
export const planted = <A>(
  spots: ReadonlyArray<Spot>,
  chance: Chance,
  make: (spot: Spot) => A | null,
): { readonly spot: Spot; readonly made: A } | null => {
  const attemptsMax = 400;
  for (let i = 0; i < attemptsMax && spots.length > 0; i++) {
    const spot = chance.of(spots);
    const made = make(spot);
    if (made !== null) return { spot, made };
  }
  return null;
};
