/**
 * One run of the ledger's part of `$all`: the server filters, and what it says of its progress comes
 * in its place among the events.
 *
 * `readAll` of this client has no filter, so a read of the log is a subscription up to the point
 * where the server says that it has caught up.
 */
import {
  type AllStreamResolvedEvent,
  eventTypeFilter,
  type Filter,
  START,
  streamNameFilter,
} from '@eventstore/db-client';
import type { CallContext } from './calls.js';
import { ledgerPrefixes } from './ledger-streams.js';
import type { LogPosition } from './position.js';
import type { Watched } from './watched.js';

/** The server has looked this far and found nothing that was not sent. */
export interface Checkpoint {
  readonly checkpoint: LogPosition;
}

/** The server has sent all there was; what follows is new. */
export const caughtUp = { caughtUp: true } as const;

/** More came at once than the server keeps ready: what there was is to be sent again first. */
export const fellBehind = { fellBehind: true } as const;

export type TailMessage = AllStreamResolvedEvent | Checkpoint | typeof caughtUp | typeof fellBehind;

/** Events the server looks at for one answer, and answers to a checkpoint. */
const searchWindow = 500;
const windowsPerCheckpoint = 4;

type FilterOptions = Parameters<typeof streamNameFilter>[0];

const tail = (
  calls: CallContext,
  after: LogPosition | null,
  filter: (options: Omit<FilterOptions, 'prefixes' | 'regex'>) => Filter,
  maySilence?: () => Promise<boolean>,
): Watched<TailMessage> => {
  const subscription = calls.connection.client.subscribeToAll({
    fromPosition: after ?? START,
    requiresLeader: calls.requiresLeader,
    filter: filter({
      maxSearchWindow: searchWindow,
      checkpointInterval: windowsPerCheckpoint,
      // Awaited inside the client's stream: were it to throw, the subscription would stall.
      checkpointReached: (_, checkpoint) => {
        if (!subscription.destroyed) subscription.push({ checkpoint } satisfies Checkpoint);
      },
    }),
  });
  subscription.on('caughtUp', () => {
    if (!subscription.destroyed) subscription.push(caughtUp);
  });
  subscription.on('fellBehind', () => {
    if (!subscription.destroyed) subscription.push(fellBehind);
  });
  return calls.watch<TailMessage>(subscription, () => subscription.unsubscribe(), maySilence);
};

/**
 * Events of the ledger's streams after a position, for ever.
 *
 * @param maySilence as in `WatchedOptions`
 */
export const ledgerTail = (
  calls: CallContext,
  after: LogPosition | null,
  maySilence?: () => Promise<boolean>,
): Watched<TailMessage> =>
  tail(
    calls,
    after,
    (options) => streamNameFilter({ ...options, prefixes: [...ledgerPrefixes] }),
    maySilence,
  );

/** Whatever stands in the metadata streams of the ledger's. */
export const metadataTail = (calls: CallContext, after: LogPosition | null): Watched<TailMessage> =>
  tail(calls, after, (options) =>
    streamNameFilter({ ...options, prefixes: ledgerPrefixes.map((prefix) => `$$${prefix}`) }),
  );

/** Tombstones of all streams. */
export const tombstoneTail = (
  calls: CallContext,
  after: LogPosition | null,
): Watched<TailMessage> =>
  tail(calls, after, (options) => eventTypeFilter({ ...options, prefixes: ['$streamDeleted'] }));
