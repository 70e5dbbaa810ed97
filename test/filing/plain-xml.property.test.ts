/** The quick way through a plain document comes to the tree that the whole parser builds. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import * as E from 'fp-ts/lib/Either.js';
import { describe, expect, it } from 'vitest';
import { market } from '../../bench/market/market.js';
import { parsePlainXml } from '../../src/filing/readers/plain-xml.js';
import { parseAnyXml, parseXmlTree } from '../../src/filing/readers/xml-tree.js';

const fixtures = join(import.meta.dirname, '../fixtures/filings');
const xmlIn = (text: string): string => {
  const from = text.indexOf('<?xml');
  const to = text.indexOf('</XML>');
  return text.slice(from, to === -1 ? text.length : to).trim();
};
const documents: ReadonlyArray<string> = [
  ...readdirSync(fixtures)
    .map((name) => readFileSync(join(fixtures, name), 'utf8'))
    .filter((text) => text.includes('<?xml')),
  ...Array.from(market({ seed: 11, filings: 60 }), ({ text }) => text),
].map(xmlIn);

const expectSame = (text: string): boolean => {
  const plain = parsePlainXml(text, 3);
  if (plain === null) return false;
  expect(E.right(plain)).toEqual(parseAnyXml(text, 3));
  return true;
};

describe('a document as EDGAR writes it', () => {
  it('is read the quick way, to the same tree', () => {
    const plain = documents.filter(expectSame);
    expect(plain.length).toBeGreaterThan(documents.length / 2);
  });
});

/** What is dear to a parser. */
const pieces = [
  ...[
    '<',
    '>',
    '</',
    '/>',
    '&',
    ';',
    '&amp;',
    '&#65;',
    '&nbsp;',
    '&constructor;',
    ']]>',
    '<!--',
    '-->',
    '<![CDATA[',
  ],
  ...[
    '<?x y?>',
    '<!DOCTYPE a>',
    '"',
    "'",
    '=',
    ' ',
    '\t',
    '\n',
    '\r',
    '\r\n',
    '\u00a0',
    '\u0000',
    '\u0007',
    '\ud800',
  ],
  ...[
    '\ud83d\ude00',
    '\ufffe',
    '\ufeff',
    '\u2028',
    'é',
    '<a>',
    '</a>',
    '<a/>',
    '<a b="c">',
    " b='c'",
    ' b="c"',
    ' b="c" b="d"',
  ],
  ...[
    '<footnote id="F1">',
    '</footnote>',
    '<footnoteId id="F1"/>',
    '<footnoteId>',
    '<value>',
    '</value>',
    'x',
    '0',
    ':',
    '__proto__',
  ],
  ...[
    ' __proto__="a"',
    '<a\n>',
    '<a >',
    '</a >',
    '< a>',
    '<1>',
    '<a:b>',
    '<?xml version="1.0"?>',
    '<?xml version="1.1"?>',
    ' a = "b"',
  ],
];
const piece = fc.oneof(fc.constantFrom(...pieces), fc.string({ unit: 'binary', maxLength: 3 }));

describe('any text', () => {
  it('made of pieces of XML is read alike both ways, or left to the whole parser', () => {
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 25 }), (parts) => {
        expectSame(parts.join(''));
        expectSame(`<a>${parts.join('')}</a>`);
      }),
      { numRuns: 3_000 },
    );
  });

  it('that was a document and is damaged is read alike both ways', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...documents),
        fc.array(fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.nat({ max: 5 }), piece), {
          minLength: 1,
          maxLength: 3,
        }),
        (document, damages) => {
          let text = document;
          for (const [where, lost, put] of damages) {
            const at = Math.floor(where * text.length);
            text = text.slice(0, at) + put + text.slice(at + lost);
          }
          expectSame(text);
          const whole = parseAnyXml(text);
          // A DOCTYPE at the head is found, and told of, without parsing.
          if (!text.includes('<!DOCTYPE')) expect(parseXmlTree(text)).toEqual(whole);
        },
      ),
      { numRuns: 1_000 },
    );
  });
});
