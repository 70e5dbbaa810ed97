/** Which numbers of a footnote on a balance tell of a change, and which of what it is made of. */
import { describe, expect, it } from 'vitest';
import { changesTold, tellsOf } from '../../projections/explanation/balance-footnote.js';
import { Decimal } from '../../src/filing/decimal.js';

const told = (text: string): ReadonlyArray<string> =>
  changesTold(text).map(({ size, sign }) => `${['-', '±', '+'][sign + 1]}${size.toFixed()}`);

const numbers: ReadonlyArray<readonly [string, ReadonlyArray<string>]> = [
  ['Includes 1,250 shares acquired under the ESPP on June 30, 2024', ['+1250']],
  ['Includes two hundred fifty shares bought under the employee plan', ['+250']],
  ['Includes twelve shares received as dividend equivalents', ['+12']],
  ['Includes an additional 15.327 shares acquired by reinvesting dividends', ['+15.327']],
  ['Reflects 412 shares purchased through a plan, exempt under Rule 16a-11', ['+412']],
  ['Decreased by one share', ['-1']],
  ['The balance was reduced by 75 shares that were reported in error', ['-75']],
  ['The prior form overstated the holding by 120 shares', ['-120']],
  ['Excludes 500 shares transferred to the spouse', ['-500']],
  ['Does not include 500 restricted shares forfeited upon retirement', ['-500']],
  ['The balance reflects the transfer of 2,000 shares to a trust', ['±2000']],
  ['Includes 300 restricted stock units and 1,250 shares acquired under a plan', ['+1250']],
  ['Includes 1,250 shares acquired under a plan and 300 restricted stock units', ['+1250']],
  ['Includes 500 shares acquired in May; 750 shares acquired in June', ['+500', '+750']],
  ['Excludes 500 shares surrendered after they were acquired', ['-500']],
  ['The prior report excluded 500 shares acquired in May', ['+500']],
  ['The last form inadvertently excluded 500 shares bought in May', ['+500']],
];

const composition: ReadonlyArray<string> = [
  'Excludes 500 shares acquired by another member of the household',
  'Excludes 500 preferred shares acquired on conversion',
  'Includes 300 restricted stock units',
  'Does not include 500 shares acquired by the spouse under the ESPP',
  'Does not include 500 shares sold by the spouse in May',
  'Does not reflect 500 shares transferred to a fund and held there for others',
  'The reporting person also holds options to purchase 500 shares acquired in 2018',
  'Excludes 500 shares held by a family trust, as to which ownership is disclaimed',
  'Includes 300 restricted stock units that vest on March 1, 2031',
  'Includes 5,000 shares granted on May 1, 2020 which will be issued when vested',
  'Includes 517,576 shares that are issuable upon achievement of milestones',
  'Includes 1,000 shares held by his spouse and 2,500 shares held in the 401(k) plan',
  'Adjusted for a change in the form of ownership, exempt under Rule 16a-13',
  'Acquired on June 30, 2024 at $12.50, a discount of 15%',
  'Adjusted for the 2-for-1 split of June 2024',
];

describe('a footnote on a balance', () => {
  it.each(numbers)('tells of a change: %s', (text, changes) => {
    expect(told(text)).toEqual(changes);
  });

  it.each(composition)('tells of none: %s', (text) => {
    expect(told(text)).toEqual([]);
  });

  it('tells of an amount if one change is it, or all of them together', () => {
    const changes = changesTold('Includes 500 shares acquired in May; 750 shares acquired in June');
    const tells = (amount: number): boolean => tellsOf(changes, new Decimal(amount));
    expect([500, 750, 1250].every(tells)).toBe(true);
    expect([250, -500, -1250, 1000].some(tells)).toBe(false);
  });
});
