/** What explains an unexplained change and what never does, told by `reconcile`. */
import { describe, expect, it } from 'vitest';
import { openLedger } from '../../src/index.js';
import { expectRight } from '../store/opened.js';
import { form3, form4, holding, trade } from './filing.js';

const trust = { ownership: 'I', nature: 'By Trust' };
const option = (position: number, more: object): object => ({
  table: 'II',
  position,
  security: 'Stock Option',
  ownership: 'D',
  terms: {
    exercisePrice: '10',
    expiresOn: '2030-01-01',
    underlying: { security: 'Common Stock', shares: '1000' },
  },
  ...more,
});

const next = (rows: ReadonlyArray<object>, more: object = {}): object =>
  form4(2, '2024-03-05', '2024-03-04', rows, more);

const sold = (shares: string, following: string, more: object = {}): object =>
  trade(1, '2024-03-04', 'S', 'D', shares, following, more);

/** One more sale of a hundred, which says from which balance the filer goes on. */
const then = (n: number, following: string, more: object = {}): object =>
  form4(n, `2024-0${n + 1}-05`, `2024-0${n + 1}-04`, [
    trade(1, `2024-0${n + 1}-04`, 'S', 'D', '100', following, more),
  ]);

const noted = (value: string): never => ({ value, footnotes: ['F1'] }) as never;
const says = (text: string): object => ({ footnotes: [{ id: 'F1', text }] });

interface Case {
  /** Of the first difference. */
  readonly kind: string | null;
  readonly told: string;
  readonly before: ReadonlyArray<object>;
  readonly after: ReadonlyArray<object>;
  readonly differences: ReadonlyArray<string>;
  readonly left?: number;
}

/** A trade of February, told in June. */
const late = (rows: ReadonlyArray<object>): object => form4(5, '2024-06-05', '2024-02-15', rows);
const lateTrade = (
  position: number,
  code: string,
  letter: 'A' | 'D',
  shares: string,
  following: string,
): object => trade(position, '2024-02-15', code, letter, shares, following);

/** Four hundred exercised and sold at once, with one box wrong. */
const exercisedAndSold = (
  first: readonly ['A' | 'D', string, string],
  second: readonly ['A' | 'D', string, string],
): object =>
  next([
    trade(1, '2024-03-04', 'M', 'A', '400', '31200'),
    trade(2, '2024-03-04', 'S', ...first),
    trade(3, '2024-03-04', 'S', ...second),
  ]);

const held = [holding(1, '30800')];

const explained: ReadonlyArray<Case> = [
  {
    kind: 'rounded',
    told: 'a fraction left out',
    before: [holding(1, '30800.3258')],
    after: [next([sold('100', '30700')])],
    differences: ['-0.3258'],
  },
  {
    kind: 'rounded',
    told: 'one unit of the last place',
    before: [holding(1, '5110.333')],
    after: [next([trade(1, '2024-03-04', 'A', 'A', '7.211', '5117.545')])],
    differences: ['0.001'],
  },
  {
    kind: 'stated-in-footnote',
    told: 'a number that the footnote on the balance states',
    before: held,
    after: [
      next(
        [sold('100', noted('31937'))],
        says('Counts 1,237 shares bought under the employee plan.'),
      ),
    ],
    differences: ['1237'],
  },
  {
    kind: 'stated-in-footnote',
    told: 'one share in words, less',
    before: held,
    after: [
      next(
        [sold('100', noted('30699'))],
        says('The balance was decreased by one share, a mistake.'),
      ),
    ],
    differences: ['-1'],
  },
  {
    kind: 'moved-between-holdings',
    told: 'a move into a trust',
    before: [holding(1, '30800'), holding(2, '5000', trust)],
    after: [next([sold('100', '20700'), holding(2, '15000', trust)])],
    differences: ['-10000', '10000'],
  },
  {
    kind: 'moved-between-holdings',
    told: 'a move into a trust that opens with it',
    before: held,
    after: [next([sold('100', '20700'), holding(2, '10000', trust)])],
    differences: ['-10000'],
  },
  {
    kind: 'split',
    told: 'a split by which every holding of the class moves',
    before: [holding(1, '30800'), holding(2, '5000', trust)],
    after: [next([sold('400', '153600'), holding(2, '25000', trust)])],
    differences: ['123200', '20000'],
  },
  {
    kind: 'split',
    told: 'a split that a footnote of the form names',
    before: held,
    after: [next([sold('400', '153600')], says('Adjusted for a five-for-one stock split.'))],
    differences: ['123200'],
  },
  {
    kind: 'letter-flipped',
    told: 'a sale with the letter A whose balance falls',
    before: held,
    after: [next([trade(1, '2024-03-04', 'S', 'A', '800', '30000')])],
    differences: ['-1600'],
  },
  {
    kind: 'transposed-digits',
    told: 'two digits of a balance swapped, and the next form goes on from the right one',
    before: [holding(1, '127331')],
    after: [next([sold('100', '127321')]), then(3, '127131')],
    differences: ['90', '-90'],
  },
  {
    kind: 'digit-off',
    told: 'one digit of a balance for another, likewise',
    before: [holding(1, '15905')],
    after: [next([sold('100', '15905')]), then(3, '15705')],
    differences: ['100', '-100'],
  },
  {
    kind: 'power-of-ten',
    told: 'an amount ten times too large, from whose balance the next form goes on',
    before: held,
    after: [next([sold('8000', '30000')]), then(3, '29900')],
    differences: ['7200'],
  },
  {
    kind: 'amount-in-place-of-balance',
    told: 'the amount where the balance belongs, and the next form knows better',
    before: held,
    after: [next([trade(1, '2024-03-04', 'A', 'A', '777', '777')]), then(3, '31477')],
    differences: ['-30800', '30800'],
  },
  {
    kind: 'amount-in-place-of-balance',
    told: 'all that was held, sold and stated once more',
    before: held,
    after: [next([sold('30800', '30800')])],
    differences: ['30800'],
  },
  {
    kind: 'older-balance-repeated',
    told: 'the last balance once more, undone later',
    before: [holding(1, '31200')],
    after: [next([sold('200', '31000')]), then(3, '31000'), then(4, '30800')],
    differences: ['100', '-100'],
  },
  {
    kind: 'reversed-later',
    told: 'a difference that a later form takes back',
    before: held,
    after: [next([sold('100', '27163')]), then(3, '30600')],
    differences: ['-3537', '3537'],
  },
  {
    kind: 'letter-flipped',
    told: 'a letter turned on a day that ends where it began',
    before: held,
    after: [exercisedAndSold(['A', '150', '31050'], ['D', '250', '30800']), then(3, '30700')],
    differences: ['-300'],
  },
  {
    kind: 'power-of-ten',
    told: 'an amount ten times too large on such a day',
    before: held,
    after: [exercisedAndSold(['D', '150', '31050'], ['D', '2500', '30800']), then(3, '30700')],
    differences: ['2250'],
  },
  {
    kind: 'older-balance-repeated',
    told: 'the balance from which such a day began, for the one after its first sale',
    before: held,
    after: [exercisedAndSold(['D', '150', '30800'], ['D', '250', '30800']), then(3, '30700')],
    differences: ['-250', '250'],
  },
  {
    kind: 'older-balance-repeated',
    told: 'the balance from which a day began, for the one at its end',
    before: held,
    after: [exercisedAndSold(['D', '150', '31050'], ['D', '120', '30800']), then(3, '30830')],
    differences: ['-130', '130'],
  },
  {
    kind: 'digit-off',
    told: 'a digit of a late balance, of its own day',
    before: [holding(1, '65016')],
    after: [
      next([sold('130', '64896')]),
      late([lateTrade(1, 'P', 'A', '10', '65056')]),
      then(6, '64796'),
    ],
    differences: ['30', '-30'],
  },
  {
    kind: 'power-of-ten',
    told: 'the first balance of a late form, where its second goes on from the right one',
    before: held,
    after: [
      next([sold('100', '31150')]),
      late([lateTrade(1, 'M', 'A', '600', '314000'), lateTrade(2, 'F', 'D', '150', '31250')]),
      then(6, '31050'),
    ],
    differences: ['282600', '-282600'],
  },
  {
    kind: 'power-of-ten',
    told: 'a late amount, where a form filed before goes on from the right one',
    before: held,
    after: [
      next([sold('100', '31150')]),
      late([lateTrade(1, 'A', 'A', '4500', '31250')]),
      then(6, '31050'),
    ],
    differences: ['-4050'],
  },
  {
    kind: 'digit-off',
    told: 'a balance that is undone to the share, whatever came late',
    before: [holding(1, '1443')],
    after: [
      next([trade(1, '2024-03-04', 'A', 'A', '5697', '6112')]),
      then(3, '7012'),
      late([lateTrade(1, 'F', 'D', '28', '1415')]),
    ],
    differences: ['-1000', '1000'],
  },
  {
    kind: 'power-of-ten',
    told: 'a balance a tenth of all that was held, though a part of it came late',
    before: held,
    after: [
      next([sold('50', '3325')]),
      then(3, '33150'),
      late([lateTrade(1, 'A', 'A', '2500', '33300')]),
    ],
    differences: ['-27425', '27425'],
  },
  {
    kind: 'power-of-ten',
    told: 'an amount ten times too large with a fraction',
    before: held,
    after: [
      next([trade(1, '2024-03-04', 'P', 'A', '18237.317', '32623.7317')]),
      then(3, '32523.7317'),
    ],
    differences: ['-16413.5853'],
  },
  {
    kind: 'letter-flipped',
    told: 'a gift with the letter A that nothing held before it leaves room for',
    before: [holding(1, '31270')],
    after: [next([trade(1, '2024-03-04', 'G', 'A', '17512', '13758')]), then(3, '13658')],
    differences: ['-35024'],
  },
  {
    kind: 'letter-flipped',
    told: 'a gift to the trust, of which both sides have the letter A',
    before: [holding(1, '30800'), holding(2, '5000', trust)],
    after: [
      next([
        trade(1, '2024-03-04', 'G', 'A', '179', '30621'),
        trade(2, '2024-03-04', 'G', 'A', '179', '5179', trust),
      ]),
      then(3, '30521'),
    ],
    differences: ['-358'],
  },
  {
    kind: 'letter-flipped',
    told: 'a conversion of which both legs have the letter D',
    before: held,
    after: [
      next([
        trade(1, '2024-03-04', 'C', 'D', '1000', '31800'),
        option(1, {
          kind: 'transaction',
          transactionDate: '2024-03-04',
          coding: { form: '4', code: 'C' },
          shares: '1000',
          acquiredDisposed: 'D',
          sharesFollowing: '0',
        }),
      ]),
      then(3, '31700'),
    ],
    differences: ['2000'],
  },
];

const left: ReadonlyArray<Case> = [
  {
    kind: null,
    told: 'what fits nothing',
    before: held,
    after: [next([sold('100', '28163')])],
    differences: ['-2537'],
  },
  {
    kind: null,
    told: 'ten units of the last place',
    before: [holding(1, '5120.644')],
    after: [next([trade(1, '2024-03-04', 'A', 'A', '3.1', '5123.754')])],
    differences: ['0.01'],
  },
  {
    kind: null,
    told: 'a number of composition',
    before: held,
    after: [
      next(
        [sold('100', noted('31000'))],
        says('Includes 300 restricted stock units that vest on March 1, 2031.'),
      ),
    ],
    differences: ['300'],
  },
  {
    kind: null,
    told: 'a number on the price',
    before: held,
    after: [
      next(
        [sold('100', '31937', { price: noted('10.00') })],
        says('Includes 1,237 shares bought under the employee plan.'),
      ),
    ],
    differences: ['1237'],
  },
  {
    kind: null,
    told: 'a number against the sign',
    before: held,
    after: [
      next([sold('100', noted('30200'))], says('Includes 500 shares acquired under the plan.')),
    ],
    differences: ['-500'],
  },
  {
    kind: null,
    told: 'a ratio that nothing else moves by',
    before: held,
    after: [next([sold('400', '153600')])],
    differences: ['123200'],
  },
  {
    kind: null,
    told: 'a ratio by which another holding does not move',
    before: [holding(1, '30800'), holding(2, '5000', trust)],
    after: [
      next(
        [sold('400', '153600'), holding(2, '5000', trust)],
        says('Adjusted for a five-for-one stock split.'),
      ),
    ],
    differences: ['123200'],
  },
  {
    kind: null,
    told: 'one digit for another where the next form goes on from it',
    before: [holding(1, '25000')],
    after: [next([sold('1000', '23000')]), then(3, '22900')],
    differences: ['-1000'],
  },
  {
    kind: null,
    told: 'swapped digits that nothing later speaks of',
    before: [holding(1, '127331')],
    after: [next([sold('100', '127321')])],
    differences: ['90'],
  },
  {
    kind: null,
    told: 'a letter that its code does not contradict',
    before: held,
    after: [next([trade(1, '2024-03-04', 'J', 'A', '800', '30000')]), then(3, '29900')],
    differences: ['-1600'],
  },
  {
    kind: null,
    told: 'a round gift from each of two holdings where one differs by twice as much',
    before: [holding(1, '30800'), holding(2, '5000', trust)],
    after: [
      next([
        trade(1, '2024-03-04', 'G', 'D', '500', '31300'),
        trade(2, '2024-03-04', 'G', 'D', '500', '4500', trust),
      ]),
      then(3, '31200'),
    ],
    differences: ['1000'],
  },
  {
    kind: null,
    told: 'a trade back that is on no form, on a day that ends where it began',
    before: held,
    after: [exercisedAndSold(['D', '150', '31050'], ['D', '250', '31050']), then(3, '30950')],
    differences: ['250'],
  },
  {
    kind: null,
    told: 'a difference of the row’s own amount, taken back',
    before: [holding(1, '31100')],
    after: [next([sold('100', '30900')]), then(3, '30900')],
    differences: ['-100', '100'],
    left: 2,
  },
  {
    kind: null,
    told: 'an exercise on no form, which is only a hint',
    before: [holding(1, '30800'), option(1, { kind: 'holding', sharesFollowing: '9000' })],
    after: [next([sold('100', '31700'), option(1, { kind: 'holding', sharesFollowing: '8000' })])],
    differences: ['1000', '-1000'],
    left: 2,
  },
];

const reconciled = async (before: ReadonlyArray<object>, after: ReadonlyArray<object>) => {
  const ledger = await expectRight(openLedger('memory:'));
  await expectRight(ledger.record(form3(1, '2024-01-10', before)));
  for (const filing of after) await expectRight(ledger.record(filing));
  return {
    ...(await expectRight(ledger.reconcile({ insider: '1001' }))),
    conflicts: (await expectRight(ledger.conflicts({ insider: '1001' }))).conflicts,
  };
};

describe('an unexplained change', () => {
  it.each(explained)('is told as $kind: $told', async ({ kind, before, after, differences }) => {
    const { unexplained, summary } = await reconciled(before, after);
    expect(unexplained.map((u) => u.difference)).toEqual(differences);
    const [first] = unexplained;
    expect(first?.explanation?.kind).toBe(kind);
    expect(first?.explanation?.evidence.length).toBeGreaterThan(0);
    expect(summary).toMatchObject({ left: 0, explained: differences.length });
  });

  it.each(left)('is left: $told', async ({ before, after, differences, left: count = 1 }) => {
    const { unexplained, summary, conflicts } = await reconciled(before, after);
    expect(unexplained.map((u) => u.difference)).toEqual(differences);
    expect(unexplained.map((u) => u.explanation)).toEqual(differences.map(() => null));
    expect(summary).toMatchObject({ left: count, explained: 0, inWords: 0 });
    const severities = conflicts.filter((c) => 'difference' in c.detail).map((c) => c.severity);
    expect(severities).not.toContain('low');
  });

  it('is a category of its own where the form says so without a number', async () => {
    const told = [
      'Adjusted for changes in the form of beneficial ownership, exempt under Rule 16a-13.',
      'Reflects a transfer pursuant to a domestic relations order.',
      'Includes shares acquired through dividend reinvestment.',
      'Includes shares purchased under the Employee Stock Purchase Plan.',
      'Includes dividend equivalents accrued on restricted stock units.',
    ];
    for (const text of told) {
      const { unexplained, summary, conflicts } = await reconciled(held, [
        next([sold('100', noted('30713.25'))], says(text)),
      ]);
      expect(unexplained[0]).toMatchObject({ category: 'in-words' });
      expect(unexplained[0]?.explanation?.detail).toContain(text.slice(0, -1));
      expect(summary).toMatchObject({ left: 0, explained: 0, inWords: 1, links: 1 });
      expect(conflicts[0]?.severity).toBe('medium');
    }
  });

  describe('by a sentence that stood on the balance before', () => {
    const plan = 'Includes shares purchased under the Employee Stock Purchase Plan';
    const second = (following: string, text: string): object =>
      form4(
        3,
        '2024-04-05',
        '2024-04-04',
        [trade(1, '2024-04-04', 'S', 'D', '100', noted(following))],
        says(text),
      );
    const told = async (before: string, after: string, off = 0) => {
      const { unexplained } = await reconciled(held, [
        next([sold('100', noted(`${30_700 + off}`))], says(before)),
        second(`${30_837 + off}`, after),
      ]);
      return unexplained[unexplained.length - 1]?.category;
    };

    it('is left: when nothing differed it stood there too', async () => {
      expect(await told(`${plan}.`, `${plan}.`)).toBe('left');
      expect(await told(`${plan}.`, `INCLUDES ${plan.slice(9)}`)).toBe('left');
      const moved = 'Reflects changes in the form of beneficial ownership (Rule 16a-13).';
      expect(await told(`${moved} ${plan}.`, `${plan}. ${moved}`)).toBe('left');
    });

    it('is told where the sentence names a day since', async () => {
      const through = (day: string): string => `${plan} through ${day}.`;
      expect(await told(through('February 29, 2024'), through('March 29, 2024'))).toBe('in-words');
      expect(await told(through('2/29/2024'), through('3/29/2024'))).toBe('in-words');
      expect(await told(through('February 29, 2024'), through('February 29, 2024'))).toBe('left');
      expect(await told(through('June 30, 2019'), through('July 31, 2019'))).toBe('left');
    });

    it('is told where the balance differed then as well, or another sentence stood there', async () => {
      expect(await told(`${plan}.`, `${plan}.`, 41)).toBe('in-words');
      expect(await told('Held jointly with spouse.', `${plan}.`)).toBe('in-words');
    });

    it('is told where it stood on another holding', async () => {
      const { unexplained } = await reconciled(
        [...held, holding(2, '5000', trust)],
        [
          next(
            [
              sold('100', '30700'),
              holding(2, '5000', { ...trust, sharesFollowing: noted('5000') }),
            ],
            says(`${plan}.`),
          ),
          second('30837', `${plan}.`),
        ],
      );
      expect(unexplained.map((u) => u.category)).toEqual(['in-words']);
    });
  });

  it('has several readings where two holdings fit, and none is chosen', async () => {
    const child = { ownership: 'I', nature: 'By Child' };
    const { unexplained, summary } = await reconciled(
      [holding(1, '30800'), holding(2, '5000', trust), holding(3, '7000', child)],
      [next([sold('100', '29700'), holding(2, '6000', trust), holding(3, '8000', child)])],
    );
    expect(summary).toMatchObject({ ambiguous: 3, explained: 0, left: 0 });
    const direct = unexplained.find((u) => u.ownership.form === 'D');
    expect(direct?.possible.map((p) => p.kind)).toEqual([
      'moved-between-holdings',
      'moved-between-holdings',
    ]);
  });

  it('ends a holding that a full list names no more, where the others grew by it', async () => {
    const [alder, ebony] = ['By Alder LLC', 'By Ebony LP'].map((nature) => ({
      ownership: 'I',
      nature,
    }));
    const ledger = await expectRight(openLedger('memory:'));
    await expectRight(
      ledger.record(
        form3(1, '2024-01-10', [
          holding(1, '7100'),
          holding(2, '1250', alder),
          holding(3, '1900', ebony),
        ]),
      ),
    );
    await expectRight(ledger.record(next([holding(1, '8400'), holding(2, '1850', alder)])));
    const { unexplained, summary, checks } = await expectRight(
      ledger.reconcile({ insider: '1001' }),
    );
    expect(unexplained.map((u) => u.explanation?.kind)).toEqual([
      'moved-between-holdings',
      'moved-between-holdings',
    ]);
    expect(summary).toMatchObject({ links: 2, explained: 2, left: 0 });
    expect(checks).toEqual({ notLastStated: [], belowZero: [], maybeSame: [] });
    const { positions } = await expectRight(ledger.holdings({ insider: '1001' }));
    expect(positions.map((p) => p.quantity)).toEqual(['8400', '1850']);
    const { conflicts } = await expectRight(ledger.conflicts({ insider: '1001' }));
    const ended = conflicts.find((c) => c.detail['answer'] === '0');
    expect(ended).toMatchObject({ severity: 'medium', detail: { reported: '1900' } });
  });

  it('says of a slip that the computed balance is the answer', async () => {
    const { conflicts, checks } = await reconciled(held, [next([sold('30800', '30800')])]);
    expect(conflicts[0]).toMatchObject({
      severity: 'medium',
      detail: { reported: '30800', expected: '0', answer: '0' },
    });
    expect(checks.notLastStated).toEqual([]);
  });
});

describe('a move between holdings', () => {
  const purchase = (n: number, on: string, shares: string, following: string, more = trust) =>
    form4(n, on, on, [trade(1, on, 'P', 'A', shares, following, more)]);
  const sale = (n: number, on: string, shares: string, following: string, more = {}) =>
    form4(n, on, on, [trade(1, on, 'S', 'D', shares, following, more)]);
  const both = [holding(1, '30800'), holding(2, '5000', trust)];

  it('is none where the days of the two differences only overlap', async () => {
    const { unexplained, summary } = await reconciled(both, [
      purchase(2, '2024-02-05', '10', '5010'),
      sale(3, '2024-11-05', '1000', '29700'),
      purchase(4, '2024-06-05', '500', '5610'),
    ]);
    expect(unexplained.map((u) => [u.difference, u.category])).toEqual([
      ['-100', 'left'],
      ['100', 'left'],
    ]);
    expect(summary).toMatchObject({ explained: 0, left: 2 });
    for (const { possible } of unexplained)
      expect(possible.map((p) => p.kind)).toContain('moved-between-holdings');
  });

  it('is told where two forms state both sides between the same two days', async () => {
    const { unexplained } = await reconciled(both, [
      sale(2, '2024-03-04', '1000', '19800'),
      purchase(3, '2024-03-04', '500', '15500'),
    ]);
    expect(unexplained.map((u) => u.explanation?.kind)).toEqual([
      'moved-between-holdings',
      'moved-between-holdings',
    ]);
  });

  it('is told where one form shows both sides, whenever each was stated before', async () => {
    const { unexplained } = await reconciled(both, [
      purchase(2, '2024-02-05', '10', '5010'),
      form4(3, '2024-06-05', '2024-06-04', [
        trade(1, '2024-06-04', 'S', 'D', '1000', '19800'),
        holding(2, '15010', trust),
      ]),
    ]);
    expect(unexplained.map((u) => u.explanation?.kind)).toEqual([
      'moved-between-holdings',
      'moved-between-holdings',
    ]);
  });

  const notes = (...texts: ReadonlyArray<string>): object => ({
    footnotes: texts.map((text, i) => ({ id: `F${i + 1}`, text })),
  });
  const footnoted = (value: string, footnote: string): never =>
    ({ value, footnotes: [footnote] }) as never;
  const sides = (...texts: ReadonlyArray<string>): object =>
    next(
      [
        sold('100', footnoted('30600', 'F1')),
        holding(2, '5100', { ...trust, sharesFollowing: footnoted('5100', 'F2') }),
      ],
      notes(...texts),
    );

  it('has no side that its own footnote accounts for', async () => {
    const { unexplained } = await reconciled(both, [
      sides('See remarks.', 'Includes 100 shares bought by the trust in the open market.'),
    ]);
    expect(unexplained.map((u) => [u.difference, u.explanation?.kind])).toEqual([
      ['-100', undefined],
      ['100', 'stated-in-footnote'],
    ]);
  });

  it('has no side whose own footnote tells where the shares went', async () => {
    for (const text of [
      'A gift of 100 shares to a charity was not previously reported.',
      'Reflects shares donated to the Lindgren Foundation.',
      'Reflects 100 shares withheld for taxes.',
    ]) {
      const { unexplained } = await reconciled(both, [sides(text, 'Held for the children.')]);
      for (const { explanation } of unexplained)
        expect(explanation?.kind).not.toBe('moved-between-holdings');
    }
  });

  it('is told whatever else a footnote tells of the balance or of the row’s own trade', async () => {
    const { unexplained } = await reconciled(both, [
      sides(
        'The shares were sold under a plan in the open market.',
        'Includes 300 restricted stock units that vest on March 1, 2031.',
      ),
    ]);
    expect(unexplained.map((u) => u.explanation?.kind)).toEqual([
      'moved-between-holdings',
      'moved-between-holdings',
    ]);
  });

  it('is told by the footnote of the other side', async () => {
    const { unexplained } = await reconciled(both, [
      sides('See remarks.', 'Includes 100 shares transferred from the direct holding.'),
    ]);
    expect(unexplained.map((u) => [u.difference, u.explanation?.kind])).toEqual([
      ['-100', 'moved-between-holdings'],
      ['100', 'stated-in-footnote'],
    ]);
  });

  it('is told by a gift to a foundation that is itself a holding', async () => {
    const foundation = { ownership: 'I', nature: 'By Lindgren Foundation' };
    const { unexplained } = await reconciled(
      [holding(1, '30800'), holding(2, '5000', foundation)],
      [
        next(
          [sold('100', noted('30600')), holding(2, '5100', foundation)],
          says('Reflects a gift of 100 shares to the Lindgren Foundation.'),
        ),
      ],
    );
    expect(unexplained.map((u) => [u.difference, u.explanation?.kind])).toEqual([
      // The sale of as many in the same form may be what the number is said of.
      ['-100', 'moved-between-holdings'],
      ['100', 'moved-between-holdings'],
    ]);
  });

  it('is told once by a footnote: of two holdings that it fits none is chosen', async () => {
    const spouse = { ownership: 'I', nature: 'By Spouse' };
    const { unexplained } = await reconciled(
      [...both, holding(3, '7000', spouse)],
      [
        next(
          [
            sold('100', '30600'),
            holding(2, '5100', { ...trust, sharesFollowing: footnoted('5100', 'F1') }),
            holding(3, '6900', spouse),
          ],
          notes('Includes 100 shares that were transferred to the trust.'),
        ),
      ],
    );
    expect(unexplained.map((u) => [u.difference, u.category])).toEqual(
      expect.arrayContaining([
        ['-100', 'ambiguous'],
        ['-100', 'ambiguous'],
        ['100', 'explained'],
      ]),
    );
  });
});

describe('a holding that a form does not name', () => {
  const both = [holding(1, '10000'), holding(2, '5000', trust)];
  const quantities = async (after: ReadonlyArray<object>) => {
    const ledger = await expectRight(openLedger('memory:'));
    await expectRight(ledger.record(form3(1, '2024-01-10', both)));
    for (const filing of after) await expectRight(ledger.record(filing));
    const { positions } = await expectRight(ledger.holdings({ insider: '1001' }));
    return positions.map((p) => p.quantity);
  };

  it('goes on where a footnote says where the growth of the others comes from', async () => {
    for (const text of [
      'Includes 5,000 shares acquired upon vesting.',
      'Includes shares purchased under the Employee Stock Purchase Plan.',
    ])
      expect(await quantities([next([sold('1000', noted('14000'))], says(text))])).toEqual([
        '14000',
        '5000',
      ]);
  });

  it('goes on where another row accounts for the growth', async () => {
    const exercise = form4(2, '2024-03-04', '2024-03-03', [
      option(1, {
        kind: 'transaction',
        transactionDate: '2024-03-03',
        coding: { form: '4', code: 'M' },
        shares: '5000',
        acquiredDisposed: 'D',
        sharesFollowing: '0',
        terms: {
          exercisePrice: '10',
          expiresOn: '2030-01-01',
          underlying: { security: 'Common Stock', shares: '5000' },
        },
      }),
    ]);
    const after = form4(3, '2024-03-06', '2024-03-04', [sold('1000', '14000')]);
    expect(await quantities([exercise, after])).toEqual(['14000', '5000']);
  });

  it('ends where nothing else does', async () => {
    expect(await quantities([next([sold('1000', '14000')])])).toEqual(['14000']);
  });
});

describe('a row that fits another holding', () => {
  const both = [holding(1, '10000'), holding(2, '3000', trust)];
  const bought = form4(2, '2024-02-05', '2024-02-04', [
    trade(1, '2024-02-04', 'P', 'A', '1000', '11000', trust),
  ]);

  it('is told as that holding’s', async () => {
    const few = [holding(1, '10000'), holding(2, '500', trust)];
    const soldByTrust = form4(2, '2024-02-05', '2024-02-04', [
      trade(1, '2024-02-04', 'S', 'D', '1000', '9000', trust),
    ]);
    const { unexplained, conflicts } = await reconciled(few, [soldByTrust]);
    expect(unexplained.map((u) => u.explanation?.kind)).toEqual(['row-of-other-holding']);
    // The other holding is answered without the row: its answer is in doubt as well.
    expect(conflicts.filter((c) => c.type === 'UNEXPLAINED_DELTA')).toMatchObject([
      {
        severity: 'medium',
        positions: expect.arrayContaining([
          unexplained[0]?.positionId,
          expect.stringMatching(/D$/),
        ]),
        detail: { meanwhile: expect.stringMatching(/answered without the row: 10000, not 9000$/) },
      },
    ]);
  });

  it('is not chosen where a row of that holding fits this one', async () => {
    const { unexplained, summary, conflicts } = await reconciled(both, [
      bought,
      form4(3, '2024-03-05', '2024-03-04', [sold('500', '10500')]),
    ]);
    expect(summary).toMatchObject({ explained: 0 });
    expect(unexplained.map((u) => u.explanation)).toEqual([null, null]);
    expect(conflicts.some((c) => c.severity === 'low')).toBe(false);
  });

  it('is not chosen where a second row would go on from the same balance', async () => {
    const child = { ownership: 'I', nature: 'By Child' };
    const { summary } = await reconciled(
      [...both, holding(3, '4000', child)],
      [
        bought,
        form4(3, '2024-03-05', '2024-03-04', [
          trade(1, '2024-03-04', 'S', 'D', '700', '9300', child),
        ]),
      ],
    );
    expect(summary).toMatchObject({ explained: 0 });
  });
});

describe('a form filed again with one row more', () => {
  it('is told as one that may repeat the first', async () => {
    const first = trade(1, '2024-03-04', 'S', 'D', '100', '9900');
    const { unexplained } = await reconciled(
      [holding(1, '10000')],
      [
        form4(2, '2024-03-05', '2024-03-04', [first]),
        form4(3, '2024-03-06', '2024-03-04', [
          first,
          trade(2, '2024-03-04', 'S', 'D', '30', '9870'),
        ]),
      ],
    );
    expect(unexplained).toMatchObject([
      { difference: '100', explanation: null, possible: [{ kind: 'told-twice' }] },
    ]);
    expect(unexplained[0]?.possible[0]?.detail).toContain('0000000042-24-000002/I.1');
  });

  it('is not where the balance is another', async () => {
    const { unexplained } = await reconciled(
      [holding(1, '10000')],
      [
        form4(2, '2024-03-05', '2024-03-04', [trade(1, '2024-03-04', 'S', 'D', '100', '9900')]),
        form4(3, '2024-03-06', '2024-03-04', [trade(1, '2024-03-04', 'S', 'D', '100', '9700')]),
      ],
    );
    expect(unexplained[0]?.possible.map((p) => p.kind)).not.toContain('told-twice');
  });
});

describe('a number that an operator corrected', () => {
  const row = '0000000042-24-000003/I.1';
  const afterCorrection = async (set: Readonly<Record<string, string>>) => {
    const ledger = await expectRight(openLedger('memory:'));
    await expectRight(ledger.record(form3(1, '2024-01-10', [holding(1, '10000')])));
    await expectRight(
      ledger.record(
        form4(2, '2024-02-05', '2024-02-04', [trade(1, '2024-02-04', 'S', 'D', '1000', '9000')]),
      ),
    );
    await expectRight(ledger.record(form4(3, '2024-03-05', '2024-03-04', [sold('500', '8500')])));
    await expectRight(
      ledger.record(
        form4(4, '2024-04-05', '2024-04-04', [trade(1, '2024-04-04', 'S', 'D', '300', '8200')]),
      ),
    );
    await expectRight(ledger.correct(row, set, { reason: 'read again', by: 'clerk' }));
    return expectRight(ledger.reconcile({ insider: '1001' }));
  };

  it('is no slip of the filer, and is not taken back by the next form', async () => {
    const { unexplained, summary } = await afterCorrection({ sharesFollowing: '8400' });
    expect(summary).toMatchObject({ explained: 0, left: 2 });
    expect(unexplained.map((u) => [u.difference, u.category])).toEqual([
      ['-100', 'left'],
      ['100', 'left'],
    ]);
    for (const { possible } of unexplained) {
      const [ruling] = possible.filter((p) => p.kind === 'corrected-by-operator');
      expect(ruling?.detail).toContain(row);
      expect(ruling?.detail).toContain('balance 8400 where the form says 8500');
    }
  });

  it('is no slip where it is the amount', async () => {
    const { unexplained } = await afterCorrection({ shares: '5000' });
    expect(unexplained.map((u) => [u.difference, u.category])).toEqual([['4500', 'left']]);
    expect(unexplained[0]?.possible.map((p) => p.kind)).toContain('corrected-by-operator');
  });

  it('leaves the filer’s slips where it is another box', async () => {
    const { summary } = await afterCorrection({ price: '11.00' });
    expect(summary).toMatchObject({ links: 3, held: 3 });
  });
});

describe('a balance below zero', () => {
  it('is contested, and one of the checks', async () => {
    const { conflicts, checks } = await reconciled(held, [
      next([{ ...sold('40000', ''), sharesFollowing: null }]),
    ]);
    expect(conflicts.map((c) => [c.type, c.severity])).toEqual([['NEGATIVE_BALANCE', 'high']]);
    expect(checks.belowZero).toHaveLength(1);
  });
});
