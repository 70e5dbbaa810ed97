/** Bytes to text: byte-order marks, UTF-8, UTF-16, and windows-1252 for what is none of them. */
import { Buffer, isAscii, isUtf8 } from 'node:buffer';
import * as E from 'fp-ts/lib/Either.js';
import { type ReadProblem, type ReadWarning, readProblem } from './problem.js';

export interface SourceText {
  readonly text: string;
  readonly warnings: ReadonlyArray<ReadWarning>;
}

const signatures: ReadonlyArray<readonly [name: string, bytes: ReadonlyArray<number>]> = [
  ['a zip archive', [0x50, 0x4b, 0x03, 0x04]],
  ['a gzip archive', [0x1f, 0x8b]],
  ['a PDF', [0x25, 0x50, 0x44, 0x46]],
  ['a PNG image', [0x89, 0x50, 0x4e, 0x47]],
  ['a JPEG image', [0xff, 0xd8, 0xff]],
  ['a SQLite database', [...Buffer.from('SQLite format 3\0')]],
];

const startsWith = (bytes: Uint8Array, prefix: ReadonlyArray<number>): boolean =>
  prefix.every((b, i) => bytes[i] === b);

const unreadable = (message: string): E.Either<ReadProblem, never> =>
  E.left(readProblem('UNREADABLE_TEXT', message));

const utf16 = (bytes: Uint8Array, label: 'utf-16le' | 'utf-16be'): SourceText => ({
  text: new TextDecoder(label).decode(bytes),
  warnings: [{ code: 'UTF_16', message: 'the file is UTF-16; EDGAR serves ASCII or UTF-8' }],
});

/** Which half of each pair is zero in UTF-16 without a mark, judged by the first `<` or `{`. */
const utf16Unmarked = (bytes: Uint8Array): 'utf-16le' | 'utf-16be' | null => {
  if (bytes.length < 4 || bytes.length % 2 !== 0) return null;
  if (bytes[0] !== 0 && bytes[1] === 0 && bytes[2] !== 0 && bytes[3] === 0) return 'utf-16le';
  if (bytes[0] === 0 && bytes[1] !== 0 && bytes[2] === 0 && bytes[3] !== 0) return 'utf-16be';
  return null;
};

/** The text in the bytes of a file. */
export const decodeText = (bytes: Uint8Array): E.Either<ReadProblem, SourceText> => {
  const binary = signatures.find(([, prefix]) => startsWith(bytes, prefix));
  if (binary !== undefined)
    return unreadable(`this is ${binary[0]}, not a text; unpack or convert it first.`);
  if (startsWith(bytes, [0xff, 0xfe])) return E.right(utf16(bytes, 'utf-16le'));
  if (startsWith(bytes, [0xfe, 0xff])) return E.right(utf16(bytes, 'utf-16be'));
  const zero = bytes.indexOf(0);
  if (zero !== -1) {
    const label = utf16Unmarked(bytes);
    return label === null
      ? unreadable(`byte ${zero} is zero, which no text holds; the file is binary or damaged.`)
      : E.right(utf16(bytes, label));
  }
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (isAscii(view)) return E.right({ text: view.toString('latin1'), warnings: [] });
  const marked = startsWith(bytes, [0xef, 0xbb, 0xbf]);
  if (isUtf8(view)) return E.right({ text: view.toString('utf8', marked ? 3 : 0), warnings: [] });
  return E.right({
    text: new TextDecoder('windows-1252').decode(bytes),
    warnings: [
      {
        code: 'NOT_UTF_8',
        message: 'the file is not UTF-8; it was read as windows-1252, so check accented letters',
      },
    ],
  });
};
