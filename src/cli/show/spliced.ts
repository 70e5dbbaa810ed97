/**
 * Texts that are mostly alike, as bytes: what they say besides one member of theirs is made into
 * text and encoded once, and that member put in.
 */
import type { Alike } from './presentation.js';

/** What stands before and after the member, in UTF-8. */
export interface Around {
  readonly before: Uint8Array;
  readonly after: Uint8Array;
}

/** As much as is written at once. */
const bytesPerWrite = 65_536;

const encoder = new TextEncoder();

export const around = (before: string, after: string): Around => ({
  before: encoder.encode(before),
  after: encoder.encode(after),
});

/** @param aroundOf asked once of each item of a page that says something else */
export function* spliced<I>(
  items: ReadonlyArray<I>,
  { of, besides }: Alike<I>,
  aroundOf: (item: I) => Around,
): Generator<Uint8Array> {
  const known = new Map<object, Around>();
  let buffer = Buffer.allocUnsafe(bytesPerWrite);
  let at = 0;
  for (const item of items) {
    const said = besides(item);
    let text = known.get(said);
    if (text === undefined) {
      text = aroundOf(item);
      known.set(said, text);
    }
    const { before, after } = text;
    const member = of(item);
    const length = before.length + member.length + after.length;
    if (at + length > buffer.length) {
      if (at > 0) yield buffer.subarray(0, at);
      buffer = Buffer.allocUnsafe(Math.max(bytesPerWrite, length));
      at = 0;
    }
    buffer.set(before, at);
    buffer.write(member, at + before.length, 'latin1');
    buffer.set(after, at + before.length + member.length);
    at += length;
  }
  if (at > 0) yield buffer.subarray(0, at);
}
