/**
 * What a failed call says about the server and about the append, whatever shape the client gave it.
 *
 * The client's errors are classes of its own, bare gRPC errors with a number, plain `Error`s, and
 * for busy or not ready a message inside "Could not recognize …"; all are told apart here.
 */
import { isCommandError } from '@eventstore/db-client';
import type { Revision } from '../port.js';

export type Answer =
  | { readonly kind: 'wrong-expected'; readonly actual: Revision | 'no-stream' }
  | { readonly kind: 'too-large' | 'event-too-large' | 'deleted' | 'not-found' }
  /** Certainly not written; the same again may be. */
  | { readonly kind: 'not-handled'; readonly message: string }
  /** The same, and this client will not do better: it remembers that it found no node. */
  | { readonly kind: 'undiscovered'; readonly message: string }
  /** May have been written, or may yet be. */
  | { readonly kind: 'unknown'; readonly message: string }
  /** May have been written, and this client will not do better: it remembers its failure. */
  | { readonly kind: 'poisoned'; readonly message: string }
  /** Certainly not written, and never will be with these credentials or this server. */
  | { readonly kind: 'refused'; readonly message: string }
  | { readonly kind: 'fault'; readonly message: string };

/** gRPC status codes. */
const grpc = {
  cancelled: 1,
  invalidArgument: 3,
  permissionDenied: 7,
  unimplemented: 12,
  unavailable: 14,
  unauthenticated: 16,
} as const;

interface Shape {
  readonly type: string | undefined;
  readonly code: number | undefined;
  readonly message: string;
}

const shapeOf = (error: unknown): Shape => {
  if (typeof error !== 'object' || error === null) {
    return { type: undefined, code: undefined, message: String(error) };
  }
  const { type, code, message } = error as Record<string, unknown>;
  return {
    type: typeof type === 'string' ? type : undefined,
    code: typeof code === 'number' ? code : undefined,
    message: typeof message === 'string' && message !== '' ? message : String(type ?? 'no message'),
  };
};

const neverSent = /no connection established|name resolution failed|econnrefused|enotfound/i;
const undiscovered = /failed to discover/i;
const notHandled = /server is (too )?busy|server is not ready|no leader info available/i;
const tooLarge = /MaximumAppendSizeExceeded|maximum append size/i;
const eventTooLarge = /MaximumAppendEventSizeExceeded|maximum append event size/i;

const byType = (error: unknown, { type, message }: Shape): Answer | undefined => {
  switch (type) {
    case 'wrong-expected-version': {
      const { actualVersion } = error as { readonly actualVersion: unknown };
      return {
        kind: 'wrong-expected',
        actual: typeof actualVersion === 'bigint' ? actualVersion : 'no-stream',
      };
    }
    case 'maximum-append-size-exceeded':
      return { kind: 'too-large' };
    case 'stream-deleted':
      return { kind: 'deleted' };
    case 'stream-not-found':
      return { kind: 'not-found' };
    case 'access-denied':
      return { kind: 'refused', message: 'access denied: see to the user and its rights' };
    case 'not-leader':
      return { kind: 'not-handled', message: 'another node leads' };
    case 'unavailable':
    case 'cancelled':
    case 'deadline-exceeded':
    case 'timeout':
      return { kind: 'unknown', message };
    default:
      return undefined;
  }
};

const byCode = ({ type, code, message }: Shape): Answer => {
  switch (code) {
    case grpc.permissionDenied:
    case grpc.unauthenticated:
      return { kind: 'refused', message: `access denied: ${message}` };
    case grpc.unimplemented:
      return { kind: 'refused', message: `this is no EventStoreDB: ${message}` };
    case grpc.invalidArgument:
      return { kind: 'fault', message: `the server took the request for malformed: ${message}` };
    case grpc.cancelled:
    case grpc.unavailable:
      return { kind: 'unknown', message };
    case undefined:
      return { kind: 'poisoned', message };
    default:
      // A bare gRPC error comes from asking for features, and the client keeps it.
      return type === undefined
        ? { kind: 'poisoned', message: `gRPC status ${code}: ${message}` }
        : { kind: 'unknown', message };
  }
};

export const answerOf = (error: unknown): Answer => {
  const shape = shapeOf(error);
  const typed = byType(error, shape);
  if (typed !== undefined && typed.kind !== 'unknown') return typed;
  if (undiscovered.test(shape.message)) return { kind: 'undiscovered', message: shape.message };
  if (neverSent.test(shape.message) || notHandled.test(shape.message)) {
    return { kind: 'not-handled', message: shape.message };
  }
  if (tooLarge.test(shape.message)) return { kind: 'too-large' };
  if (eventTooLarge.test(shape.message)) return { kind: 'event-too-large' };
  if (typed !== undefined) return typed;
  if (shape.code === undefined && error instanceof TypeError) {
    return { kind: 'fault', message: shape.message };
  }
  if (/premature close/i.test(shape.message))
    return { kind: 'unknown', message: 'connection lost' };
  // The server answered, though with something that the client has no name for.
  if (error instanceof Error && isCommandError(error) && shape.code === undefined) {
    return { kind: 'unknown', message: shape.message };
  }
  return byCode(shape);
};

/** Whether the client itself is what stands in the way, so that another has to be made. */
export const spoilsClient = ({ kind }: Answer): boolean =>
  kind === 'poisoned' || kind === 'undiscovered';

/** Whether it is certain that nothing was written. */
export const wroteNothing = ({ kind }: Answer): boolean =>
  kind === 'not-handled' || kind === 'undiscovered';
