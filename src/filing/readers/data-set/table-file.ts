/** Where a data set's tables are: files of a folder, or entries of a zip archive. */
import { createReadStream, readSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import * as yauzl from 'yauzl';
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

const headOfEntry = async (zip: yauzl.ZipFile, entry: yauzl.Entry): Promise<Uint8Array> => {
  const chunks: Array<Uint8Array> = [];
  let length = 0;
  for await (const chunk of await zip.openReadStreamPromise(entry)) {
    chunks.push(chunk as Uint8Array);
    length += (chunk as Uint8Array).length;
    if (length >= headerBytesMax) break;
  }
  return Buffer.concat(chunks);
};

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
    for (const entry of entries) {
      const name = `${path}#${entry.fileName}`;
      if (entry.fileName.endsWith('/') || isDescription(entry.fileName)) continue;
      if (entry.isEncrypted()) throw new Error(`${entry.fileName} is encrypted`);
      if (looksLikeTable(await headOfEntry(zip, entry)))
        tables.push({
          path: name,
          bytes: entry.uncompressedSize,
          open: () => zip.openReadStreamPromise(entry),
        });
      else others.push(name);
    }
  } catch (thrown) {
    zip.close();
    throw thrown;
  }
  return { tables, others, close: () => zip.close() };
};
