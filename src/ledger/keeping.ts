/** Keeping answers: rebuild, follow, and what is kept compared with a fresh fold. */
import { attempt } from './attempt.js';
import type { Ledger } from './ledger.js';
import type { OpenLedger } from './open-ledger.js';

type Keeping = Pick<
  Ledger,
  'rebuildInsider' | 'rebuild' | 'verifyReadModel' | 'readModelDigest' | 'follow'
>;

// Loaded when first used: whoever asks one question should not wait for what folds everything.
const rebuilding = () => import('./keep/rebuild.js');

export const keeping = ({ store, url, modelHere, keptOnly, insiderOf }: OpenLedger): Keeping => ({
  rebuildInsider: (asked) =>
    attempt(async () => {
      const insider = await insiderOf(asked);
      return (await rebuilding()).rebuildInsider(modelHere(), store, insider);
    }),
  rebuild: (given = {}) =>
    attempt(async () => (await rebuilding()).rebuildAll(modelHere(), store, url, given)),
  verifyReadModel: (given = {}) =>
    attempt(async () => (await rebuilding()).verifyKept(modelHere(), store, url, given)),
  readModelDigest: () =>
    attempt(async () => (await rebuilding()).generationDigest(await keptOnly())),
  follow: (given) =>
    attempt(async () => (await import('./keep/follow.js')).follow(modelHere(), store, url, given)),
});
