/** What goes wrong, and what the command says then. */
import { copyFileSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { alterData } from '../../src/store/sqlite/altered.js';
import {
  commandFile,
  insiderLedger,
  insiderLedgerHere,
  json,
  root,
  sampleLedger,
  samples,
  temporaryFolder,
} from './command.js';

let store = '';
beforeAll(async () => {
  store = await sampleLedger();
});

describe('a name that fits several', () => {
  it('lists them one a line, by id, name, issuers and last filing', async () => {
    const ran = await insiderLedgerHere(['holdings', '--issuer', 'inc'], { store });
    expect(ran).toMatchObject({ code: 2, stdout: '' });
    const [head = '', titles = '', ...lines] = ran.stderr.trimEnd().split('\n');
    expect(head).toMatch(/"inc" fits \d+ issuers; name one by its id:$/);
    expect(titles).toMatch(/^ {2}Id +Name +Symbol +Last filing$/);
    expect(lines.length).toBeGreaterThan(1);
    for (const line of lines) {
      expect(line).toMatch(/^ {2}\S+ {2,}\S.* {2}[A-Z]+ +\d{4}-\d\d-\d\d$/);
      expect(line.length).toBeLessThanOrEqual(80);
    }
  });
});

describe('usage', () => {
  it.each([
    [[]],
    [['frobnicate']],
    [['holdings']],
    [['holdings', '--insider', 'posey', '--as-of', '2024-02-30']],
    [['holdings', '--insider', 'posey', '--known-by', 'yesterday']],
    [['holdings', '--insider', 'posey', '--format', 'xml']],
    [['holdings', '--insider', 'posey', '--store', '']],
    [['holdings', '--insider', 'posey', '--store', 'mysql://x']],
    [['explain', 'not-a-position']],
    [['import']],
    [['append', 'file.ndjson']],
    [['conflicts', '--severity', 'awful']],
    [['conflicts', '--type', 'bogus']],
    [['demo', '--format', 'json']],
  ])('%j is bad usage', async (words) => {
    const ran = await insiderLedgerHere(words, { store });
    expect(ran).toMatchObject({ code: 2, stdout: '' });
    expect(ran.stderr).not.toBe('');
    expect(ran.stderr).not.toContain('    at ');
  });

  it('is bad usage of the built command as well', async () => {
    const ran = await insiderLedger(['holdings', '--insider', 'posey', '--as-of', '2024-02-30'], {
      store,
    });
    expect(ran).toMatchObject({ code: 2, stdout: '' });
    expect(ran.stderr).not.toContain('    at ');
  });

  it('takes an empty INSIDER_LEDGER_STORE for none', async () => {
    const cwd = temporaryFolder();
    const ran = await insiderLedger(['status'], { store: '', cwd });
    expect(ran.code).toBe(3);
    expect(ran.stderr).toContain('there is no ledger at insider-ledger.db');
  });

  it('keeps quiet on standard output and lists who was meant', async () => {
    const other = `sqlite:${join(temporaryFolder(), 'l.db')}`;
    const filing = (name: string, cik: string) =>
      JSON.stringify({
        form: '3',
        period: '2024-01-02',
        accession: `0009990900-24-00000${cik.slice(-1)}`,
        filedOn: '2024-01-03',
        issuer: { cik: '0009990003', name: 'Ash Works' },
        owners: [{ cik, name, relationship: {} }],
      });
    const stdin = `${filing('SMITH ANN', '0009990201')}\n${filing('SMITH JOHN', '0009990202')}\n`;
    expect((await insiderLedgerHere(['append'], { store: other, stdin })).code).toBe(0);
    const ran = await insiderLedgerHere(['holdings', '--insider', 'smith', '--format', 'json'], {
      store: other,
    });
    expect(ran).toMatchObject({ code: 2, stdout: '' });
    expect(ran.stderr).toContain('SMITH ANN');
    expect(ran.stderr).toContain('SMITH JOHN');
  });

  it('answers --help and --version', async () => {
    const help = await insiderLedger(['--help']);
    expect(help.code).toBe(0);
    for (const name of 'import append schema holdings transactions explain conflicts conflict decide correct withdraw reconcile verify status demo'.split(
      ' ',
    ))
      expect(help.stdout).toContain(`  ${name}`);
    expect(await insiderLedger(['--version'])).toMatchObject({ code: 0, stdout: '0.1.0\n' });
  });
});

describe('the store', () => {
  it('takes --store before and after the command, and over the environment', async () => {
    const words = ['status', '--format', 'json'];
    for (const given of [
      ['--store', store, ...words],
      [...words, '--store', store],
    ])
      expect(json(await insiderLedgerHere(given, { store: 'memory:' }))).toMatchObject({ store });
  });

  it('is insider-ledger.db in the working folder where nothing else is said', async () => {
    const cwd = temporaryFolder();
    const words = ['import', join(samples, 'qualys-posey-2018.xml')];
    expect((await insiderLedger(words, { cwd })).code).toBe(0);
    expect(json(await insiderLedger(['status', '--format', 'json'], { cwd }))).toMatchObject({
      store: 'sqlite:insider-ledger.db',
      filings: 1,
    });
  });

  it('is not made by a question', async () => {
    const path = join(temporaryFolder(), 'nothing.db');
    const ran = await insiderLedgerHere(['verify'], { store: `sqlite:${path}` });
    expect(ran).toMatchObject({ code: 3, stdout: '' });
    expect(ran.stderr).toContain('import makes one');
  });

  it('is unavailable where its path is a folder', async () => {
    const path = join(temporaryFolder(), 'folder.db');
    mkdirSync(path);
    expect((await insiderLedgerHere(['status'], { store: `sqlite:${path}` })).code).toBe(3);
  });

  it('is unavailable where its folder is missing', async () => {
    const path = join(temporaryFolder(), 'no', 'such', 'l.db');
    const ran = await insiderLedgerHere(['import', samples], { store: `sqlite:${path}` });
    expect(ran).toMatchObject({ code: 3, stdout: '' });
  });

  it('is bad input where the file is something else', async () => {
    const path = join(temporaryFolder(), 'text.db');
    writeFileSync(path, 'this is a text of some length and no database at all\n'.repeat(20));
    const ran = await insiderLedgerHere(['status'], { store: `sqlite:${path}` });
    expect(ran.code).toBe(2);
    expect(ran.stderr).toContain('is not a ledger');
  });
});

describe('a broken chain', () => {
  it('is found, named, and exits 1', async () => {
    const copy = join(temporaryFolder(), 'copy.db');
    copyFileSync(store.slice('sqlite:'.length), copy);
    const altered = alterData(copy, '"sharesFollowing":"55948"', '"sharesFollowing":"65948"');
    expect(altered).toBeGreaterThan(0);
    const ran = await insiderLedger(['verify', '--format', 'json'], { store: `sqlite:${copy}` });
    expect(ran.code).toBe(1);
    expect(json(ran)).toMatchObject({
      ok: false,
      problems: [{ code: 'HASH_MISMATCH', stream: 'insider-p-posey-bruce-k~qualys-inc' }],
    });
  });
});

describe('a reader that has seen enough', () => {
  it('ends the command without a word', async () => {
    const { execFileSync } = await import('node:child_process');
    const command = `"${process.execPath}" "${commandFile}" schema filing 2>&1 >/dev/null | cat; "${process.execPath}" "${commandFile}" transactions --issuer QLYS --store "${store}" --format json | head -1`;
    expect(execFileSync('bash', ['-c', command], { cwd: root, encoding: 'utf8' })).toBe('{\n');
  });
});

describe('an import that is interrupted', () => {
  it('ends cleanly, says so, and is completed by running it again', async () => {
    const file = join(temporaryFolder(), 'l.db');
    const ledger = `sqlite:${file}`;
    // Waiting for standard input, it has everything before recorded or under way.
    const ran = await insiderLedger(['import', samples, '-', '--format', 'json'], {
      store: ledger,
      meanwhile: (child) => {
        const timer = setInterval(() => {
          if (!existsSync(file)) return;
          clearInterval(timer);
          setTimeout(() => child.kill('SIGINT'), 500);
        }, 50);
      },
    });
    expect(ran.code).toBe(130);
    expect(ran.stderr).toContain('running the same import again completes it');
    expect((await insiderLedgerHere(['verify'], { store: ledger })).code).toBe(0);
    const again = await insiderLedgerHere(['import', samples, '--format', 'json'], {
      store: ledger,
    });
    expect(again.code).toBe(1);
    expect(json(again)).toMatchObject({ files: 19, filings: 18 });
  });
});

describe('a manifest', () => {
  it('that names a file which is not there is told of, once', async () => {
    const folder = temporaryFolder();
    const manifest = join(folder, 'manifest.csv');
    writeFileSync(manifest, 'path,filedOn\ngone.xml,2024-01-03\nlost.xml,2024-01-04\n');
    const other = `sqlite:${join(folder, 'l.db')}`;
    const words = ['import', samples, '--manifest', manifest, '--format', 'json'];
    const { warnings } = json(await insiderLedgerHere(words, { store: other })) as {
      warnings: ReadonlyArray<{ code: string; message: string }>;
    };
    const unused = warnings.filter((w) => w.code === 'MANIFEST_ROW_UNUSED');
    expect(unused).toHaveLength(1);
    expect(unused[0]?.message).toContain('2 of 2 rows name no file that is there: gone.xml');
  });
});
