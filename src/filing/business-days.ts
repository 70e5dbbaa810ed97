/**
 * Business days as Section 16 counts them: Monday to Friday, but for federal holidays (5 U.S.C.
 * 6103) and days on which EDGAR was closed. Whether markets traded is of no matter.
 */
import {
  addDays,
  type Day,
  daysAfter,
  daysBetween,
  easternDay,
  type Instant,
  isDay,
  knownThrough,
  lastDay,
  lastYear,
  writtenDay,
} from './calendar.js';
import { type Closure, closures } from './closures.js';

const weekday = (day: Day): number => new Date(`${day}T00:00:00Z`).getUTCDay();

/** Four digits, as days have: mistyped years such as 0022 occur. */
const dayOfYear = (year: number, monthAndDay: string): Day =>
  writtenDay(`${String(year).padStart(4, '0')}-${monthAndDay}`);

export const yearEnd = (day: Day): Day => dayOfYear(Number(day.slice(0, 4)), '12-31');

const leapDay = '02-29';

/** A fiscal year that ends on 29 February ends on the 28th in most years. */
const yearEndIn = (year: number, monthAndDay: string): Day =>
  dayOfYear(
    year,
    monthAndDay === leapDay && !isDay(`${String(year).padStart(4, '0')}-${leapDay}`)
      ? '02-28'
      : monthAndDay,
  );

/** The first end of a fiscal year, by its month and day, on or after a day; held inside the years of four digits. */
export const yearEndFrom = (monthAndDay: string, on: Day): Day => {
  const year = Number(on.slice(0, 4));
  const own = yearEndIn(year, monthAndDay);
  if (own >= on) return own;
  return year === lastYear ? lastDay : yearEndIn(year + 1, monthAndDay);
};

/** Mondays to Fridays from a Monday on up to this day; below nothing for days before it. */
const weekdaysUpTo = (day: Day): number => {
  const days = daysBetween(aMonday, day) + 1;
  const weeks = Math.floor(days / 7);
  return weeks * 5 + Math.min(days - weeks * 7, 5);
};
const aMonday = writtenDay('2001-01-01');

const nthWeekday = (year: number, month: number, wanted: number, nth: number): Day => {
  const first = dayOfYear(year, `${String(month).padStart(2, '0')}-01`);
  return addDays(first, ((wanted - weekday(first) + 7) % 7) + 7 * (nth - 1));
};

const lastMonday = (year: number, month: number): Day => {
  const fifth = nthWeekday(year, month, 1, 5);
  return Number(fifth.slice(5, 7)) === month ? fifth : nthWeekday(year, month, 1, 4);
};

/** A holiday on a Saturday is kept on Friday, on a Sunday on Monday (5 U.S.C. 6103(b)). */
const observed = (day: Day): Day =>
  weekday(day) === 6 ? addDays(day, -1) : weekday(day) === 0 ? addDays(day, 1) : day;

const holidaysOf = (year: number): ReadonlyArray<readonly [Day, string]> => [
  [observed(dayOfYear(year, '01-01')), 'New Year’s Day'],
  [nthWeekday(year, 1, 1, 3), 'Birthday of Martin Luther King, Jr.'],
  [nthWeekday(year, 2, 1, 3), 'Washington’s Birthday'],
  [lastMonday(year, 5), 'Memorial Day'],
  ...(year >= 2021 ? [[observed(dayOfYear(year, '06-19')), 'Juneteenth'] as const] : []),
  [observed(dayOfYear(year, '07-04')), 'Independence Day'],
  [nthWeekday(year, 9, 1, 1), 'Labor Day'],
  [nthWeekday(year, 10, 1, 2), 'Columbus Day'],
  [observed(dayOfYear(year, '11-11')), 'Veterans Day'],
  [nthWeekday(year, 11, 4, 4), 'Thanksgiving Day'],
  [observed(dayOfYear(year, '12-25')), 'Christmas Day'],
];

const holidayMemo = new Map<number, ReadonlyMap<Day, string>>();

const holidaysIn = (year: number): ReadonlyMap<Day, string> => {
  let holidays = holidayMemo.get(year);
  if (holidays === undefined) {
    // New Year's Day of the next year may be kept on 31 December of this one.
    holidays = new Map([...holidaysOf(year), ...(year < 9999 ? holidaysOf(year + 1) : [])]);
    holidayMemo.set(year, holidays);
  }
  return holidays;
};

/** A day on which nothing is filed, and by what it is one. */
export interface ClosedDay {
  readonly day: Day;
  readonly why: string;
  readonly basis: 'statute' | 'edgar' | 'declared';
  readonly source: string;
  readonly certain: boolean;
}

/** Rule 0-3(a): what falls due on a closed day falls due on the next business day. */
export interface BusinessCalendar {
  isBusinessDay(day: Day): boolean;
  /** Monday to Friday: why nothing is filed; null on business days and at weekends. */
  closedOn(day: Day): ClosedDay | null;
  closedIn(year: number): ReadonlyArray<ClosedDay>;
  addBusinessDays(day: Day, days: number): Day;
  /** Business days after `from` up to and including `to`: how late a filing is. */
  businessDaysBetween(from: Day, to: Day): number;
  rollForward(day: Day): Day;
  /**
   * The date of a filing that was accepted then (Regulation S-T 13(a)): its day up to 22:00 in
   * Washington on a business day, else the next one.
   */
  filedOnOf(acceptedAt: Instant): Day;
  /** Closed weekdays after one day up to another that no statute closes. */
  skipped(after: Day, through: Day): ReadonlyArray<{ readonly day: Day; readonly why: string }>;
}

const statute = '5 U.S.C. 6103';

/** @param added days that operators added, with why. */
export const businessCalendar = (
  added: ReadonlyArray<{ readonly day: Day; readonly why: string }> = [],
): BusinessCalendar => {
  const others = new Map<Day, ClosedDay>([
    ...closures.map(({ day, why, source, certain }: Closure): [Day, ClosedDay] => [
      day,
      { day, why, basis: 'edgar', source, certain },
    ]),
    ...added.map(({ day, why }): [Day, ClosedDay] => [
      day,
      { day, why, basis: 'declared', source: 'an operator of this ledger', certain: true },
    ]),
  ]);
  const othersSorted = [...others.keys()].sort();
  const isWeekend = (day: Day): boolean => weekday(day) === 0 || weekday(day) === 6;
  const closedOn = (day: Day): ClosedDay | null => {
    if (isWeekend(day)) return null;
    const holiday = holidaysIn(Number(day.slice(0, 4))).get(day);
    return holiday === undefined
      ? (others.get(day) ?? null)
      : { day, why: holiday, basis: 'statute', source: statute, certain: true };
  };
  const isBusinessDay = (day: Day): boolean => !isWeekend(day) && closedOn(day) === null;
  const closedIn = (year: number): ReadonlyArray<ClosedDay> => {
    const holidays = [...holidaysIn(year).keys()].filter((day) => Number(day.slice(0, 4)) === year);
    const more = othersSorted.filter((day) => Number(day.slice(0, 4)) === year);
    return [...new Set([...holidays, ...more])].sort().flatMap((day) => closedOn(day) ?? []);
  };
  const rollForward = (day: Day): Day => {
    if (isBusinessDay(day)) return day;
    for (const at of daysAfter(day)) if (isBusinessDay(at)) return at;
    return lastDay;
  };
  return {
    isBusinessDay,
    closedOn,
    closedIn,
    addBusinessDays: (day, days) => {
      let left = days;
      if (left <= 0) return day;
      for (const at of daysAfter(day)) {
        if (isBusinessDay(at)) left -= 1;
        if (left === 0) return at;
      }
      return lastDay;
    },
    businessDaysBetween: (from, to) => {
      // Of a mistyped year such as 0022 two thousand years are counted.
      const years = (day: Day): number => Number(day.slice(0, 4));
      let count = weekdaysUpTo(to) - weekdaysUpTo(from);
      for (let year = years(from); year <= years(to); year += 1)
        for (const { day } of closedIn(year)) if (day > from && day <= to) count -= 1;
      return Math.max(0, count);
    },
    rollForward,
    filedOnOf: (acceptedAt) => {
      const day = easternDay(acceptedAt);
      return acceptedAt <= knownThrough(day) ? rollForward(day) : rollForward(addDays(day, 1));
    },
    skipped: (after, through) => {
      return othersSorted.flatMap((day) => {
        const one = day > after && day <= through ? closedOn(day) : null;
        return one === null || one.basis === 'statute' ? [] : [{ day, why: one.why }];
      });
    },
  };
};

/** By the table alone. */
export const edgarCalendar = businessCalendar();
export const { isBusinessDay, addBusinessDays, businessDaysBetween } = edgarCalendar;

/** Trades from then on are due on the second business day (Sarbanes-Oxley Act, section 403). */
export const twoDayRuleFrom = writtenDay('2002-08-29');

/** The tenth day after the month of a trade: when Form 4 was due before (Section 16(a)(2) of then). */
const tenthAfterMonth = (trade: Day): Day => {
  const [year = 0, month = 0] = trade.split('-').map(Number);
  return month === 12
    ? dayOfYear(year + 1, '01-10')
    : dayOfYear(year, `${String(month + 1).padStart(2, '0')}-10`);
};

const calendarDays = { '3': 10, '5': 45 } as const;

/** After which day a closure puts a deadline off: where calendar days count, it is the last alone. */
export const delayableAfter = (form: '3' | '4' | '5', from: Day): Day =>
  form === '4' ? from : addDays(from, calendarDays[form] - 1);

/**
 * The last day on which a form is on time: Form 3, 10 days after the event; Form 4, the second
 * business day after the trade (Rule 16a-3(g)(1)), of trades before 29 August 2002 the tenth day
 * after their month; Form 5, 45 days after the fiscal year's end.
 */
export const filingDeadline = (
  form: '3' | '4' | '5',
  from: Day,
  calendar: BusinessCalendar = edgarCalendar,
): Day => {
  if (form !== '4') return calendar.rollForward(addDays(from, calendarDays[form]));
  return from < twoDayRuleFrom
    ? calendar.rollForward(tenthAfterMonth(from))
    : calendar.addBusinessDays(from, 2);
};
