/** Declarations: what filings do not say, said by operators, undone, and seen at a moment. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { declarationsIn, sharesOutstanding } from '../../projections/known/declaration.js';
import { rulingsOf } from '../../projections/known/rulings.js';
import { issuerId } from '../../src/event/catalogue.js';
import { decodeEvent } from '../../src/event/upcast.js';
import { writtenDay } from '../../src/filing/calendar.js';
import { ledgerOn } from '../../src/index.js';
import { streamCache } from '../../src/journal/streams.js';
import { ledgerDeclarations } from '../../src/ledger/ledger-wide.js';
import { memoryStore } from '../../src/store/memory.js';
import { accession, form3, form4, holding, trade } from '../ledger/filing.js';
import { right } from '../readmodel/kept.js';
import { written } from '../written.js';

const why = { reason: 'annual report, cover page', by: 'j.doe' };
const row = `${accession(2)}/I.1`;
const acme = written(issuerId, '0000000042');

let now = new Date('2026-01-01T00:00:00Z');
const world = () => {
  const store = memoryStore();
  const clock = (): Date => {
    now = new Date(now.getTime() + 1_000);
    return now;
  };
  return { store, ledger: ledgerOn(store, 'memory:', { clock }) };
};
let { store, ledger } = world();

beforeEach(async () => {
  now = new Date('2026-01-01T00:00:00Z');
  ({ store, ledger } = world());
  for (const filing of [
    form3(1, '2024-01-10', [holding(1, '6000')]),
    form4(2, '2024-03-05', '2024-03-04', [trade(1, '2024-03-04', 'J', 'D', '1000', '5000')]),
  ])
    await right(ledger.record(filing));
});
afterEach(() => ledger.close());

/** What is declared of ACME, by everything in the log. */
const declared = async () => {
  const events = [];
  for await (const stored of store.readAll()) {
    const decoded = decodeEvent(stored);
    if (decoded._tag === 'Right') events.push(decoded.right);
  }
  return declarationsIn(rulingsOf(events, null).said, acme);
};

const lastRuling = async (): Promise<string> =>
  (await right(ledger.rulings({}))).rulings.at(-1)?.id ?? '';

describe('a declaration', () => {
  it('settles what a row is under Section 16(b), until it is taken back', async () => {
    await right(ledger.declare({ row, treatment: 'exempt', rule: '16b-3(d)' }, why));
    expect((await declared()).rows.get(row as never)).toEqual({
      treatment: 'exempt',
      rule: '16b-3(d)',
    });
    await right(ledger.undeclare(await lastRuling(), { reason: 'no board minutes', by: 'r.roe' }));
    expect((await declared()).rows.size).toBe(0);
    expect((await right(ledger.rulings({}))).rulings).toMatchObject([
      { kind: 'declaration', says: 'exempt by 16b-3(d)', row, inForce: false },
      { kind: 'declaration', undo: true, reason: 'no board minutes', actor: 'r.roe' },
    ]);
  });

  it('in whose place another stands is taken back without it', async () => {
    const declare = (fiscalYearEnd: string, holds = true) =>
      right(ledger.declare({ issuer: 'ACME', fiscalYearEnd }, why, holds));
    await declare('06-30');
    await declare('09-30');
    expect((await declare('06-30', false)).recorded).toBe(0);
    expect((await declared()).fiscalYearEnd).toBe('09-30');
    expect((await declare('09-30', false)).recorded).toBe(1);
    expect((await declared()).fiscalYearEnd).toBeNull();
  });

  it('says of an issuer what its insiders’ forms do not', async () => {
    const issuer = 'ACME';
    for (const fact of [
      { fiscalYearEnd: '06-30' },
      { foreignPrivateIssuer: { from: '2020-01-01', through: '2023-12-31' } },
      { effective: '2019-05-01' },
      { sharesOutstanding: { shares: '1,000,000', on: '2023-01-01' } },
      { sharesOutstanding: { shares: '1200000.5', on: '2024-01-01', security: 'Common Stock' } },
      { sameClass: { security: 'Class A', sameAs: 'Class B' } },
      { resultsFiled: { on: '2024-02-01', period: '2023-12-31' } },
    ])
      expect((await right(ledger.declare({ issuer, ...fact }, why))).recorded).toBe(1);
    const said = await declared();
    expect(said).toMatchObject({
      fiscalYearEnd: '06-30',
      foreignPrivate: [{ from: '2020-01-01', through: '2023-12-31' }],
      effectiveOn: '2019-05-01',
      equivalent: [['class a', 'class b']],
      results: [{ filedOn: '2024-02-01', period: '2023-12-31' }],
    });
    const outstanding = (day: string) =>
      sharesOutstanding(said, 'Common Stock', writtenDay(day))?.toFixed() ?? null;
    expect(outstanding('2022-12-31')).toBeNull();
    expect(outstanding('2023-06-01')).toBe('1000000');
    expect(outstanding('2024-06-01')).toBe('1200000.5');
  });

  it('says of an insider what role it had, and that no Form 5 is due', async () => {
    const who = { insider: 'doe', issuer: 'ACME' };
    await right(ledger.declare({ ...who, role: { role: 'officer', from: '2023-01-01' } }, why));
    await right(ledger.declare({ ...who, noForm5: '2024-12-31' }, why));
    expect(await declared()).toMatchObject({
      roles: [{ role: 'officer', from: '2023-01-01', through: null }],
      noForm5: ['2024-12-31'],
    });
  });

  it('replaces an earlier one of the same fact, and said again is not recorded', async () => {
    await right(ledger.declare({ issuer: 'ACME', fiscalYearEnd: '06-30' }, why));
    await right(ledger.declare({ issuer: 'ACME', fiscalYearEnd: '09-30' }, why));
    expect((await declared()).fiscalYearEnd).toBe('09-30');
    const again = await right(ledger.declare({ issuer: 'ACME', fiscalYearEnd: '09-30' }, why));
    expect(again.recorded).toBe(0);
    const { rulings } = await right(ledger.rulings({ issuer: 'ACME' }));
    expect(rulings.map((r) => r.inForce)).toEqual([false, true]);
  });

  it('is refused where it says nothing that could be', async () => {
    const issuer = 'ACME';
    for (const given of [
      { row, treatment: 'exempt' },
      { row, treatment: 'perhaps' },
      { issuer },
      { issuer, fiscalYearEnd: '02-30' },
      { issuer, fiscalYearEnd: '06-30', effective: '2024-01-01' },
      { issuer, foreignPrivateIssuer: { from: '2024-01-02', through: '2024-01-01' } },
      { issuer, sharesOutstanding: { shares: '-1', on: '2024-01-01' } },
      { insider: 'doe', issuer, role: { role: 'king' } },
      { closedDay: '2024-02-30' },
      { relief: { from: '2024-01-01', through: '2024-01-02' } },
    ])
      expect(await ledger.declare(given as never, why)(), JSON.stringify(given)).toMatchObject({
        _tag: 'Left',
        left: { code: 'INVALID_ARGUMENT' },
      });
    expect((await right(ledger.rulings({}))).rulings).toEqual([]);
  });

  it('changes no answer about an earlier recorded moment', async () => {
    now = new Date('2026-02-01T00:00:00Z');
    await right(ledger.declare({ issuer: 'ACME', fiscalYearEnd: '06-30' }, why));
    const then = await right(ledger.rulings({ recordedBy: '2026-01-15' }));
    expect(then.rulings).toEqual([]);
  });
});

describe('what holds for the whole ledger', () => {
  it('stands in a stream of its own: closed days and orders of relief', async () => {
    const relief = { from: '2012-10-29', through: '2012-11-20', filedBy: '2012-11-21' };
    await right(ledger.declare({ closedDay: '2031-12-26' }, why));
    const due = () => right(ledger.deadline({ form: '4', on: '2031-12-24' }));
    expect(await due()).toMatchObject({ dueOn: '2031-12-30' });
    const closing = await lastRuling();
    await right(ledger.declare({ relief }, why));
    const seen = () => ledgerDeclarations({ streams: streamCache(store) }, { recordedBy: null });
    expect(await seen()).toMatchObject({ closedDays: [{ day: '2031-12-26' }], relief: [relief] });
    await right(ledger.undeclare(closing, why));
    expect(await seen()).toMatchObject({ closedDays: [], relief: [relief] });
    expect((await right(ledger.rulings({}))).rulings.map((r) => r.says)).toEqual([
      'EDGAR was closed on 2031-12-26',
      'relief for reports due 2012-10-29 to 2012-11-20, filed by 2012-11-21',
      'EDGAR was not closed on 2031-12-26',
    ]);
    expect(await right(ledger.verify())).toMatchObject({ ok: true, problems: [] });
    expect((await right(ledger.status())).filings).toBe(2);
  });

  it('tells that there is no such ruling', async () => {
    expect(await ledger.undeclare('r-000000000000', why)()).toMatchObject({
      _tag: 'Left',
      left: { code: 'NOT_FOUND' },
    });
    await right(ledger.split('ACME', { effectiveOn: '2024-02-01', ratio: '2:1' }, why));
    expect(await ledger.undeclare(await lastRuling(), why)()).toMatchObject({
      _tag: 'Left',
      left: { code: 'INVALID_ARGUMENT' },
    });
  });
});
