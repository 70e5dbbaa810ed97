/**
 * Where events are kept: five verbs, one adapter a file, one contract suite for all of them.
 *
 * A store knows nothing of what an event means. Streams are named, revisions count from 0 without
 * gaps, and `position` is one total order over all streams in which no gap is ever filled later.
 */
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';

export type Json =
  | null
  | boolean
  | number
  | string
  | ReadonlyArray<Json>
  | { readonly [key: string]: Json };

/** An event to append. Its id is deterministic: the same fact has the same id for ever. */
export interface NewEvent {
  /** UUID, lower case. */
  readonly id: string;
  readonly type: string;
  readonly data: Json;
  readonly metadata: Json;
  /** JSON text of `data`, where the caller has it at hand; `data` is not written out again then. */
  readonly dataText?: string;
  /** The same for `metadata`. */
  readonly metadataText?: string;
}

export type Revision = bigint;

/** Opaque and adapter-specific; only ever handed back to the store that made it. */
export type Position = string;

/**
 * The texts are as they are kept, where the store keeps text; not enumerable, so that a copy with
 * other data has none.
 */
export interface RecordedEvent extends NewEvent {
  readonly stream: string;
  readonly revision: Revision;
  readonly position: Position;
  /**
   * Why it is no event of a ledger, where the store sees that another program wrote it here: bytes,
   * a link. `data` and `metadata` are null then.
   */
  readonly foreign?: string;
}

export interface Appended {
  /** Revision of the last of these events, now or when they were first written. */
  readonly revision: Revision;
  /**
   * True where events with the very same ids already stood there and nothing was written: what
   * stands may differ in all but the ids. See `AppendOptions.certain`.
   */
  readonly idempotent: boolean;
}

export interface AppendOptions {
  /**
   * `idempotent` is exact, whoever appends the same ids at the same time: of all the calls that
   * are told of one place, in whatever process, one is told that it wrote. Without it a store that
   * cannot tell for nothing may take what another process has just written for its own; nobody may
   * build on it then.
   */
  readonly certain?: boolean;
}

/**
 * Whose fault a failure is. `incorrect`: the caller's; `unavailable`: the store's, see to it and
 * try again; `unsupported`: nobody's, it cannot be had here; `fault`: ours.
 */
export type Blame = 'incorrect' | 'unavailable' | 'unsupported' | 'fault';

export type StoreError =
  | {
      readonly code: 'WRONG_EXPECTED_REVISION';
      readonly blame: 'incorrect';
      readonly stream: string;
      readonly expected: Revision | 'no-stream';
      readonly actual: Revision | 'no-stream';
      readonly message: string;
    }
  | {
      readonly code: 'APPEND_TOO_LARGE' | 'INVALID_EVENT';
      readonly blame: 'incorrect';
      readonly stream: string;
      readonly message: string;
    }
  | {
      /** The stream was truncated, deleted or given a retention: the ledger is not whole. */
      readonly code: 'STREAM_NOT_WHOLE';
      readonly blame: 'unsupported';
      readonly stream: string;
      readonly message: string;
    }
  | {
      readonly code: 'STORE_UNAVAILABLE';
      readonly blame: 'unavailable';
      /** Whether the append may have been written all the same. */
      readonly outcome: 'not-written' | 'unknown';
      readonly message: string;
    }
  | {
      /** The file is damaged: what is in it can't be trusted until it is restored. */
      readonly code: 'STORE_CORRUPT';
      readonly blame: 'unavailable';
      /**
       * The streams that are not whole, where a read of the log has given everything else and all
       * that is missing is theirs.
       */
      readonly streams?: ReadonlyArray<string>;
      readonly message: string;
    }
  | {
      readonly code: 'UNKNOWN_STORE_URL' | 'NOT_A_LEDGER' | 'INVALID_REQUEST' | 'STORE_CLOSED';
      readonly blame: 'incorrect';
      readonly message: string;
    }
  | {
      /** Written by a later version of this program, or kept by too old a server. */
      readonly code: 'STORE_TOO_NEW' | 'STORE_TOO_OLD';
      readonly blame: 'unsupported';
      readonly message: string;
    }
  | {
      readonly code: 'STORE_FAULT';
      readonly blame: 'fault';
      readonly message: string;
    };

export type AppendError = StoreError;

/** Thrown by reads and subscriptions, which are async iterables; `error` is the value. */
export class StoreFailure extends Error {
  constructor(readonly error: StoreError) {
    super(error.message);
    this.name = 'StoreFailure';
  }
}

/** Where a read of the log was whole but for these streams; null for any other failure. */
export const unwholeStreams = (thrown: unknown): ReadonlyArray<string> | null =>
  thrown instanceof StoreFailure && thrown.error.code === 'STORE_CORRUPT'
    ? (thrown.error.streams ?? null)
    : null;

export interface ReadStreamOptions {
  /** First revision wanted, inclusive; from the end when backwards. */
  readonly from?: Revision;
  /** Forwards unless given. */
  readonly direction?: 'forwards' | 'backwards';
  /** Most events wanted; all unless given. */
  readonly limit?: number;
}

export interface ReadAllOptions {
  /** Position of the last event seen, exclusive. */
  readonly after?: Position;
  readonly limit?: number;
}

/** Catches up from `after`, then follows. Iterate it; `close` ends the iteration cleanly. */
export interface Subscription extends AsyncIterable<RecordedEvent> {
  close(): Promise<void>;
}

/** Something physically wrong with what is kept, found without knowing what events mean. */
export interface StoreProblem {
  readonly code: 'EVENT_MISSING' | 'HEAD_MISMATCH' | 'STORAGE_CORRUPT';
  readonly stream: string | null;
  readonly message: string;
}

/** The log's streams and its end, told without reading its events. */
export interface StreamList {
  /** Position of the last event; null where the log is empty. Taken before the names are. */
  readonly end: Position | null;
  /** In no particular order. */
  readonly names: Iterable<string> | AsyncIterable<string>;
}

/** Where an event stands in its stream. */
export interface PlacedId {
  readonly id: string;
  readonly revision: Revision;
}

/** The log counted, without reading its events. */
export interface LogCount {
  readonly events: number;
  readonly streams: number;
  /** Null where the log is empty. */
  readonly first: RecordedEvent | null;
  readonly last: RecordedEvent | null;
}

export interface EventStore {
  /**
   * Appends that are issued one after the other, none waiting for the one before it, stand in the
   * log in that order. Whoever needs an order waits for each where this is missing.
   */
  readonly takesInTurn?: true;
  /** Where the store can tell it without reading every event. */
  count?(): Promise<LogCount>;
  /** Where the store can tell it without reading every event. */
  streams?(): Promise<StreamList>;
  /**
   * The ids of a stream's events of one type, in order, where the store can tell them without
   * reading whole events. None where there is no such stream.
   */
  idsOf?(stream: string, type: string): Promise<ReadonlyArray<PlacedId>>;
  /**
   * What the data of a stream's events of one type say under one key, in order, where the store
   * can tell it without reading whole events. Left out where an event has no text there.
   */
  textsOf?(stream: string, type: string, key: string): Promise<ReadonlyArray<string>>;
  /**
   * All of `events` or none, after the event at `expected`. Appending the same ids at the same
   * place again succeeds and writes nothing. Acknowledged means durable.
   */
  append(
    stream: string,
    expected: Revision | 'no-stream',
    events: ReadonlyArray<NewEvent>,
    options?: AppendOptions,
  ): TaskEither<AppendError, Appended>;
  /** Empty where there is no such stream. */
  readStream(stream: string, options?: ReadStreamOptions): AsyncIterable<RecordedEvent>;
  readAll(options?: ReadAllOptions): AsyncIterable<RecordedEvent>;
  subscribe(options: { readonly after?: Position }): Subscription;
  /** What the store itself can tell about events lost below it; see `verify`. */
  audit(): AsyncIterable<StoreProblem>;
  /** Waits for appends under way, ends subscriptions; later calls fail with STORE_CLOSED. */
  close(): Promise<void>;
}

/** Longest append: types, data and metadata of its events, in bytes of UTF-8. EventStoreDB refuses more than 1 MiB. */
export const appendBytesMax = 900 * 1024;
/** Most events in one append: a filing and its rows. */
export const appendEventsMax = 5_000;
/** Longest stream name and longest event type, in characters. */
export const streamNameLengthMax = 200;
