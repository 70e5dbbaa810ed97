/** The package as somebody else's project has it: packed, installed, compiled strictly, and run. */
import { execFileSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { root, temporaryFolder } from './cli/command.js';

const compiler = join(
  dirname(createRequire(import.meta.url).resolve('typescript/package.json')),
  'bin/tsc',
);

/** Links what the package says that it needs, and nothing else: as an installation without network. */
const installed = (folder: string): void => {
  const modules = join(folder, 'node_modules');
  const packed = temporaryFolder();
  execFileSync('npm', ['pack', '--ignore-scripts', '--silent', '--pack-destination', packed], {
    cwd: root,
  });
  const [archive = ''] = readdirSync(packed);
  mkdirSync(modules);
  execFileSync('tar', ['-xzf', join(packed, archive), '-C', modules]);
  cpSync(join(modules, 'package'), join(modules, 'insider-ledger'), { recursive: true });
  const { dependencies, optionalDependencies } = JSON.parse(
    readFileSync(join(modules, 'insider-ledger/package.json'), 'utf8'),
  ) as Record<'dependencies' | 'optionalDependencies', Record<string, string>>;
  const optional = Object.keys(optionalDependencies).filter((name) =>
    existsSync(join(root, 'node_modules', name)),
  );
  for (const name of [...Object.keys(dependencies), ...optional, 'vitest']) {
    mkdirSync(dirname(join(modules, name)), { recursive: true });
    symlinkSync(join(root, 'node_modules', name), join(modules, name));
  }
};

it.skipIf(process.platform === 'win32')(
  'compiles in a project that checks its libraries, and runs',
  () => {
    const folder = temporaryFolder();
    cpSync(join(root, 'test/fixtures/consumer'), folder, { recursive: true });
    writeFileSync(join(folder, 'package.json'), '{ "type": "module" }\n');
    installed(folder);
    try {
      execFileSync(process.execPath, [compiler, '-p', '.'], { cwd: folder, encoding: 'utf8' });
    } catch (thrown) {
      expect.fail((thrown as { stdout: string }).stdout);
    }
    // The contract's suite is for a test runner; the rest runs as it is.
    const script = join(folder, 'out/main.js');
    const text = readFileSync(script, 'utf8');
    writeFileSync(
      script,
      text
        .replace(/^import \{ describeEventStoreContract.*$/m, '')
        .replace('describeEventStoreContract, ', ''),
    );
    expect(execFileSync(process.execPath, [script], { cwd: folder, encoding: 'utf8' })).toBe(
      '5000\n',
    );
  },
);
