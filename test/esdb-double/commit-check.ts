/**
 * Whether an append may be written: EventStoreDB's commit check, cell by cell.
 *
 * Follows `IndexWriter.CheckCommit` and `StorageWriterService.ActOnCommitCheckFailure`. Where the
 * expected revision is the stream's last one the ids are not looked at, so that one id can stand
 * in a stream twice; where it is below, every id must equal the event already standing there.
 */

export type ExpectedRevision = bigint | 'no-stream' | 'any' | 'stream-exists';

/** What the check needs to know of a stream; `ids[r]` is the id at revision r. */
export interface StreamState {
  readonly ids: ReadonlyArray<string>;
  readonly softDeleted: boolean;
  readonly tombstoned: boolean;
}

export type CommitDecision =
  | { readonly kind: 'write' }
  /** Stood there before; `last` is the revision of the last of the events. */
  | { readonly kind: 'idempotent'; readonly last: bigint }
  | { readonly kind: 'wrong-expected'; readonly current: bigint | null }
  | { readonly kind: 'deleted' };

/** Committed event ids that the server still has in memory, oldest dropped first. */
export class CommittedIds {
  private readonly ids = new Map<string, { stream: string; revision: bigint; bytes: number }>();
  private bytes = 0;

  /** @param bytesMax the server's `CommitedEventsMemCacheLimit`, 8 MiB. */
  constructor(private readonly bytesMax = 8 * 1024 * 1024) {}

  add(id: string, stream: string, revision: bigint, bytes: number): void {
    this.ids.set(id, { stream, revision, bytes });
    this.bytes += bytes;
    for (const [oldest, entry] of this.ids) {
      if (this.bytes <= this.bytesMax) break;
      this.ids.delete(oldest);
      this.bytes -= entry.bytes;
    }
  }

  find(id: string, stream: string): bigint | undefined {
    const entry = this.ids.get(id);
    return entry?.stream === stream ? entry.revision : undefined;
  }

  /** As after a restart of the server. */
  empty(): void {
    this.ids.clear();
    this.bytes = 0;
  }
}

/** The current revision, null where there is no stream. */
export const currentRevision = (state: StreamState): bigint | null =>
  state.ids.length === 0 ? null : BigInt(state.ids.length - 1);

const againstCache = (
  stream: string,
  current: bigint | null,
  expected: 'any' | 'stream-exists',
  ids: ReadonlyArray<string>,
  cache: CommittedIds,
): CommitDecision => {
  if (expected === 'stream-exists' && current === null)
    return { kind: 'wrong-expected', current: null };
  const first = ids[0];
  if (first === undefined || cache.find(first, stream) === undefined) return { kind: 'write' };
  let last = 0n;
  for (const id of ids) {
    const revision = cache.find(id, stream);
    if (revision === undefined) return { kind: 'wrong-expected', current };
    last = revision;
  }
  return { kind: 'idempotent', last };
};

export const checkCommit = (
  stream: string,
  state: StreamState,
  expected: ExpectedRevision,
  ids: ReadonlyArray<string>,
  cache: CommittedIds,
): CommitDecision => {
  if (state.tombstoned) return { kind: 'deleted' };
  const current = currentRevision(state);
  if (expected === 'any' || expected === 'stream-exists') {
    return againstCache(stream, current, expected, ids, cache);
  }
  const at = expected === 'no-stream' ? -1n : expected;
  const head = current ?? -1n;
  if (at === head) return { kind: 'write' };
  if (at > head) return { kind: 'wrong-expected', current };
  for (let index = 0; index < ids.length; index++) {
    const standing = state.ids[Number(at) + 1 + index];
    if (standing === ids[index]) continue;
    const reopens = index === 0 && state.softDeleted && expected === 'no-stream';
    return reopens ? { kind: 'write' } : { kind: 'wrong-expected', current };
  }
  return { kind: 'idempotent', last: at + BigInt(ids.length) };
};
