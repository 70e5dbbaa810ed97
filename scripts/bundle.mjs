// The command in few files: opening a hundred modules one by one takes longer than answering.
// The library stays as tsc writes it; only what `bin` names is bundled, from tsc's output.
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { build } from 'esbuild';

const { bin, dependencies } = JSON.parse(readFileSync('package.json', 'utf8'));
const [name] = Object.keys(bin);
const outdir = dirname(bin[name]);
rmSync(outdir, { recursive: true, force: true });

const common = {
  bundle: true,
  // One script, of which V8 keeps what it compiled; modules it would only keep from Node 22.8 on.
  format: 'cjs',
  platform: 'node',
  target: 'node20.19',
  // What is loaded later is in the script as well, and begins when it is asked for.
  supported: { 'dynamic-import': false },
  // Native code and a client with its own generated files are loaded from where they are.
  external: ['better-sqlite3', '@eventstore/db-client', '@opentelemetry/api', 'pino'].filter(
    (d) => d in dependencies,
  ),
  logLevel: 'warning',
};

/** Of Node's modules, those that are rarely used and load many others: when they are used. */
const later = {
  name: 'later',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^node:child_process$/ }, ({ importer }) =>
      importer.includes('commander') ? { path: 'child_process', namespace: 'later' } : undefined,
    );
    onLoad({ filter: /.*/, namespace: 'later' }, ({ path }) => ({
      contents: `exports.spawn = (...given) => require('node:${path}').spawn(...given);`,
      loader: 'js',
    }));
  },
};

const program = `
  export const program = () => import('./dist/src/cli/program.js');
  export const rebuildWorker = () => import('./dist/src/ledger/keep/rebuild-worker.js');
  export const foldingWorker = () => import('./dist/src/ledger/book/folding-worker.js');
`;
const bundled = await build({
  ...common,
  stdin: { contents: program, resolveDir: '.' },
  define: { 'import.meta.url': 'ownUrl' },
  // A function, as what src/cli/code.ts evaluates.
  banner: { js: '(function (exports, require, module, ownUrl) {' },
  footer: { js: '})' },
  plugins: [later],
  // Less to read; names and lines stay, for stack traces.
  minifyWhitespace: true,
  lineLimit: 100,
  write: false,
});
// Esbuild leaves regular expressions as they are; in ASCII the script takes half the memory.
const { text } = bundled.outputFiles[0];
if (/String\.raw`[^`]*[^\0-\x7f]/.test(text)) throw new Error('raw text that is not ASCII');
const ascii = text.replace(
  /[^\0-\x7f]/g,
  (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
);

/** In place of the program's first module, the script with all of them. */
const asScript = {
  name: 'as-script',
  setup({ onResolve }) {
    onResolve({ filter: /^\.\/program\.js$/ }, () => ({ path: resolve('dist/src/cli/code.js') }));
  },
};
const entry = { ...common, outdir, define: { 'import.meta.url': 'ownUrl' } };
const banner = {
  js: "const ownUrl = require('node:url').pathToFileURL(__filename).href;",
};
await build({
  ...entry,
  banner,
  entryPoints: { [name]: 'dist/src/cli/main.js' },
  plugins: [asScript],
});
// Started as threads: they need files of their own.
for (const [worker, begin] of Object.entries({
  'rebuild-worker': 'rebuildWorker',
  'folding-worker': 'foldingWorker',
}))
  await build({
    ...entry,
    banner,
    outdir: undefined,
    outfile: join(outdir, `${worker}.js`),
    stdin: {
      contents: `import { beginnings } from './dist/src/cli/code.js'; beginnings().${begin}();`,
      resolveDir: '.',
    },
  });
// Of all that is in the script this one takes little: it begins sooner by itself.
await build({
  ...entry,
  banner,
  outdir: undefined,
  outfile: join(outdir, 'reading-worker.js'),
  entryPoints: ['dist/src/ledger/record/reading-worker.js'],
  minifyWhitespace: true,
  lineLimit: 100,
});
writeFileSync(join(outdir, 'program.js'), ascii);
writeFileSync(join(outdir, 'package.json'), '{ "type": "commonjs" }\n');
