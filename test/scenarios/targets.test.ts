/** Scenarios 9, 10 and 11: which filing an amendment amends. */
import { describe, expect, it } from 'vitest';
import { form3, form4, form4a, holds, sells } from './filings.js';
import { rowOf, world } from './world.js';

const on = '2024-03-04';
const mended = { accepted: '2024-03-12', box4: '2024-03-05' };
const base = form3({ accepted: '2024-01-10', period: '2024-01-03' }, holds(6000));

describe('9. two originals of one day: the rows decide', () => {
  const [a, b] = [{ of: 'Class A' }, { of: 'Class B' }];
  const opening = form3(
    { accepted: '2024-01-10', period: '2024-01-03' },
    holds(6000, a),
    holds(3000, b),
  );
  const o1 = form4({ accepted: '2024-03-05' }, sells(1000, { ...a, at: 10, on, leaving: 5000 }));
  const o2 = form4(
    { accepted: '2024-03-05', time: '18:30' },
    sells(500, { ...b, at: 10, on, leaving: 2500 }),
  );
  const w = world(opening, o1, o2, form4a(mended, sells(50, { ...b, at: 10, on, leaving: 2950 })));

  it('corrects Class B and leaves Class A alone', () => {
    expect(w.q(on, '2024-03-06', a)).toBe('5000');
    expect(w.q(on, '2024-03-12', a)).toBe('5000');
    expect(w.q(on, '2024-03-06', b)).toBe('2500');
    expect(w.q(on, '2024-03-12', b)).toBe('2950');
    const [link] = w.view('2024-03-12').links;
    expect([link?.kind, link?.home?.accession]).toEqual(['exact', o2.accession]);
    expect(o2.filedOn).toBe('2024-03-05');
    expect(w.open('2024-03-12')).toEqual([]);
  });
});

describe('10. two originals of one day that look alike', () => {
  const o1a = form4(
    { accepted: '2024-03-05', time: '16:00' },
    sells(500, { at: 10, on, leaving: 5500 }),
  );
  const o1b = form4(
    { accepted: '2024-03-05', time: '18:00' },
    sells(500, { at: 10, on, leaving: 5000 }),
  );

  it('(a) the arithmetic of the balances decides', () => {
    const w = world(base, o1a, o1b, form4a(mended, sells(50, { at: 10, on, leaving: 5450 })));
    expect(w.q(on, '2024-03-06')).toBe('5000');
    expect(w.q(on, '2024-03-12')).toBe('5450');
    const [link] = w.view('2024-03-12').links;
    expect([link?.kind, link?.home?.accession]).toEqual(['inferred', o1b.accession]);
    expect(link?.evidence.map((e) => e.kind)).toContain('arithmetic');
    expect(w.open('2024-03-12')).toEqual([]);
  });

  describe('(b) nothing decides', () => {
    const w = world(base, o1a, o1b, form4a(mended, sells(50, { at: 10, on, leaving: 5000 })));

    it('supersedes nothing', () => {
      expect(w.q(on, '2024-03-12')).toBe('5000');
      expect(w.status(on, '2024-03-12')).toBe('contested');
      expect(w.sold('2024-03-12')).toBe('1000');
      expect(w.open('2024-03-12')).toEqual(['AMBIGUOUS_TARGET']);
      expect(w.conflict('AMBIGUOUS_TARGET', '2024-03-12')?.choices).toEqual(
        expect.arrayContaining([o1a.accession, o1b.accession]),
      );
    });

    it('does as an operator decides, and then disagrees with the balance', () => {
      const decided = w.decide('AMBIGUOUS_TARGET', o1b.accession, '2024-03-15');
      expect(decided.sold('2024-03-15')).toBe('550');
      const at = decided.at(on, '2024-03-15');
      expect(at?.computed?.toFixed()).toBe('5450');
      expect(at?.unexplained?.toFixed()).toBe('-450');
      expect(at?.reported?.source.asserted?.toFixed()).toBe('5000');
      expect(decided.open('2024-03-15')).toEqual(['BALANCE_MISMATCH']);
      expect(decided.conflict('BALANCE_MISMATCH', '2024-03-15')?.detail).toMatchObject({
        expected: '5450',
        reported: '5000',
        difference: '-450',
      });
      expect(decided.sold('2024-03-15', { recordedBy: '2024-03-14' })).toBe('1000');
    });

    it('lets the amendment stand alone if so decided', () => {
      const decided = w.decide('AMBIGUOUS_TARGET', 'stand-alone', '2024-03-15');
      expect(decided.sold('2024-03-15')).toBe('1050');
    });
  });
});

describe('11. filings arrive out of order, and again', () => {
  const o1 = form4({ accepted: '2024-03-05' }, sells(1000, { at: 10, on, leaving: 5000 }));
  const amendment = form4a(mended, sells(100, { at: 10, on, leaving: 5900 }));
  const inOrder = world(base, o1, amendment);

  it('lets an orphan stand alone until its original arrives', () => {
    const alone = world(amendment);
    expect(alone.q(on, '2024-03-12')).toBe('5900');
    expect(alone.status(on, '2024-03-12')).toBe('reported');
    expect(alone.open('2024-03-12')).toEqual(['ORPHAN_AMENDMENT']);
    expect(world(amendment, base, o1).open('2024-03-12')).toEqual([]);
  });

  it('gives the answers of the order in which they were filed', () => {
    const shuffled = world(amendment, base, o1);
    for (const asOf of ['2024-01-02', '2024-01-03', '2024-03-03', on, '2024-12-31'])
      for (const knownBy of ['2024-01-09', '2024-01-10', '2024-03-05', '2024-03-12'])
        expect(shuffled.q(asOf, knownBy)).toBe(inOrder.q(asOf, knownBy));
    expect(shuffled.digest()).toBe(inOrder.digest());
  });

  it('records nothing twice', () => {
    const again = world(amendment, base, o1, amendment, base, o1);
    const events = [...again.streams().values()].map((log) => log.length);
    expect(events).toEqual([6]);
    expect(again.digest()).toBe(inOrder.digest());
  });

  it('knows the row by the filing that first reported it', () => {
    const [sale] = world(amendment, base, o1).transactions('2024-03-12');
    expect(sale?.versions.map((v) => v.row.row)).toEqual([
      rowOf(o1, 'I.1'),
      rowOf(amendment, 'I.1'),
    ]);
  });
});
