/** Positions on several days, each account looked at once. */
import { fail, invalidArgument } from '../../answer/error.js';
import { dayGiven } from '../../answer/given-day.js';
import { type PositionAnswer, type PositionFact, positionsInOrder } from '../../answer/holdings.js';
import type { Moment, Settled } from '../../answer/moment.js';
import { type Day, daysAfter, daysBetween } from '../../filing/calendar.js';
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

/** The same in two parts: `told` is one value on all days on which a position is told of alike. */
export interface PanelRow {
  readonly asOf: Day;
  readonly told: PositionAnswer;
}

export interface PanelPage extends Omit<Told, 'asOf'> {
  readonly days: ReadonlyArray<Day>;
  /** By insider, then by day: in one order however long pages are. */
  readonly positions: ReadonlyArray<PanelPosition>;
  /** Where the next page begins; null after the last. */
  readonly next: string | null;
}

const daysMax = 4_000;

const withinMost = (count: number, most: number): void => {
  if (count === 0 || count > most)
    fail(invalidArgument(`a panel has 1 to ${most} days; got ${count}`));
};

export const daysOf = (given: ReadonlyArray<string>): ReadonlyArray<Day> => {
  if (!Array.isArray(given))
    fail(invalidArgument(`days are a list of days; got ${JSON.stringify(given)}`));
  withinMost(given.length, daysMax);
  const days = given.map((day) => dayGiven('days', day));
  return [...new Set(days)].sort();
};

/** What is told of a position on those of the days that stand from one place before another. */
interface Placed {
  readonly first: number;
  readonly end: number;
  readonly fact: PositionFact;
}

/** The place of the first of some days, in order, that does not come before a day. */
const placeFrom = (days: ReadonlyArray<Day>, day: Day): number => {
  let [low, high] = [0, days.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((days[middle] as Day) < day) low = middle + 1;
    else high = middle;
  }
  return low;
};

/** Stretches in which one of the days lies: of the others nothing is told. */
const placedOn = (
  { stretches }: AccountFact,
  days: ReadonlyArray<Day>,
  includeClosed: boolean,
): ReadonlyArray<Placed> => {
  const ends = stretches.map((_, i) => {
    const next = stretches[i + 1];
    return next === undefined ? days.length : placeFrom(days, next.from);
  });
  return stretches.flatMap(({ fact }, i) => {
    const [first = 0, end = 0] = [
      i === 0 ? placeFrom(days, stretches[0]?.from as Day) : ends[i - 1],
      ends[i],
    ];
    return first < end && (includeClosed || !fact.closed) ? [{ first, end, fact }] : [];
  });
};

const isUntold = ({ quantity, reported }: PositionAnswer): boolean =>
  quantity === null && reported === null;

/** An insider's positions, day by day, each stretch looked at once. */
const rowsOfInsider = (
  accounts: ReadonlyArray<AccountFact>,
  days: ReadonlyArray<Day>,
  { includeClosed = false, allInsiders = false }: PanelQuery,
): ReadonlyArray<PanelRow> => {
  const placed = new Map<PositionAnswer, Placed>();
  for (const account of accounts)
    for (const one of placedOn(account, days, includeClosed)) placed.set(one.fact.answer, one);
  const facts = [...placed.values()].map(({ fact }) => fact);
  const onDays = days.map((): Array<PanelRow> => []);
  for (const told of positionsInOrder(facts, includeClosed)) {
    const { first, end } = placed.get(told) as Placed;
    for (let i = first; i < end; i++) onDays[i]?.push({ asOf: days[i] as Day, told });
  }
  return allInsiders
    ? onDays.flat()
    : onDays.filter((rows) => rows.some(({ told }) => !isUntold(told))).flat();
};

const inParts = Symbol('rows');

interface InParts {
  readonly [inParts]?: ReadonlyArray<PanelRow>;
}

/** The positions of a page in two parts, for whoever writes many of them. */
export const panelRows = (page: PanelPage & InParts): ReadonlyArray<PanelRow> =>
  page[inParts] ?? page.positions.map(({ asOf, ...told }) => ({ asOf, told }));

export const panelPage = (
  book: Book<'accounts'>,
  days: ReadonlyArray<Day>,
  query: PanelQuery,
  at: Settled,
): PanelPage => {
  const rows: Array<PanelRow> = [];
  for (const accounts of groupsInOrder(book.accounts(), ({ insider }) => insider.id))
    for (const row of rowsOfInsider(accounts, days, query)) rows.push(row);
  const { asOf: _, ...head } = told(book, at);
  let positions: ReadonlyArray<PanelPosition> | null = null;
  const page: PanelPage = {
    ...head,
    days,
    // Made when they are asked for: a panel has many, and most readers want them written.
    get positions() {
      positions ??= rows.map((row) => ({ asOf: row.asOf, ...row.told }));
      return positions;
    },
    next: nextOf(book),
  };
  // Not enumerable: it is no part of the answer.
  return Object.defineProperty(page, inParts, { value: rows });
};

/** How far apart the days of a panel are. */
export const steps = ['day', 'week', 'month', 'quarter', 'year'] as const;
export type Step = (typeof steps)[number];

const monthsIn = { month: 1, quarter: 3, year: 12 } as const;

const lastOfMonth = (months: number): Day =>
  new Date(Date.UTC(Math.floor(months / 12), (months % 12) + 1, 0))
    .toISOString()
    .slice(0, 10) as Day;

/** Every so many days, beginning with the first. */
const daysApart = (size: number, first: Day, last: Day, most: number): ReadonlyArray<Day> => {
  withinMost(Math.floor(daysBetween(first, last) / size) + 1, most);
  return [first, ...daysAfter(first, last)].filter((_, i) => i % size === 0);
};

/** The last days of every so many months, counted from January. */
const monthEnds = (size: number, first: Day, last: Day, most: number): ReadonlyArray<Day> => {
  const monthOf = (day: Day): number => Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7)) - 1;
  const days: Array<Day> = [];
  for (let at = monthOf(first); at <= monthOf(last); at++) {
    if ((at + 1) % size !== 0) continue;
    const day = lastOfMonth(at);
    if (day <= last) days.push(day);
  }
  if (days.length > 0) withinMost(days.length, most);
  return days;
};

/** Days from one to another: the last one of each month, quarter or year; or every so many. */
export const daysEvery = (
  step: Step,
  from: string,
  to: string,
  most: number = daysMax,
): ReadonlyArray<Day> => {
  const [first, last] = [dayGiven('from', from), dayGiven('to', to)];
  if (first > last) fail(invalidArgument(`from comes before to; got ${first} and ${last}`));
  const days =
    step === 'day' || step === 'week'
      ? daysApart(step === 'day' ? 1 : 7, first, last, most)
      : monthEnds(monthsIn[step], first, last, most);
  return days.length > 0
    ? days
    : fail(invalidArgument(`no end of a ${step} lies between ${first} and ${last}`));
};
