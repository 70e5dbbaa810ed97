/** What the ledger says of a difference: the one place that knows how a fold words it. */
import { type Check, checkOf, type Entry, outcomeOf } from '../../../projections/balance/entry.js';
import type { Holding, InsiderView } from '../../../projections/insider.js';
import type { Decimal } from '../../../src/filing/decimal.js';

export type Verdict = 'explained' | 'in-words' | 'ambiguous' | 'left';

interface Said {
  readonly verdict: Verdict;
  readonly kind: string | null;
  readonly detail: string;
}

export interface Gap extends Said {
  readonly holding: Holding;
  readonly row: string;
  readonly amount: Decimal;
}

/** An explanation that is there explains, unless it says itself into which category it belongs. */
const saidOf = (holding: Holding, place: number): Said => {
  const said = holding.explanations.get(place) as
    | { readonly category?: Verdict; readonly kind: string | null; readonly detail: string | null }
    | undefined;
  if (said === undefined) return { verdict: 'left', kind: null, detail: '' };
  const { category = 'explained', kind, detail } = said;
  return { verdict: category, kind, detail: detail ?? '' };
};

/** A balance that is no statement at all: the filer wrote the amount in its place. */
const slipOf = (entry: Entry): Check | null =>
  outcomeOf(entry) === 'slip' ? checkOf(entry) : null;

const gapOf = (holding: Holding, entry: Entry, place: number): Gap | null => {
  const { row } = entry.source.row;
  if (entry.kind === 'unexplained')
    return { holding, row, amount: entry.amount, ...saidOf(holding, place) };
  const slip = slipOf(entry);
  if (slip === null) return null;
  const { difference } = slip;
  const kind = 'amount-in-place-of-balance';
  return { holding, row, amount: difference, verdict: 'explained', kind, detail: 'no statement' };
};

export const gapsIn = (view: InsiderView): ReadonlyArray<Gap> =>
  view.holdings.flatMap((holding) =>
    holding.entries.flatMap((entry, place) => gapOf(holding, entry, place) ?? []),
  );
