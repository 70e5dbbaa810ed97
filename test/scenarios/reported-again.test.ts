/** What a later form reports once more, and amends nothing by it. */
import { describe, expect, it } from 'vitest';
import { firstOf } from '../../projections/line/line.js';
import {
  buys,
  exercises,
  form3,
  form4,
  form4a,
  holds,
  isGranted,
  receivesByExercise,
  sells,
} from './filings.js';
import { rowOf, world } from './world.js';

const base = form3({ accepted: '2024-01-10', period: '2024-01-03' }, holds(6000));
const on = '2024-03-04';
const sale = sells(1025, { at: 10, on, leaving: 4975 });
const first = form4({ accepted: '2024-03-05' }, sale);

describe('a form with the rows of the one before it and one more', () => {
  const again = form4(
    { accepted: '2024-03-12' },
    sale,
    sells(500, { at: 11, on: '2024-03-11', leaving: 4475 }),
  );
  const w = world(base, first, again);

  it('reports a sale once, and says which rows it takes for copies', () => {
    expect(w.sold('2024-03-12')).toBe('1525');
    expect(w.q('2024-03-11', '2024-03-12')).toBe('4475');
    expect(w.conflict('DUPLICATE_FILING', '2024-03-12')).toMatchObject({
      severity: 'medium',
      rows: [rowOf(first, 'I.1'), rowOf(again, 'I.1')],
      detail: { repeated: [rowOf(again, 'I.1')] },
    });
    expect(w.open('2024-03-12')).toEqual(['DUPLICATE_FILING']);
  });

  it('counts it as another once an operator says so', () => {
    const distinct = w.decide('DUPLICATE_FILING', 'distinct', '2024-03-15');
    expect(distinct.sold('2024-03-15')).toBe('2550');
    expect(distinct.q('2024-03-11', '2024-03-15')).toBe('4475');
  });
});

describe('an amendment of a form that repeats a sale', () => {
  const more = sells(500, { at: 11, on: '2024-03-11', leaving: 4475 });
  const again = form4({ accepted: '2024-03-12' }, sale, more);
  const amended = (...rows: Parameters<typeof form4a>[1][]) =>
    world(base, first, again, form4a({ accepted: '2024-03-15', box4: '2024-03-12' }, ...rows));

  it('says of the sale what it says, once', () => {
    const w = amended(sale, sells(500, { at: 12, on: '2024-03-11', leaving: 4475 }));
    expect(w.sold('2024-03-15')).toBe('1525');
    expect(w.q('2024-03-11', '2024-03-15')).toBe('4475');
    expect(w.open('2024-03-15')).toEqual(['DUPLICATE_FILING']);
  });

  it('corrects the sale that was reported first', () => {
    const w = amended(sells(1030, { at: 10, on, leaving: 4970 }));
    expect(w.sold('2024-03-15')).toBe('1530');
    const both = amended(
      sells(1030, { at: 10, on, leaving: 4970 }),
      sells(500, { at: 11, on: '2024-03-11', leaving: 4470 }),
    );
    expect(both.sold('2024-03-15')).toBe('1530');
    expect(both.q('2024-03-11', '2024-03-15')).toBe('4470');
  });

  it('adds nothing to two sales that an operator calls distinct', () => {
    const w = amended(sale, more).decide('DUPLICATE_FILING', 'distinct', '2024-03-18');
    expect(w.sold('2024-03-18')).toBe('2550');
  });

  it('amends what was repeated of a form that repeats, too', () => {
    const w = world(
      base,
      first,
      again,
      form4(
        { accepted: '2024-03-20' },
        sale,
        more,
        sells(333, { at: 9, on: '2024-03-19', leaving: 4142 }),
      ),
      form4a(
        { accepted: '2024-03-25', box4: '2024-03-20' },
        sells(1030, { at: 10, on, leaving: 4970 }),
        sells(500, { at: 11, on: '2024-03-11', leaving: 4470 }),
        sells(333, { at: 9, on: '2024-03-19', leaving: 4137 }),
      ),
    );
    expect(w.sold('2024-03-25')).toBe('1863');
    expect(w.q('2024-03-19', '2024-03-25')).toBe('4137');
  });
});

describe('an amendment without the date of what it amends, after a form that repeats a sale', () => {
  const more = sells(500, { at: 11, on: '2024-03-11', leaving: 4475 });
  const again = form4({ accepted: '2024-03-12' }, sale, more);
  const amended = (...rows: Parameters<typeof form4a>[1][]) =>
    world(base, first, again, form4a({ accepted: '2024-03-15' }, ...rows));

  it('amends the form that has all its rows', () => {
    const w = amended(
      sells(1030, { at: 10, on, leaving: 4970 }),
      sells(500, { at: 11, on: '2024-03-11', leaving: 4470 }),
    );
    expect(w.sold('2024-03-15')).toBe('1530');
    expect(w.q('2024-03-11', '2024-03-15')).toBe('4470');
    expect(w.view('2024-03-15').links).toMatchObject([{ home: { accession: again.accession } }]);
  });

  it('corrects the sale once, whichever of the two it amends', () => {
    const w = amended(sells(1030, { at: 10, on, leaving: 4970 }));
    expect(w.sold('2024-03-15')).toBe('1530');
    expect(w.open('2024-03-15')).not.toContain('AMBIGUOUS_TARGET');
  });

  it('amends the later form where a row is added to what only that has', () => {
    const w = amended(sale, more, sells(75, { at: 11, on: '2024-03-11', leaving: 4400 }));
    expect(w.sold('2024-03-15')).toBe('1600');
    expect(w.q('2024-03-11', '2024-03-15')).toBe('4400');
  });

  it('is asked about where it has no rows', () => {
    const other = form4({ accepted: '2024-03-06' }, sells(75, { at: 10, on, leaving: 4900 }));
    const w = world(base, first, other, form4a({ accepted: '2024-03-15', period: on }));
    expect(w.open('2024-03-15')).toContain('AMBIGUOUS_TARGET');
  });

  it('is asked about where either may be meant and rows are to go', () => {
    const note = 'The sale was inadvertently reported twice.';
    const w = world(
      base,
      first,
      again,
      form4a({ accepted: '2024-03-15', note }, sells(1030, { at: 10, on, leaving: 4970 })),
    );
    expect(w.open('2024-03-15')).toContain('AMBIGUOUS_TARGET');
  });
});

describe('a sale, bought back and done again on one day', () => {
  const w = world(
    base,
    first,
    form4({ accepted: '2024-03-06' }, buys(1025, { at: 9, on, leaving: 6000 })),
    form4({ accepted: '2024-03-07' }, sale, holds(300, { by: 'By Trust' })),
  );

  it('counts each time, and it is asked', () => {
    expect(w.sold('2024-03-07')).toBe('2050');
    expect(w.q(on, '2024-03-07')).toBe('4975');
    expect(w.open('2024-03-07')).toContain('DUPLICATE_FILING');
  });
});

describe('a sale in round numbers that is reported again', () => {
  const round = sells(1000, { at: 10, on, leaving: 5000 });
  const w = world(
    base,
    form4({ accepted: '2024-03-05' }, round),
    form4({ accepted: '2024-03-12' }, round, holds(300, { by: 'By Trust' })),
  );

  it('counts, and it is asked', () => {
    expect(w.sold('2024-03-12')).toBe('2000');
    expect(w.conflict('DUPLICATE_FILING', '2024-03-12')).toMatchObject({
      detail: {
        meanwhile: 'the rows that the second filing repeats count as others of the same numbers',
      },
    });
    expect(w.decide('DUPLICATE_FILING', 'duplicate', '2024-03-15').sold('2024-03-15')).toBe('1000');
  });
});

describe('a sale that is reported again at another price', () => {
  const again = form4({ accepted: '2024-03-12' }, sells(1025, { at: 10.5, on, leaving: 4975 }));
  const w = world(base, first, again);

  it('counts once, at the first price, and it is asked with both', () => {
    expect(w.proceeds('2024-03-12')).toBe('10250.00');
    expect(w.q(on, '2024-03-12')).toBe('4975');
    expect(w.conflict('DUPLICATE_FILING', '2024-03-12')).toMatchObject({
      severity: 'medium',
      status: 'open',
      rows: [rowOf(first, 'I.1'), rowOf(again, 'I.1')],
      detail: { prices: [{ first: '10', second: '10.5' }] },
      choices: ['duplicate', 'distinct'],
    });
  });

  it('counts at the other price where the first is withdrawn', () => {
    expect(w.withdraw(rowOf(first, 'I.1'), '2024-03-16').proceeds('2024-03-16')).toBe('10762.50');
  });

  it('counts twice once an operator says so', () => {
    const distinct = w.decide('DUPLICATE_FILING', 'distinct', '2024-03-15');
    expect(distinct.proceeds('2024-03-15')).toBe('21012.50');
  });

  it('counts as another in round numbers, and it is asked', () => {
    const round = (at: number) => sells(1000, { at, on, leaving: 5000 });
    const twice = world(
      base,
      form4({ accepted: '2024-03-05' }, round(10)),
      form4({ accepted: '2024-03-12' }, round(10.5)),
    );
    expect(twice.sold('2024-03-12')).toBe('2000');
    expect(twice.conflict('DUPLICATE_FILING', '2024-03-12')?.choices).toEqual([
      'distinct',
      'duplicate',
    ]);
  });

  it('is not asked of what comes back to where it began', () => {
    const around = (at: number) => [
      buys(1025, { at: at - 1, on, leaving: 7025 }),
      sells(1025, { at, on, leaving: 6000 }),
    ];
    const twice = world(
      base,
      form4({ accepted: '2024-03-05' }, ...around(10)),
      form4({ accepted: '2024-03-06' }, ...around(11)),
    );
    expect(twice.sold('2024-03-06')).toBe('2050');
    expect(twice.open('2024-03-06')).toEqual([]);
  });
});

describe('a grant that stands on every form of its year', () => {
  const option = { price: '1.92', expires: '2033-12-06', on: 'Common' };
  const grant = isGranted(69_219, {
    of: 'Option',
    on: '2024-02-07',
    option,
    leaving: 69_219,
  });
  const w = world(
    base,
    form4({ accepted: '2024-02-09' }, grant),
    form4({ accepted: '2024-03-05' }, sale, grant),
    form4({ accepted: '2024-04-03' }, buys(25, { at: 9, on: '2024-04-02', leaving: 5000 }), grant),
  );

  it('is granted once', () => {
    expect(w.q('2024-04-02', '2024-04-03', { price: '1.92' })).toBe('69219');
    expect(w.view('2024-04-03').holdings).toHaveLength(2);
  });
});

describe('two exercises of one day that read alike, on two forms', () => {
  const b = { of: 'Class B Common' };
  const option = (price: string) => ({ price, expires: '2030-09-01', on: 'Class B Common' });
  const exercised = (price: string, leaving: number) => [
    exercises(30_942, { on, option: option(price), leaving }),
    receivesByExercise(30_942, { ...b, on, leaving: 30_942 }),
    sells(30_942, { ...b, at: 25, on, leaving: 0 }),
  ];
  const w = world(
    base,
    form4({ accepted: '2024-03-05' }, ...exercised('8.26', 607_268)),
    form4({ accepted: '2024-03-06' }, ...exercised('2.21', 471_000)),
  );

  it('are two: a row beside them is new', () => {
    expect(w.sold('2024-03-06')).toBe('61884');
    expect(w.open('2024-03-06')).not.toContain('DUPLICATE_FILING');
  });
});

describe('a sale that two forms report, of which an operator withdraws one', () => {
  const more = sells(500, { at: 11, on: '2024-03-11', leaving: 4475 });
  const again = form4({ accepted: '2024-03-12' }, sale, more);
  const third = form4(
    { accepted: '2024-03-20' },
    sale,
    sells(333, { at: 9, on: '2024-03-19', leaving: 4142 }),
  );
  const w = world(base, first, again);
  const [one, other] = [rowOf(first, 'I.1'), rowOf(again, 'I.1')];

  it('counts by the other, from when that was said', () => {
    const without = w.withdraw(one, '2024-03-15');
    expect(without.sold('2024-03-15')).toBe('1525');
    expect(without.q('2024-03-11', '2024-03-15')).toBe('4475');
    expect(without.transactions('2024-03-15').map((line) => firstOf(line).row.row)).toContain(
      other,
    );
    expect(without.open('2024-03-15')).toEqual(['DUPLICATE_FILING']);
    expect(w.withdraw(other, '2024-03-15').sold('2024-03-15')).toBe('1525');
  });

  it('counts no more once both are withdrawn', () => {
    const gone = w.withdraw(one, '2024-03-15').withdraw(other, '2024-03-16');
    expect(gone.sold('2024-03-16')).toBe('500');
    expect(gone.sold('2024-03-16', { recordedBy: '2024-03-15' })).toBe('1525');
  });

  it('counts by the third form that reports it where two are withdrawn', () => {
    const both = world(base, first, again, third)
      .withdraw(one, '2024-03-25')
      .withdraw(other, '2024-03-25');
    expect(both.sold('2024-03-25')).toBe('1858');
    expect(both.sold('2024-03-25', { recordedBy: '2024-03-21' })).toBe('1858');
  });

  it('is amended by what amends the form that was withdrawn', () => {
    const amended = form4a(
      { accepted: '2024-03-15', box4: '2024-03-05' },
      sells(1030, { at: 10, on, leaving: 4970 }),
    );
    expect(world(base, first, again, amended).withdraw(one, '2024-03-18').sold('2024-03-18')).toBe(
      '1530',
    );
  });

  it('counts where its whole form was filed twice', () => {
    const twice = world(base, first, form4({ accepted: '2024-03-06' }, sale));
    expect(twice.withdraw(one, '2024-03-15').sold('2024-03-15')).toBe('1025');
    expect(twice.withdraw(one, '2024-03-15').q(on, '2024-03-15')).toBe('4975');
  });

  it('counts by the first where all that the other form and its amendment tell is withdrawn', () => {
    const amended = form4a(
      { accepted: '2024-03-15', box4: '2024-03-12' },
      sells(1030, { at: 10, on, leaving: 4970 }),
    );
    const late = world(base, first, again, amended).withdraw(rowOf(amended, 'I.1'), '2024-03-18');
    expect(late.sold('2024-03-18')).toBe('1525');
    expect(late.withdraw(other, '2024-03-18').sold('2024-03-18')).toBe('1525');
  });

  it('counts where an amendment of it is withdrawn that came after both', () => {
    const amended = form4a(
      { accepted: '2024-03-15', box4: '2024-03-05' },
      sells(1030, { at: 10, on, leaving: 4970 }),
    );
    const late = world(base, first, again, amended).withdraw(rowOf(amended, 'I.1'), '2024-03-18');
    expect(late.sold('2024-03-18')).toBe('1525');
  });
});

describe('grants that two forms report, of which an amendment of the first leaves one out', () => {
  const grant = (leaving: number) => isGranted(2025, { on, leaving });
  const original = form4({ accepted: '2024-03-05' }, grant(8025), grant(10_050));
  const again = form4(
    { accepted: '2024-03-12' },
    grant(8025),
    grant(10_050),
    sells(500, { at: 11, on: '2024-03-11', leaving: 9550 }),
  );
  const note = 'The grant was inadvertently reported twice.';
  const amendment = form4a({ accepted: '2024-03-15', box4: '2024-03-05', note }, grant(8025));

  it('counts by the other form once its row is withdrawn by decision', () => {
    const decided = world(base, original, again, amendment).decide(
      'UNMENTIONED_ROW',
      'rows-withdrawn',
      '2024-03-18',
    );
    const counting = decided.transactions('2024-03-18').map((line) => firstOf(line).row.row);
    expect(counting.sort()).toEqual(
      [rowOf(original, 'I.1'), rowOf(again, 'I.2'), rowOf(again, 'I.3')].sort(),
    );
    const gone = decided.withdraw(rowOf(again, 'I.2'), '2024-03-19');
    expect(gone.transactions('2024-03-19')).toHaveLength(2);
  });
});

describe('a sale that two forms report, of which an operator corrects one', () => {
  const again = form4(
    { accepted: '2024-03-12' },
    sale,
    sells(500, { at: 11, on: '2024-03-11', leaving: 4475 }),
  );
  const w = world(base, first, again);
  const [one, other] = [rowOf(first, 'I.1'), rowOf(again, 'I.1')];
  const asked = (corrected: typeof w) =>
    corrected
      .view('2024-03-20')
      .conflicts.filter(
        (c) => c.type === 'DUPLICATE_FILING' && c.status === 'open' && c.about.includes(one),
      );

  it('is told that the copy counts by what the first says', () => {
    const copy = w.correct(other, { shares: '1030' }, '2024-03-15');
    expect(copy.sold('2024-03-20')).toBe('1525');
    expect(asked(copy)).toMatchObject([
      {
        type: 'DUPLICATE_FILING',
        severity: 'medium',
        rows: [one, other],
        detail: { ruledApart: [{ field: 'shares', first: '1025', second: '1030' }] },
        choices: ['duplicate', 'distinct'],
      },
    ]);
    expect(copy.open('2024-03-20')).toEqual(['DUPLICATE_FILING', 'DUPLICATE_FILING']);
  });

  it('counts the first as ruled, and the copy no more than before', () => {
    const corrected = w.correct(one, { shares: '1030', price: '9' }, '2024-03-15');
    expect(corrected.sold('2024-03-20')).toBe('1530');
    expect(asked(corrected)).toHaveLength(1);
    expect(asked(corrected.correct(other, { shares: '1030', price: '9' }, '2024-03-16'))).toEqual(
      [],
    );
  });

  it('is another deed once an operator says so of the row', () => {
    const corrected = w.correct(other, { shares: '1030' }, '2024-03-15');
    const [conflict] = asked(corrected);
    const distinct = corrected.decideOn(conflict?.conflictId ?? '', 'distinct', '2024-03-16');
    expect(distinct.sold('2024-03-20')).toBe('2555');
    expect(distinct.correct(other, {}, '2024-03-17').sold('2024-03-20')).toBe('1525');
  });

  it('is not asked about where the copy is withdrawn', () => {
    const withdrawn = w
      .withdraw(other, '2024-03-15')
      .correct(one, { shares: '1030' }, '2024-03-16');
    expect(withdrawn.sold('2024-03-20')).toBe('1530');
    expect(asked(withdrawn)).toEqual([]);
  });

  it('was filed alike where the whole form was', () => {
    const twin = form4({ accepted: '2024-03-06' }, sale);
    const twice = world(base, first, twin).correct(
      rowOf(twin, 'I.1'),
      { shares: '1030' },
      '2024-03-15',
    );
    expect(twice.sold('2024-03-20')).toBe('1025');
    expect(asked(twice)).toHaveLength(1);
  });
});
