/**
 * Validators: an answer's is the hash of its bytes. A stream's is told before there are any: of
 * where the log ends, of who answers, and of what is asked.
 */
import { createHash } from 'node:crypto';

export const etagOf = (body: Uint8Array): string =>
  `"${createHash('sha256').update(body).digest('base64url')}"`;

export interface Streamed {
  readonly logEnd: string;
  readonly foldVersion: number;
  readonly version: string;
  /** All that the answer is made by, besides the log: the question, its format, its day. */
  readonly question: ReadonlyArray<string | null>;
}

export const streamEtag = ({ logEnd, foldVersion, version, question }: Streamed): string => {
  const asked = createHash('sha256').update(JSON.stringify(question)).digest('base64url');
  return `W/"${logEnd}.${foldVersion}.${version.replace(/[^\w.+-]/g, '')}.${asked}"`;
};

const opaque = (tag: string): string => tag.trim().replace(/^W\//, '');

/** Whether one of the tags is this one, compared weakly: a proxy that packs an answer weakens it. */
export const isAmong = (tags: string | undefined, etag: string): boolean =>
  tags !== undefined &&
  (tags.trim() === '*' || tags.split(',').some((tag) => opaque(tag) === opaque(etag)));
