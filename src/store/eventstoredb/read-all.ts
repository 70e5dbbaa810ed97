/** Reading the ledger's part of the log up to its end. */
import { admitLimit } from '../admission.js';
import type { ReadAllOptions, RecordedEvent } from '../port.js';
import type { CallContext } from './calls.js';
import { isLedgerStream } from './ledger-streams.js';
import { ledgerTail, type TailMessage } from './log-tail.js';
import { type LogPosition, readPosition } from './position.js';
import { recordedEvent } from './recorded.js';
import type { Watched } from './watched.js';

/**
 * Events of a tail up to where the server has caught up, going on where a lost connection left off.
 *
 * @param open a tail after a position
 */
export async function* untilCaughtUp(
  calls: CallContext,
  what: string,
  after: LogPosition | null,
  open: (calls: CallContext, after: LogPosition | null) => Watched<TailMessage>,
): AsyncGenerator<Extract<TailMessage, { event?: unknown }>['event'] & object, void> {
  let place = after;
  const tries = calls.tries(what);
  while (true) {
    const { client } = calls.connection;
    try {
      for await (const message of open(calls, place).messages()) {
        tries.progressed();
        if ('caughtUp' in message) return;
        if ('fellBehind' in message) continue;
        if ('checkpoint' in message) place = message.checkpoint;
        else if (message.event !== undefined) {
          yield message.event;
          place = message.event.position;
        }
      }
      // The server ended what has no end.
      await tries.again(client, { kind: 'unknown', message: 'the server ended the subscription' });
    } catch (error) {
      await tries.again(client, calls.answerTo(error, client));
    }
  }
}

export async function* readAll(
  calls: CallContext,
  options: ReadAllOptions,
): AsyncGenerator<RecordedEvent, void> {
  let left = admitLimit(options.limit);
  const after = readPosition(options.after);
  if (left === 0) return;
  for await (const event of untilCaughtUp(calls, 'the log', after, ledgerTail)) {
    calls.saw(event.position);
    if (!isLedgerStream(event.streamId)) continue;
    calls.knownEnds.saw(event.streamId, event.revision);
    yield recordedEvent(event);
    left -= 1;
    if (left === 0) return;
  }
}
