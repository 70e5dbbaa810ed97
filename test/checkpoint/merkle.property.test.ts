/** The tree as RFC 6962 defines it, written down once more and slowly, against the one that grows. */
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  emptyRoot,
  Frontier,
  hashesOf,
  inclusionPath,
  leafOf,
  type NodeAt,
  peaksAt,
  placeOfNode,
  rootAt,
  rootByPath,
} from '../../src/event/merkle.js';

const sha = (...parts: ReadonlyArray<Uint8Array>): Buffer =>
  createHash('sha256').update(Buffer.concat(parts)).digest();
const hexOf = (n: number): string => createHash('sha256').update(`event ${n}`).digest('hex');

/** MTH of section 2.1. */
const naiveRoot = (hashes: ReadonlyArray<string>): Buffer => {
  if (hashes.length === 0) return sha();
  if (hashes.length === 1) return sha(Buffer.of(0), Buffer.from(hashes[0] ?? '', 'hex'));
  let k = 1;
  while (k * 2 < hashes.length) k *= 2;
  return sha(Buffer.of(1), naiveRoot(hashes.slice(0, k)), naiveRoot(hashes.slice(k)));
};

/** PATH of section 2.1.1. */
const naivePath = (hashes: ReadonlyArray<string>, m: number): ReadonlyArray<Buffer> => {
  if (hashes.length <= 1) return [];
  let k = 1;
  while (k * 2 < hashes.length) k *= 2;
  const [left, right] = [hashes.slice(0, k), hashes.slice(k)];
  return m < k
    ? [...naivePath(left, m), naiveRoot(right)]
    : [...naivePath(right, m - k), naiveRoot(left)];
};

const grown = (hashes: ReadonlyArray<string>) => {
  const frontier = new Frontier();
  const made: Array<Buffer> = [];
  for (const hash of hashes) made.push(...frontier.take(leafOf(hash)));
  const nodeAt: NodeAt = (level, index) => made[placeOfNode(level, index)] as Buffer;
  return { frontier, made, nodeAt };
};

const sizes = fc.integer({ min: 0, max: 300 });
const hashesFor = (size: number) => Array.from({ length: size }, (_, n) => hexOf(n));

describe('the Merkle tree', () => {
  it('has the root that the definition gives, at every size on the way', () => {
    const all = hashesFor(130);
    const { nodeAt, made } = grown(all);
    for (let size = 0; size <= all.length; size += 1) {
      const expected = naiveRoot(all.slice(0, size));
      expect(rootAt(nodeAt, size).equals(expected)).toBe(true);
      expect(grown(all.slice(0, size)).frontier.root().equals(expected)).toBe(true);
      expect(new Frontier(size, peaksAt(nodeAt, size)).root().equals(expected)).toBe(true);
    }
    expect(made.length).toBe(hashesOf(all.length));
    expect(emptyRoot.toString('hex')).toBe(
      'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
    );
  });

  it('goes on from its peaks as if it had never stopped', () => {
    fc.assert(
      fc.property(sizes, sizes, (first, more) => {
        const all = hashesFor(first + more);
        const { nodeAt } = grown(all.slice(0, first));
        const again = new Frontier(first, peaksAt(nodeAt, first));
        for (const hash of all.slice(first)) again.take(leafOf(hash));
        expect(again.size).toBe(all.length);
        expect(again.root().equals(naiveRoot(all))).toBe(true);
      }),
      { numRuns: 30 },
    );
  });

  it('proves each leaf by the path that the definition gives, in every smaller tree as well', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 200 }), fc.nat(), fc.nat(), (total, a, b) => {
        const all = hashesFor(total);
        const { nodeAt } = grown(all);
        const size = 1 + (a % total);
        const index = b % size;
        const path = inclusionPath(nodeAt, index, size);
        expect(path).toEqual(naivePath(all.slice(0, size), index));
        const root = rootByPath(leafOf(hexOf(index)), index, size, path);
        expect(root?.equals(naiveRoot(all.slice(0, size)))).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  it('leads nowhere by a path of another leaf, place, size or with a step changed, more or less', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 200 }), fc.nat(), fc.nat(), (size, a, b) => {
        const { nodeAt, frontier } = grown(hashesFor(size));
        const index = a % size;
        const path = inclusionPath(nodeAt, index, size);
        const leaf = leafOf(hexOf(index));
        const leads = (...given: Parameters<typeof rootByPath>) =>
          rootByPath(...given)?.equals(frontier.root()) === true;
        expect(leads(leaf, index, size, path)).toBe(true);
        const bit = b % (path.length * 256);
        const changed = path.map((step, at) => {
          const copy = Buffer.from(step);
          if (at === Math.floor(bit / 256))
            copy[(bit % 256) >> 3] = (copy[(bit % 256) >> 3] ?? 0) ^ (1 << (bit & 7));
          return copy;
        });
        expect(leads(leaf, index, size, changed)).toBe(false);
        expect(leads(leaf, (index + 1) % size, size, path)).toBe(false);
        expect(leads(leafOf(hexOf(size)), index, size, path)).toBe(false);
        expect(leads(leaf, index, size, path.slice(1))).toBe(false);
        expect(leads(leaf, index, size, [...path, leaf])).toBe(false);
        expect(leads(leaf, size, size, path)).toBe(false);
        expect(leads(leaf, -1, size, path)).toBe(false);
      }),
      { numRuns: 300 },
    );
  });
});
