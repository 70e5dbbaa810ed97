/**
 * A script for child processes, in one file: a process that compiles TypeScript for itself takes
 * longer to start than what most of them are started for.
 */
import { existsSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { type BuildOptions, buildSync } from 'esbuild';

/** Native code is loaded from where it is. */
const besidePackages = (folder: string): void => {
  const packages = join(folder, 'node_modules');
  if (!existsSync(packages)) symlinkSync(join(import.meta.dirname, '../../node_modules'), packages);
};

const inOneFile = {
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20.19',
  external: ['better-sqlite3'],
  // What was CommonJS asks for Node's own modules so.
  banner: {
    js: "import { createRequire as requireFrom } from 'node:module'; const require = requireFrom(import.meta.url);",
  },
  logLevel: 'warning',
} as const satisfies BuildOptions;

/** Writes the script into the folder, and says where it is. */
export const childScript = (source: string, folder: string): string => {
  const outfile = join(folder, `${basename(source, '.ts')}.mjs`);
  buildSync({ ...inOneFile, entryPoints: [source], outfile });
  besidePackages(folder);
  return outfile;
};

/** The built library in few files, its threads beside it, as the command has it; says where it is. */
export const builtLibrary = (folder: string): string => {
  const built = join(import.meta.dirname, '../../dist/src');
  buildSync({
    ...inOneFile,
    entryPoints: {
      index: join(built, 'index.js'),
      'reading-worker': join(built, 'ledger/record/reading-worker.js'),
      'rebuild-worker': join(built, 'ledger/keep/rebuild-worker.js'),
      'folding-worker': join(built, 'ledger/book/folding-worker.js'),
    },
    outdir: folder,
    splitting: true,
  });
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
  besidePackages(folder);
  return join(folder, 'index.js');
};
