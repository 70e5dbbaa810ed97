/** Scenarios 1, 2, 3, 7, 8, 12, 13, 14 and 15: one amendment corrects one filing. */
import { describe, expect, it } from 'vitest';
import { delinquencyIn } from '../../projections/delinquency.js';
import type { InsiderView } from '../../projections/insider.js';
import { firstOf, inForce } from '../../projections/line/line.js';
import { noDueFacts, timelinessIn } from '../../projections/timeliness.js';
import { edgarCalendar } from '../../src/filing/business-days.js';
import { writtenDay } from '../../src/filing/calendar.js';
import { buys, form3, form4, form4a, holds, isWithheld, sells } from './filings.js';
import { world } from './world.js';

const base = form3({ accepted: '2024-01-10', period: '2024-01-03' }, holds(6000));
const o1 = form4(
  { accepted: '2024-03-05' },
  sells(1000, { at: 10, on: '2024-03-04', leaving: 5000 }),
);
const corrected = (shares: number, leaving: number, accepted: string, box4: string) =>
  form4a({ accepted, box4 }, sells(shares, { at: 10, on: '2024-03-04', leaving }));

const judgedIn = (view: InsiderView) => timelinessIn(view, null, () => noDueFacts, edgarCalendar);
const lateness = (view: InsiderView) =>
  judgedIn(view).filter(({ line }) => firstOf(line).row.kind === 'transaction');

describe('1. a 4/A corrects the number of shares', () => {
  const w = world(base, o1, corrected(100, 5900, '2024-03-12', '2024-03-05'));

  it('answers every day as it was known on every day', () => {
    expect(w.q('2024-03-04', '2024-03-04')).toBe('6000');
    expect(w.q('2024-03-04', '2024-03-06')).toBe('5000');
    expect(w.q('2024-03-04', '2024-03-12')).toBe('5900');
    for (const knownBy of ['2024-01-10', '2024-03-06', '2024-03-12', '2025-01-01'])
      expect(w.q('2024-03-03', knownBy)).toBe('6000');
    expect(w.q('2024-03-04', '2024-01-09')).toBe('unknown');
  });

  it('keeps one sale in two versions and says what changed', () => {
    const [sale, ...others] = w.transactions('2024-03-12');
    expect(others).toEqual([]);
    expect(sale?.versions.map((v) => v.outcome)).toEqual(['original', 'corrected']);
    expect(sale?.versions[1]?.changes).toEqual([
      { field: 'shares', from: '1000', to: '100' },
      { field: 'sharesFollowing', from: '5000', to: '5900' },
    ]);
    expect(w.open('2024-03-12')).toEqual([]);
  });
});

describe('2. a 4/A restates one of three lines', () => {
  const on = '2024-03-04';
  const original = form4(
    { accepted: '2024-03-05' },
    sells(400, { at: '10.00', on, leaving: 5600 }),
    sells(300, { at: '10.10', on, leaving: 5300 }),
    sells(300, { at: '10.20', on, leaving: 5000 }),
  );
  const amendment = form4a(
    { accepted: '2024-03-12', box4: '2024-03-05' },
    sells(300, { at: '10.15', on, leaving: 5300 }),
  );
  const w = world(base, original, amendment);

  it('corrects that line and lets the other two stand', () => {
    expect(w.q(on, '2024-03-12')).toBe('5000');
    expect(w.transactions('2024-03-12')).toHaveLength(3);
    expect(w.sold('2024-03-12')).toBe('1000');
    expect(w.proceeds('2024-03-06')).toBe('10090.00');
    expect(w.proceeds('2024-03-12')).toBe('10105.00');
    expect(w.open('2024-03-12')).toEqual([]);
  });
});

describe('3. a 4/A adds a line', () => {
  const amendment = form4a(
    { accepted: '2024-03-12', box4: '2024-03-05' },
    isWithheld(200, { at: 10, on: '2024-03-04', leaving: 4800 }),
  );
  const w = world(base, o1, amendment);

  it('counts from the amendment on', () => {
    expect(w.q('2024-03-04', '2024-03-06')).toBe('5000');
    expect(w.q('2024-03-04', '2024-03-12')).toBe('4800');
    expect(w.transactions('2024-03-12')).toHaveLength(2);
    expect(w.open('2024-03-12')).toEqual([]);
  });

  it('judges each line by the acceptance that first reported it', () => {
    const [sale, withheld] = lateness(w.view('2024-03-12'));
    expect(sale).toMatchObject({ dueOn: '2024-03-06', outcome: 'in-time' });
    expect(withheld).toMatchObject({ dueOn: '2024-03-06', outcome: 'late', businessDaysLate: 4 });
    const found = delinquencyIn(judgedIn(w.view('2024-03-12')), {
      from: writtenDay('2024-01-01'),
      through: writtenDay('2024-12-31'),
    });
    expect([found.transactions.size, found.reportsFiledLate.size]).toEqual([1, 1]);
  });
});

describe('7. an amendment of an amendment', () => {
  const w = world(
    base,
    o1,
    corrected(100, 5900, '2024-03-12', '2024-03-05'),
    corrected(110, 5890, '2024-03-20', '2024-03-05'),
  );

  it('is one sale in three versions', () => {
    expect(w.q('2024-03-04', '2024-03-06')).toBe('5000');
    expect(w.q('2024-03-04', '2024-03-15')).toBe('5900');
    expect(w.q('2024-03-04', '2024-03-20')).toBe('5890');
    expect(w.transactions('2024-03-20').map((sale) => sale.versions.length)).toEqual([3]);
    expect(w.open('2024-03-20')).toEqual([]);
  });
});

describe('8. box 4 names the amendment before', () => {
  const first = corrected(100, 5900, '2024-03-12', '2024-03-05');
  const second = corrected(110, 5890, '2024-03-20', '2024-03-12');
  const w = world(base, o1, first, second);

  it('gives the numbers of scenario 7 and says so', () => {
    expect(w.q('2024-03-04', '2024-03-06')).toBe('5000');
    expect(w.q('2024-03-04', '2024-03-15')).toBe('5900');
    expect(w.q('2024-03-04', '2024-03-20')).toBe('5890');
    expect(w.transactions('2024-03-20').map((sale) => sale.versions.length)).toEqual([3]);
    const link = w.view('2024-03-20').links[1];
    expect(link).toMatchObject({ kind: 'inferred' });
    expect(link?.target?.accession).toBe(first.accession);
    expect(link?.home?.accession).toBe(o1.accession);
    expect(w.open('2024-03-20')).toEqual(['BOX4_POINTS_TO_AMENDMENT']);
  });
});

describe('12. box 4 holds the transaction date', () => {
  const w = world(base, o1, corrected(100, 5900, '2024-03-12', '2024-03-04'));

  it('gives the numbers of scenario 1, inferred, and says so', () => {
    expect(w.q('2024-03-04', '2024-03-06')).toBe('5000');
    expect(w.q('2024-03-04', '2024-03-12')).toBe('5900');
    expect(w.view('2024-03-12').links.map((l) => l.kind)).toEqual(['inferred']);
    expect(w.open('2024-03-12')).toEqual(['BOX4_DATE_MISMATCH']);
  });
});

describe('13. a 4/A moves the date', () => {
  const amendment = form4a(
    { accepted: '2024-03-12', box4: '2024-03-05' },
    sells(1000, { at: 10, on: '2024-02-29', leaving: 5000 }),
  );
  const w = world(base, o1, amendment);

  it('moves the effect, for those who know of it', () => {
    expect(w.q('2024-03-01', '2024-03-06')).toBe('6000');
    expect(w.q('2024-03-01', '2024-03-12')).toBe('5000');
    expect(w.q('2024-02-28', '2024-03-12')).toBe('6000');
    expect(w.sold('2024-03-12')).toBe('1000');
  });

  it('makes the original late by the new date', () => {
    expect(lateness(w.view('2024-03-06'))).toMatchObject([{ outcome: 'in-time' }]);
    expect(lateness(w.view('2024-03-12'))).toMatchObject([
      { dueOn: '2024-03-04', filedOn: '2024-03-05', outcome: 'late', businessDaysLate: 1 },
    ]);
  });
});

describe('14. a purchase was a sale', () => {
  const on = '2024-03-04';
  const original = form4({ accepted: '2024-03-05' }, buys(1000, { at: 10, on, leaving: 7000 }));
  const amendment = form4a(
    { accepted: '2024-03-12', box4: '2024-03-05' },
    sells(1000, { at: 10, on, leaving: 5000 }),
  );
  const w = world(base, original, amendment);

  it('swings by twice the amount', () => {
    expect(w.q(on, '2024-03-06')).toBe('7000');
    expect(w.q(on, '2024-03-12')).toBe('5000');
    expect([w.bought('2024-03-06'), w.sold('2024-03-06')]).toEqual(['1000', '0']);
    expect([w.bought('2024-03-12'), w.sold('2024-03-12')]).toEqual(['0', '1000']);
    const [deed] = w.transactions('2024-03-12');
    expect(deed?.versions[1]?.changes.map((c) => c.field)).toEqual([
      'code',
      'acquiredDisposed',
      'sharesFollowing',
    ]);
    expect(w.open('2024-03-12')).toEqual([]);
  });
});

describe('15. a transaction date that cannot be', () => {
  const sale = (on: string) => sells(1000, { at: 10, on, leaving: 5000 });
  const original = form4({ accepted: '2024-03-05', period: '2024-03-04' }, sale('2042-03-04'));
  const amendment = form4a({ accepted: '2024-03-12', box4: '2024-03-05' }, sale('2024-03-04'));
  const w = world(base, original, amendment);

  it('is kept as filed, counted from the period, and flagged until it is mended', () => {
    const [kept] = w.transactions('2024-03-06');
    expect(kept && inForce(kept).row.transactionDate.value).toBe('2042-03-04');
    expect(w.q('2024-03-03', '2024-03-06')).toBe('6000');
    expect(w.q('2024-03-04', '2024-03-06')).toBe('5000');
    expect(w.at('2050-01-01', '2024-03-06')?.entries.map((e) => e.on)).toEqual([
      '2024-01-03',
      '2024-01-03',
      '2024-03-04',
    ]);
    expect(w.open('2024-03-06')).toEqual(['DATE_IMPLAUSIBLE']);
    expect(w.open('2024-03-12')).toEqual([]);
    expect(w.conflict('DATE_IMPLAUSIBLE', '2024-03-12')?.status).toBe('closed');
    expect(w.q('2024-03-04', '2024-03-12')).toBe('5000');
  });
});
