import { describe, expect, it } from 'vitest';
import { coolingOffOf, judgedTrade } from '../../projections/plan/cooling-off.js';
import { type Day, writtenDay } from '../../src/filing/calendar.js';
import { right } from '../readmodel/kept.js';
import { form4Of, ledgerOf, officer, row } from './asked.js';

const results = (filedOn?: string) =>
  filedOn === undefined ? [] : [{ filedOn: writtenDay(filedOn), period: null }];

describe('the cooling-off period of a director or officer', () => {
  it.each<[string, string, string | undefined, string, string]>([
    [
      'CO-01, ninety days later than the report',
      '2024-03-01',
      '2024-05-06',
      '2024-05-31',
      '2024-05-31',
    ],
    ['CO-02, from Monday to Thursday', '2024-02-02', '2024-05-06', '2024-05-09', '2024-05-09'],
    ['CO-04, over a holiday', '2024-11-12', '2025-02-14', '2025-02-20', '2025-02-20'],
    ['CO-06, at most 120 days', '2024-10-10', '2025-02-28', '2025-02-08', '2025-02-08'],
    ['CO-09, the first day of the rule', '2023-02-27', undefined, '2023-05-29', '2023-06-28'],
    ['CO-10, without the report', '2023-12-15', undefined, '2024-03-15', '2024-04-14'],
    ['CO-10, with it, over Good Friday', '2023-12-15', '2024-03-27', '2024-03-30', '2024-03-30'],
    ['CO-14, from the day of the change', '2024-06-10', undefined, '2024-09-09', '2024-10-09'],
  ])('%s', (_, adopted, filed, earliest, latest) => {
    expect(coolingOffOf(writtenDay(adopted), true, results(filed))).toMatchObject({
      earliest,
      latest,
    });
  });

  it('takes the report on the quarter of the adoption, and no other', () => {
    const told = [
      { filedOn: writtenDay('2024-02-20'), period: writtenDay('2023-12-31') },
      { filedOn: writtenDay('2024-05-06'), period: writtenDay('2024-03-31') },
      { filedOn: writtenDay('2024-08-05'), period: writtenDay('2024-06-30') },
    ];
    const adopted = writtenDay('2024-02-02');
    expect(coolingOffOf(adopted, true, told)?.resultsFiledOn).toBe('2024-05-06');
    const untold = told.map((t) => ({ ...t, period: null }));
    expect(coolingOffOf(adopted, true, untold)?.resultsFiledOn).toBe('2024-05-06');
  });

  it('is asked of no plan from before the rule', () => {
    expect(coolingOffOf(writtenDay('2023-02-24'), true, [])).toBeNull();
  });

  it.each<[boolean, number, string]>([
    [true, 89, 'too-early'],
    [true, 90, 'boundary'],
    [true, 91, 'depends-on-results'],
    [true, 120, 'depends-on-results'],
    [true, 121, 'satisfied'],
    [false, 29, 'too-early'],
    [false, 30, 'boundary'],
    [false, 31, 'satisfied'],
  ])('officer %s, day %i: %s', (ofOfficer, day, outcome) => {
    const adopted = writtenDay('2024-03-01');
    const period = coolingOffOf(adopted, ofOfficer, []);
    const on = new Date(Date.parse(adopted) + day * 86_400_000).toISOString().slice(0, 10) as Day;
    if (period === null) throw new Error('no period');
    expect(judgedTrade(on, period)).toMatchObject({ outcome, day });
  });
});

describe('plans told in footnotes', () => {
  const sold = (on: string, said: string, more: object = {}, shares = '100 @ 10') =>
    form4Of(
      [officer],
      [row(`S ${shares} on ${on}`, { price: { value: '10', footnotes: ['F1'] } })],
      {
        footnotes: [{ id: 'F1', text: said }],
        plan10b51: true,
        ...more,
      },
    );
  const adopted = (day: string, rest = '') =>
    `Sold under a Rule 10b5-1 plan adopted on ${day}${rest}.`;
  const of = { insider: officer.cik };

  it('are gathered by adoption, with trades, shares and proceeds', async () => {
    const ledger = await ledgerOf(
      sold('2024-07-15', adopted('3/1/2024')),
      sold('2024-08-15', adopted('3/1/2024')),
    );
    const { plans, findings } = await right(ledger.plans(of));
    expect(plans).toMatchObject([
      {
        adoptedOn: '2024-03-01',
        roleAtAdoption: 'officer',
        coolingOff: {
          applies: true,
          earliest: '2024-05-31',
          latest: '2024-06-30',
          firstTrade: '2024-07-15',
          dayAfterAdoption: 136,
          outcome: 'satisfied',
          resultsFiledOn: null,
        },
        box: true,
        trades: 2,
        shares: '200',
        proceeds: '2000.00',
        overlaps: [],
        findings: [],
        rows: [{ marginDays: 15 }, { marginDays: 46 }],
      },
    ]);
    expect(findings).toEqual([]);
  });

  it('CO-14: a change begins the period again', async () => {
    const ledger = await ledgerOf(
      sold('2024-07-15', adopted('3/1/2024', ' and modified on 6/10/2024')),
    );
    const [plan] = (await right(ledger.plans(of))).plans;
    expect(plan).toMatchObject({
      adoptedOn: '2024-03-01',
      modifiedOn: ['2024-06-10'],
      coolingOff: { outcome: 'too-early', earliest: '2024-09-09' },
      findings: [{ code: 'PLAN_TRADE_TOO_EARLY' }, { code: 'PLAN_MODIFIED' }],
    });
  });

  it('CO-13: from before the rule are not asked, and their box is out of place', async () => {
    const ledger = await ledgerOf(sold('2024-11-08', adopted('9/14/2021')));
    const { plans, findings } = await right(ledger.plans(of));
    expect(plans).toMatchObject([{ coolingOff: { applies: false, outcome: 'not-applicable' } }]);
    expect(findings).toMatchObject([{ code: 'PLAN_BOX_OLD_PLAN' }]);
  });

  it('are compared with the box of the form', async () => {
    const ledger = await ledgerOf(
      sold('2024-09-02', adopted('3/1/2024'), { plan10b51: false }),
      sold('2024-09-03', 'Sold at several prices.'),
    );
    const { plans, findings } = await right(ledger.plans(of));
    expect(plans).toMatchObject([
      { adoptedOn: '2024-03-01', box: false },
      { adoptedOn: null, box: true, coolingOff: { outcome: 'no-adoption-date' } },
    ]);
    expect(findings.map(({ code }) => code)).toEqual(['PLAN_BOX_MISSING', 'PLAN_BOX_WITHOUT_DATE']);
  });

  it('may not overlap, nor be of a single trade twice in a year', async () => {
    const both = await ledgerOf(
      sold('2024-09-02', adopted('3/1/2024')),
      sold('2024-11-04', adopted('6/3/2024')),
      sold('2024-12-02', adopted('3/1/2024')),
    );
    const [first, second] = (await right(both.plans(of))).plans;
    expect(first?.overlaps).toEqual([]);
    expect(second).toMatchObject({
      overlaps: [first?.planId],
      findings: [{ code: 'PLANS_OVERLAP', about: first?.planId }],
    });
    const single = await ledgerOf(
      sold('2024-09-02', adopted('3/1/2024')),
      sold('2024-12-02', adopted('6/3/2024')),
    );
    const later = (await right(single.plans(of))).plans[1];
    expect(later?.findings).toMatchObject([{ code: 'SINGLE_TRADE_TWICE' }]);
  });

  it('after one that was ended early wait from its end', async () => {
    const ledger = await ledgerOf(
      sold('2024-07-08', adopted('3/1/2024', ' and terminated on 9/2/2024')),
      sold('2024-11-04', adopted('6/3/2024')),
    );
    const later = (await right(ledger.plans(of))).plans[1];
    expect(later?.coolingOff).toMatchObject({ outcome: 'too-early', dayAfterAdoption: 63 });
  });

  it('are judged by the results that somebody gives', async () => {
    const ledger = await ledgerOf(sold('2024-06-03', adopted('2/5/2024')));
    const by = async (filedOn?: string) =>
      (
        await right(
          ledger.plans({
            ...of,
            results: filedOn === undefined ? [] : [{ issuer: 'ACME', filedOn }],
          }),
        )
      ).plans[0]?.coolingOff;
    expect(await by()).toMatchObject({ outcome: 'depends-on-results', dayAfterAdoption: 119 });
    expect(await by('2024-05-06')).toMatchObject({
      outcome: 'satisfied',
      resultsFiledOn: '2024-05-06',
    });
  });

  it('are judged by results that were declared, until that is taken back', async () => {
    const ledger = await ledgerOf(sold('2024-06-03', adopted('2/5/2024')));
    const judged = async (results: ReadonlyArray<{ filedOn: string; period: string }> = []) =>
      (await right(ledger.plans({ ...of, results }))).plans[0]?.coolingOff;
    const why = { reason: 'the 10-Q is on EDGAR', by: 'counsel' };
    const period = '2024-03-31';
    const resultsFiled = { on: '2024-05-06', period };
    const fact = { issuer: 'ACME', resultsFiled };
    const declared = await right(ledger.declare(fact, why));
    expect(await judged()).toMatchObject({
      outcome: 'satisfied',
      resultsFiledOn: '2024-05-06',
    });
    expect(await judged([{ filedOn: '2024-05-07', period }])).toMatchObject({
      resultsFiledOn: '2024-05-07',
    });
    await right(ledger.undeclare(declared.change?.rulings[0] ?? '', why));
    expect(await judged()).toMatchObject({ outcome: 'depends-on-results' });
  });
});
