/** Scenarios 4, 5 and 6: what an amendment repeats, and what it leaves out. */
import { describe, expect, it } from 'vitest';
import {
  buys,
  form3,
  form3a,
  form4,
  form4a,
  gives,
  holds,
  isGranted,
  isWithheld,
  sells,
} from './filings.js';
import { outcomesOf, rowOf, world } from './world.js';

const base = form3({ accepted: '2024-01-10', period: '2024-01-03' }, holds(6000));
const sale = sells(1000, { at: 10, on: '2024-03-04', leaving: 5000 });
const trust = { by: 'By Trust' };
const o1 = form4({ accepted: '2024-03-05' }, sale, holds(20_000, trust));
const mended = { accepted: '2024-03-12', box4: '2024-03-05' };

describe('4. a 4/A repeats a line to pass EDGAR', () => {
  const amendment = form4a(mended, sale, holds(22_000, trust));
  const w = world(base, o1, amendment);

  it('counts the line once and corrects the holding', () => {
    expect(w.sold('2024-03-12')).toBe('1000');
    expect(w.q('2024-03-12', '2024-03-12')).toBe('5000');
    expect(w.q('2024-03-12', '2024-03-06', trust)).toBe('20000');
    expect(w.q('2024-03-12', '2024-03-12', trust)).toBe('22000');
    expect(outcomesOf(w.view('2024-03-12'), amendment)).toEqual(['confirmed I.1', 'corrected I.2']);
    expect(w.open('2024-03-12')).toEqual([]);
  });
});

describe('5. a 4/A with a holding row only', () => {
  const w = world(base, o1, form4a({ ...mended, period: '2024-03-04' }, holds(22_000, trust)));

  it('leaves the sale alone', () => {
    expect(w.sold('2024-03-12')).toBe('1000');
    expect(w.q('2024-03-12', '2024-03-12')).toBe('5000');
    expect(w.q('2024-03-12', '2024-03-06', trust)).toBe('20000');
    expect(w.q('2024-03-12', '2024-03-12', trust)).toBe('22000');
    expect(w.open('2024-03-12')).toEqual([]);
  });
});

describe('6. a 4/A removes a duplicate by leaving it out', () => {
  const on = '2024-03-04';
  const grant = (leaving: number) => isGranted(2000, { on, leaving });
  const original = form4({ accepted: '2024-03-05' }, grant(8000), grant(10_000));
  const amendment = form4a(
    { ...mended, note: 'The grant was inadvertently reported twice.' },
    grant(8000),
  );
  const w = world(base, original, amendment);
  const retracted = w.withdraw(rowOf(original, 'I.2'), '2024-03-15');

  it('answers with the restated balance, contested, while the row stands', () => {
    expect(w.q(on, '2024-03-06')).toBe('10000');
    expect(w.q(on, '2024-03-12')).toBe('8000');
    expect(w.status(on, '2024-03-12')).toBe('contested');
    expect(w.conflict('UNMENTIONED_ROW', '2024-03-12')).toMatchObject({
      status: 'open',
      rows: [rowOf(original, 'I.2'), rowOf(amendment, 'I.1')],
      detail: { balanceWithRows: '10000', restatedBalance: '8000' },
    });
  });

  it('is clean once an operator retracts the row', () => {
    expect(retracted.q(on, '2024-03-15')).toBe('8000');
    expect(retracted.status(on, '2024-03-15')).toBe('reported');
    expect(retracted.open('2024-03-15')).toEqual([]);
    expect(retracted.transactions('2024-03-15')).toHaveLength(1);
  });

  it('is contested still for what was recorded before', () => {
    expect(retracted.status(on, '2024-03-15', { recordedBy: '2024-03-14' })).toBe('contested');
  });

  it('is contested again when the retraction is taken back', () => {
    const undone = retracted.correct(rowOf(original, 'I.2'), {}, '2024-03-18');
    expect(undone.status(on, '2024-03-20')).toBe('contested');
    expect(undone.status(on, '2024-03-20', { recordedBy: '2024-03-16' })).toBe('reported');
  });

  it('does the same by a decision, which another replaces', () => {
    const gone = w.decide('UNMENTIONED_ROW', 'rows-withdrawn', '2024-03-15');
    expect(gone.q(on, '2024-03-16')).toBe('8000');
    expect(gone.status(on, '2024-03-16')).toBe('reported');
    expect(gone.conflict('UNMENTIONED_ROW', '2024-03-16')?.status).toBe('decided');
    expect(gone.status(on, '2024-03-16', { recordedBy: '2024-03-14' })).toBe('contested');
    const stands = gone.decide('UNMENTIONED_ROW', 'rows-stand', '2024-03-18');
    expect(stands.q(on, '2024-03-20')).toBe('10000');
    expect(stands.transactions('2024-03-20')).toHaveLength(2);
  });
});

describe('a 4/A with one more trade of the same kind', () => {
  const more = sells(400, { at: 10, on: '2024-03-04', leaving: 4600 });
  const w = world(base, form4({ accepted: '2024-03-05' }, sale), form4a(mended, more));

  it('adds what goes on from the balance that the form states', () => {
    expect(w.sold('2024-03-12')).toBe('1400');
    expect(w.q('2024-03-04', '2024-03-12')).toBe('4600');
    expect(w.open('2024-03-12')).toEqual([]);
  });

  it('counts it after the rows of the form, wherever it stands on the amendment', () => {
    const two = form4(
      { accepted: '2024-03-05' },
      buys(200, { at: 9, on: '2024-03-04', leaving: 6200 }),
      sells(1200, { at: 10, on: '2024-03-04', leaving: 5000 }),
    );
    const both = world(
      base,
      two,
      form4a(mended, isWithheld(400, { on: '2024-03-04', leaving: 4600 })),
    );
    expect(both.q('2024-03-04', '2024-03-12')).toBe('4600');
    expect(both.open('2024-03-12')).toEqual([]);
  });
});

describe('a form that states what was held before its sale, amended', () => {
  const on = '2024-03-04';
  const wrong = form4({ accepted: '2024-03-05' }, sells(1000, { at: 10, on, leaving: 6000 }));
  const put = (row: Parameters<typeof form4a>[1]) => world(base, wrong, form4a(mended, row));

  it('is one sale, whether its amount, its day or its code is mended with the balance', () => {
    const amount = put(sells(1200, { at: 10, on, leaving: 4800 }));
    expect([amount.sold('2024-03-12'), amount.q(on, '2024-03-12')]).toEqual(['1200', '4800']);
    const day = put(sells(1000, { at: 10, on: '2024-03-01', leaving: 5000 }));
    expect([day.sold('2024-03-12'), day.q(on, '2024-03-12')]).toEqual(['1000', '5000']);
    const code = put(gives(1000, { on, leaving: 5000 }));
    expect([code.sold('2024-03-12'), code.q(on, '2024-03-12')]).toEqual(['0', '5000']);
    for (const w of [amount, day, code]) expect(w.open('2024-03-12')).toEqual([]);
  });
});

describe('a 3/A with an option that was left out', () => {
  const of = 'Option';
  const first = holds(2000, { of, option: { price: 10, expires: '2032-12-31', on: 'Common' } });
  const original = form3({ accepted: '2024-01-10', period: '2024-01-03' }, holds(6000), first);
  const amending = { accepted: '2024-02-01', box4: '2024-01-10', period: '2024-01-03' };
  const heldAt = (w: ReturnType<typeof world>, price: number): string =>
    w.q('2024-02-02', '2024-02-02', { of, price: String(price) });

  it.each([3100, 2000])('stands beside the one that was told, of %i shares', (number) => {
    const option = { price: 42, expires: '2033-06-15', on: 'Common' };
    const w = world(original, form3a(amending, holds(number, { of, option })));
    expect([heldAt(w, 10), heldAt(w, 42)]).toEqual(['2000', String(number)]);
  });

  it('takes its place where only its price, or its number, is another', () => {
    const option = { price: 12, expires: '2032-12-31', on: 'Common' };
    const amendment = form3a(amending, holds(2000, { of, option }));
    expect(outcomesOf(world(original, amendment).view('2024-02-02'), amendment)).toEqual([
      'corrected II.1',
    ]);
    const more = form3a(
      amending,
      holds(2500, { of, option: { price: 10, expires: '2032-12-31', on: 'Common' } }),
    );
    expect(outcomesOf(world(original, more).view('2024-02-02'), more)).toEqual(['corrected II.1']);
  });

  it('takes its place in a form told once more, on other terms for the same number', () => {
    const option = { price: 42, expires: '2033-06-15', on: 'Common' };
    const amendment = form3a(amending, holds(6000), holds(2000, { of, option }));
    expect(outcomesOf(world(original, amendment).view('2024-02-02'), amendment)).toEqual([
      'confirmed I.1',
      'corrected II.1',
    ]);
  });
});

describe('a 4/A with the trade on another day', () => {
  const before = form4({ accepted: '2024-01-22' }, buys(100, { on: '2024-01-19', leaving: 6100 }));
  const misdated = form4(
    { accepted: '2024-01-30' },
    buys(100, { on: '2024-01-11', leaving: 6100 }),
  );
  const moved = { accepted: '2024-02-01', box4: '2024-01-30' };
  const amendment = form4a(moved, buys(100, { on: '2024-01-29', leaving: 6200 }));

  it('moves it over the trade of a form before, to the balance that one states', () => {
    const w = world(base, before, misdated, amendment);
    expect(w.bought('2024-02-02')).toBe('200');
    expect(w.q('2024-01-12', '2024-02-02')).toBe('6000');
    expect(w.q('2024-01-29', '2024-02-02')).toBe('6200');
    expect(w.open('2024-02-02')).toEqual([]);
  });

  it('adds one where no form before states from what it goes on', () => {
    const w = world(base, misdated, amendment);
    expect(w.bought('2024-02-02')).toBe('200');
    expect(w.q('2024-01-12', '2024-02-02')).toBe('6100');
    expect(w.q('2024-01-29', '2024-02-02')).toBe('6200');
  });
});
