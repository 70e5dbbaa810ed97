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
  /** Canonical JSON of `data`, as it went into the hash. */
  readonly dataText: string;
  readonly metadata: Readonly<Record<string, unknown>> & {
    readonly previousHash: string;
    readonly hash: string;
  };
}

const sealText = (dataText: string, event: UnsealedEvent, metadata: object): string =>
  `{"data":${dataText},"id":${JSON.stringify(event.id)},"metadata":${canonicalJson(metadata)},"type":${JSON.stringify(event.type)}}`;

/** SHA-256 over the previous hash and the canonical JSON of the event with all but its own hash. */
export const hashOf = (
  previousHash: string,
  event: UnsealedEvent & { readonly metadata: Readonly<Record<string, unknown>> },
): string => {
  const { hash: _, ...metadata } = event.metadata;
  return sha256Hex(previousHash + sealText(canonicalJson(event.data), event, metadata));
};

/** `metadata` with its keys in order and without the two hashes. */
const sealOrdered = (
  previousHash: string,
  event: UnsealedEvent,
  metadata: Readonly<Record<string, unknown>>,
): SealedEvent => {
  const linked = { ...metadata, previousHash };
  const dataText = canonicalJson(event.data);
  const hash = sha256Hex(previousHash + sealText(dataText, event, linked));
  const { id, type, data } = event;
  return { id, type, data, dataText, metadata: { ...linked, hash } };
};

export const seal = (
  previousHash: string,
  event: UnsealedEvent,
  metadata: Readonly<Record<string, unknown>>,
): SealedEvent => sealOrdered(previousHash, event, inOrder(metadata));

/** Keys in order, the previous hash's place kept, so that the canonical form is the native one. */
const inOrder = (metadata: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries({ ...metadata, previousHash: '' }).sort(([a], [b]) => (a < b ? -1 : 1)),
  );

/** Events in the order in which they will stand, the first linked to `previousHash`. */
export const sealAll = (
  previousHash: string,
  events: ReadonlyArray<UnsealedEvent>,
  metadata: Readonly<Record<string, unknown>>,
): ReadonlyArray<SealedEvent> => {
  const sealed: Array<SealedEvent> = [];
  const ordered = inOrder(metadata);
  let previous = previousHash;
  for (const event of events) {
    const next = sealOrdered(previous, event, ordered);
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
