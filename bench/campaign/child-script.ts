/**
 * A script for child processes, in one file: a process that compiles TypeScript for itself takes
 * longer to start than what most of them are started for.
 */
import { createRequire } from 'node:module';
import { basename, join } from 'node:path';
import { buildSync } from 'esbuild';

/** Native code is loaded from where it is. */
const native = 'better-sqlite3';
const nativePath = createRequire(import.meta.url).resolve(native);

/** Writes the script into the folder, and says where it is. */
export const childScript = (source: string, folder: string): string => {
  const outfile = join(folder, `${basename(source, '.ts')}.mjs`);
  buildSync({
    entryPoints: [source],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20.19',
    alias: { [native]: nativePath },
    external: [nativePath],
    // What was CommonJS asks for Node's own modules so.
    banner: {
      js: "import { createRequire as requireFrom } from 'node:module'; const require = requireFrom(import.meta.url);",
    },
    logLevel: 'warning',
  });
  return outfile;
};
