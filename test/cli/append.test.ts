/** Filings from another parser: append, and the schema that tells their shape. */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv2020 from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import * as E from 'fp-ts/lib/Either.js';
import { describe, expect, it } from 'vitest';
import { readFiling } from '../../src/filing/read.js';
import { filingCodec } from '../../src/index.js';
import {
  insiderLedger,
  insiderLedgerHere,
  json,
  sampleLedger,
  samples,
  temporaryFolder,
} from './command.js';

const filing = {
  form: '4',
  accession: '0009990900-24-000777',
  filedOn: '2024-03-06',
  period: '2024-03-04',
  issuer: { cik: '0009990009', name: '=HYPERLINK("http://example.test")', symbol: 'ASH' },
  owners: [{ cik: '0009990301', name: '@SUM(A1)', relationship: { director: true } }],
  rows: [
    {
      table: 'I',
      position: 1,
      kind: 'transaction',
      security: '-2+3+cmd|calc',
      transactionDate: '2024-03-04',
      coding: { form: '4', code: 'S' },
      shares: '1000',
      price: { value: '10.5', footnotes: ['F1'], raw: '10.50' },
      acquiredDisposed: 'D',
      sharesFollowing: '5000',
      ownership: 'D',
    },
  ],
  footnotes: [{ id: 'F1', text: 'an average, of "two" sales\nand a second line' }],
};

const ledger = (): string => `sqlite:${join(temporaryFolder(), 'l.db')}`;

describe('append', () => {
  it('records NDJSON and rejects what is none, line by line', async () => {
    const store = ledger();
    const stdin = `${JSON.stringify(filing)}\n\nnot json\n{"form":"9"}\n`;
    const ran = await insiderLedgerHere(['append', '-', '--format', 'json'], { store, stdin });
    expect(ran.code).toBe(1);
    expect(json(ran)).toMatchObject({
      filings: 1,
      recorded: 1,
      events: 2,
      rejected: [
        { path: 'line 3', code: 'MALFORMED_DOCUMENT', line: 3 },
        { path: 'line 4', line: 4 },
      ],
    });
    const { rejected } = json(ran) as { rejected: ReadonlyArray<{ message: string }> };
    expect(rejected[0]?.message).toContain('Each line is one whole filing');
    expect(rejected[0]?.message).not.toContain('use append');
  });

  it('rejects a line that is not UTF-8, nests without end or says a key twice, and no other', async () => {
    const store = ledger();
    const stdin = Buffer.concat([
      Buffer.from('\uFEFF{"form":"4","remarks":"caf'),
      Buffer.of(0xe9),
      Buffer.from(`"}\n{"form":${'['.repeat(50_000)}${']'.repeat(50_000)}}\n`),
      Buffer.from(`{"form":"4","form":"4"}\n${JSON.stringify(filing)}`),
    ]);
    const ran = await insiderLedger(['append', '--format', 'json'], { store, stdin });
    expect(ran.code).toBe(1);
    expect(json(ran)).toMatchObject({
      recorded: 1,
      rejected: [
        { line: 1, code: 'UNREADABLE_TEXT' },
        { line: 2, code: 'LIMIT_EXCEEDED' },
        { line: 3, code: 'INVALID_FIELD' },
      ],
    });
    const { rejected } = json(ran) as { rejected: ReadonlyArray<{ message: string }> };
    expect(rejected[0]?.message).toContain('byte 27 of the line');
    expect(rejected[2]?.message).toContain('the key "form" stands twice');
  });

  it('refuses the same accession with another content, and shows the difference', async () => {
    const store = ledger();
    const other = { ...filing, rows: [{ ...filing.rows[0], shares: '2000' }] };
    const stdin = `${JSON.stringify(filing)}\n${JSON.stringify(other)}\n`;
    const ran = await insiderLedgerHere(['append', '--format', 'json'], { store, stdin });
    expect(json(ran)).toMatchObject({
      recorded: 1,
      rejected: [{ code: 'DIFFERENT_CONTENT', message: expect.stringContaining('2000') }],
    });
  });
});

describe('csv', () => {
  it('never gives a spreadsheet a formula, and quotes what has to be', async () => {
    const store = ledger();
    await insiderLedgerHere(['append'], { store, stdin: JSON.stringify(filing) });
    const ran = await insiderLedgerHere(
      ['transactions', '--insider', '0009990301', '--format', 'csv'],
      { store },
    );
    const [header = '', ...rest] = ran.stdout.split('\r\n');
    expect(header.split(',').slice(0, 3)).toEqual(['transactionId', 'row', 'insiderId']);
    const body = rest.join('\r\n');
    expect(body).toContain(`"'=HYPERLINK(""http://example.test"")"`);
    expect(body).toContain(`,'@SUM(A1),`);
    expect(body).toContain(`,'-2+3+cmd|calc,`);
    expect(body).toContain('"F1: an average, of ""two"" sales\nand a second line"');
    const positions = await insiderLedgerHere(
      ['holdings', '--insider', 'posey', '--format', 'csv'],
      {
        store: await sampleLedger(),
      },
    );
    // A plain number is no formula, also below zero.
    expect(positions.stdout).toContain(',-1164,');
  });

  it('keeps the control characters of strangers from the terminal', async () => {
    const store = ledger();
    const forged = { ...filing, owners: [{ ...filing.owners[0], name: 'A\u001B[2JB' }] };
    await insiderLedgerHere(['append'], { store, stdin: JSON.stringify(forged) });
    const ran = await insiderLedgerHere(['holdings', '--issuer', 'ASH'], { store });
    expect(ran.stdout).not.toContain('\u001B');
  });
});

describe('schema filing', () => {
  it('is a JSON Schema that accepts what the codec accepts and refuses what it refuses', async () => {
    const { code, stdout } = await insiderLedgerHere(['schema', 'filing']);
    expect(code).toBe(0);
    const schema = JSON.parse(stdout);
    expect(schema).toMatchObject({
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      title: 'filing',
      type: 'object',
    });
    const ajv = new Ajv2020.default({ strict: false });
    addFormats.default(ajv);
    const accepts = ajv.compile(schema);
    const agree = (value: unknown): boolean => {
      const codec = E.isRight(filingCodec.decode(value));
      expect(accepts(value)).toBe(codec);
      return codec;
    };
    for (const name of readdirSync(samples).filter((n) => n.endsWith('.xml'))) {
      const reading = readFiling(readFileSync(join(samples, name)));
      if (E.isLeft(reading)) throw new Error(reading.left.message);
      expect(agree(filingCodec.encode(reading.right.filing))).toBe(true);
    }
    expect(agree(filing)).toBe(true);
    expect(agree({ ...filing, form: '6' })).toBe(false);
    expect(agree({ ...filing, colour: 'red' })).toBe(false);
    expect(agree({ ...filing, period: undefined })).toBe(false);
    expect(agree({ ...filing, rows: [{ ...filing.rows[0], shares: 1000 }] })).toBe(false);
    expect(agree({ ...filing, rows: [{ ...filing.rows[0], shares: '1e3' }] })).toBe(false);
    expect(agree({ ...filing, filedOn: '2024-02-30' })).toBe(false);
  });
});
