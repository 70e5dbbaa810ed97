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

/** Without the address: it may hold a password. */
const noFile = invalidArgument(
  'an address stands where files are named: a store is named with --store or, better, in INSIDER_LEDGER_STORE',
);

export const recording = ({ url, folder, recorder }: OpenLedger): Recording => ({
  record: (filing) =>
    attempt(async () => {
      const { completeGiven } = await given();
      const { recordPrepared } = await recorder();
      return recordPrepared(unwrap(completeGiven(filing)));
    }),
  import: (paths, options = {}) =>
    attempt(async () => {
      const { manifest, ...rest } = options;
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
  append: (text, options = {}) =>
    attempt(async () => {
      const { appendLines } = await lines();
      return appendLines(await recorder(), text, options);
    }),
});
