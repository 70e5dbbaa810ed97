/** What operators say: decisions, corrections and identities, and that none reaches back. */
import { describe, expect, it } from 'vitest';
import { form3, form4, form4a, holds, isGranted, sells } from './filings.js';
import { rowOf, world } from './world.js';

const on = '2024-03-04';
const base = form3({ accepted: '2024-01-10', period: '2024-01-03' }, holds(6000));
const sale = (shares: number, leaving: number) => sells(shares, { at: 10, on, leaving });

describe('a filing sent twice', () => {
  const first = form4({ accepted: '2024-03-05' }, sale(1000, 5000));
  const second = form4({ accepted: '2024-03-06' }, sale(1000, 5000));
  const w = world(base, first, second);

  it('counts once, and twice if an operator says that the two are distinct', () => {
    expect(w.sold('2024-03-06')).toBe('1000');
    expect(w.open('2024-03-06')).toEqual(['DUPLICATE_FILING']);
    const distinct = w.decide('DUPLICATE_FILING', 'distinct', '2024-03-08');
    expect(distinct.sold('2024-03-08')).toBe('2000');
    expect(distinct.sold('2024-03-08', { recordedBy: '2024-03-07' })).toBe('1000');
    const twin = distinct.decide('DUPLICATE_FILING', 'duplicate', '2024-03-09');
    expect(twin.sold('2024-03-09')).toBe('1000');
    expect(twin.conflict('DUPLICATE_FILING', '2024-03-09')?.status).toBe('decided');
  });
});

describe('a decision about something that has changed since', () => {
  const grant = (leaving: number) => isGranted(2000, { on, leaving });
  const original = form4({ accepted: '2024-03-05' }, grant(8000), grant(10_000));
  const note = 'The grant was inadvertently reported twice.';
  const amendment = form4a({ accepted: '2024-03-12', box4: '2024-03-05', note }, grant(8000));
  const decided = world(base, original, amendment).decide(
    'UNMENTIONED_ROW',
    'rows-withdrawn',
    '2024-03-15',
  );

  it('is shown as stale and asked again, and does not count meanwhile', () => {
    const changed = decided.correct(
      rowOf(amendment, 'I.1'),
      { sharesFollowing: '8001' },
      '2024-03-18',
    );
    const conflict = changed.conflict('UNMENTIONED_ROW', '2024-03-20');
    expect(conflict).toMatchObject({ status: 'open', decision: { stale: true } });
    expect(changed.status(on, '2024-03-20')).toBe('contested');
    expect(changed.transactions('2024-03-20')).toHaveLength(2);
  });
});

describe('box 4 and the evidence disagree', () => {
  const original = form4({ accepted: '2024-03-05' }, sale(1000, 5000));
  const amendment = form4a({ accepted: '2024-03-12', box4: on }, sale(100, 5900));

  it('links by the evidence unless an operator lets the amendment stand alone', () => {
    const w = world(base, original, amendment);
    expect(w.sold('2024-03-12')).toBe('100');
    const alone = w.decide('BOX4_DATE_MISMATCH', 'stand-alone', '2024-03-14');
    expect(alone.sold('2024-03-14')).toBe('1100');
    expect(alone.sold('2024-03-14', { recordedBy: '2024-03-13' })).toBe('100');
    const kept = alone.decide('BOX4_DATE_MISMATCH', 'keep-link', '2024-03-15');
    expect(kept.sold('2024-03-15')).toBe('100');
  });
});

describe('an amendment whose original is not here', () => {
  it('stands alone unless an operator holds it out', () => {
    const w = world(form4a({ accepted: '2024-03-12', box4: '2024-03-05' }, sale(100, 5900)));
    expect(w.q(on, '2024-03-12')).toBe('5900');
    const out = w.decide('ORPHAN_AMENDMENT', 'hold-out', '2024-03-14');
    expect(out.q(on, '2024-03-14')).toBe('unknown');
    expect(out.q(on, '2024-03-14', { recordedBy: '2024-03-13' })).toBe('5900');
  });
});

describe('a correction', () => {
  const original = form4({ accepted: '2024-03-05' }, sale(100, 5000));
  const w = world(base, original);
  const row = rowOf(original, 'I.1');
  const read = w.correct(row, { shares: '1000' }, '2024-03-10');

  it('counts from its recording and can be taken back', () => {
    expect(w.open('2024-03-20')).toEqual(['UNEXPLAINED_DELTA']);
    expect(read.open('2024-03-20')).toEqual([]);
    expect(read.sold('2024-03-20')).toBe('1000');
    expect(read.sold('2024-03-20', { recordedBy: '2024-03-09' })).toBe('100');
    const undone = read.correct(row, {}, '2024-03-12');
    expect(undone.sold('2024-03-20')).toBe('100');
    expect(undone.sold('2024-03-20', { recordedBy: '2024-03-11' })).toBe('1000');
  });
});

describe('two titles of one class', () => {
  const renamed = form4(
    { accepted: '2024-03-05' },
    sells(1000, { of: 'Ordinary Shares', at: 10, on, leaving: 5000 }),
  );
  const w = world(base, renamed);

  it('are two positions until an operator says that they are one', () => {
    expect(w.view('2024-03-06').holdings).toHaveLength(2);
    const one = w.alias('Ordinary Shares', 'Common', '2024-03-10');
    expect(one.view('2024-03-12').holdings).toHaveLength(1);
    expect(one.q(on, '2024-03-12')).toBe('5000');
    expect(one.view('2024-03-12', { recordedBy: '2024-03-09' }).holdings).toHaveLength(2);
    const two = one.alias('Ordinary Shares', 'Ordinary Shares', '2024-03-14');
    expect(two.view('2024-03-15').holdings).toHaveLength(2);
  });
});

describe('an insider without a CIK who is one with a CIK', () => {
  const paper = form3(
    { accepted: '2024-01-10', period: '2024-01-03', owners: ['?Doe J'] },
    holds(6000),
  );
  const edgar = form4({ accepted: '2024-03-05', owners: ['Doe'] }, sale(1000, 5000));
  const w = world(edgar, paper);
  const joined = w.identify('Doe J', 'Doe', '2024-03-10');

  it('answers from both streams as one', () => {
    expect(w.q('2024-02-01', '2024-03-06')).toBe('unknown');
    expect(joined.q('2024-02-01', '2024-03-06')).toBe('6000');
    expect(joined.q(on, '2024-03-06')).toBe('5000');
    expect(joined.open('2024-03-06')).toEqual([]);
    const [holding, ...others] = joined.view('2024-03-06').holdings;
    expect(others).toEqual([]);
    expect(holding?.position.id.split('/')[0]).toBe(edgar.owners[0]?.cik);
  });

  it('answers as before for what was recorded before, and when it is taken back', () => {
    expect(joined.q('2024-02-01', '2024-03-06', { recordedBy: '2024-03-09' })).toBe('unknown');
    const apart = joined.identify('Doe J', 'Doe', '2024-03-12', false);
    expect(apart.q('2024-02-01', '2024-03-15')).toBe('unknown');
  });
});
