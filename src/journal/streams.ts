/**
 * Decoded streams, kept while they do not change: a question about an insider asked a moment ago
 * costs one look at the end of its stream. Bounded; the least recently used stream goes first.
 */

import * as E from 'fp-ts/lib/Either.js';
import { fail } from '../answer/error.js';
import { type DecodedEvent, decodeEvent } from '../event/upcast.js';
import type { EventStore, Revision } from '../store/port.js';

/** One stream as it stands. A new object whenever it has grown. */
export interface LoadedStream {
  readonly name: string;
  readonly revision: Revision | null;
  /** Hash of the last event, null where the stream is empty. */
  readonly hash: string | null;
  readonly events: ReadonlyArray<DecodedEvent>;
  /** Those of them that say who is one with whom: few, and asked about at every question. */
  readonly identifications: ReadonlyArray<DecodedEvent>;
}

export interface Streams {
  load(name: string): Promise<LoadedStream>;
  forget(name: string): void;
}

const isIdentification = ({ event }: DecodedEvent): boolean =>
  event.type === 'InsiderIdentified' || event.type === 'IssuerIdentified';

/** Events kept decoded, about 3 kB each. */
const eventsKeptDefault = 30_000;

export const streamCache = (store: EventStore, eventsKeptMax = eventsKeptDefault): Streams => {
  const kept = new Map<string, LoadedStream>();
  let size = 0;

  const forget = (name: string): void => {
    const known = kept.get(name);
    if (known === undefined) return;
    size -= known.events.length;
    kept.delete(name);
  };

  const keep = (stream: LoadedStream): void => {
    forget(stream.name);
    kept.set(stream.name, stream);
    size += stream.events.length;
    for (const [name] of kept) {
      if (size <= eventsKeptMax || name === stream.name) break;
      forget(name);
    }
  };

  const load = async (name: string): Promise<LoadedStream> => {
    const known = kept.get(name);
    const from = known?.revision == null ? 0n : known.revision + 1n;
    const added: Array<DecodedEvent> = [];
    let { revision, hash } = known ?? { revision: null, hash: null };
    for await (const recorded of store.readStream(name, { from })) {
      const decoded = decodeEvent(recorded);
      if (E.isLeft(decoded))
        return fail({
          code: 'UNREADABLE_EVENT',
          blame: 'unsupported',
          message: `${name}@${recorded.revision}: ${decoded.left.message}. Run verify to see how much of the ledger is touched.`,
        });
      added.push(decoded.right);
      revision = recorded.revision;
      hash = decoded.right.metadata.hash;
    }
    const stream: LoadedStream =
      known !== undefined && added.length === 0
        ? known
        : {
            name,
            revision,
            hash,
            events: [...(known?.events ?? []), ...added],
            identifications: [...(known?.identifications ?? []), ...added.filter(isIdentification)],
          };
    // An empty stream may come to be at any time and costs nothing to look for again.
    if (stream.revision !== null) keep(stream);
    return stream;
  };

  return { load, forget };
};
