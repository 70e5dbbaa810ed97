/** A pass over everybody, from stream to stream: little is kept of those that are done. */
import { insiderOfStream } from '../../event/catalogue.js';
import type { InsiderId } from '../../event/identity.js';
import { emptyStream, type Streams, streamCache } from '../../journal/streams.js';
import { views } from '../../journal/views.js';
import type { Anchor } from '../../readmodel/anchor.js';
import type { EventStore } from '../../store/port.js';
import type { Folding, StretchAsk } from './stretch.js';

/** What a thread begins with. */
export interface FoldingTask {
  readonly url: string;
  readonly ask: StretchAsk;
  /** The end of the log that it has to find. */
  readonly anchor: Anchor;
  /** Streams that are no insider's. */
  readonly others: ReadonlyArray<string>;
}

export type FoldingOrder = ReadonlyArray<InsiderId>;

/** For co-owners and issuers; everybody else is met once. */
const eventsKept = 500;
const journalsKept = 1;

/** Most issuers have no stream: of those that were not listed nobody asks the store. */
const asListed = (streams: Streams, others: ReadonlySet<string>): Streams => ({
  ...streams,
  load: (name) =>
    insiderOfStream(name) !== null || others.has(name)
      ? streams.load(name)
      : Promise.resolve(emptyStream(name)),
});

/** @param others streams that are no insider's, all of them. */
export const passingFolding = (store: EventStore, others: ReadonlySet<string>): Folding => {
  const streams = asListed(streamCache(store, eventsKept), others);
  const { view, chronicle } = views(streams, journalsKept);
  return { streams, view, chronicle };
};
