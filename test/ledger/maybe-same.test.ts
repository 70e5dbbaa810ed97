/** Two holders' names that may be one holding: asked where one goes on from the other's balance. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Kept, keptLedger, right } from '../readmodel/kept.js';
import { form3, form4, holding, trade } from './filing.js';

let kept: Kept;
beforeEach(() => {
  kept = keptLedger();
});
afterEach(() => kept.close());

interface Held {
  readonly by: string;
  /** A footnote on the nature. */
  readonly note?: string;
}

const held = ({ by, note }: Held): object => ({
  ownership: 'I',
  nature: note === undefined ? by : { value: by, footnotes: ['F1'] },
});
const noted = (n: number, { note }: Held): object =>
  note === undefined ? {} : { footnotes: [{ id: `F${n}`, text: note }] };

/** Lists a holding of `before`, then sells from it under another name. */
const forms = (
  one: Held,
  other: Held,
  [before, sold, after]: readonly [string, string, string],
): ReadonlyArray<object> => [
  form4(1, '2024-01-10', '2024-01-10', [holding(1, before, held(one))], noted(1, one)),
  form4(
    2,
    '2024-03-05',
    '2024-03-04',
    [trade(1, '2024-03-04', 'S', 'D', sold, after, held(other))],
    noted(1, other),
  ),
];

const asked = async (filings: ReadonlyArray<object>): Promise<ReadonlyArray<string>> => {
  const { ledger } = kept;
  for (const filing of filings) await right(ledger.record(filing));
  const of = async (fromLog: boolean): Promise<ReadonlyArray<string>> => {
    const { conflicts } = await right(
      ledger.conflicts({ insider: 'doe', type: 'MAYBE_SAME_HOLDING', status: 'open', fromLog }),
    );
    return conflicts.map((c) => String(c.detail['likeness']));
  };
  const found = await of(true);
  await right(ledger.rebuild({ workers: 0 }));
  expect(await of(false)).toEqual(found);
  return found;
};

const alder = { by: 'By Alder Family Trust' };
const birch = { by: 'By Birch Revocable Trust' };
const balances = [
  ['7000', '700', '6300'],
  ['25', '5', '20'],
  ['1000000', '1000', '999000'],
  ['7000', '7000', '0'],
  ['7351', '351', '7000'],
] as const;

describe('a holding that goes on under another name', () => {
  it.each(balances)('is asked about from %s, %s sold', async (...amounts) => {
    expect(await asked(forms(alder, birch, amounts))).toEqual([
      `one goes on from ${amounts[0]}, which the other held`,
    ]);
  });

  it('is asked about where a footnote says that one name follows the other', async () => {
    const renamed = {
      ...birch,
      note: 'The Birch Revocable Trust was formerly known as the Alder Family Trust.',
    };
    expect(await asked(forms(alder, renamed, ['7000', '700', '6300']))).toHaveLength(1);
  });

  it.each([
    ['By Müller Family Trust', 'By Mueller Family Trust'],
    ['By Muller Family Trust', 'By Müller Family Trust'],
    ['By José Núñez', 'By Jose Nunez'],
  ])('%s and %s are asked about where nothing runs on', async (by, other) => {
    expect(await asked(forms({ by }, { by: other }, ['7000', '400', '5000']))).toEqual([
      'names that are near',
    ]);
  });

  it('is one where the names differ by diacritics and the balance runs on', async () => {
    const [by, other] = ['By Müller Family Trust', 'By Mueller Family Trust'];
    expect(await asked(forms({ by }, { by: other }, ['7000', '700', '6300']))).toEqual([]);
    const answer = await right(kept.ledger.holdings({ insider: 'doe', includeClosed: true }));
    expect(answer.positions.map((p) => p.quantity)).toEqual(['6300']);
  });
});

describe('two holders of one round number', () => {
  const round = ['7000', '700', '6300'] as const;

  it('are not asked about where one form names both', async () => {
    const both = [holding(1, '7000', held(alder)), holding(2, '7000', held(birch))];
    const [, sale] = forms(alder, birch, round);
    expect(await asked([form3(1, '2024-01-10', both), sale as object])).toEqual([]);
  });

  it('are not asked about once a later form names both', async () => {
    const both = [holding(1, '7000', held(alder)), holding(2, '6300', held(birch))];
    expect(
      await asked([...forms(alder, birch, round), form4(3, '2024-05-05', '2024-05-04', both)]),
    ).toEqual([]);
  });

  it('are not asked about where the first is named again', async () => {
    const again = trade(1, '2024-05-04', 'S', 'D', '1000', '6000', held(alder));
    expect(
      await asked([...forms(alder, birch, round), form4(3, '2024-05-05', '2024-05-04', [again])]),
    ).toEqual([]);
  });

  it.each<readonly [string, Held, Held]>([
    [
      'footnotes name two holders',
      { by: 'See footnote', note: 'Held by the Alder Family Trust.' },
      { by: 'See footnote', note: 'Held by the Birch Revocable Trust.' },
    ],
    [
      'a footnote names both',
      alder,
      {
        ...birch,
        note: 'The reporting person is a trustee of the Alder Family Trust and of the Birch Revocable Trust.',
      },
    ],
    ['numerals differ', { by: 'By Alder Fund IV, LP' }, { by: 'By Alder Fund V, LP' }],
    ['kinds differ', { by: 'By spouse' }, { by: 'By son' }],
  ])('are not asked about where %s', async (_, one, other) => {
    expect(await asked(forms(one, other, round))).toEqual([]);
  });

  it('are not asked about where a form only lists the second', async () => {
    const [first] = forms(alder, birch, round);
    const list = form4(2, '2024-03-05', '2024-03-04', [holding(1, '7000', held(birch))]);
    expect(await asked([first as object, list])).toEqual([]);
  });
});

describe('a row of the day of a Form 3', () => {
  const preferred = (shares: string) => ({
    table: 'II',
    security: 'Series C Preferred Stock',
    terms: { exercisePrice: null, underlying: { security: 'Common Stock', shares } },
  });
  /** Counted by itself on one form and by what it converts into on the other: two positions. */
  const stated = form3(1, '2024-01-10', [
    holding(1, '1000', { ...preferred('1000'), sharesFollowing: null }),
  ]);
  const cameTo = (balance: string) =>
    form4(2, '2024-01-12', '2024-01-10', [
      trade(1, '2024-01-10', 'J', 'A', balance, balance, preferred('230000')),
    ]);

  it('is asked about where it comes to what the Form 3 states', async () => {
    expect(await asked([stated, cameTo('1000')])).toEqual([
      'one comes to 1000 on the day of which a Form 3 states the other',
    ]);
  });

  it('is not where it comes to another balance', async () => {
    expect(await asked([stated, cameTo('900')])).toEqual([]);
  });
});
