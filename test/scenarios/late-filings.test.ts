/** Scenario 20: a late form, an annual form, and a reader that was mended. */

import { describe, expect, it } from 'vitest';
import { checkOf } from '../../projections/balance/entry.js';
import { noDueFacts, timelinessIn } from '../../projections/timeliness.js';
import { edgarCalendar } from '../../src/filing/business-days.js';
import { form3, form4, form5, gives, holds, otherwiseAcquires, sells } from './filings.js';
import { rowOf, world } from './world.js';

const base = form3({ accepted: '2024-01-10', period: '2024-01-03' }, holds(6000));
const o1 = form4(
  { accepted: '2024-03-05' },
  sells(1000, { at: 10, on: '2024-03-04', leaving: 5000 }),
);
const late = form4(
  { accepted: '2024-04-10' },
  sells(200, { at: 10, on: '2024-02-15', leaving: 4800 }),
);
const annual = form5(
  { accepted: '2025-02-13', period: '2024-12-31' },
  gives(300, { on: '2024-11-20', leaving: 4500, due: '5' }),
);

describe('20. a late form states the balance of its own date', () => {
  const w = world(base, o1, late, annual);

  it('moves the past for those who know of it', () => {
    expect(w.q('2024-02-20', '2024-03-10')).toBe('6000');
    expect(w.q('2024-02-20', '2024-04-10')).toBe('5800');
    expect(w.status('2024-02-20', '2024-04-10')).toBe('derived');
    expect(w.q('2024-03-04', '2024-04-10')).toBe('4800');
    expect(w.open('2024-04-10')).toEqual([]);
  });

  it('says which balance is of the form’s date and which is stale, and by how much', () => {
    const checks = w.at('2024-03-04', '2024-04-10')?.entries.slice(-2).map(checkOf);
    expect(checks?.map((c) => [c?.outcome, c?.difference.toFixed()])).toEqual([
      ['form-date', '0'],
      ['stale', '200'],
    ]);
    expect(w.status('2024-03-04', '2024-04-10')).toBe('stale');
  });

  it('counts the annual form from the day it was known', () => {
    expect(w.q('2024-12-31', '2025-01-31')).toBe('4800');
    expect(w.q('2024-12-31', '2025-02-13')).toBe('4500');
    expect(w.open('2025-02-13')).toEqual([]);
  });

  it('finds the late sale late, and the gift, which no longer waits for Form 5', () => {
    const lateness = timelinessIn(
      w.view('2025-02-13'),
      null,
      () => noDueFacts,
      edgarCalendar,
    ).filter(({ line }) => line.versions[0]?.row.kind === 'transaction');
    expect(lateness).toMatchObject([
      { dueOn: '2024-03-06', outcome: 'in-time' },
      { dueOn: '2024-02-20', outcome: 'late' },
      { dueOn: '2024-11-22', outcome: 'late' },
    ]);
  });
});

describe('20. a reader that lost a fraction is mended', () => {
  const on = '2024-06-03';
  const dividend = form4(
    { accepted: '2024-06-05' },
    otherwiseAcquires(10, { on, leaving: '4810' }),
  );
  const v1 = world(base, o1, late, annual, dividend);
  const v2 = v1.correct(
    rowOf(dividend, 'I.1'),
    { shares: '10.3258', sharesFollowing: '4810.3258' },
    '2025-03-01',
  );

  it('changes only the rows it touches', () => {
    expect(v1.q(on, '2024-06-05')).toBe('4810');
    expect(v2.q(on, '2024-06-05')).toBe('4810.3258');
    for (const asOf of ['2024-02-20', '2024-03-04', '2024-05-31'])
      expect(v2.q(asOf, '2024-06-05')).toBe(v1.q(asOf, '2024-06-05'));
    expect(v2.view('2024-06-05').filings.map((f) => f.knownAt)).toEqual(
      v1.view('2024-06-05').filings.map((f) => f.knownAt),
    );
  });

  it('still gives the old answers for what was recorded before', () => {
    for (const asOf of ['2024-02-20', on, '2024-12-31'])
      expect(v2.q(asOf, '2025-02-28', { recordedBy: '2025-02-28' })).toBe(v1.q(asOf, '2025-02-28'));
  });

  it('leaves every byte of the log before it as it was', () => {
    for (const [stream, log] of v1.streams())
      expect(JSON.stringify(v2.streams().get(stream)?.slice(0, log.length))).toBe(
        JSON.stringify(log),
      );
  });
});
