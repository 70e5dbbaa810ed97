/**
 * Each stream's own read, held against what the whole log told of it: questions are answered from
 * streams, and a store may say one thing of its log and another of a stream.
 */
import { contentStep, genesisHash } from '../event/chain.js';
import { type EventStore, type RecordedEvent, type Revision, StoreFailure } from '../store/port.js';

/** What the log told of a stream. */
export interface Told {
  /** Revision of the event that would come next. */
  readonly next: Revision;
  /** Digest of its content, as `contentStep` makes it. */
  readonly content: string;
}

export interface OwnReads {
  /** What is wrong with streams, each told once. */
  readonly problems: ReadonlyArray<{ readonly stream: string; readonly message: string }>;
  /** Streams that go on after what the log told: it has grown, or it does not tell all. */
  readonly longer: ReadonlyArray<string>;
}

const inFlightMax = 16;

const contentAfter = (content: string, event: RecordedEvent): string =>
  typeof event.metadata === 'object' && event.metadata !== null && !Array.isArray(event.metadata)
    ? contentStep(content, { ...event, metadata: event.metadata as Record<string, unknown> })
    : content;

const flawOf = async (
  store: EventStore,
  stream: string,
  { next, content }: Told,
): Promise<{ readonly flaw: string | null; readonly longer: boolean }> => {
  if (next < 0n || next > BigInt(Number.MAX_SAFE_INTEGER))
    return {
      flaw: `the log numbers its last event ${next - 1n}, which is no number of one`,
      longer: false,
    };
  let end = -1n;
  for await (const { revision } of store.readStream(stream, { direction: 'backwards', limit: 1 }))
    end = revision;
  const ends = `its own read ends at event ${end}, the log's at ${next - 1n}`;
  if (end < next - 1n)
    return { flaw: end < 0n ? 'its own read finds no events' : ends, longer: false };
  let own = genesisHash;
  let count = 0n;
  for await (const event of store.readStream(stream, { limit: Number(next) })) {
    own = contentAfter(own, event);
    count += 1n;
  }
  const flaw =
    count < next
      ? `its own read has ${count} events, the log ${next}`
      : own === content
        ? null
        : 'its own read holds other events than the log';
  return { flaw, longer: end >= next };
};

export const ownReads = async (
  store: EventStore,
  told: ReadonlyMap<string, Told>,
): Promise<OwnReads> => {
  const problems: Array<{ stream: string; message: string }> = [];
  const longer: Array<string> = [];
  const left = told.entries();
  const readSome = async (): Promise<void> => {
    // One iterator for all of them: each takes the next.
    for (const [stream, one] of left) {
      try {
        const found = await flawOf(store, stream, one);
        if (found.flaw !== null) problems.push({ stream, message: found.flaw });
        if (found.longer) longer.push(stream);
      } catch (thrown) {
        // What cannot be read as a stream is a finding; a store that is away is none.
        if (!(thrown instanceof StoreFailure)) throw thrown;
        const { code, message } = thrown.error;
        if (code !== 'STREAM_NOT_WHOLE' && code !== 'STORE_CORRUPT') throw thrown;
        problems.push({ stream, message });
      }
    }
  };
  await Promise.all(Array.from({ length: inFlightMax }, readSome));
  return { problems, longer };
};
