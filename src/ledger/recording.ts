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

/** Without the address: it may hold a password. */
const noFile = invalidArgument(
  'an address stands where files are named: a store is named with --store or, better, in INSIDER_LEDGER_STORE',
);

export const recording = ({ url, folder, recorder }: OpenLedger): Recording => ({
  record: (filing) =>
    attempt(async () => {
      const { completeGiven } = await importing();
      const { recordPrepared } = await recorder();
      return recordPrepared(unwrap(completeGiven(filing)));
    }),
  import: (paths, given = {}) =>
    attempt(async () => {
      const { manifest, ...rest } = given;
      if ([...paths, manifest ?? ''].some(isAddress)) fail(noFile);
      const loaded =
        manifest === undefined
          ? {}
          : { manifest: await (await import('./record/manifest-file.js')).loadManifest(manifest) };
      const { file } = placeOf(url);
      const own = file === null ? [] : [file];
      const keptFiles = folder === null ? [] : filesOfGenerations(folder);
      const exclude = [...(rest.exclude ?? []), ...own, ...keptFiles];
      const { importPaths } = await importing();
      return importPaths(await recorder(), paths, { ...rest, ...loaded, exclude });
    }),
  append: (lines, given = {}) =>
    attempt(async () => {
      const { appendLines } = await importing();
      return appendLines(await recorder(), lines, given);
    }),
});
