/**
 * Moving house: every event of one store into another, with its id, its hashes and its place in
 * its stream and in the log, so that an empty target has the same order and the same Merkle root.
 * Safe to interrupt: what the target has already is found there and not written again.
 */
import * as E from 'fp-ts/lib/Either.js';
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import { fail, fromStore, invalidArgument, type LedgerError } from '../answer/error.js';
import type { Log } from '../store/observed.js';
import { realFileOf } from '../store/place.js';
import type { EventStore, NewEvent, RecordedEvent, Revision } from '../store/port.js';
import { attempt } from './attempt.js';
import { type VerifyAnswer, verifyStore } from './verify.js';
import { openWatched } from './watched-store.js';

export type CopySide = Pick<VerifyAnswer, 'ok' | 'events' | 'digest' | 'sealDigest' | 'root'>;

export interface CopyAnswer {
  readonly events: number;
  readonly streams: number;
  /** Events that the target lacked. */
  readonly written: number;
  readonly from: CopySide;
  readonly to: CopySide;
  /** Both verify, and hold the same events of the same times: both digests are equal. */
  readonly same: boolean;
  /** In the same order of the log as well: a checkpoint of the one is a checkpoint of the other. */
  readonly sameOrder: boolean;
}

export interface CopyOptions {
  readonly onProgress?: (events: number) => void;
}

/** Below the store's own limits: a filing and its rows always fit together. */
const batchBytesMax = 256 * 1024;
/** Of a store that takes appends in turn; any other is given the next when it has the one before. */
const inFlightMax = 64;

interface Batch {
  readonly stream: string;
  /** Revision of its first event. */
  readonly first: Revision;
  readonly events: ReadonlyArray<NewEvent>;
}

const bytesOf = (event: RecordedEvent): number =>
  Buffer.byteLength(JSON.stringify(event.data)) + Buffer.byteLength(JSON.stringify(event.metadata));

/** A filing was appended with its rows in one step, and is so again. */
const beginsUnit = (event: RecordedEvent): boolean =>
  event.type !== 'TransactionReported' && event.type !== 'HoldingReported';

const notCopied = ({ stream, revision, foreign }: RecordedEvent): LedgerError => ({
  code: 'UNREADABLE_EVENT',
  blame: 'unsupported',
  message: `${stream}@${revision} is ${foreign}: another program wrote it, and what it says can't be copied. What comes before it in the log was copied; verify lists all of its kind.`,
});

async function* batchesOf(events: AsyncIterable<RecordedEvent>): AsyncGenerator<Batch> {
  let batch: Array<RecordedEvent> = [];
  let bytes = 0;
  const cut = (): Batch => {
    const first = batch[0] as RecordedEvent;
    const whole = {
      stream: first.stream,
      first: first.revision,
      events: batch.map(({ id, type, data, metadata }) => ({ id, type, data, metadata })),
    };
    batch = [];
    bytes = 0;
    return whole;
  };
  for await (const event of events) {
    if (event.foreign !== undefined) fail(notCopied(event));
    const last = batch[batch.length - 1];
    if (
      last !== undefined &&
      (last.stream !== event.stream || (bytes > batchBytesMax && beginsUnit(event)))
    )
      yield cut();
    batch.push(event);
    bytes += bytesOf(event);
  }
  if (batch.length > 0) yield cut();
}

const differs = (stream: string, revision: Revision, done = 'Nothing more'): LedgerError => ({
  code: 'DIFFERENT_CONTENT',
  blame: 'incorrect',
  message: `the target holds other events than the source in ${stream} at revision ${revision}: it is another ledger, or was written to since. ${done} was copied; name a new target.`,
});

/** The same, whenever it was recorded. */
const saysTheSame = (a: RecordedEvent, b: RecordedEvent): boolean =>
  a.id === b.id && a.type === b.type && JSON.stringify(a.data) === JSON.stringify(b.data);

interface LeftToCopy {
  /** Of the log's beginning, those that the target has already, in the same order. */
  readonly there: ReadonlyArray<string>;
  readonly rest: AsyncIterable<RecordedEvent>;
}

/**
 * What the source has after all that the target has, where that is the beginning of the source's
 * log; null where it is not: the order cannot be kept then.
 */
const afterWhatIsThere = async (from: EventStore, to: EventStore): Promise<LeftToCopy | null> => {
  const source = from.readAll()[Symbol.asyncIterator]();
  const there: Array<string> = [];
  for await (const own of to.readAll()) {
    const { value, done } = await source.next();
    const isNext =
      done !== true &&
      value.stream === own.stream &&
      value.revision === own.revision &&
      saysTheSame(value, own);
    if (!isNext) {
      await source.return?.();
      return null;
    }
    there.push(own.stream);
  }
  return { there, rest: { [Symbol.asyncIterator]: () => source } };
};

/**
 * What the target has must be the beginning of what the source has: of each stream its last event
 * stands there too. Else two ledgers would become one, for good.
 */
const refuseOthers = async (from: EventStore, to: EventStore): Promise<void> => {
  const ends = new Map<string, RecordedEvent>();
  for await (const event of to.readAll()) ends.set(event.stream, event);
  for (const [stream, end] of ends) {
    const range = { from: end.revision, limit: 1 };
    for await (const own of from.readStream(stream, range))
      if (own.revision === end.revision && saysTheSame(own, end)) ends.delete(stream);
    if (ends.has(stream)) fail(differs(stream, end.revision, 'Nothing'));
  }
};

const problemsShown = 3;

/** A copy of what is damaged would be a second ledger that is: nothing is written then. */
const wholeSource = async (from: EventStore): Promise<VerifyAnswer> => {
  const verified = await verifyStore(from);
  const [first] = verified.problems;
  if (first === undefined) return verified;
  const shown = verified.problems
    .slice(0, problemsShown)
    .map(
      ({ code, stream, revision, message }) =>
        `${code} ${stream ?? 'store'}${revision === null ? '' : `@${revision}`}: ${message}`,
    );
  const more = verified.problems.length - shown.length;
  return fail({
    code: first.code === 'UNREADABLE_EVENT' ? 'UNREADABLE_EVENT' : 'CHAIN_BROKEN',
    blame: 'unavailable',
    message: `the source is not whole: ${shown.join('; ')}${more > 0 ? `; and ${more} more` : ''}. Nothing was copied. Run verify on it to see all, and copy from a back-up that verifies.`,
  });
};

export const copyLedger = async (
  from: EventStore,
  to: EventStore,
  options: CopyOptions = {},
): Promise<CopyAnswer> => copyVerified(await wholeSource(from), from, to, options);

interface Copied {
  readonly events: number;
  readonly streams: number;
  readonly written: number;
}

/** Writes what the target lacks, without a look at what the events mean. */
export const copyEvents = async (
  from: EventStore,
  to: EventStore,
  { onProgress }: CopyOptions = {},
): Promise<Copied> => {
  const left = await afterWhatIsThere(from, to);
  if (left === null) await refuseOthers(from, to);
  const streams = new Set<string>(left?.there);
  /** Appends under way, in the order of the log. */
  const wave = new Map<string, Promise<void>>();
  const atOnceMax = to.takesInTurn === true ? inFlightMax : 1;
  let events = left?.there.length ?? 0;
  let written = 0;

  const append = async (batch: Batch): Promise<void> => {
    const expected = batch.first === 0n ? 'no-stream' : batch.first - 1n;
    const result = await to.append(batch.stream, expected, batch.events)();
    if (E.isLeft(result)) {
      if (result.left.code !== 'WRONG_EXPECTED_REVISION') fail(fromStore(result.left));
      written += await appendRest(to, batch);
    } else if (!result.right.idempotent) written += batch.events.length;
    events += batch.events.length;
    onProgress?.(events);
  };

  const settled = async (): Promise<void> => {
    await Promise.all(wave.values());
    wave.clear();
  };
  for await (const batch of batchesOf(left?.rest ?? from.readAll())) {
    streams.add(batch.stream);
    // One after the other in a stream; nothing that comes later in the log goes before it.
    if (wave.has(batch.stream) || wave.size >= atOnceMax) await settled();
    const appending = append(batch);
    appending.catch(() => {});
    wave.set(batch.stream, appending);
  }
  await settled();
  return { events, streams: streams.size, written };
};

const copyVerified = async (
  verified: VerifyAnswer,
  from: EventStore,
  to: EventStore,
  options: CopyOptions,
): Promise<CopyAnswer> => {
  const { events, streams, written } = await copyEvents(from, to, options);
  // What was appended to the source meanwhile is looked at as well.
  const source = verified.events === events ? verified : await verifyStore(from);
  const target = await verifyStore(to);
  return {
    events,
    streams,
    written,
    from: sideOf(source),
    to: sideOf(target),
    same:
      source.ok &&
      target.ok &&
      source.digest === target.digest &&
      source.sealDigest === target.sealDigest,
    sameOrder: source.root === target.root,
  };
};

const sideOf = ({ ok, events, digest, sealDigest, root }: VerifyAnswer): CopySide => ({
  ok,
  events,
  digest,
  sealDigest,
  root,
});

/** Where an earlier copy was cut off in other batches: what is there is compared, the rest added. */
const appendRest = async (to: EventStore, batch: Batch): Promise<number> => {
  let at = 0;
  for await (const kept of to.readStream(batch.stream, { from: batch.first })) {
    const meant = batch.events[at];
    if (meant === undefined) break;
    if (kept.id !== meant.id) fail(differs(batch.stream, kept.revision));
    at += 1;
  }
  const rest = batch.events.slice(at);
  if (rest.length === 0) return 0;
  const before = batch.first + BigInt(at) - 1n;
  const result = await to.append(batch.stream, before < 0n ? 'no-stream' : before, rest)();
  if (E.isLeft(result)) {
    fail(
      result.left.code === 'WRONG_EXPECTED_REVISION'
        ? differs(batch.stream, batch.first)
        : fromStore(result.left),
    );
  }
  return rest.length;
};

/** By another path, or through a link: nothing would be copied and all be found to be the same. */
const refuseItself = (from: string, to: string): void => {
  const file = realFileOf(from);
  if (file !== null && file === realFileOf(to))
    fail(
      invalidArgument(
        `the target is the source: both names lead to ${file}; expected another store. Nothing was copied; name a file that is not there yet`,
      ),
    );
};

/** Opens both stores, copies, and closes them. */
export const copyStores = (
  from: string,
  to: string,
  options: CopyOptions & { readonly log?: Log } = {},
): TaskEither<LedgerError, CopyAnswer> =>
  attempt(async () => {
    refuseItself(from, to);
    const source = await openWatched(from, options.log);
    try {
      // Before the target is made.
      const verified = await wholeSource(source);
      const target = await openWatched(to, options.log);
      try {
        return await copyVerified(verified, source, target, options);
      } finally {
        await target.close();
      }
    } finally {
      await source.close();
    }
  });
