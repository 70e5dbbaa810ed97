/**
 * The join's memory: lines are spilt into temporary files by a hash of their accession, so that
 * all lines of one filing are in one file whatever their order, and one file at a time is joined.
 *
 * Bound: a partition holds about `partitionBytes` of the tables, more only where the tables exceed
 * `partitionBytes × partitionsMax` (1 GiB); reading one back takes some ten times that. Of one
 * accession no more than `accessionBytesMax` is kept, and a partition that outgrows all others is
 * refused: accessions can be chosen so that they all fall into one.
 */
import { type FileHandle, mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readProblem } from '../../problem.js';
import { Rejected } from '../findings.js';
import type { Line } from './join.js';
import type { Header } from './table.js';

export const partitionBytes = 8 * 1024 * 1024;
/** Each is a file, opened for each write: a process may have few open at once. */
const partitionsMax = 128;
/** Longer than any filing: the longest of a quarter have some 100,000. */
export const accessionBytesMax = 8 * 1024 * 1024;
/** Of tables up to 16 GiB an even share is half of it. */
const partitionBytesMax = 256 * 1024 * 1024;
/** Characters held back for each partition before they are written. */
const bufferLengthMax = 64 * 1024;

export const partitionsFor = (bytes: number): number =>
  Math.min(partitionsMax, Math.max(1, Math.ceil(bytes / partitionBytes)));

/** FNV-1a. */
const hashOf = (text: string): number => {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++)
    hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193) >>> 0;
  return hash;
};

export interface Spill {
  readonly add: (accession: string, line: Line) => Promise<void>;
  /** Lines by accession, a partition at a time; accessions in order within each. */
  readonly partitions: () => AsyncGenerator<ReadonlyMap<string, ReadonlyArray<Line>>>;
  /** How many characters there were of accessions of which not all was kept. */
  readonly tooLong: ReadonlyMap<string, number>;
  readonly remove: () => Promise<void>;
}

interface Partition {
  readonly file: FileHandle;
  buffered: Array<string>;
  length: number;
  /** Of what was put in, all told. */
  total: number;
}

/**
 * Files that nobody can see and that are gone with the process, however it ends: their names are
 * taken away as soon as they are open. Where a system keeps the names of open files they go with
 * `remove`.
 */
const openUnnamed = async (folder: string, count: number): Promise<ReadonlyArray<FileHandle>> => {
  const files: Array<FileHandle> = [];
  try {
    for (let i = 0; i < count; i++) files.push(await open(join(folder, String(i)), 'wx+'));
    return files;
  } catch (thrown) {
    for (const file of files) await file.close();
    throw thrown;
  } finally {
    await rm(folder, { recursive: true, force: true }).catch(() => undefined);
  }
};

/** Whatever was written, from the beginning; where the next is written stays as it is. */
const textOf = async (file: FileHandle): Promise<string> => {
  const bytes = Buffer.alloc((await file.stat()).size);
  for (let at = 0; at < bytes.length; ) {
    const { bytesRead } = await file.read(bytes, at, bytes.length - at, at);
    if (bytesRead === 0) break;
    at += bytesRead;
  }
  return bytes.toString('utf8');
};

export const openSpill = async (count: number): Promise<Spill> => {
  const folder = await mkdtemp(join(tmpdir(), 'insider-ledger-'));
  const parts: ReadonlyArray<Partition> = (await openUnnamed(folder, count)).map((file) => ({
    file,
    buffered: [],
    length: 0,
    total: 0,
  }));
  const headers: Array<Header> = [];
  const flush = async (part: Partition): Promise<void> => {
    const text = part.buffered.join('');
    part.buffered = [];
    part.length = 0;
    if (text !== '') await part.file.appendFile(text);
  };
  const indexOf = (header: Header): number => {
    const at = headers.indexOf(header);
    return at === -1 ? headers.push(header) - 1 : at;
  };
  const lineOf = (spilt: string): readonly [accession: string, line: Line] | null => {
    const first = spilt.indexOf('\t');
    const second = spilt.indexOf('\t', first + 1);
    const third = spilt.indexOf('\t', second + 1);
    const header = first === -1 ? undefined : headers[Number(spilt.slice(0, first))];
    return header === undefined
      ? null
      : [
          spilt.slice(second + 1, third),
          { header, number: Number(spilt.slice(first + 1, second)), text: spilt.slice(third + 1) },
        ];
  };
  const lengths = new Map<string, number>();
  const tooLong = new Map<string, number>();
  return {
    tooLong,
    add: async (accession, line) => {
      const part = parts[hashOf(accession) % count] as Partition;
      const length = (lengths.get(accession) ?? 0) + line.text.length;
      lengths.set(accession, length);
      if (length > accessionBytesMax) {
        tooLong.set(accession, length);
        return;
      }
      const spilt = `${indexOf(line.header)}\t${line.number}\t${accession}\t${line.text}\n`;
      part.total += spilt.length;
      if (part.total > partitionBytesMax)
        throw new Rejected(
          readProblem(
            'LIMIT_EXCEEDED',
            `its accession numbers are not those of EDGAR: more than ${partitionBytesMax} characters fall into one of ${count} parts. Nothing of this data set was recorded; get it from the SEC again.`,
          ),
        );
      part.buffered.push(spilt);
      part.length += spilt.length;
      if (part.length > bufferLengthMax) await flush(part);
    },
    partitions: async function* () {
      for (const part of parts) {
        await flush(part);
        const byAccession = new Map<string, Array<Line>>();
        for (const spilt of (await textOf(part.file)).split('\n')) {
          const found = lineOf(spilt);
          if (found === null) continue;
          const known = byAccession.get(found[0]);
          if (known === undefined) byAccession.set(found[0], [found[1]]);
          else known.push(found[1]);
        }
        yield new Map([...byAccession].sort(([a], [b]) => (a < b ? -1 : 1)));
      }
    },
    remove: async () => {
      for (const part of parts) await part.file.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
};
