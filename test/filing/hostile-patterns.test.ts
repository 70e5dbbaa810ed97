/**
 * Text that is made to take long: whatever a filing says, readers and rules are through with it in
 * time that grows with its length and not with a power of it. Each text repeats what some pattern
 * begins with and never ends it.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as E from 'fp-ts/lib/Either.js';
import { describe, expect, it } from 'vitest';
import { readFiling } from '../../src/filing/read.js';
import { openLedger } from '../../src/index.js';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');

const pumps: ReadonlyArray<string> = [
  ' ',
  '\t',
  '0,0.',
  'warrant\u0001',
  '\u00A0',
  '0',
  '1',
  '1,',
  '.',
  ',',
  "'",
  '"',
  '(',
  ')',
  '-',
  '=',
  '<',
  '&',
  '&#',
  '$',
  '$ 1',
  'a',
  'A ',
  'a.',
  '(“e',
  '[1] ',
  '^1^ ',
  '| ',
  '* ',
  '<TITLE ',
  '<!--',
  '{"a":',
  'FORM 3\tA',
  'AA: ',
  'par value ',
  'cent ',
  ' (1',
  '401 ',
  'see note ',
  'the ',
  'Class A ',
  'by ',
  'By the ',
  'held by ',
  'row ',
  'rows ',
  'title ',
  'option ',
  'split ',
  'two for ',
  'price ',
  'prices of ',
  'PRICE O ,',
  'gift ',
  "A)GIFT'",
  "DONAT'TO '",
  'received from ',
  'A SOLD BY ',
  'adds a total a ',
  'ADDS A AN AGGREGATE ',
  'warrant ',
  'last ',
  'credited ',
  'issued ',
  'prior to ',
  'vest ',
  'dated on ',
  'disclaim ',
  'ranging from $1 ',
  'between $1, ',
  'ESPP ',
  'dividend equivalents ',
  'and ',
  ', and ',
  'January 1 ',
  'of reporting person ',
  'relationship of report ',
  'in error ',
  'duplicate ',
  'one hundred ',
];

/** The words of each module's patterns, all in turn: prefixes of whatever it looks for. */
const wordsOfPatterns = (folder: string): ReadonlyArray<string> =>
  readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return wordsOfPatterns(path);
    const text = readFileSync(path, 'utf8');
    const patterns =
      text.match(/(?<=[=(,:]\s*)\/(?:[^/\\\n]|\\.)+\/[a-z]*|`[^`]*\\\\b[^`]*`/g) ?? [];
    const words = patterns.flatMap(
      (p) => p.replaceAll(/\\+[a-z]/g, ' ').match(/[A-Za-z]{3,}/g) ?? [],
    );
    return words.length < 3 ? [] : [`${[...new Set(words)].join(' ')} `];
  });

const soups = ['src/filing/readers', 'projections'].flatMap((f) => wordsOfPatterns(join(root, f)));

/** Each behind something or before something, in turn; both where more is tried. */
const isWhole = Number(process.env['TEST_TIMES'] ?? 1) > 1;

const texts = (length: number): ReadonlyArray<string> =>
  [...pumps, ...soups].flatMap((pump, i) => {
    const run = pump.repeat(Math.ceil(length / pump.length)).slice(0, length - 2);
    const both = [`${run}!x`, `x${run}`];
    return isWhole ? both : both.slice(i % 2, (i % 2) + 1);
  });

/** Of the processor. A pattern that takes time with a power of the text takes minutes. */
const secondsMax = 5;

const timed = async (what: string, run: () => unknown): Promise<void> => {
  const from = process.cpuUsage();
  await run();
  const { user, system } = process.cpuUsage(from);
  const seconds = (user + system) / 1e6;
  expect(seconds, `${JSON.stringify(what.slice(0, 60))} took ${seconds.toFixed(1)} s`).toBeLessThan(
    secondsMax,
  );
};

const form = readFileSync(join(root, 'test/fixtures/filings/form4-full.xml'), 'utf8');
const submission = readFileSync(join(root, 'test/fixtures/filings/submission-pem.txt'), 'utf8');
const rendered = readdirSync(join(root, 'test/fixtures/rendered')).map((name) =>
  readFileSync(join(root, 'test/fixtures/rendered', name), 'utf8'),
);

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

describe('100,000 characters of a text', () => {
  const read = (text: string) => readFiling(Buffer.from(text));

  it('alone, and before and after a form of each format', { timeout: 600_000 }, async () => {
    for (const text of texts(100_000)) {
      await timed(text, () => read(text));
      await timed(`xml ${text}`, () =>
        read(form.replace('</ownershipDocument>', `${escaped(text)}</ownershipDocument>`)),
      );
      await timed(`submission ${text}`, () =>
        read(submission.replace('<TEXT>', `${text}\n<TEXT>`)),
      );
      await timed(`json ${text}`, () => read(`{"form":"4","remarks":${JSON.stringify(text)}}`));
    }
  });

  it('anywhere in a rendered form', { timeout: 600_000 }, async () => {
    for (const [i, text] of texts(100_000).entries()) {
      const page = rendered[i % rendered.length] ?? '';
      const lines = page.split('\n');
      const at = Math.floor((lines.length * (i % 7)) / 7);
      await timed(text, () => read(lines.toSpliced(at, 0, text).join('\n')));
    }
  });
});

describe('titles, names and footnotes as long as they may be', () => {
  it('are compared, told apart and explained in time', { timeout: 600_000 }, async () => {
    const opened = await openLedger('memory:')();
    if (E.isLeft(opened)) throw new Error(opened.left.message);
    const ledger = opened.right;
    const title = texts(1_000);
    const name = texts(500);
    const note = texts(20_000);
    for (const [i, text] of note.entries()) {
      const cik = String(9_000_000_000 + i);
      const filing = (n: number, following: string, more: object) => ({
        form: '4',
        accession: `${String(990_000_000 + i).padStart(10, '0')}-24-00000${n}`,
        filedOn: `2024-0${n + 1}-05`,
        period: `2024-0${n + 1}-01`,
        issuer: { cik: '0009990009', name: name[i] },
        owners: [{ cik, name: `Doe ${i} ${name[i]}`.slice(0, 500), relationship: {} }],
        footnotes: [
          { id: 'F1', text },
          { id: 'F2', text: `Held by ${text}`.slice(0, 20_000) },
        ],
        remarks: text,
        rows: [1, 2].map((position) => ({
          table: 'I',
          position,
          kind: 'transaction',
          security: title[i],
          transactionDate: `2024-0${n + 1}-01`,
          coding: { form: '4', code: 'S', footnotes: ['F1'] },
          shares: { value: '10', footnotes: ['F1'] },
          price: { value: '2', footnotes: ['F1'] },
          acquiredDisposed: 'D',
          sharesFollowing: { value: following, footnotes: ['F1'] },
          ownership: { value: 'I', footnotes: ['F2'] },
          nature: { value: title[i], footnotes: ['F2'] },
        })),
        ...more,
      });
      await timed(text, async () => {
        for (const [n, following, more] of [
          [1, '1000', {}],
          [2, '700', {}],
          [3, '650', { form: '4/A', originalFiledOn: '2024-03-05' }],
        ] as const) {
          const recorded = await ledger.record(filing(n, following, more))();
          if (E.isLeft(recorded)) throw new Error(recorded.left.message);
        }
        const who = { insider: cik };
        expect(E.isRight(await ledger.holdings(who)())).toBe(true);
        expect(E.isRight(await ledger.transactions(who)())).toBe(true);
        expect(E.isRight(await ledger.reconcile(who)())).toBe(true);
        expect(E.isRight(await ledger.conflicts(who)())).toBe(true);
      });
    }
    await ledger.close();
  });
});
