/** Checkpoints and public keys as they are named on the command line. */
import { textIn } from './given-file.js';

/** A note by its file; a public key by its file, or as it is. */
export const noteAndKey = async ({
  checkpoint: file,
  key,
}: {
  readonly checkpoint?: string;
  readonly key?: string;
}): Promise<{ readonly checkpoint?: string; readonly key?: string }> => ({
  ...(file === undefined ? {} : { checkpoint: await textIn('--checkpoint', file) }),
  ...(key === undefined
    ? {}
    : { key: /^[^+]+\+[0-9a-f]{8}\+/.test(key) ? key : await textIn('--key', key) }),
});
