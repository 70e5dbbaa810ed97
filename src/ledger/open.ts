/** Opening a ledger: every verb, on a store that is open or on one that a URL names. */
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import { fail, invalidArgument, type LedgerError } from '../answer/error.js';
import { placeOf } from '../store/place.js';
import type { EventStore } from '../store/port.js';
import { isAddress } from './address.js';
import { withArgumentsChecked } from './arguments.js';
import { asking } from './asking.js';
import { attempt } from './attempt.js';
import { checkpointing } from './checkpoint/checkpointing.js';
import { holdsOnStreams, withHolds } from './held.js';
import { keeping } from './keeping.js';
import type { Ledger, LedgerOptions } from './ledger.js';
import { logEnd } from './log-end.js';
import { marketAsking } from './market/asking.js';
import { openOn } from './open-ledger.js';
import { recording } from './recording.js';
import { rulings } from './rule/rulings.js';
import { statusAnswer } from './status.js';
import { openWatched } from './watched-store.js';

export { missingFile } from '../store/place.js';

const defaultActor = 'insider-ledger';

const noFolder = invalidArgument(
  'an address stands where the folder of the read model is named: a store is named with --store or, better, in INSIDER_LEDGER_STORE',
);

/** Read models are folders beside the log's file; where it is in none one has to be named. */
const readModelFolder = (url: string, options: LedgerOptions): string | null => {
  const { file } = placeOf(url);
  return options.readModel ?? (file === null ? null : `${file}.read`);
};

/** Kept documents likewise. */
const sourcesFolder = (url: string, { sources }: LedgerOptions): string | null => {
  const { file } = placeOf(url);
  return sources ?? (file === null ? null : `${file}.sources`);
};

/** The ledger on a store that is already open. Closing the ledger closes the store. */
export const ledgerOn = (store: EventStore, url: string, options: LedgerOptions = {}): Ledger => {
  const open = openOn(store, url, {
    folder: readModelFolder(url, options),
    sources: sourcesFolder(url, options),
    clock: options.clock ?? (() => new Date()),
    actor: options.actor ?? defaultActor,
    notice: options.notice,
  });
  const { packed, ...checkpoints } = checkpointing(open, options.notice ?? (() => {}));
  const end = logEnd(open);
  const ledger: Ledger = {
    ...recording(open),
    ...asking(open),
    ...rulings(open),
    preview: (say) =>
      attempt(async () => {
        const { preview } = await import('./rule/preview.js');
        return preview(open, (verbs) => say(withArgumentsChecked(verbs)));
      }),
    placeHold: (request, ruling) =>
      attempt(async () => (await import('./rule/holding.js')).placeHold(open, request, ruling)),
    releaseHold: (hold, ruling) =>
      attempt(async () => (await import('./rule/holding.js')).releaseHold(open, hold, ruling)),
    holds: (query = {}) =>
      attempt(async () => (await import('./rule/holding.js')).holdsAnswer(open, query)),
    ...keeping(open),
    ...marketAsking(open),
    ...checkpoints,
    verify: (given = {}) =>
      attempt(async () => {
        const { verifyLedger } = await import('./verify-ledger.js');
        return verifyLedger(open, options.sources !== undefined, given);
      }),
    auditPack: (query) =>
      attempt(async () =>
        (await import('./pack/audit-pack.js')).auditPack(open, query, {
          holds: (names) => holdsOnStreams(open, names),
          checkpoint: packed(query),
        }),
      ),
    status: () => attempt(() => statusAnswer(open)),
    logEnd: () => attempt(end),
    close: async () => {
      open.model?.close();
      await store.close();
    },
  };
  return withArgumentsChecked(withHolds(ledger, open));
};

/** Opens the ledger that a store's URL names; the README lists the kinds. */
export const openLedger = (
  url: string,
  options: LedgerOptions = {},
): TaskEither<LedgerError, Ledger> =>
  attempt(async () => {
    // A folder of that name would be made.
    if (options.readModel !== undefined && isAddress(options.readModel)) fail(noFolder);
    return ledgerOn(await openWatched(url, options.log), url, options);
  });
