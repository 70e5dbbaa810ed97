/** A row of the events, and the event that it keeps. */
import { type Json, type RecordedEvent, type StoreError, StoreFailure } from '../port.js';
import { idText } from './event-id.js';
import { unpack } from './packing.js';

/** position, revision, id, type, data, metadata, stream; as damage may have left them. */
export type Row = readonly [
  position: unknown,
  revision: unknown,
  id: unknown,
  type: unknown,
  data: unknown,
  metadata: unknown,
  stream: unknown,
];

/** The columns of a row before the stream's name. */
export const columns = 'e.position, e.revision, e.id, e.type, e.data, e.metadata';

export const corrupt = (message: string): Extract<StoreError, { code: 'STORE_CORRUPT' }> => ({
  code: 'STORE_CORRUPT',
  blame: 'unavailable',
  message: `${message}: the file was damaged or altered. Restore it from a copy`,
});

export function parse(text: string, stream: string, revision: number, path: string): Json {
  try {
    return JSON.parse(text);
  } catch {
    throw new StoreFailure(corrupt(`${path}: event ${revision} of ${stream} is no longer JSON`));
  }
}

const isCount = (value: unknown): value is number => Number.isSafeInteger(value);
const isText = (value: unknown): value is string => typeof value === 'string';

/** Files of the first version have the text itself; what is neither stays what it is. */
export const textOf = (kept: unknown): unknown => (Buffer.isBuffer(kept) ? unpack(kept) : kept);

const idLength = 16;

interface Texts {
  readonly dataText: string;
  readonly metadataText: string;
}

export function recordedOf(
  [position, revision, id, type, keptData, keptMetadata, stream]: Row,
  path: string,
): RecordedEvent & Texts {
  if (stream === null)
    throw new StoreFailure(corrupt(`${path}: the event at position ${position} is of no stream`));
  const data = textOf(keptData);
  const metadata = textOf(keptMetadata);
  const isWhole =
    isCount(position) &&
    isCount(revision) &&
    Buffer.isBuffer(id) &&
    id.length === idLength &&
    isText(type) &&
    isText(data) &&
    isText(metadata) &&
    isText(stream);
  if (!isWhole)
    throw new StoreFailure(
      corrupt(`${path}: the row of event ${revision} of ${stream}, position ${position}, is torn`),
    );
  const event: RecordedEvent = {
    id: idText(id),
    type,
    data: parse(data, stream, revision, path),
    metadata: parse(metadata, stream, revision, path),
    stream,
    revision: BigInt(revision),
    position: String(position),
  };
  // Beside the event and no part of it: who makes another of it does not take its texts along.
  Object.defineProperty(event, 'dataText', { value: data });
  Object.defineProperty(event, 'metadataText', { value: metadata });
  return event as RecordedEvent & Texts;
}
