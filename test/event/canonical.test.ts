/** RFC 8785: one text for one JSON value, whoever writes it. */
import canonicalize from 'canonicalize';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson, sha256Hex } from '../../src/event/canonical.js';

const vectors: ReadonlyArray<readonly [string, unknown, string]> = [
  ['sorts keys', { b: 1, a: 2 }, '{"a":2,"b":1}'],
  ['sorts keys at every depth', { z: { y: [], x: {} } }, '{"z":{"x":{},"y":[]}}'],
  // U+FB33 is one unit, above both units of U+1F600: code points would order them otherwise.
  ['sorts by UTF-16 units', { '\ufb33': 1, '\u{1f600}': 2 }, '{"\u{1f600}":2,"\ufb33":1}'],
  ['keeps the order of lists', [3, 1, 2], '[3,1,2]'],
  ['writes whole numbers plainly', [1e3, 1.0, -0, 1e21], '[1000,1,0,1e+21]'],
  ['writes fractions as ECMAScript does', [0.1, 1e-7, 4.5], '[0.1,1e-7,4.5]'],
  ['writes literals', [true, false, null], '[true,false,null]'],
  ['escapes what must be', '"\\\b\f\n\r\t\u0001', '"\\"\\\\\\b\\f\\n\\r\\t\\u0001"'],
  ['escapes nothing else', 'é€/\u2028\u007f', '"é€/\u2028\u007f"'],
  ['leaves out what is undefined', { a: undefined, b: 1 }, '{"b":1}'],
  ['keeps a letter and its composition apart', ['\u00e9', 'e\u0301'], '["\u00e9","e\u0301"]'],
  ['writes the empty', [{}, [], ''], '[{},[],""]'],
];

describe('canonical JSON', () => {
  it.each(vectors)('%s', (_, value, text) => {
    expect(canonicalJson(value)).toBe(text);
  });

  it('refuses what is no JSON', () => {
    expect(() => canonicalJson(undefined)).toThrow();
    expect(() => canonicalJson(Number.NaN)).toThrow();
  });

  it('is what another implementation of RFC 8785 writes', () => {
    fc.assert(
      fc.property(fc.jsonValue({ noUnicodeString: false }), (value) => {
        expect(canonicalJson(value)).toBe(canonicalize(value));
      }),
      { numRuns: 2_000 },
    );
  });

  it('is digested as UTF-8', () => {
    expect(sha256Hex('')).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
    expect(sha256Hex('€')).toBe(sha256Hex(new Uint8Array([0xe2, 0x82, 0xac])));
  });
});
