/**
 * Documents' bytes as they were read, kept by the SHA-256 that the events hold: one file each,
 * `ab/abcd….gz`. Any program that unpacks gzip gives the document back. The header bears the
 * SHA-256 of all that follows it, so that a flipped bit is found wherever it is: also in bits that
 * unpacking passes over.
 */
import { hash } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { threadId } from 'node:worker_threads';
import { gunzipSync, gzipSync } from 'node:zlib';
import { sourceBytesMax } from './source-files.js';

const sha256 = (bytes: Uint8Array): Buffer => hash('sha256', bytes, 'buffer');

/** RFC 1952: deflate, an extra field and nothing else; no time; made on no system in particular. */
const headerStart = Buffer.from('1f8b08040000000000ff2400494c2000', 'hex');
const plainHeaderBytes = 10;
const headerBytes = headerStart.length + 32;

const packed = (bytes: Uint8Array): Buffer => {
  const body = gzipSync(bytes).subarray(plainHeaderBytes);
  return Buffer.concat([headerStart, sha256(body), body]);
};

/** The document in a kept file's bytes, or in words what is wrong with them. */
export const unpackedSource = (
  file: Uint8Array,
  digest: string,
): { readonly bytes: Uint8Array } | { readonly wrong: string } => {
  const bytes = Buffer.from(file.buffer, file.byteOffset, file.byteLength);
  const isWritten =
    bytes.subarray(0, headerStart.length).equals(headerStart) &&
    bytes.subarray(headerStart.length, headerBytes).equals(sha256(bytes.subarray(headerBytes)));
  if (!isWritten) return { wrong: 'its bytes are not those that were written' };
  try {
    const document = gunzipSync(bytes, { maxOutputLength: sourceBytesMax });
    const found = sha256(document).toString('hex');
    return found === digest ? { bytes: document } : { wrong: `it holds the document ${found}` };
  } catch (thrown) {
    return { wrong: thrown instanceof Error ? thrown.message : String(thrown) };
  }
};

export const sourcePath = (folder: string, digest: string): string =>
  join(folder, digest.slice(0, 2), `${digest}.gz`);

/** The document of a digest; null where it is not kept, in words what is wrong where it is damaged. */
export const keptSource = (
  folder: string,
  digest: string,
): ReturnType<typeof unpackedSource> | null => {
  const path = sourcePath(folder, digest);
  return existsSync(path) ? unpackedSource(readFileSync(path), digest) : null;
};

/** What a rename did is on the disk when its folder is. */
const syncFolder = (folder: string): void => {
  if (process.platform === 'win32') return;
  const opened = openSync(folder, 'r');
  try {
    fsyncSync(opened);
  } finally {
    closeSync(opened);
  }
};

let written = 0;

/**
 * Keeps a document, unless it is kept and whole. Two may keep the same one at once: each writes
 * under a name of its own, and either's rename leaves a whole file.
 */
export const keepSource = (folder: string, digest: string, bytes: Uint8Array): void => {
  const path = sourcePath(folder, digest);
  const kept = keptSource(folder, digest);
  if (kept !== null && 'bytes' in kept) return;
  const within = join(folder, digest.slice(0, 2));
  if (mkdirSync(within, { recursive: true }) !== undefined) syncFolder(folder);
  written += 1;
  const temporary = join(within, `.${digest}.${process.pid}.${threadId}.${written}`);
  try {
    const file = openSync(temporary, 'wx');
    try {
      const all = packed(bytes);
      for (let at = 0; at < all.length; ) at += writeSync(file, all, at);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(temporary, path);
    syncFolder(within);
  } catch (thrown) {
    rmSync(temporary, { force: true });
    throw thrown;
  }
};

const isShelf = (name: string): boolean => /^[0-9a-f]{2}$/.test(name);

/** What is in a folder that is none of kept documents; null where it may be used. */
export const otherThanSources = (folder: string): string | null =>
  existsSync(folder)
    ? (readdirSync(folder).find((name) => !isShelf(name) && !name.startsWith('.')) ?? null)
    : null;

export interface KeptFile {
  readonly path: string;
  /** By its name; null where it has the name of no document. */
  readonly digest: string | null;
}

/** What is kept, in the order of the names. What a killed import left half written is passed over. */
export function* keptFiles(folder: string): Generator<KeptFile> {
  for (const shelf of readdirSync(folder).filter(isShelf).sort())
    for (const name of readdirSync(join(folder, shelf)).sort()) {
      if (name.startsWith('.')) continue;
      const digest = /^([0-9a-f]{64})\.gz$/.exec(name)?.[1] ?? null;
      yield {
        path: join(folder, shelf, name),
        digest: digest?.startsWith(shelf) === true ? digest : null,
      };
    }
}
