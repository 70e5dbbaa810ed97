// Runs a bench as what ships runs, compiled into one script: tsx, which runs it otherwise, asks a
// thread of its own at every import(), half a millisecond each time.
//
//   node [FLAGS OF NODE] bench/compiled.mjs bench/kept.ts LEDGER.db …
import { mkdtempSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const [, , bench, ...args] = process.argv;
if (bench === undefined) throw new Error('which bench? node bench/compiled.mjs bench/kept.ts …');
const root = join(import.meta.dirname, '..');
// Beside the project's own output, so that packages are found from there.
const folder = mkdtempSync(join(root, 'dist', 'bench-'));
const outfile = join(folder, 'bench.mjs');
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
await build({
  entryPoints: [resolve(bench)],
  outfile,
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20.19',
  packages: 'external',
  logLevel: 'error',
});
process.argv = [process.argv[0], outfile, ...args];
await import(pathToFileURL(outfile).href);
