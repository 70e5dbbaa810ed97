/** The ledger's edge: inside, async code may throw the two failures it knows; outside, values. */
import * as E from 'fp-ts/lib/Either.js';
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import { fromStore, type LedgerError, LedgerFailure } from '../answer/error.js';
import { damageIn, hindranceIn } from '../readmodel/damage.js';
import { StoreFailure } from '../store/port.js';
import { wrongAround } from './surroundings.js';

export const attempt =
  <A>(run: () => Promise<A>): TaskEither<LedgerError, A> =>
  async () => {
    try {
      return E.right(await run());
    } catch (thrown) {
      if (thrown instanceof LedgerFailure) return E.left(thrown.error);
      if (thrown instanceof StoreFailure) return E.left(fromStore(thrown.error));
      const around = wrongAround(thrown);
      if (around !== null)
        return E.left({ code: 'MACHINE_REFUSES', blame: 'unavailable', message: around });
      // The store's own failures are values by now: these are of the read model.
      const unusable = damageIn(thrown) ?? hindranceIn(thrown);
      if (unusable !== null)
        return E.left({
          code: 'READ_MODEL_UNUSABLE',
          blame: 'unavailable',
          message: `the read model cannot be used: ${unusable}. rebuild makes it anew; --from-log answers without it`,
        });
      const message = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
      return E.left({
        code: 'STORE_FAULT',
        blame: 'fault',
        message: `a fault of insider-ledger itself; please report it: ${message}`,
      });
    }
  };
