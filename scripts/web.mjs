// What browsers get: one script, one style and an icon, named by their own digests.
// From tsc's output, as the command is.
import { rmSync } from 'node:fs';
import { build } from 'esbuild';

const outdir = 'dist/web';
rmSync(outdir, { recursive: true, force: true });

await build({
  entryPoints: {
    app: 'dist/src/http/browser/app.js',
    style: 'src/http/browser/style.css',
    icon: 'src/http/browser/icon.svg',
  },
  loader: { '.svg': 'copy' },
  entryNames: '[name]-[hash]',
  outdir,
  bundle: true,
  minify: true,
  format: 'esm',
  platform: 'browser',
  target: ['chrome111', 'firefox113', 'safari16.4'],
  charset: 'utf8',
  legalComments: 'none',
  logLevel: 'warning',
});
