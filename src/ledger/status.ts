/** What a ledger holds, counted. */

import { insiderStream } from '../event/catalogue.js';
import { placeText } from '../event/chain.js';
import type { Generation } from '../readmodel/model.js';
import {
  type EventStore,
  type LogCount,
  type Position,
  type RecordedEvent,
  StoreFailure,
  unwholeStreams,
} from '../store/port.js';
import { withoutPasswords } from './address.js';
import { type CensusAnswer, census } from './census.js';
import { problemIn, type ReadModelStatus, statusOf } from './keep/kept-status.js';
import type { OpenLedger } from './open-ledger.js';

export interface StatusAnswer {
  readonly store: string;
  readonly events: number;
  readonly streams: number;
  readonly filings: number;
  readonly insiders: number;
  readonly issuers: number;
  /**
   * Streams of which the log holds less than it did: their revisions have gaps. Looked for where
   * the whole log is read to be counted; left out where there are none.
   */
  readonly lessThanWas?: ReadonlyArray<Shrunk>;
  readonly firstRecordedAt: string | null;
  readonly lastRecordedAt: string | null;
  /** Null where nothing is kept: every question folds the log. */
  readonly readModel: ReadModelStatus | null;
  /**
   * Streams with an event that is not what was recorded, that cannot be read or is missing: what is
   * said of them was counted as far as it could be. Absent where there is none; `verify` tells all.
   */
  readonly unread?: ReadonlyArray<string>;
}

export interface Shrunk {
  readonly stream: string;
  /** Events that are missing before the last one there is. */
  readonly missing: number;
}

interface Counted {
  readonly tally: LogTally;
  readonly people: CensusAnswer;
  readonly unread: ReadonlyArray<string>;
}

/** What the log has, and of which streams something of it is missing. */
const whatIsThere = async (
  events: AsyncIterable<RecordedEvent>,
  take: (event: RecordedEvent) => void,
): Promise<ReadonlyArray<string>> => {
  try {
    for await (const event of events) take(event);
    return [];
  } catch (thrown) {
    const unwhole = unwholeStreams(thrown);
    if (unwhole === null) throw thrown;
    return unwhole;
  }
};

const together = (...lists: ReadonlyArray<ReadonlyArray<string>>): ReadonlyArray<string> =>
  [...new Set(lists.flat())].sort();

/** The log as far as it has been counted. */
interface LogTally {
  events: number;
  streams: number;
  firstRecordedAt: string | null;
  lastRecordedAt: string | null;
  lessThanWas?: ReadonlyArray<Shrunk>;
  /** Position of the last event counted. */
  through: Position | null;
}

const recordedAt = ({ metadata }: RecordedEvent): string => placeText(metadata, 'recordedAt');

const nothing: LogTally = {
  events: 0,
  streams: 0,
  firstRecordedAt: null,
  lastRecordedAt: null,
  through: null,
};

const counted = (tally: LogTally, event: RecordedEvent): void => {
  tally.events += 1;
  if (event.revision === 0n) tally.streams += 1;
  tally.firstRecordedAt ??= recordedAt(event);
  tally.lastRecordedAt = recordedAt(event);
  tally.through = event.position;
};

/** Which streams a log read from its beginning shows with gaps, or numbered backwards. */
const gapsSeen = () => {
  const streams = new Map<string, { next: bigint; missing: bigint }>();
  const backwards = new Set<string>();
  return {
    take: ({ stream, revision }: RecordedEvent): void => {
      const seen = streams.get(stream);
      if (seen === undefined) streams.set(stream, { next: revision + 1n, missing: revision });
      else {
        if (revision > seen.next) seen.missing += revision - seen.next;
        if (revision < seen.next) backwards.add(stream);
        seen.next = revision + 1n;
      }
    },
    /** An event of these stands under a number that another has, or had before it. */
    backwards: (): ReadonlyArray<string> => [...backwards],
    found: (): Pick<LogTally, 'lessThanWas'> => {
      const lessThanWas = [...streams]
        .filter(([, { missing }]) => missing > 0n)
        .map(([stream, { missing }]) => ({ stream, missing: Number(missing) }));
      return lessThanWas.length === 0 ? {} : { lessThanWas };
    },
  };
};

const tallyByStore = ({ events, streams, first, last }: LogCount): LogTally => ({
  events,
  streams,
  firstRecordedAt: first && recordedAt(first),
  lastRecordedAt: last && recordedAt(last),
  through: last?.position ?? null,
});

const after = (position: Position | null): { after?: Position } =>
  position === null ? {} : { after: position };

/** Counts on from where the log was last counted, and notes how far that was. */
const tallyOn = async (generation: Generation, store: EventStore): Promise<LogTally> => {
  const noted = generation.noted('counted');
  const tally = noted === null ? { ...nothing } : (JSON.parse(noted) as LogTally);
  const from = tally.through;
  const gaps = gapsSeen();
  for await (const event of store.readAll(after(from))) {
    counted(tally, event);
    if (from === null) gaps.take(event);
  }
  if (from === null) Object.assign(tally, gaps.found());
  if (tally.through !== from)
    await generation
      .asOnlyWriter(async (own) => own.note('counted', JSON.stringify(tally)))
      // Where nothing can be written here, the next one counts again.
      .catch(() => undefined);
  return tally;
};

/** A stream, as far as it can be read. */
async function* ofStream(store: EventStore, stream: string): AsyncGenerator<RecordedEvent> {
  try {
    yield* store.readStream(stream);
  } catch (thrown) {
    if (!(thrown instanceof StoreFailure) || thrown.error.code !== 'STORE_CORRUPT') throw thrown;
    throw new StoreFailure({ ...thrown.error, streams: [stream] });
  }
}

/** What a read model tells, and what the log has after its checkpoint or of whom it cannot tell. */
const censusKept = async (
  generation: Generation,
  store: EventStore,
): Promise<Omit<Counted, 'tally'> | null> => {
  const { questions } = generation;
  const counting = census(questions);
  const unwhole: Array<string> = [];
  for (const { insider } of questions.quarantined())
    unwhole.push(...(await whatIsThere(ofStream(store, insiderStream(insider)), counting.take)));
  unwhole.push(
    ...(await whatIsThere(store.readAll(after(generation.checkpoint())), counting.take)),
  );
  const people = counting.answer();
  return people === null ? null : { people, unread: together(counting.unread(), unwhole) };
};

/** Everything, by reading the log once. */
const countedByReading = async (store: EventStore): Promise<Counted> => {
  const tally = { ...nothing };
  const counting = census(null);
  const gaps = gapsSeen();
  const unwhole = await whatIsThere(store.readAll(), (event) => {
    counted(tally, event);
    counting.take(event);
    gaps.take(event);
  });
  Object.assign(tally, gaps.found());
  const people = counting.answer() ?? { filings: 0, insiders: 0, issuers: 0 };
  return { tally, people, unread: together(counting.unread(), unwhole, gaps.backwards()) };
};

/** From a read model that answers, or from the log where it turns out that it cannot. */
const countedHere = async (
  { store, model, scanning }: OpenLedger,
  readModel: ReadModelStatus | null,
): Promise<CountedHere> => {
  try {
    const generation = readModel?.answers === true ? (model?.current() ?? null) : null;
    const kept = generation === null ? null : await censusKept(generation, store);
    if (generation === null || kept === null)
      return { ...(await scanning(() => countedByReading(store))), readModel };
    const tally =
      store.count === undefined
        ? await scanning(() => tallyOn(generation, store))
        : tallyByStore(await store.count());
    return { tally, ...kept, readModel };
  } catch (thrown) {
    const problem = problemIn(thrown);
    if (problem === null || readModel === null) throw thrown;
    const counted = await scanning(() => countedByReading(store));
    return { ...counted, readModel: { ...readModel, answers: false, problem: problem.words } };
  }
};

interface CountedHere extends Counted {
  readonly readModel: ReadModelStatus | null;
}

export const statusAnswer = async (open: OpenLedger): Promise<StatusAnswer> => {
  const { store, url, model } = open;
  const kept = model === null ? null : await statusOf(model, store);
  const { tally, people, unread, readModel } = await countedHere(open, kept);
  const { through: _, ...log } = tally;
  return {
    store: withoutPasswords(url),
    ...log,
    ...people,
    readModel,
    ...(unread.length === 0 ? {} : { unread }),
  };
};
