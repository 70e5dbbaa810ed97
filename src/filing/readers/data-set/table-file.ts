/** Where a data set's tables are: files of a folder, or entries of a zip archive. */
import { createReadStream, readSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { crc32 } from 'node:zlib';
import * as yauzl from 'yauzl';
import { readProblem } from '../../problem.js';
import { Rejected } from '../findings.js';
import { headerBytesMax, looksLikeTable } from './table.js';

export interface TableFile {
  /** For messages: the file's path, or the archive's with the entry's name. */
  readonly path: string;
  /** Uncompressed. */
  readonly bytes: number;
  readonly open: () => Promise<AsyncIterable<Uint8Array>>;
}

export interface TableFiles {
  readonly tables: ReadonlyArray<TableFile>;
  /** Entries of an archive that are no table and that nobody reads. */
  readonly others: ReadonlyArray<string>;
  readonly close: () => void;
}

const entriesMax = 1_000;
/** Unpacked. All tables of a quarter have some 100 MB; an archive may hold many quarters. */
export const entryBytesMax = 1024 ** 3;
export const archiveBytesMax = 4 * 1024 ** 3;

/** Published beside the tables: the description of their columns. */
export const isDescription = (path: string): boolean =>
  /^FORM_345_(?:metadata|readme)\.(?:json|html?)$/i.test(basename(path));

/** The first bytes of an open file. */
export const headOf = (file: number): Uint8Array => {
  const buffer = Buffer.alloc(headerBytesMax);
  return buffer.subarray(0, readSync(file, buffer, 0, headerBytesMax, 0));
};

export const isZip = (head: Uint8Array): boolean =>
  head[0] === 0x50 && head[1] === 0x4b && (head[2] === 3 || head[2] === 5);

export const tablesAt = async (paths: ReadonlyArray<string>): Promise<TableFiles> => {
  const tables: Array<TableFile> = [];
  for (const path of paths)
    tables.push({ path, bytes: (await stat(path)).size, open: async () => createReadStream(path) });
  return { tables, others: [], close: () => {} };
};

/** The entry's bytes; throws at their end where they are not those that were packed. */
async function* bytesOf(zip: yauzl.ZipFile, entry: yauzl.Entry): AsyncGenerator<Uint8Array> {
  let sum = 0;
  for await (const chunk of await zip.openReadStreamPromise(entry)) {
    sum = crc32(chunk as Buffer, sum);
    yield chunk as Uint8Array;
  }
  if (sum !== entry.crc32)
    throw new Error(
      `the check sum of ${entry.fileName} is not the one that the archive gives: it is damaged. Get the archive again`,
    );
}

/** Whether an entry is a table. Its bytes are checked when it is read; those of others, here. */
const isTable = async (zip: yauzl.ZipFile, entry: yauzl.Entry): Promise<boolean> => {
  let head: Uint8Array = Buffer.alloc(0);
  for await (const chunk of bytesOf(zip, entry)) {
    if (head.length >= headerBytesMax) continue;
    head = Buffer.concat([head, chunk]);
    if (head.length >= headerBytesMax && looksLikeTable(head)) return true;
  }
  return looksLikeTable(head);
};

const tooMuch = (what: string, bytes: number, bytesMax: number): Rejected =>
  new Rejected(
    readProblem(
      'LIMIT_EXCEEDED',
      `${what} unpacks to ${bytes} bytes, more than the ${bytesMax} allowed. Nothing of it was recorded. If it is what it should be, unpack it and import its folder.`,
    ),
  );

/** Throws where the archive cannot be read: its caller turns that into a value. */
export const tablesInZip = async (path: string): Promise<TableFiles> => {
  const zip = await yauzl.openPromise(path, { autoClose: false, validateEntrySizes: true });
  const tables: Array<TableFile> = [];
  const others: Array<string> = [];
  try {
    if (zip.entryCount > entriesMax)
      throw new Error(`it has ${zip.entryCount} entries, more than the ${entriesMax} allowed`);
    const entries: Array<yauzl.Entry> = [];
    for await (const entry of zip.eachEntry()) entries.push(entry);
    // A stream never gives more than the size that is declared of it.
    let bytes = 0;
    for (const entry of entries) {
      if (entry.isEncrypted()) throw new Error(`${entry.fileName} is encrypted`);
      if (entry.uncompressedSize > entryBytesMax)
        throw tooMuch(`${path}#${entry.fileName}`, entry.uncompressedSize, entryBytesMax);
      bytes += entry.uncompressedSize;
    }
    if (bytes > archiveBytesMax) throw tooMuch(path, bytes, archiveBytesMax);
    for (const entry of entries) {
      const name = `${path}#${entry.fileName}`;
      if (await isTable(zip, entry))
        tables.push({
          path: name,
          bytes: entry.uncompressedSize,
          open: async () => bytesOf(zip, entry),
        });
      else if (!entry.fileName.endsWith('/') && !isDescription(entry.fileName)) others.push(name);
    }
  } catch (thrown) {
    zip.close();
    throw thrown;
  }
  return { tables, others, close: () => zip.close() };
};
