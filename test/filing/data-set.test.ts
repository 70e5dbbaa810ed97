import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { filingContent } from '../../src/event/from-filing.js';
import type { CompleteFiling } from '../../src/event/identity.js';
import { writtenDay } from '../../src/filing/calendar.js';
import type { Field } from '../../src/filing/codec.js';
import { Decimal } from '../../src/filing/decimal.js';
import {
  accessionNumber,
  type Filing,
  filing as filingCodec,
  formTypes,
  rowLabel,
} from '../../src/filing/model.js';
import { unquoted } from '../../src/filing/readers/data-set/value.js';
import { type DataSetItem, readDataSet } from '../../src/filing/readers/data-set.js';
import { tried } from '../times.js';
import { written as writtenAs } from '../written.js';
import { type Files, printTable, tablesOf, writeFolder, zipOf } from './data-set-writer.js';

const fixture = join(import.meta.dirname, '../fixtures/data-set');
const tables = (folder: string): Files =>
  Object.fromEntries(
    readdirSync(folder)
      .filter((n) => n.endsWith('.tsv'))
      .map((name) => [name, readFileSync(join(folder, name), 'utf8')]),
  );
const official = tables(fixture) as { readonly [name: string]: string };
const columnsOf = (name: string): ReadonlyArray<string> =>
  (official[`${name}.tsv`] ?? '').split('\n', 1)[0]?.split('\t') ?? [];

let home = '';
let folders = 0;
beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), 'insider-ledger-test-'));
});
afterAll(() => rmSync(home, { recursive: true }));

const itemsOf = async (
  files: Files,
  options: { partial?: boolean; zip?: boolean } = {},
): Promise<ReadonlyArray<DataSetItem>> => {
  const folder = writeFolder(join(home, String(folders++)), options.zip === true ? {} : files);
  const items: Array<DataSetItem> = [];
  const zip = join(folder, 'quarter.zip');
  if (options.zip === true) writeFileSync(zip, zipOf(files));
  const source =
    options.zip === true
      ? { path: zip, files: null }
      : { path: folder, files: Object.keys(files).map((n) => join(folder, n)) };
  for await (const item of readDataSet(source, options)) items.push(item);
  return items;
};

const filingsIn = (items: ReadonlyArray<DataSetItem>): ReadonlyArray<Filing> =>
  items
    .flatMap((i) => (i.kind === 'reading' ? [i.reading.filing] : []))
    .sort((a, b) => ((a.accession ?? '') < (b.accession ?? '') ? -1 : 1));
const problemsIn = (items: ReadonlyArray<DataSetItem>) =>
  items.flatMap((i) => (i.kind === 'problem' ? [i.problem] : []));
const warningsIn = (items: ReadonlyArray<DataSetItem>) =>
  items.flatMap((i) =>
    i.kind === 'warning' ? [i.warning] : i.kind === 'reading' ? i.reading.warnings : [],
  );

const with_ = (name: string, change: (text: string) => string): Files => ({
  ...official,
  [`${name}.tsv`]: change(official[`${name}.tsv`] ?? ''),
});

const find = (filings: ReadonlyArray<Filing>, accession: string): Filing => {
  const found = filings.find((f) => f.accession === accession);
  if (found === undefined) throw new Error(`no filing ${accession}`);
  return found;
};

describe('a quarter of the data sets', () => {
  it('gives one filing for each accession, with what every table says of it', async () => {
    const items = await itemsOf(official);
    expect(items.filter((i) => i.kind !== 'reading')).toEqual([]);
    expect(warningsIn(items)).toEqual([]);
    const filings = filingsIn(items);
    expect(filings).toHaveLength(12);
    const sale = find(filings, '0009990001-24-000004');
    expect(filingCodec.encode(sale)).toMatchObject({
      form: '4',
      filedOn: '2024-08-02',
      filedBasis: 'manifest',
      period: '2024-07-31',
      notSubjectToSection16: false,
      plan10b51: true,
      issuer: { cik: '0009990001', symbol: 'EXRB' },
      owners: [
        {
          cik: '0009991001',
          name: 'LOVELACE ADA',
          relationship: {
            director: true,
            officer: true,
            other: false,
            officerTitle: 'Chief Engineer',
          },
        },
      ],
      rows: [
        { table: 'I', coding: { code: 'M', footnotes: ['F2'] }, shares: '100' },
        { table: 'I', price: { value: '21.4375', footnotes: ['F3'] }, sharesFollowing: '1550' },
        { table: 'II', terms: { exercisableOn: { footnotes: ['F1'] }, expiresOn: '2034-07-01' } },
      ],
    });
    expect(sale.acceptedAt).toBeNull();
    expect(sale.footnotes.map((f) => f.id)).toEqual(['F1', 'F2', 'F3']);
  });

  it('names rows by their keys, for it keeps no order', async () => {
    const filings = filingsIn(await itemsOf(official));
    const opening = find(filings, '0009990001-24-000001');
    expect(opening.rows.map(rowLabel)).toEqual(['I~700101', 'I~700102', 'II~700103']);
  });

  it('puts natures of ownership back where the table closed the gap of a direct row', async () => {
    const slipped = with_('NONDERIV_HOLDING', (t) =>
      t
        .replace(/^(0009990001-24-000001\t700101\t.*\tD\t\t)\t$/m, '$1By Trust\tF1')
        .replace(/^(0009990001-24-000001\t700102\t.*\tI\t\t)By Trust\tF1$/m, '$1\t'),
    );
    expect(slipped).not.toEqual(official);
    const [good, items] = [await itemsOf(official), await itemsOf(slipped)];
    const of = (all: ReadonlyArray<DataSetItem>) => find(filingsIn(all), '0009990001-24-000001');
    expect(of(items).rows).toEqual(of(good).rows);
    expect(of(items).asFiled).toContainEqual({
      path: 'NONDERIV_HOLDING~700101.NATURE_OF_OWNERSHIP',
      text: 'By Trust',
    });
    expect(warningsIn(items)).toMatchObject([{ code: 'NATURES_SLIPPED' }]);
  });

  it('leaves a nature on a direct row where it cannot tell whose it is', async () => {
    const items = await itemsOf(
      with_('NONDERIV_HOLDING', (t) =>
        t.replace(/^(0009990001-24-000001\t700101\t.*\tD\t\t)\t$/m, '$1By Trust\tF1'),
      ),
    );
    expect(warningsIn(items)).toMatchObject([{ code: 'NATURE_ON_DIRECT_ROW' }]);
  });

  it('counts no number of shares or value where they slipped', async () => {
    // A note of 40,000 dollars and 100 warrants: the number of the warrants stands on the note.
    const added = (table: string): string => {
      const columns = table.slice(0, table.indexOf('\n')).split('\t');
      const line = (cells: Readonly<Record<string, string>>) =>
        columns.map((column) => cells[column] ?? '').join('\t');
      const both = {
        ACCESSION_NUMBER: '0009990001-24-000004',
        TRANS_DATE: '31-JUL-2024',
        TRANS_FORM_TYPE: '4',
        TRANS_CODE: 'P',
        TRANS_ACQUIRED_DISP_CD: 'A',
        DIRECT_INDIRECT_OWNERSHIP: 'D',
      };
      const note = {
        SECURITY_TITLE: '6% Note',
        TRANS_SHARES: '100.0',
        TRANS_TOTAL_VALUE: '40000.0',
      };
      return `${[
        table.replace(/\r?\n$/, ''),
        line({ ...both, ...note, DERIV_TRANS_SK: '800001' }),
        line({ ...both, SECURITY_TITLE: 'Warrant', DERIV_TRANS_SK: '800002' }),
      ].join('\n')}\n`;
    };
    const items = await itemsOf(with_('DERIV_TRANS', added));
    const { rows, asFiled } = find(filingsIn(items), '0009990001-24-000004');
    const numbers = rows
      .filter((r) => r.table === 'II')
      .map((r) => [r.shares.value, r.totalValue.value, r.sharesFollowing.value?.toFixed() ?? null]);
    expect(numbers).toEqual([
      [null, null, '300'],
      [null, null, null],
      [null, null, null],
    ]);
    expect(asFiled).toContainEqual({ path: 'DERIV_TRANS~800001.TRANS_SHARES', text: '100.0' });
    expect(warningsIn(items)).toMatchObject([{ code: 'AMOUNTS_SLIPPED' }]);
  });

  it('tells a transaction and a holding of one number apart', async () => {
    const both = filingsIn(await itemsOf(official)).find((f) => f.form === '5');
    const key = both?.rows[0]?.surrogateKey;
    const same = with_('NONDERIV_HOLDING', (t) =>
      t.replace(/^(0009990001-24-000008)\t\d+/m, `$1\t${key}`),
    );
    const labels = filingsIn(await itemsOf(same))
      .find((f) => f.form === '5')
      ?.rows.map(rowLabel);
    expect(labels).toEqual([`I~${key}`, `I~0${key}`]);
  });

  it('keeps a missing price missing, and joint owners together', async () => {
    const filings = filingsIn(await itemsOf(official));
    const gift = find(filings, '0009990001-24-000007').rows[0];
    expect(gift?.price).toEqual({ value: null, footnotes: ['F1'], raw: null });
    expect(gift?.shares.value?.toFixed()).toBe('12.345');
    const joint = find(filings, '0009990002-24-000001');
    expect(joint.owners.map((o) => o.cik)).toEqual(['0009991003', '0009991004']);
    expect(joint.rows[1]?.totalValue.value?.toFixed()).toBe('500000');
  });

  it('undoes the quotes around a text that holds quotes, and keeps it as it stood', async () => {
    const joint = find(filingsIn(await itemsOf(official)), '0009990002-24-000003');
    expect(joint.remarks).toBe('Adds the warrants that the first "Form 3" left out.');
    expect(joint.asFiled.map((p) => p.path)).toContain('SUBMISSION.REMARKS');
    expect(['"a"', '"a', 'a""b', '"a"b"', '"a""b"'].map(unquoted)).toEqual([
      '"a"',
      '"a',
      'a""b',
      '"a"b"',
      'a"b',
    ]);
  });

  it('is the same from a zip archive, under other names and with its columns in another order', async () => {
    const expected = filingsIn(await itemsOf(official));
    const description = { 'FORM_345_readme.htm': '<html></html>' };
    const zipped = await itemsOf({ ...official, ...description }, { zip: true });
    expect(filingsIn(zipped)).toEqual(expected);
    expect(problemsIn(zipped)).toEqual([]);
    const renamed = Object.fromEntries(
      Object.values(official).map((text, i) => [
        `table-${i}.txt`,
        text
          .split('\n')
          .map((line) => line.split('\t').reverse().join('\t'))
          .join('\r\n'),
      ]),
    );
    const reversed = filingsIn(await itemsOf(renamed));
    expect(reversed.map((f) => filingContent(f as CompleteFiling))).toEqual(
      expected.map((f) => filingContent(f as CompleteFiling)),
    );
  });
});

describe('an incomplete quarter', () => {
  const { 'REPORTINGOWNER.tsv': _o, 'FOOTNOTES.tsv': _f, ...rest } = official;

  it('is refused with what nobody can know, and read in part on demand', async () => {
    const [problem, ...others] = problemsIn(await itemsOf(rest));
    expect(others).toEqual([]);
    expect(problem?.code).toBe('INCOMPLETE_DATA_SET');
    expect(problem?.message).toMatch(/REPORTINGOWNER is missing: the insider of no filing/);
    expect(problem?.message).toMatch(
      /FOOTNOTES is missing.*--partial reads the rest, of which nothing can be recorded/,
    );
    const partial = await itemsOf(rest, { partial: true });
    expect(filingsIn(partial)).toHaveLength(12);
    expect(filingsIn(partial).every((f) => f.owners.length === 0)).toBe(true);
    expect(warningsIn(partial).map((w) => w.code)).toEqual([
      'INCOMPLETE_DATA_SET',
      'INCOMPLETE_DATA_SET',
    ]);
  });

  it('gives nothing without its submissions', async () => {
    const { 'SUBMISSION.tsv': _s, ...children } = official;
    const items = await itemsOf(children, { partial: true });
    expect(filingsIn(items)).toEqual([]);
    expect(problemsIn(items)[0]?.message).toMatch(/SUBMISSION is missing/);
  });
});

describe('a damaged quarter', () => {
  const firstLine = /^.*\n/;
  const accessionOf = (line: string): string => line.split('\t')[0] ?? '';

  it('with a column missing is incomplete; without a key it is refused', async () => {
    const drop = (column: string) => (text: string) => {
      const at = columnsOf('NONDERIV_TRANS').indexOf(column);
      return text
        .split('\n')
        .map((l) =>
          l
            .split('\t')
            .filter((_, i) => i !== at)
            .join('\t'),
        )
        .join('\n');
    };
    const priceless = with_('NONDERIV_TRANS', drop('TRANS_PRICEPERSHARE'));
    expect(problemsIn(await itemsOf(priceless))[0]?.message).toMatch(
      /lacks the columns TRANS_PRICEPERSHARE/,
    );
    expect(filingsIn(await itemsOf(priceless, { partial: true }))).toHaveLength(12);
    const notes = with_('FOOTNOTES', (t) => t.replace('FOOTNOTE_TXT', 'TEXT'));
    const items = await itemsOf(notes, { partial: true });
    expect(problemsIn(items)[0]).toMatchObject({ code: 'MALFORMED_DOCUMENT' });
    expect(filingsIn(items)).toEqual([]);
  });

  it('with a column too many keeps what it holds', async () => {
    const more = with_('SUBMISSION', (t) =>
      t.replaceAll('\n', '\tyes\n').replace('\tyes\n', '\tNEWS\n'),
    );
    const items = await itemsOf(more);
    expect(warningsIn(items)).toMatchObject([{ code: 'UNKNOWN_COLUMN' }]);
    expect(filingsIn(items).every((f) => f.unknown.some((p) => p.text === 'yes'))).toBe(true);
  });

  it('loses no other filing to a ragged line', async () => {
    const line = official['NONDERIV_TRANS.tsv']?.split('\n')[2] ?? '';
    const items = await itemsOf(
      with_('NONDERIV_TRANS', (t) => t.replace(line, line.slice(0, -30))),
    );
    expect(problemsIn(items)).toMatchObject([{ code: 'MALFORMED_DOCUMENT', line: 3 }]);
    expect(filingsIn(items).map((f) => f.accession)).not.toContain(accessionOf(line));
    expect(filingsIn(items)).toHaveLength(11);
  });

  it('tells of lines that belong to no filing', async () => {
    const items = await itemsOf(
      with_(
        'FOOTNOTES',
        (t) => `${t}0009999999-24-000001\tF1\tOf nobody.\nrest of a broken line\n`,
      ),
    );
    expect(
      problemsIn(items)
        .map((p) => p.code)
        .sort(),
    ).toEqual(['MALFORMED_DOCUMENT', 'MISSING_FIELD']);
    expect(filingsIn(items)).toHaveLength(12);
  });

  it('counts a repeated line once, and cannot choose between two of one key', async () => {
    const line = official['NONDERIV_HOLDING.tsv']?.split('\n')[1] ?? '';
    const twice = await itemsOf(with_('NONDERIV_HOLDING', (t) => `${t}${line}\n`));
    expect(warningsIn(twice)).toMatchObject([{ code: 'DUPLICATE_LINE' }]);
    expect(filingsIn(twice)).toHaveLength(12);
    const other = line.replace('\tCommon Stock', '\tPreferred Stock');
    const changed = other === line ? line.replace('Class A', 'Class B') : other;
    const items = await itemsOf(with_('NONDERIV_HOLDING', (t) => `${t}${changed}\n`));
    expect(problemsIn(items)[0]?.message).toMatch(/same key .* and differ/);
    expect(filingsIn(items)).toHaveLength(11);
  });

  it('keeps what is not of its kind as raw text, and exact what is', async () => {
    const items = await itemsOf(
      with_('NONDERIV_TRANS', (t) =>
        t.replace('\t550.0\t', '\t5.5E2\t').replace('\t20.25\t', '\tn/a\t'),
      ),
    );
    const rows = filingsIn(items).flatMap((f) => f.rows);
    expect(rows.find((r) => r.shares.raw === '5.5E2')?.shares.value?.toFixed()).toBe('550');
    expect(rows.find((r) => r.price.raw === 'n/a')?.price.value).toBeNull();
    expect(warningsIn(items).map((w) => w.code)).toEqual(['INVALID_VALUE']);
  });

  it.each([
    ['1.5E30', `15${'0'.repeat(29)}`],
    ['1.5E-3', '0.0015'],
    // Longer than a decimal is written with, or below zero, as the form cannot say: kept as text.
    ['1.5E45', null],
    ['1.5E-45', null],
    ['-1.5E3', null],
    ['-1500.0', null],
    [`.${'1'.repeat(39)}`, null],
  ])('reads %s as the exact decimal that it is, or keeps it as raw text', async (text, exact) => {
    const items = await itemsOf(
      with_('NONDERIV_TRANS', (t) => t.replace('\t550.0\t', `\t${text}\t`)),
    );
    expect(problemsIn(items)).toEqual([]);
    const shares = filingsIn(items)
      .flatMap((f) => f.rows)
      .find((r) => r.shares.raw === text)?.shares;
    expect(shares?.value?.toFixed() ?? null).toBe(exact);
    expect(warningsIn(items).map((w) => w.code)).toEqual(exact === null ? ['INVALID_VALUE'] : []);
  });

  it.each([
    ['TRANS_SHARES', 'x'.repeat(5_000), /TRANS_SHARES holds 5000 characters, more than the 4000/],
    ['TRANS_DATE', 'x'.repeat(5_000), /TRANS_DATE holds 5000 characters, more than the 4000/],
    [
      'TRANS_PRICEPERSHARE_FN',
      Array.from({ length: 120 }, (_, i) => `F${i + 1}`).join(', '),
      /TRANS_PRICEPERSHARE_FN has 120 footnotes, more than the 99 allowed/,
    ],
  ])(
    'refuses a filing with more in %s than can be recorded, and no other',
    async (column, text, why) => {
      const at = columnsOf('NONDERIV_TRANS').indexOf(column);
      const items = await itemsOf(
        with_('NONDERIV_TRANS', (t) =>
          t
            .split('\n')
            .map((line, i) => (i === 1 ? line.split('\t').with(at, text).join('\t') : line))
            .join('\n'),
        ),
      );
      const [problem, ...others] = problemsIn(items);
      expect(others).toEqual([]);
      expect(problem).toMatchObject({
        code: 'LIMIT_EXCEEDED',
        message: expect.stringMatching(why),
      });
      expect(problem?.at).toContain(column);
      expect(filingsIn(items)).toHaveLength(11);
    },
  );

  it('names no two rows alike, however their keys are padded', async () => {
    const [head, first = ''] = (official['NONDERIV_TRANS.tsv'] ?? '').split('\n');
    const holding = official['NONDERIV_HOLDING.tsv']?.split('\n') ?? [];
    const keyAt = columnsOf('NONDERIV_TRANS').indexOf('NONDERIV_TRANS_SK');
    const holdingKeyAt = columnsOf('NONDERIV_HOLDING').indexOf('NONDERIV_HOLDING_SK');
    const keyed = (line: string, at: number, key: string): string =>
      line.split('\t').with(at, key).join('\t');
    const accession = accessionOf(first);
    const items = await itemsOf({
      ...official,
      'NONDERIV_TRANS.tsv': `${[head, keyed(first, keyAt, '5'), keyed(first, keyAt, '05')].join('\n')}\n`,
      'NONDERIV_HOLDING.tsv': `${[holding[0], keyed(keyed(holding[1] ?? '', 0, accession), holdingKeyAt, '5')].join('\n')}\n`,
    });
    const labels = find(filingsIn(items), accession).rows.map(rowLabel);
    expect(labels.filter((label) => label.startsWith('I~')).sort()).toEqual([
      'I~005',
      'I~05',
      'I~5',
    ]);
  });

  it('is recorded in no part where a table breaks off in its archive', async () => {
    const whole = zipOf(official);
    const middle = Math.floor(whole.length / 2);
    const folder = writeFolder(join(home, String(folders++)), {
      'q.zip': Buffer.concat([whole.subarray(0, 200), Buffer.alloc(400), whole.subarray(600)]),
      'cut.zip': whole.subarray(0, middle),
    });
    for (const name of ['q.zip', 'cut.zip']) {
      const items: Array<DataSetItem> = [];
      for await (const item of readDataSet({ path: join(folder, name), files: null }))
        items.push(item);
      expect(problemsIn(items)[0]?.code, name).toBe('UNREADABLE');
      expect(filingsIn(items), name).toEqual([]);
    }
  });

  it('is refused, or what it was, whatever bit is turned in its archive', async () => {
    const whole = zipOf(official);
    const folder = writeFolder(join(home, String(folders++)), { 'q.zip': whole });
    const path = join(folder, 'q.zip');
    const readIt = async () => {
      const items: Array<DataSetItem> = [];
      for await (const item of readDataSet({ path, files: null }, { partial: true }))
        items.push(item);
      return items;
    };
    const expected = filingsIn(await readIt());
    await fc.assert(
      fc.asyncProperty(fc.nat(whole.length - 1), fc.nat(7), async (at, bit) => {
        const turned = Buffer.from(whole);
        turned.writeUInt8((turned[at] ?? 0) ^ (1 << bit), at);
        writeFileSync(path, turned);
        const items = await readIt();
        const found = filingsIn(items);
        if (found.length > 0) expect(found).toEqual(expected);
        else expect(problemsIn(items).length).toBeGreaterThan(0);
      }),
      tried(60),
    );
  });

  it('is refused where an entry, or all of them, unpack to more than any quarter has', async () => {
    const whole = zipOf(official);
    const claimed = (bytes: number): Buffer => {
      const zip = Buffer.from(whole);
      for (let at = zip.indexOf('PK\x01\x02'); at !== -1; at = zip.indexOf('PK\x01\x02', at + 4))
        zip.writeUInt32LE(bytes, at + 24);
      return zip;
    };
    const folder = writeFolder(join(home, String(folders++)), {
      'entry.zip': claimed(1024 ** 3 + 1),
      'archive.zip': claimed(1024 ** 3),
    });
    for (const [name, bytes] of [
      ['entry.zip', 1024 ** 3],
      ['archive.zip', 4 * 1024 ** 3],
    ] as const) {
      const items: Array<DataSetItem> = [];
      for await (const item of readDataSet({ path: join(folder, name), files: null }))
        items.push(item);
      const [problem] = problemsIn(items);
      expect(items).toHaveLength(1);
      expect(problem?.code).toBe('LIMIT_EXCEEDED');
      expect(problem?.message).toContain(`more than the ${bytes} allowed`);
      expect(problem?.message).toContain('import its folder');
    }
  });

  it('tells of an accession that is longer than any filing, and reads the others', async () => {
    const [head, first = ''] = (official['FOOTNOTES.tsv'] ?? '').split('\n');
    const accession = accessionOf(first);
    const line = `${accession}\tF1\t${'x'.repeat(100_000)}\n`;
    const items = await itemsOf({ ...official, 'FOOTNOTES.tsv': `${head}\n${line.repeat(90)}` });
    const problems = problemsIn(items);
    expect(problems).toHaveLength(1);
    expect(problems[0]?.code).toBe('LIMIT_EXCEEDED');
    expect(problems[0]?.message).toContain(`the lines of ${accession} have `);
    const others = filingsIn(await itemsOf(official)).length - 1;
    expect(filingsIn(items)).toHaveLength(others);
  });

  it('survives any change of bytes: every accession is a filing or is told of', async () => {
    const all = Object.entries(official) as ReadonlyArray<[string, string]>;
    await fc.assert(
      fc.asyncProperty(
        fc.nat(all.length - 1),
        fc.nat(5_000),
        fc.constantFrom('\t', '\n', '"', '\r', '', 'x', '\u0000', '0009'),
        async (table, at, inserted) => {
          const [name, text] = all[table] as [string, string];
          const end = firstLine.exec(text)?.[0].length ?? 0;
          const where = end + (at % (text.length - end));
          const damaged = text.slice(0, where) + inserted + text.slice(where + 1);
          const items = await itemsOf({ ...official, [name]: damaged });
          const told = JSON.stringify(items.filter((i) => i.kind !== 'warning').map((i) => i.path));
          const lost = (official['SUBMISSION.tsv'] ?? '')
            .split('\n')
            .slice(1, -1)
            .map(accessionOf)
            .filter((a) => !told.includes(a));
          // A broken line of SUBMISSION may take its own accession number with it.
          expect(lost.length).toBeLessThanOrEqual(problemsIn(items).length);
        },
      ),
      tried(50),
    );
  });
});

describe('filings printed as tables, lines in any order, and read again', () => {
  const words = fc
    .string({ unit: fc.constantFrom(...'abcXYZ 0189&<>"\'.,-()$é'), minLength: 1, maxLength: 30 })
    .map((s) => s.trim())
    // Unlike the SEC's own printer, ours leaves plain quotes alone.
    .filter((s) => s !== '' && unquoted(s) === s);
  const maybe = <A>(a: fc.Arbitrary<A>) => fc.option(a, { nil: null });
  const flag = maybe(fc.boolean());
  const day = fc
    .date({ min: new Date('1990-01-01'), max: new Date('2040-12-31'), noInvalidDate: true })
    .map((d) => writtenDay(d.toISOString().slice(0, 10)));
  const ids = fc.uniqueArray(
    fc.integer({ min: 1, max: 99 }).map((n) => `F${n}`),
    { maxLength: 3 },
  );
  const field = <A>(value: fc.Arbitrary<A>): fc.Arbitrary<Field<A>> =>
    fc.record({ value: maybe(value), footnotes: ids, raw: fc.constant(null) });
  const amount = field(
    fc
      .tuple(fc.bigInt({ min: 0n, max: 10n ** 16n }), fc.integer({ min: 0, max: 6 }))
      .map(([n, places]) => new Decimal(n.toString()).div(new Decimal(10).pow(places))),
  );
  const none = { value: null, footnotes: [], raw: null };
  const oneAmountOf = <
    T extends { underlying: { shares: Field<Decimal>; value: Field<Decimal> } | null },
  >(
    terms: T,
  ): T =>
    terms.underlying === null || terms.underlying.shares.value === null
      ? terms
      : { ...terms, underlying: { ...terms.underlying, value: none } };
  const cik = fc.integer({ min: 1, max: 9_999_999 }).map((n) => String(n).padStart(10, '0'));
  const row = fc
    .record({
      table: fc.constantFrom('I' as const, 'II' as const),
      kind: fc.constantFrom('transaction' as const, 'holding' as const),
      security: field(words),
      transactionDate: field(day),
      deemedExecutionDate: field(day),
      coding: fc.record({
        form: fc.constantFrom('3' as const, '4' as const, '5' as const),
        code: fc.constantFrom('P', 'S', 'M'),
        equitySwap: flag,
        footnotes: ids,
      }),
      timeliness: field(fc.constantFrom('E' as const, 'L' as const)),
      shares: amount,
      totalValue: amount,
      price: amount,
      acquiredDisposed: field(fc.constantFrom('A' as const, 'D' as const)),
      terms: fc.record({
        exercisePrice: amount,
        exercisableOn: field(day),
        expiresOn: field(day),
        underlying: maybe(
          fc.record({
            security: field(words).map((f) => ({ ...f, value: f.value ?? 'Common' })),
            shares: amount,
            value: amount,
          }),
        ),
      }),
      sharesFollowing: amount,
      valueFollowing: amount,
      ownership: field(fc.constantFrom('D' as const, 'I' as const)),
      nature: field(words),
    })
    .map((r) => {
      const isTransaction = r.kind === 'transaction';
      return {
        ...r,
        // EDGAR takes none of a row that is held directly.
        nature: r.ownership.value === 'D' ? none : r.nature,
        terms: r.table === 'II' ? oneAmountOf(r.terms) : null,
        ...(isTransaction
          ? {}
          : {
              transactionDate: none,
              deemedExecutionDate: none,
              timeliness: none,
              shares: none,
              price: none,
              acquiredDisposed: none,
              coding: { ...r.coding, code: null, equitySwap: null },
            }),
        // A row has a number of shares or a value.
        totalValue:
          isTransaction && r.table === 'II' && r.shares.value === null ? r.totalValue : none,
        valueFollowing: r.sharesFollowing.value === null ? r.valueFollowing : none,
      };
    });
  const owner = fc.record({
    cik,
    name: words,
    address: fc.constant(null),
    relationship: fc.record({
      director: fc.constant(true),
      officer: fc.boolean(),
      tenPercentOwner: fc.boolean(),
      other: fc.boolean(),
      officerTitle: maybe(words),
      otherText: maybe(words),
    }),
  });
  const filing = fc.record({
    filedOn: day,
    form: fc.constantFrom(...formTypes),
    period: day,
    originalFiledOn: maybe(day),
    noSecuritiesOwned: flag,
    notSubjectToSection16: flag,
    form3HoldingsReported: flag,
    form4TransactionsReported: flag,
    plan10b51: flag,
    issuer: fc.record({ cik, name: words, symbol: maybe(words), foreignSymbol: fc.constant(null) }),
    owners: fc.uniqueArray(owner, { minLength: 1, maxLength: 3, selector: (o) => o.cik }),
    rows: fc.array(row, { maxLength: 6 }),
    footnotes: fc.uniqueArray(
      fc.record({ id: fc.integer({ min: 1, max: 99 }).map((n) => `F${n}`), text: words }),
      { maxLength: 4, selector: (n) => n.id },
    ),
    remarks: maybe(words),
    signatures: fc.array(fc.record({ name: words, date: maybe(day) }), { maxLength: 3 }),
  });

  const by =
    <A>(key: (a: A) => string | number) =>
    (a: A, b: A): number =>
      key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0;

  it('say the same', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(filing, { minLength: 1, maxLength: 5 }),
        fc.infiniteStream(fc.nat()),
        fc.boolean(),
        async (drawn, random, zip) => {
          let key = 900;
          const written = drawn.map(
            (f, i): Filing => ({
              ...f,
              accession: writtenAs(
                accessionNumber,
                `0001234567-24-${String(i + 1).padStart(6, '0')}`,
              ),
              filedBasis: 'manifest',
              acceptedAt: null,
              source: null,
              schemaVersion: null,
              unknown: [],
              asFiled: [],
              owners: [...f.owners].sort(by((o) => o.cik)),
              footnotes: [...f.footnotes].sort(by((n) => Number(n.id.slice(1)))),
              signatures: [...f.signatures].sort(by((s) => `${s.name}\u0000${s.date ?? ''}`)),
              rows: f.rows.map((r, at) => ({
                ...r,
                position: at + 1,
                surrogateKey: String(key++),
              })),
            }),
          );
          const shuffled = <A>(values: ReadonlyArray<A>): ReadonlyArray<A> =>
            values
              .map((value) => ({ value, at: random.next().value ?? 0 }))
              .sort(by(({ at }) => at))
              .map(({ value }) => value);
          const files = Object.fromEntries(
            Object.entries(tablesOf(written)).map(([name, lines]) => [
              `${name}.tsv`,
              printTable(columnsOf(name), shuffled(lines)),
            ]),
          );
          const items = await itemsOf(files, { zip });
          expect(problemsIn(items)).toEqual([]);
          const read = filingsIn(items);
          const said = (f: Filing) => ({
            ...(filingContent(f as CompleteFiling) as object),
            filedOn: f.filedOn,
            names: f.rows.map(rowLabel).sort(),
          });
          expect(read.map(said)).toEqual(written.map(said));
        },
      ),
      tried(50),
    );
  });
});
