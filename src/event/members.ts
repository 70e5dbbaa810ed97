/**
 * The canonical text of a record, written once and straight from what it says. The events of one
 * filing, and its content, are made of the same members: those in which the streams of its owners
 * differ are left blank.
 */
import type { Codec, Member } from '../filing/codec.js';
import { canonicalJson } from './canonical.js';

// biome-ignore lint/suspicious/noExplicitAny: whatever a record may hold
type Said = Readonly<Record<string, any>>;

/** A text with blanks: what stands before the first, between them and after the last. */
export type Blanks = ReadonlyArray<string>;

export interface WrittenRecord {
  readonly event: Blanks;
  /** The members that the document states, without how they were read. */
  readonly content: string;
}

export interface WrittenMembers {
  readonly members: ReadonlyArray<Member>;
  /** By name; each becomes a blank of the event. */
  readonly blank: ReadonlySet<string>;
  /** Left out of the content. */
  readonly notContent: ReadonlySet<string>;
}

/** Quotes inside a value are escaped, so that no value looks like this. */
const rawMark = '"raw":';

/** A member that could be read again, as `write` says, or as `encode` and `reads` do. */
const textOf = (of: Codec<unknown>, value: unknown): string | null | undefined => {
  const text = of.write(value);
  if (text !== null) return text;
  const encoded = of.encode(value);
  if (!of.reads(encoded)) return null;
  return encoded === undefined ? undefined : canonicalJson(encoded);
};

/**
 * What is `said` by a record, `own` saying what it does not, or otherwise; null where that could
 * not be read again. Members that are missing are left out, as JSON does.
 */
export const writtenRecord = (
  { members, blank, notContent }: WrittenMembers,
  said: Said,
  own: Said,
  withoutRaw: (encoded: unknown) => unknown,
): WrittenRecord | null => {
  const event: Array<string> = [];
  let text = '{';
  let content = '';
  let comma = '';
  for (let i = 0; i < members.length; i++) {
    const { key, named, of } = members[i] as Member;
    if (blank.has(key)) {
      event.push(`${text}${comma}${named}`);
      text = '';
      comma = ',';
      continue;
    }
    const ownValue: unknown = own[key];
    const value: unknown = ownValue === undefined ? said[key] : ownValue;
    const member = textOf(of, value);
    if (member === null) return null;
    if (member === undefined) continue;
    text += comma + named + member;
    comma = ',';
    if (notContent.has(key)) continue;
    const stated = member.includes(rawMark) ? canonicalJson(withoutRaw(of.encode(value))) : member;
    content += content === '' ? named : `,${named}`;
    content += stated;
  }
  event.push(`${text}}`);
  return { event, content: `{${content}}` };
};

/** The text with its blanks filled, as many as it has. */
export const filled = (blanks: Blanks, ...values: ReadonlyArray<string>): string => {
  let text = blanks[0] ?? '';
  for (let i = 1; i < blanks.length; i++) text += (values[i - 1] ?? '') + blanks[i];
  return text;
};
