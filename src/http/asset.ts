/** Files for the browser, made by the build under names with their hash: they never change. */
import { readdir, readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';

export interface Asset {
  readonly body: Uint8Array;
  readonly type: string;
}

export interface Assets {
  /** The address of a file by the name that it was made from, such as `app.js`. */
  readonly address: (name: string) => string;
  readonly at: (file: string) => Asset | null;
}

const types: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
};

export const assetsRoot = '/assets/';

/** `app-1A2B3C4D.js` was made from `app.js`. */
const madeFrom = (file: string): string => file.replace(/-[0-9A-Za-z]{6,}(?=\.\w+$)/, '');

export const noAssets: Assets = { address: (name) => `${assetsRoot}${name}`, at: () => null };

export const assetsIn = async (folder: string): Promise<Assets> => {
  const names = await readdir(folder).catch(() => []);
  const files = new Map<string, Asset>();
  const addresses = new Map<string, string>();
  for (const name of names) {
    const type = types[extname(name)];
    if (type === undefined) continue;
    files.set(name, { body: await readFile(join(folder, name)), type });
    addresses.set(madeFrom(name), `${assetsRoot}${name}`);
  }
  return {
    address: (name) => addresses.get(name) ?? `${assetsRoot}${name}`,
    at: (file) => files.get(file) ?? null,
  };
};
