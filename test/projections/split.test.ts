import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  afterSplit,
  priceAfter,
  priceAfterSplits,
  type Split,
} from '../../projections/known/split.js';
import { positionAnswer } from '../../src/answer/holdings.js';
import { writtenDay } from '../../src/filing/calendar.js';
import { Decimal } from '../../src/filing/decimal.js';
import { acme, buys, form3, form4, gives, holds, isGranted, sells } from '../scenarios/filings.js';
import { world } from '../scenarios/world.js';

const split = (numerator: number, denominator: number, effectiveOn = '2024-06-10'): Split => ({
  issuerId: acme,
  action: 'split',
  security: null,
  effectiveOn: writtenDay(effectiveOn),
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
  const price = (p: string, on: string) => ({ price: held(p), on: writtenDay(on) });
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

  it.each([
    ['10', [[2, 1]], '5'],
    ['10', [[1, 8]], '80'],
    ['31.17', [[2048, 1]], '0.01521972656250'],
    ['10', [[3, 1]], '3.3333333333'],
    ['20', [[3, 1]], '6.6666666667'],
    [
      '10',
      [
        [3, 1],
        [1, 3],
      ],
      '10',
    ],
  ])('of %s, divided by %j, is %s', (price, ratios, after) => {
    const divided = priceAfter(
      held(price),
      ratios.map(([n, d]) => split(n as number, d as number)),
    );
    expect(divided.toFixed()).toBe(held(after).toFixed());
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

/** What happens on a day of 2024: shares come or go, or a split. */
interface Happening {
  readonly on: string;
  readonly what: { readonly amount: number } | { readonly ratio: readonly [number, number] };
}
const day = fc
  .record({ month: fc.integer({ min: 2, max: 11 }), date: fc.integer({ min: 1, max: 28 }) })
  .map(({ month, date }) => new Date(Date.UTC(2024, month - 1, date)).toISOString().slice(0, 10));
const ratios: ReadonlyArray<readonly [number, number]> = [
  [2, 1],
  [3, 2],
  [1, 10],
];
const happening: fc.Arbitrary<Happening> = fc.record({
  on: day,
  what: fc.oneof(
    fc.integer({ min: -90, max: 200 }).map((amount) => ({ amount })),
    fc.constantFrom(...ratios).map((ratio) => ({ ratio })),
  ),
});
/** The ledger records one split a day. */
const story = fc
  .array(happening, { maxLength: 8 })
  .map((told) =>
    told.filter(
      ({ on, what }, i) =>
        'amount' in what || told.findIndex((h) => h.on === on && 'ratio' in h.what) === i,
    ),
  );

const naive = (told: ReadonlyArray<Happening>, asOf: string): string => {
  const order = (h: Happening): string => `${h.on} ${'ratio' in h.what ? 0 : 1}`;
  return told
    .filter((h) => h.on <= asOf)
    .sort((a, b) => (order(a) < order(b) ? -1 : 1))
    .reduce(
      (holding, { what }) =>
        'amount' in what
          ? holding.plus(what.amount)
          : holding.times(what.ratio[0]).div(what.ratio[1]).floor(),
      new Decimal(1000),
    )
    .toFixed();
};

/** As filed, a split waits for a row: one that tells of shares, or one that states what is held. */
const naiveAsFiled = (
  told: ReadonlyArray<Happening>,
  stated: ReadonlyArray<string>,
  asOf: string,
): string => {
  const rows = [...told.filter((h) => 'amount' in h.what).map((h) => h.on), ...stated];
  const counted = ({ on }: Happening): boolean => rows.some((row) => on <= row && row <= asOf);
  return naive(
    told.filter((h) => 'amount' in h.what || counted(h)),
    asOf,
  );
};

const base = form3({ accepted: '2024-01-10', period: '2024-01-03' }, holds(1000));
const worldOf = (told: ReadonlyArray<Happening>) =>
  told.reduce((w, { on, what }) => {
    if ('ratio' in what) return w.split(on, what.ratio, '2025-01-10');
    const { amount } = what;
    const row = amount < 0 ? gives(-amount, { on }) : isGranted(amount, { on });
    return w.with(form4({ accepted: on }, row));
  }, world(base));

describe('a split that a stated balance needs', () => {
  const gift = form4({ accepted: '2024-06-21' }, gives(100, { on: '2024-06-20' }));
  const sale = (leaving: number, on = '2024-07-01') =>
    form4({ accepted: '2024-07-02' }, sells(200, { on, leaving }));
  const split31 = ['2024-06-10', [3, 1], '2024-07-10'] as const;
  const unexplained = (w: ReturnType<typeof world>) =>
    w.at('2024-07-01', '2024-07-10')?.unexplained?.toFixed();

  it('multiplies what was held before it, and no row since', () => {
    const w = world(base, gift, sale(2700)).split(...split31);
    expect(w.q('2024-07-01', '2024-07-10')).toBe('2700');
    expect(unexplained(w)).toBe('0');
    expect(w.open('2024-07-10')).toEqual([]);
    const entries = w.at('2024-07-01', '2024-07-10')?.entries;
    expect(entries?.map((e) => [e.kind, e.amount.toFixed(), e.balance.toFixed()])).toEqual([
      ['opening', '1000', '1000'],
      ['holding', '0', '1000'],
      ['split', '2000', '3000'],
      ['transaction', '-100', '2900'],
      ['transaction', '-200', '2700'],
    ]);
  });

  it('takes a row of its own day for one in new shares, and one of the day before for old', () => {
    const given = (on: string) => form4({ accepted: '2024-06-12' }, gives(100, { on }));
    expect(unexplained(world(base, given('2024-06-10'), sale(2700)).split(...split31))).toBe('0');
    expect(unexplained(world(base, given('2024-06-09'), sale(2500)).split(...split31))).toBe('0');
  });

  it('multiplies a balance that a form of a later day states in old shares', () => {
    const stated = form4(
      { accepted: '2024-06-21' },
      gives(100, { on: '2024-06-20', leaving: 900 }),
    );
    const w = world(base, stated, sale(2500)).split(...split31);
    expect(unexplained(w)).toBe('0');
    expect(w.q('2024-06-20', '2024-07-10')).toBe('900');
    // 900 old shares, whatever day: the same as what the next form says.
    expect(w.q('2024-06-20', '2024-07-10', { adjusted: true })).toBe('2700');
  });

  it('multiplies what is held although as much was given since', () => {
    const all = form4({ accepted: '2024-06-21' }, gives(1000, { on: '2024-06-20' }));
    expect(unexplained(world(base, all, sale(1800)).split(...split31))).toBe('0');
  });

  it('leaves out what is bought when nothing is left of what was held before', () => {
    const out = form4({ accepted: '2024-05-03' }, sells(1000, { on: '2024-05-02', leaving: 0 }));
    const bought = form4({ accepted: '2024-06-21' }, buys(50, { on: '2024-06-20', leaving: 50 }));
    const later = form4({ accepted: '2024-07-02' }, buys(10, { on: '2024-07-01', leaving: 160 }));
    expect(unexplained(world(base, out, bought, later).split(...split31))).toBe('100');
  });

  it('counts a row that came late in new shares, from when it is known', () => {
    const late = form4({ accepted: '2024-08-21' }, gives(100, { on: '2024-06-20' }));
    const w = world(base, sale(2800), late).split(...split31);
    expect(w.at('2024-07-01', '2024-08-30')?.unexplained?.toFixed()).toBe('0');
    expect(w.q('2024-07-01', '2024-07-10')).toBe('2800');
    expect(w.q('2024-07-01', '2024-08-30')).toBe('2700');
  });

  it('multiplies the number of options and not those exercised since', () => {
    const option = (price: number) => ({ price, expires: '2030-01-01', on: 'Common' });
    const granted = form3(
      { accepted: '2024-01-10', period: '2024-01-03' },
      holds(1000, { of: 'Option', option: option(30) }),
    );
    const given = form4(
      { accepted: '2024-06-21' },
      gives(100, { of: 'Option', option: option(10), on: '2024-06-20' }),
    );
    const stated = form4(
      { accepted: '2024-07-02' },
      holds(2900, { of: 'Option', option: option(10), due: '4' }),
    );
    const w = world(granted, given, stated).split(...split31);
    expect(w.view('2024-07-10').holdings).toHaveLength(1);
    expect(w.q('2024-07-02', '2024-07-10', { price: 30 })).toBe('2900');
    expect(w.at('2024-07-02', '2024-07-10', { price: 30 })?.unexplained?.toFixed()).toBe('0');
  });

  it('is no difference to a naive count, wherever balances are stated', () => {
    const stated = fc.uniqueArray(fc.integer({ min: 0, max: 7 }), { maxLength: 4 });
    fc.assert(
      fc.property(story, stated, (told, places) => {
        const days = new Set(told.filter((_, i) => places.includes(i)).map((h) => h.on));
        let w = worldOf(told);
        const statedOn = [...days].sort().filter((on) => !naive(told, on).startsWith('-'));
        for (const on of statedOn)
          w = w.with(form4({ accepted: on, time: '20:00' }, holds(naive(told, on), { due: '4' })));
        for (const { on } of told)
          expect(w.q(on, '2025-01-10')).toBe(naiveAsFiled(told, statedOn, on));
        for (const on of statedOn) {
          for (const adjusted of [true, false])
            expect(w.q(on, '2025-01-10', { adjusted })).toBe(naive(told, on));
          expect(w.at(on, '2025-01-10')?.unexplained?.toFixed()).toBe('0');
        }
      }),
      { seed: 20261128, numRuns: 100 },
    );
  });
});

describe('a split, as filed, where no balance is stated', () => {
  const adjusted = { adjusted: true };
  const given = (amount: number, on: string) => form4({ accepted: on }, gives(amount, { on }));
  const split21 = ['2024-06-01', [2, 1], '2024-07-10'] as const;

  it('comes before the first row of its day or later: nothing is lacking after it', () => {
    const w = world(base, given(1500, '2024-06-10')).split(...split21);
    for (const basis of [{}, adjusted]) {
      const at = w.at('2024-06-10', '2024-07-10', basis);
      expect(at?.quantity?.toFixed()).toBe('500');
      expect(at?.status).toBe('derived');
      expect(at?.conflicts).toEqual([]);
    }
    expect(w.open('2024-07-10')).toEqual([]);
  });

  it('never adds new shares to old ones', () => {
    for (const row of [gives(100, { on: '2024-06-10' }), sells(100, { on: '2024-06-10' })]) {
      const w = world(base, form4({ accepted: '2024-06-11' }, row)).split(...split21);
      expect(w.q('2024-06-10', '2024-07-10')).toBe('1900');
      expect(w.q('2024-06-10', '2024-07-10', adjusted)).toBe('1900');
    }
  });

  it('waits for such a row', () => {
    const w = world(base, given(100, '2024-05-31'), given(100, '2024-06-10')).split(...split21);
    expect(w.q('2024-06-09', '2024-07-10')).toBe('900');
    expect(w.q('2024-06-09', '2024-07-10', adjusted)).toBe('1800');
    expect(w.q('2024-06-10', '2024-07-10')).toBe('1700');
  });

  it('waits on where a form of later states a balance without it', () => {
    const sale = form4({ accepted: '2024-07-02' }, sells(200, { on: '2024-07-01', leaving: 700 }));
    const w = world(base, given(100, '2024-06-10'), sale).split('2024-06-01', [2, 1], '2024-06-02');
    expect(w.q('2024-06-10', '2024-06-30')).toBe('1900');
    expect(w.q('2024-06-10', '2024-07-02')).toBe('900');
    expect(w.q('2024-06-10', '2024-07-02', adjusted)).toBe('1800');
    expect(w.q('2024-07-01', '2024-07-02')).toBe('700');
    expect(w.q('2024-07-01', '2024-07-02', adjusted)).toBe('1400');
    expect(w.open('2024-07-02')).toEqual([]);
  });

  it('comes after a balance in old shares and before what follows it', () => {
    const stated = form4(
      { accepted: '2024-06-11' },
      gives(100, { on: '2024-06-10', leaving: 900 }),
    );
    const w = world(base, stated, given(50, '2024-07-01')).split(...split21);
    expect(w.q('2024-06-10', '2024-07-10')).toBe('900');
    expect(w.q('2024-06-10', '2024-07-10', adjusted)).toBe('1800');
    for (const basis of [{}, adjusted]) expect(w.q('2024-07-01', '2024-07-10', basis)).toBe('1750');
  });

  it('leaves nothing to be split of a sale whose own amount stands for what is left', () => {
    const out = form4({ accepted: '2024-06-11' }, sells(1000, { on: '2024-06-10', leaving: 1000 }));
    const back = form4({ accepted: '2024-07-02' }, buys(50, { on: '2024-07-01', leaving: 50 }));
    const w = world(base, out, back).split('2024-06-01', [3, 1], '2024-07-10');
    for (const basis of [{}, adjusted]) expect(w.q('2024-07-01', '2024-07-10', basis)).toBe('50');
  });

  it('is what a naive count makes of it, on every day', () => {
    fc.assert(
      fc.property(story, (told) => {
        const w = worldOf(told);
        for (const asOf of ['2024-01-15', ...told.map((h) => h.on), '2024-12-31'])
          expect(w.q(asOf, '2025-01-10')).toBe(naiveAsFiled(told, [], asOf));
      }),
      { seed: 20261129, numRuns: 60 },
    );
  });

  it('multiplies nothing, as filed, for one who counts on in old shares', () => {
    fc.assert(
      fc.property(story, fc.constantFrom(...ratios), day, (happened, ratio, on) => {
        const told = happened.filter((h) => 'amount' in h.what);
        const held = naive(told, '2024-12-01');
        const stated = form4({ accepted: '2024-12-01' }, holds(held, { due: '4' }));
        const w = worldOf(told).with(stated).split(on, ratio, '2025-01-10');
        for (const asOf of [...told.map((h) => h.on), '2024-12-01']) {
          const old = naive(told, asOf);
          const after = new Decimal(old).times(ratio[0]).div(ratio[1]).floor().toFixed();
          expect(w.q(asOf, '2025-01-10')).toBe(old);
          expect(w.q(asOf, '2025-01-10', adjusted)).toBe(asOf < on ? old : after);
        }
      }),
      { seed: 20261130, numRuns: 60 },
    );
  });
});

describe('the exercise price of an option after a split', () => {
  const option = (price: number | string) => ({ price, expires: '2030-01-01', on: 'Common' });
  const granted = form4(
    { accepted: '2024-01-10' },
    isGranted(600, { of: 'Option', option: option(10), on: '2024-01-09', leaving: 600 }),
  );
  const told = (w: ReturnType<typeof world>, asOf: string, adjusted: boolean) => {
    const asked = { price: 10, adjusted };
    const at = w.at(asOf, '2024-12-10', asked);
    const { quantity, terms } = positionAnswer(w.view('2024-12-10'), at as NonNullable<typeof at>);
    return [quantity, terms?.exercisePrice];
  };

  it('is divided as the number is multiplied, from the day of the split', () => {
    const w = world(granted).split('2024-06-01', [2, 1], '2024-07-10');
    expect(told(w, '2024-05-31', true)).toEqual(['600', '10']);
    expect(told(w, '2024-06-01', true)).toEqual(['1200', '5']);
    expect(told(w, '2024-06-01', false)).toEqual(['600', '10']);
  });

  it('is divided by each split in effect', () => {
    const w = world(granted)
      .split('2024-06-01', [3, 1], '2024-12-10')
      .split('2024-09-01', [2, 1], '2024-12-10');
    expect(told(w, '2024-06-01', true)).toEqual(['1800', '3.3333333333']);
    expect(told(w, '2024-09-01', true)).toEqual(['3600', '1.6666666667']);
  });

  it('is the one that a form states, from its day on, and divided by later splits only', () => {
    const stated = form4(
      { accepted: '2024-07-02' },
      isGranted(0, { of: 'Option', option: option(5), on: '2024-07-01', leaving: 1200 }),
    );
    const w = world(granted, stated)
      .split('2024-06-01', [2, 1], '2024-07-10')
      .split('2024-09-01', [5, 1], '2024-12-10');
    expect(told(w, '2024-06-01', true)).toEqual(['1200', '5']);
    expect(told(w, '2024-07-01', true)).toEqual(['1200', '5']);
    expect(told(w, '2024-09-01', true)).toEqual(['6000', '1']);
    expect(told(w, '2024-09-01', false)).toEqual(['1200', '5']);
  });

  it('is divided although the filer goes on with the old one', () => {
    const stated = form4(
      { accepted: '2024-07-02' },
      gives(100, { of: 'Option', option: option(10), on: '2024-07-01', leaving: 500 }),
    );
    const w = world(granted, stated).split('2024-06-01', [2, 1], '2024-07-10');
    expect(told(w, '2024-07-01', false)).toEqual(['500', '10']);
    expect(told(w, '2024-07-01', true)).toEqual(['1000', '5']);
  });

  it('is not divided for what was granted after it', () => {
    const w = world(granted).split('2023-06-01', [2, 1], '2024-07-10');
    expect(told(w, '2024-07-01', true)).toEqual(['600', '10']);
  });
});

describe('a split at its own day', () => {
  const adjusted = { adjusted: true };
  const gift = form4({ accepted: '2024-06-21' }, gives(100, { on: '2024-06-20' }));

  it('leaves what is given after it as it is', () => {
    const w = world(base, gift).split('2024-06-10', [3, 1], '2024-07-10');
    expect(w.q('2024-06-09', '2024-07-10', adjusted)).toBe('1000');
    expect(w.q('2024-06-10', '2024-07-10', adjusted)).toBe('3000');
    expect(w.q('2024-06-20', '2024-07-10', adjusted)).toBe('2900');
    const at = w.at('2024-06-20', '2024-07-10', adjusted);
    expect(at?.entries.map((e) => [e.kind, e.on, e.balance.toFixed()])).toEqual([
      ['opening', '2024-01-03', '1000'],
      ['holding', '2024-01-03', '1000'],
      ['split', '2024-06-10', '3000'],
      ['transaction', '2024-06-20', '2900'],
    ]);
    expect(at?.status).toBe('derived');
  });

  it('counts rows of its own day in new shares', () => {
    const sameDay = form4({ accepted: '2024-06-11' }, gives(100, { on: '2024-06-10' }));
    const w = world(base, sameDay).split('2024-06-10', [3, 1], '2024-07-10');
    expect(w.q('2024-06-10', '2024-07-10', adjusted)).toBe('2900');
  });

  it('is one of several, each at its day', () => {
    const grant = form4({ accepted: '2024-09-03' }, isGranted(50, { on: '2024-09-02' }));
    const w = world(base, gift, grant)
      .split('2024-06-10', [3, 1], '2024-12-10')
      .split('2024-08-10', [1, 2], '2024-12-10')
      .split('2024-10-10', [10, 1], '2024-12-10');
    expect(w.q('2024-12-01', '2024-12-10', adjusted)).toBe('15000');
  });

  it('changes nothing where nothing is held', () => {
    const all = form4({ accepted: '2024-05-03' }, sells(1000, { on: '2024-05-02', leaving: 0 }));
    const back = form4({ accepted: '2024-09-03' }, buys(50, { on: '2024-09-02' }));
    const w = world(base, all, back).split('2024-06-10', [3, 1], '2024-12-10');
    expect(w.q('2024-12-01', '2024-12-10', adjusted)).toBe('50');
  });

  it('leaves an unexplained change after it as it is', () => {
    const stated = form4({ accepted: '2024-07-02' }, holds(2600, { due: '4' }));
    const w = world(base, stated)
      .split('2024-06-10', [3, 1], '2024-12-10')
      .split('2024-09-10', [2, 1], '2024-12-10');
    expect(w.q('2024-08-01', '2024-12-10', adjusted)).toBe('2600');
    expect(w.q('2024-10-01', '2024-12-10', adjusted)).toBe('5200');
    const at = w.at('2024-10-01', '2024-12-10', adjusted);
    expect(at?.quantity?.eq(at.computed?.plus(at.unexplained ?? 0) ?? 0)).toBe(true);
  });

  it('is what a naive count makes of it, on every day', () => {
    fc.assert(
      fc.property(story, (told) => {
        const w = worldOf(told);
        for (const asOf of ['2024-01-15', ...told.map((h) => h.on), '2024-12-31'])
          expect(w.q(asOf, '2025-01-10', adjusted)).toBe(naive(told, asOf));
      }),
      { seed: 20261127, numRuns: 60 },
    );
  });
});
