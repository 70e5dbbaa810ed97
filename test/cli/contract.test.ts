/** The contract of the command line, on the samples: names, shapes, exit codes. */
import { copyFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  insiderLedger,
  insiderLedgerHere,
  json,
  sampleLedger,
  samples,
  temporaryFolder,
} from './command.js';

const ines = '0009990101';
const inesStock = `${ines}/0009990001/common-stock/D`;
let store = '';
beforeAll(async () => {
  store = await sampleLedger();
});

describe('import', () => {
  it('records each filing once, however often it is asked to', async () => {
    const ledger = `sqlite:${join(temporaryFolder(), 'l.db')}`;
    const words = ['import', samples, '--manifest', join(samples, 'manifest.csv')];
    const first = await insiderLedger([...words, '--format', 'json'], { store: ledger });
    expect(first.code).toBe(0);
    expect(json(first)).toMatchObject({
      files: 18,
      filings: 18,
      recorded: 18,
      alreadyRecorded: 0,
      events: 59,
      streams: 5,
      rejected: [],
      warnings: [],
    });
    expect(
      json(await insiderLedgerHere([...words, '--format=json'], { store: ledger })),
    ).toMatchObject({
      recorded: 0,
      alreadyRecorded: 18,
      events: 0,
    });
  });

  it('reports a bad file with its reason, goes on, and exits 1', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'bad.xml'), '<html><body>not a form</body></html>');
    copyFileSync(join(samples, 'qualys-posey-2018.xml'), join(folder, 'good.xml'));
    const ran = await insiderLedgerHere(['import', folder, '--format', 'json'], {
      store: 'memory:',
    });
    expect(ran.code).toBe(1);
    expect(json(ran)).toMatchObject({
      files: 2,
      recorded: 1,
      rejected: [{ path: join(folder, 'bad.xml'), code: 'NOT_AN_OWNERSHIP_DOCUMENT' }],
    });
  });

  it('reads standard input as -', async () => {
    const stdin = '{"form":"4"}';
    const ran = await insiderLedger(['import', '-', '--format', 'json'], {
      store: 'memory:',
      stdin,
    });
    expect(ran.code).toBe(1);
    expect(json(ran)).toMatchObject({ files: 1, rejected: [{ path: '-', code: 'MISSING_FIELD' }] });
  });
});

describe('holdings', () => {
  it('tells who held what on a day, as known on a day', async () => {
    const asked = ['holdings', '--insider', ines, '--as-of', '2021-06-15', '--format', 'json'];
    const before = json(await insiderLedgerHere([...asked, '--known-by', '2021-06-20'], { store }));
    const after = json(await insiderLedgerHere([...asked, '--known-by', '2021-06-28'], { store }));
    expect(before).toMatchObject({ asOf: '2021-06-15', knownBy: '2021-06-20', recordedBy: null });
    expect(before).toMatchObject({ positions: [{ quantity: '10000' }, {}, {}] });
    expect(after).toMatchObject({ positions: [{ quantity: '9500' }, {}, {}] });
  });

  it('has the shape of the contract', async () => {
    const ran = await insiderLedger(
      ['--format', 'json', 'holdings', '--insider', 'posey', '--as-of', '2024-08-20'],
      { store },
    );
    const answer = json(ran);
    expect(answer).toMatchObject({
      positions: [
        {
          insider: { cik: null, name: 'POSEY BRUCE K', provisional: true },
          issuer: { cik: null, name: 'QUALYS, INC.', symbol: 'QLYS' },
          kind: 'share',
          security: 'Common Stock',
          ownership: { form: 'D', nature: null, footnotes: [] },
          terms: null,
          unit: 'shares',
          quantity: '55948',
          status: 'reported',
          reported: { quantity: '55948', effectiveOn: '2024-08-20', filedOn: '2024-08-22' },
          computed: '57112',
          unexplained: '-1164',
        },
        {
          kind: 'derivative',
          quantity: '2000',
          terms: {
            exercisePrice: '25.56',
            exercisableOn: null,
            expiresOn: '2026-04-28',
            underlying: { security: 'Common Stock', shares: '2000' },
          },
        },
        { kind: 'derivative', quantity: '15000', status: 'reported' },
      ],
    });
    const [position] = (answer as { positions: ReadonlyArray<object> }).positions;
    expect(Object.keys(position ?? {}).sort()).toEqual(
      [
        'positionId insider issuer kind security ownership terms unit quantity status reported',
        'computed unexplained conflicts rulings',
      ]
        .join(' ')
        .split(' ')
        .sort(),
    );
  });

  it('asks everybody of an issuer by its symbol', async () => {
    const ran = await insiderLedgerHere(['holdings', '--issuer', 'LRKX', '--format', 'ndjson'], {
      store,
    });
    const lines = ran.stdout.trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line).insider.id)).toEqual([ines, ines, ines]);
  });

  it('groups digits in tables and never in data', async () => {
    const words = ['holdings', '--insider', 'vanterpool'];
    expect((await insiderLedgerHere(words, { store })).stdout).toContain('30,913');
    expect((await insiderLedgerHere([...words, '--format', 'csv'], { store })).stdout).toContain(
      ',30913,',
    );
  });
});

describe('transactions', () => {
  it('shows one logical transaction with its versions', async () => {
    const ran = await insiderLedger(
      ['transactions', '--insider', ines, '--as-of', '2021-12-31', '--format', 'json'],
      { store },
    );
    expect(json(ran)).toMatchObject({
      transactions: [
        {
          code: 'S',
          shares: '2500',
          status: 'corrected',
          versions: [
            { outcome: 'original', filedOn: '2021-06-17' },
            {
              outcome: 'corrected',
              filedOn: '2021-06-28',
              changes: [
                { field: 'shares', from: '2000', to: '2500' },
                { field: 'sharesFollowing', from: '10000', to: '9500' },
              ],
            },
          ],
        },
      ],
    });
  });

  it('tells plan trades from the footnotes', async () => {
    const ran = await insiderLedgerHere(['transactions', '--issuer', 'QLYS', '--format=ndjson'], {
      store,
    });
    const all = ran.stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    const posey = all.filter((t) => t.insider.name === 'POSEY BRUCE K');
    expect(posey.map((t) => t.planTrade)).toEqual(posey.map(() => true));
    expect(all.find((t) => t.price === '122.977').facts).toMatchObject([
      { kind: 'rule-10b5-1-plan' },
      { kind: 'weighted-average-price', low: '122.54', high: '123.29' },
    ]);
  });
});

describe('explain', () => {
  it('reads like a work paper', async () => {
    const { stdout, code } = await insiderLedger(['explain', inesStock], { store });
    expect(code).toBe(0);
    expect(stdout).toMatch(/opening +\+12,000/);
    expect(stdout).toMatch(/UNEXPLAINED +\+27,000/);
    expect(stdout).toContain('split 3:1');
    expect(stdout).toContain('shares 2,000 → 2,500');
    expect(stdout).toContain('Opening and transactions 9,500, unexplained +21,413: 30,913 shares');
  });

  it('says why two answers differ', async () => {
    const words = ['explain', inesStock, '--diff', '--as-of', '2021-06-15'];
    const days = ['--known-by', '2021-06-20', '--known-by', '2021-06-28'];
    const ran = await insiderLedgerHere([...words, ...days, '--format', 'json'], { store });
    expect(json(ran)).toMatchObject({
      positionId: inesStock,
      before: { quantity: '10000', knownBy: '2021-06-20' },
      after: { quantity: '9500', knownBy: '2021-06-28' },
      difference: '-500',
      filings: [{ accession: '0009990900-21-000003', amends: '0009990900-21-000002' }],
      steps: [
        {
          change: 'changed',
          kind: 'transaction',
          before: { row: '0009990900-21-000002/I.1' },
          after: { row: '0009990900-21-000003/I.1' },
        },
      ],
    });
  });

  it.each([
    [['explain', inesStock, '--diff']],
    [['explain', inesStock, '--known-by', '2021-06-20', '--known-by', '2021-06-28']],
  ])('wants two dates with --diff and one without: %j', async (words) => {
    expect((await insiderLedgerHere(words, { store })).code).toBe(2);
  });
});

describe('reconcile', () => {
  it.each(['ndjson', 'csv'])('says its counts and checks beside the rows as %s', async (format) => {
    const ran = await insiderLedgerHere(['reconcile', '--insider', ines, '--format', format], {
      store,
    });
    expect(ran.code).toBe(0);
    expect(ran.stdout.trim().split(/\r?\n/)).toHaveLength(format === 'csv' ? 8 : 7);
    expect(ran.stdout).not.toContain('balance links');
    expect(ran.stderr).toContain('10 balance links:');
    expect(ran.stderr).toMatch(/1 {2}left\n/);
    expect(ran.stderr).toMatch(/0 {2}answers that are not the balance last stated\n/);
    expect(ran.stderr).toMatch(/0 {2}positions below zero\n/);
    expect(ran.stderr).toMatch(/0 {2}pairs that may be one holding\n/);
    const whole = await insiderLedgerHere(['reconcile', '--insider', ines, '--format', 'json'], {
      store,
    });
    expect(whole.stderr).toBe('');
  });

  it('counts what held, what is explained and what is left', async () => {
    const ran = await insiderLedger(['reconcile', '--insider', ines, '--format', 'json'], {
      store,
    });
    const answer = json(ran) as { unexplained: ReadonlyArray<{ explanation: { kind: string } }> };
    expect(answer).toMatchObject({ summary: { links: 10, held: 3, explained: 6, left: 1 } });
    expect(answer.unexplained.map((u) => u.explanation?.kind ?? null)).toEqual([
      'split',
      'moved-between-holdings',
      'transposed-digits',
      'earlier-difference-reversed',
      null,
      'split',
      'moved-between-holdings',
    ]);
  });
});

describe('verify', () => {
  it('gives a digest that depends on what is recorded and not on when', async () => {
    const again = await sampleLedger();
    const words = ['verify', '--format', 'json'];
    const first = await insiderLedger(words, { store });
    const second = await insiderLedgerHere(words, { store: again });
    expect(json(first)).toEqual({
      ok: true,
      events: 59,
      streams: 5,
      digest: expect.stringMatching(/^[0-9a-f]{64}$/),
      sealDigest: expect.stringMatching(/^[0-9a-f]{64}$/),
      orderDigest: expect.stringMatching(/^[0-9a-f]{64}$/),
      root: expect.stringMatching(/^[A-Za-z0-9+/]{43}=$/),
      problems: [],
      warnings: [],
    });
    const { digest, sealDigest } = json(first) as { digest: string; sealDigest: string };
    expect(json(second)).toMatchObject({ ok: true, digest });
    expect(json(second)).not.toMatchObject({ sealDigest });
  });

  it('holds every digest that is expected', async () => {
    const { digest, sealDigest, orderDigest } = json(
      await insiderLedgerHere(['verify', '--format', 'json'], { store }),
    ) as { digest: string; sealDigest: string; orderDigest: string };
    for (const [expected, code] of [
      [[digest], 0],
      [[sealDigest], 0],
      [[digest, sealDigest, orderDigest], 0],
      [[digest, 'ab'.repeat(32)], 1],
    ] as const)
      expect(await insiderLedgerHere(['verify', '--expect', ...expected], { store })).toMatchObject(
        { code },
      );
  });

  it('exits 1 where the digest is not the one expected', async () => {
    const digest = 'ab'.repeat(32);
    expect(await insiderLedgerHere(['verify', '--expect', digest], { store })).toMatchObject({
      code: 1,
    });
    expect(await insiderLedgerHere(['verify', '--expect', 'abc'], { store })).toMatchObject({
      code: 2,
    });
  });
});

describe('status', () => {
  it('counts', async () => {
    expect(json(await insiderLedger(['status', '--format', 'json'], { store }))).toMatchObject({
      store,
      events: 59,
      streams: 5,
      filings: 18,
      insiders: 5,
    });
  });
});

describe('demo', () => {
  it('runs without a terminal, leaves nothing behind and decides its conflict', async () => {
    const cwd = temporaryFolder();
    const tmp = temporaryFolder();
    const ran = await insiderLedger(['demo'], { cwd, env: { TMPDIR: tmp } });
    expect(ran).toMatchObject({ code: 0, stderr: '' });
    expect(ran.stdout).toContain('The ledger is whole and unchanged.');
    expect(ran.stdout).toContain('HASH_MISMATCH');
    const { readdirSync } = await import('node:fs');
    expect([...readdirSync(cwd), ...readdirSync(tmp)]).toEqual([]);
  });
});
