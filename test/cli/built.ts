/** Builds the command before the tests, where it is older than its sources. */
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');

const newest = (path: string): number =>
  statSync(path).isDirectory()
    ? Math.max(0, ...readdirSync(path).map((name) => newest(join(path, name))))
    : statSync(path).mtimeMs;

export default function built(): void {
  const sources = ['src', 'projections', 'scripts', 'package.json', 'tsconfig.json'];
  const command = join(root, 'dist/bin/insider-ledger.js');
  const changed = Math.max(...sources.map((source) => newest(join(root, source))));
  if (existsSync(command) && statSync(command).mtimeMs > changed) return;
  execFileSync('npm', ['run', '--silent', 'build'], { cwd: root, stdio: 'inherit' });
}
