/** The built command as a process of its own, as a shell would run it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { vi } from 'vitest';
import { temporaryFolder } from './folders.js';

export { temporaryFolder } from './folders.js';

export const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
export const samples = join(root, 'samples');
export const commandFile = join(root, 'dist/bin/insider-ledger.js');

/** The project's shared data, where this checkout has them. */
export const shared = [process.env['INSIDER_LEDGER_SHARED'], join(root, '../shared')].find(
  (path): path is string => path !== undefined && existsSync(path),
);

export interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Surroundings {
  readonly store?: string;
  readonly stdin?: string | Uint8Array;
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Another file than the one built here. */
  readonly command?: string;
  /** Called with the running process. */
  readonly meanwhile?: (child: ChildProcess) => void;
}

export const insiderLedger = (
  words: ReadonlyArray<string>,
  { store, stdin, cwd, env = {}, command = commandFile, meanwhile }: Surroundings = {},
): Promise<Ran> =>
  new Promise((resolve, reject) => {
    const { INSIDER_LEDGER_STORE: _, ...inherited } = process.env;
    const child = spawn(process.execPath, [command, ...words], {
      cwd: cwd ?? root,
      env: {
        ...inherited,
        ...(store === undefined ? {} : { INSIDER_LEDGER_STORE: store }),
        ...env,
      },
    });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, stdout, stderr }));
    // A command that ends without reading its input closes the pipe: that is its right.
    child.stdin.on('error', () => {});
    if (meanwhile === undefined) child.stdin.end(stdin ?? '');
    else meanwhile(child);
  });

/**
 * The same words to the same program, run from source by this process, one command at a time: for
 * what is said, where nothing depends on there being a process.
 */
export const insiderLedgerHere = async (
  words: ReadonlyArray<string>,
  {
    store,
    stdin,
    width,
  }: {
    readonly store?: string;
    readonly stdin?: string | Uint8Array;
    /** As on a terminal of so many columns, without colour. */
    readonly width?: number;
  } = {},
): Promise<Ran> => {
  const { run } = await import('../../src/cli/program.js');
  const said = { stdout: '', stderr: '' };
  const spies = (['stdout', 'stderr'] as const).map((name) =>
    vi.spyOn(process[name], 'write').mockImplementation((chunk) => {
      said[name] += String(chunk);
      return true;
    }),
  );
  const input = vi
    .spyOn(process, 'stdin', 'get')
    .mockReturnValue(Readable.from([Buffer.from(stdin ?? '')]) as unknown as typeof process.stdin);
  vi.stubEnv('INSIDER_LEDGER_STORE', store);
  const { isTTY, columns } = process.stdout;
  if (width !== undefined) {
    vi.stubEnv('NO_COLOR', '1');
    Object.assign(process.stdout, { isTTY: true, columns: width });
  }
  try {
    return { code: await run(words), ...said };
  } finally {
    for (const spy of [...spies, input]) spy.mockRestore();
    if (width !== undefined) Object.assign(process.stdout, { isTTY, columns });
    vi.unstubAllEnvs();
  }
};

/** Records the samples in a ledger of their own and gives its URL. */
export const sampleLedger = async (): Promise<string> => {
  const store = `sqlite:${join(temporaryFolder(), 'ledger.db')}`;
  const words = ['import', samples, '--manifest', join(samples, 'manifest.csv')];
  const ran = await insiderLedgerHere(words, { store });
  if (ran.code !== 0) throw new Error(ran.stderr);
  return store;
};

/** What was printed; where nothing was, why. */
export const json = (ran: Ran): unknown => {
  if (ran.stdout.trim() === '') throw new Error(`exit ${ran.code}: ${ran.stderr}`);
  return JSON.parse(ran.stdout);
};
