// The command in few files: opening a hundred modules one by one takes longer than answering.
// The library stays as tsc writes it; only what `bin` names is bundled, from tsc's output.
import { readFileSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { build } from 'esbuild';

const { bin, dependencies } = JSON.parse(readFileSync('package.json', 'utf8'));
const [name] = Object.keys(bin);
const outdir = dirname(bin[name]);
rmSync(outdir, { recursive: true, force: true });
await build({
  entryPoints: {
    [name]: 'dist/src/cli/main.js',
    // Started as threads: they need files of their own.
    'reading-worker': 'dist/src/ledger/record/reading-worker.js',
    'rebuild-worker': 'dist/src/ledger/keep/rebuild-worker.js',
  },
  outdir,
  bundle: true,
  // What is loaded later stays in files of its own.
  splitting: true,
  chunkNames: 'part-[hash]',
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  // Native code and a client with its own generated files are loaded from where they are.
  external: ['better-sqlite3', '@eventstore/db-client', '@opentelemetry/api', 'pino'].filter(
    (d) => d in dependencies,
  ),
  // Dependencies in CommonJS ask for Node's modules with `require`.
  banner: {
    js: "import { createRequire as requireFrom } from 'node:module';\nconst require = requireFrom(import.meta.url);",
  },
  logLevel: 'warning',
});
