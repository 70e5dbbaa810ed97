/**
 * Hostile filings, each kind with what becomes of it: refused with a code, or recorded with a
 * warning. Each is imported between two good ones, which are recorded whatever it is.
 * `docs/security.md` has the table for people.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as E from 'fp-ts/lib/Either.js';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Ledger, openLedger } from '../../src/index.js';
import type { ImportReport } from '../../src/ledger/record/import-report.js';
import { temporaryFolder } from '../cli/folders.js';

const form = readFileSync(new URL('../fixtures/filings/form4-full.xml', import.meta.url), 'utf8');
const rendered = readFileSync(
  new URL('../fixtures/rendered/form5-late-rows-tab.txt', import.meta.url),
  'utf8',
);

const json = (change: object): string =>
  JSON.stringify({
    form: '4',
    accession: '0009990900-24-000777',
    filedOn: '2024-03-06',
    period: '2024-03-04',
    issuer: { cik: '0009990009', name: 'Ash Works' },
    owners: [{ cik: '0009990301', name: 'DOE ANN', relationship: {} }],
    rows: [
      {
        table: 'I',
        position: 1,
        kind: 'holding',
        security: { value: 'Common', footnotes: ['F1'] },
        sharesFollowing: '5',
        ownership: 'D',
      },
    ],
    footnotes: [{ id: 'F1', text: 'a note' }],
    ...change,
  });

const title = (text: string): string =>
  form.replace(/(<securityTitle>\s*<value>)[^<]*/, (_, before: string) => `${before}${text}`);

type Outcome = { readonly rejected: string } | { readonly warned: string } | 'recorded';

const corpus: ReadonlyArray<readonly [kind: string, content: string | Buffer, outcome: Outcome]> = [
  ['nothing', '', { rejected: 'NOT_AN_OWNERSHIP_DOCUMENT' }],
  ['a zero byte', `${form}\0`, { rejected: 'UNREADABLE_TEXT' }],
  ['a PDF', '%PDF-1.7', { rejected: 'UNREADABLE_TEXT' }],
  ['a zip that is none', 'PK\u0003\u0004 and no more', { rejected: 'UNREADABLE' }],
  [
    'entities that grow a billionfold',
    `<!DOCTYPE x [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]>${form}`,
    { rejected: 'FORBIDDEN_MARKUP' },
  ],
  [
    'an entity that names a file',
    `<?xml version="1.0"?><!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]>${form.replace(/<\?xml[^>]*\?>/, '')}`,
    { rejected: 'FORBIDDEN_MARKUP' },
  ],
  ['an undefined entity', title('&oops;'), { rejected: 'FORBIDDEN_MARKUP' }],
  ['half a surrogate pair', title('&#xD800;'), { rejected: 'MALFORMED_DOCUMENT' }],
  [
    'elements 10,000 deep',
    `<ownershipDocument>${'<a>'.repeat(10_000)}`,
    { rejected: 'LIMIT_EXCEEDED' },
  ],
  [
    '300,000 elements',
    form.replace('</ownershipDocument>', `${'<a/>'.repeat(300_000)}</ownershipDocument>`),
    { rejected: 'LIMIT_EXCEEDED' },
  ],
  [
    '10,000 attributes',
    form.replace(
      '<issuer>',
      `<issuer ${Array.from({ length: 10_000 }, (_, i) => `a${i}=""`).join(' ')}>`,
    ),
    { rejected: 'LIMIT_EXCEEDED' },
  ],
  ['a title of 2,000 characters', title('x'.repeat(2_000)), { rejected: 'LIMIT_EXCEEDED' }],
  ['a file of 33 MiB', Buffer.alloc(33 * 1024 * 1024, 'x'), { rejected: 'LIMIT_EXCEEDED' }],
  ['a title of 500 spaces', title(`a${' '.repeat(500)}b`), 'recorded'],
  ['a title with ESC', title('a&#x1B;[2J'), { rejected: 'MALFORMED_DOCUMENT' }],
  ['a title with bidi overrides', title('a&#x202E;b&#x200B;'), 'recorded'],
  [
    'a day in the year 10000',
    form.replace(/(<periodOfReport>)[^<]*/, '$110000-01-01'),
    { rejected: 'INVALID_FIELD' },
  ],
  [
    'an acceptance after the year 9999',
    json({ acceptedAt: '9999-12-31T23:59:59-05:00' }),
    { rejected: 'INVALID_FIELD' },
  ],
  ['JSON with a key twice', '{"form":"4","form":"4/A"}', { rejected: 'INVALID_FIELD' }],
  [
    'JSON 100,000 deep',
    `{"form":${'['.repeat(100_000)}${']'.repeat(100_000)}}`,
    { rejected: 'LIMIT_EXCEEDED' },
  ],
  ['JSON that is not closed', `{"form":${'['.repeat(100_000)}`, { rejected: 'MALFORMED_DOCUMENT' }],
  ['JSON with a number for a text', '{"form":4}', { rejected: 'INVALID_FIELD' }],
  [
    'JSON with a prototype',
    '{"form":"4","__proto__":{"period":"2024-01-01"}}',
    { rejected: 'INVALID_FIELD' },
  ],
  [
    'JSON that is not UTF-8',
    Buffer.from(json({ remarks: 'café' }), 'latin1'),
    { rejected: 'UNREADABLE_TEXT' },
  ],
  ['JSON with half a surrogate pair', json({ remarks: '\uD800' }), { rejected: 'UNREADABLE_TEXT' }],
  ['no owner', json({ owners: [] }), { rejected: 'MISSING_FIELD' }],
  [
    'an owner twice',
    json({ owners: [1, 2].map(() => ({ cik: '0009990301', name: 'DOE ANN', relationship: {} })) }),
    { warned: 'DUPLICATE_OWNER' },
  ],
  [
    'no name of the owner',
    json({ owners: [{ cik: '0009990301', name: ' ', relationship: {} }] }),
    { warned: 'EMPTY_NAME' },
  ],
  [
    'no name of the issuer',
    json({ issuer: { cik: '0009990009', name: '' } }),
    { warned: 'EMPTY_NAME' },
  ],
  [
    'a code that no instruction knows',
    form.replace(/<transactionCode>[A-Z]</, '<transactionCode>Q<'),
    { warned: 'UNKNOWN_CODE' },
  ],
  [
    'a footnote twice',
    json({ footnotes: ['a', 'b'].map((text) => ({ id: 'F1', text })) }),
    { warned: 'DUPLICATE_FOOTNOTE' },
  ],
  ['a footnote that is not there', json({ footnotes: [] }), { warned: 'MISSING_FOOTNOTE' }],
  [
    'an XML footnote twice',
    form.replace(/<footnote id="F1">.*?<\/footnote>/s, (note) => note + note),
    { warned: 'DUPLICATE_FOOTNOTE' },
  ],
  [
    'an XML footnote without id',
    form.replace('<footnote id="F1">', '<footnote>'),
    { warned: 'MISSING_FOOTNOTE' },
  ],
  ['filed before its period', json({ filedOn: '2023-03-06' }), { warned: 'FILED_BEFORE_EVENT' }],
  [
    'words in place of numbers',
    form.replace(/(<transactionShares>\s*<value>)[^<]*/, '$1NaN'),
    { warned: 'INVALID_VALUE' },
  ],
  ['bytes that are not UTF-8', Buffer.from(title('caf\u00E9'), 'latin1'), { warned: 'NOT_UTF_8' }],
  [
    'UTF-8 by its mark, and not by its bytes',
    Buffer.concat([Buffer.from('\uFEFF'), Buffer.from(title('caf\u00E9'), 'latin1')]),
    { rejected: 'UNREADABLE_TEXT' },
  ],
  [
    'a rendered form with a line of a million blanks',
    `${rendered}\n${' '.repeat(1_000_000)}x`,
    'recorded',
  ],
];

const opened = async (): Promise<Ledger> => {
  const ledger = await openLedger('memory:')();
  if (E.isLeft(ledger)) throw new Error(ledger.left.message);
  return ledger.right;
};

let folder = '';
beforeAll(() => {
  folder = temporaryFolder();
  writeFileSync(join(folder, 'good.xml'), form.replace('</remarks>', ' one</remarks>'));
  writeFileSync(join(folder, 'other.xml'), form.replace('</remarks>', ' two</remarks>'));
});

describe('of hostile filings', () => {
  it.each(corpus)('%s', async (kind, content, outcome) => {
    const path = join(folder, `h${corpus.findIndex(([k]) => k === kind)}`);
    writeFileSync(path, content);
    const ledger = await opened();
    const imported = await ledger.import([
      join(folder, 'good.xml'),
      path,
      join(folder, 'other.xml'),
    ])();
    if (E.isLeft(imported)) throw new Error(imported.left.message);
    const report: ImportReport = imported.right;
    const isRejected = typeof outcome === 'object' && 'rejected' in outcome;
    expect(report.rejected.map((r) => [r.path, r.code])).toEqual(
      isRejected ? [[path, outcome.rejected]] : [],
    );
    expect(report.recorded).toBe(isRejected ? 2 : 3);
    if (typeof outcome === 'object' && 'warned' in outcome)
      expect(report.warnings.filter((w) => w.path === path).map((w) => w.code)).toContain(
        outcome.warned,
      );
    for (const { message } of report.rejected) expect(message.length).toBeLessThan(1_000);
    // What was recorded can be read and asked.
    expect(await ledger.verify()()).toMatchObject({ right: { ok: true } });
    expect(E.isRight(await ledger.conflicts({})())).toBe(true);
    await ledger.close();
  });

  it.each([
    [{ shares: Number.NaN }, 'got NaN'],
    [{ shares: Number.POSITIVE_INFINITY }, 'got Infinity'],
    [{ shares: undefined }, 'got undefined'],
    [{ shares: () => '5' }, 'got a function'],
    [{ shares: Symbol('5') }, 'got Symbol(5)'],
    [{ shares: 5n }, 'got 5'],
  ])('what is no JSON from a program: %o', async (row, got) => {
    const ledger = await opened();
    const given = JSON.parse(json({})) as { rows: Array<object> };
    const recorded = await ledger.record({ ...given, rows: [{ ...given.rows[0], ...row }] })();
    expect(recorded).toMatchObject({ left: { code: 'INVALID_FILING' } });
    if (E.isLeft(recorded)) {
      expect(recorded.left.message).toContain('rows.0.shares');
      expect(recorded.left.message).toContain(got);
    }
    await ledger.close();
  });
});
