/** The store's typed errors for what the server said; each with a blame class. */
import type { StoreError } from '../port.js';
import type { Answer } from './answer.js';

export const storeClosed: StoreError = {
  code: 'STORE_CLOSED',
  blame: 'incorrect',
  message: 'the store was closed; open it again',
};

export const notWhole = (stream: string, message: string): StoreError => ({
  code: 'STREAM_NOT_WHOLE',
  blame: 'unsupported',
  stream,
  message: `${stream}: ${message}`,
});

export const corrupt = (message: string): StoreError => ({
  code: 'STORE_CORRUPT',
  blame: 'unavailable',
  message,
});

export const deleted = (stream: string): StoreError =>
  notWhole(
    stream,
    'the stream was deleted on the server; its events are lost to the ledger. Restore a back-up from before',
  );

export const unavailable = (
  where: string,
  outcome: 'not-written' | 'unknown',
  message: string,
): StoreError => ({
  code: 'STORE_UNAVAILABLE',
  blame: 'unavailable',
  outcome,
  message: `${where}: ${message}`,
});

/** The error that an answer is where trying again is no use; null where it may be. */
export const finalError = (where: string, stream: string, answer: Answer): StoreError | null => {
  switch (answer.kind) {
    case 'too-large':
      return {
        code: 'APPEND_TOO_LARGE',
        blame: 'incorrect',
        stream,
        message: `${stream}: the server takes no append of this size; nothing was written. Append it in parts`,
      };
    case 'event-too-large':
      return {
        code: 'APPEND_TOO_LARGE',
        blame: 'incorrect',
        stream,
        message: `${stream}: an event is larger than this server takes (its MaxAppendEventSize); nothing was written. Raise the server's limit to that of an append`,
      };
    case 'deleted':
      return deleted(stream);
    case 'refused':
      return unavailable(where, 'not-written', answer.message);
    case 'fault':
      return { code: 'STORE_FAULT', blame: 'fault', message: `${where}: ${answer.message}` };
    case 'wrong-expected':
    case 'not-found':
    case 'not-handled':
    case 'undiscovered':
    case 'unknown':
    case 'poisoned':
      return null;
  }
};

export const messageOf = (answer: Answer): string =>
  'message' in answer ? answer.message : answer.kind;
