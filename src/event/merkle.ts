/**
 * The Merkle tree of RFC 6962 over the hashes of sealed events, in the order of the log. A leaf is
 * SHA-256(0x00 ‖ the 32 bytes of an event's hash), a node SHA-256(0x01 ‖ left ‖ right).
 */
import { hash } from 'node:crypto';

export const digestBytes = 32;

const leafMark = Buffer.of(0);
const nodeMark = Buffer.of(1);

const sha256 = (...parts: ReadonlyArray<Uint8Array>): Buffer =>
  hash('sha256', Buffer.concat(parts), 'buffer');

/** @param eventHash 64 hex digits, as an event is sealed with */
export const leafOf = (eventHash: string): Buffer =>
  sha256(leafMark, Buffer.from(eventHash, 'hex'));

export const nodeOf = (left: Uint8Array, right: Uint8Array): Buffer =>
  sha256(nodeMark, left, right);

/** Of the tree of nothing. */
export const emptyRoot: Buffer = sha256();

/** The greatest power of two that is less than a size of two or more. */
const cutOf = (size: number): number => {
  let cut = 1;
  while (cut * 2 < size) cut *= 2;
  return cut;
};

/** The roots of the whole subtrees that a tree is made of, the greatest first: all that growing needs. */
export class Frontier {
  readonly #peaks: Array<Buffer>;
  #size: number;

  constructor(size = 0, peaks: ReadonlyArray<Buffer> = []) {
    this.#size = size;
    this.#peaks = [...peaks];
  }

  get size(): number {
    return this.#size;
  }

  /** Takes a leaf; gives it and the roots of the subtrees that it makes whole, the smallest first. */
  take(leaf: Buffer): ReadonlyArray<Buffer> {
    const made = [leaf];
    let node = leaf;
    for (let n = this.#size; n % 2 === 1; n = Math.floor(n / 2)) {
      node = nodeOf(this.#peaks.pop() as Buffer, node);
      made.push(node);
    }
    this.#peaks.push(node);
    this.#size += 1;
    return made;
  }

  root(): Buffer {
    const last = this.#peaks[this.#peaks.length - 1];
    if (last === undefined) return emptyRoot;
    return this.#peaks.slice(0, -1).reduceRight((right, left) => nodeOf(left, right), last);
  }
}

/** How many hashes `Frontier.take` gives for the first leaves of a tree, all told. */
export const hashesOf = (leaves: number): number => {
  let count = 2 * leaves;
  for (let n = leaves; n > 0; n = Math.floor(n / 2)) count -= n % 2;
  return count;
};

/** Which of the hashes that `Frontier.take` gives one after the other is the root of a subtree. */
export const placeOfNode = (level: number, index: number): number =>
  hashesOf((index + 1) * 2 ** level - 1) + level;

/** The root of a whole subtree: of 2^level leaves, the `index`th of that size. */
export type NodeAt = (level: number, index: number) => Buffer;

const rangeRoot = (nodeAt: NodeAt, from: number, to: number): Buffer => {
  const size = to - from;
  const level = Math.log2(size);
  if (Number.isInteger(level)) return nodeAt(level, from / size);
  const cut = from + cutOf(size);
  return nodeOf(rangeRoot(nodeAt, from, cut), rangeRoot(nodeAt, cut, to));
};

/** The root of the first `size` leaves. */
export const rootAt = (nodeAt: NodeAt, size: number): Buffer =>
  size === 0 ? emptyRoot : rangeRoot(nodeAt, 0, size);

/** The whole subtrees that the first `size` leaves are made of, the greatest first. */
export const peaksAt = (nodeAt: NodeAt, size: number): ReadonlyArray<Buffer> => {
  const peaks: Array<Buffer> = [];
  for (let from = 0; from < size; ) {
    const left = size - from;
    const whole = left === 1 ? 1 : Number.isInteger(Math.log2(left)) ? left : cutOf(left);
    peaks.push(nodeAt(Math.log2(whole), from / whole));
    from += whole;
  }
  return peaks;
};

/** From a leaf to the root of the first `size` leaves. */
export const inclusionPath = (
  nodeAt: NodeAt,
  index: number,
  size: number,
): ReadonlyArray<Buffer> => {
  const path: Array<Buffer> = [];
  let [from, to] = [0, size];
  while (to - from > 1) {
    const cut = from + cutOf(to - from);
    if (index < cut) {
      path.push(rangeRoot(nodeAt, cut, to));
      to = cut;
    } else {
      path.push(rangeRoot(nodeAt, from, cut));
      from = cut;
    }
  }
  return path.reverse();
};

/** The root that a path leads to; null where it is no path of that leaf in a tree of that size. */
export const rootByPath = (
  leaf: Buffer,
  index: number,
  size: number,
  path: ReadonlyArray<Uint8Array>,
): Buffer | null => {
  if (!(index >= 0 && index < size)) return null;
  let [node, at, last] = [leaf, index, size - 1];
  for (const step of path) {
    if (last === 0) return null;
    if (at % 2 === 1 || at === last) {
      node = nodeOf(step, node);
      while (at % 2 === 0 && at !== 0) {
        at /= 2;
        last = Math.floor(last / 2);
      }
    } else node = nodeOf(node, step);
    at = Math.floor(at / 2);
    last = Math.floor(last / 2);
  }
  return last === 0 ? node : null;
};
