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
  /** Canonical JSON of `data`, where it is at hand. */
  readonly dataText?: string;
}

/** An event whose data came as canonical JSON, from another thread; parsed if it is asked for. */
export class WrittenEvent implements UnsealedEvent {
  constructor(
    readonly id: string,
    readonly type: string,
    readonly dataText: string,
  ) {}

  get data(): unknown {
    return JSON.parse(this.dataText);
  }

  toJSON(): object {
    return { id: this.id, type: this.type, data: this.data };
  }
}

export type UnsealedMetadata = Omit<EventMetadata, 'hash' | 'previousHash'>;

type SealedMetadata = Readonly<Record<string, unknown>> & {
  readonly previousHash: string;
  readonly hash: string;
};

export interface SealedEvent extends UnsealedEvent {
  /** Canonical JSON of `data`, as it went into the hash. */
  readonly dataText: string;
  readonly metadata: SealedMetadata;
  /** JSON of `metadata`. */
  readonly metadataText: string;
  readonly hash: string;
}

/** Stores that keep text take the texts; the values are parsed for those that want them. */
class Sealed extends WrittenEvent implements SealedEvent {
  constructor(
    id: string,
    type: string,
    dataText: string,
    readonly metadataText: string,
    readonly hash: string,
  ) {
    super(id, type, dataText);
  }

  get metadata(): SealedMetadata {
    return JSON.parse(this.metadataText) as SealedMetadata;
  }

  override toJSON(): object {
    return { ...super.toJSON(), metadata: this.metadata };
  }
}

const sealText = (dataText: string, event: UnsealedEvent, metadataText: string): string =>
  `{"data":${dataText},"id":${JSON.stringify(event.id)},"metadata":${metadataText},"type":${JSON.stringify(event.type)}}`;

/** SHA-256 over the previous hash and the canonical JSON of the event with all but its own hash. */
export const hashOf = (
  previousHash: string,
  event: UnsealedEvent & { readonly metadata: Readonly<Record<string, unknown>> },
): string => {
  const { hash: _, ...metadata } = event.metadata;
  return sha256Hex(
    previousHash + sealText(canonicalJson(event.data), event, canonicalJson(metadata)),
  );
};

/** An event as a store gives it back. */
export interface StoredSealed extends UnsealedEvent {
  readonly metadata: unknown;
  /** JSON of `metadata` as it is kept, where the store keeps text. */
  readonly metadataText?: string;
}

export interface SealFlaw {
  readonly code: 'UNREADABLE_EVENT' | 'CHAIN_BROKEN' | 'HASH_MISMATCH';
  readonly message: string;
}

type OpenMetadata = Readonly<Record<string, unknown>>;

const openMetadata = ({ metadata }: StoredSealed): OpenMetadata | null =>
  typeof metadata === 'object' && metadata !== null && !Array.isArray(metadata)
    ? (metadata as OpenMetadata)
    : null;

/** What an event's metadata says of its place in the chain; empty where it does not. */
export const placeText = (metadata: unknown, key: 'previousHash' | 'hash' | 'recordedAt'): string =>
  String(Reflect.get(Object(metadata), key) ?? '');

/** The hash of the texts as they are kept, null where they are not as `seal` writes them. */
const hashOfTexts = (event: StoredSealed, previous: string, stated: string): string | null => {
  const { dataText, metadataText } = event;
  const end = `,"hash":"${stated}"}`;
  if (dataText === undefined || metadataText?.endsWith(end) !== true) return null;
  const linked = `${metadataText.slice(0, -end.length)}}`;
  return sha256Hex(previous + sealText(dataText, event, linked));
};

export interface StatedSeal {
  readonly previous: string;
  readonly hash: string;
  readonly holds: boolean;
  /** Whether it says what was recorded in another text: spaces, escapes, a key twice, `1.0` for `1`. */
  readonly isReworded: boolean;
}

/** What is kept as text is as it is written here, in whatever order its keys are. */
const isWrittenPlainly = (text: string | undefined, value: unknown): boolean =>
  text === undefined || text === JSON.stringify(value);

/**
 * The hash that an event states, and whether it is that of what it says: of its text where the
 * store has that, since it is as a rule the very text that was sealed; else of its canonical form,
 * and then nothing else may be in the text.
 */
export const statedSeal = (event: StoredSealed): StatedSeal | null => {
  const metadata = openMetadata(event);
  if (metadata === null) return null;
  const [previous, hash] = [placeText(metadata, 'previousHash'), placeText(metadata, 'hash')];
  if (hashOfTexts(event, previous, hash) === hash)
    return { previous, hash, holds: true, isReworded: false };
  const saysTheSame = hashOf(previous, { ...event, metadata }) === hash;
  const isPlain =
    isWrittenPlainly(event.dataText, event.data) && isWrittenPlainly(event.metadataText, metadata);
  return { previous, hash, holds: saysTheSame && isPlain, isReworded: saysTheSame && !isPlain };
};

const notAnObject: SealFlaw = {
  code: 'UNREADABLE_EVENT',
  message: 'its metadata is not an object',
};
const unlinked: SealFlaw = {
  code: 'CHAIN_BROKEN',
  message: 'it does not follow the event before it: one was removed, inserted or moved',
};
const altered: SealFlaw = {
  code: 'HASH_MISMATCH',
  message: 'it is not what was recorded: its hash differs',
};
const reworded: SealFlaw = {
  code: 'HASH_MISMATCH',
  message:
    'its text is not what was recorded (spaces, escapes, a key that stands twice or the spelling of a number), though it reads the same',
};

/** What is wrong with an event's place on the chain; nothing as a rule. */
export const sealFlaws = (
  seal: StatedSeal | null,
  previousHash: string,
): ReadonlyArray<SealFlaw> => {
  if (seal === null) return [notAnObject];
  return [
    ...(seal.previous === previousHash ? [] : [unlinked]),
    ...(seal.holds ? [] : [seal.isReworded ? reworded : altered]),
  ];
};

/** Canonical JSON of metadata around the previous hash, which is all that differs in a batch. */
interface MetadataText {
  readonly before: string;
  readonly after: string;
}

const previousHashMark = '"previousHash":""';

const metadataTextOf = (metadata: Readonly<Record<string, unknown>>): MetadataText => {
  // Quotes inside a value are escaped, so that the mark stands there once.
  const [before = '', after = ''] = canonicalJson({ ...metadata, previousHash: '' }).split(
    previousHashMark,
  );
  return { before, after };
};

const sealWith = (
  previousHash: string,
  event: UnsealedEvent,
  { before, after }: MetadataText,
): SealedEvent => {
  const linked = `${before}"previousHash":"${previousHash}"${after}`;
  const dataText = event.dataText ?? canonicalJson(event.data);
  const hash = sha256Hex(previousHash + sealText(dataText, event, linked));
  return new Sealed(
    event.id,
    event.type,
    dataText,
    `${linked.slice(0, -1)},"hash":"${hash}"}`,
    hash,
  );
};

export const seal = (
  previousHash: string,
  event: UnsealedEvent,
  metadata: Readonly<Record<string, unknown>>,
): SealedEvent => sealWith(previousHash, event, metadataTextOf(metadata));

/** Events in the order in which they will stand, the first linked to `previousHash`. */
export const sealAll = (
  previousHash: string,
  events: ReadonlyArray<UnsealedEvent>,
  metadata: Readonly<Record<string, unknown>>,
): ReadonlyArray<SealedEvent> => {
  const text = metadataTextOf(metadata);
  let previous = previousHash;
  return events.map((event) => {
    const sealed = sealWith(previous, event, text);
    previous = sealed.hash;
    return sealed;
  });
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
