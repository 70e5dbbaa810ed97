// The command in few files: opening a hundred modules one by one takes longer than answering.
// The library stays as tsc writes it, but for what its threads begin with; only what `bin` names is
// bundled, from tsc's output.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { build } from 'esbuild';
import { partsOf } from './parts.mjs';

const { bin, dependencies } = JSON.parse(readFileSync('package.json', 'utf8'));
const [name] = Object.keys(bin);
const outdir = dirname(bin[name]);
rmSync(outdir, { recursive: true, force: true });
mkdirSync(outdir);

const common = {
  bundle: true,
  // Scripts, of which V8 keeps what it compiled; modules it would only keep from Node 22.8 on.
  format: 'cjs',
  platform: 'node',
  target: 'node20.19',
  // What is loaded later is in a script as well, and begins when it is asked for.
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

/** Of what comes in both forms, the one of which only what is used gets into the script. */
const asModules = {
  name: 'as-modules',
  setup({ onResolve, resolve: found }) {
    onResolve({ filter: /^(fp-ts\/lib\/|io-ts$)/ }, ({ path, resolveDir, kind }) =>
      found(path === 'io-ts' ? 'io-ts/es6/index.js' : path.replace('/lib/', '/es6/'), {
        resolveDir,
        kind,
      }),
    );
  },
};

/**
 * Of SQLite's driver the JavaScript is in the script as well, and is used where the package that is
 * installed is the very version: its native part is of that version then. Any other is loaded whole.
 */
const driverVersion = JSON.parse(
  readFileSync('node_modules/better-sqlite3/package.json', 'utf8'),
).version;
const driver = {
  name: 'driver',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^better-sqlite3$/ }, ({ namespace }) =>
      namespace === 'driver' ? undefined : { path: 'driver', namespace: 'driver' },
    );
    onResolve({ filter: /^bindings$/ }, () => ({ path: 'native', namespace: 'driver' }));
    onLoad({ filter: /^driver$/, namespace: 'driver' }, () => ({
      contents: `
        const { existsSync } = require('node:fs');
        const isSame = require('better-sqlite3/package.json').version === '${driverVersion}';
        module.exports = isSame && existsSync(require('native').file)
          ? require('./node_modules/better-sqlite3/lib/index.js')
          : require('better-sqlite3');`,
      resolveDir: '.',
    }));
    onResolve({ filter: /^native$/ }, () => ({ path: 'native', namespace: 'driver' }));
    onLoad({ filter: /^native$/, namespace: 'driver' }, () => ({
      contents: `
        const { dirname, join } = require('node:path');
        const folder = dirname(require.resolve('better-sqlite3/package.json'));
        const file = join(folder, 'build', 'Release', 'better_sqlite3.node');
        module.exports = Object.assign(() => require(file), { file });`,
    }));
  },
};

const beginnings = {
  program: 'dist/src/cli/program.js',
  'rebuild-worker': 'dist/src/ledger/keep/rebuild-worker.js',
  'folding-worker': 'dist/src/ledger/book/folding-worker.js',
};

/** What tables answer, what is folded for an answer, and all else. */
const parts = await partsOf(
  {
    ...common,
    define: { 'import.meta.url': 'ownUrl' },
    // A function, as what src/cli/code.ts evaluates.
    banner: { js: '(function (exports, require, module, ownUrl, part) {' },
    footer: { js: '})' },
    plugins: [later, asModules, driver],
    // Less to read; names and lines stay, for stack traces.
    minifyWhitespace: true,
    lineLimit: 100,
  },
  {
    parts: [
      {
        name: 'program',
        begins:
          /^dist\/src\/(cli\/(program|commands\/ask|show\/(conflicts|holdings|reconcile|transactions))|ledger\/(answers|open|register|transactions)|store\/sqlite)\.js$/,
      },
      {
        name: 'questions',
        begins:
          /^dist\/src\/(answer|cli\/show|journal|ledger\/(book|market))\/|^dist\/src\/(cli\/commands\/(market|operate|plans|short-swing|timeliness)|ledger\/[a-z-]+|readmodel\/build\/projector)\.js$/,
      },
      { name: 'works', begins: /./ },
    ],
    beginnings: Object.values(beginnings),
    everywhere: /node_modules\/fp-ts\//,
  },
);

// Esbuild leaves regular expressions as they are; in ASCII a script takes half the memory.
for (const { name: part, text } of parts) {
  if (/String\.raw`[^`]*[^\0-\x7f]/.test(text)) throw new Error('raw text that is not ASCII');
  const ascii = text.replace(
    /[^\0-\x7f]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  writeFileSync(join(outdir, `${part}.js`), ascii);
}

/** In place of the program's first module, the scripts with all of them. */
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
for (const { name: part, begun } of parts)
  for (const [worker, id] of Object.entries(beginnings))
    if (worker !== 'program' && begun.includes(id))
      await build({
        ...entry,
        banner,
        outdir: undefined,
        outfile: join(outdir, `${worker}.js`),
        stdin: {
          contents: `import { begin } from './dist/src/cli/code.js'; begin('${part}', '${id}');`,
          resolveDir: '.',
        },
      });
// Of all that there is this one takes little: it begins sooner by itself.
const reading = 'dist/src/ledger/record/reading-worker.js';
await build({
  ...entry,
  banner,
  outdir: undefined,
  outfile: join(outdir, 'reading-worker.js'),
  entryPoints: [reading],
  plugins: [asModules],
  minifyWhitespace: true,
  lineLimit: 100,
});
// The library's threads begin with the same: a hundred modules one by one take three times as long.
for (const thread of [beginnings['rebuild-worker'], beginnings['folding-worker'], reading]) {
  rmSync(`${thread}.map`);
  writeFileSync(
    thread,
    `import { createRequire } from 'node:module';
createRequire(import.meta.url)('${relative(dirname(thread), outdir)}/${basename(thread)}');
`,
  );
}
writeFileSync(join(outdir, 'package.json'), '{ "type": "commonjs" }\n');
