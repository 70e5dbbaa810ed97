/** An event of the server as the port has it. */
import type { RecordedEvent as ServerEvent } from '@eventstore/db-client';
import { type Json, type RecordedEvent, StoreFailure } from '../port.js';
import { unmarked } from './append-mark.js';
import { corrupt, deleted } from './failure.js';
import { mayBeRecorded } from './ledger-streams.js';
import { writePosition } from './position.js';

/** Why an event cannot be a ledger's; null where it may be. Nothing in it is read then. */
const foreignness = ({ type, isJson, metadata }: ServerEvent): string | null => {
  if (type === '$>') return 'a link';
  if (type.startsWith('$')) return `a ${type} of the server`;
  if (!isJson) return 'bytes where JSON was expected';
  return metadata instanceof Uint8Array ? 'metadata that are not JSON' : null;
};

/**
 * Throws `StoreFailure` where the stream is at its end: its tombstone. What another program wrote
 * is handed on as what it is, for the insider to be set aside in whose stream it stands.
 *
 * Data that is not JSON the client hands on as a string; whoever decodes the event finds it.
 */
export const recordedEvent = (event: ServerEvent): RecordedEvent => {
  const { streamId: stream, revision, position, type } = event;
  const place = `${stream}@${revision}`;
  if (type === '$streamDeleted' && mayBeRecorded(stream)) throw new StoreFailure(deleted(stream));
  if (position === undefined) {
    throw new StoreFailure(corrupt(`${place}: has no position; the server is older than 22.6`));
  }
  const foreign = foreignness(event);
  const where = { id: event.id, type, stream, revision, position: writePosition(position) };
  if (foreign !== null) return { ...where, data: null, metadata: null, foreign };
  return {
    ...where,
    data: event.data as Json,
    metadata: (unmarked(event.metadata) ?? null) as Json,
  };
};
