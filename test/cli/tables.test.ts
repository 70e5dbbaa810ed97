/** Tables fit the screen that they are shown on, and lose nothing for it. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { commandsIn, examples, pathOf } from '../../src/cli/help.js';
import { build } from '../../src/cli/program.js';
import { commandLinesIn, useOptions } from '../../src/cli/text/command-line.js';
import { screenOf } from '../../src/cli/text/screen.js';
import { table } from '../../src/cli/text/table.js';
import { insiderLedgerHere, sampleLedger, shared, temporaryFolder } from './command.js';

const words = (line: string): ReadonlyArray<string> =>
  [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, bare]) => quoted ?? bare ?? '');

const screen = (columns: number) => screenOf({ isTTY: true, columns }, { NO_COLOR: '1' });

const widest = (text: string): number =>
  Math.max(...text.split('\n').map((line) => [...line].length));

/** What is read without minding where lines end. */
const unfolded = (text: string): string => text.replace(/\s+/g, '');

describe('a table', () => {
  const rows = [
    {
      name: 'HOLLOWAY FAMILY DYNASTY TRUST DATED THE FOURTH OF MARCH',
      id: '0009990103/0009990002/common-stock/I/holloway-family-dynasty-trust',
      shares: '1234567.5',
    },
    { name: 'ASH', id: '0009990201/0009990002/common-stock/D', shares: '7' },
  ];
  const columns = [
    { title: 'Insider', cell: (r: (typeof rows)[number]) => r.name, shrinksTo: 10 },
    { title: 'Shares', cell: (r: (typeof rows)[number]) => r.shares, align: 'right' as const },
    { title: 'Position', cell: (r: (typeof rows)[number]) => r.id },
  ];

  it.each([60, 80, 120])('of %i columns has every word of every cell', (width) => {
    const text = table(columns, rows, screen(width));
    expect(widest(text)).toBeLessThanOrEqual(width);
    for (const { name, id } of rows) {
      for (const word of name.split(' ')) expect(text).toContain(word);
      if (id.length <= width - 4) expect(text).toContain(id);
      else expect(unfolded(text)).toContain(id);
    }
    expect(text).toContain('1,234,567.5');
  });

  it('has what does not fit beside the others below them, with its title, empty cells left out', () => {
    const some = [
      { shares: '1234.5', row: '0009990900-24-000001/I.1', plan: 'no' },
      { shares: '7' },
    ];
    type Some = { readonly shares: string; readonly row?: string; readonly plan?: string };
    const text = table<Some>(
      [
        { title: 'Shares', cell: (r) => r.shares, align: 'right' },
        { title: 'Row', cell: (r) => r.row ?? '' },
        { title: '10b5-1', cell: (r) => r.plan ?? '' },
      ],
      some,
      screen(30),
    );
    expect(text.split('\n')).toEqual([
      ' Shares',
      '1,234.5',
      '    Row:',
      '    0009990900-24-000001/I.1',
      '    10b5-1: no',
      '      7',
    ]);
  });

  it('is no wider for one long name where there is no screen', () => {
    const long = [{ ...rows[0], name: 'A LONG NAME '.repeat(20).trim() }] as typeof rows;
    expect(widest(table(columns, long, screenOf({}, {})))).toBeLessThan(150);
  });
});

/** What tables do not show: questions of processes, files and input; keys, notes and proofs. */
const notHere = new Set([
  ...['append', 'demo', 'copy', 'hold release', 'identify'],
  ...['checkpoint', 'prove', 'serve'],
]);

let store = '';
beforeAll(async () => {
  store = await sampleLedger();
});

describe('every command has an example', () => {
  const paths = commandsIn(build(() => {})).map(pathOf);
  it.each(paths)('%s', (path) => {
    expect(examples[path]?.length ?? 0).toBeGreaterThan(0);
  });
});

describe('every table of the samples', () => {
  const lines = Object.entries(examples)
    .filter(([path]) => !notHere.has(path))
    .flatMap(([, all]) => all)
    // JSON, not a table.
    .filter((line) => !/^schema ./.test(line));
  // Rulings change what the questions after them say: once for both widths.
  it.each(lines)('%s', async (line) => {
    const given = words(line).map((word) =>
      word === 'pack' || word === 'backup.db' ? join(temporaryFolder(), word) : word,
    );
    const widths = /--by a|^(?:import|audit-pack|backup|rebuild|follow|verify)/.test(line)
      ? [80]
      : [80, 120];
    for (const width of widths) {
      const ran = await insiderLedgerHere(given, { store, width });
      expect(ran.stdout, ran.stderr).not.toBe('');
      expect(ran.code).toBeLessThan(2);
      for (const one of ran.stdout.split('\n'))
        expect([...one].length, one).toBeLessThanOrEqual(width);
      expect(ran.stdout.replaceAll('"…"', '')).not.toContain('…');
      expect(ran.stdout).not.toMatch(/\.\.(?!\.)/);
    }
  });
});

describe('columns of one’s own choice', () => {
  it('are shown alone, in tables and in CSV', async () => {
    const asked = ['holdings', '--insider', 'vanterpool', '--columns', 'security,quantity'];
    const shown = await insiderLedgerHere(asked, { store });
    expect(shown.stdout.split('\n')[0]).toMatch(/^security +quantity$/);
    const csv = await insiderLedgerHere([...asked, '--format', 'csv'], { store });
    expect(csv.stdout.split('\r\n')[0]).toBe('security,quantity');
  });

  it('are refused where there are none of the name, with those that there are', async () => {
    for (const words of [['holdings', '--insider', 'vanterpool'], ['positions']]) {
      const ran = await insiderLedgerHere([...words, '--columns', 'sharez'], { store });
      expect(ran).toMatchObject({ code: 2, stdout: '' });
      expect(ran.stderr).toContain('positionId');
    }
  });
});

const bulk = shared === undefined ? '' : join(shared, 'data', 'officers');

describe.skipIf(!existsSync(bulk))('every table of real filings', () => {
  let real = '';
  beforeAll(async () => {
    real = `sqlite:${join(temporaryFolder(), 'real.db')}`;
    await insiderLedgerHere(['import', bulk], { store: real });
  });
  it.each([80, 120])('fits %i columns', async (width) => {
    const { stdout } = await insiderLedgerHere(['list', 'issuers', '--format', 'ndjson'], {
      store: real,
    });
    const { issuer } = JSON.parse(stdout.split('\n')[0] ?? '{}') as {
      issuer: { cik: string; id: string };
    };
    const which = issuer.cik ?? issuer.id;
    for (const line of [
      'positions',
      'list insiders',
      'list issuers',
      'conflicts',
      'reconcile',
      `holdings --issuer ${which} --include-closed`,
      `holders --issuer ${which}`,
      `transactions --issuer ${which}`,
      `flow --issuer ${which} --from 2000-01-01 --to 2030-01-01`,
      `flow --issuer ${which} --by insider --top 3 --from 2000-01-01 --to 2030-01-01`,
      ...['insider', 'code', 'month'].map(
        (by) => `flow --by ${by} --top 5 --from 2000-01-01 --to 2030-01-01`,
      ),
      `timeline --issuer ${which}`,
      'positions --every quarter --from 2024-12-31 --to 2025-12-31',
      `positions --as-of 2025-06-30 --as-of 2025-12-31 --issuer ${which} --all-insiders`,
      `holdings --issuer ${which} --adjusted`,
      `holders --issuer ${which} --as-of 2025-09-30`,
      'transactions --from 2025-01-01',
      `window --issuer ${which}`,
      `delinquencies --issuer ${which} --fiscal-year-end 12-31`,
      'checkpoint',
      'verify',
      'status',
      'schema',
      `timeliness --issuer ${which}`,
      `short-swing --issuer ${which}`,
      `plans --issuer ${which}`,
      'changes --known-by 2024-01-01 --known-by 2024-12-31',
    ]) {
      const ran = await insiderLedgerHere(words(line), { store: real, width });
      expect(ran.stdout, `${line}: ${ran.stderr}`).not.toBe('');
      for (const one of ran.stdout.split('\n'))
        expect([...one].length, `${line}: ${one}`).toBeLessThanOrEqual(width);
    }
  });
});

describe('a command that is named', () => {
  it('can be typed as it stands, with the store that was typed', async () => {
    const typed = ['--store', store];
    const status = await insiderLedgerHere(['status', ...typed], {});
    expect(status.stdout).toMatch(/up to date|insider-ledger rebuild --store sqlite:\S+/);
    const held = await insiderLedgerHere(['holdings', '--insider', 'holloway', ...typed], {});
    expect(held.stdout).toContain(`conflicts --insider 0009990103 --store ${store}`);
    const none = `sqlite:${join(temporaryFolder(), 'none.db')}`;
    const missing = await insiderLedgerHere(['status', '--store', none], {});
    expect(missing.stderr).toContain(`insider-ledger import PATH --store ${none}`);
  });

  it('leaves out a store that the environment names', async () => {
    const held = await insiderLedgerHere(['holdings', '--insider', 'holloway'], { store });
    expect(held.stdout).toContain('conflicts --insider 0009990103\n');
  });

  it('is added to what the ledger says of itself', () => {
    useOptions({ '--store': "sqlite:a folder/l's.db" });
    expect(commandLinesIn('there is none yet; rebuild makes one')).toEqual([
      "insider-ledger rebuild --store 'sqlite:a folder/l'\\''s.db'",
    ]);
    useOptions({});
    expect(commandLinesIn('nothing to do')).toEqual([]);
  });
});
