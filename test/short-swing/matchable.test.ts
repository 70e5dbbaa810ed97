/** What is declared beside the forms: shares outstanding, roles, rows, foreign private issuers. */
import { describe, expect, it } from 'vitest';
import { matchableOf } from '../../projections/matchable.js';
import { type Declared, nothingDeclared } from '../../projections/short-swing/declared.js';
import { stella } from '../../projections/short-swing/window.js';
import { shortSwingOfClass } from '../../projections/short-swing.js';
import type { CompleteFiling } from '../../src/event/identity.js';
import { writtenDay } from '../../src/filing/calendar.js';
import { Decimal } from '../../src/filing/decimal.js';
import {
  acme,
  buys,
  buysByCodeAlone,
  form3,
  form4,
  holds,
  isWithheld,
  sells,
  sellsByCodeAlone,
} from '../scenarios/filings.js';
import { world } from '../scenarios/world.js';

/** The same, filed by a holder of ten percent and nothing else. */
const byHolder = (filing: CompleteFiling): CompleteFiling => ({
  ...filing,
  owners: filing.owners.map((owner) => ({
    ...owner,
    relationship: { ...owner.relationship, director: false, tenPercentOwner: true },
  })),
});

const outstanding = (shares: number): Declared => ({
  ...nothingDeclared,
  outstanding: [{ security: '', on: writtenDay('1960-01-01'), shares: new Decimal(shares) }],
});

const answer = (filings: ReadonlyArray<CompleteFiling>, declared: Declared) => {
  const view = world(...filings).view('2025-12-31');
  const { classes } = matchableOf(view, acme, {
    from: null,
    through: writtenDay('2025-12-31'),
    declared,
  });
  const [ofClass] = classes;
  if (ofClass === undefined) throw new Error('no class');
  const found = shortSwingOfClass(ofClass, { reading: stella, market: () => null });
  return {
    exact: found.exact?.toFixed(),
    upperBound: found.upperBound?.toFixed(),
    fault: found.certificate.fault,
    exempt: found.exempt.map(({ judgement }) =>
      judgement.treatment === 'exempt' ? judgement.rule : '',
    ),
    pairs: found.pairs.map((p) => `${p.purchase.on} ${p.sale.on} ${p.shares.toFixed()}`),
  };
};

describe('a holder of ten percent alone', () => {
  // SW-11: 950,000 of 10,000,000 held before.
  const sw11 = [
    form3({ accepted: '2024-01-05', period: '2024-01-02' }, holds(950_000)),
    form4(
      { accepted: '2024-02-05' },
      buys(100_000, { on: '2024-02-01', at: 10, leaving: 1_050_000 }),
    ),
    form4(
      { accepted: '2024-02-20' },
      buys(50_000, { on: '2024-02-15', at: 11, leaving: 1_100_000 }),
    ),
    form4(
      { accepted: '2024-04-03' },
      sells(60_000, { on: '2024-04-01', at: 14, leaving: 1_040_000 }),
    ),
    form4(
      { accepted: '2024-05-03' },
      sells(45_000, { on: '2024-05-01', at: 15, leaving: 995_000 }),
    ),
    form4(
      { accepted: '2024-06-05' },
      sells(20_000, { on: '2024-06-03', at: 16, leaving: 975_000 }),
    ),
  ];

  it('is matched where more than ten percent was held right before (SW-11)', () => {
    expect(answer(sw11.map(byHolder), outstanding(10_000_000))).toEqual({
      exact: '195000',
      upperBound: '195000',
      fault: null,
      exempt: ['16a-2(c)', '16a-2(c)'],
      pairs: ['2024-02-15 2024-04-01 5000', '2024-02-15 2024-05-01 45000'],
    });
  });

  it('who is a director too is matched whatever is held', () => {
    expect(answer(sw11, outstanding(10_000_000)).exact).toBe('560000');
  });

  it('gives the leg free that went below ten percent, and the one that led there (SW-10)', () => {
    const sw10 = [
      form4(
        { accepted: '1967-06-20' },
        buys(152_282, { on: '1967-06-16', at: 63, leaving: 152_282 }),
      ),
      form4(
        { accepted: '1967-08-30' },
        sells(37_000, { on: '1967-08-28', at: 68, leaving: 115_282 }),
      ),
      form4({ accepted: '1967-09-13' }, sells(115_282, { on: '1967-09-11', at: 69, leaving: 0 })),
    ];
    expect(answer(sw10.map(byHolder), outstanding(1_157_000))).toMatchObject({
      exact: '0',
      upperBound: '0',
      exempt: ['16a-2(c)', '16a-2(c)'],
    });
    expect(answer(sw10, nothingDeclared).exact).toBe('876692');
  });

  it('is told nothing exact where the number outstanding is not declared', () => {
    expect(answer(sw11.map(byHolder), nothingDeclared)).toMatchObject({
      exact: '0',
      upperBound: '560000',
    });
  });
});

describe('what is declared of a row', () => {
  const filings = [
    form4({ accepted: '2024-02-05' }, buys(100, { on: '2024-02-01', at: 10 })),
    form4({ accepted: '2024-03-05' }, isWithheld(40, { on: '2024-03-04', at: 12 })),
    form4({ accepted: '2024-04-03' }, sells(60, { on: '2024-04-01', at: 14 })),
  ];
  const rowOf = (i: number): string => `${filings[i]?.accession}/I.1`;
  const declared = (i: number, treatment: 'exempt' | 'matchable'): Declared => ({
    ...nothingDeclared,
    rows: new Map([[rowOf(i), { treatment, rule: treatment === 'exempt' ? '16b-3(d)' : null }]]),
  });

  it('exempt takes it out, and never raises the profit', () => {
    expect(answer(filings, nothingDeclared).exact).toBe('240');
    expect(answer(filings, declared(0, 'exempt'))).toMatchObject({
      exact: '0',
      exempt: ['16b-3(d)', '16b-3(e)'],
    });
  });

  it('matchable puts it in, whatever its code claims', () => {
    expect(answer(filings, declared(1, 'matchable'))).toMatchObject({ exact: '320', exempt: [] });
  });
});

describe('a row whose letter denies its code', () => {
  it('may be either: it is left open, and bounds the profit both ways', () => {
    const sale = form4({ accepted: '2024-02-05' }, sells(100, { on: '2024-02-01', at: 20 }));
    const bought = form4(
      { accepted: '2024-03-05' },
      sellsByCodeAlone(100, { on: '2024-03-01', at: 10 }),
    );
    const sold = form4(
      { accepted: '2024-03-05' },
      buysByCodeAlone(100, { on: '2024-03-01', at: 10 }),
    );
    for (const denied of [bought, sold])
      expect(answer([sale, denied], nothingDeclared)).toMatchObject({
        exact: '0',
        upperBound: '1000',
        fault: null,
        pairs: [],
      });
  });

  it('says of what it would add by itself the dearer of both', () => {
    const filings = [
      form4({ accepted: '2024-02-05' }, sells(100, { on: '2024-02-01', at: 20 })),
      form4({ accepted: '2024-02-06' }, buys(100, { on: '2024-02-02', at: 20 })),
      form4({ accepted: '2024-03-05' }, sellsByCodeAlone(50, { on: '2024-03-01', at: 23 })),
    ];
    const { classes } = matchableOf(world(...filings).view('2025-12-31'), acme, {
      from: null,
      through: writtenDay('2025-12-31'),
      declared: nothingDeclared,
    });
    const [ofClass] = classes;
    if (ofClass === undefined) throw new Error('no class');
    const [open] = shortSwingOfClass(ofClass, { reading: stella, market: () => null }).undecided;
    expect(open?.ifMatched?.toFixed()).toBe('150');
    expect(open?.judged.judgement).toMatchObject({
      why: 'its code S says one and its letter A the other; correct the one that is mistyped',
    });
  });
});
