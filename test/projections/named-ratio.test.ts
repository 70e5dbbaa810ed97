/** The ratios that a sentence on a balance names. */
import { expect, it } from 'vitest';
import { ratiosNamed } from '../../projections/explanation/named-ratio.js';

it.each([
  ['Reflects a 3-for-1 stock split', ['3:1']],
  ['Reflects a two for one stock split', ['2:1']],
  ['Reflects a 1.5-for-1 stock split', ['3:2']],
  ['Adjusted for the split of 10:4', ['5:2']],
  ['Reflects a 5% stock dividend', ['21:20']],
  ['Reflects a 2.5% stock dividend', ['41:40']],
  ['Reflects a reverse split of 10-for-1', ['1:10']],
  ['Reflects a split; the plan holds 12,345-for-1 rights', []],
  ['Reflects a 12345678901234567890-for-1 stock split', []],
  ['Reflects a split for shareholders', []],
  ['Each unit converts two for one', []],
])('%s: %j', (text, ratios) => {
  expect(ratiosNamed(text).map((r) => `${r.numerator}:${r.denominator}`)).toEqual(ratios);
});
