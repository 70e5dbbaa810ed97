/** What was compiled is kept between runs, where nobody else may write; it never changes what runs. */
import { execFileSync, spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { commandFile, insiderLedger, root, samples, temporaryFolder } from './command.js';

const folder = temporaryFolder();
const store = `sqlite:${join(folder, 'ledger.db')}`;
const question = ['holdings', '--insider', '0009990101', '--as-of', '2025-01-01'];
const environment = (caches: string) => ({
  XDG_CACHE_HOME: caches,
  HOME: folder,
});

const asked = (caches: string) => insiderLedger(question, { store, env: environment(caches) });

const keptIn = (caches: string): ReadonlyArray<string> =>
  existsSync(join(caches, 'insider-ledger')) ? readdirSync(join(caches, 'insider-ledger')) : [];

/** Answered from the log, the question takes these parts of the program and no other. */
const parts = ['program', 'questions'];

/** One file for each of them. */
const keptFiles = (caches: string): ReadonlyArray<string> => {
  const names = keptIn(caches);
  expect(names.map((name) => name.split('-')[1]).sort()).toEqual(parts);
  return names.map((name) => join(caches, 'insider-ledger', name));
};

const inodes = (files: ReadonlyArray<string>): ReadonlyArray<number> =>
  files.map((file) => statSync(file).ino);

let answer = '';

beforeAll(async () => {
  const imported = await insiderLedger(
    ['import', samples, '--manifest', join(samples, 'manifest.csv')],
    { store, env: environment(join(folder, 'import')) },
  );
  expect(imported.stderr).toBe('');
  expect(keptIn(join(folder, 'import'))).toEqual([]);
  const off = await insiderLedger(question, {
    store,
    env: { ...environment(join(folder, 'off')), NODE_DISABLE_COMPILE_CACHE: '1' },
  });
  expect(off.code).toBe(0);
  expect(existsSync(join(folder, 'off'))).toBe(false);
  answer = off.stdout;
});

describe.skipIf(process.getuid === undefined)('compiled code', () => {
  it('is kept for this user alone, and used as it is', async () => {
    const caches = join(folder, 'used');
    expect((await asked(caches)).stdout).toBe(answer);
    const files = keptFiles(caches);
    for (const file of files) {
      expect(statSync(dirname(file)).mode & 0o777).toBe(0o700);
      expect(statSync(file).mode & 0o777).toBe(0o600);
    }
    const before = inodes(files);
    expect((await asked(caches)).stdout).toBe(answer);
    expect(inodes(keptFiles(caches))).toEqual(before);
  });

  it('is neither kept nor missed where nothing can be written', async () => {
    const caches = join(folder, 'a-file');
    writeFileSync(caches, '');
    for (const env of [environment(caches), environment('/proc/none'), { HOME: '' }])
      expect(await insiderLedger(question, { store, env: { XDG_CACHE_HOME: '', ...env } })).toEqual(
        { code: 0, stdout: answer, stderr: '' },
      );
  });

  it.each([
    ['a byte changed at the beginning', (b: Buffer) => b.fill(b.readUInt8(3) ^ 1, 3, 4)],
    ['a byte changed in V8’s header', (b: Buffer) => b.fill(b.readUInt8(40) ^ 1, 40, 41)],
    [
      'a byte changed in the middle',
      (b: Buffer) => b.fill(b.readUInt8(b.length >> 1) ^ 1, b.length >> 1, (b.length >> 1) + 1),
    ],
    ['the end missing', (b: Buffer) => b.subarray(0, b.length - 8)],
    ['nothing in it', (b: Buffer) => b.subarray(0, 0)],
  ])('is not used, and replaced, with %s', async (what, change) => {
    const caches = join(folder, what);
    await asked(caches);
    for (const file of keptFiles(caches)) {
      writeFileSync(file, change(readFileSync(file)));
      const before = statSync(file).ino;
      expect(await asked(caches)).toEqual({ code: 0, stdout: answer, stderr: '' });
      expect(inodes(keptFiles(caches))).not.toContain(before);
    }
  });

  it('is not used where others may write it, nor kept in such a folder', async () => {
    const caches = join(folder, 'open');
    await asked(caches);
    for (const file of keptFiles(caches)) {
      chmodSync(file, 0o666);
      const before = statSync(file).ino;
      expect((await asked(caches)).stdout).toBe(answer);
      expect(statSync(file).ino).not.toBe(before);
      expect(statSync(file).mode & 0o777).toBe(0o600);
    }

    const shared = join(folder, 'shared');
    mkdirSync(join(shared, 'insider-ledger'), { recursive: true });
    chmodSync(join(shared, 'insider-ledger'), 0o777);
    expect((await asked(shared)).stdout).toBe(answer);
    expect(keptIn(shared)).toEqual([]);
  });

  it('is not used for another program of the same length; the installation stays as it is', async () => {
    const caches = join(folder, 'edited');
    const installed = join(folder, 'installed');
    cpSync(dirname(commandFile), join(installed, 'dist/bin'), { recursive: true });
    cpSync(join(root, 'package.json'), join(installed, 'package.json'));
    symlinkSync(join(root, 'node_modules'), join(installed, 'node_modules'));
    const command = join(installed, 'dist/bin/insider-ledger.js');
    const there = () => insiderLedger(question, { store, env: environment(caches), command });
    expect((await there()).stdout).toBe(answer);
    expect((await there()).stdout).toBe(answer);
    expect(readdirSync(join(installed, 'dist/bin'))).toEqual(readdirSync(dirname(commandFile)));
    const found = parts.filter((part) => {
      const file = join(installed, 'dist/bin', `${part}.js`);
      const code = readFileSync(file, 'latin1');
      writeFileSync(file, code.replaceAll('Unexplained', 'Unaccounted'), 'latin1');
      return code.includes('Unexplained');
    });
    expect(found).not.toEqual([]);
    const edited = await there();
    expect(edited.code).toBe(0);
    expect(edited.stdout).toBe(answer.replaceAll('Unexplained', 'Unaccounted'));
    expect(edited.stdout).not.toBe(answer);
  });

  it('keeps nobody waiting where a pipe is in its place', async () => {
    const caches = join(folder, 'pipe');
    await asked(caches);
    for (const file of keptFiles(caches)) {
      rmSync(file);
      execFileSync('mkfifo', [file]);
      expect(await asked(caches)).toEqual({ code: 0, stdout: answer, stderr: '' });
      expect(statSync(file).isFile()).toBe(true);
    }
  });

  it.skipIf(!existsSync('/dev/full'))('is left out where there is no room for it', async () => {
    const caches = join(folder, 'no-room');
    const words = question.map((word) => `"${word}"`).join(' ');
    // Fewer blocks than it takes: a write beyond them fails as on a full disk.
    const ran = spawnSync(
      'bash',
      ['-c', `trap '' XFSZ; ulimit -f 64; "${process.execPath}" "${commandFile}" ${words}`],
      {
        cwd: root,
        encoding: 'utf8',
        env: { ...process.env, ...environment(caches), INSIDER_LEDGER_STORE: store },
      },
    );
    expect(ran).toMatchObject({ status: 0, stdout: answer, stderr: '' });
    expect(keptIn(caches)).toEqual([]);
  });

  it('is whole where several keep it at once', async () => {
    const caches = join(folder, 'at-once');
    const all = await Promise.all(Array.from({ length: 5 }, () => asked(caches)));
    for (const { stdout } of all) expect(stdout).toBe(answer);
    const before = inodes(keptFiles(caches));
    expect((await asked(caches)).stdout).toBe(answer);
    expect(inodes(keptFiles(caches))).toEqual(before);
  });
});
