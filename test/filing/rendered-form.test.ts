import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import * as E from 'fp-ts/lib/Either.js';
import { describe, expect, it } from 'vitest';
import type { Field } from '../../src/filing/codec.js';
import type { Decimal } from '../../src/filing/decimal.js';
import type { Row } from '../../src/filing/model.js';
import type { Reading } from '../../src/filing/readers/reader.js';
import { looksLikeRenderedForm, readRenderedForm } from '../../src/filing/readers/rendered-form.js';
import { tried } from '../times.js';
import {
  conversion,
  converted,
  type PrintedOption,
  type PrintedRow,
  printedForm,
} from './rendered-page.js';

const fixtures = join(import.meta.dirname, '../fixtures/rendered');
const fixture = (name: string): string => readFileSync(join(fixtures, `${name}.txt`), 'utf8');

const read = (text: string): Reading => {
  const reading = readRenderedForm(text);
  if (E.isLeft(reading)) throw new Error(`${reading.left.code}: ${reading.left.message}`);
  return reading.right;
};

const problemOf = (text: string) => {
  const reading = readRenderedForm(text);
  return E.isLeft(reading) ? reading.left : null;
};

const number = (field: Field<Decimal>): string | null => field.value?.toFixed() ?? null;

/** A row as one line: what most tests are about. */
const shown = (r: Row): string =>
  [
    `${r.table}.${r.position} ${r.kind}`,
    r.security.value,
    r.transactionDate.value,
    r.coding === null ? null : `${r.coding.code ?? '-'}/${r.coding.form}`,
    number(r.shares) ?? (r.totalValue.value === null ? null : `value ${number(r.totalValue)}`),
    r.acquiredDisposed.value,
    r.price.value === null ? (r.price.footnotes[0] ?? null) : `at ${number(r.price)}`,
    `= ${number(r.sharesFollowing) ?? (r.valueFollowing.value === null ? '?' : `value ${number(r.valueFollowing)}`)}`,
    r.ownership.value,
    r.nature.value,
  ]
    .filter((s) => s !== null)
    .join(' ');

const rowsOf = (text: string) => read(text).filing.rows.map(shown);
const codes = (text: string) => read(text).warnings.map((w) => w.code);

describe('conversions of the rendered form', () => {
  it('reads an amendment of joint owners from pipe tables', () => {
    const { filing } = read(fixture('amendment-joint-owners-pipe'));
    expect(filing).toMatchObject({
      form: '4/A',
      period: '2024-03-04',
      originalFiledOn: '2024-03-06',
      plan10b51: true,
      notSubjectToSection16: false,
      issuer: { name: 'LANTERN TOOLS CORP', symbol: 'LNTN' },
      remarks: 'Restates the price of the first row.',
      signatures: [
        { name: '/s/ Philippa Arden, managing member', date: '2024-03-11' },
        { name: '/s/ Philippa Arden', date: '2024-03-11' },
      ],
    });
    expect(filing.owners.map((o) => [o.name, o.relationship.tenPercentOwner])).toEqual([
      ['HARBOUR PINE CAPITAL LP', true],
      ['ARDEN PHILIPPA', true],
    ]);
    expect(filing.rows.map(shown)).toEqual([
      'I.1 transaction Class A Common Stock 2024-03-04 P/4 1250.5 A at 14.2 = 81250.5 I By Harbour Pine Fund | Series 2',
      'I.2 holding Class A Common Stock = 40000 I By spouse',
    ]);
    expect(filing.rows[0]).toMatchObject({
      deemedExecutionDate: { value: '2024-03-05', raw: '03/05/2024' },
      shares: { footnotes: ['F1'], raw: '1,250.5' },
      price: { footnotes: ['F2', 'F3'], raw: '$14.20' },
      nature: { footnotes: ['F4'] },
    });
  });

  it('reads a Form 3 of an insider who owns nothing', () => {
    const { filing } = read(fixture('form3-none-owned-browser-copy'));
    expect(filing).toMatchObject({
      form: '3',
      period: '2025-05-14',
      noSecuritiesOwned: true,
      rows: [],
      remarks: null,
      owners: [
        {
          name: 'OKAFOR DANIEL T',
          address: { street2: '400 FOUNDRY STREET, SUITE 9', city: 'DAYTON', state: 'OH' },
          relationship: { director: false, officer: true, officerTitle: 'VP Operations' },
        },
      ],
    });
  });

  it('reads a Form 3 from grid tables, whose issuer has the symbol X', () => {
    const { filing } = read(fixture('form3-options-grid'));
    expect(filing).toMatchObject({
      form: '3',
      noSecuritiesOwned: false,
      issuer: { name: 'UNITED STEELWORKS INC', symbol: 'X' },
      owners: [{ relationship: { director: true, officer: false } }],
    });
    expect(filing.rows.map(shown)).toEqual([
      'I.1 holding Common Stock = 4444.444 D',
      'I.2 holding Common Stock = 900 I By a family trust',
      'II.1 holding Employee Stock Option = ? D',
    ]);
    expect(filing.rows[2]?.terms).toMatchObject({
      exercisableOn: { value: null, footnotes: ['F2'] },
      expiresOn: { value: '2034-01-14' },
      underlying: { security: { value: 'Common Stock' } },
    });
    expect(filing.footnotes[1]).toEqual({
      id: 'F2',
      text: 'Becomes exercisable in four yearly parts.',
    });
  });

  it('reads the form on which a late row of a Form 5 was due', () => {
    const { filing } = read(fixture('form5-late-rows-tab'));
    expect(filing).toMatchObject({
      form: '5',
      period: '2023-12-31',
      form4TransactionsReported: true,
      form3HoldingsReported: null,
      issuer: { name: 'LANTERN TOOLS CORP', symbol: 'LNTN' },
      owners: [{ name: 'BRANDT EVA', relationship: { director: true } }],
    });
    expect(filing.rows.map(shown)).toEqual([
      'I.1 transaction Common Stock 2023-06-30 G/5 500 D at 0 = 9500 D',
      'I.2 transaction Common Stock 2023-08-01 P/4 100 A at 12.5 = 9600 D',
      'I.3 holding Common Stock -/3 = 1000 I By IRA',
      'II.1 transaction Warrants 2023-09-01 J/4 300 A at 1 = 300 D',
    ]);
    expect(filing.rows[3]?.coding?.equitySwap).toBe(true);
  });

  it('reads cells on lines of their own, and does not guess a lost sign', () => {
    const text = fixture('form4-cell-a-line');
    expect(rowsOf(text)).toEqual([
      'I.1 transaction Common Stock 2024-08-20 M/4 1000 A at 25.56 = 57278 D',
      'I.2 transaction Common Stock 2024-08-20 S/4 736 D at 122.977 = 56542 D',
      'I.3 holding Common Stock = 3000 I By family trust',
      'I.4 holding Common Stock = 250 D',
      'II.1 transaction Stock Option (right to buy) 2024-08-20 M/4 1000 at 25.56 = 2000 D',
    ]);
    expect(codes(text)).toEqual(['SIGN_UNKNOWN']);
    expect(read(text).filing.issuer).toMatchObject({ name: 'QUALYS, INC.', symbol: 'QLYS' });
  });

  it('keeps values apart from shares', () => {
    const { filing } = read(fixture('form4-value-rows-spaced'));
    expect(filing.rows.map(shown)).toEqual([
      'I.1 transaction 8% Senior Notes due 2030 2023-11-02 P/4 value 2000000 A F1 = value 7500000 I See footnote',
      'I.2 transaction Common Stock 2023-11-03 S/4 40 D at 3.1 = 1960 D',
      'II.1 transaction Convertible Note 2023-11-02 P/4 value 500000 = value 500000 D',
    ]);
    expect(filing.owners[0]?.relationship).toMatchObject({
      tenPercentOwner: true,
      other: true,
      otherText: 'Member of a group',
    });
  });

  it('reads what a converter left as HTML', () => {
    const { filing } = read(fixture('form4-html-tables'));
    expect(filing).toMatchObject({
      notSubjectToSection16: true,
      issuer: { name: 'AT&B HOLDINGS', symbol: 'ATB' },
      owners: [{ name: "O'NEIL TESS" }],
      signatures: [{ name: "/s/ Tess O'Neil", date: null }],
    });
    expect(filing.rows.map(shown)).toEqual([
      'I.1 transaction Common Stock 2024-02-29 G/5 75 D at 0 = 125 D',
      'II.1 transaction Restricted Stock Units 2024-02-29 A/4 40 A at 0 = 40 D',
    ]);
    expect(filing.rows[1]?.terms).toMatchObject({
      exercisePrice: { value: null, footnotes: ['F1'] },
      expiresOn: { value: null, footnotes: ['F2'] },
    });
  });

  it('finds its way through shifted cells and repeated headings', () => {
    const text = fixture('form4-shifted-cells');
    expect(rowsOf(text)).toEqual([
      'I.1 transaction Common Stock (3) 2024-04-02 S/4 10 D at 9 = 90 D',
      'I.2 transaction Common Stock 2024-04-01 F/4 5 D F2 = 85 I By wife',
      'II.1 transaction Phantom Unit 2024-04-01 M/4 30 A at 0 = 60 D',
    ]);
    expect(read(text).filing).toMatchObject({
      period: '2024-04-01',
      plan10b51: null,
      signatures: [],
    });
    expect(codes(text)).toEqual([
      'RELATIONSHIP_UNREADABLE',
      'PERIOD_INFERRED',
      'PLAN_BOX_UNREADABLE',
      'FOOTNOTE_NUMBERS_INFERRED',
    ]);
  });
});

describe('what is refused', () => {
  it('is prose about beneficial ownership', () => {
    const prose = 'Insiders file a statement of changes in beneficial ownership. '.repeat(50);
    expect(looksLikeRenderedForm(prose)).toBe(false);
    expect(problemOf(prose)?.code).toBe('NOT_AN_OWNERSHIP_DOCUMENT');
  });

  it.each([
    ['no amount owned following', '| Common Stock | 04/01/2024 | F | 5 | D | | | I | By wife |'],
    ['a damaged number', '| Common Stock | 04/01/2024 | F | 5 | D | $1 | 8S | I | By wife |'],
    ['a date that does not exist', '| Common Stock | 02/30/2024 | F | 5 | D | $1 | 85 | D | |'],
  ])('is a row with %s, named with its line', (_, row) => {
    const text = fixture('form4-shifted-cells').replace(/\| Common Stock \| 04.*/, row);
    expect(problemOf(text)).toMatchObject({ code: 'MALFORMED_DOCUMENT', at: 'I.2', line: 13 });
    expect(problemOf(text)?.message).toContain('Common Stock');
  });

  it('is more text than any form has', () => {
    expect(problemOf('x'.repeat(3 * 1024 * 1024))?.code).toBe('LIMIT_EXCEEDED');
  });
});

const plainNumber = (printed: string): string => printed.replace(/[$,]/g, '');
const isoDay = (printed: string): string => printed.replace(/(..)\/(..)\/(....)/, '$3-$1-$2');

const holdingExpected = (r: PrintedRow) => ({
  kind: 'holding',
  security: { value: r.title },
  transactionDate: { value: null },
  coding: null,
  acquiredDisposed: { value: null },
  price: { value: null, footnotes: [] },
});

const transactionExpected = (r: PrintedRow) => ({
  kind: 'transaction',
  security: { value: r.title },
  transactionDate: { value: isoDay(r.date ?? ''), raw: r.date },
  coding: { code: r.code?.charAt(0), form: r.voluntary ? '5' : '4' },
  acquiredDisposed: { value: r.sign },
  price: { footnotes: [`F${r.mark}`], raw: r.price },
});

const optionExpected = (o: PrintedOption) => ({
  security: { value: o.title },
  shares: { raw: o.amount.includes(',') ? o.amount : null },
  acquiredDisposed: { value: o.sign },
  terms: {
    exercisableOn:
      o.exercisable === null
        ? { value: null, footnotes: ['F2'] }
        : { value: isoDay(o.exercisable), footnotes: [] },
    expiresOn: { value: isoDay(o.expires) },
  },
});

it('reads the same rows from every conversion', () => {
  fc.assert(
    fc.property(printedForm, conversion, (form, how) => {
      const { rows } = read(converted(form, how)).filing;
      const inI = rows.filter((r) => r.table === 'I');
      expect(inI).toMatchObject(
        form.rows.map((r) => (r.date === null ? holdingExpected(r) : transactionExpected(r))),
      );
      expect(inI.map((r) => number(r.sharesFollowing))).toEqual(
        form.rows.map((r) => plainNumber(r.following)),
      );
      expect(inI.map((r) => r.nature.value)).toEqual(form.rows.map((r) => r.nature));
      expect(rows.filter((r) => r.table === 'II')).toMatchObject(form.options.map(optionExpected));
    }),
    tried(150),
  );
});

/** One empty cell lost or added anywhere: a box is right, or missing, never another's. */
it('guesses nothing when one empty cell is lost or added', () => {
  const how = { separator: 'pipe', mark: 'sup', heading: 'whole', shift: 'none', escape: false };
  fc.assert(
    fc.property(printedForm, fc.nat(), fc.boolean(), (form, at, lost) => {
      const text = converted(form, how as Parameters<typeof converted>[1]);
      const whole = read(text).filing.rows;
      const damaged = text
        .split('\n')
        .map((l) => {
          if (!/^\|.*\| [DI] \|/.test(l)) return l;
          const cells = l.split('|');
          const empty = cells.flatMap((c, i) =>
            i > 0 && i < cells.length - 1 && c.trim() === '' ? [i] : [],
          );
          const which = lost
            ? empty[at % Math.max(1, empty.length)]
            : 1 + (at % (cells.length - 2));
          if (which === undefined) return l;
          cells.splice(which, lost ? 1 : 0, ...(lost ? [] : [' ']));
          return cells.join('|');
        })
        .join('\n');
      const reading = readRenderedForm(damaged);
      if (E.isLeft(reading)) return;
      const { rows } = reading.right.filing;
      expect(rows).toHaveLength(whole.length);
      const boxes = (r: Row) => [
        r.security.value,
        r.transactionDate.value,
        number(r.shares),
        r.acquiredDisposed.value,
        number(r.price),
        number(r.sharesFollowing),
        r.ownership.value,
        r.nature.value,
        r.terms?.exercisableOn.value ?? null,
        r.terms?.expiresOn.value ?? null,
        r.terms?.underlying?.security.value ?? null,
      ];
      for (const [i, r] of rows.entries())
        for (const [j, value] of boxes(r).entries())
          if (value !== null) expect(value).toBe(boxes(whole[i]!)[j]);
    }),
    tried(150),
  );
});

it('never throws and never hangs on damaged pages', () => {
  const pages = readdirSync(fixtures).map((f) => readFileSync(join(fixtures, f), 'utf8'));
  fc.assert(
    fc.property(
      fc.constantFrom(...pages),
      fc.array(fc.tuple(fc.nat(), fc.nat(300), fc.string({ maxLength: 20 })), { maxLength: 8 }),
      (page, cuts) => {
        let text = page;
        for (const [at, length, put] of cuts) {
          const from = at % (text.length + 1);
          text = text.slice(0, from) + put + text.slice(from + length);
        }
        const started = performance.now();
        readRenderedForm(text);
        expect(performance.now() - started).toBeLessThan(1_000);
      },
    ),
    tried(200),
  );
});

const shared = process.env['INSIDER_LEDGER_SHARED'] ?? join(import.meta.dirname, '../../../shared');
const seeds = join(shared, 'seeds');

describe.skipIf(!existsSync(seeds))(`the seeds (skipped where shared/seeds is absent)`, () => {
  const seed = (prefix: string): string => {
    const name = readdirSync(seeds).find((f) => f.startsWith(prefix)) ?? prefix;
    return readFileSync(join(seeds, name), 'utf8');
  };

  it('read Posey in 2024', () => {
    const { filing, warnings } = read(seed('000_'));
    expect(filing.rows.map(shown)).toEqual([
      'I.1 transaction Common Stock 2024-08-20 M/4 1000 A at 25.56 = 57278 D',
      'I.2 transaction Common Stock 2024-08-20 S/4 736 D at 122.977 = 56542 D',
      'I.3 transaction Common Stock 2024-08-20 S/4 594 D at 123.7911 = 55948 D',
      'II.1 transaction Stock Option (right to buy) 2024-08-20 M/4 1000 D at 25.56 = 2000 D',
    ]);
    expect(filing.rows[3]?.terms).toMatchObject({
      exercisableOn: { value: null, footnotes: ['F4'] },
      expiresOn: { value: '2026-04-28' },
    });
    expect(filing.plan10b51).toBeNull();
    expect(warnings.map((w) => w.code)).toEqual([
      'PLAN_BOX_UNREADABLE',
      'FOOTNOTE_NUMBERS_INFERRED',
    ]);
  });

  it('read the trust in 2021, its name cut off, and the issuer by its address', () => {
    const { filing, warnings } = read(seed('001_'));
    expect(filing.rows).toHaveLength(10);
    let balance = filing.rows[0]!.sharesFollowing.value!.plus(filing.rows[0]!.shares.value!);
    for (const r of filing.rows) {
      balance = balance.minus(r.shares.value!);
      expect(number(r.sharesFollowing)).toBe(balance.toFixed());
    }
    expect(balance.toFixed()).toBe('3850339');
    expect(filing).toMatchObject({
      owners: [{ name: 'rtot Family Trus', relationship: { tenPercentOwner: true } }],
      issuer: { name: 'QUALYS, INC.', symbol: null },
      signatures: [],
    });
    expect(filing.footnotes).toHaveLength(9);
    expect(warnings.map((w) => w.code)).toEqual(['TRUNCATED_NAME', 'NAME_TAKEN_FROM_ELSEWHERE']);
  });

  it('read Posey in 2018', () => {
    const { filing } = read(seed('002_'));
    expect(filing.rows).toHaveLength(5);
    expect(filing.rows.map((r) => number(r.sharesFollowing))).toEqual([
      '59442',
      '58660',
      '57642',
      '57442',
      '15000',
    ]);
    expect(number(filing.rows[4]!.terms!.exercisePrice)).toBe('37.28');
    expect(filing.rows[4]?.terms?.expiresOn.value).toBe('2025-07-29');
  });

  it('refuse the code of conduct', () => {
    expect(looksLikeRenderedForm(seed('003_'))).toBe(false);
    expect(problemOf(seed('003_'))?.code).toBe('NOT_AN_OWNERSHIP_DOCUMENT');
  });
});
