/** What an import keeps in memory while it goes on: bounded, whatever the number of files. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { emptyHead, type Head, rememberedHeads } from '../../src/ledger/record/heads.js';
import { StreamTally } from '../../src/ledger/record/stream-tally.js';

const headWith = (filings: number): Head => {
  const head = emptyHead();
  for (let i = 0; i < filings; i++) head.filings.set(`filing ${i}`, BigInt(i));
  return head;
};

describe('the ends of streams that are remembered', () => {
  it('are bounded in streams and in filings, and the last used stay longest', () => {
    const heads = rememberedHeads({ heads: 3, filings: 10 });
    for (const stream of ['a', 'b', 'c']) heads.put(stream, headWith(1));
    heads.put('a', heads.take('a') ?? headWith(0));
    heads.put('d', headWith(2));
    expect(heads.take('b')).toBeUndefined();
    heads.put('e', headWith(9));
    expect(['a', 'c', 'd'].map((stream) => heads.take(stream))).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
    expect(heads.take('e')?.filings.size).toBe(9);
  });

  it('are handed over to one at a time', () => {
    const heads = rememberedHeads();
    heads.put('a', headWith(1));
    expect(heads.take('a')).toBeDefined();
    expect(heads.take('a')).toBeUndefined();
  });
});

describe('the streams that an import met', () => {
  it('are counted once each', () => {
    const stream = fc.oneof(
      fc.nat({ max: 3_000 }).map((n) => `insider-${String(n).padStart(10, '0')}`),
      fc
        .integer({ min: 0, max: 9_999_999_999 })
        .map((n) => `insider-${String(n).padStart(10, '0')}`),
      fc.constantFrom('insider-p-doe~acme', 'insider-p-roe~acme', 'issuer-0000000007', 'ledger'),
    );
    fc.assert(
      fc.property(fc.array(stream, { maxLength: 200 }), (streams) => {
        const tally = new StreamTally();
        for (const one of streams) tally.add(one);
        expect(tally.size).toBe(new Set(streams).size);
      }),
    );
  });
});
