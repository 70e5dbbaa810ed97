import { readFileSync } from 'node:fs';
import * as E from 'fp-ts/lib/Either.js';
import { describe, expect, it } from 'vitest';
import { printDecimal } from '../../src/filing/decimal.js';
import type { ReadProblemCode } from '../../src/filing/problem.js';
import { readOwnershipXml } from '../../src/filing/readers/ownership-xml.js';
import type { Reading } from '../../src/filing/readers/reader.js';

const fixture = (name: string): string =>
  readFileSync(new URL(`../fixtures/filings/${name}`, import.meta.url), 'utf8');

const reading = (text: string): Reading => {
  const result = readOwnershipXml(text);
  if (E.isLeft(result)) throw new Error(JSON.stringify(result.left));
  return result.right;
};

const rejection = (text: string) => {
  const result = readOwnershipXml(text);
  if (E.isRight(result)) throw new Error('expected a rejection');
  return result.left;
};

const codes = (r: Reading): ReadonlyArray<string> => r.warnings.map((w) => w.code);

const full = fixture('form4-full.xml');
const old = fixture('form4-2003.xml');

describe('a Form 4 of the newest schema', () => {
  const { filing, warnings } = reading(full);
  const [holding, exercise, option] = filing.rows;

  it('reads without a warning', () => {
    expect(warnings).toEqual([]);
    expect(filing.unknown).toEqual([]);
  });

  it('counts positions over transactions and holdings together, table by table', () => {
    expect(filing.rows.map((r) => `${r.table}.${r.position} ${r.kind}`)).toEqual([
      'I.1 holding',
      'I.2 transaction',
      'II.1 transaction',
    ]);
  });

  it('keeps numbers exact and the text where it was normalised', () => {
    expect(printDecimal(exercise!.price.value!)).toBe('25.5');
    expect(exercise!.price.raw).toBe('25.50');
    expect(exercise!.shares.raw).toBeNull();
    expect(holding!.sharesFollowing.raw).toBe('77.1250');
  });

  it('keeps the footnotes of every value, and those of the coding on the coding', () => {
    expect(exercise!.price.footnotes).toEqual(['F1', 'F2']);
    expect(exercise!.coding!.footnotes).toEqual(['F1']);
    expect(holding!.nature).toEqual({ value: 'By Trust', footnotes: ['F2'], raw: null });
  });

  it('leaves missing what is missing: a price that is a footnote is not 0', () => {
    expect(option!.price).toEqual({ value: null, footnotes: ['F2'], raw: null });
    expect(option!.terms!.exercisableOn).toEqual({ value: null, footnotes: ['F1'], raw: null });
    expect(option!.sharesFollowing.value).toBeNull();
    expect(printDecimal(option!.valueFollowing.value!)).toBe('3000');
    expect(exercise!.deemedExecutionDate.value).toBeNull();
  });

  it('keeps the calendar day of a zoned date and the text as filed', () => {
    expect(filing.period).toBe('2026-04-01');
    expect(filing.asFiled).toContainEqual({ path: 'periodOfReport', text: '2026-04-01-05:00' });
  });

  it('pads the CIK, and knows true, false and unknown apart', () => {
    expect(filing.issuer.cik).toBe('0001234567');
    expect(filing.plan10b51).toBe(true);
    expect(filing.notSubjectToSection16).toBe(false);
    expect(filing.noSecuritiesOwned).toBeNull();
    expect(filing.owners[0]!.relationship.director).toBeNull();
    expect(filing.owners[0]!.relationship.officer).toBe(true);
    expect(filing.owners[0]!.address!.nonUs).toBe(true);
    expect(filing.owners[1]!.address).toBeNull();
  });

  it('puts the text of a footnote together across markup', () => {
    expect(filing.footnotes[0]).toEqual({ id: 'F1', text: 'Vested in full at grant.' });
  });
});

describe('a filing of 2003', () => {
  it('has rows under the root, the price as transactionValue, and a bare ampersand', () => {
    const r = reading(old);
    expect(codes(r)).toContain('BARE_AMPERSAND');
    expect(r.filing.issuer.name).toBe('Harbour & Mill Corp');
    expect(r.filing.rows.map((row) => row.kind)).toEqual(['transaction', 'holding']);
    expect(printDecimal(r.filing.rows[0]!.price.value!)).toBe('3.8');
    expect(r.filing.plan10b51).toBeNull();
  });

  it('is read when its lines were cut in the middle of tags', () => {
    const one = full.replace(/\n\s*/g, ' ');
    const cut = one.replace(/.{87}/g, '$&\n');
    const r = reading(cut);
    expect(codes(r)).toContain('LINE_WRAP');
    expect(r.filing.rows).toEqual(reading(one).filing.rows);
  });
});

describe('oddities are recorded and said', () => {
  const changed = (from: string | RegExp, to: string): Reading => reading(full.replace(from, to));

  it('accepts an unknown and a missing schema version', () => {
    expect(codes(changed('X0609', 'X0712'))).toEqual(['UNKNOWN_SCHEMA_VERSION']);
    expect(codes(changed(/<schemaVersion>.*/, ''))).toEqual(['MISSING_SCHEMA_VERSION']);
  });

  it('keeps an unknown element whole', () => {
    const r = changed('<aff10b5One>', '<newBox kind="x"><a>1</a><b/></newBox><aff10b5One>');
    expect(codes(r)).toEqual(['UNKNOWN_ELEMENT']);
    expect(r.filing.unknown).toEqual([
      { path: 'newBox@kind', text: 'x' },
      { path: 'newBox.a', text: '1' },
      { path: 'newBox.b', text: '' },
    ]);
  });

  it('keeps a value that is not of its kind as raw text, and the filing', () => {
    const r = changed('<value>1000</value>', '<value>1,000</value>');
    expect(codes(r)).toEqual(['INVALID_VALUE']);
    expect(r.filing.rows[1]!.shares).toEqual({ value: null, footnotes: [], raw: '1,000' });
  });

  it('keeps impossible dates, a literal | and more decimals than allowed', () => {
    expect(
      changed('<value>2026-04-01</value>', '<value>2026-02-30</value>').filing.rows[1]!
        .transactionDate,
    ).toEqual({
      value: null,
      footnotes: [],
      raw: '2026-02-30',
    });
    expect(
      changed('<transactionTimeliness><value>', '<transactionTimeliness><value>|').filing.rows[1]!
        .timeliness.raw,
    ).toBe('|');
    const long = '0.1234567890123456789';
    expect(
      printDecimal(
        changed('<value>1000</value>', `<value>${long}</value>`).filing.rows[1]!.shares.value!,
      ),
    ).toBe(long);
  });

  it('keeps a row without transaction coding', () => {
    const r = changed(/<transactionCoding>[\s\S]*?<\/transactionCoding>/, '');
    expect(r.filing.rows[1]!.coding).toBeNull();
    expect(codes(r)).toEqual(['MISSING_VALUE']);
  });

  it('tolerates attributes on a table and several tables', () => {
    const r = changed('<nonDerivativeTable>', '<nonDerivativeTable/><nonDerivativeTable junk="1">');
    expect(r.filing.rows).toHaveLength(3);
    expect(r.filing.unknown).toEqual([{ path: 'nonDerivativeTable@junk', text: '1' }]);
  });

  it('does not keep a filer access code', () => {
    const r = changed('<rptOwnerName>', '<rptOwnerCcc>hush#123</rptOwnerCcc><rptOwnerName>');
    expect(codes(r)).toEqual(['SECRET_DROPPED']);
    expect(JSON.stringify(r.filing)).not.toContain('hush');
  });

  it('names a footnote that has no text', () => {
    expect(changed('<footnoteId id="F2"/>', '<footnoteId id="F9"/>').warnings[0]).toEqual({
      code: 'MISSING_FOOTNOTE',
      message: 'no text for footnote F9',
    });
  });
});

describe('what is rejected, and why', () => {
  const cases: ReadonlyArray<readonly [string, ReadProblemCode, string]> = [
    [
      'a DOCTYPE',
      'FORBIDDEN_MARKUP',
      `<!DOCTYPE ownershipDocument [<!ENTITY a "b">]>${full.slice(21)}`,
    ],
    ['an entity of its own', 'FORBIDDEN_MARKUP', full.replace('LINDGREN', '&nbsp;')],
    [
      'an entity named as a property of objects',
      'FORBIDDEN_MARKUP',
      full.replace('LINDGREN', '&constructor;'),
    ],
    ['an unclosed document', 'MALFORMED_DOCUMENT', full.slice(0, 2_000)],
    ['deep nesting', 'LIMIT_EXCEEDED', full.replace('<remarks>', '<a>'.repeat(60))],
    [
      'too many rows',
      'LIMIT_EXCEEDED',
      full.replace(
        /<nonDerivativeHolding>[\s\S]*?<\/nonDerivativeHolding>/,
        '<nonDerivativeHolding/>'.repeat(2_001),
      ),
    ],
    ['a text beyond all measure', 'LIMIT_EXCEEDED', full.replace('LINDGREN', 'x'.repeat(501))],
    ['another document', 'NOT_AN_OWNERSHIP_DOCUMENT', '<edgarSubmission/>'],
    ['no document type', 'MISSING_FIELD', full.replace(/<documentType>.*/, '')],
    [
      'a form that is not ours',
      'INVALID_FIELD',
      full.replace('<documentType>4', '<documentType>144'),
    ],
    ['no period', 'MISSING_FIELD', full.replace(/<periodOfReport>.*/, '')],
    ['an impossible period', 'INVALID_FIELD', full.replace('2026-04-01-05:00', '2026-13-01')],
    ['no issuer', 'MISSING_FIELD', full.replace(/<issuer>[\s\S]*<\/issuer>/, '')],
    ['no owner', 'MISSING_FIELD', full.replace(/<reportingOwner>[\s\S]*<\/reportingOwner>/, '')],
  ];
  it.each(cases)('%s: %s', (_what, code, text) => {
    expect(rejection(text).code).toBe(code);
  });

  it('says on which line the XML breaks', () => {
    const broken = full.replace('</issuerName>', '</issuer>');
    expect(rejection(broken).line).toBe(9);
  });
});
