/**
 * What the ledger says of a gap, in the study's four words. The only place that knows how the
 * ledger words its explanations: a change there is followed here.
 */
import { checkOf, outcomeOf } from '../../../projections/balance/entry.js';
import type { Holding } from '../../../projections/insider.js';
import type { Position } from '../../../projections/position/position.js';

export type Judgement =
  /** To the share. */
  | 'explained'
  /** In the form's own words, without a number. */
  | 'in words'
  /** Several readings fit, none was chosen. */
  | 'ambiguous'
  | 'left';

export interface Verdict {
  readonly judgement: Judgement;
  readonly kind: string | null;
  readonly detail: string;
}

export const verdictOf = (place: number, { explanations }: Holding): Verdict => {
  const explanation = explanations.get(place);
  if (explanation === undefined) return { judgement: 'left', kind: null, detail: '' };
  const { category, kind, detail } = explanation;
  const judgement = category === 'in-words' ? 'in words' : category;
  return { judgement, kind, detail: detail ?? '' };
};

/** Kinds that are true of a trade between two holdings of one insider, one of them or both lost. */
export const kindsOfTransfer: ReadonlySet<string> = new Set([
  'moved-between-holdings',
  'row-of-other-holding',
  'leg-of-other-class',
]);

// ---- gaps ----

export interface Gap {
  readonly position: Position;
  /** The row whose stated balance does not follow. */
  readonly row: string;
  readonly amount: string;
  readonly verdict: Verdict;
}

export const gapsOf = (holdings: ReadonlyArray<Holding>): ReadonlyArray<Gap> =>
  holdings.flatMap((holding) =>
    holding.entries.flatMap(
      (entry, place): ReadonlyArray<Gap> =>
        entry.kind === 'unexplained' || outcomeOf(entry) === 'slip'
          ? [
              {
                position: holding.position,
                row: entry.source.row.row,
                amount: (checkOf(entry)?.difference ?? entry.amount).toFixed(),
                verdict: verdictOf(place, holding),
              },
            ]
          : [],
    ),
  );

/**
 * The gaps that were not there before. One whose row was removed shows at the next row that is
 * left of its holding: a split is still a split there.
 */
export const newGaps = (
  before: ReadonlyArray<Gap>,
  after: ReadonlyArray<Gap>,
  isRemoved: (row: string) => boolean,
): ReadonlyArray<Gap> => {
  const isThere = (gap: Gap): boolean =>
    before.some(
      (b) =>
        b.amount === gap.amount &&
        (b.row === gap.row || (b.position.id === gap.position.id && isRemoved(b.row))),
    );
  return after.filter((gap) => !isThere(gap));
};
