import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as E from 'fp-ts/lib/Either.js';
import { describe, expect, it } from 'vitest';
import { filing as filingCodec } from '../../src/filing/model.js';
import { readFiling } from '../../src/filing/read.js';
import { readFilingJson } from '../../src/filing/readers/filing-json.js';
import type { Reading } from '../../src/filing/readers/reader.js';

const fixture = (name: string): Buffer =>
  readFileSync(new URL(`../fixtures/filings/${name}`, import.meta.url));

const reading = (bytes: Uint8Array): Reading => {
  const result = readFiling(bytes);
  if (E.isLeft(result)) throw new Error(JSON.stringify(result.left));
  return result.right;
};

const rejection = (content: string | Uint8Array) => {
  const result = readFiling(typeof content === 'string' ? Buffer.from(content) : content);
  if (E.isRight(result)) throw new Error('expected a rejection');
  return result.left;
};

const codes = (r: Reading): ReadonlyArray<string> => r.warnings.map((w) => w.code);

const submission = fixture('submission-pem.txt').toString();
const full = fixture('form4-full.xml');

describe('an EDGAR submission', () => {
  it('gives accession, filing date and acceptance, which is Eastern time', () => {
    const { filing } = reading(Buffer.from(submission));
    expect(filing).toMatchObject({
      accession: '0001234567-06-000009',
      filedOn: '2006-06-12',
      filedBasis: 'edgar-header',
      acceptedAt: '2006-06-12T22:15:00Z',
      source: { format: 'edgar-submission' },
    });
  });

  it('finds the form among other documents and names those not read', () => {
    const r = reading(Buffer.from(submission));
    expect(codes(r)).toEqual(['ATTACHMENT_NOT_READ']);
    expect(r.filing.unknown).toEqual([{ path: 'document[1]', text: 'EX-24 poa.htm' }]);
  });

  it('joins lines cut at column 1023 and then has whole words', () => {
    const remark = `${'word '.repeat(260)}end`;
    const line = `    <remarks>${remark}</remarks>`;
    const cut = line.replace(/.{1023}/g, '$&\n');
    const r = reading(
      Buffer.from(submission.replace('    <ownerSignature>', `${cut}\n    <ownerSignature>`)),
    );
    expect(codes(r)).toContain('LINE_WRAP');
    expect(r.filing.remarks).toBe(remark);
  });

  it('says where header and document disagree, and keeps the document', () => {
    const r = reading(
      Buffer.from(submission.replace('KEY:			0007654321', 'KEY:			0000000042')),
    );
    expect(codes(r)).toContain('HEADER_DISAGREES');
    expect(r.filing.owners[0]!.cik).toBe('0007654321');
  });

  it('completes from the header what the document leaves out', () => {
    const bare = submission
      .replace('<rptOwnerCik>0007654321</rptOwnerCik>', '')
      .replace(/<documentType>.*/, '')
      .replace(/<periodOfReport>.*/, '');
    const { filing } = reading(Buffer.from(bare));
    expect([filing.owners[0]!.cik, filing.form, filing.period]).toEqual([
      '0007654321',
      '4',
      '2006-06-08',
    ]);
  });

  it('reads the header with tags, and one inside no document', () => {
    const xml = submission.slice(submission.indexOf('<?xml'), submission.indexOf('</XML>'));
    const tagged = `<SUBMISSION>\n<ACCESSION-NUMBER>0001234567-06-000009\n<TYPE>4\n<FILING-DATE>20060612\n<ISSUER>\n<COMPANY-DATA>\n<CONFORMED-NAME>HARBOUR\n<CIK>0001234567\n<DOCUMENT>\n<TYPE>4\n<TEXT>\n<XML>\n${xml}</XML>\n`;
    expect(reading(Buffer.from(tagged)).filing).toMatchObject({
      accession: '0001234567-06-000009',
      filedOn: '2006-06-12',
      acceptedAt: null,
    });
    expect(reading(Buffer.from(`<XML>\n${xml}</XML>`)).filing.form).toBe('4');
  });

  it('is refused truly when it holds no form', () => {
    const other = submission
      .replaceAll('ownershipDocument', 'other')
      .replace('TYPE:	4', 'TYPE:	10-K');
    expect(rejection(other)).toMatchObject({ code: 'NOT_AN_OWNERSHIP_DOCUMENT' });
    expect(rejection(other).message).toContain('"10-K"');
    expect(rejection(submission.replaceAll('ownershipDocument', 'x')).message).toContain(
      'without ownership XML',
    );
  });

  it('counts lines of the whole file', () => {
    const broken = submission.replace('</issuerName>', '</issuer>');
    const line = submission.slice(0, submission.indexOf('<issuerName>')).split('\n').length;
    expect(rejection(broken)).toMatchObject({ code: 'MALFORMED_DOCUMENT', line });
  });
});

describe('bytes', () => {
  const text = full.toString();
  it('reads UTF-8 with a mark, UTF-16 with and without, and windows-1252', () => {
    const expected = reading(full).filing.rows;
    const others = [
      Buffer.from(`\uFEFF${text}`),
      Buffer.from(`\uFEFF${text}`, 'utf16le'),
      Buffer.from(text, 'utf16le'),
    ];
    for (const bytes of others) expect(reading(bytes).filing.rows).toEqual(expected);
    const latin = reading(Buffer.from(text.replace('Malmo', 'Malmö'), 'latin1'));
    expect(latin.filing.owners[0]!.address!.city).toBe('Malmö');
    expect(codes(latin)).toEqual(['NOT_UTF_8']);
  });

  it('refuses what says that it is UTF-8 or UTF-16 and is not, with the place', () => {
    const bad = (encoded: Buffer, byte: number): Buffer =>
      Buffer.concat([encoded.subarray(0, 400), Buffer.of(byte), encoded.subarray(400)]);
    const line = text.slice(0, 397).split('\n').length;
    const marked = rejection(bad(Buffer.from(`\uFEFF${text}`), 0xe9));
    expect(marked).toMatchObject({ code: 'UNREADABLE_TEXT', line });
    expect(marked.message).toContain(`line ${line}, byte 401`);
    const json = Buffer.from(
      `{"form":"4",\n"period":"2024-01-02","issuer":{"name":"Caf\xe9"}}`,
      'latin1',
    );
    expect(rejection(json)).toMatchObject({ code: 'UNREADABLE_TEXT', line: 2 });
    expect(rejection(json).message).toContain('line 2, byte 57');
    const half = Buffer.from(`\uFEFF${text.slice(0, 300)}\uD800${text.slice(300)}`, 'utf16le');
    expect(rejection(half)).toMatchObject({ code: 'UNREADABLE_TEXT' });
    expect(rejection(half).message).toContain('character 301');
  });

  it('refuses what is no text, and says what it is', () => {
    expect(rejection(Buffer.from('%PDF-1.7')).message).toContain('a PDF');
    expect(rejection(Buffer.from('abc\0def'))).toMatchObject({ code: 'UNREADABLE_TEXT' });
  });
});

describe('what is no filing is named for what it is', () => {
  it.each([
    ['', 'empty'],
    ['<!DOCTYPE html><html><head><title>Not Found</title></head></html>', 'titled "Not Found"'],
    ['<html><body><b>SEC Form 4</b> FORM 4</body></html>', "EDGAR's HTML rendering"],
    ['Our Code of Conduct\n\nWe keep accurate books.', 'the text begins "Our Code of Conduct"'],
    ['path,accession,filedOn\na.xml,,', '--manifest'],
  ])('%j', (text, message) => {
    const problem = rejection(text);
    expect(problem.code).toBe('NOT_AN_OWNERSHIP_DOCUMENT');
    expect(problem.message).toContain(message);
  });
});

describe('a filing as JSON', () => {
  const { filing } = reading(full);
  const wire = filingCodec.encode({ ...filing, source: null }) as Record<string, unknown>;

  it('comes back as it was', () => {
    const back = reading(Buffer.from(JSON.stringify(wire)));
    expect(filingCodec.encode({ ...back.filing, source: null })).toEqual(wire);
    expect(back.filing.source!.format).toBe('json');
  });

  it.each([
    [{ ...wire, form: '144' }, 'INVALID_FIELD', 'form'],
    [{ ...wire, period: undefined }, 'MISSING_FIELD', 'period'],
    [{ ...wire, perod: '2024-01-01' }, 'INVALID_FIELD', 'perod'],
    [{ ...wire, owners: [] }, 'MISSING_FIELD', 'owners'],
    [
      { ...wire, rows: [(wire['rows'] as Array<object>)[0], (wire['rows'] as Array<object>)[0]] },
      'INVALID_FIELD',
      'rows.1',
    ],
  ])('names the field that is wrong (%#)', (value, code, at) => {
    const result = readFilingJson(JSON.stringify(value));
    expect(E.isLeft(result) && [result.left.code, result.left.at]).toEqual([code, at]);
  });

  it.each([
    [
      '{"form":"4",\n"issuer":{"name":"A","cik":"0000000001","name":"B"}}',
      'INVALID_FIELD',
      'issuer.name',
      'line 2, character 41: the key "name" stands twice',
    ],
    [
      '{"owners":[{"name":"A"},{"name":"B","n\\u0061me":"C"}]}',
      'INVALID_FIELD',
      'owners.1.name',
      'character 37: the key "name" stands twice',
    ],
    ['{"form":"4","form":"4"}', 'INVALID_FIELD', 'form', 'the key "form" stands twice'],
    ['{"__proto__":{},"__proto__":{}}', 'INVALID_FIELD', '__proto__', 'stands twice'],
    [
      '{"issuer":{"name":"a\\ud800b"}}',
      'UNREADABLE_TEXT',
      'issuer.name',
      'holds half a surrogate pair',
    ],
    [`{"a":${'['.repeat(1e6)}${']'.repeat(1e6)}}`, 'LIMIT_EXCEEDED', /^a\.0\.0/, 'more than 100'],
    [`{"a":${'{"a":'.repeat(1e5)}1${'}'.repeat(1e5)}}`, 'LIMIT_EXCEEDED', /^a\.a/, 'more than 100'],
    [`${'{"a":'.repeat(1e5)}`, 'MALFORMED_DOCUMENT', null, 'not one JSON object'],
  ])('is refused where it says two things, or nothing that is text (%#)', (json, code, at, why) => {
    const result = readFilingJson(json);
    if (E.isRight(result)) throw new Error('it was read');
    expect(result.left.code).toBe(code);
    expect(result.left.message).toContain(why);
    if (at instanceof RegExp) expect(result.left.at).toMatch(at);
    else expect(result.left.at).toBe(at);
  });

  it('may have a key in two objects, escapes, and whole surrogate pairs', () => {
    const owners = [1, 2].map((n) => ({
      cik: `000000000${n}`,
      name: 'A "b" \\ {[,😀',
      relationship: {},
    }));
    const json = JSON.stringify({ ...wire, owners }).replace('😀', '\\ud83d\\ude00');
    expect(E.isRight(readFilingJson(json))).toBe(true);
  });

  it('is refused when it is not one object', () => {
    expect(rejection('{"a":1}\n{"a":2}')).toMatchObject({ code: 'MALFORMED_DOCUMENT' });
  });
});

const shared =
  process.env['INSIDER_LEDGER_SHARED'] ??
  join(fileURLToPath(new URL('../..', import.meta.url)), '..', 'shared');

describe.each([
  ['data/filings', 108],
  ['data/odd-filings', 18],
])('real filings: %s (skipped where the folder is absent)', (folder, count) => {
  const path = join(shared, folder);
  it.skipIf(!existsSync(path))(`all ${count} are read and pass their codec`, () => {
    const names = readdirSync(path).filter((n) => n !== 'manifest.csv');
    expect(names).toHaveLength(count);
    for (const name of names) {
      const { filing } = reading(readFileSync(join(path, name)));
      const wire = filingCodec.encode(filing);
      const back = filingCodec.decode(JSON.parse(JSON.stringify(wire)));
      expect(E.isRight(back) && filingCodec.encode(back.right), name).toEqual(wire);
    }
  });
});
