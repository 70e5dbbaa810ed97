/**
 * The hash chain of a stream: each event seals the one before it, so that a change, a removal,
 * an insertion or a swap anywhere breaks every seal after it.
 */
import { canonicalJson, sha256Hex } from './canonical.js';
import type { EventMetadata } from './catalogue.js';

/** `previousHash` of the first event of a stream. */
export const genesisHash = '0'.repeat(64);

/** An event that has its place in no stream yet. Data and metadata are JSON, already encoded. */
export interface UnsealedEvent {
  readonly id: string;
  readonly type: string;
  readonly data: unknown;
}

export type UnsealedMetadata = Omit<EventMetadata, 'hash' | 'previousHash'>;

export interface SealedEvent extends UnsealedEvent {
  readonly metadata: Readonly<Record<string, unknown>> & {
    readonly previousHash: string;
    readonly hash: string;
  };
}

/** SHA-256 over the previous hash and the canonical JSON of the event with all but its own hash. */
export const hashOf = (
  previousHash: string,
  event: UnsealedEvent & { readonly metadata: Readonly<Record<string, unknown>> },
): string => {
  const { hash: _, ...metadata } = event.metadata;
  return sha256Hex(
    previousHash + canonicalJson({ data: event.data, id: event.id, metadata, type: event.type }),
  );
};

export const seal = (
  previousHash: string,
  event: UnsealedEvent,
  metadata: Readonly<Record<string, unknown>>,
): SealedEvent => {
  const linked = { ...metadata, previousHash };
  return {
    id: event.id,
    type: event.type,
    data: event.data,
    metadata: { ...linked, hash: hashOf(previousHash, { ...event, metadata: linked }) },
  };
};

/** Events in the order in which they will stand, the first linked to `previousHash`. */
export const sealAll = (
  previousHash: string,
  events: ReadonlyArray<UnsealedEvent>,
  metadata: Readonly<Record<string, unknown>>,
): ReadonlyArray<SealedEvent> => {
  const sealed: Array<SealedEvent> = [];
  let previous = previousHash;
  for (const event of events) {
    const next = seal(previous, event, metadata);
    sealed.push(next);
    previous = next.metadata.hash;
  }
  return sealed;
};

/**
 * One step of a stream's content digest, which says what a stream holds whenever it was written:
 * the same events recorded on another day, or by another process, give the same digest.
 */
export const contentStep = (
  digest: string,
  event: UnsealedEvent & { readonly metadata: Readonly<Record<string, unknown>> },
): string => {
  const { hash: _h, previousHash: _p, recordedAt: _r, ...metadata } = event.metadata;
  return sha256Hex(
    digest + canonicalJson({ data: event.data, id: event.id, metadata, type: event.type }),
  );
};
