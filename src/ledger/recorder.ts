/**
 * Recording filings: each into the stream of every owner, once. What is there already is left
 * alone; the same accession with another content is refused, since EDGAR never changes a
 * document and so one of the two readings is wrong.
 */
import * as E from 'fp-ts/lib/Either.js';
import { schemaVersion } from '../event/catalogue.js';
import { genesisHash, sealAll, type UnsealedEvent } from '../event/chain.js';
import { filingContent, type Recording, recordingsOf } from '../event/from-filing.js';
import { type CompleteFiling, originOf, type ReadingOrigin } from '../event/identity.js';
import type { DecodedEvent } from '../event/upcast.js';
import type { EventStore, Json, NewEvent, Revision } from '../store/port.js';
import { fail } from './attempt.js';
import { differencesBetween } from './difference.js';
import { type Difference, fromStore, type LedgerError, LedgerFailure } from './error.js';
import { readingDifferences } from './reading-difference.js';
import type { Streams } from './streams.js';

export interface Recorded {
  readonly accession: string;
  /** False where every owner's stream held it already. */
  readonly isNew: boolean;
  /** Events written, over all streams. */
  readonly events: number;
  readonly streams: ReadonlyArray<string>;
  /**
   * Where the filing is here from a data set and from its document, which is the record then:
   * what the two disagree on. `replaced` where the document has come just now. Null otherwise.
   */
  readonly otherReading: OtherReading | null;
}

export interface OtherReading {
  readonly replaced: boolean;
  readonly differences: ReadonlyArray<Difference>;
}

export interface Recorder {
  record(filing: CompleteFiling): Promise<Recorded>;
  /** Appends rulings and the like, sealed, at the end of a stream as it is then. */
  appendTo(stream: string, events: ReadonlyArray<UnsealedEvent>): Promise<void>;
}

/** The end of a stream as this process last saw or wrote it. */
interface Head {
  revision: Revision | null;
  hash: string;
  /** The last append, done or under way. */
  writing: Promise<unknown>;
  /** Content digest by accession and origin. */
  readonly filings: Map<string, string>;
}

/** Streams whose ends are remembered. A head is small but for its accessions. */
const headsMax = 20_000;
/** Other processes may win the race for a stream's end this many times in a row. */
const attemptsMax = 50;

const differencesMax = 12;

const textOf = (value: Json, key: string): string =>
  typeof value === 'object' && value !== null ? String(Reflect.get(value, key) ?? '') : '';

const readingOf = (accession: string, origin: ReadingOrigin): string => `${accession} ${origin}`;

/** The origin in an event's metadata, undecoded. */
const originIn = (metadata: Json): ReadingOrigin => {
  const source: unknown = Reflect.get(Object(metadata), 'source');
  return Reflect.get(Object(source), 'format') === 'data-set' ? 'data-set' : 'document';
};

/** A filing as its events in one stream tell it, for comparing with another reading of it. */
const filingFrom = (
  events: Iterable<DecodedEvent>,
  accession: string,
  origin: ReadingOrigin,
): CompleteFiling | null => {
  let found: CompleteFiling | null = null;
  const rows: Array<CompleteFiling['rows'][number]> = [];
  for (const { event, metadata } of events) {
    if (originOf(metadata.source) !== origin) continue;
    if (event.type === 'FilingRecorded' && event.data.accession === accession)
      found = { ...event.data, rows: [], source: null };
    else if (
      (event.type === 'TransactionReported' || event.type === 'HoldingReported') &&
      event.data.accession === accession
    )
      rows.push(event.data);
  }
  return found === null ? null : { ...found, rows };
};

const outrun = (stream: string): LedgerError => ({
  code: 'STORE_UNAVAILABLE',
  blame: 'unavailable',
  message: `${stream} is being written by others faster than this process can follow; try again.`,
});

interface Turns {
  /** Runs what is asked of one stream in the order of asking, one after the other. */
  take<A>(stream: string, turn: () => Promise<A>): Promise<A>;
}

/**
 * Filings go into a stream in the order in which they were given, also where the stream's end has
 * still to be read: an import that was interrupted and run again ends as one that was not.
 */
const streamTurns = (): Turns => {
  const last = new Map<string, Promise<unknown>>();
  return {
    take: (stream, turn) => {
      const mine = (last.get(stream) ?? Promise.resolve()).then(turn);
      const done = mine.then(
        () => {},
        () => {},
      );
      last.set(stream, done);
      void done.then(() => {
        if (last.get(stream) === done) last.delete(stream);
      });
      return mine;
    },
  };
};

export const recorder = (
  store: EventStore,
  streams: Streams,
  clock: () => Date,
  actor: string,
): Recorder => {
  const heads = new Map<string, Head>();
  const turns = streamTurns();

  // Read without decoding whole events: an import looks at the end of every stream it meets.
  const loadHead = async (stream: string): Promise<Head> => {
    const filings = new Map<string, string>();
    let revision: Revision | null = null;
    let hash = genesisHash;
    for await (const recorded of store.readStream(stream)) {
      revision = recorded.revision;
      hash = textOf(recorded.metadata, 'hash');
      if (recorded.type === 'FilingRecorded')
        filings.set(
          readingOf(textOf(recorded.data, 'accession'), originIn(recorded.metadata)),
          textOf(recorded.data, 'contentDigest'),
        );
    }
    return { revision, hash, filings, writing: Promise.resolve() };
  };

  const headOf = async (stream: string): Promise<Head> => {
    const known = heads.get(stream);
    if (known !== undefined) return known;
    const loaded = await loadHead(stream);
    // Another recording may have loaded or moved it meanwhile: its head is the newer.
    const raced = heads.get(stream);
    if (raced !== undefined) return raced;
    if (heads.size >= headsMax) heads.delete(heads.keys().next().value ?? '');
    heads.set(stream, loaded);
    return loaded;
  };

  const sealed = (
    head: Head,
    events: ReadonlyArray<UnsealedEvent>,
    source: CompleteFiling['source'],
  ): ReadonlyArray<NewEvent> =>
    sealAll(head.hash, events, {
      schemaVersion,
      recordedAt: clock().toISOString(),
      actor,
      ...(source === null ? {} : { source: { format: source.format, sha256: source.sha256 } }),
    }).map((e) => ({ ...e, data: e.data as Json, metadata: e.metadata as Json }));

  /** Writes at the end of a stream; the head moves before the answer, so that more can follow. */
  const write = async (
    stream: string,
    head: Head,
    events: ReadonlyArray<UnsealedEvent>,
    source: CompleteFiling['source'],
  ): Promise<'written' | 'already' | 'lost-race'> => {
    const expected = head.revision ?? 'no-stream';
    const batch = sealed(head, events, source);
    const last = batch[batch.length - 1];
    if (last === undefined) return 'written';
    head.revision = (head.revision ?? -1n) + BigInt(batch.length);
    head.hash = String(Reflect.get(last.metadata as object, 'hash'));
    const appending = store.append(stream, expected, batch)();
    head.writing = appending;
    const appended = await appending;
    if (E.isRight(appended)) {
      if (!appended.right.idempotent) return 'written';
      // What stood there already was sealed at another time: its hash is not ours.
      heads.delete(stream);
      return 'already';
    }
    if (heads.get(stream) === head) heads.delete(stream);
    if (appended.left.code === 'WRONG_EXPECTED_REVISION') return 'lost-race';
    throw new LedgerFailure(fromStore(appended.left));
  };

  const refuse = async (
    filing: CompleteFiling,
    recording: Recording,
    head: Head,
  ): Promise<never> => {
    // What it differs from may be on its way to the store.
    await head.writing;
    const { events } = await streams.load(recording.stream);
    const before = filingFrom(events, recording.accession, recording.origin);
    const differences =
      before === null
        ? []
        : differencesBetween(filingContent(before), filingContent(filing)).slice(0, differencesMax);
    const shown = differences
      .slice(0, 3)
      .map((d) => `${d.path}: recorded ${d.recorded ?? 'nothing'}, got ${d.got ?? 'nothing'}`);
    const error: LedgerError = {
      code: 'DIFFERENT_CONTENT',
      blame: 'incorrect',
      message: `${recording.accession} is recorded with another content (${shown.join('; ')}). An accepted document never changes, so one of the two readings is wrong: nothing was written. If the recorded one is wrong, say so with correct.`,
      differences,
    };
    return fail(error);
  };

  /** What a stream's turn made of a recording: an append under way, or the reason for none. */
  const begin = async (
    filing: CompleteFiling,
    recording: Recording,
  ): Promise<{ readonly written: ReturnType<typeof write> } | 'already'> => {
    const head = await headOf(recording.stream);
    const reading = readingOf(recording.accession, recording.origin);
    const known = head.filings.get(reading);
    if (known !== undefined && known !== recording.contentDigest)
      return refuse(filing, recording, head);
    if (known !== undefined) return 'already';
    // The document is the record, whatever a table says of it later.
    if (
      recording.origin === 'data-set' &&
      head.filings.has(readingOf(recording.accession, 'document'))
    )
      return 'already';
    head.filings.set(reading, recording.contentDigest);
    return { written: write(recording.stream, head, recording.events, filing.source) };
  };

  const recordInto = async (
    filing: CompleteFiling,
    recording: Recording,
  ): Promise<'written' | 'already'> => {
    for (let attempts = 0; attempts < attemptsMax; attempts++) {
      const begun = await turns.take(recording.stream, () => begin(filing, recording));
      if (begun === 'already') return 'already';
      const written = await begun.written;
      if (written !== 'lost-race') return written;
    }
    return fail(outrun(recording.stream));
  };

  /** The filing's other reading, document or data set, where a stream holds it. */
  const otherReading = async (
    filing: CompleteFiling,
    recordings: ReadonlyArray<Recording>,
    isNew: boolean,
  ): Promise<OtherReading | null> => {
    const origin = originOf(filing.source);
    const other = origin === 'document' ? 'data-set' : 'document';
    for (const { stream, accession } of recordings) {
      const { filings } = await headOf(stream);
      // It was told of when the second of the two arrived.
      const isTold = origin === 'document' ? !isNew : filings.has(readingOf(accession, origin));
      if (isTold || !filings.has(readingOf(accession, other))) continue;
      const before = filingFrom((await streams.load(stream)).events, accession, other);
      if (before === null) continue;
      return {
        replaced: origin === 'document',
        differences: readingDifferences(before, filing).slice(0, differencesMax),
      };
    }
    return null;
  };

  return {
    record: async (filing) => {
      const recordings = recordingsOf(filing);
      const outcomes = await Promise.all(recordings.map((r) => recordInto(filing, r)));
      const written = recordings.filter((_, i) => outcomes[i] === 'written');
      return {
        accession: filing.accession,
        isNew: written.length > 0,
        events: written.reduce((n, r) => n + r.events.length, 0),
        streams: recordings.map((r) => r.stream),
        otherReading: await otherReading(filing, recordings, written.length > 0),
      };
    },
    appendTo: async (stream, events) => {
      for (let attempts = 0; attempts < attemptsMax; attempts++) {
        const begun = await turns.take(stream, async () => ({
          written: write(stream, await headOf(stream), events, null),
        }));
        if ((await begun.written) !== 'lost-race') return;
      }
      fail(outrun(stream));
    },
  };
};
