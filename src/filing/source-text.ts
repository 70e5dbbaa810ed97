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

/** Where bytes stop being UTF-8: the line, and the byte in the whole, both from 1. */
export interface NotUtf8 {
  readonly line: number;
  readonly byte: number;
}

/** The bytes up to a place, without the beginning of a sequence that goes on behind it. */
const completeAt = (bytes: Uint8Array, end: number): Uint8Array => {
  let start = end;
  while (start > 0 && end - start < 3 && ((bytes[start - 1] ?? 0) & 0xc0) === 0x80) start -= 1;
  const lead = bytes[start - 1] ?? 0;
  const length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : lead >= 0xc0 ? 2 : 1;
  return bytes.subarray(0, start > 0 && start - 1 + length > end ? start - 1 : end);
};

/** Halved until it is found: `isUtf8` is fast, and no byte of a sequence is a line feed. */
const firstNotUtf8 = (bytes: Uint8Array): number => {
  let [good, bad] = [0, bytes.length];
  while (bad - good > 1) {
    const middle = (good + bad) >> 1;
    if (isUtf8(completeAt(bytes, middle))) good = middle;
    else bad = middle;
  }
  return completeAt(bytes, good).length;
};

/** Null where the bytes are UTF-8. */
export const notUtf8In = (bytes: Uint8Array): NotUtf8 | null => {
  if (isUtf8(bytes)) return null;
  const at = firstNotUtf8(bytes);
  let line = 1;
  for (let end = bytes.indexOf(10); end !== -1 && end < at; end = bytes.indexOf(10, end + 1))
    line += 1;
  return { line, byte: at + 1 };
};

const notUtf8 = (bytes: Uint8Array, what: string): E.Either<ReadProblem, never> => {
  const { line, byte } = notUtf8In(bytes) ?? { line: 1, byte: 1 };
  return E.left(
    readProblem(
      'UNREADABLE_TEXT',
      `line ${line}, byte ${byte} of the whole: ${what} is UTF-8, and this is not. Write it as UTF-8.`,
      { line },
    ),
  );
};

const utf16 = (
  bytes: Uint8Array,
  label: 'utf-16le' | 'utf-16be',
): E.Either<ReadProblem, SourceText> => {
  try {
    return E.right({
      text: new TextDecoder(label, { fatal: true }).decode(bytes),
      warnings: [{ code: 'UTF_16', message: 'the file is UTF-16; EDGAR serves ASCII or UTF-8' }],
    });
  } catch {
    const lossy = new TextDecoder(label).decode(bytes);
    const before = lossy.slice(0, lossy.indexOf('\uFFFD'));
    const line = before.split('\n').length;
    return E.left(
      readProblem(
        'UNREADABLE_TEXT',
        `line ${line}, character ${before.length + 1} of the whole: the file is UTF-16 with half a character in it; it is damaged.`,
        { line },
      ),
    );
  }
};

const looksLikeJson = (bytes: Buffer): boolean => /^\s*\{/.test(bytes.toString('latin1', 0, 400));

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
  if (startsWith(bytes, [0xff, 0xfe])) return utf16(bytes, 'utf-16le');
  if (startsWith(bytes, [0xfe, 0xff])) return utf16(bytes, 'utf-16be');
  const zero = bytes.indexOf(0);
  if (zero !== -1) {
    const label = utf16Unmarked(bytes);
    return label === null
      ? unreadable(`byte ${zero} is zero, which no text holds; the file is binary or damaged.`)
      : utf16(bytes, label);
  }
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (isAscii(view)) return E.right({ text: view.toString('latin1'), warnings: [] });
  const marked = startsWith(bytes, [0xef, 0xbb, 0xbf]);
  if (isUtf8(view)) return E.right({ text: view.toString('utf8', marked ? 3 : 0), warnings: [] });
  if (marked) return notUtf8(bytes, 'a file that begins with the mark of UTF-8');
  if (looksLikeJson(view)) return notUtf8(bytes, 'JSON');
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
