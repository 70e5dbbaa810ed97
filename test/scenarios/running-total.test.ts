/** Lists of derivatives whose filer added up the class from row to row. */
import { describe, expect, it } from 'vitest';
import { Decimal } from '../../src/filing/decimal.js';
import { form4, holds, type RowTold } from './filings.js';
import { rowOf, world } from './world.js';

/** A listed option with its stated number and what underlies it. */
const listed = (stated: number, own: number, price: string): RowTold => {
  const option = { price, expires: '2030-01-01', on: 'Common' };
  const row = holds(stated, { of: 'Option', option, due: '4' });
  const underlying = { security: { ...row.security, value: 'Common' }, value: row.valueFollowing };
  const shares = { ...row.sharesFollowing, value: new Decimal(own) };
  return { ...row, terms: row.terms && { ...row.terms, underlying: { ...underlying, shares } } };
};

const accepted = '2024-03-05';

describe('numbers that run on from row to row', () => {
  // Whatever their order on the form.
  const list = form4(
    { accepted },
    listed(85_000_000, 50_000_000, '0.3'),
    listed(10_000_000, 10_000_000, '0.1'),
    listed(35_000_000, 25_000_000, '0.2'),
  );
  const w = world(list);

  it('are contested, each with the number that may be its own', () => {
    expect(w.open(accepted)).toEqual(['RUNNING_TOTAL', 'RUNNING_TOTAL']);
    expect(w.status(accepted, accepted, { price: '0.1' })).toBe('reported');
    expect(w.q(accepted, accepted, { price: '0.3' })).toBe('85000000');
    expect(w.status(accepted, accepted, { price: '0.3' })).toBe('contested');
    expect(w.conflict('RUNNING_TOTAL', accepted)).toMatchObject({
      severity: 'high',
      rows: [rowOf(list, 'II.2'), rowOf(list, 'II.3'), rowOf(list, 'II.1')],
      detail: { reported: '85000000', own: '50000000', before: '35000000' },
    });
  });

  it('are asked about no more once corrected, the others as before', () => {
    const corrected = w.correct(rowOf(list, 'II.1'), { sharesFollowing: '50000000' }, '2024-03-08');
    expect(corrected.q(accepted, '2024-03-08', { price: '0.3' })).toBe('50000000');
    expect(corrected.open('2024-03-08')).toEqual(['RUNNING_TOTAL']);
  });
});

describe('lists that add nothing up', () => {
  const adding: Readonly<Record<string, ReadonlyArray<readonly [number, number]>>> = {
    'each its own': [
      [10, 10],
      [25, 25],
      [50, 50],
    ],
    'ten preferred shares for one': [
      [10, 100],
      [25, 250],
      [50, 500],
    ],
    'one that does not follow': [
      [10, 10],
      [35, 25],
      [90, 50],
    ],
    'the total of all on each': [
      [85, 10],
      [85, 25],
      [85, 50],
    ],
  };
  it.each(Object.keys(adding))('%s', (name) => {
    const list = (adding[name] ?? []).map(([stated, own], i) => listed(stated, own, `0.${i + 1}`));
    expect(world(form4({ accepted }, ...list)).open(accepted)).not.toContain('RUNNING_TOTAL');
  });

  it('two rows may meet by chance, and are asked about', () => {
    const w = world(form4({ accepted }, listed(10, 10, '0.1'), listed(35, 25, '0.2')));
    expect(w.conflict('RUNNING_TOTAL', accepted)?.severity).toBe('medium');
    expect(w.status(accepted, accepted, { price: '0.2' })).toBe('reported');
  });
});
