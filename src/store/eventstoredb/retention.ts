/**
 * Whether the server may drop, or has dropped, events of the ledger.
 *
 * A stream's `$maxAge`, `$maxCount` and `$tb` hide its events at once and let a scavenge remove them
 * for good; a deleted stream has the largest `$tb` there is, a tombstone an event of its own.
 * `$cacheControl` and `$acl` take nothing away. What counts is the last event of a stream's `$$`
 * stream that is JSON, whatever its type.
 */
import type { ResolvedEvent, RecordedEvent as ServerEvent } from '@eventstore/db-client';
import { StoreFailure, type StoreProblem } from '../port.js';
import type { CallContext } from './calls.js';
import { deleted, notWhole } from './failure.js';
import type { GuardedClient } from './guarded-client.js';
import { isLedgerStream, mayBeRecorded } from './ledger-streams.js';
import { metadataTail, tombstoneTail } from './log-tail.js';
import { untilCaughtUp } from './read-all.js';

const retentions: Readonly<Record<string, string>> = {
  $maxAge: 'events older than that are dropped',
  $maxCount: 'all but so many events are dropped',
  $tb: 'events before that revision are dropped',
};

/** `$tb` of a deleted stream; as a float it is another number, which is larger. */
const deletedBefore = 9_223_372_036_854_775_807n;

const asRevision = (value: unknown): bigint | null => {
  if (typeof value !== 'number' || !Number.isInteger(value)) return null;
  const revision = BigInt(value);
  return revision > deletedBefore ? deletedBefore : revision;
};

const threatOf = (key: string, value: unknown): string => {
  const before = key === '$tb' ? asRevision(value) : null;
  if (before === deletedBefore) return `$tb is ${before}: the stream was deleted`;
  return `${key} is ${before ?? JSON.stringify(value)}: ${retentions[key]}`;
};

/** What a stream's metadata threatens, in words; null where nothing. */
export const retentionIn = (metadata: unknown): string | null => {
  if (typeof metadata !== 'object' || metadata === null) return null;
  const found = Object.entries(metadata).filter(
    ([key, value]) => Object.hasOwn(retentions, key) && value !== null,
  );
  if (found.length === 0) return null;
  return found.map(([key, value]) => threatOf(key, value)).join('; ');
};

const whatToDo =
  'The ledger is not whole, or will not be after the next scavenge: do not scavenge, and set the metadata of the stream to {}, of a deleted one twice; where a scavenge came before, restore a back-up';

const atRisk = (stream: string, threat: string): StoreFailure =>
  new StoreFailure(notWhole(stream, `${threat}. ${whatToDo}`));

const isJson = (event: ServerEvent | undefined): event is ServerEvent => event?.isJson === true;

/** The last event of a stream that is JSON; undefined where there is none. */
const lastJson = async (
  calls: CallContext,
  client: GuardedClient,
  stream: string,
): Promise<ServerEvent | undefined> => {
  const last = await calls.one(client, { stream, from: 'end', backwards: true });
  if (last === 'no-stream') return undefined;
  if (last === 'no-event') {
    calls.refuseIfCut(client);
    return undefined;
  }
  if (last.event === undefined || isJson(last.event)) return last.event;
  const read = client.readStream(stream, {
    direction: 'backwards',
    fromRevision: 'end',
    requiresLeader: calls.requiresLeader,
  });
  const watched = calls.watch<ResolvedEvent>(read, () => read.cancel());
  for await (const { event } of watched.messages()) if (isJson(event)) return event;
  calls.refuseIfCut(client);
  return undefined;
};

/** Throws where the stream's metadata take events away, as they do of a deleted stream. */
export const refuseIfAtRisk = async (calls: CallContext, stream: string): Promise<void> => {
  if (!mayBeRecorded(stream)) return;
  const tries = calls.tries(`$$${stream}`);
  while (true) {
    const { client } = calls.connection;
    try {
      const last = await lastJson(calls, client, `$$${stream}`);
      const threat = retentionIn(last?.data);
      if (threat !== null) throw atRisk(stream, threat);
      return;
    } catch (error) {
      const answer = calls.answerTo(error, client);
      if (answer.kind === 'not-found') return;
      await tries.again(client, answer);
    }
  }
};

/** Streams whose metadata threaten events, with the threat. */
const threatened = async (calls: CallContext): Promise<Map<string, string>> => {
  const found = new Map<string, string>();
  for await (const event of untilCaughtUp(calls, 'metadata of streams', null, metadataTail)) {
    const stream = event.streamId.replace(/^\$\$/, '');
    if (!isLedgerStream(stream) || !mayBeRecorded(stream) || !isJson(event)) continue;
    const threat = retentionIn(event.data);
    if (threat === null) found.delete(stream);
    else found.set(stream, threat);
  }
  return found;
};

const tombstoned = async (calls: CallContext): Promise<ReadonlyArray<string>> => {
  const found: Array<string> = [];
  for await (const { streamId, type } of untilCaughtUp(calls, 'tombstones', null, tombstoneTail))
    if (type === '$streamDeleted' && isLedgerStream(streamId) && mayBeRecorded(streamId))
      found.push(streamId);
  return found;
};

/** Every ledger stream that has lost events or will, with the reason; the whole log is looked at. */
export const streamsAtRisk = async (
  calls: CallContext,
): Promise<ReadonlyMap<string, StoreFailure>> => {
  const [threats, gone] = await Promise.all([threatened(calls), tombstoned(calls)]);
  const failures = new Map<string, StoreFailure>();
  for (const [stream, threat] of threats) failures.set(stream, atRisk(stream, threat));
  for (const stream of gone) failures.set(stream, new StoreFailure(deleted(stream)));
  return failures;
};

const streamsShownMax = 20;

/** One failure that names all the streams that are at risk; null where there are none. */
export const refusalOf = (risky: ReadonlyMap<string, StoreFailure>): StoreFailure | null => {
  const [first] = risky;
  if (first === undefined) return null;
  const [stream, failure] = first;
  if (risky.size === 1) return failure;
  const shown = [...risky.keys()].slice(0, streamsShownMax);
  const more = risky.size - shown.length;
  const all = `${shown.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
  const message = `${failure.error.message}. So it is, for reasons of their own, with ${risky.size} streams: ${all}`;
  return new StoreFailure({ ...notWhole(stream, ''), message });
};

export const problemOf = (stream: string, { message }: StoreFailure): StoreProblem => ({
  code: 'EVENT_MISSING',
  stream,
  message,
});
