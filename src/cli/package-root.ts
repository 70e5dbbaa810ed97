/** Where the package lies: its version and its sample filings. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The nearest folder above this file that has a package.json: both from source and as built. */
export const packageRoot = (): string => {
  const here = dirname(fileURLToPath(import.meta.url));
  for (let folder = here; ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'package.json'))) return folder;
    if (folder === dirname(folder))
      throw new Error(`no package.json above ${here}: the package is not whole, install it again`);
  }
};

export const packageVersion = (): string => {
  const parsed: unknown = JSON.parse(readFileSync(join(packageRoot(), 'package.json'), 'utf8'));
  return String(Reflect.get(Object(parsed), 'version'));
};

export const samplesFolder = (): string => join(packageRoot(), 'samples');
