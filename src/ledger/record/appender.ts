/**
 * Appends to streams, each event sealed onto the one before it. A stream has one append under way;
 * what is asked of it meanwhile goes together in the next, in the order of asking. So nothing is
 * ever sealed onto an event that may turn out to be another's: a process that records the same
 * filings at the same time seals them at another time, with other hashes. Where others have
 * written, the end of the stream is read anew, so that every seal is onto a hash that stands.
 */

import * as E from 'fp-ts/lib/Either.js';
import { fromStore, type LedgerError, LedgerFailure } from '../../answer/error.js';
import { currentVersions, type EventType } from '../../event/catalogue.js';
import type { UnsealedEvent } from '../../event/chain.js';
import type { RecordableEvent } from '../../event/recordable.js';
import type { Filing } from '../../filing/model.js';
import {
  type AppendError,
  type Appended,
  appendBytesMax,
  appendEventsMax,
  type EventStore,
} from '../../store/port.js';
import { contentKey, type Head, rememberedHeads } from './heads.js';
import { type ReadBack, readBack } from './read-back.js';
import { sealing } from './sealing.js';
import { streamEnds } from './stream-ends.js';

/** What tells one reading of a filing in a stream from another, and from that of another origin. */
export interface FilingIds {
  /** Of the event that says that the filing is recorded. */
  readonly own: string;
  /** Of the same event as the other origin, document or data set, would have it. */
  readonly other: string;
  /** Whether it is not to be written where the other stands. */
  readonly yields: boolean;
  /** Digest of its content, where another document in the stream may be the same; else null. */
  readonly content: string | null;
}

/**
 * What is asked one after the other. When the store fails for one of them, none that is asked later
 * is written: it would stand before what is asked again.
 */
export interface Course {
  failure: { readonly reason: unknown } | null;
  /** Who asks, where it is not whose ledger this is. */
  readonly by?: string | undefined;
}

export interface Request {
  readonly stream: string;
  readonly events: ReadonlyArray<RecordableEvent>;
  readonly source: Filing['source'];
  /** Null for what is no filing and is written each time it is asked. */
  readonly filing: FilingIds | null;
  readonly course?: Course | undefined;
  /**
   * Revision of the stream's last event as it was judged, null for no stream: where another is the
   * last by then, nothing is written.
   */
  readonly judgedAt?: bigint | null | undefined;
  /**
   * What is still to be written where it was found there; null for nothing. Whatever is asked of
   * the stream meanwhile comes after it.
   */
  readonly follow?: ((found: Done) => Promise<Request | null>) | undefined;
}

export interface Done {
  /**
   * `there`: the same was recorded before, or by another process; `yielded`: its other reading was; `twin`: nothing was
   * written, since a document with the same content is there under another name; `moved`: nothing
   * was, since the stream has gone on from where it was judged.
   */
  readonly outcome: 'written' | 'there' | 'yielded' | 'twin' | 'moved';
  /** Where the filing stands in the stream, unless it yielded. */
  readonly revision: bigint | null;
  /** Whether the stream holds the other reading. */
  readonly hasOther: boolean;
}

export interface Appender {
  append(request: Request): Promise<Done>;
  /** Of the streams appended to. */
  readonly readBack: ReadBack;
}

/** Other processes may win the race for a stream's end this many times in a row. */
const attemptsMax = 50;
/** Filings appended together stay far below what a store takes at once. */
const togetherEventsMax = appendEventsMax / 10;
const togetherBytesMax = appendBytesMax / 4;

interface Waiting extends Request {
  resolve(done: Done): void;
  reject(reason: unknown): void;
}

interface Line {
  readonly waiting: Array<Waiting>;
  underWay: ReadonlyArray<Waiting>;
  /** The first so many go alone: one of those that went together was refused. */
  alone: number;
}

const outrun = (stream: string): LedgerError => ({
  code: 'STORE_UNAVAILABLE',
  blame: 'unavailable',
  message: `${stream} is being written by others faster than this process can follow; try again.`,
});

const isAboutTheEvents = ({ code }: AppendError): boolean =>
  code === 'APPEND_TOO_LARGE' || code === 'INVALID_EVENT';

const bytesOf = (events: ReadonlyArray<UnsealedEvent>): number =>
  events.reduce((sum, { dataText }) => sum + (dataText?.length ?? 0), 0);

/** Rejects them, and whatever their courses ask later. */
const rejectAll = (all: ReadonlyArray<Waiting>, reason: unknown): void => {
  for (const { course, reject } of all) {
    if (course !== undefined) course.failure ??= { reason };
    reject(reason);
  }
};

/** Whether the stream has gone on from where it was judged. */
const hasMoved = ({ revision }: Head, { judgedAt }: Request): boolean =>
  judgedAt !== undefined && judgedAt !== revision;

/** Whether it was judged at an event that is not known here: another process wrote it. */
const isBehind = ({ revision }: Head, { judgedAt }: Request): boolean =>
  judgedAt != null && (revision === null || judgedAt > revision);

const moved: Done = { outcome: 'moved', revision: null, hasOther: false };

/** Where a filing is there already: what to answer. */
const foundIn = ({ filings, contents }: Head, ids: FilingIds): Done | null => {
  const hasOther = filings.has(ids.other);
  const revision = filings.get(ids.own);
  if (revision !== undefined) return { outcome: 'there', revision, hasOther };
  if (ids.yields && hasOther) return { outcome: 'yielded', revision: null, hasOther };
  const isTwin = ids.content !== null && contents?.has(contentKey(ids.content)) === true;
  return isTwin ? { outcome: 'twin', revision: null, hasOther } : null;
};

/** @param versions of each type; given by tests of the mechanism */
export const appender = (
  store: EventStore,
  clock: () => Date,
  actor: string,
  versions: Readonly<Record<EventType, number>> = currentVersions,
): Appender => {
  const heads = rememberedHeads();
  const acknowledged = readBack(store);
  const ends = streamEnds(store);
  const { checkMetadata, sealedOnto } = sealing(clock, actor, versions);

  /** Streams of which something is asked. */
  const lines = new Map<string, Line>();

  /** Answers one that was found; or puts what follows from that in its place. */
  const answer = async (line: Line, next: Waiting, found: Done): Promise<void> => {
    const { follow, resolve, reject } = next;
    try {
      const more = (await follow?.(found)) ?? null;
      if (more === null) resolve(found);
      else line.waiting.unshift({ ...more, resolve, reject });
    } catch (thrown) {
      reject(thrown);
    }
  };

  /** Answers those at the front that are there already; says how many. */
  const answerFound = async (line: Line, head: Head): Promise<number> => {
    let count = 0;
    for (let next = line.waiting[0]; next !== undefined; next = line.waiting[0]) {
      const there = next.filing === null ? null : foundIn(head, next.filing);
      const found = hasMoved(head, next) ? moved : there;
      if (found === null) break;
      line.waiting.shift();
      count += 1;
      await answer(line, next, found);
    }
    return count;
  };

  /** Those whose course was cut off by a failure, here or in another stream. */
  const rejectCutOff = (line: Line): void => {
    for (const { course, reject } of line.waiting)
      if (course != null && course.failure !== null) reject(course.failure.reason);
    const left = line.waiting.filter(({ course }) => (course?.failure ?? null) === null);
    line.waiting.splice(0, line.waiting.length, ...left);
  };

  /** Takes those from the front that go together. */
  const nextTogether = ({ waiting, alone }: Line, head: Head): ReadonlyArray<Waiting> => {
    const taken = new Set<string | null>();
    let [count, events, bytes] = [0, 0, 0];
    for (const next of waiting) {
      const { filing } = next;
      events += next.events.length;
      bytes += bytesOf(next.events);
      const isFull = alone > 0 || events > togetherEventsMax || bytes > togetherBytesMax;
      // Whoever judged the stream's end goes first, or finds that it has moved.
      if (count > 0 && (isFull || next.judgedAt !== undefined)) break;
      if (filing !== null) {
        // The same filing again, its other reading or its twin: judged when these are written.
        const { own, other, content } = filing;
        if (taken.has(own) || taken.has(other)) break;
        if (content !== null && taken.has(content)) break;
        if (foundIn(head, filing) !== null) break;
        taken.add(own).add(content);
      }
      count += 1;
    }
    return waiting.splice(0, count);
  };

  const answerWritten = (head: Head, together: ReadonlyArray<Waiting>): void => {
    for (const { events, filing, resolve } of together) {
      const revision = (head.revision ?? -1n) + 1n;
      head.revision = (head.revision ?? -1n) + BigInt(events.length);
      const hasOther = filing !== null && head.filings.has(filing.other);
      if (filing !== null) head.filings.set(filing.own, revision);
      if (filing?.content != null) head.contents?.add(contentKey(filing.content));
      resolve({ outcome: 'written', revision, hasOther });
    }
  };

  const moveOn = (stream: string, head: Head, last: Pick<Head, 'hash' | 'recordedAt'>): void => {
    Object.assign(head, last);
    acknowledged.acknowledged(stream, head.revision ?? 0n, last.hash);
  };

  /** What an append's answer means for those who went together; false where the head is stale. */
  const settle = (
    stream: string,
    line: Line,
    head: Head,
    together: ReadonlyArray<Waiting>,
    last: Pick<Head, 'hash' | 'recordedAt'>,
    answer: E.Either<AppendError, Appended>,
  ): boolean => {
    if (E.isRight(answer) && !answer.right.idempotent) {
      answerWritten(head, together);
      moveOn(stream, head, last);
      line.alone = Math.max(0, line.alone - together.length);
      return true;
    }
    if (E.isRight(answer)) {
      // Another process has written what has these ids. A ruling's is made of all that it says; a
      // filing's is not, and is judged anew.
      const { revision } = answer.right;
      for (const { filing, resolve } of together)
        if (filing === null) resolve({ outcome: 'there', revision, hasOther: false });
      line.waiting.unshift(...together.filter(({ filing }) => filing !== null));
      return false;
    }
    if (answer.left.code === 'WRONG_EXPECTED_REVISION') {
      // Another process was quicker, perhaps with the same filings: to be judged anew.
      line.waiting.unshift(...together);
      return false;
    }
    const reason = new LedgerFailure(fromStore(answer.left));
    if (isAboutTheEvents(answer.left)) {
      if (together.length > 1) {
        line.waiting.unshift(...together);
        line.alone = together.length;
      } else {
        line.alone = Math.max(0, line.alone - 1);
        for (const { reject } of together) reject(reason);
      }
      return true;
    }
    // What was asked later must not overtake what failed, nor what will be asked.
    rejectAll([...together, ...line.waiting.splice(0)], reason);
    return false;
  };

  const work = async (stream: string, line: Line): Promise<void> => {
    let head = heads.take(stream);
    let stale: Head | undefined;
    let read: Head | undefined;
    let attempts = 0;
    while (line.waiting.length > 0) {
      const known = head;
      // One that was read just now is not read again: what was judged is not here then.
      if (known !== undefined && known !== read && line.waiting.some((w) => isBehind(known, w))) {
        stale = known;
        head = undefined;
      }
      head ??= read = await ends.now(stream, stale);
      // To find that another has recorded what was asked is to be getting on.
      if ((await answerFound(line, head)) > 0) attempts = 0;
      if (head.contents === null && line.waiting.some((w) => w.filing?.content != null)) {
        head.contents = await ends.contentsOf(stream, head);
        await answerFound(line, head);
      }
      rejectCutOff(line);
      line.underWay = nextTogether(line, head);
      const { sealed, recordedAt } = sealedOnto(head, line.underWay);
      const last = sealed[sealed.length - 1];
      if (last === undefined) {
        answerWritten(head, line.underWay);
        continue;
      }
      // The next is sealed onto this hash, and what is not ours is to be compared: it must be known
      // who wrote.
      const at = head.revision ?? 'no-stream';
      const answer = await store.append(stream, at, sealed, { certain: true })();
      if (settle(stream, line, head, line.underWay, { hash: last.hash, recordedAt }, answer)) {
        attempts = 0;
        continue;
      }
      stale = head;
      head = undefined;
      attempts += 1;
      if (attempts >= attemptsMax) throw new LedgerFailure(outrun(stream));
    }
    if (head !== undefined) heads.put(stream, head);
    // At once, so that whoever asks next begins anew.
    lines.delete(stream);
  };

  const run = async (stream: string, line: Line): Promise<void> => {
    try {
      await work(stream, line);
    } catch (thrown) {
      lines.delete(stream);
      rejectAll([...line.underWay, ...line.waiting], thrown);
    }
  };

  return {
    readBack: acknowledged,
    append: (request) =>
      new Promise((resolve, reject) => {
        checkMetadata(request.source, request.course?.by);
        const failure = request.course?.failure ?? null;
        if (failure !== null) {
          reject(failure.reason);
          return;
        }
        const waiting = { ...request, resolve, reject };
        const line = lines.get(request.stream);
        if (line !== undefined) {
          line.waiting.push(waiting);
          return;
        }
        const started: Line = { waiting: [waiting], underWay: [], alone: 0 };
        lines.set(request.stream, started);
        void run(request.stream, started);
      }),
  };
};
