/** Positions on several days, each account looked at once. */
import { fail, invalidArgument } from '../../answer/error.js';
import { type PositionAnswer, positionsInOrder } from '../../answer/holdings.js';
import type { Moment, Settled } from '../../answer/moment.js';
import { type Day, daysAfter, isDay } from '../../filing/calendar.js';
import type { AccountFact, Book, Stretch } from '../book/book.js';
import type { Source } from '../subject.js';
import { type InsiderPaging, nextOf } from './page.js';
import { type Told, told } from './told.js';

export interface PanelQuery extends Pick<Moment, 'knownBy' | 'recordedBy'>, Source, InsiderPaging {
  /** Effective days; each is told once, in order. */
  readonly days: ReadonlyArray<string>;
  readonly insider?: string;
  readonly issuer?: string;
  readonly includeClosed?: boolean;
  /** Recorded splits count from their day; the log is folded for that. */
  readonly adjusted?: boolean;
}

/** A position as it was on one of the days. */
export type PanelPosition = { readonly asOf: Day } & PositionAnswer;

export interface PanelPage extends Omit<Told, 'asOf'> {
  readonly days: ReadonlyArray<Day>;
  /** By day, then by insider. */
  readonly positions: ReadonlyArray<PanelPosition>;
  /** Where the next page begins; null after the last. */
  readonly next: string | null;
}

const daysMax = 4_000;

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

/** The stretch that a day lies in; the first is told of from the beginning. */
const onDay = ({ stretches }: AccountFact, day: Day): Stretch | null => {
  let [low, high] = [0, stretches.length - 1];
  while (low <= high) {
    const middle = (low + high) >> 1;
    if ((stretches[middle] as Stretch).from <= day) low = middle + 1;
    else high = middle - 1;
  }
  return stretches[high] ?? null;
};

export const panelPage = (
  book: Book<'accounts'>,
  days: ReadonlyArray<Day>,
  { includeClosed = false }: PanelQuery,
  at: Settled,
): PanelPage => {
  const accounts = book.accounts();
  const { asOf: _, ...head } = told(book, at);
  return {
    ...head,
    days,
    positions: days.flatMap((asOf) => {
      const facts = accounts.flatMap((account) => onDay(account, asOf)?.fact ?? []);
      return positionsInOrder(facts, includeClosed).map((answer) => ({ asOf, ...answer }));
    }),
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
