/** Where the server's log ends, of whatever stream its last event is. */
import type { AllStreamResolvedEvent } from '@eventstore/db-client';
import type { CallContext } from './calls.js';
import type { LogPosition } from './position.js';

/**
 * The position of the last event; null where the log is empty. Throws `StoreFailure`.
 *
 * @param ms how long to try
 */
export const logEnd = async (calls: CallContext, ms?: number): Promise<LogPosition | null> => {
  const tries = calls.tries('the end of the log', ms);
  while (true) {
    const { client } = calls.connection;
    const read = client.readAll({
      direction: 'backwards',
      fromPosition: 'end',
      maxCount: 1,
      requiresLeader: calls.requiresLeader,
    });
    try {
      const watched = calls.watch<AllStreamResolvedEvent>(read, () => read.cancel());
      for await (const { event } of watched.messages()) {
        calls.connection.answered();
        if (event !== undefined) return event.position;
      }
      calls.refuseIfCut(client);
      return null;
    } catch (error) {
      await tries.again(client, calls.answerTo(error, client));
    }
  }
};
