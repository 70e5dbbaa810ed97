import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { form4Of, officer, optionRow, row } from '../short-swing/asked.js';
import { insiderLedgerHere, json, temporaryFolder } from './command.js';

const folder = temporaryFolder();
const store = `sqlite:${join(folder, 'swing.db')}`;
const said = 'computed from filings; not a legal finding';
const run = (...words: ReadonlyArray<string>) => insiderLedgerHere(words, { store });

const file = (name: string, lines: ReadonlyArray<string>): string => {
  const path = join(folder, name);
  writeFileSync(path, `${lines.join('\n')}\n`);
  return path;
};

const puts = { strike: '25', expiresOn: '2025-01-17', security: 'Put Option', underlying: '500' };
const noted = {
  footnotes: [{ id: 'F1', text: 'Sold under a Rule 10b5-1 plan adopted on February 5, 2024.' }],
  plan10b51: true,
};

beforeAll(async () => {
  const filings = [
    form4Of([officer], [row('P 500 @ 20 on 2024-02-01')]),
    form4Of([officer], [optionRow('P 500 @ 1.10 on 2024-04-01', puts)]),
    form4Of(
      [officer],
      [row('S 100 on 2024-06-03', { price: { value: '27.5', footnotes: ['F1'] } })],
      noted,
    ),
  ];
  const stdin = filings.map((filing) => `${JSON.stringify(filing)}\n`).join('');
  await insiderLedgerHere(['append'], { store, stdin });
});

describe('short-swing', () => {
  it('exits 1 where there is a profit or a price is missing, and says once what it is', async () => {
    const open = await run('short-swing', '--insider', 'doe');
    expect(open.code).toBe(1);
    expect(open.stdout).toContain('at least $750.00; prices are missing');
    expect(open.stdout.toLowerCase().split(said)).toHaveLength(2);
    const prices = file('prices.csv', ['security,on,price', 'ACME,2024-04-01,26.00']);
    const told = await run(
      'short-swing',
      '--insider',
      'doe',
      '--prices',
      prices,
      '--format',
      'json',
    );
    expect(told.code).toBe(1);
    expect(json(told)).toMatchObject({ notice: said, classes: [{ exact: '3150.00' }] });
    const before = await run('short-swing', '--insider', 'doe', '--as-of', '2024-03-01');
    expect(before.code).toBe(0);
  });

  it('writes a pair a line, and says beside it what rows cannot tell', async () => {
    const csv = await run('short-swing', '--issuer', 'ACME', '--format', 'csv');
    expect(csv.stdout.split('\r\n')).toHaveLength(3);
    expect(csv.stdout).toMatch(/^insiderId,.*,gain,/);
    expect(csv.stderr).toContain(said);
  });

  it.each([
    [['--window', 'half-a-year'], '--window takes stella, anniversary or days:N'],
    [['--what-if', 'sell some'], '--what-if takes a trade such as'],
    [['--share', 'doe'], '--share takes OWNER=PART'],
    [['--share', 'roe=10%'], '--share names roe'],
    [['--prices', 'nowhere.csv'], '--prices nowhere.csv cannot be read'],
  ])('%j is refused with what is expected', async (words, expected) => {
    const ran = await run('short-swing', '--insider', 'doe', ...words);
    expect([ran.code, ran.stdout]).toEqual([2, '']);
    expect(ran.stderr).toContain(expected);
  });
});

describe('window and plans', () => {
  it('tell what a sale would meet', async () => {
    const ran = await run('window', '--insider', 'doe', '--on', '2024-06-10', '--format', 'json');
    expect(ran.code).toBe(0);
    expect(json(ran)).toMatchObject({
      classes: [{ sale: { safePrice: '20', freeFrom: '2024-07-31' } }],
    });
  });

  it('take the dates of results from a file', async () => {
    const results = file('results.csv', ['issuer,filedOn,period', 'ACME,2024-05-06,2024-03-31']);
    const ran = await run('plans', '--insider', 'doe', '--results', results, '--format', 'json');
    expect(ran.code).toBe(0);
    expect(json(ran)).toMatchObject({
      plans: [
        {
          adoptedOn: '2024-02-05',
          coolingOff: { outcome: 'satisfied', resultsFiledOn: '2024-05-06', dayAfterAdoption: 119 },
        },
      ],
    });
    const csv = await run('plans', '--issuer', 'ACME', '--format', 'csv');
    expect(csv.stdout).toContain('depends-on-results');
  });
});
