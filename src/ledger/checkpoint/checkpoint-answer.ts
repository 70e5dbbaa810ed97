/** What is asked of checkpoints, and what is answered. */
import type { TimeStamp } from '../../event/time-stamp.js';
import type { SignatureFound } from './note.js';

export interface CheckpointQuery {
  /** The text of a key to sign with; nothing is signed without. */
  readonly key?: string;
  /** A note that was signed before, to be told of instead. */
  readonly note?: string;
}

export interface TimestampSaid extends TimeStamp {
  /** What nobody has looked at: who made the time-stamp. */
  readonly notVerified: ReadonlyArray<string>;
  readonly recordedAt: string;
}

export interface CheckpointAnswer {
  /** The name of the key; null where nothing is signed. */
  readonly origin: string | null;
  /** How many events it is of: the first of the log. */
  readonly size: number;
  /** Of the Merkle tree (RFC 6962) over their hashes, in base64. */
  readonly root: string;
  /** Signed (C2SP). */
  readonly note: string | null;
  /** By an authority, attached to this note; null where none is. */
  readonly timestamp: TimestampSaid | null;
  /** As `verify` prints it of these events; null of a checkpoint that the ledger has outgrown. */
  readonly digest: string | null;
}

export interface TimestampAnswer extends Omit<TimestampSaid, 'recordedAt'> {
  /** SHA-256 of the note, which is stamped. */
  readonly digest: string;
  /** 0 where it is attached already. */
  readonly recorded: number;
}

export interface ProofQuery {
  readonly row: string;
  /** Of the checkpoint before which it is to stand; the ledger as it is without. */
  readonly note?: string;
  /** Public key that the note has to be signed by. */
  readonly key?: string;
}

export interface ProvenEvent {
  readonly stream: string;
  readonly revision: string;
  /** SHA-256 over the previous hash and the RFC 8785 text of the event without this one. */
  readonly hash: string;
  /** Its place in the log, from 0. */
  readonly index: number;
  /** From the leaf to the root, in hex. */
  readonly path: ReadonlyArray<string>;
  readonly event: {
    readonly id: string;
    readonly type: string;
    readonly data: unknown;
    readonly metadata: unknown;
  };
}

export interface ProofAnswer {
  readonly row: string;
  /** Of the checkpoint; null without one. */
  readonly origin: string | null;
  readonly size: number;
  readonly root: string;
  readonly note: string | null;
  readonly signature: SignatureFound | null;
  /** As often as it is reported: once for each owner. */
  readonly events: ReadonlyArray<ProvenEvent>;
}
