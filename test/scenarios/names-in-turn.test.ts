/** One holding under two names in turn, and three that may be one: more forms end no doubt. */
import { describe, expect, it } from 'vitest';
import { form3, form4, gives, holds, otherwiseAcquires, sells } from './filings.js';
import { world } from './world.js';

const forms = (names: readonly [string, string, string, string]) =>
  [
    form4(
      { accepted: '2020-01-10' },
      otherwiseAcquires(7351, { by: names[0], on: '2020-01-08', leaving: 7351 }),
    ),
    form4(
      { accepted: '2020-03-10' },
      sells(713, { by: names[1], at: 10, on: '2020-03-08', leaving: 6638 }),
    ),
    form4({ accepted: '2020-05-10' }, gives(38, { by: names[2], on: '2020-05-08', leaving: 6600 })),
    form4(
      { accepted: '2020-06-10' },
      sells(100, { by: names[3], at: 10, on: '2020-06-08', leaving: 6500 }),
    ),
  ] as const;

describe('a name that is cut short in turn', () => {
  const short = 'By Alder Fam. Tr.';
  const long = 'By Alder Family Trust';

  it('is one holding where the balance runs on', () => {
    const { holdings } = world(...forms([long, short, long, short])).view('2020-06-30');
    expect(holdings.map((h) => h.entries.at(-1)?.balance.toFixed())).toEqual(['6500']);
  });
});

describe('other names whose balances run on', () => {
  const w = world(...forms(['By Alder LLC', 'By Birch LLC', 'By Cedar LLC', 'By Alder LLC']));

  it('are asked about, whichever form comes later', () => {
    for (const day of ['2020-03-31', '2020-06-30'])
      expect(w.open(day)).toContain('MAYBE_SAME_HOLDING');
  });

  it('explain nothing of each other', () => {
    const view = w.view('2020-06-30');
    const categories = view.holdings.flatMap((h) =>
      [...h.explanations.values()].map((e) => e.category),
    );
    expect(categories).toEqual(['left']);
  });
});

describe('a class that goes on under another title', () => {
  const trust = { by: 'By Alder Trust' };
  const before = form3(
    { accepted: '2020-01-10', period: '2020-01-03' },
    holds(7351),
    holds(2800, trust),
  );
  const underTitle = (of: string) =>
    form4({ accepted: '2020-06-10' }, holds(7351, { of }), holds(2800, { ...trust, of }));

  it('is asked about, holding by holding', () => {
    const w = world(before, underTitle('Ordinary Shares'));
    expect(w.open('2020-06-30')).toEqual(['MAYBE_SAME_HOLDING', 'MAYBE_SAME_HOLDING']);
  });

  it('is another where the title plainly says so', () => {
    expect(world(before, underTitle('Preferred')).open('2020-06-30')).toEqual([]);
  });

  it('is another where a later form still has the old title', () => {
    const w = world(
      before,
      underTitle('Ordinary Shares'),
      form4({ accepted: '2020-07-10' }, holds(7351)),
    );
    expect(w.open('2020-07-31')).toEqual(['MAYBE_SAME_HOLDING']);
  });
});
