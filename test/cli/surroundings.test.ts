/** What surrounds the command goes wrong: it says so, exits as it should, and never with a stack. */
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { alterTexts } from '../store/texts.js';
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

const isPosix = process.platform !== 'win32';

/** The command as a shell runs it, behind what the shell is told first. */
const inShell = (before: string, words: string, after = '') => {
  const ran = spawnSync(
    'bash',
    ['-c', `${before} "${process.execPath}" "${commandFile}" ${words} ${after}`],
    { cwd: root, encoding: 'utf8', timeout: 60_000 },
  );
  return { code: ran.status, stderr: ran.stderr, stdout: ran.stdout };
};

describe.skipIf(!isPosix)('few files may be opened', () => {
  // Node itself has nearly as many open, and with fewer ends before the command begins.
  let tooFew = 16;
  beforeAll(() => {
    const isTold = () => inShell(`ulimit -n ${tooFew};`, `status --store "${store}"`).code === 3;
    while (tooFew < 64 && !isTold()) tooFew++;
  });

  it.each([
    ['status', () => `status --store "${store}"`],
    ['holdings', () => `holdings --insider posey --store "${store}"`],
    ['import', () => `import "${samples}" --store "sqlite:${join(temporaryFolder(), 'l.db')}"`],
    [
      'import of a data set',
      () =>
        `import test/fixtures/data-set --store "sqlite:${join(temporaryFolder(), 'l.db')}" --format json`,
    ],
    ['rebuild', () => `rebuild --store "${store}" --read-model "${temporaryFolder()}"`],
  ])('%s answers, or says so', (_, words) => {
    for (const files of [tooFew, 32, 64]) {
      const ran = inShell(`ulimit -n ${files};`, words());
      // 1 where something of what is imported is none of ours, as with any number of files.
      expect([0, 1, 3]).toContain(ran.code);
      expect(ran.stderr).not.toContain('    at ');
      if (ran.code === 3) expect(ran.stderr).toContain('ulimit -n');
      else expect(files).toBeGreaterThan(tooFew);
    }
  });
});

describe.skipIf(!existsSync('/dev/full'))('standard output is full', () => {
  it.each([
    ['status'],
    ['holdings --insider posey --format json'],
    ['transactions --issuer QLYS --format ndjson'],
    ['positions --from-log --format csv'],
    ['verify'],
  ])('%s exits 3 and says so', (words) => {
    const ran = inShell('', `${words} --store "${store}"`, '>/dev/full');
    expect(ran.code).toBe(3);
    expect(ran.stderr).toContain('standard output cannot be written');
    expect(ran.stderr).not.toContain('    at ');
  });

  it('is nothing to standard error, which only tells more', () => {
    const ran = inShell('', `status --store "${store}"`, '2>/dev/full');
    expect(ran.code).toBe(0);
    expect(inShell('', 'frobnicate', '2>/dev/full').code).toBe(2);
  });
});

describe.skipIf(!isPosix)('what is no plain file', () => {
  const fifo = (): string => {
    const path = join(temporaryFolder(), 'pipe');
    execFileSync('mkfifo', [path]);
    return path;
  };
  const other = (): string => `sqlite:${join(temporaryFolder(), 'l.db')}`;

  it('is refused as a manifest, at once', async () => {
    for (const [manifest, kind] of [
      [fifo(), 'is a pipe'],
      ['/dev/zero', 'is a device'],
      [samples, 'is a folder'],
    ] as const) {
      const words = ['import', samples, '--manifest', manifest];
      const ran = await insiderLedger(words, { store: other() });
      expect(ran).toMatchObject({ code: 2, stdout: '' });
      expect(ran.stderr).toContain(kind);
    }
  });

  it('is rejected as an input, and the others are read', async () => {
    const sample = join(samples, 'qualys-posey-2018.xml');
    const words = ['import', fifo(), '/dev/zero', sample, '--format', 'json'];
    const ran = await insiderLedger(words, { store: other() });
    expect(ran.code).toBe(1);
    const { rejected, recorded } = json(ran) as {
      recorded: number;
      rejected: ReadonlyArray<{ code: string; message: string }>;
    };
    expect(recorded).toBe(1);
    expect(rejected.map((r) => r.code)).toEqual(['UNREADABLE', 'UNREADABLE']);
    expect(rejected[0]?.message).toContain('give it as standard input with -');
  });

  it('of standard input is read with -', () => {
    const ran = inShell(
      `cat "${join(samples, 'qualys-posey-2018.xml')}" |`,
      `import - --store "${other()}" --format json`,
    );
    expect(ran.code).toBe(0);
  });
});

describe.skipIf(!isPosix)('a standard input from which nothing can come', () => {
  it.each([
    ['append', 'a folder', `< "${samples}"`, 'it is a folder'],
    ['append', 'closed', '<&-', 'it is closed'],
    ['import -', 'a folder', `< "${samples}"`, 'it is a folder'],
    ['import -', 'closed', '<&-', 'it is closed'],
  ])('is refused by %s: %s', (words, _, after, said) => {
    const file = join(temporaryFolder(), 'l.db');
    const ran = inShell('', `${words} --store "sqlite:${file}"`, after);
    expect(ran).toMatchObject({ code: 2, stdout: '' });
    expect(ran.stderr).toContain(said);
    expect(existsSync(file)).toBe(false);
  });

  it('is no empty pipe, of which nothing is to be recorded', () => {
    const ran = inShell('true |', `append --store "sqlite:${join(temporaryFolder(), 'l.db')}"`);
    expect(ran.code).toBe(0);
  });
});

describe.skipIf(!isPosix)('a damaged event', () => {
  it('is a finding of status and of follow --once', async () => {
    const damaged = await sampleLedger();
    alterTexts(
      damaged.replace('sqlite:', ''),
      "UPDATE events SET data = replace(data, 'period', 'perion') WHERE position = 1",
    );
    for (const words of ['status', 'follow --once', 'status']) {
      const ran = inShell('', `${words} --store "${damaged}" --format json`);
      expect(ran.code, `${words}: ${ran.stderr}${ran.stdout}`).toBe(1);
    }
    expect(inShell('', `follow --once --store "${store}"`).code).toBe(0);
    expect(inShell('', `status --store "${store}"`).code).toBe(0);
  });
});

describe('folders linked into themselves', () => {
  it.skipIf(!isPosix)('are walked once, by name and by pattern', async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'a'));
    writeFileSync(join(folder, 'a', 'no.xml'), '<no/>');
    for (const name of ['l1', 'l2', 'l3']) symlinkSync('.', join(folder, name));
    symlinkSync('..', join(folder, 'a', 'up'));
    for (const path of [folder, join(folder, '**/*.xml')]) {
      const ran = await insiderLedgerHere(['import', path, '--format', 'json'], {
        store: `sqlite:${join(temporaryFolder(), 'l.db')}`,
      });
      expect(json(ran)).toMatchObject({ files: 1 });
    }
  });
});

describe.skipIf(!isPosix)('SIGTERM', () => {
  it('ends an import that waits for its input, with what is there recorded', async () => {
    const file = join(temporaryFolder(), 'l.db');
    const child = spawn(process.execPath, [
      commandFile,
      'import',
      samples,
      '-',
      '--store',
      `sqlite:${file}`,
    ]);
    const ended = new Promise<number | null>((resolve) => child.on('exit', resolve));
    const timer = setInterval(() => {
      if (!existsSync(file)) return;
      clearInterval(timer);
      setTimeout(() => child.kill('SIGTERM'), 500);
    }, 50);
    expect(await ended).toBe(130);
  });
});
