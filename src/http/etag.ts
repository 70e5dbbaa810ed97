/**
 * Validators: an answer's is the hash of its bytes. Not the log's position: after a restore two
 * ledgers may stand at one position.
 */
import { createHash } from 'node:crypto';

export const etagOf = (body: Uint8Array): string =>
  `"${createHash('sha256').update(body).digest('base64url')}"`;

const opaque = (tag: string): string => tag.trim().replace(/^W\//, '');

/** Whether one of the tags is this one, compared weakly: a proxy that packs an answer weakens it. */
export const isAmong = (tags: string | undefined, etag: string): boolean =>
  tags !== undefined &&
  (tags.trim() === '*' || tags.split(',').some((tag) => opaque(tag) === opaque(etag)));
