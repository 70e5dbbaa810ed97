/** A table's bytes as lines: split at line feeds only, since no cell of a data set holds one. */
import { isUtf8 } from 'node:buffer';

/** Longer than any line of any quarter: the longest remarks have some 4,000 characters. */
export const lineBytesMax = 4 * 1024 * 1024;

const windows1252 = new TextDecoder('windows-1252');

export interface Lines {
  readonly texts: ReadonlyArray<string>;
  /** Number of the first in the file, from 1. */
  readonly first: number;
  /** Number of the first line that is not UTF-8 and was read as windows-1252; null where none is. */
  readonly notUtf8: number | null;
}

const withoutReturn = (line: string): string => (line.endsWith('\r') ? line.slice(0, -1) : line);

const textsOf = (bytes: Buffer, first: number): Lines => {
  if (isUtf8(bytes))
    return {
      texts: bytes.toString('utf8').split('\n').map(withoutReturn),
      first,
      notUtf8: null,
    };
  // Each line by itself: one that is damaged is no reason to misread its neighbours.
  const texts: Array<string> = [];
  let notUtf8: number | null = null;
  for (let start = 0; start <= bytes.length; ) {
    const end = bytes.indexOf(10, start);
    const line = bytes.subarray(start, end === -1 ? bytes.length : end);
    if (!isUtf8(line)) notUtf8 ??= first + texts.length;
    texts.push(withoutReturn(isUtf8(line) ? line.toString('utf8') : windows1252.decode(line)));
    if (end === -1) break;
    start = end + 1;
  }
  return { texts, first, notUtf8 };
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
    const lines = textsOf(bytes.subarray(0, end), first);
    yield lines;
    first += lines.texts.length;
  }
  if (rest.length > 0) yield textsOf(rest, first);
}
