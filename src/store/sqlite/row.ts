/** A row of the events, and the event that it keeps. */
import { type Json, type RecordedEvent, StoreFailure } from '../port.js';
import { idText } from './event-id.js';

/** position, revision, id, type, data, metadata, stream */
export type Row = readonly [number, number, Buffer, string, string, string, string];

/** The columns of a row before the stream's name. */
export const columns = 'e.position, e.revision, e.id, e.type, e.data, e.metadata';

function parse(text: string, stream: string, revision: number, path: string): Json {
  try {
    return JSON.parse(text);
  } catch {
    throw new StoreFailure({
      code: 'STORE_CORRUPT',
      blame: 'unavailable',
      message: `${path}: event ${revision} of ${stream} is no longer JSON: the file was damaged or altered`,
    });
  }
}

export function recordedOf(
  [position, revision, id, type, data, metadata, stream]: Row,
  path: string,
): RecordedEvent {
  return {
    id: idText(id),
    type,
    data: parse(data, stream, revision, path),
    metadata: parse(metadata, stream, revision, path),
    stream,
    revision: BigInt(revision),
    position: String(position),
  };
}
