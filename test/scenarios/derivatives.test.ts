/** Scenarios 16 and 17: options, and what column 9 counts. */

import { describe, expect, it } from 'vitest';
import { outcomeOf } from '../../projections/balance/entry.js';
import {
  exercises,
  form3,
  form4,
  form4a,
  holds,
  isWithheld,
  receivesByExercise,
  sells,
} from './filings.js';
import { world } from './world.js';

const on = '2024-05-01';
const option = { price: 10, expires: '2030-01-01', on: 'Common' };

describe('16. an exercise without its Table II line', () => {
  const opening = form3(
    { accepted: '2024-01-10', period: '2024-01-03' },
    holds(6000),
    holds(10_000, { of: 'Option', option }),
  );
  const tableOne = [
    receivesByExercise(1000, { at: 10, on, leaving: 7000 }),
    isWithheld(350, { at: 30, on, leaving: 6650 }),
    sells(650, { at: 30, on, leaving: 6000 }),
  ];
  const original = form4({ accepted: '2024-05-03' }, ...tableOne);
  const amendment = form4a(
    { accepted: '2024-05-10', box4: '2024-05-03' },
    ...tableOne,
    exercises(1000, { of: 'Option', option, on, leaving: 9000 }),
  );
  const w = world(opening, original, amendment);

  it('contests the option until the line is added', () => {
    for (const knownBy of ['2024-01-10', '2024-05-03', '2024-05-10'])
      expect(w.q(on, knownBy)).toBe('6000');
    expect(w.q(on, '2024-05-03', { price: 10 })).toBe('10000');
    expect(w.status(on, '2024-05-03', { price: 10 })).toBe('contested');
    expect(w.open('2024-05-03')).toEqual(['MISSING_DERIVATIVE_LEG']);
    expect(w.conflict('MISSING_DERIVATIVE_LEG', '2024-05-03')?.detail).toMatchObject({
      reported: '10000',
      derived: '9000',
    });
    expect(w.q(on, '2024-05-10', { price: 10 })).toBe('9000');
    expect(w.status(on, '2024-05-10', { price: 10 })).toBe('reported');
    expect(w.open('2024-05-10')).toEqual([]);
  });

  it('counts the exercise once', () => {
    const exercised = w
      .transactions('2024-05-10')
      .filter((line) => line.versions[0]?.row.coding?.code === 'M');
    expect(exercised.map((line) => line.versions[0]?.row.table)).toEqual(['I', 'II']);
  });
});

describe('17. column 9 counts the lot or the class', () => {
  const opening = form3(
    { accepted: '2024-01-10', period: '2024-01-03' },
    holds(6000),
    holds(5000, { of: 'Option', option }),
    holds(3000, { of: 'Option', option: { price: 20, expires: '2032-01-01', on: 'Common' } }),
  );
  const exercisedTo = (column9: number) =>
    world(
      opening,
      form4(
        { accepted: '2024-05-03' },
        receivesByExercise(1000, { at: 10, on, leaving: 7000 }),
        exercises(1000, { of: 'Option', option, on, leaving: column9 }),
      ),
    );
  const lots = (w: ReturnType<typeof world>) => [
    w.q(on, '2024-05-03', { price: 10 }),
    w.q(on, '2024-05-03', { price: 20 }),
  ];
  const scope = (w: ReturnType<typeof world>) =>
    w.at(on, '2024-05-03', { price: 10 })?.entries.map(outcomeOf).at(-1);

  it('is the class where it equals the sum over its lots', () => {
    const w = exercisedTo(7000);
    expect(lots(w)).toEqual(['4000', '3000']);
    expect(scope(w)).toBe('class-total');
    expect(w.open('2024-05-03')).toEqual([]);
  });

  it('is the lot where it equals the lot', () => {
    const w = exercisedTo(4000);
    expect(lots(w)).toEqual(['4000', '3000']);
    expect(scope(w)).toBe('held');
    expect(w.open('2024-05-03')).toEqual([]);
  });

  it('is in conflict with the nearer of the two where it equals neither', () => {
    const w = exercisedTo(6500);
    expect(w.open('2024-05-03')).toEqual(['BALANCE_MISMATCH']);
    expect(w.conflict('BALANCE_MISMATCH', '2024-05-03')?.detail).toMatchObject({
      difference: '-500',
    });
    const ofLot = exercisedTo(5200).conflict('BALANCE_MISMATCH', '2024-05-03');
    expect(ofLot?.detail).toMatchObject({ difference: '1200', answer: '5200' });
  });
});
