/** Values as nearly every box has them are read by a shorter way, and are what the long one says. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseClockInstant, parseInstant } from '../../src/filing/calendar.js';
import * as c from '../../src/filing/codec.js';
import { Decimal, isDecimalText, parseDecimal } from '../../src/filing/decimal.js';
import { tried } from '../times.js';

const digits = (maxLength: number) =>
  fc.string({ unit: fc.constantFrom(...'0123456789', '0', '0'), maxLength });

const numberText = fc.oneof(
  digits(9),
  fc
    .tuple(digits(9), fc.constantFrom('.', '.', '.', '..', ',', '-', 'e'), digits(9))
    .map((parts) => parts.join('')),
  fc.string({ maxLength: 4 }),
);

describe('a decimal', () => {
  it('is what decimal.js makes of its text, to the last digit', () => {
    fc.assert(
      fc.property(numberText, (text) => {
        const read = parseDecimal(text);
        const made = isDecimalText(text) ? new Decimal(text) : null;
        expect([read?.s, read?.e, read?.d]).toEqual([made?.s, made?.e, made?.d]);
        expect(read?.plus('0.1').toFixed()).toBe(made?.plus('0.1').toFixed());
      }),
      tried(20_000),
    );
  });

  it.each(['', '.', '0', '0.0', '007', '5.', '.5', '9999999', '9999999.9999999', '10000000'])(
    'is so at the edges: "%s"',
    (text) => {
      const made = isDecimalText(text) ? new Decimal(text) : null;
      const read = parseDecimal(text);
      expect([read?.s, read?.e, read?.d]).toEqual([made?.s, made?.e, made?.d]);
    },
  );
});

describe('an instant', () => {
  const two = fc.constantFrom(
    '00',
    '01',
    '02',
    '12',
    '13',
    '23',
    '24',
    '29',
    '30',
    '31',
    '59',
    '60',
    'x1',
  );
  const year = fc.constantFrom('0000', '1999', '2000', '2023', '2024', '9999', '-024', '02024');
  const end = fc.constantFrom('Z', '.000Z', '.123Z', '.12Z', '.1234Z', '', 'z', '+00:00', '-05:00');
  const text = fc
    .tuple(year, two, two, fc.constantFrom('T', ' ', 't'), two, two, two, end)
    .map(([y, mo, d, t, h, mi, s, e]) => `${y}-${mo}-${d}${t}${h}:${mi}:${s}${e}`);
  const spelling = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,9})?(Z|[+-]\d{2}:\d{2})$/;
  const years = [
    Date.parse('0000-01-01T00:00:00Z'),
    Date.parse('9999-12-31T23:59:59.999Z'),
  ] as const;
  const iso = (said: string): string | null => {
    const at = spelling.test(said) ? Date.parse(said) : Number.NaN;
    return at >= years[0] && at <= years[1] ? new Date(at).toISOString() : null;
  };

  it('is what the calendar makes of its text, in either spelling', () => {
    fc.assert(
      fc.property(text, (said) => {
        const at = iso(said);
        expect(parseClockInstant(said)).toBe(at);
        expect(parseInstant(said)).toBe(at === null ? null : `${at.slice(0, 19)}Z`);
      }),
      tried(20_000),
    );
  });
});

describe('a digest', () => {
  it('is as many hex digits as it has, in small letters', () => {
    const { reads } = c.hexDigits(64);
    const digest = '0123456789abcdef'.repeat(4);
    expect(reads(digest)).toBe(true);
    for (const other of [
      digest.slice(1),
      `${digest}0`,
      `${digest.slice(1)}\n`,
      `${digest.slice(1)}A`,
    ])
      expect(reads(other), other).toBe(false);
  });
});
