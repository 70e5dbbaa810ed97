// What browsers get: one script and one style, named by their own digests, and which they are.
// From tsc's output, as the command is.
import { rmSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { build } from 'esbuild';

const outdir = 'dist/web';
rmSync(outdir, { recursive: true, force: true });

const { metafile } = await build({
  entryPoints: { app: 'dist/src/http/browser/app.js', style: 'src/http/browser/style.css' },
  entryNames: '[name]-[hash]',
  outdir,
  bundle: true,
  minify: true,
  format: 'esm',
  platform: 'browser',
  target: ['chrome111', 'firefox113', 'safari16.4'],
  charset: 'utf8',
  legalComments: 'none',
  metafile: true,
  logLevel: 'warning',
});

const named = Object.keys(metafile.outputs).map((path) => basename(path));
const one = (ending) => {
  const found = named.filter((name) => name.endsWith(ending));
  if (found.length !== 1) throw new Error(`${found.length} files end in ${ending}`);
  return found[0];
};
writeFileSync(
  `${outdir}/assets.json`,
  `${JSON.stringify({ script: one('.js'), style: one('.css') })}\n`,
);
