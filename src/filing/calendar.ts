/**
 * EDGAR's calendar: days without a clock, Eastern time, federal holidays, filing deadlines.
 *
 * Days are `YYYY-MM-DD`; EDGAR's instants are UTC `YYYY-MM-DDTHH:MM:SSZ`, the ledger's own clock adds
 * milliseconds. Each kind sorts as text.
 */
import type { Branded } from './brand.js';

export type Day = Branded<'Day'>;
/** An instant to the second, as EDGAR keeps its acceptances. */
export type Instant = Branded<'Instant'>;
/**
 * An instant to the millisecond, as the ledger's own clock gives it. As text it does not compare
 * with the other: `…:05.000Z` comes before `…:05Z`.
 */
export type ClockInstant = Branded<'ClockInstant'>;

const millisecondsPerDay = 86_400_000;

const daysInMonth = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] as const;

const isLeapYear = (year: number): boolean =>
  (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;

const zero = 48;
const nine = 57;
const hyphen = 45;

/** The number written by so many digits at a place of a text; -1 where one is no digit. */
const digitsAt = (text: string, from: number, count: number): number => {
  let number = 0;
  for (let i = from; i < from + count; i++) {
    const code = text.charCodeAt(i);
    if (code < zero || code > nine) return -1;
    number = number * 10 + code - zero;
  }
  return number;
};

/** Asked of every date of every filing, and so written without a pattern. */
export const isDay = (text: string): text is Day => text.length === 10 && beginsWithDay(text);

const beginsWithDay = (text: string): boolean => {
  if (text.charCodeAt(4) !== hyphen || text.charCodeAt(7) !== hyphen) return false;
  const [year, month, day] = [digitsAt(text, 0, 4), digitsAt(text, 5, 2), digitsAt(text, 8, 2)];
  const days = month === 2 && isLeapYear(year) ? 29 : (daysInMonth[month - 1] ?? 0);
  return year >= 0 && day >= 1 && day <= days;
};

/** A day that the code itself writes: another text is a fault of the code, not of what it reads. */
export const writtenDay = (text: string): Day => {
  if (isDay(text)) return text;
  throw new RangeError(`expected a day as YYYY-MM-DD, got ${text}`);
};

/** Sorts before every day. */
export const dawn = '' as Day;

const firstDay = writtenDay('0000-01-01');
/** No day is later. */
export const lastDay = writtenDay('9999-12-31');
export const lastYear = 9999;

const instantText =
  /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:?\d{2})$/;

const firstInstant = Date.parse('0000-01-01T00:00:00Z');
const lastInstant = Date.parse('9999-12-31T23:59:59.999Z');

const parseIso = (text: string): Date | null => {
  if (!instantText.test(text)) return null;
  const at = new Date(text);
  // In UTC it may be in another year: one of five digits could not be read again.
  return at.getTime() >= firstInstant && at.getTime() <= lastInstant ? at : null;
};

/** `YYYY-MM-DDTHH:MM:SS`, as both kinds of instant begin. */
const beginsWithInstant = (text: string): boolean => {
  if (text.charAt(10) !== 'T' || text.charAt(13) !== ':' || text.charAt(16) !== ':') return false;
  const [hours, minutes, seconds] = [
    digitsAt(text, 11, 2),
    digitsAt(text, 14, 2),
    digitsAt(text, 17, 2),
  ];
  return (
    hours >= 0 &&
    hours < 24 &&
    minutes >= 0 &&
    minutes < 60 &&
    seconds >= 0 &&
    seconds < 60 &&
    beginsWithDay(text)
  );
};

/** As `instantOf` writes it: what every event says is looked at without making a date of it. */
const isInstant = (text: string): text is Instant =>
  text.length === 20 && text.charAt(19) === 'Z' && beginsWithInstant(text);

const isClockInstant = (text: string): text is ClockInstant =>
  text.length === 24 &&
  text.charAt(19) === '.' &&
  digitsAt(text, 20, 3) >= 0 &&
  text.charAt(23) === 'Z' &&
  beginsWithInstant(text);

/** An instant in any ISO 8601 spelling with a zone, in UTC and to the second, as EDGAR keeps it. */
export const parseInstant = (text: string): Instant | null => {
  if (isInstant(text)) return text;
  const at = parseIso(text);
  return at === null ? null : instantOf(at);
};

const heldInside = (at: Date): Date =>
  at.getTime() > lastInstant
    ? new Date(lastInstant)
    : at.getTime() < firstInstant
      ? new Date(firstInstant)
      : at;

/**
 * To the second: instants of one spelling compare as text. Held inside the years of four digits,
 * as days are.
 */
export const instantOf = (at: Date): Instant =>
  `${heldInside(at).toISOString().slice(0, 19)}Z` as Instant;

/** Instants are whole seconds: what was known right before one was known a second before. */
export const secondBefore = (at: Instant): Instant => instantOf(new Date(Date.parse(at) - 1_000));

/** Sorts before every instant. */
export const beginning = '' as Instant;
/** Sorts after every instant: until further notice. */
export const forever = '~' as Instant;
/** Sorts after every instant of a filing and before `forever`: with everything that is known. */
export const everything = '}' as Instant;

const clockInstantOf = (at: Date): ClockInstant => at.toISOString() as ClockInstant;

/** The same to the millisecond, as the ledger's own clock gives it. */
export const parseClockInstant = (text: string): ClockInstant | null => {
  if (isClockInstant(text)) return text;
  const at = parseIso(text);
  return at === null ? null : clockInstantOf(at);
};

/** Sorts after every instant of the ledger's clock. */
export const afterAllRecorded = '~' as ClockInstant;

/** The last instant of a day in UTC, of those that the ledger's clock gives. */
export const endOfUtcDay = (day: Day): ClockInstant => `${day}T23:59:59.999Z` as ClockInstant;

/** The day in UTC, of a time inside the years of four digits. */
const utcDay = (at: Date): Day => at.toISOString().slice(0, 10) as Day;

const dayNumber = (day: Day): number => Date.parse(`${day}T00:00:00Z`) / millisecondsPerDay;
const firstDayNumber = dayNumber(firstDay);
const lastDayNumber = dayNumber(lastDay);
/** Held inside the years of four digits, which mistyped dates would leave. */
const dayOfNumber = (n: number): Day =>
  utcDay(new Date(Math.min(Math.max(n, firstDayNumber), lastDayNumber) * millisecondsPerDay));

export const addDays = (day: Day, days: number): Day => dayOfNumber(dayNumber(day) + days);

/** The days after one up to another, of those that can be written: none comes after `9999-12-31`. */
export function* daysAfter(from: Day, through: Day = lastDay): Generator<Day> {
  for (let at = from; at < through; ) {
    at = addDays(at, 1);
    yield at;
  }
}

/** Whole days from one day to another; negative where the second is earlier. */
export const daysBetween = (from: Day, to: Day): number => dayNumber(to) - dayNumber(from);

// ---- Eastern time ----

interface Reading {
  readonly day: Day;
  readonly time: string;
}

let historicClock: Intl.DateTimeFormat | null = null;
/** Everywhere: from then on years are counted as they are written here. */
const firstYearOver = Date.parse('0002-01-01T00:00:00Z');

/** After so many years the days, their names and a clock that is never put on are the same again. */
const cycle = { years: 400, milliseconds: 146_097 * millisecondsPerDay } as const;

/** By the time-zone database, for years before EDGAR: it takes long to load. */
const historicReading = (at: number): Reading => {
  historicClock ??= new Intl.DateTimeFormat('en-US', {
    timeZone: 'America/New_York',
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  });
  // It counts the years before the first backwards, and has none that is 0.
  const isEarly = at < firstYearOver;
  const shown = isEarly ? at + cycle.milliseconds : at;
  const part = Object.fromEntries(historicClock.formatToParts(shown).map((p) => [p.type, p.value]));
  const year = Number(part['year']) - (isEarly ? cycle.years : 0);
  const time = `${part['hour']}:${part['minute']}:${part['second']}`;
  return year < 0
    ? { day: firstDay, time }
    : {
        day: writtenDay(`${String(year).padStart(4, '0')}-${part['month']}-${part['day']}`),
        time,
      };
};

/** The first Sunday on or after a day of a year, as milliseconds at an hour of UTC. */
const sundayFrom = (year: number, month: number, day: number, hour: number): number => {
  const first = Date.UTC(year, month - 1, day, hour);
  return first + ((7 - new Date(first).getUTCDay()) % 7) * 86_400_000;
};

const daylightMemo = new Map<number, readonly [from: number, until: number]>();

/** Daylight saving time of a year: since 2007 by 15 U.S.C. 260a, from 1987 as it stood before. */
const daylightOf = (year: number): readonly [from: number, until: number] => {
  let daylight = daylightMemo.get(year);
  if (daylight === undefined) {
    // It begins at 2:00 EST, 7:00 UTC, and ends at 2:00 EDT, 6:00 UTC.
    daylight =
      year >= 2007
        ? [sundayFrom(year, 3, 8, 7), sundayFrom(year, 11, 1, 6)]
        : [sundayFrom(year, 4, 1, 7), sundayFrom(year, 10, 25, 6)];
    daylightMemo.set(year, daylight);
  }
  return daylight;
};

const hour = 3_600_000;

const easternReading = (at: number): Reading => {
  const year = new Date(at).getUTCFullYear();
  if (!(year > 1987 && year < 9999)) return historicReading(at);
  const [from, until] = daylightOf(year);
  const read = new Date(at - (at >= from && at < until ? 4 : 5) * hour);
  return { day: utcDay(read), time: read.toISOString().slice(11, 19) };
};

const clockMemoMax = 4096;
const offsetMemo = new Map<string, Instant>();

/** The same; null where in UTC it is in a year of five digits, which could not be read again. */
export const easternInstantIn = (day: Day, time: string): Instant | null =>
  Date.parse(`${day}T${time}Z`) + 5 * hour > lastInstant ? null : easternInstant(day, time);

/** The UTC instant of a wall-clock time in Washington. Where the clock is set back, the first. */
export const easternInstant = (day: Day, time: string): Instant => {
  const key = `${day}T${time}`;
  const known = offsetMemo.get(key);
  if (known !== undefined) return known;
  const asUtc = Date.parse(`${key}Z`);
  const hours = [4, 5].find((h) => {
    const read = easternReading(asUtc + h * hour);
    return read.day === day && read.time === time;
  });
  const instant = instantOf(new Date(asUtc + (hours ?? 5) * hour));
  if (offsetMemo.size >= clockMemoMax) offsetMemo.clear();
  offsetMemo.set(key, instant);
  return instant;
};

const dayMemo = new Map<Instant, Day>();

/** The calendar day in Washington at an instant. */
export const easternDay = (at: Instant): Day => {
  const known = dayMemo.get(at);
  if (known !== undefined) return known;
  const { day } = easternReading(Date.parse(at));
  if (dayMemo.size >= clockMemoMax) dayMemo.clear();
  dayMemo.set(at, day);
  return day;
};

/** Regulation S-T 13(a)(4): Forms 3, 4 and 5 received by 22:00 ET carry that day's date. */
const edgarCutOff = '22:00:00';

/** When a day's filings are all public: a date alone counts to EDGAR's cut-off. */
export const knownThrough = (day: Day): Instant => easternInstant(day, edgarCutOff);
