/** Seals what is asked of a stream onto its end, with who records it, when, and from what. */
import { fail, invalidArgument } from '../../answer/error.js';
import type { EventType } from '../../event/catalogue.js';
import { genesisHash, type SealedEvent, sealAll } from '../../event/chain.js';
import { type RecordableEvent, unrecordableMetadata } from '../../event/recordable.js';
import { type ClockInstant, parseClockInstant } from '../../filing/calendar.js';
import { clockInstant } from '../../filing/codec.js';
import type { Filing } from '../../filing/model.js';
import type { NewEvent } from '../../store/port.js';
import type { Head } from './heads.js';

interface Run {
  readonly version: number;
  readonly run: ReadonlyArray<RecordableEvent>;
}

/** Events next to each other whose types are written in one version: as a rule, all of them. */
const runsOfOneVersion = (
  events: ReadonlyArray<RecordableEvent>,
  versions: Readonly<Record<EventType, number>>,
): ReadonlyArray<Run> => {
  const runs: Array<Run> = [];
  let from = 0;
  for (let i = 1; i <= events.length; i++) {
    const version = versions[(events[from] as RecordableEvent).type];
    const next = events[i];
    if (next !== undefined && versions[next.type] === version) continue;
    runs.push({ version, run: from === 0 && i === events.length ? events : events.slice(from, i) });
    from = i;
  }
  return runs;
};

/** The instant of recording, in the one spelling in which it can be read again. */
const readableInstant = (at: Date): ClockInstant => {
  const text = Number.isNaN(at.getTime()) ? String(at) : at.toISOString();
  return (
    parseClockInstant(text) ??
    fail(invalidArgument(`the ledger's clock: expected ${clockInstant.name}, got ${text}`))
  );
};

/** A clock that went back does not take the stream back with it: recorded later is never earlier. */
const notBefore = (before: string, now: ClockInstant): ClockInstant => {
  const last = parseClockInstant(before);
  return last !== null && last > now ? last : now;
};

/** Events that go together, and what they were read from. */
interface Asked {
  readonly events: ReadonlyArray<RecordableEvent>;
  readonly source: Filing['source'];
  readonly course?: { readonly by?: string | undefined } | undefined;
}

export interface Sealed {
  readonly sealed: ReadonlyArray<SealedEvent & NewEvent>;
  /** Of the last. */
  readonly recordedAt: string;
}

export interface Sealing {
  /** Throws where what is said beside the events could not be recorded. */
  checkMetadata(source: Filing['source'], by?: string): void;
  sealedOnto(head: Head, together: ReadonlyArray<Asked>): Sealed;
}

/** @param versions of each type */
export const sealing = (
  clock: () => Date,
  actor: string,
  versions: Readonly<Record<EventType, number>>,
): Sealing => {
  /** Keys in order, so that writing them down sorts nothing. */
  const metadataOf = (
    recordedAt: ClockInstant,
    schemaVersion: number,
    source: Filing['source'],
    by: string | undefined,
  ) => ({
    actor: by ?? actor,
    previousHash: '',
    recordedAt,
    schemaVersion,
    ...(source === null ? {} : { source: { format: source.format, sha256: source.sha256 } }),
  });

  const checkMetadata = (source: Filing['source'], by?: string): void => {
    const metadata = metadataOf(readableInstant(new Date(0)), 1, source, by);
    const hashes = { previousHash: genesisHash, hash: genesisHash };
    const problem = unrecordableMetadata({ ...metadata, ...hashes });
    if (problem === null) return;
    const { path, message } = problem;
    fail(invalidArgument(`${path} of what is recorded: ${message}. Nothing was recorded.`));
  };

  const sealedOnto = (head: Head, together: ReadonlyArray<Asked>): Sealed => {
    const sealed: Array<SealedEvent> = [];
    let previous = head.hash;
    let { recordedAt } = head;
    for (const { events, source, course } of together) {
      const at = notBefore(recordedAt, readableInstant(clock()));
      recordedAt = at;
      for (const { version, run } of runsOfOneVersion(events, versions)) {
        const metadata = metadataOf(at, version, source, course?.by);
        for (const event of sealAll(previous, run, metadata)) sealed.push(event);
        previous = sealed[sealed.length - 1]?.hash ?? previous;
      }
    }
    return { sealed: sealed as ReadonlyArray<SealedEvent & NewEvent>, recordedAt };
  };

  return { checkMetadata, sealedOnto };
};
