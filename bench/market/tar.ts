/** A tar archive (POSIX ustar) written entry by entry. */
const block = 512;

const octal = (n: number, digits: number): string => `${n.toString(8).padStart(digits, '0')}\0`;

export function* tarEntry(path: string, text: string): Generator<Uint8Array> {
  const body = Buffer.from(text);
  const header = Buffer.alloc(block);
  header.write(path, 0, 100);
  header.write(octal(0o644, 7) + octal(0, 7) + octal(0, 7), 100);
  header.write(octal(body.length, 11) + octal(0, 11), 124);
  // The sum counts its own field as spaces.
  header.write('        0', 148);
  header.write('ustar\x0000', 257);
  header.write(
    octal(
      header.reduce((sum, byte) => sum + byte, 0),
      6,
    ),
    148,
  );
  yield header;
  yield body;
  yield Buffer.alloc((block - (body.length % block)) % block);
}

export const tarEnd: Uint8Array = Buffer.alloc(2 * block);
