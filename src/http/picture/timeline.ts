/**
 * All that was ever known of positions: rectangles over effective day and known instant. A cut
 * through them at two times is what `holdings` answers for these times.
 */
import type { PositionAnswer } from '../../ledger/answers.js';

/** A position from an effective day up to the next rectangle's, while that was what was known. */
export interface Rectangle {
  readonly from: string;
  readonly knownFrom: string;
  /** Null until further notice. */
  readonly knownTo: string | null;
  readonly quantity: string | null;
  readonly computed: string | null;
  readonly unexplained: string | null;
  readonly status: string;
  /** Nothing is held and nothing is left to settle. */
  readonly closed?: boolean;
  readonly conflicts: ReadonlyArray<string>;
  /** The row that last stated a balance. */
  readonly row: string | null;
}

export type Worded = Pick<
  PositionAnswer,
  'positionId' | 'insider' | 'issuer' | 'kind' | 'security' | 'ownership' | 'terms' | 'unit'
>;

export interface PositionTimeline extends Worded {
  readonly rectangles: ReadonlyArray<Rectangle>;
}

export interface KnownInstant {
  readonly at: string;
  readonly filings: ReadonlyArray<{
    readonly accession: string;
    readonly form: string;
    readonly filedOn: string;
  }>;
}

export interface Timeline {
  readonly positions: ReadonlyArray<PositionTimeline>;
  /** Instants at which something became known, in order. */
  readonly instants: ReadonlyArray<KnownInstant>;
}

const isKnownAt = ({ knownFrom, knownTo }: Rectangle, knownBy: string): boolean =>
  knownFrom <= knownBy && (knownTo === null || knownBy < knownTo);

/** After every instant: with all that is known. */
export const now = '~';

/** What was known by an instant, over all effective days, in order. */
export const curve = (
  rectangles: ReadonlyArray<Rectangle>,
  knownBy: string | null,
): ReadonlyArray<Rectangle> =>
  rectangles
    .filter((r) =>
      knownBy === null ? r.knownTo === null || r.knownTo === now : isKnownAt(r, knownBy),
    )
    .sort((a, b) => (a.from < b.from ? -1 : a.from > b.from ? 1 : 0));

/** The answer for a day by what was known; null where the position was not known of. */
export const at = (
  rectangles: ReadonlyArray<Rectangle>,
  asOf: string,
  knownBy: string | null,
): Rectangle | null => {
  let found: Rectangle | null = null;
  for (const r of rectangles)
    if (
      (knownBy === null ? r.knownTo === null || r.knownTo === now : isKnownAt(r, knownBy)) &&
      r.from <= asOf &&
      (found === null || r.from > found.from)
    )
      found = r;
  return found;
};

/** How many of the instants are past by then. */
export const instantsBy = (
  instants: ReadonlyArray<KnownInstant>,
  knownBy: string | null,
): number => {
  if (knownBy === null) return instants.length;
  let count = 0;
  while (count < instants.length && (instants[count] as KnownInstant).at <= knownBy) count += 1;
  return count;
};

/** First and last day of which anything is told. */
export const spanOf = (
  positions: ReadonlyArray<PositionTimeline>,
): { readonly from: string; readonly through: string } | null => {
  let from: string | null = null;
  let through: string | null = null;
  for (const { rectangles } of positions)
    for (const r of rectangles) {
      if (r.status === 'unknown' && r.quantity === null && through === null && from === null)
        continue;
      if (from === null || r.from < from) from = r.from;
      if (through === null || r.from > through) through = r.from;
    }
  return from === null || through === null ? null : { from, through };
};
