/** The folder of an audit pack: new or empty, and whole once its manifest is there, which comes last. */
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fail, invalidArgument } from '../../answer/error.js';
import { sha256Hex } from '../../event/canonical.js';

export interface PackFile {
  readonly name: string;
  readonly content: string | Uint8Array;
}

const entriesOf = (folder: string): ReadonlyArray<string> => {
  try {
    return readdirSync(folder);
  } catch (thrown) {
    const code = Reflect.get(Object(thrown), 'code');
    if (code === 'ENOENT') return [];
    if (code === 'ENOTDIR')
      return fail(invalidArgument(`${folder} is a file: name a folder for the pack`));
    throw thrown;
  }
};

export const newFolder = (folder: string): void => {
  const [first] = entriesOf(folder);
  if (first !== undefined)
    fail(
      invalidArgument(
        `${folder} is not empty (${first} is in it), and a pack holds nothing else: name a folder that is empty or not there yet`,
      ),
    );
};

const byName = ([a]: readonly [string, string], [b]: readonly [string, string]): number =>
  a < b ? -1 : 1;

/** Never over a file that is there. Gives the manifest's text. */
export const writeFiles = (folder: string, files: ReadonlyArray<PackFile>): string => {
  const lines = files.map(({ name, content }): readonly [string, string] => {
    const path = join(folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content, { flag: 'wx' });
    return [name, `${sha256Hex(content)}  ${name}\n`];
  });
  const manifest = [...lines]
    .sort(byName)
    .map(([, line]) => line)
    .join('');
  writeFileSync(join(folder, 'manifest.sha256'), manifest, { flag: 'wx' });
  return manifest;
};
