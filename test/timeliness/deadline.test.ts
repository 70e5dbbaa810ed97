/** When forms are due: by business days, of which EDGAR's closures are none. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { businessCalendar, edgarCalendar } from '../../src/filing/business-days.js';
import { addDays, type Day, parseInstant, writtenDay } from '../../src/filing/calendar.js';
import { daysEvery } from '../../src/ledger/market/panel.js';
import { calendarOf, deadlineOf } from '../../src/ledger/timeliness.js';

const day = writtenDay;

describe('Form 4 is due on the second business day after the trade', () => {
  it.each([
    ['a Monday', '2024-03-04', '2024-03-06', []],
    ['a Friday', '2024-03-08', '2024-03-12', []],
    ['a Saturday', '2024-03-09', '2024-03-12', []],
    ['before a day of mourning', '2025-01-07', '2025-01-10', ['2025-01-09']],
    [
      'before Christmas Eve 2024, when EDGAR was closed',
      '2024-12-20',
      '2024-12-26',
      ['2024-12-24'],
    ],
    ['before the mourning of 2018', '2018-12-03', '2018-12-06', ['2018-12-05']],
    ['on a federal holiday that markets trade on', '2024-10-14', '2024-10-16', []],
    ['before Good Friday, which counts', '2024-03-27', '2024-03-29', []],
    ['before the first Juneteenth', '2021-06-16', '2021-06-21', []],
    ['before Inauguration Day, which counts', '2021-01-19', '2021-01-21', []],
    ['before New Year’s Day kept in December', '2021-12-29', '2022-01-03', []],
  ])('%s: %s', (_, on, dueOn, skipped) => {
    expect(deadlineOf({ form: '4', on })).toEqual({
      form: '4',
      on,
      dueOn,
      rule: '16a-3(g)(1)',
      skipped: skipped.map((closed) => ({ day: closed, why: 'EDGAR closed' })),
    });
  });

  it('counted from when the insider was told, but not later than three business days on', () => {
    const due = (notified: string) => deadlineOf({ form: '4', on: '2024-05-01', notified });
    expect(due('2024-05-02')).toMatchObject({ dueOn: '2024-05-06', rule: '16a-3(g)(2)' });
    expect(due('2024-05-10')).toMatchObject({ dueOn: '2024-05-08' });
  });
});

it('Form 3 is due ten days after the event, on the next business day', () => {
  expect(deadlineOf({ form: '3', on: '2024-01-03' })).toMatchObject({
    dueOn: '2024-01-16',
    rule: '16a-3(a)',
  });
  expect(deadlineOf({ form: '3', on: '2024-06-03' }).dueOn).toBe('2024-06-13');
});

it('calendar days count although EDGAR was closed on one; the last is put off', () => {
  expect(deadlineOf({ form: '5', on: '2024-12-31' })).toMatchObject({
    dueOn: '2025-02-14',
    skipped: [],
  });
  expect(deadlineOf({ form: '3', on: '2024-12-30' })).toMatchObject({
    dueOn: '2025-01-10',
    skipped: [{ day: '2025-01-09', why: 'EDGAR closed' }],
  });
});

it('Form 5 is due 45 days after the end of the fiscal year of the transaction', () => {
  const due = (on: string, fiscalYearEnd?: string) =>
    deadlineOf({ form: '5', on, ...(fiscalYearEnd === undefined ? {} : { fiscalYearEnd }) }).dueOn;
  expect(due('2024-03-01', '2024-06-30')).toBe('2024-08-14');
  expect(due('2024-03-01', '06-30')).toBe('2024-08-14');
  expect(due('2024-07-01', '06-30')).toBe('2025-08-14');
  expect(due('2024-03-01')).toBe('2025-02-14');
  expect(due('2023-03-01', '02-29')).toBe('2024-04-15');
});

it('after the last day of which closures are known, federal holidays alone count', () => {
  expect(deadlineOf({ form: '4', on: '2029-03-05' })).toMatchObject({ calendar: 'statutory' });
});

it.each([
  { form: '6', on: '2024-03-04' },
  { form: '4', on: 'yesterday' },
  { form: '4', on: '2024-03-04', notified: '2024-03-01' },
  { form: '3', on: '2024-03-04', notified: '2024-03-05' },
  { form: '4', on: '2024-03-04', fiscalYearEnd: '06-30' },
  { form: '5', on: '2024-03-04', fiscalYearEnd: 'June' },
])('is asked for what cannot be: %j', (query) => {
  expect(() => deadlineOf(query)).toThrow();
});

describe('the date of a filing that was accepted', () => {
  const filedOn = (at: string) => {
    const instant = parseInstant(at);
    return instant === null ? null : edgarCalendar.filedOnOf(instant);
  };
  it('is the day up to 22:00 in Washington, and the next business day after it', () => {
    expect(filedOn('2024-03-06T22:00:00-05:00')).toBe('2024-03-06');
    expect(filedOn('2024-03-06T22:00:01-05:00')).toBe('2024-03-07');
    expect(filedOn('2024-03-08T22:30:00-05:00')).toBe('2024-03-11');
    expect(filedOn('2024-12-24T10:00:00-05:00')).toBe('2024-12-26');
  });
});

it('the calendar of a year says why each day is closed, and where it is found', () => {
  const { closed } = calendarOf(2024);
  expect(closed.map((c) => c.day)).toEqual([
    '2024-01-01',
    '2024-01-15',
    '2024-02-19',
    '2024-05-27',
    '2024-06-19',
    '2024-07-04',
    '2024-09-02',
    '2024-10-14',
    '2024-11-11',
    '2024-11-28',
    '2024-12-24',
    '2024-12-25',
  ]);
  expect(closed.find((c) => c.day === '2024-12-24')).toMatchObject({ basis: 'edgar' });
  expect(closed.every((c) => c.source !== '')).toBe(true);
});

describe('in whatever year', () => {
  const days = fc.integer({ min: 0, max: 36_000 }).map((n): Day => addDays(day('1940-01-01'), n));

  it('a due day is a business day, and never before the trade', () => {
    fc.assert(
      fc.property(days, fc.constantFrom('3', '4', '5'), (on, form) => {
        const { dueOn } = deadlineOf({ form, on });
        expect(edgarCalendar.isBusinessDay(dueOn)).toBe(true);
        expect(dueOn > on).toBe(true);
      }),
    );
  });

  it('a further closure never makes a form due earlier', () => {
    fc.assert(
      fc.property(days, fc.nat(20), (on, after) => {
        const closed = addDays(on, after);
        const more = businessCalendar([{ day: closed, why: 'a storm' }]);
        for (const form of ['3', '4'])
          expect(deadlineOf({ form, on }, more).dueOn >= deadlineOf({ form, on }).dueOn).toBe(true);
      }),
    );
  });
});

it('a calendar ends with the last day that can be written', () => {
  const last = day('9999-12-31');
  expect(edgarCalendar.addBusinessDays(last, 2)).toBe(last);
  expect(edgarCalendar.businessDaysBetween(day('9999-12-29'), last)).toBe(2);
  expect(edgarCalendar.skipped(day('9999-12-01'), last)).toEqual([]);
  for (const form of ['3', '4', '5'] as const)
    expect(() => deadlineOf({ form, on: last })).toThrow(/a day up to 9997-12-31/);
  expect(daysEvery('day', '9999-12-30', '9999-12-31')).toEqual(['9999-12-30', '9999-12-31']);
  expect(daysEvery('week', '9999-12-20', '9999-12-31')).toEqual(['9999-12-20', '9999-12-27']);
});

it('business days are counted as one counts them day by day', () => {
  const added = day('2024-05-09');
  const calendar = businessCalendar([{ day: added, why: 'a flood' }]);
  const some = fc.integer({ min: -400, max: 9_000 }).map((n) => addDays(day('2000-01-01'), n));
  fc.assert(
    fc.property(some, some, (from, to) => {
      let count = 0;
      for (let at = addDays(from, 1); at <= to; at = addDays(at, 1))
        if (calendar.isBusinessDay(at)) count += 1;
      expect(calendar.businessDaysBetween(from, to)).toBe(count);
    }),
  );
  expect(calendar.businessDaysBetween(day('2024-05-08'), added)).toBe(0);
});
