/**
 * What a footnote on a balance cannot explain: another class, another holder, another time, what a
 * row counts already, and the other direction. A wrong explanation is worse than none.
 */
import { describe, expect, it } from 'vitest';
import { openLedger } from '../../src/index.js';
import { expectRight } from '../store/opened.js';
import { form3, form4, holding, trade } from './filing.js';

const trust = { ownership: 'I', nature: 'By Trust' };
const noted = (value: string): object => ({ sharesFollowing: { value, footnotes: ['F1'] } });
const says = (text: string): object => ({ footnotes: [{ id: 'F1', text }] });

interface World {
  readonly before?: ReadonlyArray<object>;
  readonly rows: ReadonlyArray<object>;
  readonly earlier?: ReadonlyArray<object>;
}

const categoryOf = async (text: string, { before, earlier = [], rows }: World) => {
  const ledger = await expectRight(openLedger('memory:'));
  const opening = before ?? [holding(1, '30800')];
  await expectRight(ledger.record(form3(1, '2024-01-10', opening)));
  for (const filing of earlier) await expectRight(ledger.record(filing));
  await expectRight(ledger.record(form4(9, '2024-03-06', '2024-03-04', rows, says(text))));
  const { unexplained } = await expectRight(ledger.reconcile({ insider: '1001' }));
  expect(unexplained).toHaveLength(1);
  return [unexplained[0]?.category, unexplained[0]?.explanation?.kind ?? null];
};

const told = ['explained', 'stated-in-footnote'];
const left = ['left', null];
const worded = ['in-words', 'in-words'];

const sale = (following: string, more: object = {}): object =>
  trade(1, '2024-03-04', 'S', 'D', '100', following, { ...noted(following), ...more });

/** A balance held directly that is off by 412. */
const direct: World = { rows: [sale('31112')] };
const less: World = { rows: [sale('30288')] };
const ofTrust: World = {
  before: [holding(1, '30800'), holding(2, '5000', trust)],
  rows: [trade(1, '2024-03-04', 'S', 'D', '100', '5312', { ...trust, ...noted('5312') })],
};
const titled = (security: string): World => ({
  before: [holding(1, '30800', { security })],
  rows: [sale('31112', { security })],
});

describe('a number in the footnote on a balance', () => {
  const numbers: ReadonlyArray<readonly [string, World, string, ReadonlyArray<string | null>]> = [
    [
      'of the class held',
      titled('Class A Common Stock'),
      'Includes 412 shares of Class A Common Stock acquired under a plan.',
      told,
    ],
    [
      'of another class',
      titled('Class A Common Stock'),
      'Includes 412 shares of Class C Common Stock acquired under a plan.',
      left,
    ],
    [
      'of a class by a letter that the title lacks',
      direct,
      'The owner also acquired 412 shares of Class C stock.',
      left,
    ],
    [
      'of preferred shares',
      direct,
      'Includes 412 preferred shares acquired in the exchange.',
      left,
    ],
    [
      'left out, of another class',
      direct,
      'Excludes 412 shares of Class C stock acquired on conversion.',
      left,
    ],
    [
      'bought by the trust, on the direct balance',
      direct,
      'The family trust purchased 412 shares.',
      left,
    ],
    [
      'bought by the wife, on the direct balance',
      direct,
      'Reflects 412 shares purchased by his wife.',
      left,
    ],
    ['bought by the trust, on its own', ofTrust, 'The family trust purchased 412 shares.', told],
    ['bought by the wife, on the trust’s', ofTrust, 'His wife purchased 412 shares.', left],
    [
      'given by the trust',
      direct,
      'The trust transferred 412 shares to the reporting person.',
      told,
    ],
    [
      'transferred away, where the balance rises',
      direct,
      'Reflects 412 shares transferred by the reporting person to a trust.',
      left,
    ],
    [
      'transferred away',
      less,
      'Reflects 412 shares transferred by the reporting person to a trust.',
      told,
    ],
    [
      'of a day between the statements',
      direct,
      'Includes 412 shares acquired under the plan on February 15, 2024.',
      told,
    ],
    [
      'of a day before the Form 3',
      direct,
      'Includes 412 shares acquired under the plan on November 15, 2023.',
      left,
    ],
    [
      'of a month before',
      direct,
      'Includes 412 shares acquired under the plan in November 2023.',
      left,
    ],
    [
      'of a quarter before',
      direct,
      'Includes 412 shares acquired in the third quarter of 2023.',
      left,
    ],
    [
      'of a day before, written day first',
      direct,
      'Includes 412 shares acquired on 15 November 2023.',
      left,
    ],
    ['of a year before', direct, 'Includes 412 shares acquired under the plan during 2022.', left],
    [
      'of a time that reaches in',
      direct,
      'Includes 412 shares acquired from October 1, 2023 through March 1, 2024.',
      told,
    ],
    [
      'of a time that ends before',
      direct,
      'Includes 412 shares acquired from January 1, 2022 to June 30, 2022.',
      left,
    ],
    [
      'under a plan of an old day',
      direct,
      'Includes 412 shares acquired under a plan adopted on May 1, 2015.',
      told,
    ],
    [
      'that the Form 3 left out',
      direct,
      'Includes 412 shares acquired on May 1, 2020 that were inadvertently omitted before.',
      told,
    ],
  ];

  it.each(numbers)('%s', async (_, world, text, expected) => {
    expect(await categoryOf(text, world)).toEqual(expected);
  });

  describe('that a row counts', () => {
    const bought = (shares: string, following: string): object =>
      form4(2, '2024-02-16', '2024-02-15', [trade(1, '2024-02-15', 'P', 'A', shares, following)]);
    const earlier = [bought('412', '31212')];
    const rows = [sale('31524')];

    it('on the day named is told of that row', async () => {
      const day = (on: string): string => `Includes 412 shares acquired on ${on}.`;
      expect(await categoryOf(day('February 15, 2024'), { earlier, rows })).toEqual(left);
      expect(await categoryOf(day('February 28, 2024'), { earlier, rows })).toEqual(told);
    });

    it('on the very form is told of that row, unless it is one more', async () => {
      const own = { rows: [trade(1, '2024-03-04', 'A', 'A', '412', '31624', noted('31624'))] };
      const text = (more: string): string => `Includes ${more}412 shares acquired under the plan.`;
      expect(await categoryOf(text(''), own)).toEqual(left);
      expect(await categoryOf(text('an additional '), own)).toEqual(told);
    });
  });
});

describe('words in the footnote on a balance', () => {
  const toTrust = 'Reflects shares transferred by the reporting person to a trust.';
  const toWife = 'Shares were transferred to his former wife under a domestic relations order.';
  const toOwner = 'Reflects shares that a trust transferred to the reporting person.';
  const plan = 'Includes shares acquired under the employee stock purchase plan';
  const ofTrustToOwner = 'Shares were transferred to the reporting person from a family trust.';
  const split = (day: string): string => `Adjusted for a 3-for-1 stock split of ${day}.`;
  const tripled: World = { rows: [sale('92200')] };
  const doubled: World = { rows: [sale('61500')] };
  const words: ReadonlyArray<readonly [string, World, string, ReadonlyArray<string | null>]> = [
    ['of a transfer away, where the balance falls', less, toTrust, worded],
    ['of a transfer away, where it rises', direct, toTrust, left],
    ['of a transfer away, where the trust’s rises', ofTrust, toTrust, worded],
    ['of shares given to a wife, where it falls', less, toWife, worded],
    ['of shares given to a wife, where it rises', direct, toWife, left],
    ['of a transfer to the owner, where it rises', direct, toOwner, worded],
    ['of a transfer from the trust to the owner, where it falls', less, ofTrustToOwner, left],
    ['of a transfer to the owner, where it falls', less, toOwner, left],
    [
      'of what is no longer held, where it rises',
      direct,
      'No longer includes shares previously reported as held jointly.',
      left,
    ],
    ['of another split than the balance’s', doubled, split('February 1, 2024'), left],
    ['of a split before the Form 3', tripled, split('November 15, 2023'), left],
    ['of a purchase before the Form 3', direct, `${plan} on November 15, 2023.`, left],
    ['of a purchase since', direct, `${plan} on February 15, 2024.`, worded],
    [
      'of the trust’s reinvestment, on the direct balance',
      direct,
      'Reflects shares acquired by the trust through dividend reinvestment.',
      left,
    ],
  ];

  it.each(words)('%s', async (_, world, text, expected) => {
    expect(await categoryOf(text, world)).toEqual(expected);
  });
});

describe('an amendment that leaves a row out', () => {
  const sold = (n: number, day: string, shares: string, following: string): object =>
    trade(n, day, 'S', 'D', shares, following);
  const kindsOf = async (remarks: string, goesOn: string) => {
    const ledger = await expectRight(openLedger('memory:'));
    const rows = [sold(1, '2024-02-05', '1000', '29800'), sold(2, '2024-02-05', '300', '29500')];
    const filings = [
      form3(1, '2024-01-10', [holding(1, '30800')]),
      form4(2, '2024-02-06', '2024-02-05', rows),
      form4(3, '2024-02-20', '2024-02-05', rows.slice(0, 1), {
        form: '4/A',
        originalFiledOn: '2024-02-06',
        remarks,
      }),
      form4(4, '2024-03-05', '2024-03-04', [sold(1, '2024-03-04', '100', goesOn)]),
    ];
    for (const filing of filings) await expectRight(ledger.record(filing));
    const { unexplained } = await expectRight(ledger.reconcile({ insider: '1001' }));
    return unexplained.map((u) => u.explanation?.kind ?? null);
  };

  it.each([
    'The second sale was reported in error.',
    'Filed to remove row number 2, a duplicate.',
    'The original report included in error a sale of 300 shares.',
    'The sale of 300 shares at the price of $10 did not occur.',
  ])('says that it never was: %s', async (remarks) => {
    expect(await kindsOf(remarks, '29700')).toEqual(['removed-by-omission']);
  });

  it.each([
    'The price was reported in error.',
    'The transaction date of the sale was reported in error.',
    'The number of shares was reported in error.',
    'Filed to remove a footnote.',
    'The original form reported in error the code of the sale.',
  ])('says so of a box only: %s', async (remarks) => {
    expect(await kindsOf(remarks, '29400')).toEqual([]);
  });

  it('is contradicted by a next form that goes on from the balance with it', async () => {
    expect(await kindsOf('The second sale was reported in error.', '29400')).not.toContain(
      'removed-by-omission',
    );
  });
});
