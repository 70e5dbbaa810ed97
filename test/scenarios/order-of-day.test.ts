/** In which order the trades of a day count: as they go on from what was held before it. */

import { describe, expect, it } from 'vitest';
import { outcomeOf } from '../../projections/balance/entry.js';
import { buys, form3, form4, form4a, gives, holds, receivesByExercise, sells } from './filings.js';
import { world } from './world.js';

const base = form3({ accepted: '2024-01-10', period: '2024-01-03' }, holds(500));
const on = '2024-03-04';

describe('a day that ends where it began', () => {
  it('counts from what was held, though the form has the sale first', () => {
    const w = world(
      base,
      form4(
        { accepted: '2024-03-05' },
        sells(1000, { at: 10, on, leaving: 500 }),
        receivesByExercise(1000, { on, leaving: 1500 }),
      ),
    );
    expect(w.q(on, '2024-03-05')).toBe('500');
    expect(w.open('2024-03-05')).toEqual([]);
  });

  it('counts from what was held, though the sale was accepted first', () => {
    const w = world(
      base,
      form4({ accepted: '2024-03-05', time: '10:00' }, sells(1000, { at: 10, on, leaving: 500 })),
      form4(
        { accepted: '2024-03-05', time: '11:00' },
        receivesByExercise(1000, { on, leaving: 1500 }),
      ),
    );
    expect(w.q(on, '2024-03-05')).toBe('500');
    expect(w.open('2024-03-05')).toEqual([]);
  });

  it('keeps the order of the form where one balance of it is wrong', () => {
    const day = form4(
      { accepted: '2024-03-05' },
      receivesByExercise(1000, { on, leaving: 1500 }),
      sells(400, { at: 10, on, leaving: 500 }),
      sells(600, { at: 11, on, leaving: 500 }),
    );
    const w = world(base, day).at(on, '2024-03-05');
    expect(w?.entries.map((e) => [e.kind, e.amount.toFixed()])).toEqual([
      ['opening', '500'],
      ['holding', '0'],
      ['transaction', '1000'],
      ['unexplained', '-600'],
      ['transaction', '-400'],
      ['unexplained', '600'],
      ['transaction', '-600'],
    ]);
  });

  it('counts the same after each filing and all at once', () => {
    const before = form4({ accepted: '2024-02-06' }, buys(100, { on: '2024-02-05', leaving: 600 }));
    const day = form4(
      { accepted: '2024-03-05' },
      sells(1000, { at: 10, on, leaving: 600 }),
      receivesByExercise(1000, { on, leaving: 1600 }),
    );
    expect(world(base, before, day).q(on, '2024-03-05')).toBe('600');
    expect(world(base).with(before).with(day).q(on, '2024-03-05')).toBe('600');
  });

  it('counts from what was held while an amended row counted, too', () => {
    const day = form4(
      { accepted: '2024-03-05' },
      sells(900, { at: 10, on, leaving: 500 }),
      receivesByExercise(1000, { on, leaving: 1500 }),
    );
    const mended = form4a(
      { accepted: '2024-03-20', box4: '2024-03-05' },
      sells(1000, { at: 10, on, leaving: 500 }),
    );
    const w = world(base, day, mended);
    expect(w.q(on, '2024-03-20')).toBe('500');
    expect(w.open('2024-03-20')).toEqual([]);
  });
});

describe('the balance of a late form', () => {
  it('puts no form that was filed before it into another order', () => {
    const held = form3({ accepted: '2024-01-10', period: '2024-01-03' }, holds(10_000));
    const state = form4({ accepted: '2024-03-04' }, holds(9_800));
    const late = form4(
      { accepted: '2024-06-05' },
      gives(100, { on: '2024-03-01', leaving: 9_300 }),
      gives(50, { on, leaving: 9_250 }),
    );
    const entries = world(held, state, late).at(on, '2024-06-05')?.entries ?? [];
    const ofDay = entries.filter((e) => e.on === on && e.kind !== 'unexplained');
    expect(ofDay.map((e) => e.amount.toFixed())).toEqual(['0', '-50']);
  });

  it('is of its own date, whatever another late form tallies as well', () => {
    const state = form4(
      { accepted: '2024-03-05' },
      sells(100, { at: 10, on: '2024-03-04', leaving: 400 }),
    );
    const late = [
      form4({ accepted: '2024-06-05' }, gives(50, { on: '2024-02-01', leaving: 350 })),
      form4({ accepted: '2024-06-06' }, gives(20, { on: '2024-02-12', leaving: 330 })),
    ];
    const w = world(base, state, ...late);
    expect(w.q('2024-06-06', '2024-06-06')).toBe('330');
    expect(w.at('2024-06-06', '2024-06-06')?.entries.map(outcomeOf)).toEqual([
      null,
      'held',
      'form-date',
      'form-date',
      'stale',
    ]);
  });
});
