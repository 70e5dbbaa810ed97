/** The one way to write a JSON value down: RFC 8785, and its SHA-256. */
import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';

/** RFC 8785 text. Keys whose value is `undefined` are left out, as JSON does. */
export const canonicalJson = (value: unknown): string => {
  const text = canonicalize(value);
  if (text === undefined) throw new TypeError('only JSON values have a canonical form');
  return text;
};

export const sha256Hex = (text: string | Uint8Array): string =>
  createHash('sha256').update(text).digest('hex');
