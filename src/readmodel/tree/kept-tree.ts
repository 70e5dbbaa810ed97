/**
 * The Merkle tree of a log as it is kept between commands: its hashes in a file that only grows,
 * where the streams stood, and what was signed last. Derived: whatever does not match is made anew.
 */
import { randomBytes } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { canonicalJson, sha256Hex } from '../../event/canonical.js';
import {
  digestBytes,
  emptyRoot,
  hashesOf,
  leafOf,
  type NodeAt,
  placeOfNode,
  rootAt,
} from '../../event/merkle.js';
import type { Anchor } from '../anchor.js';
import { type Hashes, hasHashes, hashesInFile, hashesInMemory } from './hashes.js';

/** Where a stream stands. */
export interface StreamEnd {
  /** The next revision, in digits. */
  readonly next: string;
  readonly hash: string;
  /** Its content digest, as `verify` computes it. */
  readonly content: string;
}

export interface TreeState {
  readonly size: number;
  /** Base64. */
  readonly root: string;
  /** Of what the streams hold, as `verify` prints it. */
  readonly digest: string;
  /** The last event taken in; null where the log was empty. */
  readonly anchor: Anchor | null;
}

interface SavedState extends TreeState {
  readonly hashes: string;
  readonly streams: string;
  readonly streamsDigest: string;
}

export interface Tree extends TreeState {
  /** Of its hashes; null where they are in memory. */
  readonly file: string | null;
  readonly hashes: Hashes;
  readonly nodeAt: NodeAt;
  /** By the streams' names; for whoever grows the tree, to be changed. */
  readonly ends: () => Map<string, StreamEnd>;
  close(): void;
}

const stateFile = 'tree.json';
const version = 1;

const sealOf = (state: SavedState): string => sha256Hex(canonicalJson({ version, ...state }));

const nodesIn =
  (hashes: Hashes): NodeAt =>
  (level, index) =>
    hashes.at(placeOfNode(level, index));

export const treeFolder = (readModel: string): string => join(readModel, 'tree');

const savedState = (folder: string): SavedState | null => {
  const path = join(folder, stateFile);
  if (!existsSync(path)) return null;
  try {
    const { seal, ...state } = JSON.parse(readFileSync(path, 'utf8')) as SavedState & {
      readonly seal: unknown;
    };
    return sealOf(state) === seal ? state : null;
  } catch {
    return null;
  }
};

const endLine = (stream: string, { next, hash, content }: StreamEnd): string =>
  `${next} ${hash} ${content} ${stream}\n`;

const hexDigits = 2 * digestBytes;

const endsIn = (text: string): Map<string, StreamEnd> => {
  const ends = new Map<string, StreamEnd>();
  for (const line of text.split('\n')) {
    if (line === '') continue;
    const hash = line.indexOf(' ') + 1;
    const content = hash + hexDigits + 1;
    ends.set(line.slice(content + hexDigits + 1), {
      next: line.slice(0, hash - 1),
      hash: line.slice(hash, content - 1),
      content: line.slice(content, content + hexDigits),
    });
  }
  return ends;
};

/** The tree as it was kept; null where there is none, or what is there does not fit together. */
export const keptTree = (folder: string): Tree | null => {
  const state = savedState(folder);
  if (state === null) return null;
  try {
    const path = join(folder, state.hashes);
    const count = hashesOf(state.size);
    if (!hasHashes(path, count)) return null;
    const hashes = hashesInFile(path, count, false);
    const nodeAt = nodesIn(hashes);
    if (rootAt(nodeAt, state.size).toString('base64') !== state.root) {
      hashes.close();
      return null;
    }
    return {
      size: state.size,
      root: state.root,
      digest: state.digest,
      anchor: state.anchor,
      file: state.hashes,
      hashes,
      nodeAt,
      ends: () => {
        const text = readFileSync(join(folder, state.streams), 'utf8');
        if (sha256Hex(text) !== state.streamsDigest) throw new TreeUnfit();
        return endsIn(text);
      },
      close: hashes.close,
    };
  } catch (thrown) {
    if (Reflect.get(Object(thrown), 'code') === 'ENOENT') return null;
    throw thrown;
  }
};

/** What is kept of a tree is not what was written. */
export class TreeUnfit extends Error {}

/** A tree of nothing yet: in a file of its own, or in memory where there is no folder. */
export const newTree = (folder: string | null, digest: string): Tree => {
  let hashes = hashesInMemory();
  let file: string | null = null;
  if (folder !== null) {
    mkdirSync(folder, { recursive: true });
    file = `tree-${randomBytes(6).toString('hex')}.hashes`;
    hashes = hashesInFile(join(folder, file), 0, true);
  }
  return {
    size: 0,
    root: emptyRoot.toString('base64'),
    digest,
    anchor: null,
    file,
    hashes,
    nodeAt: nodesIn(hashes),
    ends: () => new Map(),
    close: hashes.close,
  };
};

const replaceFile = (path: string, content: string, mode = 0o666): void => {
  const draft = `${path}.${randomBytes(6).toString('hex')}`;
  writeFileSync(draft, content, { flag: 'wx', mode });
  renameSync(draft, path);
};

/** Puts a tree where the next command finds it. Before it and after it, one whole tree is there. */
export const saveTree = (folder: string, tree: Tree): void => {
  if (tree.file === null) return;
  tree.hashes.flush();
  // By name, so that there is next to nothing to be sorted when they are digested.
  const text = [...tree.ends()]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([stream, end]) => endLine(stream, end))
    .join('');
  const streams = `streams-${randomBytes(6).toString('hex')}.txt`;
  writeFileSync(join(folder, streams), text, { flag: 'wx' });
  const { size, root, digest, anchor, file } = tree;
  const state = {
    size,
    root,
    digest,
    anchor,
    hashes: file,
    streams,
    streamsDigest: sha256Hex(text),
  };
  const before = savedState(folder);
  replaceFile(join(folder, stateFile), `${JSON.stringify({ ...state, seal: sealOf(state) })}\n`);
  removeOthers(folder, state, before);
};

/** What another process has not named yet is left to it for so long. */
const unnamedMs = 3_600_000;

/** Whoever misses what was removed here makes the tree anew. */
const removeOthers = (folder: string, now: SavedState, before: SavedState | null): void => {
  for (const name of readdirSync(folder)) {
    if (!/^(?:tree-.*\.hashes|streams-.*\.txt|tree\.json\..*)$/.test(name)) continue;
    if (name === now.hashes || name === now.streams) continue;
    const path = join(folder, name);
    const isReplaced = before === null || name === before.hashes || name === before.streams;
    if (isReplaced || isOlderThan(path, unnamedMs)) rmSync(path, { force: true });
  }
};

const isOlderThan = (path: string, ms: number): boolean => {
  const found = statSync(path, { throwIfNoEntry: false });
  return found !== undefined && found.mtimeMs < Date.now() - ms;
};

const noteFile = 'checkpoint.txt';
const keyFile = 'checkpoint.pub';

export interface KeptNote {
  readonly note: string;
  /** The public key that it was signed by. */
  readonly key: string;
}

/** What was signed last here. */
export const keptNote = (folder: string): KeptNote | null => {
  const [note, key] = [join(folder, noteFile), join(folder, keyFile)];
  return existsSync(note) && existsSync(key)
    ? { note: readFileSync(note, 'utf8'), key: readFileSync(key, 'utf8').trim() }
    : null;
};

export const keepNote = (folder: string, { note, key }: KeptNote): void => {
  replaceFile(join(folder, keyFile), `${key}\n`);
  replaceFile(join(folder, noteFile), note);
};

/** In which leaf each of these events' hashes stands, of those that are in the tree. */
export const leavesOf = (
  { size, hashes }: Tree,
  eventHashes: ReadonlyArray<string>,
): ReadonlyMap<string, number> => {
  const wanted = new Map(eventHashes.map((hash) => [leafOf(hash).toString('hex'), hash]));
  const heads = new Set([...wanted.keys()].map((leaf) => Number.parseInt(leaf.slice(0, 8), 16)));
  const found = new Map<string, number>();
  let chunk: Buffer = Buffer.alloc(0);
  let start = 0;
  for (let index = 0, place = 0; index < size && found.size < wanted.size; index += 1) {
    let at = (place - start) * digestBytes;
    if (at + digestBytes > chunk.length) {
      start = place;
      at = 0;
      chunk = hashes.range(place, chunkHashes);
      if (chunk.length < digestBytes) break;
    }
    if (heads.has(chunk.readUInt32BE(at))) {
      const hash = wanted.get(chunk.toString('hex', at, at + digestBytes));
      if (hash !== undefined && !found.has(hash)) found.set(hash, index);
    }
    place += 1;
    for (let n = index; n % 2 === 1; n = (n - 1) / 2) place += 1;
  }
  return found;
};

const chunkHashes = 32_768;
