/** The hashes of a Merkle tree in the order in which they are made: a file that only grows, or memory. */
import { closeSync, fstatSync, openSync, readSync, writeSync } from 'node:fs';
import { digestBytes } from '../../event/merkle.js';

export interface Hashes {
  /** How many there are. */
  readonly count: number;
  at(place: number): Buffer;
  /** Some of them, one after the other. */
  range(place: number, count: number): Buffer;
  push(hashes: ReadonlyArray<Buffer>): void;
  /** All that was pushed is where others can read it. */
  flush(): void;
  close(): void;
}

export const hashesInMemory = (): Hashes => {
  let bytes = Buffer.alloc(64 * digestBytes);
  let count = 0;
  const range = (place: number, many: number): Buffer =>
    bytes.subarray(place * digestBytes, Math.min(place + many, count) * digestBytes);
  return {
    get count() {
      return count;
    },
    at: (place) => Buffer.from(range(place, 1)),
    range,
    push: (hashes) => {
      for (const hash of hashes) {
        if ((count + 1) * digestBytes > bytes.length)
          bytes = Buffer.concat([bytes, Buffer.alloc(bytes.length)]);
        hash.copy(bytes, count * digestBytes);
        count += 1;
      }
    },
    flush: () => {},
    close: () => {},
  };
};

const pendingMax = 32_768;

/**
 * A file of which the first `counted` hashes are taken to be there. Whoever else adds to it writes
 * the same bytes at the same places, since the log is the same.
 */
export const hashesInFile = (path: string, counted: number, isNew: boolean): Hashes => {
  let file = openSync(path, isNew ? 'wx+' : 'r');
  let isWritable = isNew;
  let written = counted;
  let pending: Array<Buffer> = [];
  const flush = (): void => {
    if (pending.length === 0) return;
    if (!isWritable) {
      closeSync(file);
      file = openSync(path, 'r+');
      isWritable = true;
    }
    const bytes = Buffer.concat(pending);
    const start = written * digestBytes;
    for (let at = 0; at < bytes.length; )
      at += writeSync(file, bytes, at, bytes.length - at, start + at);
    written += pending.length;
    pending = [];
  };
  const range = (place: number, many: number): Buffer => {
    if (place + many > written) flush();
    const wanted = Math.min(many, written - place) * digestBytes;
    const bytes = Buffer.alloc(Math.max(0, wanted));
    let got = 0;
    while (got < bytes.length) {
      const read = readSync(file, bytes, got, bytes.length - got, place * digestBytes + got);
      if (read === 0) break;
      got += read;
    }
    return bytes.subarray(0, got);
  };
  return {
    get count() {
      return written + pending.length;
    },
    at: (place) => range(place, 1),
    range,
    push: (hashes) => {
      for (const hash of hashes) pending.push(hash);
      if (pending.length >= pendingMax) flush();
    },
    flush,
    close: () => closeSync(file),
  };
};

/** Whether a file has as many hashes. */
export const hasHashes = (path: string, count: number): boolean => {
  const file = openSync(path, 'r');
  try {
    return fstatSync(file).size >= count * digestBytes;
  } finally {
    closeSync(file);
  }
};
