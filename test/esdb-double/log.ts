/**
 * The double's memory: streams, the order over all of them, positions, metadata, deletion.
 *
 * Positions grow by the size of what is written, as offsets in the server's log do, so that
 * nothing can take them for a count.
 */
import { EventEmitter } from 'node:events';
import {
  type CommitDecision,
  CommittedIds,
  checkCommit,
  type ExpectedRevision,
} from './commit-check.js';

export interface ProposedEvent {
  readonly id: string;
  readonly type: string;
  readonly contentType: string;
  readonly data: Uint8Array;
  readonly metadata: Uint8Array;
}

export interface LogPosition {
  readonly commit: bigint;
  readonly prepare: bigint;
}

export interface LoggedEvent extends ProposedEvent {
  readonly stream: string;
  readonly revision: bigint;
  readonly position: LogPosition;
  /** 100 ns ticks since the Unix epoch. */
  readonly created: bigint;
}

export type AppendOutcome =
  | {
      readonly kind: 'written' | 'idempotent';
      readonly revision: bigint;
      readonly position: LogPosition;
    }
  | Exclude<CommitDecision, { readonly kind: 'write' | 'idempotent' }>;

/** Retention as `$$stream` metadata gives it. */
interface Retention {
  readonly truncateBefore?: bigint;
  readonly maxCount?: number;
  readonly maxAgeSeconds?: number;
}

interface StreamRecord {
  readonly events: Array<LoggedEvent>;
  readonly ids: Array<string>;
  tombstoned: boolean;
  retention: Retention;
  /** Events before this revision were removed by a scavenge. */
  scavenged: bigint;
}

/** `$tb` of a soft-deleted stream, and the revision of a tombstone: the largest 64-bit integer. */
export const deletedRevision = 9_223_372_036_854_775_807n;

export const comparePositions = (a: LogPosition, b: LogPosition): number => {
  if (a.commit !== b.commit) return a.commit < b.commit ? -1 : 1;
  return a.prepare === b.prepare ? 0 : a.prepare < b.prepare ? -1 : 1;
};

const noEvents: ReadonlyArray<LoggedEvent> = [];
const recordOverhead = 64;
const sizeOf = (event: ProposedEvent): number =>
  recordOverhead + event.type.length * 2 + event.data.length + event.metadata.length;

export class EventLog {
  readonly all: Array<LoggedEvent> = [];
  readonly committed: CommittedIds;
  /** `appended` after every write. */
  readonly signals = new EventEmitter().setMaxListeners(0);
  private readonly streams = new Map<string, StreamRecord>();
  private offset = 0n;

  /** @param now milliseconds since the epoch, for `created`. */
  constructor(
    readonly now: () => number = Date.now,
    cacheBytesMax?: number,
  ) {
    this.committed = new CommittedIds(cacheBytesMax);
  }

  append(
    stream: string,
    expected: ExpectedRevision,
    events: ReadonlyArray<ProposedEvent>,
  ): AppendOutcome {
    const record = this.record(stream);
    const decision = checkCommit(
      stream,
      { ...record, softDeleted: this.isSoftDeleted(stream) },
      expected,
      events.map((event) => event.id),
      this.committed,
    );
    if (decision.kind === 'write') return this.write(stream, record, events);
    if (decision.kind !== 'idempotent') return decision;
    const original = record.events[Number(decision.last)];
    return {
      kind: 'idempotent',
      revision: decision.last,
      position: original?.position ?? this.head(),
    };
  }

  /** Events a reader of the stream is shown; retention applied. */
  visible(stream: string): ReadonlyArray<LoggedEvent> {
    const record = this.streams.get(stream);
    if (record === undefined) return noEvents;
    const { truncateBefore = 0n, maxCount, maxAgeSeconds } = record.retention;
    const countFloor =
      maxCount === undefined ? 0n : BigInt(Math.max(0, record.events.length - maxCount));
    const floor = [truncateBefore, countFloor, record.scavenged].reduce((a, b) => (a > b ? a : b));
    const oldest =
      maxAgeSeconds === undefined ? 0n : BigInt(this.now() - maxAgeSeconds * 1000) * 10_000n;
    if (floor === 0n && oldest <= 0n) return record.events;
    return record.events.filter((event) => event.revision >= floor && event.created >= oldest);
  }

  isTombstoned(stream: string): boolean {
    return this.streams.get(stream)?.tombstoned ?? false;
  }

  isSoftDeleted(stream: string): boolean {
    return this.streams.get(stream)?.retention.truncateBefore === deletedRevision;
  }

  /** Index in `all` of the first event at (or, exclusive, after) a position. */
  indexAt(position: LogPosition, exclusive: boolean): number {
    let low = 0;
    let high = this.all.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const order = comparePositions(this.all[middle]!.position, position);
      if (order < 0 || (exclusive && order === 0)) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  head(): LogPosition {
    return this.all.at(-1)?.position ?? { commit: 0n, prepare: 0n };
  }

  /** Removes for good what retention hides; a stream's last event stays, as in the server. */
  scavenge(): void {
    for (const [stream, record] of this.streams) {
      const shown = this.visible(stream)[0]?.revision ?? BigInt(record.events.length - 1);
      if (shown > record.scavenged) record.scavenged = shown;
    }
    const kept = this.all.filter(
      ({ stream, revision }) => revision >= (this.streams.get(stream)?.scavenged ?? 0n),
    );
    this.all.splice(0, this.all.length, ...kept);
  }

  /** Loses the last events of a stream, as a leader that falls before others have them. */
  forget(stream: string, count: number): void {
    const record = this.record(stream);
    const gone = new Set(record.events.splice(Math.max(0, record.events.length - count)));
    record.ids.splice(record.events.length);
    this.all.splice(0, this.all.length, ...this.all.filter((event) => !gone.has(event)));
  }

  /** What an append would be answered. */
  imagine(
    expected: ExpectedRevision,
    events: ReadonlyArray<ProposedEvent>,
  ): Extract<AppendOutcome, { readonly kind: 'written' | 'idempotent' }> {
    const after = typeof expected === 'bigint' ? expected : -1n;
    const commit = this.offset + BigInt(events.length);
    return {
      kind: 'written',
      revision: after + BigInt(events.length),
      position: { commit, prepare: commit },
    };
  }

  softDelete(stream: string): void {
    this.setMetadata(stream, { $tb: Number(deletedRevision) }, `{"$tb":${deletedRevision}}`);
  }

  tombstone(stream: string): void {
    const record = this.record(stream);
    record.tombstoned = true;
    const event = this.log(stream, deletedRevision, {
      id: crypto.randomUUID(),
      type: '$streamDeleted',
      contentType: 'application/octet-stream',
      data: new Uint8Array(),
      metadata: new Uint8Array(),
    });
    this.all.push(event);
    this.signals.emit('appended');
  }

  private setMetadata(stream: string, metadata: object, text = JSON.stringify(metadata)): void {
    this.append(`$$${stream}`, 'any', [
      {
        id: crypto.randomUUID(),
        type: '$metadata',
        contentType: 'application/json',
        data: Buffer.from(text),
        metadata: new Uint8Array(),
      },
    ]);
  }

  private record(stream: string): StreamRecord {
    const known = this.streams.get(stream);
    if (known !== undefined) return known;
    const fresh: StreamRecord = {
      events: [],
      ids: [],
      tombstoned: false,
      retention: {},
      scavenged: 0n,
    };
    this.streams.set(stream, fresh);
    return fresh;
  }

  private log(stream: string, revision: bigint, event: ProposedEvent): LoggedEvent {
    const position = { commit: this.offset, prepare: this.offset };
    this.offset += BigInt(sizeOf(event));
    return { ...event, stream, revision, position, created: BigInt(this.now()) * 10_000n };
  }

  private write(
    stream: string,
    record: StreamRecord,
    events: ReadonlyArray<ProposedEvent>,
  ): AppendOutcome {
    const reopensAt = this.isSoftDeleted(stream) ? record.events.length : undefined;
    for (const proposed of events) {
      const event = this.log(stream, BigInt(record.events.length), proposed);
      record.events.push(event);
      record.ids.push(event.id);
      this.all.push(event);
      this.committed.add(event.id, stream, event.revision, sizeOf(event));
    }
    if (stream.startsWith('$$')) this.applyMetadata(stream.slice(2), events);
    if (reopensAt !== undefined) this.setMetadata(stream, { $tb: reopensAt });
    this.signals.emit('appended');
    const last = record.events.at(-1);
    return {
      kind: 'written',
      revision: last?.revision ?? -1n,
      position: last?.position ?? this.head(),
    };
  }

  /**
   * As the server: the last event that is JSON counts, whatever its type. Written to a stream that
   * is deleted it undeletes it, with `$tb` at its end: nothing of before is seen.
   */
  private applyMetadata(stream: string, events: ReadonlyArray<ProposedEvent>): void {
    const latest = events.findLast(({ contentType }) => contentType === 'application/json');
    if (latest === undefined) return;
    const text = Buffer.from(latest.data).toString('utf8');
    const metadata = JSON.parse(text) as Record<string, unknown>;
    const wasDeleted = this.isSoftDeleted(stream);
    // Past 2^53, as in a soft-deleted stream, the number is only exact in the text.
    const truncateBefore = /"\$tb"\s*:\s*(\d+)/.exec(text)?.[1];
    const maxCount = metadata['$maxCount'];
    const maxAge = metadata['$maxAge'];
    this.record(stream).retention = {
      ...(truncateBefore !== undefined && { truncateBefore: BigInt(truncateBefore) }),
      ...(typeof maxCount === 'number' && { maxCount }),
      ...(typeof maxAge === 'number' && { maxAgeSeconds: maxAge }),
    };
    if (!wasDeleted || truncateBefore !== undefined) return;
    this.setMetadata(stream, { ...metadata, $tb: this.record(stream).events.length });
  }
}
