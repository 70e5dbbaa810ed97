import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { footnoteFacts } from '../../projections/known/footnote-facts.js';

/** Facts with decimals printed, the sentence left out. */
const facts = (text: string): ReadonlyArray<Record<string, unknown>> =>
  footnoteFacts(text).map((fact) => {
    const { text: _, ...values } = fact;
    return 'low' in values
      ? { ...values, low: values.low?.toFixed() ?? null, high: values.high?.toFixed() ?? null }
      : values;
  });

const average = (low: string | null, high: string | null) => ({
  kind: 'weighted-average-price',
  low,
  high,
});
const plan = (adoptedOn: string | null) => ({
  kind: 'rule-10b5-1-plan',
  pursuant: true,
  adoptedOn,
});

describe('average prices', () => {
  it.each([
    ['Weighted average of sales ranging from $64.30 to $64.39 a share.', '64.3', '64.39'],
    ['A weighted-average price; the lots went between $64.30 and $64.39.', '64.3', '64.39'],
    ['The weighted average price of trades in the range of $64.30 - $64.39.', '64.3', '64.39'],
    [
      'This is a weighted average price. Sold in several trades at prices ranging from $5.36 to $5.745, inclusive.',
      '5.36',
      '5.745',
    ],
    [
      'Weighted average price, with a low of $1,005.10 and a high of $1,006.395.',
      '1005.1',
      '1006.395',
    ],
    [
      'Weighted average of shares sold ranging from \\$122.54 to \\$123.29 per share.',
      '122.54',
      '123.29',
    ],
    ['Average sale price; executed in multiple trades at prices from $7 to $8.5.', '7', '8.5'],
    [
      'Weighted average price; prices ranged from a low of $10.00 to a high of $10.50.',
      '10',
      '10.5',
    ],
  ])('%s', (text, low, high) => {
    expect(facts(text)).toEqual([average(low, high)]);
  });

  it('says that a price is an average even where no range is stated', () => {
    expect(facts('The price is the weighted average for all lots.')).toEqual([average(null, null)]);
  });

  it.each([
    [
      'two ranges',
      'Weighted average; ranging from $1.00 to $2.00 on day one and ranging from $3.00 to $4.00 on day two.',
    ],
    ['a range that runs backwards', 'Weighted average price ranging from $64.39 to $64.30.'],
    ['a misplaced comma', 'Weighted average price ranging from $1,139.92 to $1,1140.89.'],
    ['counts of shares', 'Weighted average price; lots ranging from 100 to 200 shares.'],
  ])('gives no range for %s', (_, text) => {
    expect(facts(text)).toEqual([average(null, null)]);
  });

  it('does not take exercise prices for trades', () => {
    expect(
      facts(
        'Options with exercise prices ranging from $5.00 to $10.00 in several separate grants.',
      ),
    ).toEqual([]);
  });

  it('keeps the sentence that states the range', () => {
    const [fact] = footnoteFacts(
      'Weighted average price. Sold by Widget, Inc. in lots ranging from $2.10 to $2.20. Details on request.',
    );
    expect(fact?.text).toBe('Sold by Widget, Inc. in lots ranging from $2.10 to $2.20.');
  });
});

describe('plans under Rule 10b5-1', () => {
  it.each([
    ['Sold pursuant to a Rule 10b5-1 plan adopted by the seller on August 28, 2023.', '2023-08-28'],
    [
      'SOLD UNDER A RULE 10B5-1 PLAN PREVIOUSLY ADOPTED ON SEPTEMBER  14, 2021 AND KEPT SINCE.',
      '2021-09-14',
    ],
    ['Effected under a 10b5\u20111 plan dated as of 5/17/2018.', '2018-05-17'],
    ['Made pursuant to a 10b5-1 plan. The plan was entered into on Dec. 3, 2022.', '2022-12-03'],
    ['Sales under a 10b5-1 plan.', null],
    ['Sold pursuant to 10b5-1 plans adopted on March 1, 2023 and April 1, 2023.', null],
    ['Sold pursuant to a 10b5-1 plan adopted and later amended on March 1, 2023.', null],
    ['Sold pursuant to a 10b5-1 plan adopted on February 31, 2023.', null],
  ])('%s', (text, adoptedOn) => {
    expect(facts(text)).toEqual([plan(adoptedOn)]);
  });

  it('hears a denial', () => {
    expect(facts('The sale was not made pursuant to a Rule 10b5-1 plan.')).toEqual([
      { kind: 'rule-10b5-1-plan', pursuant: false, adoptedOn: null },
    ]);
  });

  it.each([
    'No liability under Rule 10b-5 is admitted, and trades were made under policy 10b-5.',
    'The seller terminated his plan under Rule 10b5-1.',
    'See Rule 10b5-1.',
  ])('claims nothing of: %s', (text) => {
    expect(facts(text)).toEqual([]);
  });
});

describe('other facts', () => {
  it.each([
    ['The option is fully vested.', ['vesting']],
    ['Vests 25% each year.', ['vesting']],
    ['She has sole investment power.', []],
    ['This row was inadvertently left out.', ['correction']],
    ['This amendment is being filed to restate column 5.', ['correction']],
    ['The plan, as amended, governs.', []],
    ['He disclaims all beneficial ownership of them.', ['disclaimer']],
    ['He does not disclaim beneficial ownership.', []],
    ['Includes 300 unvested units.', ['inclusion']],
    ['Includes 40 shares bought through the ESPP.', ['inclusion']],
    ['Does not include 300 unvested units.', []],
  ])('%s', (text, kinds) => {
    expect(footnoteFacts(text).map((f) => f.kind)).toEqual(kinds);
  });
});

it('finds any range it is told, exactly, and never throws', () => {
  const cents = fc.integer({ min: 1, max: 9_999_999 });
  const printed = (n: number) =>
    `$${Math.floor(n / 100).toLocaleString('en-US')}.${String(n % 100).padStart(2, '0')}`;
  const exact = (n: number) => String(n / 100);
  fc.assert(
    fc.property(cents, cents, (a, b) => {
      const [low, high] = a < b ? [a, b] : [b, a];
      expect(
        facts(
          `A weighted average; prices ranging from ${printed(low)} to ${printed(high)}, inclusive.`,
        ),
      ).toEqual([average(exact(low), exact(high))]);
    }),
  );
  fc.assert(
    fc.property(fc.string({ maxLength: 2_000 }), (text) => {
      footnoteFacts(`weighted average 10b5-1 ${text}`);
    }),
  );
});
