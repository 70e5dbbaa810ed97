/** What the ledger says of a difference: the one place that knows how a fold words it. */
import type { Entry } from '../../../projections/balance/balance.js';
import type { Holding, InsiderView } from '../../../projections/insider.js';

export type Verdict = 'explained' | 'in-words' | 'ambiguous' | 'left';

export interface Gap {
  readonly holding: Holding;
  readonly row: string;
  readonly entry: Entry;
  readonly verdict: Verdict;
  readonly kind: string | null;
  readonly detail: string;
}

const saidOf = (holding: Holding, entry: Entry): Pick<Gap, 'verdict' | 'kind' | 'detail'> => {
  const explanation = holding.explanations.get(entry);
  if (explanation === undefined) return { verdict: 'left', kind: null, detail: '' };
  const { kind, detail } = explanation as { readonly kind: string; readonly detail: string };
  const apart = /words/.test(kind)
    ? 'in-words'
    : /ambiguous|readings/.test(kind)
      ? 'ambiguous'
      : null;
  return { verdict: apart ?? 'explained', kind, detail };
};

export const gapsIn = (view: InsiderView): ReadonlyArray<Gap> =>
  view.holdings.flatMap((holding) =>
    holding.entries
      .filter((entry) => entry.kind === 'unexplained')
      .map((entry) => ({
        holding,
        row: entry.source.row.row,
        entry,
        ...saidOf(holding, entry),
      })),
  );
