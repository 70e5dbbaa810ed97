/**
 * The ends of streams that a store acknowledged to this process, read back: what it acknowledged and
 * does not have is told before anybody builds on it.
 */

import type { LedgerError } from '../../answer/error.js';
import { placeText } from '../../event/chain.js';
import {
  type EventStore,
  type RecordedEvent,
  type Revision,
  StoreFailure,
} from '../../store/port.js';

interface Acknowledged {
  readonly revision: Revision;
  readonly hash: string;
}

const inFlightMax = 32;
/** Whoever records one by one and never checks keeps no more than these. */
const endsMax = 20_000;
const shownMax = 10;

const hashOf = ({ metadata }: RecordedEvent): string => placeText(metadata, 'hash');

/** What is wrong with a stream's end; null where it holds what was acknowledged. */
const flawOf = async (
  store: EventStore,
  stream: string,
  { revision, hash }: Acknowledged,
): Promise<string | null> => {
  const missing = (end: Revision | null): string =>
    `event ${revision} was acknowledged, and the stream ${end === null ? 'is empty' : `ends at event ${end}`}`;
  const another = `another event ${revision} stands there than was acknowledged`;
  let end: Revision | null = null;
  for await (const last of store.readStream(stream, { direction: 'backwards', limit: 1 })) {
    end = last.revision;
    if (end === revision) return hashOf(last) === hash ? null : another;
  }
  if (end === null || end < revision) return missing(end);
  // Others went on from it.
  for await (const event of store.readStream(stream, { from: revision, limit: 1 }))
    return hashOf(event) === hash ? null : another;
  return missing(end);
};

export interface ReadBack {
  acknowledged(stream: string, revision: Revision, hash: string): void;
  /** Streams whose ends are still to be read back. */
  readonly size: number;
  /** Reads back what was acknowledged since the last time; null where all of it is there. */
  check(): Promise<LedgerError | null>;
}

const notKept = (flaws: ReadonlyArray<string>, of: number): LedgerError => {
  const shown = flaws.slice(0, shownMax).join('; ');
  const more = flaws.length > shownMax ? `; and ${flaws.length - shownMax} more` : '';
  return {
    code: 'NOT_KEPT',
    blame: 'unavailable',
    message: `the store does not have what it acknowledged in ${flaws.length} of ${of} streams: ${shown}${more}. A server that fell before others had it may lose it so: see to the store, then do the same again, which writes what is missing, and run verify.`,
  };
};

export const readBack = (store: EventStore): ReadBack => {
  let ends = new Map<string, Acknowledged>();
  return {
    acknowledged: (stream, revision, hash) => {
      ends.set(stream, { revision, hash });
      if (ends.size <= endsMax) return;
      const [oldest] = ends.keys();
      if (oldest !== undefined) ends.delete(oldest);
    },
    get size() {
      return ends.size;
    },
    check: async () => {
      const [left, of] = [ends.entries(), ends.size];
      ends = new Map();
      const flaws: Array<string> = [];
      const readSome = async (): Promise<void> => {
        for (const [stream, end] of left) {
          const flaw = await flawOf(store, stream, end).catch((thrown: unknown) => {
            if (thrown instanceof StoreFailure && thrown.error.code === 'STREAM_NOT_WHOLE')
              return thrown.message;
            throw thrown;
          });
          if (flaw !== null) flaws.push(flaw.startsWith(stream) ? flaw : `${stream}: ${flaw}`);
        }
      };
      await Promise.all(Array.from({ length: inFlightMax }, readSome));
      return flaws.length === 0 ? null : notKept(flaws, of);
    },
  };
};
