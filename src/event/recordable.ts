/**
 * Events that can be read back. What is appended stays for ever, so nothing is appended that the
 * codec of its type would not read: whoever makes an event has it looked at here, and the appender
 * takes no other.
 */
import * as E from 'fp-ts/lib/Either.js';
import { type Codec, firstError } from '../filing/codec.js';
import { type EventType, eventCodecs, eventMetadata } from './catalogue.js';
import type { UnsealedEvent } from './chain.js';

declare const readBack: unique symbol;

/** An event of the catalogue of which it is known that it can be read. */
export type RecordableEvent = TypedEvent & { readonly [readBack]: true };

export type TypedEvent = UnsealedEvent & { readonly type: EventType };

/** What could not be read of an event: where, and in words what was expected and what was got. */
export interface Unrecordable {
  /** A member of the data, such as `issuer.name`. */
  readonly path: string;
  readonly message: string;
}

const shownLengthMax = 60;

const shown = (got: unknown): string => {
  const text = JSON.stringify(got) ?? 'nothing';
  return text.length <= shownLengthMax
    ? text
    : `${text.slice(0, shownLengthMax)}… (${text.length} characters)`;
};

const unreadBy = (codec: Codec<unknown>, value: unknown): Unrecordable | null => {
  if (codec.reads(value)) return null;
  const decoded = codec.decode(value);
  if (E.isRight(decoded)) return null;
  const { path, message, got } = firstError(decoded.left);
  return { path, message: `${message}, got ${shown(got)}` };
};

/** What could not be read of an event's data; null where all of it can. */
export const unrecordableIn = (type: EventType, data: unknown): Unrecordable | null =>
  unreadBy(eventCodecs[type] as Codec<unknown>, data);

export const unrecordableMetadata = (metadata: unknown): Unrecordable | null =>
  unreadBy(eventMetadata as Codec<unknown>, metadata);

/** An event whose data was looked at in another form, or on another thread. */
export const foundRecordable = (event: UnsealedEvent): RecordableEvent => event as RecordableEvent;

/** The event, if it can be read back. */
export const recordable = (event: TypedEvent): E.Either<Unrecordable, RecordableEvent> => {
  const problem = unrecordableIn(event.type, event.data);
  return problem === null ? E.right(foundRecordable(event)) : E.left(problem);
};
