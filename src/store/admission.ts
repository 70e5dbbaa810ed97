/**
 * What every store refuses before it looks at what it holds: requests that could not come back
 * exactly as they went in. All adapters use it, so that a ledger can move between them.
 */
import * as E from 'fp-ts/lib/Either.js';
import {
  type AppendError,
  appendBytesMax,
  appendEventsMax,
  type NewEvent,
  type ReadStreamOptions,
  type Revision,
  type StoreError,
  StoreFailure,
  streamNameLengthMax,
} from './port.js';

/** Deepest nesting of an event's data or metadata. */
export const jsonDepthMax = 64;

/** An event whose data and metadata are JSON text that parses back to exactly what was given. */
export interface AdmittedEvent {
  readonly id: string;
  readonly type: string;
  readonly data: string;
  readonly metadata: string;
}

export interface AdmittedAppend {
  readonly stream: string;
  readonly expected: Revision | 'no-stream';
  readonly events: ReadonlyArray<AdmittedEvent>;
  /** What counts against `appendBytesMax`. */
  readonly bytes: number;
}

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
// `$` begins the system streams and events of EventStoreDB, which a ledger must not touch.
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it refuses
const name = /^(?!\$)[^\u0000-\u001f\u007f\ud800-\udfff]+$/u;

const isName = (text: unknown): text is string =>
  typeof text === 'string' && text.length <= streamNameLengthMax && name.test(text);

const invalidRequest = (message: string): StoreError => ({
  code: 'INVALID_REQUEST',
  blame: 'incorrect',
  message,
});

function primitiveFlaw(value: unknown): string | null {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return null;
    case 'number':
      if (!Number.isFinite(value)) return ` is ${value}`;
      return Object.is(value, -0) ? ' is -0' : null;
    default:
      return ` is a value of type ${typeof value}`;
  }
}

/** Where and why `value` would not survive JSON, such as `.rows[2].price is NaN`; null if it does. */
function jsonFlaw(value: unknown, depth: number): string | null {
  if (value === null) return null;
  if (typeof value !== 'object') return primitiveFlaw(value);
  if (depth === jsonDepthMax) return ` is nested more than ${jsonDepthMax} deep`;
  if (Array.isArray(value)) {
    for (let i = 0; i < value.length; i++) {
      const flaw = jsonFlaw(value[i], depth + 1);
      if (flaw !== null) return `[${i}]${flaw}`;
    }
    return null;
  }
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return ' is not a plain object';
  // Nothing enumerable is inherited from these prototypes, and nothing is allocated on the way.
  for (const key in value) {
    const flaw = jsonFlaw((value as Record<string, unknown>)[key], depth + 1);
    if (flaw !== null) return `.${key}${flaw}`;
  }
  return null;
}

function eventFlaw(event: NewEvent): string | null {
  if (!uuid.test(event.id)) return `id ${JSON.stringify(event.id)} is not a UUID in lower case`;
  if (!isName(event.type)) return `type ${JSON.stringify(event.type)} is not a name`;
  const data = event.dataText === undefined ? jsonFlaw(event.data, 0) : null;
  if (data !== null) return `data${data}, which JSON can't hold exactly`;
  const metadata = event.metadataText === undefined ? jsonFlaw(event.metadata, 0) : null;
  return metadata === null ? null : `metadata${metadata}, which JSON can't hold exactly`;
}

function requestFlaw(stream: string, expected: Revision | 'no-stream'): string | null {
  if (!isName(stream)) {
    return `${JSON.stringify(stream)} is not a stream name: 1 to ${streamNameLengthMax} characters, no control characters, not beginning with $`;
  }
  if (expected === 'no-stream' || (typeof expected === 'bigint' && expected >= 0n)) return null;
  return `${stream}: expected revision ${String(expected)} is neither 'no-stream' nor a bigint from 0`;
}

const invalidEvent = (stream: string, message: string): AppendError => ({
  code: 'INVALID_EVENT',
  blame: 'incorrect',
  stream,
  message: `${stream}: ${message}`,
});

const tooLarge = (stream: string, message: string): AppendError => ({
  code: 'APPEND_TOO_LARGE',
  blame: 'incorrect',
  stream,
  message: `${stream}: ${message}; nothing was written. Append it in parts`,
});

/** Serialises an append, or says why no store will take it. */
export function admit(
  stream: string,
  expected: Revision | 'no-stream',
  events: ReadonlyArray<NewEvent>,
): E.Either<AppendError, AdmittedAppend> {
  const flaw = requestFlaw(stream, expected);
  if (flaw !== null) return E.left(invalidRequest(flaw));
  if (events.length === 0) return E.left(invalidEvent(stream, 'an append needs an event'));
  if (events.length > appendEventsMax) {
    return E.left(
      tooLarge(
        stream,
        `${events.length} events are more than the ${appendEventsMax} of one append`,
      ),
    );
  }
  let bytes = 0;
  const admitted: AdmittedEvent[] = [];
  for (const [index, event] of events.entries()) {
    const wrong = eventFlaw(event);
    if (wrong !== null) return E.left(invalidEvent(stream, `event ${index}: ${wrong}`));
    const data = event.dataText ?? JSON.stringify(event.data);
    const metadata = event.metadataText ?? JSON.stringify(event.metadata);
    bytes += Buffer.byteLength(data) + Buffer.byteLength(metadata) + Buffer.byteLength(event.type);
    if (bytes > appendBytesMax) {
      const what = `its first ${index + 1} of ${events.length} events hold ${bytes} bytes`;
      return E.left(tooLarge(stream, `${what}, more than the ${appendBytesMax} of one append`));
    }
    admitted.push({ id: event.id, type: event.type, data, metadata });
  }
  return E.right({ stream, expected, events: admitted, bytes });
}

/** How many events are wanted; throws `StoreFailure` where it is no number of events. */
export function admitLimit(limit: number | undefined): number {
  if (limit === undefined) return Number.POSITIVE_INFINITY;
  if (Number.isInteger(limit) && limit >= 0) return limit;
  throw new StoreFailure(invalidRequest(`limit ${limit} is not a whole number from 0`));
}

/** A stream read with everything said; throws `StoreFailure` where it makes no sense. */
export function admitStreamRead(options: ReadStreamOptions): {
  readonly from: Revision | null;
  readonly backwards: boolean;
  readonly limit: number;
} {
  const { from, direction } = options;
  if (from !== undefined && (typeof from !== 'bigint' || from < 0n)) {
    throw new StoreFailure(invalidRequest(`from ${String(from)} is not a bigint from 0`));
  }
  return {
    from: from ?? null,
    backwards: direction === 'backwards',
    limit: admitLimit(options.limit),
  };
}

/** For stores whose positions count from 1: the position to start after, 0 for the beginning. */
export function admitPosition(after: string | undefined): number {
  if (after === undefined) return 0;
  if (/^[1-9]\d{0,14}$/.test(after)) return Number(after);
  throw new StoreFailure(
    invalidRequest(`${JSON.stringify(after)} is not a position of this store`),
  );
}

/** A read of the whole log with everything said, for stores whose positions count from 1. */
export const admitLogRead = (options: {
  readonly after?: string;
  readonly limit?: number;
}): { readonly after: number; readonly limit: number } => ({
  after: admitPosition(options.after),
  limit: admitLimit(options.limit),
});
