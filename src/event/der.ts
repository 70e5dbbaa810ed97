/**
 * DER, as far as time-stamps need it. What is read is a stranger's: no length is believed beyond
 * the bytes that are there, and only definite lengths in their shortest form are read.
 */
import * as E from 'fp-ts/lib/Either.js';

export interface DerValue {
  readonly tag: number;
  readonly content: Uint8Array;
}

const lengthBytesMax = 4;

/** One value and what follows it. */
const take = (
  bytes: Uint8Array,
): E.Either<string, { readonly value: DerValue; readonly rest: Uint8Array }> => {
  const [tag, first] = bytes;
  if (tag === undefined || first === undefined) return E.left('it ends within a value');
  if ((tag & 0x1f) === 0x1f) return E.left('it has a tag of more than one byte');
  let start = 2;
  let length = first;
  if (first >= 0x80) {
    const count = first & 0x7f;
    if (count === 0) return E.left('a length is left open, which DER does not allow');
    if (count > lengthBytesMax) return E.left('a length is longer than any file');
    start += count;
    if (bytes.length < start) return E.left('it ends within a length');
    length = bytes.subarray(2, start).reduce((sum, byte) => sum * 256 + byte, 0);
    if (length < 0x80 || length < 256 ** (count - 1))
      return E.left('a length is not written in its shortest form');
  }
  const end = start + length;
  if (end > bytes.length) return E.left('a value goes on beyond the end');
  return E.right({
    value: { tag, content: bytes.subarray(start, end) },
    rest: bytes.subarray(end),
  });
};

const valuesMax = 1_000;

/** Values one after the other, to the end. */
export const derValues = (bytes: Uint8Array): E.Either<string, ReadonlyArray<DerValue>> => {
  const values: Array<DerValue> = [];
  let rest = bytes;
  while (rest.length > 0) {
    const taken = take(rest);
    if (E.isLeft(taken)) return taken;
    values.push(taken.right.value);
    if (values.length > valuesMax) return E.left('it has more values than any time-stamp');
    rest = taken.right.rest;
  }
  return E.right(values);
};

const lengthOf = (length: number): Uint8Array => {
  if (length < 0x80) return Uint8Array.of(length);
  const bytes: Array<number> = [];
  for (let left = length; left > 0; left = Math.floor(left / 256)) bytes.unshift(left % 256);
  return Uint8Array.of(0x80 + bytes.length, ...bytes);
};

export const derOf = (tag: number, ...parts: ReadonlyArray<Uint8Array>): Buffer => {
  const content = Buffer.concat(parts);
  return Buffer.concat([Uint8Array.of(tag), lengthOf(content.length), content]);
};

export const tags = {
  boolean: 0x01,
  integer: 0x02,
  octets: 0x04,
  null: 0x05,
  oid: 0x06,
  time: 0x18,
  sequence: 0x30,
  set: 0x31,
  explicit0: 0xa0,
} as const;
