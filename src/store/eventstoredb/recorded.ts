/** An event of the server as the port has it. */
import type { RecordedEvent as ServerEvent } from '@eventstore/db-client';
import { type Json, type RecordedEvent, StoreFailure } from '../port.js';
import { unmarked } from './append-mark.js';
import { corrupt, deleted, notWhole } from './failure.js';
import { writePosition } from './position.js';

/**
 * Throws `StoreFailure` where it is not an event of a ledger: the stream's tombstone, a link, bytes.
 *
 * Data that is not JSON the client hands on as a string; whoever decodes the event finds it.
 */
export const recordedEvent = (event: ServerEvent): RecordedEvent => {
  const { streamId: stream, revision, position, type } = event;
  const place = `${stream}@${revision}`;
  if (type === '$streamDeleted') throw new StoreFailure(deleted(stream));
  if (type.startsWith('$')) {
    throw new StoreFailure(
      notWhole(stream, `event ${revision} is a ${type} of the server; another program writes here`),
    );
  }
  if (!event.isJson) {
    throw new StoreFailure(corrupt(`${place}: bytes where JSON was expected; not of this ledger`));
  }
  if (event.metadata instanceof Uint8Array) {
    throw new StoreFailure(corrupt(`${place}: metadata is not JSON`));
  }
  if (position === undefined) {
    throw new StoreFailure(corrupt(`${place}: has no position; the server is older than 22.6`));
  }
  return {
    id: event.id,
    type,
    data: event.data as Json,
    metadata: (unmarked(event.metadata) ?? null) as Json,
    stream,
    revision,
    position: writePosition(position),
  };
};
