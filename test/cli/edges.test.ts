/** Where nothing may be written, whose output nobody reads, and copies of a ledger in use. */
import { spawn, spawnSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
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
let file = '';
beforeAll(async () => {
  store = await sampleLedger();
  file = store.replace('sqlite:', '');
});

const isPosix = process.platform !== 'win32';
/** Root may write everywhere, so that a child asks as nobody. */
const nobody = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};

const asking = (words: ReadonlyArray<string>, ledger: string) => {
  const ran = spawnSync(
    process.execPath,
    [commandFile, ...words, '--store', `sqlite:${ledger}`, '--format', 'json'],
    { ...nobody, cwd: tmpdir(), encoding: 'utf8' },
  );
  return { code: ran.status, stdout: ran.stdout, stderr: ran.stderr };
};

const digestOf = (ran: { readonly stdout: string }): string =>
  (JSON.parse(ran.stdout) as { digest: string }).digest;

describe.skipIf(!isPosix)('a ledger that may only be read', () => {
  const placed = (into: (folder: string) => void): string => {
    const folder = join(temporaryFolder(), 'kept');
    mkdirSync(folder);
    chmodSync(join(folder, '..'), 0o755);
    const ledger = join(folder, 'ledger.db');
    copyFileSync(file, ledger);
    chmodSync(ledger, 0o444);
    into(folder);
    return ledger;
  };

  it.each([
    ['its folder', (folder: string) => chmodSync(folder, 0o555)],
    [
      'the file alone',
      (folder: string) => {
        if (nobody.uid !== undefined) chownSync(folder, nobody.uid, nobody.gid);
      },
    ],
  ])('is asked and verified, and refuses what is new: %s', async (_, into) => {
    const ledger = placed(into);
    const before = readdirSync(join(tmpdir())).filter((n) => n.startsWith('insider-ledger-read-'));
    const verified = asking(['verify'], ledger);
    expect(verified).toMatchObject({ code: 0, stderr: '' });
    expect(digestOf(verified)).toBe(
      digestOf(await insiderLedgerHere(['verify', '--format', 'json'], { store })),
    );
    const words = ['holdings', '--insider', 'vanterpool'];
    expect(json(asking(words, ledger) as never)).toEqual(
      json(await insiderLedgerHere([...words, '--format', 'json'], { store })),
    );
    const corrected = asking(
      ['correct', '0009990900-24-000001/I.1', '--set', 'shares=1', '--reason', 'x', '--by', 'y'],
      ledger,
    );
    expect(corrected).toMatchObject({ code: 3, stdout: '' });
    expect(corrected.stderr).toContain('may only be read');
    const after = readdirSync(join(tmpdir())).filter((n) => n.startsWith('insider-ledger-read-'));
    expect(after).toEqual(before);
    // The folder has to be removed when the tests are done.
    chmodSync(join(ledger, '..'), 0o755);
  });
});

describe.skipIf(!isPosix)('a reader that has seen enough', () => {
  it.each(['positions --format csv', 'verify'])('is no error of %s', (words) => {
    const ran = spawnSync(
      'bash',
      [
        '-c',
        `"${process.execPath}" "${commandFile}" ${words} --store "${store}" | true; echo "\${PIPESTATUS[0]}"`,
      ],
      { cwd: root, encoding: 'utf8' },
    );
    expect(ran.stdout.trim()).toBe('0');
    expect(ran.stderr).toBe('');
  });
});

describe('all that is known', () => {
  it.each([
    ['positions'],
    ['holders', '--issuer', 'LRKX'],
    ['transactions', '--insider', 'vanterpool'],
    ['conflicts'],
    ['list', 'insiders'],
  ])('is what is known by 9999-12-31: %s', async (...words) => {
    const asked = async (more: ReadonlyArray<string>) =>
      (await insiderLedgerHere([...words, ...more, '--format', 'ndjson'], { store })).stdout;
    const all = await asked([]);
    expect(all).not.toBe('');
    expect(await asked(['--known-by', '9999-12-31'])).toBe(all);
    expect(await asked(['--known-by', '9999-12-31T23:59:59Z'])).toBe(all);
  });
});

it('names of each filing its file and accession number', async () => {
  const words = [
    'import',
    samples,
    '--manifest',
    join(samples, 'manifest.csv'),
    '--format',
    'json',
  ];
  const { accessions } = json(await insiderLedgerHere(words, { store: 'memory:' })) as {
    accessions: ReadonlyArray<object>;
  };
  expect(accessions).toHaveLength(18);
  expect(accessions).toContainEqual({
    path: join(samples, 'larkspur-2021-06-17-form4.xml'),
    accession: '0009990900-21-000002',
    isNew: true,
  });
});

it('has the digest in the CSV of verify', async () => {
  const { stdout } = await insiderLedgerHere(['verify', '--format', 'csv'], { store });
  const [header = '', line = ''] = stdout.split('\r\n');
  const verified = await insiderLedgerHere(['verify', '--format', 'json'], { store });
  expect(line.split(',')[header.split(',').indexOf('digest')]).toBe(digestOf(verified));
});

describe('backup', () => {
  it('copies a ledger whole while another process records into it', async () => {
    const ledger = join(temporaryFolder(), 'l.db');
    cpSync(file, ledger);
    const lines = Array.from({ length: 400 }, (_, i) =>
      JSON.stringify({
        form: '4',
        accession: `0009990800-24-${String(i + 1).padStart(6, '0')}`,
        filedOn: '2024-03-06',
        period: '2024-03-04',
        issuer: { cik: '0009990003', name: 'Ash Works' },
        owners: [
          { cik: `00${8_880_000_0 + i}`, name: `OWNER ${i}`, relationship: { director: true } },
        ],
        rows: [],
      }),
    );
    const writer = spawn(process.execPath, [commandFile, 'append', '--store', `sqlite:${ledger}`]);
    const ended = new Promise<number | null>((resolve) => writer.on('close', resolve));
    let fed = 0;
    const feeding = setInterval(() => {
      writer.stdin.write(`${lines.slice(fed, fed + 10).join('\n')}\n`);
      fed += 10;
      if (fed < lines.length) return;
      clearInterval(feeding);
      writer.stdin.end();
    }, 25);
    const { backUpLedger } = await import('../../src/ledger/backup.js');
    const counts: Array<number> = [];
    for (let n = 0; n < 3; n++) {
      const copied = await backUpLedger(`sqlite:${ledger}`, join(temporaryFolder(), 'copy.db'))();
      expect(copied).toMatchObject({ _tag: 'Right', right: { ok: true } });
      if (copied._tag === 'Right') counts.push(copied.right.events);
      await new Promise((resolve) => setTimeout(resolve, 120));
    }
    expect(await ended).toBe(0);
    expect([...counts].sort((a, b) => a - b)).toEqual(counts);
    const target = join(temporaryFolder(), 'last.db');
    const last = await insiderLedger(['backup', '--to', target, '--format', 'json'], {
      store: `sqlite:${ledger}`,
    });
    expect(last.code).toBe(0);
    expect(digestOf(last)).toBe(
      digestOf(
        await insiderLedgerHere(['verify', '--format', 'json'], { store: `sqlite:${ledger}` }),
      ),
    );
    expect(readdirSync(join(target, '..'))).toEqual(['last.db']);
  });

  it('writes nothing over, and says what to do where the store is in no file', async () => {
    const there = await insiderLedgerHere(['backup', '--to', file], { store });
    expect(there).toMatchObject({ code: 2, stdout: '' });
    expect(there.stderr).toContain('is there already');
    const nowhere = join(temporaryFolder(), 'none.db');
    const none = await insiderLedgerHere(['backup', '--to', nowhere], { store: 'memory:' });
    expect(none).toMatchObject({ code: 2, stdout: '' });
    expect(none.stderr).toContain('insider-ledger copy --from');
    expect(existsSync(nowhere)).toBe(false);
  });
});
