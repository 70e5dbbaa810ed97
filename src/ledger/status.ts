/** What a ledger holds, counted. */
import { insiderStream } from '../event/catalogue.js';
import type { Generation } from '../readmodel/model.js';
import type { EventStore, LogCount, Position, RecordedEvent } from '../store/port.js';
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
  readonly firstRecordedAt: string | null;
  readonly lastRecordedAt: string | null;
  /** Null where nothing is kept: every question folds the log. */
  readonly readModel: ReadModelStatus | null;
}

/** A password in a store's URL is nobody's business. */
const withoutSecrets = (url: string): string => url.replace(/\/\/[^/@]*@/, '//…@');

/** The log as far as it has been counted. */
interface LogTally {
  events: number;
  streams: number;
  firstRecordedAt: string | null;
  lastRecordedAt: string | null;
  /** Position of the last event counted. */
  through: Position | null;
}

const recordedAt = ({ metadata }: RecordedEvent): string =>
  String(Reflect.get(Object(metadata), 'recordedAt') ?? '');

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
  for await (const event of store.readAll(after(from))) counted(tally, event);
  if (tally.through !== from)
    await generation
      .asOnlyWriter(async (own) => own.note('counted', JSON.stringify(tally)))
      // Where nothing can be written here, the next one counts again.
      .catch(() => undefined);
  return tally;
};

/** What a read model tells, and what the log has after its checkpoint or of whom it cannot tell. */
const censusKept = async (
  generation: Generation,
  store: EventStore,
): Promise<CensusAnswer | null> => {
  const { questions } = generation;
  const counting = census(questions);
  for (const { insider } of questions.quarantined())
    for await (const event of store.readStream(insiderStream(insider))) counting.take(event);
  for await (const event of store.readAll(after(generation.checkpoint()))) counting.take(event);
  return counting.answer();
};

/** Everything, by reading the log once. */
const countedByReading = async (
  store: EventStore,
): Promise<{ readonly tally: LogTally; readonly people: CensusAnswer }> => {
  const tally = { ...nothing };
  const counting = census(null);
  for await (const event of store.readAll()) {
    counted(tally, event);
    counting.take(event);
  }
  return { tally, people: counting.answer() ?? { filings: 0, insiders: 0, issuers: 0 } };
};

/** From a read model that answers, or from the log where it turns out that it cannot. */
const countedHere = async (
  { store, model, scanning }: OpenLedger,
  readModel: ReadModelStatus | null,
): Promise<Counted> => {
  try {
    const generation = readModel?.answers === true ? (model?.current() ?? null) : null;
    const people = generation === null ? null : await censusKept(generation, store);
    if (generation === null || people === null)
      return { ...(await scanning(() => countedByReading(store))), readModel };
    const tally =
      store.count === undefined
        ? await scanning(() => tallyOn(generation, store))
        : tallyByStore(await store.count());
    return { tally, people, readModel };
  } catch (thrown) {
    const problem = problemIn(thrown);
    if (problem === null || readModel === null) throw thrown;
    const counted = await scanning(() => countedByReading(store));
    return { ...counted, readModel: { ...readModel, answers: false, problem } };
  }
};

interface Counted {
  readonly tally: LogTally;
  readonly people: CensusAnswer;
  readonly readModel: ReadModelStatus | null;
}

export const statusAnswer = async (open: OpenLedger): Promise<StatusAnswer> => {
  const { store, url, model } = open;
  const kept = model === null ? null : await statusOf(model, store);
  const { tally, people, readModel } = await countedHere(open, kept);
  const { through: _, ...log } = tally;
  return { store: withoutSecrets(url), ...log, ...people, readModel };
};
