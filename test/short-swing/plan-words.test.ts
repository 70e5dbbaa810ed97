import { describe, expect, it } from 'vitest';
import { plansSaid } from '../../projections/plan/plan-words.js';

const said = (text: string) =>
  plansSaid(text).map(({ adoptedOn, modifiedOn, terminatedOn }) =>
    [
      adoptedOn ?? 'undated',
      ...modifiedOn.map((day) => `changed ${day}`),
      ...(terminatedOn === null ? [] : [`ended ${terminatedOn}`]),
    ].join(' '),
  );

describe('what footnotes say of plans', () => {
  it.each<[string, ReadonlyArray<string>]>([
    ['Sold under a Rule 10b5-1 plan adopted by the officer on March 1, 2024.', ['2024-03-01']],
    [
      'Sold under Rule 10b5-1 plans adopted on 3/1/2024 and 6/10/2024.',
      ['2024-03-01', '2024-06-10'],
    ],
    [
      'Sales under Rule 10b5-1 plans dated March 1, 2024, June 10, 2024 and July 2, 2024.',
      ['2024-03-01', '2024-06-10', '2024-07-02'],
    ],
    [
      'Sold under a 10b5-1 plan adopted on March 1, 2024, as amended on June 10, 2024.',
      ['2024-03-01 changed 2024-06-10'],
    ],
    [
      'Sold under a 10b5-1 trading plan. The plan was entered into on March 1, 2024, modified on June 10, 2024 and terminated on August 5, 2024.',
      ['2024-03-01 changed 2024-06-10 ended 2024-08-05'],
    ],
    [
      'Sold under Rule 10b5-1 plans adopted on March 1, 2024 and June 10, 2024, each terminated on August 5, 2024.',
      ['2024-03-01 ended 2024-08-05', '2024-06-10 ended 2024-08-05'],
    ],
    [
      'On March 1, 2024 the director adopted a plan meant to meet Rule 10b5-1(c). The plan expires on May 2, 2025.',
      ['2024-03-01'],
    ],
    [
      'The officer adopted a written plan for the sale of common shares, meant to satisfy the conditions of Rule 10b5-1(c), on August 21, 2023. All sales were made under it.',
      ['2023-08-21'],
    ],
    ['Effected under a Rule 10b5-1 plan.', ['undated']],
    ['These sales were not made pursuant to a Rule 10b5-1 plan adopted on March 1, 2024.', []],
    ['Bought under the Employee Stock Purchase Plan adopted on March 1, 2024.', []],
    [
      'Sold under a Rule 10b5-1 plan. The shares were granted on March 1, 2024 under the 2020 Equity Incentive Plan adopted on May 2, 2020.',
      ['undated'],
    ],
    [
      'Sold under a 10b5-1 plan adopted on March 1, 2024. The options expire on May 2, 2025.',
      ['2024-03-01'],
    ],
    ['Sold under a 10b5-1 plan adopted by the officer on 03/12/24.', ['2024-03-12']],
    [
      'Sold under a 10b5-1 plan adopted by the Doe Living Trust UAD 10/22/93 on November 1, 2023.',
      ['2023-11-01'],
    ],
    [
      'Sold under a 10b5-1 plan adopted by the Doe Trust dated May 5, 2010 on November 1, 2023.',
      ['2023-11-01'],
    ],
    [
      'Sold under trading instructions given by the J.R. Doe Trust on May 7, 2024 to comply with Rule 10b5-1(c).',
      ['2024-05-07'],
    ],
    ['Check this box where a transaction was made under a plan to satisfy Rule 10b5-1(c).', []],
    ['Transactions under Rule 10b-5 adopted on March 1, 2024.', []],
  ])('%s', (text, plans) => {
    expect(said(text)).toEqual(plans);
  });
});
