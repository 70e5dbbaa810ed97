/** A manifest, loaded from where the caller says it is. */
import { dirname } from 'node:path';
import * as E from 'fp-ts/lib/Either.js';
import { fail, invalidArgument } from '../../answer/error.js';
import type { ManifestFile } from './manifest-rows.js';

/** Some million rows. */
const manifestBytesMax = 256 * 1024 * 1024;

export const loadManifest = async (path: string): Promise<ManifestFile> => {
  const { readPlainFile } = await import('../../filing/source-files.js');
  const bytes = readPlainFile(path, manifestBytesMax);
  if (E.isLeft(bytes)) return fail(invalidArgument(`the manifest ${bytes.left}`));
  const { notUtf8In } = await import('../../filing/source-text.js');
  const damage = notUtf8In(bytes.right);
  if (damage !== null)
    return fail(
      invalidArgument(
        `the manifest ${path}: line ${damage.line}, byte ${damage.byte} of the whole is not UTF-8. Write it as UTF-8: a path with another letter in it would be of no file, or of another`,
      ),
    );
  const { parseManifest } = await import('../../filing/manifest.js');
  const manifest = parseManifest(Buffer.from(bytes.right).toString('utf8'));
  if (E.isLeft(manifest))
    return fail(invalidArgument(`the manifest ${path}: ${manifest.left.message}`));
  return { path, folder: dirname(path), manifest: manifest.right };
};
