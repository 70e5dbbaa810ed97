/**
 * Everybody folded from the log, each stream read once: who there is shows as the streams are
 * folded. Where anything of the log is not as it was recorded this tells nothing, and who there is
 * has to be read of the log before anybody is folded: what is missing then is told as well.
 */
import { availableParallelism } from 'node:os';
import { identitiesOf } from '../../../projections/known/identities.js';
import { LedgerFailure } from '../../answer/error.js';
import { insiderOfStream } from '../../event/catalogue.js';
import type { InsiderId } from '../../event/identity.js';
import type { DecodedEvent } from '../../event/upcast.js';
import type { ClockInstant } from '../../filing/calendar.js';
import { anchorOf } from '../../readmodel/anchor.js';
import { placeOf } from '../../store/place.js';
import { type EventStore, type LogCount, StoreFailure } from '../../store/port.js';
import { type Hand, handOf, shareOut, starterOf, thisHand } from '../crew/crew.js';
import type { Chapter } from './folded-book.js';
import { type FoldingOrder, type FoldingTask, passingFolding } from './passing.js';
import {
  type Folding,
  type InsiderTold,
  insiderTold,
  type StretchAsk,
  stretchTold,
} from './stretch.js';

/** The log as it is open here. */
export interface OpenLog extends Folding {
  readonly store: EventStore;
  readonly url: string;
}

/** A shorter log is folded before another thread has begun. */
const eventsOfLongLog = 100_000;
/** Most insiders folded and handed over at once. */
const stretchInsidersMax = 64;
/** Stretches for each thread, so that none waits long for the last one. */
const stretchesPerThread = 8;
/** A stretch's views die young; room for them spares most of the collector's copying. */
const youngGenerationMegabytes = 48;

interface Listed {
  readonly count: LogCount;
  readonly insiders: ReadonlyArray<InsiderId>;
  /** Streams that are no insider's. */
  readonly others: ReadonlyArray<string>;
}

/** Whose streams there are; null where the store cannot tell without reading the log. */
const listed = async (store: EventStore): Promise<Listed | null> => {
  if (store.streams === undefined || store.count === undefined) return null;
  const count = await store.count();
  // Events lost at the very end show in no stream: the log says so where it is read to its end.
  if (count.last !== null)
    for await (const _ of store.readAll({ after: count.last.position, limit: 1 })) break;
  const insiders: Array<InsiderId> = [];
  const others: Array<string> = [];
  for await (const name of (await store.streams()).names) {
    const insider = insiderOfStream(name);
    if (insider === null) others.push(name);
    else insiders.push(insider);
  }
  return { count, insiders: insiders.sort(), others };
};

/**
 * Whether it does not matter in which order it was said who is who: each id is said to be, or not
 * to be, one CIK alone, and never both at one instant.
 */
const inAnyOrder = (said: ReadonlyArray<DecodedEvent>): boolean => {
  const ciks = new Map<InsiderId, InsiderId>();
  const words = new Map<string, boolean>();
  return said.every(({ event, metadata }) => {
    if (event.type !== 'InsiderIdentified') return true;
    const { provisional, cik, same } = event.data;
    const at = `${provisional} ${metadata.recordedAt}`;
    const isAgreed = (ciks.get(provisional) ?? cik) === cik && (words.get(at) ?? same) === same;
    ciks.set(provisional, cik);
    words.set(at, same);
    return isAgreed;
  });
};

/** Everybody, joined identities once; null where that hangs on the order of the log. */
const realInsiders = (
  told: ReadonlyArray<InsiderTold>,
  recordedBy: ClockInstant | null,
): ReadonlyArray<InsiderId> | null => {
  const said = told.flatMap((one) => one.said);
  if (!inAnyOrder(said)) return null;
  const real = identitiesOf(said, recordedBy).insiders;
  const filers = told.flatMap(({ insider, hasFiled }) => (hasFiled ? [insider] : []));
  return [...new Set(filers.map((id) => real.get(id) ?? id))].sort();
};

function* stretchesOf(
  insiders: ReadonlyArray<InsiderId>,
  size: number,
): Generator<FoldingOrder, void> {
  for (let i = 0; i < insiders.length; i += size) yield insiders.slice(i, i + size);
}

type FoldingHand = Hand<FoldingOrder, ReadonlyArray<InsiderTold>>;

/** Another thread, where it is worth its while and can open the log as well. */
const anotherHand = (
  { url }: OpenLog,
  { count, others }: Listed,
  ask: StretchAsk,
): FoldingHand | null => {
  const { file, canBeOpenedBeside } = placeOf(url);
  if (count.last === null || file === null || !canBeOpenedBeside) return null;
  if (availableParallelism() < 2) return null;
  const start = starterOf('./folding-worker', import.meta.url);
  if (start === null) return null;
  const task: FoldingTask = { url, ask, anchor: anchorOf(count.last), others };
  return handOf(start(task, { maxYoungGenerationSizeMb: youngGenerationMegabytes }), true);
};

const folded = async (
  log: OpenLog,
  found: Listed,
  ask: StretchAsk,
  isLong: boolean,
): Promise<ReadonlyArray<ReadonlyArray<Chapter>> | null> => {
  // A short log stays as it was loaded: the next question about it is answered at once.
  const folding = isLong ? passingFolding(log.store, new Set(found.others)) : log;
  const other = isLong ? anotherHand(log, found, ask) : null;
  const hands = [thisHand<FoldingOrder, ReadonlyArray<InsiderTold>>(), ...(other ? [other] : [])];
  try {
    for (const name of found.others) await folding.streams.load(name);
    const even = Math.ceil(found.insiders.length / (hands.length * stretchesPerThread));
    const size = Math.max(1, Math.min(stretchInsidersMax, even));
    const told: Array<InsiderTold> = [];
    const here = (insiders: FoldingOrder) => stretchTold(folding, insiders, ask);
    const done = (stretch: ReadonlyArray<InsiderTold>) => told.push(...stretch);
    await shareOut(hands, { here, done }, stretchesOf(found.insiders, size));
    const insiders = realInsiders(told, ask.moments[0]?.vantage.recordedBy ?? null);
    if (insiders === null) return null;
    const byId = new Map(told.map((one) => [one.insider, one]));
    const all: Array<ReadonlyArray<Chapter>> = [];
    // One that is identified and has no stream yet has a chapter of nothing.
    for (const id of insiders)
      all.push((byId.get(id) ?? (await insiderTold(folding, id, ask))).chapters);
    return all;
  } finally {
    await other?.end();
  }
};

/**
 * Chapters of everybody, in the order of their ids; null where the log has to be read before.
 *
 * @param longFrom so many events are a long log, to be folded on two threads; given by tests
 */
export const everybodyFolded = async (
  log: OpenLog,
  ask: StretchAsk,
  longFrom = eventsOfLongLog,
): Promise<ReadonlyArray<ReadonlyArray<Chapter>> | null> => {
  try {
    const found = await listed(log.store);
    return found === null ? null : await folded(log, found, ask, found.count.events >= longFrom);
  } catch (thrown) {
    if (thrown instanceof LedgerFailure || thrown instanceof StoreFailure) return null;
    throw thrown;
  }
};
