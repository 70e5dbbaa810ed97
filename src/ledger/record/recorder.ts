/**
 * Recording filings: each into the stream of every owner, once. What is there already is left
 * alone; the same accession with another content is refused, since EDGAR never changes a
 * document and so one of the two readings is wrong.
 */

import * as E from 'fp-ts/lib/Either.js';
import type { Envelope } from '../../../projections/known/envelope.js';
import { type Difference, fail, type LedgerError } from '../../answer/error.js';
import { type EventType, eventCodecs, type LedgerEvent } from '../../event/catalogue.js';
import type { UnsealedEvent } from '../../event/chain.js';
import { filingContent, type Recording, recordingsOf } from '../../event/from-filing.js';
import {
  type CompleteFiling,
  eventIdOf,
  eventKindOf,
  originOf,
  type ReadingOrigin,
} from '../../event/identity.js';
import { type RecordableEvent, recordable, type Unrecordable } from '../../event/recordable.js';
import type { DecodedEvent } from '../../event/upcast.js';
import type { Accession } from '../../filing/model.js';
import type { Streams } from '../../journal/streams.js';
import type { EventStore } from '../../store/port.js';
import { appender, type Course, type Done, type FilingIds, type Request } from './appender.js';
import { claims } from './claims.js';
import { differencesBetween } from './difference.js';
import type { PreparedFiling } from './prepare.js';
import type { ReadBack } from './read-back.js';
import { readingDifferences } from './reading-difference.js';
import { recordedType } from './stream-ends.js';
import { envelopeIn, envelopeOf, isBetter, twinIn } from './twin.js';

export interface Recorded {
  readonly accession: Accession;
  /**
   * Whether it was written into its first owner's stream now: of all the processes that record it
   * at the same time, exactly one is told so.
   */
  readonly isNew: boolean;
  /** True where it was here and more became known of its envelope. */
  readonly isEnveloped: boolean;
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
  /** The same for a filing that is written down as events already. */
  recordPrepared(filing: PreparedFiling, course?: Course): Promise<Recorded>;
  /**
   * Appends rulings and the like, sealed, at the end of a stream as it is then; `there` where another
   * process has just written the very same. With the revision at which the stream was judged, `moved`
   * where it has gone on since.
   */
  appendTo(
    stream: string,
    events: ReadonlyArray<RecordableEvent>,
    judgedAt?: bigint | null,
  ): Promise<'written' | 'there' | 'moved'>;
  /** Of the streams recorded into. */
  readonly readBack: ReadBack;
}

/** What became of a filing in one stream. */
interface IntoStream extends Done {
  readonly events: number;
  /** What was written is an envelope of what was there. */
  readonly isEnveloped?: boolean;
}

const there: IntoStream = { outcome: 'there', revision: null, hasOther: false, events: 0 };

const differencesMax = 12;

/** Rows of a data set have no order: they are compared each with the one most like it. */
const contentDifferences = (
  origin: ReadingOrigin,
  before: CompleteFiling,
  filing: CompleteFiling,
): ReadonlyArray<Difference> => {
  const byRow = origin === 'data-set' ? readingDifferences(before, filing) : [];
  return byRow.length > 0
    ? byRow
    : differencesBetween(filingContent(before), filingContent(filing));
};

const notReadable = (accession: Accession, { path, message }: Unrecordable): LedgerError => ({
  code: 'INVALID_EVENT',
  blame: 'incorrect',
  message: `${accession}, ${path}: ${message}. Recorded, it could not be read again, so it was not recorded.`,
});

const otherOrigin = (origin: ReadingOrigin): ReadingOrigin =>
  origin === 'document' ? 'data-set' : 'document';

/** The id of the event that says that a filing is recorded, as its other origin has it. */
const otherIdOf = ({ accession, insider, origin }: Recording): string =>
  eventIdOf(accession, insider, '', eventKindOf(recordedType, otherOrigin(origin)));

/** A filing as events of one stream tell it, for comparing with another reading of it. */
const filingFrom = (events: Iterable<LedgerEvent>, accession: Accession): CompleteFiling | null => {
  let found: CompleteFiling | null = null;
  const rows: Array<CompleteFiling['rows'][number]> = [];
  for (const event of events) {
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

const toldBy = (
  events: ReadonlyArray<DecodedEvent>,
  origin: ReadingOrigin,
): ReadonlyArray<LedgerEvent> =>
  events.flatMap(({ event, metadata }) => (originOf(metadata.source) === origin ? [event] : []));

/** What an event says that is still to be written: of one of our own, always something. */
const meaningOf = ({ type, data }: UnsealedEvent): ReadonlyArray<LedgerEvent> => {
  const decoded = eventCodecs[type as EventType].decode(data);
  return E.isLeft(decoded) ? [] : [{ type, data: decoded.right } as LedgerEvent];
};

const filingOf = ({ events, accession }: Recording): CompleteFiling | null =>
  filingFrom(events.flatMap(meaningOf), accession);

export const recorder = (
  store: EventStore,
  streams: Streams,
  clock: () => Date,
  actor: string,
): Recorder => {
  const { append, readBack } = appender(store, clock, actor);
  const claimed = claims();

  const refuse = async (recording: Recording): Promise<never> => {
    const { stream, accession, origin } = recording;
    const { events } = await streams.load(stream);
    const before = filingFrom(toldBy(events, origin), accession);
    const filing = filingOf(recording);
    const differences =
      before === null || filing === null
        ? []
        : contentDifferences(origin, before, filing).slice(0, differencesMax);
    const shown = differences
      .slice(0, 3)
      .map((d) => `${d.path}: recorded ${d.recorded ?? 'nothing'}, got ${d.got ?? 'nothing'}`);
    const error: LedgerError = {
      code: 'DIFFERENT_CONTENT',
      blame: 'incorrect',
      message: `${accession} is recorded with another content (${shown.join('; ')}). An accepted document never changes, so one of the two readings is wrong: nothing was written. If the recorded one is wrong, say so with correct.`,
      differences,
    };
    return fail(error);
  };

  /** Of an accession number that this process has recorded with another content. */
  const refuseOther = async (
    accession: Accession,
    recordings: ReadonlyArray<Recording>,
  ): Promise<never> => {
    for (const recording of recordings) {
      const { events } = await streams.load(recording.stream);
      if (filingFrom(toldBy(events, recording.origin), accession) !== null)
        return refuse(recording);
    }
    return fail({
      code: 'DIFFERENT_CONTENT',
      blame: 'incorrect',
      message: `${accession} was just recorded of other owners and with another content; EDGAR gives a number to one document, so one of the two is wrongly named: nothing was written of this one. See which of them the number is (the manifest, the file's name), and give this one its own.`,
    });
  };

  /** A filing's first event as it is written. */
  const recordedAt = async ({ stream }: Recording, revision: bigint): Promise<unknown> => {
    for await (const { data } of store.readStream(stream, { from: revision, limit: 1 }))
      return data;
    return null;
  };

  /**
   * What is to be written of what is better known of the envelope of a document that a stream
   * holds; `known` where that is nothing, null where the stream does not hold it.
   */
  const envelopeFor = async (
    { source, course }: Pick<Request, 'source' | 'course'>,
    recording: Recording,
    told: Envelope,
  ): Promise<Request | 'known' | null> => {
    const { stream } = recording;
    const { events } = await streams.load(stream);
    const twin = twinIn(events, recording);
    if (twin === null) return null;
    const envelope = envelopeOf(events, recording, told, twin);
    if (envelope === null) return 'known';
    const ids = { own: envelope.id, other: '', yields: false, content: null };
    const event = recordable(envelope);
    if (E.isLeft(event)) return fail(notReadable(recording.accession, event.left));
    return { stream, events: [event.right], source, filing: ids, course };
  };

  const recordInto = async (
    source: PreparedFiling['source'],
    recording: Recording,
    course: Course | undefined,
  ): Promise<IntoStream> => {
    const { stream, events, origin } = recording;
    const filing = {
      own: events[0]?.id ?? '',
      other: otherIdOf(recording),
      // The document is the record, whatever a table says of it later.
      yields: origin === 'data-set',
      content: origin === 'document' ? recording.contentDigest : null,
    };
    let asked: 'filing' | 'envelope' | 'nothing' = 'filing';
    const askFor = (envelope: Request | 'known'): Request | null => {
      asked = envelope === 'known' ? 'nothing' : 'envelope';
      return envelope === 'known' ? null : envelope;
    };
    /** Asked while the stream waits: what comes of it stands in the order of asking. */
    const follow = async (found: Done): Promise<Request | null> => {
      const told = envelopeIn(events[0]?.data);
      if (found.outcome === 'twin') {
        const envelope = await envelopeFor({ source, course }, recording, told);
        // The same content under an accession number of its own is a filing of its own; by now
        // another process may have recorded that accession, with whatever content.
        return envelope === null ? requestOf({ ...filing, content: null }) : askFor(envelope);
      }
      if (found.outcome !== 'there' || found.revision === null) return null;
      const before = await recordedAt(recording, found.revision);
      if (Reflect.get(Object(before), 'contentDigest') !== recording.contentDigest)
        return refuse(recording);
      if (origin === 'data-set' || !isBetter(told, envelopeIn(before))) return null;
      const envelope = await envelopeFor({ source, course }, recording, told);
      return envelope === null ? null : askFor(envelope);
    };
    const requestOf = (ids: FilingIds): Request => ({
      stream,
      events,
      source,
      filing: ids,
      course,
      follow,
    });
    const done = await append(requestOf(filing));
    const isWritten = done.outcome === 'written';
    switch (asked as 'filing' | 'envelope' | 'nothing') {
      case 'filing':
        return { ...done, events: isWritten ? events.length : 0 };
      case 'envelope':
        return isWritten ? { ...there, events: 1, isEnveloped: true } : there;
      case 'nothing':
        return there;
    }
  };

  /** The filing's other reading, document or data set, where a stream holds it. */
  const otherReading = async (
    recordings: ReadonlyArray<Recording>,
    done: ReadonlyArray<Pick<Done, 'outcome' | 'hasOther'>>,
  ): Promise<OtherReading | null> => {
    const isWritten = done.some(({ outcome }) => outcome === 'written');
    for (const [i, recording] of recordings.entries()) {
      const { stream, accession, origin } = recording;
      // It was told of when the second of the two arrived.
      const isFirstTold = origin === 'document' ? isWritten : done[i]?.outcome === 'yielded';
      if (done[i]?.hasOther !== true || !isFirstTold) continue;
      const { events } = await streams.load(stream);
      const before = filingFrom(toldBy(events, otherOrigin(origin)), accession);
      const filing = filingOf(recording);
      if (before === null || filing === null) continue;
      return {
        replaced: origin === 'document',
        differences: readingDifferences(before, filing).slice(0, differencesMax),
      };
    }
    return null;
  };

  /** Asked of all its streams at once: of two filings the one asked first is first in each. */
  const recordPrepared = async (
    { accession, source, recordings }: PreparedFiling,
    course?: Course,
  ): Promise<Recorded> => {
    const done = await claimed.record(recordings[0], () =>
      Promise.all(recordings.map((r) => recordInto(source, r, course))),
    );
    if (done === null) return refuseOther(accession, recordings);
    // One stream decides: each of several processes may be the first in another.
    const isNew = done[0]?.outcome === 'written';
    const events = done.reduce((n, into) => n + into.events, 0);
    return {
      accession,
      isNew,
      isEnveloped: !isNew && done.some((into) => into.isEnveloped === true),
      events,
      streams: recordings.map((r) => r.stream),
      otherReading: await otherReading(recordings, done),
    };
  };

  return {
    record: async (filing) => {
      const { accession, source } = filing;
      const recordings = recordingsOf(filing);
      return E.isRight(recordings)
        ? recordPrepared({ accession, source, recordings: recordings.right })
        : fail(notReadable(accession, recordings.left));
    },
    recordPrepared,
    readBack,
    appendTo: async (stream, events, judgedAt) => {
      const { outcome } = await append({ stream, events, source: null, filing: null, judgedAt });
      return outcome === 'written' || outcome === 'moved' ? outcome : 'there';
    },
  };
};
