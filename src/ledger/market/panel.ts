/** Positions on several days, each account looked at once. */
import { fail, invalidArgument } from '../../answer/error.js';
import { type PositionAnswer, type PositionFact, positionsInOrder } from '../../answer/holdings.js';
import type { Moment, Settled } from '../../answer/moment.js';
import { type Day, daysAfter, isDay } from '../../filing/calendar.js';
import { groupsInOrder } from '../../filing/order.js';
import type { AccountFact, Book } from '../book/book.js';
import type { Source } from '../subject.js';
import { type InsiderPaging, nextOf } from './page.js';
import { type Told, told } from './told.js';

export interface PanelQuery extends Pick<Moment, 'knownBy' | 'recordedBy'>, Source, InsiderPaging {
  /** Effective days; each is told once, in order. */
  readonly days: ReadonlyArray<string>;
  readonly insider?: string;
  readonly issuer?: string;
  readonly includeClosed?: boolean;
  /** Also insiders of whom nothing was known by a day: no form told of anything before it. */
  readonly allInsiders?: boolean;
  /** Recorded splits count from their day; the log is folded for that. */
  readonly adjusted?: boolean;
}

/** A position as it was on one of the days. */
export type PanelPosition = { readonly asOf: Day } & PositionAnswer;

export interface PanelPage extends Omit<Told, 'asOf'> {
  readonly days: ReadonlyArray<Day>;
  /** By insider, then by day: in one order however long pages are. */
  readonly positions: ReadonlyArray<PanelPosition>;
  /** Where the next page begins; null after the last. */
  readonly next: string | null;
}

const daysMax = 4_000;

/** After every day. */
const forAllDays = '~' as Day;

export const daysOf = (given: ReadonlyArray<string>): ReadonlyArray<Day> => {
  if (!Array.isArray(given))
    fail(invalidArgument(`days are a list of days; got ${JSON.stringify(given)}`));
  const days = given.map((day) =>
    isDay(day)
      ? day
      : fail(invalidArgument(`days are written as YYYY-MM-DD; got ${JSON.stringify(day)}`)),
  );
  if (days.length === 0 || days.length > daysMax)
    fail(invalidArgument(`a panel has 1 to ${daysMax} days; got ${days.length}`));
  return [...new Set(days)].sort();
};

/** A stretch with its place in the order of answers, and the day on which another one follows. */
interface Placed {
  readonly from: Day;
  readonly to: Day;
  readonly answer: PositionAnswer;
  /** Nothing was told of it yet. */
  readonly isUntold: boolean;
}

/** Of every day, in the order of answers: what is told of positions. */
const placedOf = (
  accounts: ReadonlyArray<AccountFact>,
  includeClosed: boolean,
): ReadonlyArray<Placed> => {
  const placed = new Map<PositionAnswer, Placed>();
  const facts: Array<PositionFact> = [];
  for (const { stretches } of accounts)
    stretches.forEach(({ from, fact }, i) => {
      const { answer } = fact;
      const to = stretches[i + 1]?.from ?? forAllDays;
      const isUntold = answer.quantity === null && answer.reported === null;
      placed.set(answer, { from, to, answer, isUntold });
      facts.push(fact);
    });
  return positionsInOrder(facts, includeClosed).flatMap((answer) => placed.get(answer) ?? []);
};

const onDay = (
  ofInsider: ReadonlyArray<Placed>,
  asOf: Day,
  allInsiders: boolean,
): ReadonlyArray<PanelPosition> => {
  const there = ofInsider.filter(({ from, to }) => from <= asOf && asOf < to);
  return allInsiders || there.some(({ isUntold }) => !isUntold)
    ? there.map(({ answer }) => ({ asOf, ...answer }))
    : [];
};

export const panelPage = (
  book: Book<'accounts'>,
  days: ReadonlyArray<Day>,
  { includeClosed = false, allInsiders = false }: PanelQuery,
  at: Settled,
): PanelPage => {
  const placed = placedOf(book.accounts(), includeClosed);
  const { asOf: _, ...head } = told(book, at);
  return {
    ...head,
    days,
    positions: groupsInOrder(placed, ({ answer }) => answer.insider.id).flatMap((ofInsider) =>
      days.flatMap((asOf) => onDay(ofInsider, asOf, allInsiders)),
    ),
    next: nextOf(book),
  };
};

/** How far apart the days of a panel are. */
export const steps = ['day', 'week', 'month', 'quarter', 'year'] as const;
export type Step = (typeof steps)[number];

const monthsIn = { month: 1, quarter: 3, year: 12 } as const;

const lastOfMonth = (months: number): Day =>
  new Date(Date.UTC(Math.floor(months / 12), (months % 12) + 1, 0))
    .toISOString()
    .slice(0, 10) as Day;

/** Days from one to another: the last one of each month, quarter or year; or every so many. */
export const daysEvery = (step: Step, from: string, to: string): ReadonlyArray<Day> => {
  const [first, last] = [from, to].map((day) =>
    isDay(day)
      ? day
      : fail(invalidArgument(`from and to take days as YYYY-MM-DD; got ${JSON.stringify(day)}`)),
  ) as [Day, Day];
  if (first > last) fail(invalidArgument(`from comes before to; got ${first} and ${last}`));
  const days: Array<Day> = [];
  if (step === 'day' || step === 'week') {
    const size = step === 'day' ? 1 : 7;
    let after = 0;
    for (const day of [first, ...daysAfter(first, last)]) {
      if (after++ % size === 0) days.push(day);
      if (days.length > daysMax) break;
    }
  } else {
    const size = monthsIn[step];
    const [year, month] = first.split('-').map(Number) as [number, number];
    for (let at = year * 12 + month - 1; days.length <= daysMax; at++) {
      if ((at + 1) % size !== 0) continue;
      const day = lastOfMonth(at);
      if (day > last) break;
      days.push(day);
    }
  }
  return days.length > 0
    ? days
    : fail(invalidArgument(`no end of a ${step} lies between ${first} and ${last}`));
};
