/**
 * Whether the server may drop, or has dropped, events of the ledger.
 *
 * A stream's `$maxAge`, `$maxCount` and `$tb` hide its events at once and let a scavenge remove them
 * for good; a deleted stream has the largest `$tb` there is, a tombstone an event of its own.
 * `$cacheControl` and `$acl` take nothing away.
 */
import type { ResolvedEvent } from '@eventstore/db-client';
import { StoreFailure, type StoreProblem } from '../port.js';
import type { CallContext } from './calls.js';
import { deleted, notWhole } from './failure.js';
import { isLedgerStream } from './ledger-streams.js';
import { deletionTail } from './log-tail.js';
import { untilCaughtUp } from './read-all.js';

const retentions: Readonly<Record<string, string>> = {
  $maxAge: 'events older than that are dropped',
  $maxCount: 'all but so many events are dropped',
  $tb: 'events before that revision are dropped, or the stream was deleted',
};

/** What a stream's metadata threatens, in words; null where nothing. */
export const retentionIn = (metadata: unknown): string | null => {
  if (typeof metadata !== 'object' || metadata === null) return null;
  const found = Object.entries(metadata).filter(
    ([key, value]) => Object.hasOwn(retentions, key) && value !== null,
  );
  if (found.length === 0) return null;
  return found.map(([key, value]) => `${key} is ${value}: ${retentions[key]}`).join('; ');
};

const atRisk = (stream: string, threat: string): StoreFailure =>
  new StoreFailure(
    notWhole(
      stream,
      `${threat}. The ledger is not whole, or will not be after the next scavenge; restore a back-up from before and remove the metadata`,
    ),
  );

/** Throws where the stream's metadata take events away, as they do of a deleted stream. */
export const refuseIfAtRisk = async (calls: CallContext, stream: string): Promise<void> => {
  const tries = calls.tries(`$$${stream}`);
  while (true) {
    const { client } = calls.connection;
    const read = client.readStream(`$$${stream}`, {
      direction: 'backwards',
      fromRevision: 'end',
      maxCount: 1,
      requiresLeader: calls.requiresLeader,
    });
    try {
      const watched = calls.watch<ResolvedEvent>(read, () => read.cancel());
      for await (const { event } of watched.messages()) {
        const threat = retentionIn(event?.data);
        if (threat !== null) throw atRisk(stream, threat);
      }
      return;
    } catch (error) {
      const answer = calls.answerTo(error, client);
      if (answer.kind === 'not-found') return;
      await tries.again(client, answer);
    }
  }
};

/** Every ledger stream that has lost events or will, with the reason; the whole log is looked at. */
export const streamsAtRisk = async (
  calls: CallContext,
): Promise<ReadonlyMap<string, StoreFailure>> => {
  const threatened = new Map<string, StoreFailure>();
  const gone = new Map<string, StoreFailure>();
  for await (const event of untilCaughtUp(calls, 'the metadata of streams', null, deletionTail)) {
    const stream = event.streamId.replace(/^\$\$/, '');
    if (!isLedgerStream(stream)) continue;
    if (event.type === '$streamDeleted') gone.set(stream, new StoreFailure(deleted(stream)));
    if (event.type !== '$metadata') continue;
    const threat = retentionIn(event.data);
    if (threat === null) threatened.delete(stream);
    else threatened.set(stream, atRisk(stream, threat));
  }
  return new Map([...threatened, ...gone]);
};

export const problemOf = (stream: string, { message }: StoreFailure): StoreProblem => ({
  code: 'EVENT_MISSING',
  stream,
  message,
});
