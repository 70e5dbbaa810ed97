/**
 * Positions over both times at once: rectangles of effective days by known instants in which one
 * thing is told. A point of them is what `holdings` says of that day with what was known then.
 */

import type { PositionId, RowId } from '../event/identity.js';
import {
  addDays,
  beginning,
  type Day,
  dawn,
  everything,
  type Instant,
} from '../filing/calendar.js';
import type { Accession } from '../filing/model.js';
import { compare } from '../filing/order.js';
import { byReading, type PositionAnswer, type PositionFact } from './holdings.js';
import type { Missing } from './missing.js';
import type { Times } from './moment.js';
import type { InsiderAnswer, IssuerAnswer } from './party.js';

/** How a position is called: it may be worded otherwise later, and its terms are told late. */
export type WordingAnswer = Pick<
  PositionAnswer,
  'kind' | 'security' | 'ownership' | 'terms' | 'unit'
>;

/** One thing that is told of a position for some days, as long as that was what was known. */
export interface RectangleAnswer
  extends Pick<
    PositionAnswer,
    'quantity' | 'computed' | 'unexplained' | 'status' | 'reported' | 'conflicts' | 'rulings'
  > {
  /** First and last effective day; null: from the beginning, and with no end. */
  readonly from: Day | null;
  readonly through: Day | null;
  /** From an instant on up to, not including, another; null: what is known at the end. */
  readonly knownFrom: Instant;
  readonly knownTo: Instant | null;
  /** The row that stated the balance last. */
  readonly row: RowId | null;
  /** Nothing is held and nothing left to settle. */
  readonly closed: boolean;
  /** Which of the position's wordings it had. */
  readonly wording: number;
}

export interface PositionTimeline extends WordingAnswer {
  readonly positionId: PositionId;
  readonly insider: InsiderAnswer;
  readonly issuer: IssuerAnswer;
  /** The last of them is the one above. */
  readonly wordings: ReadonlyArray<WordingAnswer>;
  /** By known instant, then by day. */
  readonly rectangles: ReadonlyArray<RectangleAnswer>;
}

/** An instant at which something became known, with the filings that were accepted then. */
export interface InstantAnswer {
  readonly knownAt: Instant;
  readonly filings: ReadonlyArray<{ readonly accession: Accession; readonly form: string }>;
}

export interface TimelineAnswer extends Omit<Times, 'asOf'>, Missing {
  readonly positions: ReadonlyArray<PositionTimeline>;
  readonly instants: ReadonlyArray<InstantAnswer>;
}

/** What was told of a position from an effective day on, as long as that was what was known. */
export interface ToldSpan {
  readonly from: Day;
  readonly knownFrom: Instant;
  readonly knownTo: Instant;
  readonly fact: PositionFact;
}

interface Drawn extends ToldSpan {
  /** The first day of what is told next; null where nothing is. */
  readonly next: Day | null;
}

/** Spans end where the next one of what was known at the same time begins: that changes. */
const drawn = (spans: ReadonlyArray<ToldSpan>, end: Instant): ReadonlyArray<Drawn> => {
  const instants = new Set(spans.flatMap(({ knownFrom, knownTo }) => [knownFrom, knownTo]));
  const beginningAt = new Map<Instant, Array<ToldSpan>>();
  for (const span of spans) {
    const own = beginningAt.get(span.knownFrom);
    if (own === undefined) beginningAt.set(span.knownFrom, [span]);
    else own.push(span);
  }
  let open: ReadonlyArray<Drawn> = [];
  const done: Array<Drawn> = [];
  for (const at of [...instants].sort(compare)) {
    if (at > end) break;
    const going = [
      ...open.filter(({ knownTo }) => knownTo > at),
      ...(beginningAt.get(at) ?? []).map((span): Drawn => ({ ...span, next: null })),
    ].sort((a, b) => compare(a.from, b.from));
    const now = going.map((span, i): Drawn => {
      const next = going[i + 1]?.from ?? null;
      if (span.knownFrom === at) return { ...span, next };
      if (span.next === next) return span;
      done.push({ ...span, knownTo: at });
      return { ...span, next, knownFrom: at };
    });
    done.push(...open.filter(({ knownTo }) => knownTo === at));
    open = now;
  }
  return [...done, ...open].sort(
    (a, b) => compare(a.knownFrom, b.knownFrom) || compare(a.from, b.from),
  );
};

const wordingOf = ({ kind, security, ownership, terms, unit }: PositionAnswer): WordingAnswer => ({
  kind,
  security,
  ownership,
  terms,
  unit,
});

/** Of one position; `end`: what was known by then, of which nobody knew how long it would hold. */
export const positionTimeline = (
  parties: Pick<PositionTimeline, 'positionId' | 'insider' | 'issuer'>,
  spans: ReadonlyArray<ToldSpan>,
  end: Instant,
): PositionTimeline | null => {
  const rectangles = drawn(spans, end);
  const last = rectangles[rectangles.length - 1];
  if (last === undefined) return null;
  const wordings = new Map<string, WordingAnswer>();
  const places = rectangles.map(({ fact }) => {
    const wording = wordingOf(fact.answer);
    const text = JSON.stringify(wording);
    // Met again it is the last one again.
    wordings.delete(text);
    wordings.set(text, wording);
    return text;
  });
  const order = [...wordings.keys()];
  return {
    ...parties,
    ...wordingOf(last.fact.answer),
    wordings: [...wordings.values()],
    rectangles: rectangles.map(({ from, next, knownFrom, knownTo, fact }, i): RectangleAnswer => {
      const { quantity, computed, unexplained, status, reported, conflicts, rulings } = fact.answer;
      return {
        from: from === dawn ? null : from,
        through: next === null ? null : addDays(next, -1),
        knownFrom,
        knownTo: knownTo > end ? null : knownTo,
        quantity,
        computed,
        unexplained,
        status,
        row: reported?.row ?? null,
        reported,
        closed: fact.closed,
        conflicts,
        rulings,
        wording: order.indexOf(places[i] ?? ''),
      };
    }),
  };
};

/** As a person reads them. */
export const timelinesInOrder = (
  positions: ReadonlyArray<PositionTimeline>,
): ReadonlyArray<PositionTimeline> => [...positions].sort(byReading);

/** A position at a point of both times; names are those last known. */
export interface PointAnswer extends PositionAnswer {
  readonly closed: boolean;
}

/**
 * Cuts a timeline at a day and an instant (all that is known where null): what `holdings
 * --include-closed` answers, but for names, which are those last known, and for co-owners.
 */
export const cutTimeline = (
  { positions }: Pick<TimelineAnswer, 'positions'>,
  asOf: Day,
  knownBy: Instant | null,
): ReadonlyArray<PointAnswer> => {
  const at = knownBy ?? everything;
  const points = positions.flatMap(
    ({ positionId, insider, issuer, wordings, rectangles }): ReadonlyArray<PointAnswer> => {
      const here = rectangles.find(
        ({ from, through, knownFrom, knownTo }) =>
          (from ?? dawn) <= asOf &&
          (through === null || through >= asOf) &&
          (knownFrom ?? beginning) <= at &&
          (knownTo === null || knownTo > at),
      );
      const wording = here && wordings[here.wording];
      if (here === undefined || wording === undefined) return [];
      const { quantity, status, reported, computed, unexplained, conflicts, rulings } = here;
      const { closed } = here;
      return [
        {
          positionId,
          insider,
          issuer,
          ...wording,
          quantity,
          status,
          reported,
          computed,
          unexplained,
          conflicts,
          rulings,
          closed,
        },
      ];
    },
  );
  return points.sort(byReading);
};
