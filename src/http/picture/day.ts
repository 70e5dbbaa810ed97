/** Days and instants as a reader sees them; arithmetic for places on an axis. */

const months = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];

const msInDay = 86_400_000;

export const isDayText = (text: string): boolean =>
  /^\d{4}-\d{2}-\d{2}$/.test(text) && dayText(dayNumber(text)) === text;

/** Days since 1970. */
export const dayNumber = (day: string): number =>
  Math.floor(Date.parse(`${day}T00:00:00Z`) / msInDay);

export const dayText = (days: number): string => {
  const at = new Date(days * msInDay);
  return Number.isNaN(at.getTime()) ? '' : at.toISOString().slice(0, 10);
};

export const addMonths = (day: string, count: number): string => {
  const [year = 1970, month = 1, date = 1] = day.split('-').map(Number);
  const first = new Date(Date.UTC(year, month - 1 + count, 1));
  const last = new Date(Date.UTC(year, month + count, 0)).getUTCDate();
  return dayText(Math.floor(first.getTime() / msInDay) + Math.min(date, last) - 1);
};

const parts = (day: string): readonly [string, number, number] => [
  day.slice(0, 4),
  Number(day.slice(5, 7)),
  Number(day.slice(8, 10)),
];

/** 12 November 2021. */
export const longDay = (day: string): string => {
  if (!isDayText(day)) return day;
  const [year, month, date] = parts(day);
  return `${date} ${months[month - 1]} ${year}`;
};

/** 12 Nov 2021. */
export const shortDay = (day: string): string => {
  if (!isDayText(day)) return day;
  const [year, month, date] = parts(day);
  return `${date} ${months[month - 1]?.slice(0, 3)} ${year}`;
};

/** The day without what it shares with the one before it in a sentence: 15 November. */
export const dayBeside = (day: string, before: string): string =>
  day.slice(0, 4) === before.slice(0, 4) ? longDay(day).replace(/ \d{4}$/, '') : longDay(day);

const inWashington = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'America/New_York',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hourCycle: 'h23',
});

interface Clock {
  readonly day: string;
  readonly time: string;
}

const clocks = new Map<string, Clock>();

/** The calendar and the clock in Washington at an instant. */
export const easternClock = (instant: string): Clock => {
  const known = clocks.get(instant);
  if (known !== undefined) return known;
  const at = new Date(instant);
  if (Number.isNaN(at.getTime())) return { day: instant, time: '' };
  const read = new Map(inWashington.formatToParts(at).map(({ type, value }) => [type, value]));
  const of = (type: Intl.DateTimeFormatPartTypes): string => read.get(type) ?? '';
  const clock = {
    day: `${of('year').padStart(4, '0')}-${of('month')}-${of('day')}`,
    time: `${of('hour')}:${of('minute')}:${of('second')}`,
  };
  if (clocks.size > 4096) clocks.clear();
  clocks.set(instant, clock);
  return clock;
};

const cutOff = '22:00:00';

/** The filing day by whose end an instant is past: EDGAR's days end at 22:00 in Washington. */
export const filingDay = (instant: string): string => {
  if (isDayText(instant)) return instant;
  const { day, time } = easternClock(instant);
  return time > cutOff ? dayText(dayNumber(day) + 1) : day;
};

/** The last instant of a filing day, in UTC; a day that is none stays as it is. */
export const endOfFilingDay = (day: string): string => {
  if (!isDayText(day)) return day;
  const hour = 3_600_000;
  const at = Date.parse(`${day}T${cutOff}Z`);
  const found = [4, 5]
    .map((hours) => new Date(at + hours * hour).toISOString().replace('.000', ''))
    .find((instant) => easternClock(instant).day === day && easternClock(instant).time === cutOff);
  return found ?? `${day}T23:59:59Z`;
};

/** 16:31 ET on 12 Nov 2021; the day alone at its end. */
export const instantWords = (instant: string): string => {
  if (isDayText(instant)) return shortDay(instant);
  const { day, time } = easternClock(instant);
  if (time === '' || time === cutOff) return shortDay(day);
  return `${shortDay(day)}, ${time.slice(0, 5)} ET`;
};
