/**
 * The window of Section 16(b): a purchase and a sale within any period of less than six months.
 *
 * Day one is the day of the earlier trade and parts of a day do not count. Six months end on the
 * day before the one of the same number; less than six months end a day earlier still (Colonial
 * Realty v. MacWilliams, S.D.N.Y. 1974, after Stella v. Graham-Paige). Other readings are in use.
 */
import {
  addDays,
  type Day,
  isDay,
  lastDay,
  lastYear,
  writtenDay,
} from '../../src/filing/calendar.js';

/** `stella` two days before the day of the same number, `anniversary` one, `days` a fixed count. */
export type WindowReading =
  | { readonly rule: 'stella' }
  | { readonly rule: 'anniversary' }
  | { readonly rule: 'days'; readonly days: number };

export const stella: WindowReading = { rule: 'stella' };
export const anniversary: WindowReading = { rule: 'anniversary' };

/** A longer period than this would be another rule. */
const daysMax = 366;

/** A reading as it is asked for; null where the text names none. */
export const windowReading = (text: string): WindowReading | null => {
  if (text === 'stella') return stella;
  if (text === 'anniversary') return anniversary;
  const days = /^days:(\d{1,3})$/.exec(text)?.[1];
  return days === undefined || Number(days) > daysMax ? null : { rule: 'days', days: Number(days) };
};

/** As it is asked for. */
export const readingText = (reading: WindowReading): string =>
  reading.rule === 'days' ? `days:${reading.days}` : reading.rule;

/** On whose authority. */
export const readingSource = ({ rule }: WindowReading): string =>
  rule === 'stella'
    ? 'Colonial Realty v. MacWilliams (S.D.N.Y. 1974)'
    : rule === 'anniversary'
      ? 'the day before the day of the same number; not the reading of the courts'
      : 'a fixed count of days; not the reading of the courts';

const months = 6;

const twoDigits = (n: number): string => String(n).padStart(2, '0');

/**
 * The last day of a period of six months that begins with a day: the one before the day of the
 * same number, or the month's last where it has no such day.
 */
const sixMonthsEnd = (from: Day): Day => {
  const [month, dayOfMonth] = [Number(from.slice(5, 7)) - 1 + months, from.slice(8, 10)];
  const year = Number(from.slice(0, 4)) + Math.floor(month / 12);
  // After it no day can be written: what would end later ends with it.
  if (year > lastYear) return lastDay;
  const yearAndMonth = `${String(year).padStart(4, '0')}-${twoDigits((month % 12) + 1)}`;
  const same = `${yearAndMonth}-${dayOfMonth}`;
  if (isDay(same)) return addDays(same, -1);
  const last = [30, 29, 28].map((n) => `${yearAndMonth}-${n}`).find((day) => isDay(day));
  return writtenDay(last ?? same);
};

const remembered = new Map<string, Day>();
const rememberedMax = 20_000;

/** The last day on which an opposite trade still matches one of this day. */
export const lastMatchable = (on: Day, reading: WindowReading): Day => {
  if (reading.rule === 'days') return addDays(on, reading.days);
  const key = `${reading.rule}${on}`;
  const known = remembered.get(key);
  if (known !== undefined) return known;
  const end = sixMonthsEnd(on);
  const last = reading.rule === 'stella' && end < lastDay ? addDays(end, -1) : end;
  if (remembered.size >= rememberedMax) remembered.clear();
  remembered.set(key, last);
  return last;
};

/** Whether two days, in whichever order, are within one window. */
export const isWithin = (a: Day, b: Day, reading: WindowReading): boolean =>
  a <= b ? b <= lastMatchable(a, reading) : a <= lastMatchable(b, reading);

const barYears = 2;

/** The last day of a suit: two years after the profit was realised. */
export const barredAfter = (realisedOn: Day): Day => {
  const after = Number(realisedOn.slice(0, 4)) + barYears;
  if (after > lastYear) return lastDay;
  const year = String(after).padStart(4, '0');
  const same = `${year}${realisedOn.slice(4)}`;
  return isDay(same) ? same : writtenDay(`${year}-02-28`);
};
