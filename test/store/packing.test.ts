/** Texts are packed and come back as they were; what was never packed is no text. */
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pack, unpack } from '../../src/store/sqlite/packing.js';
import { phrases } from '../../src/store/sqlite/phrases.js';
import { times } from '../times.js';

const numRuns = 2_000 * times;
const textsBytesMax = 16 * 1024 * 1024;

/** Pieces as events have them, put together as no event has them. */
const piece = fc.oneof(
  fc.constantFrom(...phrases),
  fc.string({ unit: 'binary' }),
  fc.string({ unit: fc.constantFrom(...'0123456789.-:TZ') }),
  fc.string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: 60, maxLength: 68 }),
  fc
    .string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: 64, maxLength: 64 })
    .map((hex) => `"${hex}"`),
  fc.json(),
  fc.constantFrom('\u0000', '\u0001', '\u0005', '\u007f', 'é', '\ufffd', '\u2028', '😀', '"'),
);
const text = fc
  .tuple(fc.array(piece, { maxLength: 12 }), fc.array(fc.nat(11), { maxLength: 6 }))
  .map(([pieces, again]) => [...pieces, ...again.map((i) => pieces[i] ?? '')].join(''))
  // A half of a pair of code units is no text that a file keeps.
  .filter((one) => Buffer.from(one).toString() === one);

describe('a text', () => {
  it('comes back as it was packed, whatever stands in it', () => {
    fc.assert(
      fc.property(text, (one) => {
        expect(unpack(pack(one))).toBe(one);
      }),
      { numRuns },
    );
  });

  it.each([0, 1, 63, 64, 65, 255, 256, 300_000, 899_000])(
    'comes back with %i letters',
    (length) => {
      const mixed = '{"a":"é 2024-01-10T09:00:00.000Z"}'.repeat(Math.ceil(length / 34));
      for (const one of ['a'.repeat(length), '1'.repeat(length), '€'.repeat(length), mixed])
        expect(unpack(pack(one)) === one).toBe(true);
    },
  );

  it('is packed in one way, and into less', () => {
    const event =
      '{"accession":"0000000042-24-000002","acquiredDisposed":"D","coding":{"code":"S","equitySwap":false,"form":"4"},"insider":"0000000007","issuerId":"0000000042","kind":"transaction","ownership":"D","position":1,"price":"12.39","row":"0000000042-24-000002/I.1","security":"Common Stock","shares":"1288","sharesFollowing":"2498","table":"I","transactionDate":"2024-01-04"}';
    expect(pack(event)).toEqual(pack(event));
    expect(pack(event).length).toBeLessThan(event.length / 4);
  });
});

describe('bytes that were never packed', () => {
  it('are no text, or another one, and never more than fits', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        const one = unpack(bytes);
        expect(one === null || typeof one === 'string').toBe(true);
      }),
      { numRuns },
    );
  });

  it('are told from a text that was cut', () => {
    const packed = pack(`{"hash":"${'5a'.repeat(32)}","recordedAt":"2024-01-10T09:00:00.000Z"}`);
    const cut = Array.from({ length: packed.length }, (_, i) => unpack(packed.subarray(0, i)));
    expect(cut.filter((one) => one === unpack(packed))).toEqual([]);
  });

  it('do not fill the memory', () => {
    // Each four bytes stand for 255 of what stands before them.
    const bomb = Buffer.concat([
      Buffer.from('abcdefgh'),
      ...Array.from({ length: 200_000 }, () => Buffer.from([3, 8, 0, 255])),
    ]);
    expect(unpack(bomb)).toBeNull();
    expect(bomb.length * 64).toBeGreaterThan(textsBytesMax);
  });

  it.each([
    ['a digest that is cut', [1, 2, 3]],
    ['a number without an end', [2, 0x12, 0x34]],
    ['a number that goes on after its end', [2, 0xf1]],
    ['what stands before the beginning', [3, 1, 0, 6]],
    ['a letter as if it were none', [4, 0x41]],
    ['a phrase that there is not', [5, 255]],
    ['a byte that begins nothing', [6]],
    ['half a letter', [4, 0xc3]],
  ])('%s', (_, bytes) => {
    expect(unpack(Uint8Array.from(bytes))).toBeNull();
  });
});

it('phrases are those that files were written with', () => {
  // What is added goes to the end, with a version of the tables; what is here is never changed.
  const first = phrases.slice(0, 326);
  expect(first).toHaveLength(326);
  expect(createHash('sha256').update(JSON.stringify(first)).digest('hex')).toBe(
    'bd5abe199b36a000a16ee4f29cb0a7d3e1157787b662bb261566548968cab32a',
  );
  expect(new Set(phrases).size).toBe(phrases.length);
});
