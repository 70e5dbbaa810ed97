/** Where the package lies: its version and its sample filings. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const versionIn = (folder: string): string | null => {
  const file = join(folder, 'package.json');
  if (!existsSync(file)) return null;
  const version: unknown = Reflect.get(Object(JSON.parse(readFileSync(file, 'utf8'))), 'version');
  return typeof version === 'string' ? version : null;
};

/** The nearest folder above this file whose package.json names a version: from source and as built. */
const found = (): { readonly root: string; readonly version: string } => {
  const here = dirname(fileURLToPath(import.meta.url));
  for (let folder = here; ; folder = dirname(folder)) {
    const version = versionIn(folder);
    if (version !== null) return { root: folder, version };
    if (folder === dirname(folder))
      throw new Error(`no package.json above ${here}: the package is not whole, install it again`);
  }
};

export const packageRoot = (): string => found().root;

export const packageVersion = (): string => found().version;

export const samplesFolder = (): string => join(packageRoot(), 'samples');
