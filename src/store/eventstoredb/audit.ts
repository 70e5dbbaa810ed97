/** What the server itself shows of lost events: retention, deletion, gaps in the revisions. */
import { StoreFailure, type StoreProblem } from '../port.js';
import type { CallContext } from './calls.js';
import { isLedgerStream } from './ledger-streams.js';
import { ledgerTail } from './log-tail.js';
import { untilCaughtUp } from './read-all.js';
import { recordedEvent } from './recorded.js';
import { problemOf, streamsAtRisk } from './retention.js';

export async function* audit(calls: CallContext): AsyncGenerator<StoreProblem, void> {
  const risky = await streamsAtRisk(calls);
  for (const [stream, failure] of risky) yield problemOf(stream, failure);
  const heads = new Map<string, bigint>();
  for await (const event of untilCaughtUp(calls, 'the log', null, ledgerTail)) {
    const { streamId: stream, revision, type } = event;
    if (!isLedgerStream(stream) || type === '$streamDeleted') continue;
    const expected = (heads.get(stream) ?? -1n) + 1n;
    if (revision > expected) {
      const message = `${stream}: event ${expected} was expected, event ${revision} came`;
      yield { code: 'EVENT_MISSING', stream, message };
    } else if (revision < expected) {
      const message = `${stream}: event ${revision} came again or late`;
      yield { code: 'STORAGE_CORRUPT', stream, message };
    }
    heads.set(stream, revision);
    try {
      recordedEvent(event);
    } catch (error) {
      if (!(error instanceof StoreFailure)) throw error;
      yield { code: 'STORAGE_CORRUPT', stream, message: error.message };
    }
  }
}
