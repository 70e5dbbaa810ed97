/** What a pack is asked for, and what was put into it. */
import type { Moment } from '../../answer/moment.js';

/** Of one position, one conflict, an insider (at an issuer), or everybody of an issuer. */
export interface AuditPackQuery extends Moment {
  readonly position?: string;
  readonly conflict?: string;
  readonly insider?: string;
  readonly issuer?: string;
  /** A folder that is not there yet, or is empty. */
  readonly out: string;
  /** A signed note to enclose; the last one that was signed here if not given. */
  readonly checkpoint?: string;
  /** The public key that it has to be signed by; that of the last one signed here. */
  readonly key?: string;
  /** Of the program, for the draft certificate. */
  readonly version?: string;
}

export interface AuditPackAnswer {
  readonly folder: string;
  readonly asOf: string;
  /** SHA-256 of manifest.sha256, which fixes all else: hand it over by another way. */
  readonly manifest: string;
  readonly files: number;
  readonly streams: number;
  readonly events: number;
  readonly documents: number;
  /** Documents whose bytes are enclosed. */
  readonly kept: number;
  /** Whether the whole ledger is as it was recorded; the pack is made either way. */
  readonly ok: boolean;
}
