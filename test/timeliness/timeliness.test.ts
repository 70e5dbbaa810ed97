/** Which rows were reported in time, which late, and of which that cannot be told. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { accession, acme, doe, form3, form4, holding, roe, trade } from '../ledger/filing.js';
import { type Kept, keptLedger, right } from '../readmodel/kept.js';

let kept: Kept;
beforeEach(() => {
  kept = keptLedger();
});
afterEach(() => kept.close());

const record = async (...filings: ReadonlyArray<object>): Promise<void> => {
  for (const filing of filings) await right(kept.ledger.record(filing));
};

const base = form3(1, '2015-01-12', [holding(1, '6000')]);

/** Form 4 with one sale, by EDGAR's own filing date. */
const sold = (n: number, on: string, filedOn: string, acceptedAt: string, more: object = {}) =>
  form4(n, filedOn, on, [trade(1, on, 'S', 'D', '100', '5000', more)], {
    acceptedAt,
    filedBasis: 'edgar-header',
  });

const judged = async (insider = 'doe') =>
  (await right(kept.ledger.timeliness({ insider, asOf: '2026-12-31' }))).rows;

const rowOf = async (n: number, label = 'I.1') =>
  (await judged()).find((r) => r.row === `${accession(n)}/${label}`);

describe('a sale', () => {
  it.each([
    ['accepted at 22:00:00', '2024-03-04', '2024-03-06', '2024-03-07T03:00:00Z', 'in-time', 0, 0],
    [
      'accepted later, with that day’s date',
      '2024-03-04',
      '2024-03-06',
      '2024-03-07T03:00:40Z',
      'in-time',
      0,
      0,
    ],
    [
      'dated by EDGAR on the next day',
      '2024-03-04',
      '2024-03-07',
      '2024-03-07T03:05:00Z',
      'late',
      1,
      1,
    ],
    [
      'around a day of mourning',
      '2025-01-07',
      '2025-01-10',
      '2025-01-10T21:00:00Z',
      'in-time',
      0,
      0,
    ],
    ['around Christmas Eve', '2024-12-20', '2024-12-26', '2024-12-26T21:03:11Z', 'in-time', 0, 0],
    ['a day after it', '2018-12-03', '2018-12-07', '2018-12-07T21:00:00Z', 'late', 1, 1],
    ['on a holiday', '2024-10-14', '2024-10-17', '2024-10-17T20:00:00Z', 'late', 1, 1],
    ['after Good Friday', '2024-03-27', '2024-04-01', '2024-04-01T20:00:00Z', 'late', 1, 3],
  ])('%s', async (_, on, filedOn, acceptedAt, outcome, business, calendar) => {
    await record(base, sold(2, on, filedOn, acceptedAt));
    expect(await rowOf(2)).toMatchObject({
      outcome,
      filedOn,
      businessDaysLate: business,
      calendarDaysLate: calendar,
      rule: '16a-3(g)(1)',
      executedOn: on,
      why: null,
    });
  });

  it('before the two-day rule was due on the tenth day after its month', async () => {
    await record(
      form3(1, '2001-01-11', [holding(1, '6000')]),
      sold(2, '2002-08-28', '2002-09-10', '2002-09-10T20:00:00Z'),
      sold(3, '2002-08-29', '2002-09-10', '2002-09-10T20:00:00Z'),
    );
    expect(await rowOf(2)).toMatchObject({
      outcome: 'in-time',
      rule: '16(a)(2) before 2002-08-29',
      dueOn: '2002-09-10',
    });
    expect(await rowOf(3)).toMatchObject({ outcome: 'late', dueOn: '2002-09-03' });
  });

  it('dated after its filing is not judged, for its date and not for want of one', async () => {
    await record(base, sold(2, '2025-03-04', '2024-03-06', '2024-03-06T20:00:00Z'));
    expect(await rowOf(2)).toMatchObject({
      outcome: 'not-judged',
      why: 'implausible-transaction-date',
    });
  });

  it('before the event of the Form 3 is not judged', async () => {
    await record(
      form3(1, '2017-01-11', [holding(1, '6000')]),
      sold(2, '2016-11-01', '2017-01-12', '2017-01-12T20:00:00Z'),
    );
    expect(await rowOf(2)).toMatchObject({ outcome: 'not-judged', why: 'before-section-16' });
  });

  it('whose filing date nobody tells is not judged', async () => {
    const {
      filedOn: _,
      acceptedAt: __,
      ...undated
    } = form4(2, '2024-03-20', '2024-03-04', [
      trade(1, '2024-03-04', 'S', 'D', '100', '5000'),
    ]) as Record<string, unknown>;
    await record(base, undated);
    expect(await rowOf(2)).toMatchObject({ outcome: 'not-judged', why: 'filing-date-unknown' });
  });
});

describe('a deemed execution date', () => {
  const under = {
    footnotes: [
      { id: 'F1', text: 'Sold pursuant to a Rule 10b5-1 trading plan adopted on January 2, 2024.' },
    ],
  };
  const deemed = (on: string, filedOn: string, plan: boolean) => ({
    ...sold(2, '2024-05-01', filedOn, `${filedOn}T20:00:00Z`, {
      deemedExecutionDate: on,
      ...(plan ? { shares: { value: '100', footnotes: ['F1'] } } : {}),
    }),
    ...(plan ? under : {}),
  });

  it('counts under a plan', async () => {
    await record(base, deemed('2024-05-02', '2024-05-06', true));
    expect(await rowOf(2)).toMatchObject({
      outcome: 'in-time',
      executedOn: '2024-05-02',
      executionBasis: 'deemed',
      rule: '16a-3(g)(2)',
      findings: [],
    });
  });

  it('counts for three business days and no more', async () => {
    await record(base, deemed('2024-05-10', '2024-05-09', true));
    expect(await rowOf(2)).toMatchObject({
      outcome: 'late',
      dueOn: '2024-05-08',
      executionBasis: 'deemed-capped',
      businessDaysLate: 1,
    });
  });

  it('before the trade is not taken at its word', async () => {
    await record(base, deemed('2024-04-26', '2024-05-03', true));
    expect(await rowOf(2)).toMatchObject({
      outcome: 'in-time',
      executedOn: '2024-05-01',
      findings: [{ code: 'DEEMED_DATE_UNSUPPORTED' }],
    });
  });

  it('without a plan is judged by, and said to be unsupported', async () => {
    await record(base, deemed('2024-05-02', '2024-05-06', false));
    expect(await rowOf(2)).toMatchObject({
      outcome: 'in-time',
      findings: [{ code: 'DEEMED_DATE_UNSUPPORTED' }],
    });
  });
});

describe('an amendment', () => {
  const amending = (n: number, rows: ReadonlyArray<object>, originalFiledOn: string) =>
    form4(n, '2024-03-20', '2024-03-04', rows, {
      form: '4/A',
      originalFiledOn,
      filedBasis: 'edgar-header',
    });

  it('whose original is not here is never late', async () => {
    await record(
      base,
      amending(3, [trade(1, '2024-03-04', 'S', 'D', '100', '5000')], '2024-03-05'),
    );
    expect(await rowOf(3)).toMatchObject({
      outcome: 'not-judged',
      why: 'original-missing',
      originalFiledOn: '2024-03-05',
      findings: [{ code: 'ORIGINAL_IN_TIME' }],
    });
  });

  it('is judged for the rows that it adds; those that it restates by their original', async () => {
    const row = trade(1, '2024-03-04', 'S', 'D', '100', '5000');
    await record(
      base,
      sold(2, '2024-03-04', '2024-03-05', '2024-03-05T20:00:00Z'),
      amending(3, [row, trade(2, '2024-03-04', 'F', 'D', '7', '4993')], '2024-03-05'),
    );
    const rows = await judged();
    expect(rows.find((r) => r.row === `${accession(2)}/I.1`)).toMatchObject({ outcome: 'in-time' });
    expect(rows.find((r) => r.row === `${accession(3)}/I.2`)).toMatchObject({
      outcome: 'late',
      filedOn: '2024-03-20',
    });
  });

  it('that corrects the date moves the day on which it was due', async () => {
    await record(
      base,
      sold(2, '2024-03-04', '2024-03-05', '2024-03-05T20:00:00Z'),
      amending(3, [trade(1, '2024-03-01', 'S', 'D', '100', '5000')], '2024-03-05'),
    );
    expect(await rowOf(2)).toMatchObject({ outcome: 'in-time', dueOn: '2024-03-05' });
    const then = await right(
      kept.ledger.timeliness({ insider: 'doe', asOf: '2026-12-31', knownBy: '2024-03-10' }),
    );
    expect(then.rows.find((r) => r.row === `${accession(2)}/I.1`)).toMatchObject({
      dueOn: '2024-03-06',
    });
  });
});

describe('Form 5', () => {
  const annual = (n: number, filedOn: string, period: string, row: object) =>
    form4(n, filedOn, period, [row], { form: '5', filedBasis: 'edgar-header' });
  const gift = (on: string, letter: 'A' | 'D', form: string) =>
    trade(1, on, 'G', letter, '10', '6010', { coding: { form, code: 'G' }, price: null });

  it('is due for the fiscal year in which the gift was received', async () => {
    await record(base, annual(2, '2025-02-13', '2024-06-30', gift('2024-03-01', 'A', '5')));
    expect(await rowOf(2)).toMatchObject({
      outcome: 'late',
      dueOn: '2024-08-14',
      rule: '16a-3(f)',
      businessDaysLate: 122,
      calendarDaysLate: 183,
    });
  });

  it('is too late for a gift given since February 2023, and for what was due on Form 4', async () => {
    await record(base, annual(2, '2024-02-10', '2023-12-31', gift('2023-03-06', 'D', '5')));
    expect(await rowOf(2)).toMatchObject({ outcome: 'late', dueOn: '2023-03-08' });
    await record(annual(3, '2024-02-12', '2023-12-31', gift('2023-01-09', 'A', '4')));
    expect(await rowOf(3)).toMatchObject({
      outcome: 'late',
      findings: [{ code: 'FORM_4_ROW_ON_FORM_5' }],
    });
  });

  it('of a year whose end is not told is late where it is by every year’s end', async () => {
    const early = (n: number, filedOn: string, on: string) =>
      form4(n, filedOn, on, [gift(on, 'A', '5')], {
        filedBasis: 'edgar-header',
      });
    await record(base, early(2, '2025-03-20', '2024-03-01'), early(3, '2025-06-20', '2024-03-05'));
    expect(await rowOf(2)).toMatchObject({ outcome: 'not-judged', why: 'fiscal-year-unknown' });
    expect(await rowOf(3)).toMatchObject({ outcome: 'late' });
  });

  it('of a year that ends on 29 February ends on the 28th in others', async () => {
    await record(base, annual(2, '2024-04-10', '2024-02-29', gift('2023-02-01', 'A', '5')));
    expect(await rowOf(2)).toMatchObject({ outcome: 'late', dueOn: '2023-04-14' });
    const { persons } = await right(kept.ledger.delinquencies({ issuer: 'ACME' }));
    expect(persons).toEqual([]);
    await record(annual(3, '9999-12-31', '9999-12-31', gift('9999-12-30', 'A', '5')));
    await right(
      kept.ledger.declare({ issuer: 'ACME', fiscalYearEnd: '02-29' }, { reason: 'r', by: 'me' }),
    );
    expect(await rowOf(2)).toMatchObject({ dueBasis: 'declared', dueOn: '2023-04-14' });
    const { rows } = await right(kept.ledger.timeliness({ insider: 'doe', asOf: '9999-12-31' }));
    expect(rows.map(({ dueOn }) => dueOn)).toContain('9999-12-31');
  });

  it('is not due yet for a gift that a Form 4 tells of early', async () => {
    await record(
      base,
      form4(2, '2024-09-20', '2024-03-01', [gift('2024-03-01', 'A', '5')], {
        filedBasis: 'edgar-header',
      }),
    );
    expect(await rowOf(2)).toMatchObject({ outcome: 'in-time', dueBasis: 'assumed' });
  });
});

describe('Form 3', () => {
  it('is due ten days after the event', async () => {
    await record({
      ...form3(1, '2024-01-17', [holding(1, '5')]),
      period: '2024-01-03',
      filedBasis: 'edgar-header',
    });
    expect(await rowOf(1)).toMatchObject({
      outcome: 'late',
      dueOn: '2024-01-16',
      rule: '16a-3(a)',
    });
  });

  it('of several on one day may be the issuer’s registration: within ten days nobody is called late', async () => {
    const at = (n: number, filedOn: string, cik: string) => ({
      ...form3(n, filedOn, [holding(1, '5')]),
      period: '2024-06-13',
      filedBasis: 'edgar-header',
      owners: [{ cik, name: `OWNER ${n}`, relationship: { director: true } }],
    });
    await record(
      at(1, '2024-06-13', '0000002001'),
      at(2, '2024-06-14', '0000002002'),
      at(3, '2024-07-01', '0000002003'),
    );
    const { rows } = await right(kept.ledger.timeliness({ issuer: 'ACME', asOf: '2026-12-31' }));
    expect(rows.map((r) => [r.outcome, r.why])).toEqual([
      ['in-time', null],
      ['not-judged', 'registration-day-unknown'],
      ['late', null],
    ]);
    // What the others filed counts where one of them is asked about, too.
    for (const row of rows)
      expect(await judged(row.insider.id)).toMatchObject([{ outcome: row.outcome, why: row.why }]);
  });
});

describe('of everybody', () => {
  it('is what each issuer says, in pages of issuers, from tables and from the log', async () => {
    const other = { cik: '0000000043', name: 'OTHER INC', symbol: 'OTHR' };
    await record(
      base,
      sold(2, '2024-03-04', '2024-03-08', '2024-03-08T21:00:00Z'),
      { ...form3(3, '2024-06-13', [holding(1, '5')]), issuer: other, owners: [roe] },
      form4(4, '2024-07-03', '2024-07-01', [trade(1, '2024-07-01', 'P', 'A', '5', '10')], {
        issuer: other,
        owners: [doe, roe],
      }),
    );
    const asOf = '2026-12-31';
    const of = async (issuer: string) =>
      (await right(kept.ledger.timeliness({ issuer, asOf }))).rows;
    const each = [...(await of(acme.cik)), ...(await of(other.cik))];
    expect(each.map((r) => r.outcome)).toContain('late');
    for (const fromLog of [true, false]) {
      const all = await right(kept.ledger.timeliness({ asOf, fromLog }));
      expect(all.rows).toEqual(each);
      expect(all).not.toHaveProperty('next');
      const first = await right(kept.ledger.timeliness({ asOf, fromLog, limit: 1 }));
      expect(first).toMatchObject({ next: acme.cik });
      const last = await right(
        kept.ledger.timeliness({ asOf, fromLog, limit: 1, cursor: acme.cik }),
      );
      expect(last).toMatchObject({ next: null });
      expect([...first.rows, ...last.rows]).toEqual(each);
    }
    expect(await kept.ledger.timeliness({ limit: 0 })()).toMatchObject({
      left: { code: 'INVALID_ARGUMENT' },
    });
  });
});

describe('of an issuer, Item 405', () => {
  it('counts reports, transactions and a joint document once, in a sentence to paste', async () => {
    await record(
      base,
      { ...form3(2, '2020-01-10', [holding(1, '5')]), owners: [roe] },
      form4(
        3,
        '2024-03-20',
        '2024-03-04',
        [
          trade(1, '2024-03-04', 'S', 'D', '100', '5900'),
          trade(2, '2024-03-05', 'S', 'D', '100', '5800'),
        ],
        { owners: [doe, roe], filedBasis: 'edgar-header' },
      ),
    );
    const answer = await right(
      kept.ledger.delinquencies({ issuer: 'ACME', fiscalYearEnd: '2024-12-31' }),
    );
    expect(answer.fiscalYear).toEqual({
      from: '2024-01-01',
      through: '2024-12-31',
      basis: 'declared',
      asked: true,
    });
    expect(answer.persons).toHaveLength(2);
    expect(answer.persons[0]).toMatchObject({
      reportsFiledLate: 1,
      reportsDue: 2,
      transactionsLate: 2,
      sentence: 'One Form 4 reporting two transactions was filed late.',
    });
    expect(answer.issuerTotals).toEqual({
      reportsFiledLate: 1,
      transactionsLate: 2,
      jointDocumentsOnce: true,
    });
    const before = await right(
      kept.ledger.delinquencies({ issuer: 'ACME', fiscalYearEnd: '2023-12-31' }),
    );
    expect(before.persons).toEqual([]);
  });

  it('is the same from the log and from a read model, and says that it is no finding of law', async () => {
    await record(base, sold(2, '2024-03-04', '2024-03-20', '2024-03-20T20:00:00Z'));
    const query = { issuer: 'ACME', asOf: '2025-06-01' };
    const folded = await right(kept.ledger.delinquencies({ ...query, fromLog: true }));
    await right(kept.ledger.rebuild({ workers: 0 }));
    expect(await right(kept.ledger.delinquencies(query))).toEqual(folded);
    expect(folded.notice).toBe('computed from filings; not a legal finding');
    expect(folded.persons.map((p) => p.sentence)).toEqual([
      'One Form 4 reporting one transaction was filed late.',
    ]);
  });
});

describe('what operators declared', () => {
  const by = { reason: 'EDGAR’s notice', by: 'j.doe' };
  const gift = trade(1, '2024-03-01', 'G', 'A', '10', '6010', {
    coding: { form: '5', code: 'G' },
    price: null,
  });

  it('is a closed day that no form is due on', async () => {
    await record(base, sold(2, '2024-03-04', '2024-03-07', '2024-03-07T20:00:00Z'));
    expect(await rowOf(2)).toMatchObject({ outcome: 'late' });
    await right(kept.ledger.declare({ closedDay: '2024-03-05' }, by));
    expect(await rowOf(2)).toMatchObject({
      outcome: 'in-time',
      dueOn: '2024-03-07',
      skipped: [{ day: '2024-03-05', why: 'EDGAR’s notice' }],
    });
    expect((await right(kept.ledger.calendar(2024))).closed).toContainEqual(
      expect.objectContaining({ day: '2024-03-05', basis: 'declared' }),
    );
  });

  it('is an order of relief, under which nobody is called late', async () => {
    await record(base, sold(2, '2024-03-04', '2024-03-07', '2024-03-07T20:00:00Z'));
    const relief = { from: '2024-03-01', through: '2024-03-31', filedBy: '2024-04-01' };
    await right(kept.ledger.declare({ relief }, by));
    expect(await rowOf(2)).toMatchObject({ outcome: 'not-judged', why: 'relief-order' });
  });

  it('is when fiscal years end', async () => {
    await record(
      base,
      form4(2, '2024-08-20', '2024-12-31', [gift], { form: '5', filedBasis: 'edgar-header' }),
    );
    await right(kept.ledger.declare({ issuer: 'ACME', fiscalYearEnd: '06-30' }, by));
    expect(await rowOf(2)).toMatchObject({
      outcome: 'late',
      dueOn: '2024-08-14',
      dueBasis: 'declared',
    });
  });

  it('is when a registration became effective: Form 3 has no days of grace then', async () => {
    await record({
      ...form3(1, '2024-06-14', [holding(1, '5')]),
      period: '2024-06-13',
      filedBasis: 'edgar-header',
    });
    expect(await rowOf(1)).toMatchObject({ outcome: 'in-time' });
    await right(kept.ledger.declare({ issuer: 'ACME', effective: '2024-06-13' }, by));
    expect(await rowOf(1)).toMatchObject({ outcome: 'late', dueOn: '2024-06-13' });
  });

  it('is a foreign private issuer, whose insiders had until the end of one day', async () => {
    await record({
      ...form3(1, '2026-03-20', [holding(1, '5')]),
      period: '2026-03-18',
      filedBasis: 'edgar-header',
    });
    await right(
      kept.ledger.declare({ issuer: 'ACME', foreignPrivateIssuer: { from: '2020-01-01' } }, by),
    );
    expect(await rowOf(1)).toMatchObject({
      outcome: 'late',
      dueOn: '2026-03-18',
      rule: 'HFIAA',
      businessDaysLate: 2,
      calendarDaysLate: 2,
    });
  });
});
