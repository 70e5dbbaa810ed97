/** A manifest, loaded from where the caller says it is. */
import { readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import * as E from 'fp-ts/lib/Either.js';
import { fail, invalidArgument } from '../../answer/error.js';
import type { ManifestFile } from './import.js';

export const loadManifest = async (path: string): Promise<ManifestFile> => {
  const text = await readFile(path, 'utf8').catch((thrown: unknown) =>
    fail(
      invalidArgument(
        `the manifest ${path} cannot be read: ${thrown instanceof Error ? thrown.message : String(thrown)}`,
      ),
    ),
  );
  const { parseManifest } = await import('../../filing/manifest.js');
  const manifest = parseManifest(text);
  if (E.isLeft(manifest))
    return fail(invalidArgument(`the manifest ${path}: ${manifest.left.message}`));
  return { path, folder: dirname(path), manifest: manifest.right };
};
