import { describe, expect, it } from 'vitest';
import {
  type ClockInstant,
  type Day,
  type Instant,
  isDay,
  parseClockInstant,
  parseInstant,
  secondBefore,
} from '../../src/filing/calendar.js';
import * as c from '../../src/filing/codec.js';
import { compare } from '../../src/filing/order.js';

const at = '2026-01-02T03:04:05Z';
const accepted = parseInstant(at) as Instant;
const recorded = parseClockInstant(at) as ClockInstant;

describe('the two spellings of an instant', () => {
  it('do not sort as text', () => {
    const [seconds, milliseconds]: ReadonlyArray<string> = [accepted, recorded];
    expect(Date.parse(accepted)).toBe(Date.parse(recorded));
    expect(milliseconds! < seconds!).toBe(true);
  });

  it('do not compile where they are compared or swapped', () => {
    const isDayOf = (day: Day): boolean => isDay(day);
    // None of these is called: they are for the compiler alone.
    const refused = [
      // @ts-expect-error
      () => recorded < accepted,
      // @ts-expect-error
      () => recorded === accepted,
      // @ts-expect-error
      () => compare(recorded, accepted),
      // @ts-expect-error
      () => secondBefore(recorded),
      // @ts-expect-error
      () => isDayOf(accepted),
      // @ts-expect-error
      () => isDayOf('2026-01-02'),
    ];
    expect(refused).toHaveLength(6);
  });

  it('are text to whoever takes text', () => {
    const length = (text: string): number => text.length;
    expect([length(accepted), length(recorded)]).toEqual([20, 24]);
  });

  it('are told apart by their codecs', () => {
    expect([c.instant.is(accepted), c.instant.is(recorded)]).toEqual([true, false]);
    expect([c.clockInstant.is(accepted), c.clockInstant.is(recorded)]).toEqual([false, true]);
    expect([c.day.is('2026-01-02'), c.day.is('2026-02-30'), c.day.is(at)]).toEqual([
      true,
      false,
      false,
    ]);
  });
});

describe('the second before an instant', () => {
  it('is in the spelling of the instant', () => {
    expect(secondBefore(accepted)).toBe('2026-01-02T03:04:04Z');
  });
});
