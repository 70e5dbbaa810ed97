/** Scenario 19: a split that no form reports, and a balance corrected in silence. */
import { describe, expect, it } from 'vitest';
import { form3, form4, holds, sells } from './filings.js';
import { world } from './world.js';

describe('19. a split and a silent correction', () => {
  const option = (price: number) => ({ price, expires: '2030-01-01', on: 'Common' });
  const base = form3(
    { accepted: '2024-01-10', period: '2024-01-03' },
    holds(6000),
    holds(10_000, { of: 'Option', option: option(10) }),
  );
  const o1 = form4(
    { accepted: '2024-03-05' },
    sells(1000, { at: 10, on: '2024-03-04', leaving: 5000 }),
  );
  const afterSplit = form4(
    { accepted: '2024-07-02' },
    sells(1000, { at: 6, on: '2024-07-01', leaving: 9000 }),
    holds(20_000, { of: 'Option', option: option(5), due: '4' }),
  );
  const silent = form4(
    {
      accepted: '2024-09-04',
      note: 'The balance corrects an understatement of prior sales by five hundred shares.',
    },
    sells(500, { at: 6, on: '2024-09-03', leaving: 8000 }),
  );
  const w = world(base, o1, afterSplit);
  const known = w.split('2024-06-10', [2, 1], '2024-07-15');

  it('leaves a gap that a ratio explains, while nobody has recorded the split', () => {
    expect(w.q('2024-06-30', '2024-07-02')).toBe('5000');
    expect(w.q('2024-07-01', '2024-07-02')).toBe('9000');
    const at = w.at('2024-07-01', '2024-07-02');
    expect(at?.unexplained?.toFixed()).toBe('5000');
    const [explanation] = [...(at?.holding.explanations.values() ?? [])];
    expect(explanation).toMatchObject({ kind: 'split', detail: expect.stringContaining('2:1') });
  });

  it('applies a recorded split as filed, or adjusted to its day', () => {
    expect(known.q('2024-06-09', '2024-07-02', { adjusted: true })).toBe('5000');
    expect(known.q('2024-06-30', '2024-07-02')).toBe('5000');
    expect(known.q('2024-06-30', '2024-07-02', { adjusted: true })).toBe('10000');
    for (const adjusted of [true, false]) {
      const at = known.at('2024-07-01', '2024-07-02', { adjusted });
      expect(at?.quantity?.toFixed()).toBe('9000');
      expect(at?.computed?.toFixed()).toBe('9000');
      expect(at?.status).toBe('reported');
    }
    expect(known.open('2024-07-02')).toEqual([]);
  });

  it('keeps an option one position, its price divided', () => {
    const at = known.at('2024-07-02', '2024-07-02', { price: 10 });
    expect(at?.quantity?.toFixed()).toBe('20000');
    expect(at?.unexplained?.toFixed()).toBe('0');
    expect(at?.holding.position.terms?.exercisePrice?.toFixed()).toBe('5');
    expect(known.view('2024-07-02').holdings).toHaveLength(2);
    expect(known.q('2024-06-30', '2024-07-02', { price: 10, adjusted: true })).toBe('20000');
  });

  it('changes no answer from before the split was recorded', () => {
    const before = { recordedBy: '2024-07-14' };
    expect(known.at('2024-07-01', '2024-07-02', before)?.unexplained?.toFixed()).toBe('5000');
  });

  it('(b) keeps a silent correction as a change of its own and rewrites no past row', () => {
    const corrected = known.with(silent);
    expect(corrected.q('2024-08-01', '2024-09-04')).toBe('9000');
    expect(corrected.q('2024-09-03', '2024-09-04')).toBe('8000');
    expect(corrected.at('2024-09-03', '2024-09-04')?.unexplained?.toFixed()).toBe('-500');
    expect(corrected.open('2024-09-04')).toEqual(['UNEXPLAINED_DELTA']);
    const conflict = corrected.conflict('UNEXPLAINED_DELTA', '2024-09-04');
    expect(conflict?.detail).toMatchObject({
      expected: '8500',
      reported: '8000',
      difference: '-500',
      after: '2024-07-01',
      until: '2024-09-03',
    });
    const flagged = corrected.at('2024-08-01', '2024-09-04');
    expect(flagged?.conflicts.map((c) => c.conflictId)).toEqual([conflict?.conflictId]);
    expect(corrected.at('2024-07-01', '2024-09-04')?.conflicts).toEqual([]);
  });
});
