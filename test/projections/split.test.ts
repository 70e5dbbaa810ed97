import { describe, expect, it } from 'vitest';
import { afterSplit, priceAfterSplits, type Split } from '../../projections/known/split.js';
import { Decimal } from '../../src/filing/decimal.js';
import { form3, form4, holds, sells } from '../scenarios/filings.js';
import { world } from '../scenarios/world.js';

const split = (numerator: number, denominator: number, effectiveOn = '2024-06-10'): Split => ({
  issuerId: '0000000777',
  action: 'split',
  security: null,
  effectiveOn,
  numerator: new Decimal(numerator),
  denominator: new Decimal(denominator),
  reason: '',
  actor: '',
});
const held = (n: number | string) => new Decimal(n);

describe('a holding after a split', () => {
  it.each([
    [5000, 2, 1, '10000'],
    [10_001, 1, 10, '1000'],
    [5, 3, 2, '7'],
    ['4.5', 2, 1, '9'],
  ])('%s by %s for %s is %s', (before, n, d, after) => {
    expect(afterSplit(held(before), split(n, d)).toFixed()).toBe(after);
  });
});

describe('an exercise price after splits', () => {
  const price = (p: string, on: string) => ({ price: held(p), on });
  it.each([
    ['10', '5', 2, true],
    ['25.56', '8.52', 3, true],
    ['100', '33.33', 3, true],
    ['100', '33.3333', 3, true],
    ['100', '33.4', 3, false],
  ])('%s becomes %s', (from, to, n, became) => {
    const at = [price(from, '2024-01-10'), price(to, '2024-07-02')] as const;
    expect(priceAfterSplits(...at, [split(n, 1)])).toBe(became);
  });

  it('needs the split to lie between the two', () => {
    const at = [price('10', '2024-01-10'), price('5', '2024-06-09')] as const;
    expect(priceAfterSplits(...at, [split(2, 1)])).toBe(false);
  });

  it('may come of two', () => {
    const at = [price('30', '2020-01-10'), price('2', '2024-07-02')] as const;
    const both = [split(5, 1, '2020-08-31'), split(3, 1, '2022-08-25')];
    expect(priceAfterSplits(...at, both)).toBe(true);
  });
});

describe('a recorded split', () => {
  const base = form3({ accepted: '2024-01-10', period: '2024-01-03' }, holds(6000));
  const sale = (accepted: string, on: string, leaving: number) =>
    form4({ accepted }, sells(1000, { at: 10, on, leaving }));

  it('waits where the next balance holds without it', () => {
    const w = world(base, sale('2024-06-12', '2024-06-11', 5000)).split(
      '2024-06-10',
      [2, 1],
      '2024-06-20',
    );
    expect(w.q('2024-06-11', '2024-06-20')).toBe('5000');
    const later = w.with(sale('2024-07-02', '2024-07-01', 9000));
    expect(later.q('2024-07-01', '2024-07-02')).toBe('9000');
    expect(later.open('2024-07-02')).toEqual([]);
  });

  it('is not applied to what was bought after it', () => {
    const opened = form3({ accepted: '2024-07-02', period: '2024-07-01' }, holds(6000));
    const w = world(opened).split('2024-06-10', [2, 1], '2024-07-10');
    expect(w.q('2024-07-03', '2024-07-10', { adjusted: true })).toBe('6000');
  });

  it('comes with another before one balance that needs both', () => {
    const w = world(base, sale('2024-07-02', '2024-07-01', 35_000))
      .split('2024-02-10', [2, 1], '2024-07-10')
      .split('2024-06-10', [3, 1], '2024-07-10');
    expect(w.q('2024-03-01', '2024-07-10', { adjusted: true })).toBe('12000');
    expect(w.q('2024-07-01', '2024-07-10')).toBe('35000');
    expect(w.open('2024-07-10')).toEqual([]);
  });

  it('leaves of a difference only what it does not explain', () => {
    const w = world(base, sale('2024-07-02', '2024-07-01', 10_900)).split(
      '2024-06-10',
      [2, 1],
      '2024-07-10',
    );
    expect(w.at('2024-07-01', '2024-07-10')?.unexplained?.toFixed()).toBe('-100');
  });

  it('concerns the class it names', () => {
    const w = world(base, sale('2024-07-02', '2024-07-01', 11_000)).split(
      '2024-06-10',
      [2, 1],
      '2024-07-10',
      'Preferred',
    );
    expect(w.at('2024-07-01', '2024-07-10')?.unexplained?.toFixed()).toBe('6000');
  });
});
