import { describe, expect, it } from 'vitest';
import {
  addDays,
  easternDay,
  easternInstant,
  instantOf,
  knownThrough,
  writtenDay,
} from '../../src/filing/calendar.js';

const hour = 3_600_000;

const byTimeZoneDatabase = new Intl.DateTimeFormat('en-CA', {
  timeZone: 'America/New_York',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
});

describe('the day in Washington', () => {
  it('is that of the time-zone database, every three hours from 1985 to 2045', () => {
    const differing: Array<string> = [];
    for (let at = Date.UTC(1985, 0, 1); at < Date.UTC(2045, 0, 1); at += 3 * hour) {
      // The hours around midnight in Washington are those that tell.
      if (new Date(at).getUTCHours() > 6 || new Date(at).getUTCHours() < 3) continue;
      const instant = instantOf(new Date(at));
      if (easternDay(instant) !== byTimeZoneDatabase.format(at)) differing.push(instant);
    }
    expect(differing).toEqual([]);
  });

  it.each([
    ['2024-03-10', '01:59:59', '2024-03-10T06:59:59Z'],
    ['2024-03-10', '03:00:00', '2024-03-10T07:00:00Z'],
    ['2024-11-03', '01:30:00', '2024-11-03T05:30:00Z'],
    ['2024-11-03', '02:00:00', '2024-11-03T07:00:00Z'],
    ['2006-04-02', '03:00:00', '2006-04-02T07:00:00Z'],
    ['2006-10-29', '22:00:00', '2006-10-30T03:00:00Z'],
    ['2022-12-31', '22:00:00', '2023-01-01T03:00:00Z'],
  ])('%s %s is %s', (day, time, instant) => {
    expect(easternInstant(writtenDay(day), time)).toBe(instant);
  });

  it('is the day itself at its end, back to the first that can be written', () => {
    const differing: Array<string> = [];
    for (let n = 0; n < 900; n++) {
      const day = addDays(writtenDay('0000-01-01'), n);
      if (easternDay(knownThrough(day)) !== day) differing.push(day);
    }
    expect(differing).toEqual([]);
    expect(easternDay(instantOf(new Date('0000-01-01T00:00:00Z')))).toBe('0000-01-01');
  });
});
