/** The verbs of checkpoints. */
import { attempt } from '../attempt.js';
import type { Ledger } from '../ledger.js';
import type { OpenLedger } from '../open-ledger.js';
import type { PackRecords } from '../pack/audit-pack.js';
import type { Trees } from './level.js';

type Checkpointing = Pick<Ledger, 'checkpoint' | 'attachTimestamp' | 'prove'> & {
  readonly packed: (given: {
    readonly checkpoint?: string;
    readonly key?: string;
  }) => PackRecords['checkpoint'];
};

export const checkpointing = (open: OpenLedger, notice: (text: string) => void): Checkpointing => {
  let made: Trees | null = null;
  // Loaded when first used, as all that few commands want.
  const here = async () => {
    const [verbs, { trees }] = await Promise.all([import('./checkpoint.js'), import('./level.js')]);
    made ??= trees(open.store, open.folder, open.scanning, notice);
    return { verbs, trees: made };
  };
  return {
    checkpoint: (query = {}) =>
      attempt(async () => {
        const { verbs, trees } = await here();
        return verbs.checkpoint(open, trees, query);
      }),
    attachTimestamp: (note, answer, ruling) =>
      attempt(async () => {
        const { verbs, trees } = await here();
        return verbs.attachTimestamp(open, trees, note, answer, ruling);
      }),
    prove: (query) =>
      attempt(async () => {
        const { verbs, trees } = await here();
        return verbs.prove(open, trees, query);
      }),
    packed: (given) => async (hashes) => {
      const { verbs, trees } = await here();
      return verbs.packedCheckpoint(open, trees, hashes, given);
    },
  };
};
