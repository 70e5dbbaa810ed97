/** Operators' words on the command line: each is an event, none changes an earlier answer. */
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  insiderLedger,
  insiderLedgerHere,
  json,
  type Ran,
  sampleLedger,
  temporaryFolder,
} from './command.js';

const peter = '0009990102';
const stock = '0009990102/0009990002/common-stock/D';
const why = ['--reason', 'the broker confirmed it', '--by', 'a.person'];

let recorded = '';
let store = '';
beforeAll(async () => {
  recorded = (await sampleLedger()).slice('sqlite:'.length);
});
beforeEach(() => {
  const copy = join(temporaryFolder(), 'copy.db');
  copyFileSync(recorded, copy);
  store = `sqlite:${copy}`;
});

const run = (...words: ReadonlyArray<string>): Promise<Ran> => insiderLedgerHere(words, { store });
const runAlone = (...words: ReadonlyArray<string>): Promise<Ran> => insiderLedger(words, { store });

const conflictOf = async (by = run): Promise<{ conflictId: string; status: string }> =>
  JSON.parse((await by('conflicts', '--type', 'AMBIGUOUS_TARGET', '--format', 'ndjson')).stdout);

describe('a conflict', () => {
  it('is shown side by side, decided, and decided again', async () => {
    const { conflictId, status } = await conflictOf(runAlone);
    expect(status).toBe('open');
    const shown = await runAlone('conflict', conflictId);
    expect(shown.stdout).toMatch(/≠ +shares +50 +500 +500/);
    expect(shown.stdout).toContain(`insider-ledger decide ${conflictId} 0009990900-22-000005`);

    expect((await runAlone('decide', conflictId, '0009990900-22-000005', ...why)).code).toBe(0);
    expect(await conflictOf(runAlone)).toMatchObject({
      status: 'decided',
      decision: { choice: '0009990900-22-000005', by: 'a.person', stale: false },
    });
    expect((await runAlone('decide', conflictId, 'hold-out', ...why)).code).toBe(0);
    expect(await conflictOf(runAlone)).toMatchObject({ decision: { choice: 'hold-out' } });
  });

  it('takes only its own choices, a reason and an actor', async () => {
    const { conflictId } = await conflictOf();
    const wrong = await run('decide', conflictId, 'whatever', ...why);
    expect(wrong).toMatchObject({ code: 2, stdout: '' });
    expect(wrong.stderr).toContain('choose one of hold-out');
    expect((await run('decide', conflictId, 'hold-out', '--by', 'me')).code).toBe(2);
    expect((await run('decide', 'c-0000000000000000', 'hold-out', ...why)).code).toBe(2);
  });
});

describe('a correction', () => {
  const quantity = async (...words: ReadonlyArray<string>): Promise<string> =>
    JSON.parse((await run('holdings', '--insider', peter, '--format', 'ndjson', ...words)).stdout)
      .quantity;
  const row = '0009990900-22-000005/I.1';

  it('counts from when it was recorded and can be taken back', async () => {
    expect(await quantity()).toBe('5000');
    const before = json(await run('status', '--format', 'json')) as { lastRecordedAt: string };
    const corrected = await run(
      'correct',
      row,
      '--set',
      'shares=400',
      '--set',
      'sharesFollowing=5100',
      ...why,
    );
    expect(corrected.code).toBe(0);
    expect(await quantity()).toBe('5100');
    expect(await quantity('--recorded-by', before.lastRecordedAt)).toBe('5000');
    expect((await run('correct', row, '--undo', ...why)).code).toBe(0);
    expect(await quantity()).toBe('5000');
  });

  it('shows in explain --diff between two recorded dates', async () => {
    const { lastRecordedAt } = json(await run('status', '--format', 'json')) as {
      lastRecordedAt: string;
    };
    await run('correct', row, '--set', 'shares=400', '--set', 'sharesFollowing=5100', ...why);
    const dates = ['--recorded-by', lastRecordedAt, '--recorded-by', '2999-01-01'];
    const ran = await run('explain', stock, '--diff', ...dates, '--format', 'json');
    expect(json(ran)).toMatchObject({ difference: '100', filings: [] });
  });

  it('cannot show in a difference to before the first record, and that is said', async () => {
    const [early, late] = ['2000-01-01', '2999-01-01'];
    for (const [first, second] of [
      [early, late],
      [late, early],
    ] as const) {
      const dates = ['--recorded-by', first, '--recorded-by', second];
      const ran = await run('explain', stock, '--diff', ...dates);
      expect(ran).toMatchObject({ code: 2, stdout: '' });
      expect(ran.stderr).toContain(`recorded by ${early}: `);
      expect(ran.stderr).toContain(`The other moment, recorded by ${late}, knows it`);
    }
  });

  it('is told with what the document says, and never as agreeing with it', async () => {
    const said = await run('correct', row, '--set', 'sharesFollowing=5100', ...why);
    const id = /r-[0-9a-f]{12}/.exec(said.stdout)?.[0] ?? '';
    expect(said.stdout).toContain(`${row} sharesFollowing: 5,000 → 5,100`);
    expect(said.stdout).toMatch(
      /Common Stock, D direct: 5,000 \(contested\) → 5,100 \(contested\)/,
    );
    const explained = await run('explain', stock);
    expect(explained.stdout).toMatch(/5,000 +5,100 by ruling: /);
    expect(explained.stdout).not.toMatch(/5,100 +(5,100|5,000) +agrees/);
    const held = await run('holdings', '--insider', peter);
    expect(held.stdout).toMatch(/5,100 .*contested \* /);
    expect(held.stdout).toContain(`* an operator's ruling bears on it (${id})`);
    const told = await run('transactions', '--insider', peter);
    expect(told.stdout).toContain(
      `${row}: ${id}: correction of sharesFollowing 5,000 in the document, 5,100 by ruling, by a.person`,
    );
  });

  it('is listed with what took it back, in every format', async () => {
    await run('withdraw', row, ...why);
    await run('correct', row, '--undo', '--reason', 'it counts', '--by', 'b.person');
    const [made, back] = (await run('rulings', peter, '--format', 'ndjson')).stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(made).toMatchObject({ kind: 'withdrawal', row, actor: 'a.person', undoneBy: back.id });
    const shown = await run('rulings', '--insider', peter);
    expect(shown.stdout).toContain(`undone by ${back.id}`);
    expect(shown.stdout).toContain('2 rulings, 0 in force');
    const sheet = await run('rulings', '--by', 'b.person', '--format', 'csv');
    expect(sheet.stdout.split('\r\n')[1]).toContain(`${back.id},correction,true,`);
    expect(json(await run('rulings', '--to', '2000-01-01', '--format', 'json'))).toEqual({
      recordedBy: null,
      rulings: [],
    });
    expect((await run('rulings', peter, '--insider', peter)).code).toBe(2);
  });

  it('withdraws a row and puts it back', async () => {
    expect((await run('withdraw', row, ...why)).code).toBe(0);
    expect(await quantity()).toBe('5500');
    expect((await run('correct', row, '--undo', ...why)).code).toBe(0);
    expect(await quantity()).toBe('5000');
  });

  it.each([
    ['no such field', [row, '--set', 'colour=red']],
    ['no value', [row, '--set', 'shares']],
    ['no number', [row, '--set', 'shares=many']],
    ['a field twice', [row, '--set', 'shares=1', '--set', 'shares=2']],
    ['nothing to do', [row]],
    ['both to set and to undo', [row, '--set', 'shares=1', '--undo']],
    ['no such row', ['0009990900-22-000005/I.9', '--set', 'shares=1']],
  ])('refuses %s', async (_, words) => {
    const ran = await run('correct', ...words, ...why);
    expect(ran).toMatchObject({ code: 2, stdout: '' });
    expect(ran.stderr).not.toContain('    at ');
    if (words[0] !== row) expect(ran.stderr).toContain('transactions --insider WHO');
  });
});

describe('an insider without a CIK', () => {
  it('is joined to one', async () => {
    const id = 'p-posey-bruce-k~qualys-inc';
    const unknown = await run('identify', 'p-nobody~qualys-inc', '9990777', ...why);
    expect(unknown.code).toBe(2);
    expect(unknown.stderr).toMatch(/holdings --issuer WHO lists/);
    expect((await run('identify', id, '9990777', ...why)).code).toBe(0);
    const ran = await run('holdings', '--insider', '0009990777', '--format', 'ndjson');
    expect(JSON.parse(ran.stdout.split('\n')[0] ?? '')).toMatchObject({
      insider: { id: '0009990777', cik: '0009990777', provisional: false },
      quantity: '55948',
    });
  });
});

describe('an issuer without a CIK', () => {
  it('is one with a CIK, by its name, until it is taken back', async () => {
    const words = ['identify', 'qualys', '1107843', '--issuer', ...why];
    expect((await run(...words)).code).toBe(0);
    const ran = await run('holdings', '--issuer', '1107843', '--format', 'ndjson');
    expect(JSON.parse(ran.stdout.split('\n')[0] ?? '')).toMatchObject({
      issuer: { cik: '0001107843' },
    });
    expect(
      (await run('identify', 'p-qualys-inc', '1107843', '--issuer', '--undo', ...why)).code,
    ).toBe(0);
    expect((await run('holdings', '--issuer', '1107843')).code).toBe(2);
  });
});

describe('two positions', () => {
  it('of two insiders are not joined, nor one with itself', async () => {
    const other = '0009990101/0009990001/common-stock/D';
    expect((await run('join', stock, other, ...why)).stderr).toContain('two insiders');
    expect(await run('join', stock, stock, ...why)).toMatchObject({ code: 2, stdout: '' });
    expect((await run('join', '--help')).stdout).toContain('one holding');
  });
});

describe('a name that nobody has', () => {
  it('is answered with the nearest', async () => {
    const ran = await run('holdings', '--insider', 'vanterpol');
    expect(ran).toMatchObject({ code: 2, stdout: '' });
    expect(ran.stderr).toMatch(/nearest: VANTERPOOL .*\(id \d{10}\)/i);
  });
});

describe('a split and an alias', () => {
  it('are recorded of the issuer', async () => {
    expect((await run('split', 'LRKX', '3:1', '2022-08-01', ...why)).code).toBe(0);
    expect((await run('alias', 'LRKX', 'Common Shares', 'Common Stock', ...why)).code).toBe(0);
    expect((await run('split', 'LRKX', 'three', '2022-08-01', ...why)).code).toBe(2);
    expect((await run('verify')).code).toBe(0);
  });
});
