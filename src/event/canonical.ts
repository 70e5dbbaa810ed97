/**
 * The one way to write a JSON value down: RFC 8785, and its SHA-256.
 *
 * RFC 8785 writes strings and numbers as `JSON.stringify` does and only orders keys. Our codecs
 * encode records with their keys in order already, so that the fast path is the native one.
 */
import { hash } from 'node:crypto';

const isTree = (value: unknown): value is object => typeof value === 'object' && value !== null;

/** Keys that look like array indices come first in native order, whatever their text. */
const isIndex = (key: string): boolean => {
  const first = key.charCodeAt(0);
  return first >= 0x30 && first <= 0x39;
};

/** What `JSON.stringify` would write as something else, or not at all. */
const refuse = (value: unknown): void => {
  const fits =
    typeof value === 'string' ||
    typeof value === 'boolean' ||
    value === null ||
    (typeof value === 'number' && Number.isFinite(value));
  if (!fits) throw new TypeError(`only JSON values have a canonical form; got ${String(value)}`);
};

/** True where native order is RFC 8785's: keys in the order of their UTF-16 code units. */
const isOrdered = (value: object): boolean => {
  if (Array.isArray(value)) {
    for (const item of value) {
      if (!isTree(item)) refuse(item);
      else if (!isOrdered(item)) return false;
    }
    return true;
  }
  const members = value as Record<string, unknown>;
  let previous = '';
  for (const key in members) {
    if (key < previous || isIndex(key)) return false;
    previous = key;
    const member = members[key];
    if (typeof member !== 'object' || member === null) {
      if (member !== undefined) refuse(member);
    } else if (!isOrdered(member)) return false;
  }
  return true;
};

const ordered = (value: unknown): string => {
  if (!isTree(value)) {
    refuse(value);
    return JSON.stringify(value);
  }
  if (Array.isArray(value)) return `[${value.map(ordered).join(',')}]`;
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, member]) => `${JSON.stringify(key)}:${ordered(member)}`);
  return `{${members.join(',')}}`;
};

/**
 * RFC 8785 text. Keys whose value is `undefined` are left out, as JSON does.
 *
 * @throws TypeError where the value is none of JSON.
 */
export const canonicalJson = (value: unknown): string =>
  typeof value === 'string' || (isTree(value) && isOrdered(value))
    ? JSON.stringify(value)
    : ordered(value);

export const sha256Hex = (text: string | Uint8Array): string => hash('sha256', text, 'hex');
