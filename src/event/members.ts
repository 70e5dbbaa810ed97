/**
 * The canonical text of an encoded record, member by member: the events of one filing, and its
 * content, are made of the same members, and each is written down once.
 */
import { canonicalJson } from './canonical.js';

export interface Members {
  readonly keys: ReadonlyArray<string>;
  /** Canonical JSON of each value. */
  readonly texts: ReadonlyArray<string>;
}

/** In the order of their keys; members that are `undefined` are left out, as JSON does. */
export const membersOf = (record: Readonly<Record<string, unknown>>): Members => {
  let keys = Object.keys(record);
  // Codecs encode in order, and then there is nothing to sort.
  if (keys.some((key, i) => i > 0 && key < (keys[i - 1] as string))) keys = keys.sort();
  const kept: Array<string> = [];
  const texts: Array<string> = [];
  for (const key of keys) {
    const value = record[key];
    if (value === undefined) continue;
    kept.push(key);
    texts.push(canonicalJson(value));
  }
  return { keys: kept, texts };
};

const isPlain = /^[A-Za-z]+$/;

/** `{…}` of the members, `null` leaving one out. */
export const textOfMembers = (
  { keys, texts }: Members,
  replaced: (key: string, text: string) => string | null,
): string => {
  let text = '{';
  for (let i = 0; i < keys.length; i++) {
    const key = keys[i] as string;
    const value = replaced(key, texts[i] as string);
    if (value === null) continue;
    if (text.length > 1) text += ',';
    text += `${isPlain.test(key) ? `"${key}"` : JSON.stringify(key)}:${value}`;
  }
  return `${text}}`;
};
