/** A table's bytes as lines: split at line feeds only, since no cell of a data set holds one. */
import { isUtf8 } from 'node:buffer';

/** Longer than any line of any quarter: the longest remarks have some 4,000 characters. */
export const lineBytesMax = 4 * 1024 * 1024;

const windows1252 = new TextDecoder('windows-1252');

export interface Lines {
  readonly texts: ReadonlyArray<string>;
  /** Number of the first in the file, from 1. */
  readonly first: number;
  /** False where the bytes are not UTF-8 and were read as windows-1252. */
  readonly utf8: boolean;
}

const withoutReturn = (line: string): string => (line.endsWith('\r') ? line.slice(0, -1) : line);

const textsOf = (bytes: Buffer): { readonly texts: Array<string>; readonly utf8: boolean } => {
  const utf8 = isUtf8(bytes);
  const text = utf8 ? bytes.toString('utf8') : windows1252.decode(bytes);
  return { texts: text.split('\n').map(withoutReturn), utf8 };
};

/** Whole lines, some at a time. The last may lack its line feed. Throws where one is too long. */
export async function* linesOf(input: AsyncIterable<Uint8Array>): AsyncGenerator<Lines> {
  let rest: Buffer = Buffer.alloc(0);
  let first = 1;
  for await (const chunk of input) {
    const bytes = rest.length === 0 ? Buffer.from(chunk) : Buffer.concat([rest, chunk]);
    const end = bytes.lastIndexOf(10);
    rest = bytes.subarray(end + 1);
    if (rest.length > lineBytesMax)
      throw new Error(`a line has more than the ${lineBytesMax} bytes allowed`);
    if (end === -1) continue;
    const { texts, utf8 } = textsOf(bytes.subarray(0, end));
    yield { texts, first, utf8 };
    first += texts.length;
  }
  if (rest.length > 0) yield { ...textsOf(rest), first };
}
