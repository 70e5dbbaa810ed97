/**
 * All that was ever known of positions: rectangles over effective day and known instant. A cut
 * through them at two times is what `holdings` answers for these times.
 */
import type { PositionAnswer } from '../../ledger/answers.js';

/** One thing told of a position for some days, while that was what was known. */
export interface Rectangle {
  /** First and last effective day; null from the beginning, and without an end. */
  readonly from: string | null;
  readonly through: string | null;
  readonly knownFrom: string;
  /** Null: what is known at the end. */
  readonly knownTo: string | null;
  readonly quantity: string | null;
  readonly computed: string | null;
  readonly unexplained: string | null;
  readonly status: string;
  /** Nothing is held and nothing is left to settle. */
  readonly closed: boolean;
  readonly conflicts: ReadonlyArray<string>;
  /** The row that last stated a balance. */
  readonly row: string | null;
  /** Which of the position's wordings it had. */
  readonly wording: number;
}

export type Wording = Pick<PositionAnswer, 'kind' | 'security' | 'ownership' | 'terms' | 'unit'>;

export interface PositionTimeline extends Wording {
  readonly positionId: string;
  readonly insider: PositionAnswer['insider'];
  readonly issuer: PositionAnswer['issuer'];
  /** The last of them is the one above. */
  readonly wordings: ReadonlyArray<Wording>;
  readonly rectangles: ReadonlyArray<Rectangle>;
}

export interface KnownInstant {
  readonly knownAt: string;
  readonly filings: ReadonlyArray<{ readonly accession: string; readonly form: string }>;
}

export interface Timeline {
  readonly positions: ReadonlyArray<PositionTimeline>;
  /** Instants at which something became known, in order. */
  readonly instants: ReadonlyArray<KnownInstant>;
}

/** What a browser is sent of it: what the pictures and the answers are made of. */
export const slim = ({ positions, instants }: Timeline): Timeline => ({
  positions: positions.map(
    ({
      positionId,
      insider,
      issuer,
      kind,
      security,
      ownership,
      terms,
      unit,
      wordings,
      rectangles,
    }) => ({
      positionId,
      insider,
      issuer,
      kind,
      security,
      ownership,
      terms,
      unit,
      wordings: wordings.length < 2 ? [] : wordings,
      rectangles: rectangles.map((r) => ({
        from: r.from,
        through: r.through,
        knownFrom: r.knownFrom,
        knownTo: r.knownTo,
        quantity: r.quantity,
        computed: r.computed,
        unexplained: r.unexplained,
        status: r.status,
        closed: r.closed,
        conflicts: r.conflicts,
        row: r.row,
        wording: r.wording,
      })),
    }),
  ),
  instants: instants.map(({ knownAt, filings }) => ({
    knownAt,
    filings: filings.map(({ accession, form }) => ({ accession, form })),
  })),
});

/** As it was worded where one looks. */
export const wordingOf = (position: PositionTimeline, told: Rectangle | null): Wording =>
  (told === null ? undefined : position.wordings[told.wording]) ?? position;

/** Null: with all that is known. */
type KnownBy = string | null;

const isKnownAt = ({ knownFrom, knownTo }: Rectangle, knownBy: KnownBy): boolean =>
  knownBy === null
    ? knownTo === null
    : knownFrom <= knownBy && (knownTo === null || knownBy < knownTo);

const begins = ({ from }: Rectangle): string => from ?? '';

/** What was known by an instant, over all effective days, in order. */
export const curve = (
  rectangles: ReadonlyArray<Rectangle>,
  knownBy: KnownBy,
): ReadonlyArray<Rectangle> =>
  rectangles
    .filter((r) => isKnownAt(r, knownBy))
    .sort((a, b) => (begins(a) < begins(b) ? -1 : begins(a) > begins(b) ? 1 : 0));

/** The answer for a day by what was known; null where the position was not known of. */
export const at = (
  rectangles: ReadonlyArray<Rectangle>,
  asOf: string,
  knownBy: KnownBy,
): Rectangle | null =>
  rectangles.find(
    (r) => isKnownAt(r, knownBy) && begins(r) <= asOf && (r.through === null || asOf <= r.through),
  ) ?? null;

/** How many of the instants are past by then. */
export const instantsBy = (instants: ReadonlyArray<KnownInstant>, knownBy: KnownBy): number => {
  if (knownBy === null) return instants.length;
  let count = 0;
  while (count < instants.length && (instants[count] as KnownInstant).knownAt <= knownBy)
    count += 1;
  return count;
};

/** First and last day on which what is told changes. */
export const spanOf = (
  positions: ReadonlyArray<PositionTimeline>,
): { readonly from: string; readonly through: string } | null => {
  const days = positions
    .flatMap(({ rectangles }) => rectangles.map((r) => r.from))
    .filter((day): day is string => day !== null)
    .sort();
  const from = days[0];
  const through = days[days.length - 1];
  return from === undefined || through === undefined ? null : { from, through };
};
