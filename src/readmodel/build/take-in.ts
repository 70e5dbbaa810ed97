/**
 * Taking what the log has gained into a generation: the insiders that the new events touch are
 * folded again, and the checkpoint moves with their rows in one transaction.
 */

import { LedgerFailure } from '../../answer/error.js';
import { insiderOfStream } from '../../event/catalogue.js';
import type { InsiderId } from '../../event/identity.js';
import { type EventStore, StoreFailure, unwholeStreams } from '../../store/port.js';
import { type Anchor, anchorOf, isIn } from '../anchor.js';
import type { Generation, Tables } from '../model.js';
import type { Folding } from './projector.js';

/** The read model was made from another log, or from this one before it was restored. */
export class OtherLog extends Error {
  constructor() {
    super('the log does not hold, or cannot read, the event up to which the read model was made');
    this.name = 'OtherLog';
  }
}

/** Throws where the log does not hold what was taken in from it. */
export const refuseOtherLog = async (anchor: Anchor | null, store: EventStore): Promise<void> => {
  if (anchor !== null && !(await isIn(anchor, store))) throw new OtherLog();
};

/** What was taken in at once. */
export interface TakenIn {
  readonly events: number;
  readonly insiders: number;
  /** Insiders that could not be folded, of those. */
  readonly quarantined: number;
}

/** Most events taken in at once. */
export const batchEventsMax = 1_000;

const issuerPrefix = 'issuer-';

/** Insiders whose answers an event in this stream may change. */
const touchedBy = (stream: string, generation: Tables): ReadonlyArray<InsiderId> => {
  const insider = insiderOfStream(stream);
  if (insider !== null) {
    // One that is identified is told of under its real identity.
    const into = generation.questions.insiderById(insider)?.joinedInto ?? null;
    return into === null ? [insider] : [insider, into];
  }
  if (!stream.startsWith(issuerPrefix)) return [];
  const { questions } = generation;
  const issuer = stream.slice(issuerPrefix.length);
  // What is said of one that is identified is said of whom it is.
  const into = questions.issuerById(issuer)?.joinedInto ?? null;
  return [issuer, ...(into === null ? [] : [into])].flatMap((id) => [
    ...questions.insidersOf(id),
    ...questions.filersOf(id),
  ]);
};

/** Why an insider cannot be folded; throws where it is the store that fails. */
const reasonOf = (thrown: unknown): string => {
  if (thrown instanceof StoreFailure) throw thrown;
  if (thrown instanceof LedgerFailure) return thrown.error.message;
  return thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown);
};

/** Folds an insider, or says why it cannot be. */
export const foldedOr = async (
  projector: Folding,
  insider: InsiderId,
): Promise<{ readonly rows: Awaited<ReturnType<Folding['rowsOf']>> } | { reason: string }> => {
  try {
    return { rows: await projector.rowsOf(insider) };
  } catch (thrown) {
    return { reason: reasonOf(thrown) };
  }
};

/** Folds an insider into its place, or keeps why it cannot be. Inside a transaction. */
export const foldInto = async (
  generation: Tables,
  projector: Folding,
  insider: InsiderId,
  how: 'replace' | 'mend' = 'replace',
): Promise<boolean> => {
  const folded = await foldedOr(projector, insider);
  if ('rows' in folded) generation.units[how](folded.rows);
  else generation.units.quarantine(insider, folded.reason);
  return 'rows' in folded;
};

/** How many events the log has after the checkpoint, counted up to a limit. */
export const lagOf = async (
  generation: Generation,
  store: EventStore,
  limit: number,
): Promise<number> => {
  const after = generation.checkpoint();
  let lag = 0;
  for await (const _ of store.readAll(after === null ? { limit } : { after, limit })) lag += 1;
  return lag;
};

/** What an operator says of a row changes no filing: neither names nor who files with whom. */
const ofRowsAlone: ReadonlySet<string> = new Set(['RowCorrected', 'RowWithdrawn']);

export interface TakingIn {
  readonly limit?: number;
  /**
   * Insiders that only corrections of rows touch may be left stale, to be folded when they are
   * asked about: a row of a joint filing stands in up to ten insiders' streams.
   */
  readonly mayLeave?: boolean;
}

/** What the log has after an anchor, up to a limit. */
interface Gained {
  /** In which streams. */
  readonly streams: ReadonlySet<string>;
  readonly events: number;
  readonly last: Anchor | null;
  /** Whether all of it is what operators say of rows. */
  readonly isOfRowsAlone: boolean;
}

const gainedAfter = async (
  before: Anchor | null,
  store: EventStore,
  limit: number,
): Promise<Gained> => {
  const after = before?.position ?? null;
  const streams = new Set<string>();
  let events = 0;
  let last: Anchor | null = null;
  let isOfRowsAlone = true;
  try {
    for await (const event of store.readAll(after === null ? { limit } : { after, limit })) {
      streams.add(event.stream);
      last = anchorOf(event);
      events += 1;
      isOfRowsAlone &&= ofRowsAlone.has(event.type);
    }
  } catch (thrown) {
    // Events are missing that are known to be of these: they are looked at, and set aside.
    const unwhole = unwholeStreams(thrown);
    if (unwhole === null) throw thrown;
    for (const stream of unwhole) streams.add(stream);
    isOfRowsAlone = false;
  }
  return { streams, events, last, isOfRowsAlone };
};

/** Those who file amendments with these: what one reports may be what all of them amend. */
const amendingWith = (
  touched: ReadonlySet<InsiderId>,
  { questions }: Tables,
): ReadonlyArray<InsiderId> => [...touched].flatMap((one) => questions.amendingWith(one));

/** Folds all of these; how many cannot be, and how many there were. */
const foldTouched = async (
  own: Tables,
  projector: Folding,
  touched: ReadonlySet<InsiderId>,
): Promise<Omit<TakenIn, 'events'>> => {
  let quarantined = 0;
  const fold = async (insider: InsiderId): Promise<void> => {
    if (!(await foldInto(own, projector, insider))) quarantined += 1;
  };
  for (const insider of touched) await fold(insider);
  // Known once they are folded: a filing that is new may be the first of its owners together.
  const others = new Set(amendingWith(touched, own));
  for (const insider of others) if (!touched.has(insider)) await fold(insider);
  return { insiders: new Set([...touched, ...others]).size, quarantined };
};

/** Takes in the next batch. Several processes may: each batch is taken in by one of them. */
export const takeIn = (
  generation: Generation,
  store: EventStore,
  projector: Folding,
  { limit = batchEventsMax, mayLeave = false }: TakingIn = {},
): Promise<TakenIn> =>
  generation.asOnlyWriter(async (own) => {
    const before = own.anchor();
    await refuseOtherLog(before, store);
    const { streams, events, last, isOfRowsAlone } = await gainedAfter(before, store, limit);
    const stale = own.stale();
    const touched = new Set([...streams].flatMap((stream) => touchedBy(stream, own)));
    const isSetAside = own.questions.quarantined().some((one) => touched.has(one.insider));
    if (last !== null) own.moveTo(last);
    if (mayLeave && isOfRowsAlone && !isSetAside) {
      const left = new Set([...stale, ...touched, ...amendingWith(touched, own)]);
      if (left.size > stale.size) own.leaveStale(left);
      return { events, insiders: 0, quarantined: 0 };
    }
    const folded = await foldTouched(own, projector, new Set([...touched, ...stale]));
    if (stale.size > 0) own.leaveStale(new Set());
    return { events, ...folded };
  });

/** Folds one insider that was left stale; the others stay so. */
export const foldStale = (
  generation: Generation,
  projector: Folding,
  insider: InsiderId,
): Promise<void> =>
  generation.asOnlyWriter(async (own) => {
    const stale = own.stale();
    // Somebody else may have folded it meanwhile.
    if (!stale.has(insider)) return;
    await foldInto(own, projector, insider);
    own.leaveStale(new Set([...stale].filter((one) => one !== insider)));
  });
