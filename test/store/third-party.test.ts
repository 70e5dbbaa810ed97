/**
 * Who keeps a ledger in a store of their own has this package as it is installed: what it exports,
 * and nothing else. The sources are copied to where no path leads back here.
 */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { temporaryFolder } from './folder.js';

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, '../..');
const folder = temporaryFolder();

const compilerOptions = {
  target: 'ES2022',
  module: 'NodeNext',
  moduleResolution: 'NodeNext',
  rootDir: 'src',
  outDir: 'built',
  strict: true,
  exactOptionalPropertyTypes: true,
  types: ['node'],
};

const run = (...args: ReadonlyArray<string>): { code: number; said: string } => {
  try {
    const cwd = folder.file('');
    // A runner of its own: it must not take itself for a part of this one.
    const { NODE_TEST_CONTEXT: _, NODE_OPTIONS: __, ...env } = process.env;
    return { code: 0, said: execFileSync(process.execPath, args, { cwd, env, encoding: 'utf8' }) };
  } catch (thrown) {
    const { status, stdout, stderr } = thrown as { status: number; stdout: string; stderr: string };
    return { code: status, said: `${stdout}${stderr}` };
  }
};

describe('a store written against what the package exports', () => {
  beforeAll(() => {
    cpSync(join(here, 'third-party'), folder.file('src'), { recursive: true });
    writeFileSync(folder.file('package.json'), JSON.stringify({ type: 'module' }));
    writeFileSync(
      folder.file('tsconfig.json'),
      JSON.stringify({ compilerOptions, include: ['src'] }),
    );
    mkdirSync(folder.file('node_modules'));
    symlinkSync(root, folder.file('node_modules/insider-ledger'));
    symlinkSync(join(root, 'node_modules/@types'), folder.file('node_modules/@types'));
  });

  it('compiles, keeps the contract, and carries a ledger', { timeout: 120_000 }, () => {
    const compiled = run(join(root, 'node_modules/typescript/bin/tsc'), '-p', 'tsconfig.json');
    expect(compiled.code, compiled.said).toBe(0);
    const { code, said } = run('--test', '--test-reporter=tap', 'built/own-store.contract.js');
    expect(code, said).toBe(0);
    const passed = Number(/^# pass (\d+)$/m.exec(said)?.[1]);
    expect(passed).toBeGreaterThan(90);
  });
});
