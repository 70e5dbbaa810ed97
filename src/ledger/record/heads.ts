/**
 * The ends of streams that this process remembers, the least recently used of them forgotten
 * first. Bounded in streams and in the filings they list, so that an import of any size in any
 * order takes the same memory.
 */
import { genesisHash } from '../../event/chain.js';
import type { Revision } from '../../store/port.js';

/** The end of a stream as this process last saw or wrote it. */
export interface Head {
  revision: Revision | null;
  hash: string;
  /** When the last event was recorded, as it says; empty where there is none. */
  recordedAt: string;
  /** Where each filing stands that is recorded in the stream, by the id of its first event. */
  readonly filings: Map<string, Revision>;
  /** What the documents recorded in it say, as `contentKey`s; null where nobody has looked. */
  contents: Set<string> | null;
}

/** Enough of a content's digest to suspect that a document is there already. */
export const contentKey = (contentDigest: string): string => contentDigest.slice(0, 16);

export const emptyHead = (): Head => ({
  revision: null,
  hash: genesisHash,
  recordedAt: '',
  filings: new Map(),
  contents: new Set(),
});

/** About 0.5 kB a stream and 0.2 kB a filing: 85 MB. */
const headsMax = 50_000;
const filingsMax = 300_000;

export interface Heads {
  /** Hands a head over to the one who moves it; nobody else has it until it is put back. */
  take(stream: string): Head | undefined;
  put(stream: string, head: Head): void;
}

export const rememberedHeads = (limits = { heads: headsMax, filings: filingsMax }): Heads => {
  const heads = new Map<string, Head>();
  let filings = 0;
  const take = (stream: string): Head | undefined => {
    const head = heads.get(stream);
    if (head === undefined) return undefined;
    heads.delete(stream);
    filings -= head.filings.size;
    return head;
  };
  const put = (stream: string, head: Head): void => {
    heads.set(stream, head);
    filings += head.filings.size;
    for (const [oldest] of heads) {
      if (oldest === stream || (heads.size <= limits.heads && filings <= limits.filings)) return;
      take(oldest);
    }
  };
  return { take, put };
};
