/**
 * What is read as plain XML is read to the tree that the whole parser makes of it, and nothing is
 * that the whole parser refuses: over documents made of whatever XML is made of, in any order, and
 * over whole documents with something changed in them.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import * as E from 'fp-ts/lib/Either.js';
import { describe, expect, it } from 'vitest';
import { plainXmlTree } from '../../src/filing/readers/plain-xml.js';
import { parseAnyXml } from '../../src/filing/readers/xml-tree.js';
import { tried } from '../times.js';

const seed = 20_031;

const folders = ['../../samples/', '../fixtures/filings/'].map((f) => new URL(f, import.meta.url));
const documents = folders.flatMap((folder) =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.xml'))
    .map((name) => ({ name, text: readFileSync(new URL(name, folder), 'utf8') })),
);

/** Whether a text is plain; where it is, the tree has to be the same. */
const isPlain = (text: string, firstLine = 1): boolean => {
  const plain = plainXmlTree(text, firstLine);
  if (plain === null) return false;
  const whole = parseAnyXml(text, firstLine);
  if (E.isLeft(whole) || !isDeepStrictEqual(plain, whole.right))
    expect({ text, tree: plain }).toEqual({ text, tree: E.isLeft(whole) ? whole : whole.right });
  return true;
};

const openTags = ['<a>', '<value>', '<footnote>', '<footnote id="F1">', '<footnoteId id="F2">'];
const emptyTags = ['<a/>', '<footnoteId id="F1"/>', '<footnoteId/>', '<b id="x y">'];
const endTags = ['</a>', '</value>', '</footnote>', '</footnoteId>', '</b>'];
const texts = [
  '1',
  'x y',
  ' ',
  '\n',
  '\t',
  '&amp;',
  '&lt;&gt;',
  '&quot;&apos;',
  'é',
  '>',
  'A&amp;B',
];

const strange = [
  ...['<!-- c -->', '<![CDATA[x]]>', '<?pi x?>', '<!DOCTYPE a>', '<?xml version="1.0"?>'],
  ...['&#65;', '&nbsp;', '&constructor;', '&', '&amp', '&;', ']]>', ']', '<', '</', '/>', '"'],
  ...[
    '\r',
    '\r\n',
    '\0',
    '\u0001',
    '\u007f',
    '\u0085',
    '\u2028',
    '\ufeff',
    '\ufffe',
    '\ud800',
    '😀',
  ],
  ...['<a >', '<a\n>', '<a id=""/>', "<a id='1'>", '<a id="1" b="2">', '<a id="1" id="1">'],
  ...['<a id = "1">', '<a id="&amp;">', '<a id="<">', '<a id="1"/ >', '<a id="\t">', '<a id>'],
  ...['<x:a>', '<a x:b="1">', '<a __proto__="1">', '<__proto__>', '<a b="é">', '<é>', '<1>'],
  ...[
    '</a >',
    '< a>',
    '</>',
    '<>',
    '<footnote xmlns="u">',
    '<footnoteId id=""/>',
    '<-a>',
    '<a.b-c_1>',
  ],
];

const declarations = [
  ...[
    '',
    '<?xml version="1.0"?>',
    '<?xml version="1.0"?>\n',
    '<?xml version="1.0" encoding="utf-8"?>',
  ],
  ...[
    '<?xml version="1.1"?>',
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>',
    '<?XML version="1.0"?>',
  ],
  ...['<?xml version="1.0" ?>', "<?xml version='1.0'?>", '<?xml encoding="UTF-8"?>', '\ufeff'],
];

/** Elements within elements, as documents are; any pieces in between now and then. */
const trees = (odd: number) =>
  fc.letrec<{ node: string; element: string }>((tie) => ({
    node: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      { weight: 6, arbitrary: fc.constantFrom(...texts) },
      { weight: 2, arbitrary: fc.constantFrom('<a/>', '<footnoteId id="F1"/>', '<footnoteId/>') },
      { weight: odd, arbitrary: fc.constantFrom(...strange) },
      { weight: 8, arbitrary: tie('element') },
    ),
    element: fc
      .tuple(
        fc.constantFrom(...openTags, '<b id="x y">', '<value>', '<value>'),
        fc.array(tie('node'), { maxLength: 5 }),
      )
      .map(([tag, within]) => `${tag}${within.join('')}</${/^<([\w]+)/.exec(tag)?.[1]}>`),
  })).element;

const pieces = fc
  .array(fc.constantFrom(...openTags, ...emptyTags, ...endTags, ...texts, ...strange), {
    maxLength: 12,
  })
  .map((all) => all.join(''));

const around = fc.constantFrom(
  '',
  '',
  '',
  '\n',
  ' \n\t',
  'x',
  '<a/>',
  '<!-- c -->',
  '\r\n',
  '&amp;',
);

describe('plain XML', () => {
  it('is what EDGAR and the samples have', () => {
    for (const { name, text } of documents)
      if (name.startsWith('larkspur') || name.startsWith('tidewater'))
        expect([name, isPlain(text.trim(), 7)]).toEqual([name, true]);
  });

  it('is read to the very same tree, whatever elements are made of', () => {
    let plain = 0;
    fc.assert(
      fc.property(
        fc.oneof(fc.constantFrom('', '<?xml version="1.0"?>\n'), fc.constantFrom(...declarations)),
        fc.oneof(
          { weight: 4, arbitrary: trees(0) },
          { weight: 4, arbitrary: trees(1) },
          { weight: 1, arbitrary: pieces },
        ),
        around,
        (declaration, element, after) => {
          if (isPlain(declaration + element + after, 3)) plain += 1;
        },
      ),
      { seed, ...tried(20_000) },
    );
    expect(plain).toBeGreaterThan(2_000);
  });

  it('is read to the very same tree, whatever is changed in a document', () => {
    const place = fc.noBias(fc.nat(999_999));
    const put = fc.oneof(
      { weight: 4, arbitrary: fc.constantFrom('', '<a>1</a>', '<a/>', ...texts) },
      { weight: 1, arbitrary: fc.constantFrom(...openTags, ...emptyTags, ...endTags, ...strange) },
    );
    const removed = fc.oneof(
      { weight: 3, arbitrary: fc.constant(0) },
      { weight: 1, arbitrary: fc.nat(12) },
    );
    let plain = 0;
    fc.assert(
      fc.property(
        fc.constantFrom(...documents),
        fc.array(fc.tuple(place, removed, put), { minLength: 1, maxLength: 2 }),
        ({ text }, changes) => {
          let changed = text.trim();
          for (const [where, length, by] of changes) {
            const from = Math.floor((where / 1_000_000) * changed.length);
            changed = changed.slice(0, from) + by + changed.slice(from + length);
          }
          if (isPlain(changed)) plain += 1;
        },
      ),
      { seed, ...tried(20_000) },
    );
    expect(plain).toBeGreaterThan(2_000);
  });

  it('ends where a document is too deep', () => {
    const nested = (depth: number): string => '<a>'.repeat(depth) + '</a>'.repeat(depth);
    expect(isPlain(nested(32))).toBe(true);
    expect(isPlain(nested(33))).toBe(false);
  });

  it('keeps no name longer than a name is', () => {
    expect(isPlain(`<${'a'.repeat(64)}/>`)).toBe(true);
    expect(isPlain(`<${'a'.repeat(65)}/>`)).toBe(false);
  });
});
