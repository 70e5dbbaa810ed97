/** Recording filings: one, files, or lines of another parser. */

import { fail, invalidArgument } from '../answer/error.js';
import { filesOfGenerations } from '../readmodel/generation.js';
import { placeOf } from '../store/place.js';
import { isAddress } from './address.js';
import { attempt } from './attempt.js';
import { unwrap } from './book/who.js';
import type { Ledger } from './ledger.js';
import type { OpenLedger } from './open-ledger.js';

type Recording = Pick<Ledger, 'record' | 'import' | 'append'>;

// Loaded when first used: whoever asks one question should not wait for the readers of filings.
const importing = () => import('./record/import.js');
const lines = () => import('./record/append-lines.js');
const given = () => import('./record/given-filing.js');
const kept = () => import('../filing/kept-sources.js');

/** Without the address: it may hold a password. */
const noFile = invalidArgument(
  'an address stands where files are named: a store is named with --store or, better, in INSIDER_LEDGER_STORE',
);

const keepingIn = async (
  keep: boolean | string,
  sources: string | null,
): Promise<string | null> => {
  const folder = keep === false ? null : keep === true ? sources : keep;
  if (keep === true && folder === null)
    return fail(
      invalidArgument(
        'this store is no file beside which documents could be kept: name a folder, --keep-sources=DIR',
      ),
    );
  if (folder === null) return null;
  if (isAddress(folder)) return fail(noFile);
  const { otherThanSources } = await kept();
  const other = otherThanSources(folder);
  return other === null
    ? folder
    : fail(
        invalidArgument(
          `${folder} holds other things than kept documents (${other}): name a folder of their own, --keep-sources=DIR, after the files or with = and without a space`,
        ),
      );
};

export const recording = ({ url, folder, sources, recorder }: OpenLedger): Recording => ({
  record: (filing) =>
    attempt(async () => {
      const { completeGiven } = await given();
      const { recordPrepared } = await recorder();
      return recordPrepared(unwrap(completeGiven(filing)));
    }),
  import: (paths, options = {}) =>
    attempt(async () => {
      const { manifest, keepSources = false, ...rest } = options;
      if ([...paths, manifest ?? ''].some(isAddress)) fail(noFile);
      const loaded =
        manifest === undefined
          ? {}
          : { manifest: await (await import('./record/manifest-file.js')).loadManifest(manifest) };
      const keepIn = await keepingIn(keepSources, sources);
      const { file } = placeOf(url);
      const own = file === null ? [] : [file];
      const keptFiles = folder === null ? [] : filesOfGenerations(folder);
      const exclude = [...(rest.exclude ?? []), ...own, ...keptFiles];
      const { importPaths } = await importing();
      return importPaths(await recorder(), paths, {
        ...rest,
        ...loaded,
        exclude,
        excludeFolders: [sources, keepIn].filter((one) => one !== null),
        ...(keepIn === null ? {} : { keepIn }),
      });
    }),
  append: (text, options = {}) =>
    attempt(async () => {
      const { appendLines } = await lines();
      return appendLines(await recorder(), text, options);
    }),
});
