/** Every kind of explanation of an unexplained change, told by `reconcile`. */
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

interface Case {
  readonly kind: string | undefined;
  readonly told: string;
  readonly before: ReadonlyArray<object>;
  readonly after: object;
  readonly differences: ReadonlyArray<string>;
}

const held = [holding(1, '30800')];

const cases: ReadonlyArray<Case> = [
  {
    kind: 'split',
    told: 'a split that no row reports',
    before: held,
    after: next([sold('400', '153600')]),
    differences: ['123200'],
  },
  {
    kind: 'letter-flipped',
    told: 'a sale with the letter A whose balance falls',
    before: held,
    after: next([trade(1, '2024-03-04', 'S', 'A', '800', '30000')]),
    differences: ['-1600'],
  },
  {
    kind: 'transposed-digits',
    told: 'two digits swapped',
    before: [holding(1, '127331')],
    after: next([sold('100', '127321')]),
    differences: ['90'],
  },
  {
    kind: 'digit-off',
    told: 'one digit for another',
    before: [holding(1, '15905')],
    after: next([sold('100', '15905')]),
    differences: ['100'],
  },
  {
    kind: 'power-of-ten',
    told: 'an amount ten times too large',
    before: held,
    after: next([sold('8000', '30000')]),
    differences: ['7200'],
  },
  {
    kind: 'moved-between-holdings',
    told: 'a move into a trust',
    before: [holding(1, '30800'), holding(2, '5000', trust)],
    after: next([sold('100', '20700'), holding(2, '15000', trust)]),
    differences: ['-10000', '10000'],
  },
  {
    kind: 'missing-filing',
    told: 'an exercise on no form',
    before: [holding(1, '30800'), option(1, { kind: 'holding', sharesFollowing: '9000' })],
    after: next([sold('100', '31700'), option(1, { kind: 'holding', sharesFollowing: '8000' })]),
    differences: ['1000', '-1000'],
  },
  {
    kind: 'stated-in-footnote',
    told: 'a number that a footnote states',
    before: held,
    after: next([sold('100', { value: '31937', footnotes: ['F1'] } as never)], {
      footnotes: [{ id: 'F1', text: 'Counts 1,237 shares bought under the employee plan.' }],
    }),
    differences: ['1237'],
  },
  {
    kind: 'dividend-reinvestment',
    told: 'dividends reinvested, as a footnote says',
    before: held,
    after: next([sold('100', { value: '30713.25', footnotes: ['F1'] } as never)], {
      footnotes: [{ id: 'F1', text: 'Includes shares from dividend reinvestment.' }],
    }),
    differences: ['13.25'],
  },
  {
    kind: 'amount-in-place-of-balance',
    told: 'the amount where the balance belongs',
    before: held,
    after: next([trade(1, '2024-03-04', 'A', 'A', '777', '777')]),
    differences: ['-30800'],
  },
  {
    kind: 'rounded',
    told: 'a fraction left out',
    before: [holding(1, '30800.3258')],
    after: next([sold('100', '30700')]),
    differences: ['-0.3258'],
  },
  {
    kind: undefined,
    told: 'nothing that fits',
    before: held,
    after: next([sold('100', '28163')]),
    differences: ['-2537'],
  },
];

describe('an unexplained change', () => {
  it.each(cases)('is told as $kind: $told', async ({ kind, before, after, differences }) => {
    const ledger = await expectRight(openLedger('memory:'));
    await expectRight(ledger.record(form3(1, '2024-01-10', before)));
    await expectRight(ledger.record(after));
    const { unexplained, summary } = await expectRight(ledger.reconcile({ insider: '1001' }));
    expect(unexplained.map((u) => u.difference)).toEqual(differences);
    expect(new Set(unexplained.map((u) => u.explanation?.kind))).toEqual(new Set([kind]));
    expect(summary.left).toBe(kind === undefined ? 1 : 0);
  });
});
