import { describe, expect, it } from 'vitest';
import type { Ledger } from '../../src/index.js';
import { doe } from '../ledger/filing.js';
import { keptLedger, right } from '../readmodel/kept.js';
import { form4Of, holder, ledgerOf, officer, oneOf, optionRow, row, traded } from './asked.js';

const only = <A>(items: ReadonlyArray<A>): A => {
  const [one, other] = items;
  if (one === undefined || other !== undefined) throw new Error(`${items.length} of them`);
  return one;
};

const of = (who: { readonly cik: string }) => ({ insider: who.cik });

describe('an officer’s trades', () => {
  it('are matched, with the row, the last day, the bar and a proof', async () => {
    const ledger = await traded(
      officer,
      row('P 500 @ 20.00 on 2024-02-05'),
      row('S 500 @ 26.50 on 2024-05-06'),
    );
    const answer = oneOf(await right(ledger.shortSwing({ ...of(officer), certificate: true })));
    const common = only(answer.classes);
    expect(answer).toMatchObject({
      applies: true,
      window: { rule: 'stella' },
      roles: [{ role: 'officer', from: null, through: null, basis: 'relationship-box' }],
      notice: 'computed from filings; not a legal finding',
    });
    expect(common).toMatchObject({
      security: 'Common Stock',
      exact: '3250.00',
      liho: '3250.00',
      shortfall: '0.00',
      upperBound: '3250.00',
      attribution: 'full-as-reported',
    });
    expect(only(common.pairs)).toMatchObject({
      purchase: { on: '2024-02-05', price: '20' },
      sale: { on: '2024-05-06', price: '26.5' },
      shares: '500',
      gain: '3250.00',
      lastDay: '2024-08-03',
      realisedOn: '2024-05-06',
      reportedOn: '2024-05-06',
      barredAfter: '2026-05-06',
    });
    expect(common.certificate).toMatchObject({ bound: '3250.00', verified: true });
  });

  it('of SW-06 fall short by lowest in, highest out', async () => {
    const ledger = await traded(
      officer,
      row('S 800 @ 33.25 on 2024-03-22'),
      row('S 900 @ 34.75 on 2024-05-17'),
      row('P 200 @ 21.75 on 2024-06-11'),
      row('P 500 @ 21.00 on 2024-08-22'),
      row('P 900 @ 23.75 on 2024-10-23'),
    );
    const answer = oneOf(await right(ledger.shortSwing(of(officer))));
    expect(only(answer.classes)).toMatchObject({
      exact: '18325.00',
      liho: '11675.00',
      shortfall: '6650.00',
    });
    const part = await right(
      ledger.shortSwing({ ...of(officer), shares: [{ owner: 'Doe Jane', part: '12.5%' }] }),
    );
    expect(only(oneOf(part).classes)).toMatchObject({
      exact: '2290.625',
      attribution: 'share 12.5%',
    });
  });

  it('on the boundary of the window are listed, whichever reading is chosen', async () => {
    const ledger = await traded(
      officer,
      row('P 1,000 @ 10 on 2024-03-27'),
      row('S 1,000 @ 12 on 2024-09-26'),
    );
    const by = async (window: string) =>
      only(oneOf(await right(ledger.shortSwing({ ...of(officer), window }))).classes);
    expect(await by('stella')).toMatchObject({
      exact: '0.00',
      boundary: [
        {
          purchase: { on: '2024-03-27', price: '10' },
          sale: { on: '2024-09-26', price: '12' },
          gainPerShare: '2',
          matchesBy: ['anniversary'],
          failsBy: ['stella'],
        },
      ],
    });
    expect((await by('anniversary')).exact).toBe('2000.00');
    expect((await by('days:183')).exact).toBe('2000.00');
    expect((await by('days:182')).exact).toBe('0.00');
  });

  it('before and after a split are compared in the shares of today', async () => {
    const ledger = await traded(
      officer,
      row('P 100 @ 100 on 2024-03-01'),
      row('S 200 @ 60 on 2024-06-03'),
    );
    expect(only(oneOf(await right(ledger.shortSwing(of(officer)))).classes).exact).toBe('0.00');
    const why = { reason: 'two for one', by: 'j.doe' };
    await right(ledger.split('ACME', { ratio: '2:1', effectiveOn: '2024-05-01' }, why));
    const common = only(oneOf(await right(ledger.shortSwing(of(officer)))).classes);
    expect(common.exact).toBe('2000.00');
    expect(only(common.pairs)).toMatchObject({ purchase: { price: '50' }, shares: '200' });
  });

  it('as known before an amendment are what they were', async () => {
    const [bought, sold] = [row('P 500 @ 20.00 on 2024-02-05'), row('S 500 @ 26.50 on 2024-05-06')];
    const ledger = await ledgerOf(
      form4Of([officer], [bought]),
      form4Of([officer], [sold]),
      form4Of([officer], [row('S 500 @ 25.60 on 2024-05-06')], {
        form: '4/A',
        originalFiledOn: '2024-05-06',
        filedOn: '2024-05-20',
        acceptedAt: '2024-05-20T20:00:00Z',
      }),
    );
    const by = async (knownBy: string) =>
      only(oneOf(await right(ledger.shortSwing({ ...of(officer), knownBy }))).classes).exact;
    expect(await by('2024-05-19')).toBe('3250.00');
    expect(await by('2024-05-20')).toBe('2800.00');
  });

  it('at an average price are bounded by its range', async () => {
    const noted = {
      price: { value: '21.45', footnotes: ['F1'] },
    };
    const ledger = await ledgerOf(
      form4Of([officer], [row('P 1,000 @ 20 on 2024-02-05')]),
      form4Of([officer], [row('S 1,000 on 2024-05-06', noted)], {
        footnotes: [
          {
            id: 'F1',
            text: 'Weighted average price of several sales at prices ranging from $21.10 to $21.90.',
          },
        ],
      }),
    );
    const common = only(oneOf(await right(ledger.shortSwing(of(officer)))).classes);
    expect(common).toMatchObject({
      exact: '1450.00',
      bounds: { low: '1100.00', high: '1900.00' },
    });
  });

  it('under exempt codes are left out with the rule, and what is open stays beside', async () => {
    const ledger = await traded(
      officer,
      row('P 100 @ 10 on 2024-02-05'),
      row('F 50 @ 30 on 2024-03-01'),
      row('G 10 on 2024-03-01'),
      row('J 40 @ 12 on 2024-03-05'),
      row('S 20 on 2024-03-06'),
    );
    const common = only(oneOf(await right(ledger.shortSwing(of(officer)))).classes);
    expect(common.exempt).toMatchObject([
      { code: 'F', rule: '16b-3(e)', basis: 'code' },
      { code: 'G', rule: '16b-5', basis: 'code' },
    ]);
    expect(common.undecided).toMatchObject([{ code: 'J', ifMatched: '80.00' }]);
    // A sale without a price could be matched: nothing is certain but what is known.
    expect(common).toMatchObject({ exact: null, atLeast: '0.00', upperBound: null });
    expect(common.needsPrice).toMatchObject([{ on: '2024-03-06' }]);
  });

  it('that were not done are told before they are', async () => {
    const ledger = await traded(officer, row('P 1,000 @ 20.00 on 2024-02-05'));
    const answer = oneOf(
      await right(ledger.shortSwing({ ...of(officer), whatIf: 'S 1,000 @ 25 on 2024-06-03' })),
    );
    expect(answer.whatIf).toMatchObject({ before: '0.00', after: '5000.00', adds: '5000.00' });
    expect(answer.whatIf?.pairs.map(({ sale }) => sale.row)).toEqual(['what-if']);
    const free = oneOf(
      await right(ledger.shortSwing({ ...of(officer), whatIf: 'S 1,000 @ 25 on 2024-08-04' })),
    );
    expect(free.whatIf).toMatchObject({ adds: '0.00' });
    const from = process.cpuUsage();
    const long = '1'.repeat(50_000);
    for (const whatIf of [`S ${long}`, `S 1 @ ${long}`, `S ${','.repeat(50_000)}`])
      expect(await ledger.shortSwing({ ...of(officer), whatIf })()).toMatchObject({
        left: { code: 'INVALID_ARGUMENT' },
      });
    expect(process.cpuUsage(from).user / 1e6).toBeLessThan(2);
    const open = await right(ledger.window({ ...of(officer), on: '2024-06-03' }));
    if ('answers' in open) throw new Error('several');
    expect(only(open.classes)).toMatchObject({
      open: [
        { side: 'purchase', on: '2024-02-05', shares: '1000', matched: '0', lastDay: '2024-08-03' },
      ],
      sale: { free: false, safePrice: '20', breakEven: '20', freeFrom: '2024-08-04' },
      purchase: { free: true, safePrice: null, breakEven: null, freeFrom: '2024-06-03' },
    });
  });

  it('break even where what is matched can be shifted', async () => {
    const ledger = await traded(
      officer,
      row('P 100 @ 10 on 2024-02-05'),
      row('S 100 @ 15 on 2024-03-05'),
    );
    const open = await right(ledger.window({ ...of(officer), on: '2024-06-03' }));
    if ('answers' in open) throw new Error('several');
    expect(only(open.classes)).toMatchObject({
      sale: { safePrice: '10', breakEven: '15' },
      purchase: { safePrice: '15', breakEven: '10' },
    });
  });
});

describe('options', () => {
  const calls = {
    security: 'Call Option (right to buy)',
    strike: '30.00',
    expiresOn: '2025-01-17',
    underlying: '1000',
  };
  it('of one series are matched at their own prices', async () => {
    const ledger = await traded(
      officer,
      optionRow('P 1,000 @ 2.00 on 2024-03-01', calls),
      optionRow('S 1,000 @ 3.50 on 2024-06-03', calls),
    );
    expect(only(oneOf(await right(ledger.shortSwing(of(officer)))).classes)).toMatchObject({
      security: 'Common Stock',
      exact: '1500.00',
    });
  });

  it('that were written and expire give back the premium', async () => {
    const written = { ...calls, security: 'Call Option (obligation to sell)' };
    const ledger = await traded(
      officer,
      optionRow('S 1,000 @ 1.20 on 2024-02-01', written),
      optionRow('E-A 1,000 on 2024-06-21', written),
    );
    expect(only(oneOf(await right(ledger.shortSwing(of(officer)))).classes).exact).toBe('1200.00');
  });

  it('of the other direction are compared at market prices, where somebody gives them', async () => {
    const puts = {
      security: 'Put Option (right to sell)',
      strike: '25.00',
      expiresOn: '2025-01-17',
      underlying: '500',
    };
    const ledger = await traded(
      officer,
      row('P 500 @ 20 on 2024-02-01'),
      optionRow('P 500 @ 1.10 on 2024-04-01', puts),
    );
    expect(only(oneOf(await right(ledger.shortSwing(of(officer)))).classes)).toMatchObject({
      exact: null,
      atLeast: '0.00',
      needsPrice: [{ security: 'Common Stock', on: '2024-04-01' }],
    });
    const prices = [{ security: 'ACME', on: '2024-04-01', price: '26.00' }];
    expect(
      only(oneOf(await right(ledger.shortSwing({ ...of(officer), prices }))).classes),
    ).toMatchObject({
      exact: '3000.00',
      pairs: [{ basis: 'ceiling', shares: '500', sale: { price: '26' } }],
    });
  });
});

describe('who reports', () => {
  it('is not asked of what was done before becoming an insider, or after leaving alone', async () => {
    const form3 = form4Of([officer], [row('P 1 @ 1 on 2024-03-01')], { form: '3', rows: [] });
    const ledger = await ledgerOf(
      form4Of([officer], [row('P 100 @ 9 on 2024-02-20'), row('S 100 @ 12 on 2024-03-04')], {
        filedOn: '2024-03-06',
      }),
      { ...form3, period: '2024-03-01', filedOn: '2024-03-05', acceptedAt: null },
      form4Of([officer], [row('P 40 @ 10 on 2024-05-06')], { notSubjectToSection16: true }),
      form4Of([officer], [row('P 10 @ 11 on 2024-06-03')], { notSubjectToSection16: true }),
      form4Of([officer], [row('S 10 @ 30 on 2024-07-01')], { notSubjectToSection16: true }),
    );
    const answer = oneOf(await right(ledger.shortSwing(of(officer))));
    expect(answer.roles).toMatchObject([
      { role: 'officer', from: '2024-03-01', through: '2024-05-06', basis: 'form-3' },
    ]);
    const common = only(answer.classes);
    expect(common.exempt).toMatchObject([{ on: '2024-02-20', rule: '16a-2(a)', basis: 'role' }]);
    // 40 with the sale in office, 10 of the later sale instead; never two after leaving.
    expect(common.pairs.map((p) => [p.purchase.on, p.sale.on, p.shares])).toEqual([
      ['2024-05-06', '2024-03-04', '30'],
      ['2024-05-06', '2024-07-01', '10'],
      ['2024-06-03', '2024-03-04', '10'],
    ]);
  });

  it('with ten percent alone leaves open what its forms do not tell', async () => {
    const ledger = await traded(
      holder,
      row('P 100 @ 10 on 2024-02-01'),
      row('F 50 @ 19 on 2024-03-20'),
    );
    const common = only(oneOf(await right(ledger.shortSwing(of(holder)))).classes);
    expect(common).toMatchObject({ exact: '0.00', upperBound: '450.00' });
    expect(common.findings).toMatchObject([{ code: 'EXEMPT_CODE_WITHOUT_ROLE' }]);
    expect(common.undecided.map(({ code }) => code)).toEqual(['P', 'F']);
  });

  it('together with others counts once for the issuer', async () => {
    const ledger = await ledgerOf(
      form4Of([officer, doe], [row('P 100 @ 10 on 2024-02-01')]),
      form4Of([officer, doe], [row('S 100 @ 12 on 2024-03-01')]),
      form4Of([officer], [row('S 100 @ 12 on 2024-09-02')]),
    );
    const answer = await right(ledger.shortSwing({ issuer: 'ACME' }));
    expect(answer).toMatchObject({ total: { exact: '200.00', jointRowsOnce: true } });
  });

  it('in a second document, as eleven owners need, counts once for the issuer', async () => {
    const owners = Array.from({ length: 11 }, (_, i) => ({
      ...officer,
      cik: String(3_000 + i).padStart(10, '0'),
      name: `FUND ${i}`,
    }));
    const rows = [row('P 100 @ 10 on 2024-02-01'), row('S 100 @ 12 on 2024-03-01')];
    const ledger = await ledgerOf(
      form4Of(owners.slice(0, 10), rows),
      form4Of(owners.slice(10), rows),
    );
    const indirect = await ledgerOf(
      form4Of(owners.slice(0, 10), [row('P 100 @ 10 on 2024-02-01', { ownership: 'I' })]),
      form4Of(owners.slice(10), [row('P 100 @ 10 on 2024-02-01', { ownership: 'I' })]),
      form4Of(owners.slice(0, 10), [row('S 100 @ 12 on 2024-03-01', { ownership: 'I' })]),
      form4Of(owners.slice(10), [row('S 100 @ 12 on 2024-03-01', { ownership: 'I' })]),
    );
    const total = async (asked: Ledger) =>
      (await right(asked.shortSwing({ issuer: 'ACME' }))) as { readonly total?: object };
    // A direct holding of one owner is its own, whatever others hold.
    expect(await total(ledger)).toMatchObject({ total: { exact: '400.00' } });
    expect(await total(indirect)).toMatchObject({ total: { insiders: 11, exact: '200.00' } });
  });

  it('is used up as far as it is matched, and the issuer’s total is no less than an insider’s', async () => {
    const ledger = await ledgerOf(
      form4Of([officer, doe], [row('P 100 @ 10 on 2024-02-01')]),
      form4Of([officer, doe], [row('S 60 @ 15 on 2024-03-01')]),
      form4Of([doe], [row('S 40 @ 15 on 2024-03-04')]),
    );
    const answer = await right(ledger.shortSwing({ issuer: 'ACME' }));
    expect(answer).toMatchObject({ total: { exact: '500.00' } });
  });
});

describe('an answer', () => {
  const filings = () => {
    const told = [
      'P 100 @ 10 on 2024-02-01',
      'S 60 @ 13 on 2024-03-04',
      'J 40 @ 15 on 2024-04-01',
      'P 30 @ 9 on 2024-05-06',
      'S 80 @ 12 on 2024-07-01',
    ];
    return told.map((text) => form4Of([officer], [row(text)]));
  };

  it('does not depend on the order of recording, nor on the book', async () => {
    const told = filings();
    const asked = { ...of(officer), asOf: '2024-12-31', certificate: true };
    const one = await right((await ledgerOf(...told)).shortSwing(asked));
    const other = await right((await ledgerOf(...[...told].reverse())).shortSwing(asked));
    expect(other).toEqual(one);
    const kept = keptLedger();
    for (const filing of told) await right(kept.ledger.record(filing));
    await right(kept.ledger.rebuild());
    expect(await right(kept.ledger.shortSwing(asked))).toEqual(one);
    expect(await right(kept.ledger.shortSwing({ ...asked, fromLog: true }))).toEqual(one);
    await kept.close();
    const common = only(oneOf(one).classes);
    expect(Number(common.upperBound)).toBeGreaterThan(Number(common.exact));
  });

  it('to a part of somebody else, a window or a trade that is none is an error', async () => {
    const ledger = await ledgerOf(...filings());
    const failure = async (query: object) => {
      const answer = await ledger.shortSwing({ ...of(officer), ...query })();
      return answer._tag === 'Left' ? answer.left.code : 'answered';
    };
    for (const query of [
      { shares: [{ owner: 'ROE', part: '10%' }] },
      { shares: [{ owner: officer.cik, part: '110%' }] },
      { window: 'half a year' },
      { whatIf: 'sell a few' },
      { whatIf: 'S 10 @ 5 on 2024-06-03 of Preferred' },
      { prices: [{ security: 'ACME', on: 'May', price: '1' }] },
      { prices: 'none' },
      { from: 'May' },
    ])
      expect([query, await failure(query)]).toEqual([query, 'INVALID_ARGUMENT']);
  });
});
