import { describe, expect, it } from 'vitest';
import { anniversary, lastMatchable, stella } from '../../projections/short-swing/window.js';
import { writtenDay } from '../../src/filing/calendar.js';
import { legs, profit } from './trades.js';

describe('the window of less than six months', () => {
  it.each([
    ['2024-01-15', '2024-07-13'],
    ['2024-01-01', '2024-06-29'],
    ['2023-08-31', '2024-02-28'],
    ['2024-08-31', '2025-02-27'],
    ['2024-02-29', '2024-08-27'],
    ['2024-03-27', '2024-09-25'],
    ['1972-12-20', '1973-06-18'],
    // No later day can be written.
    ['9999-07-15', '9999-12-31'],
    ['9999-12-31', '9999-12-31'],
  ])('a trade of %s can be matched through %s', (on, last) => {
    expect(lastMatchable(writtenDay(on), stella)).toBe(last);
  });

  it('is a day longer by the anniversary, and what it is told to be by a count of days', () => {
    expect(lastMatchable(writtenDay('2024-01-15'), anniversary)).toBe('2024-07-14');
    expect(lastMatchable(writtenDay('2024-01-15'), { rule: 'days', days: 183 })).toBe('2024-07-16');
  });
});

describe('the greatest profit', () => {
  const cases: ReadonlyArray<
    readonly [string, ReadonlyArray<string>, string, string, ReadonlyArray<string>]
  > = [
    [
      'SW-01, one pair',
      ['P1: P 500 @ 20.00 on 2024-02-05', 'S1: S 500 @ 26.50 on 2024-05-06'],
      '3250.00',
      '3250.00',
      ['P1-S1:500'],
    ],
    [
      'SW-03, losses are not set off',
      [
        'P1: P 300 @ 40 on 2024-01-10',
        'S1: S 300 @ 30 on 2024-02-12',
        'P2: P 300 @ 25 on 2024-03-11',
        'S2: S 300 @ 28 on 2024-04-15',
      ],
      '1500.00',
      '1500.00',
      ['P2-S1:300'],
    ],
    [
      'SW-05, the dearest sale is the only one that the other purchase reaches',
      [
        'P1: P 100 @ 11 on 2024-01-16',
        'P2: P 100 @ 10 on 2024-05-01',
        'S1: S 100 @ 20 on 2024-06-20',
        'S2: S 100 @ 19 on 2024-10-15',
      ],
      '1800.00',
      '1000.00',
      ['P1-S1:100', 'P2-S2:100'],
    ],
    [
      'SW-06, sales before purchases',
      [
        'S1: S 800 @ 33.25 on 2024-03-22',
        'S2: S 900 @ 34.75 on 2024-05-17',
        'P1: P 200 @ 21.75 on 2024-06-11',
        'P2: P 500 @ 21.00 on 2024-08-22',
        'P3: P 900 @ 23.75 on 2024-10-23',
      ],
      '18325.00',
      '11675.00',
      ['P1-S1:200', 'P2-S1:500', 'P3-S2:900'],
    ],
    [
      'SW-08, on the last day',
      ['P1: P 1000 @ 10 on 2024-03-27', 'S1: S 1000 @ 12 on 2024-09-25'],
      '2000.00',
      '2000.00',
      ['P1-S1:1000'],
    ],
    [
      'SW-08, on the day after it',
      ['P1: P 1000 @ 10 on 2024-03-27', 'S1: S 1000 @ 12 on 2024-09-26'],
      '0.00',
      '0.00',
      [],
    ],
    [
      'SW-09, as the court decided it',
      ['S1: S 50,000 @ 63.49 on 1972-12-20', 'P1: P 45,000 @ 6.86 on 1973-06-19'],
      '0.00',
      '0.00',
      [],
    ],
    [
      'SW-09, a day earlier',
      ['S1: S 50,000 @ 63.49 on 1972-12-20', 'P1: P 45,000 @ 6.86 on 1973-06-18'],
      '2548350.00',
      '2548350.00',
      ['P1-S1:45000'],
    ],
    [
      'SW-10, of an officer',
      [
        'P1: P 152,282 @ 63 on 1967-06-16',
        'S1: S 37,000 @ 68 on 1967-08-28',
        'S2: S 115,282 @ 69 on 1967-09-11',
      ],
      '876692.00',
      '876692.00',
      ['P1-S1:37000', 'P1-S2:115282'],
    ],
  ];

  it.each(cases)('%s', (_, told, exact, liho, pairs) => {
    const found = profit(legs(...told));
    expect(found).toMatchObject({ exact, liho, pairs, fault: null });
    // The other way of solving, in the other order of telling.
    const other = profit(legs(...[...told].reverse()), stella, 'network');
    expect(other).toMatchObject({ exact, liho, fault: null });
  });

  it('proves SW-05 by a price for each share', () => {
    const { maximum } = profit(legs(...(cases[2]?.[1] ?? [])));
    const prices = Object.fromEntries(
      [...maximum.prices].map(([row, n]) => [row, Number(n) / 1e4]),
    );
    expect(prices).toEqual({ P1: 0, P2: 1, S1: 9, S2: 8 });
  });

  it('by the anniversary takes what the court did not in SW-09', () => {
    const told = ['S1: S 50,000 @ 63.49 on 1972-12-20', 'P1: P 45,000 @ 6.86 on 1973-06-19'];
    expect(profit(legs(...told), anniversary).exact).toBe('2548350.00');
  });

  it('matches a day with itself, in either order', () => {
    const told = ['S1: S 10 @ 12 on 2024-05-06', 'P1: P 10 @ 11 on 2024-05-06'];
    expect(profit(legs(...told)).exact).toBe('10.00');
  });

  it('matches what was done after leaving only with what was done in office', () => {
    const [bought, sold, late] = legs(
      'P1: P 100 @ 10 on 2024-03-01',
      'S1: S 100 @ 12 on 2024-05-01',
      'S2: S 100 @ 15 on 2024-06-03',
    );
    if (bought === undefined || sold === undefined || late === undefined) throw new Error();
    const after = { inOffice: false };
    expect(profit([bought, sold, { ...late, ...after }]).exact).toBe('500.00');
    expect(profit([{ ...bought, ...after }, sold, { ...late, ...after }]).exact).toBe('200.00');
  });

  it('names the rows of one day and price each, the earlier first', () => {
    const told = [
      'b: P 60 @ 10 on 2024-03-01',
      'a: P 60 @ 10 on 2024-03-01',
      'c: S 100 @ 11 on 2024-03-05',
    ];
    expect(profit(legs(...told)).pairs).toEqual(['a-c:60', 'b-c:40']);
  });
});
