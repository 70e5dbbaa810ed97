/** A stretch of insiders folded from the log, in whatever thread: what each tells of itself. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Settled } from '../../answer/moment.js';
import { insiderStream } from '../../event/catalogue.js';
import type { InsiderId } from '../../event/identity.js';
import type { DecodedEvent } from '../../event/upcast.js';
import type { Day } from '../../filing/calendar.js';
import type { Streams } from '../../journal/streams.js';
import type { Chronicle, Views } from '../../journal/views.js';
import type { Facts } from './book.js';
import { type Chapter, chapterOf } from './folded-book.js';

/** What is asked of everybody. */
export interface StretchAsk {
  readonly moments: ReadonlyArray<Settled>;
  readonly wanted: ReadonlyArray<keyof Facts>;
  readonly adjusted: boolean;
  readonly until: Day | null;
}

/** What one stream tells, whether or not somebody goes by its id. */
export interface InsiderTold {
  readonly insider: InsiderId;
  /** Whether filings are recorded in its stream. */
  readonly hasFiled: boolean;
  /** What it says of who is who. */
  readonly said: ReadonlyArray<DecodedEvent>;
  /** A chapter of each moment, in their order. */
  readonly chapters: ReadonlyArray<Chapter>;
}

export type Folding = Pick<Views, 'view' | 'chronicle'> & { readonly streams: Streams };

export const insiderTold = async (
  { streams, view, chronicle }: Folding,
  insider: InsiderId,
  { moments, wanted, adjusted, until }: StretchAsk,
): Promise<InsiderTold> => {
  const withChronicles = wanted.includes('spans');
  const chapters: Array<Chapter> = [];
  for (const at of moments) {
    const seen = await view(insider, at.vantage);
    const told: Chronicle | null = withChronicles ? await chronicle(insider, at.vantage) : null;
    const sight = { view: seen, issuerId: null, at, adjusted, until, chronicle: told };
    chapters.push(chapterOf(sight, wanted));
  }
  const { events, identifications } = await streams.load(insiderStream(insider));
  return {
    insider,
    hasFiled: events.some(({ event }) => event.type === 'FilingRecorded'),
    said: identifications,
    chapters,
  };
};

export const stretchTold = async (
  folding: Folding,
  insiders: ReadonlyArray<InsiderId>,
  ask: StretchAsk,
): Promise<ReadonlyArray<InsiderTold>> => {
  const told: Array<InsiderTold> = [];
  for (const insider of insiders) {
    // Signals and timers have their turn.
    await nextTurn();
    told.push(await insiderTold(folding, insider, ask));
  }
  return told;
};
