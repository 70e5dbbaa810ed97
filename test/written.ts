import type { Codec } from '../src/filing/codec.js';

/** Text of a kind as a test writes it: an accession number, a row's id. */
export const written = <A extends string>(of: Codec<A>, text: string): A => {
  if (of.is(text)) return text;
  throw new RangeError(`expected ${of.name}, got ${text}`);
};
