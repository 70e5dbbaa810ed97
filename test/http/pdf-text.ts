/**
 * The text of a PDF as Chromium prints one: streams that are deflated, and fonts each with a table
 * from its glyphs to characters. No reader of PDF in general.
 */
import { inflateSync } from 'node:zlib';

interface PdfObject {
  readonly head: string;
  readonly stream: string | null;
}

const objectsIn = (file: Buffer): ReadonlyMap<string, PdfObject> => {
  const all = file.toString('latin1');
  const found = new Map<string, PdfObject>();
  for (const { index, 1: number = '' } of all.matchAll(/(?:^|\n)(\d+) 0 obj\b/g)) {
    const end = all.indexOf('endobj', index);
    const begin = all.indexOf('stream\n', index);
    if (begin < 0 || begin > end) {
      found.set(number, { head: all.slice(index, end), stream: null });
      continue;
    }
    const head = all.slice(index, begin);
    const length = Number(/\/Length (\d+)/.exec(head)?.[1]);
    const bytes = file.subarray(begin + 7, begin + 7 + length);
    const isDeflated = head.includes('/FlateDecode');
    const stream = (isDeflated ? inflateSync(bytes) : bytes).toString('latin1');
    found.set(number, { head, stream });
  }
  return found;
};

const character = (hex: string): string => Buffer.from(hex, 'hex').swap16().toString('utf16le');

/** From a glyph to what it says. */
const glyphsIn = (map: string): ReadonlyMap<number, string> => {
  const found = new Map<number, string>();
  for (const [, lines = ''] of map.matchAll(/beginbfchar\n(.*?)endbfchar/gs))
    for (const [, glyph = '', says = ''] of lines.matchAll(/<(\w+)> <(\w+)>/g))
      found.set(Number.parseInt(glyph, 16), character(says));
  for (const [, lines = ''] of map.matchAll(/beginbfrange\n(.*?)endbfrange/gs))
    for (const [, first = '', last = '', says = ''] of lines.matchAll(/<(\w+)> <(\w+)> <(\w+)>/g)) {
      const [from, to, begin] = [first, last, says].map((hex) => Number.parseInt(hex, 16));
      if (from === undefined || to === undefined || begin === undefined) continue;
      for (let glyph = from; glyph <= to; glyph++)
        found.set(glyph, String.fromCharCode(begin + glyph - from));
    }
  return found;
};

/** All that is written on its pages, without the blanks, which layout may put anywhere. */
export const pdfText = (file: Buffer): string => {
  const objects = objectsIn(file);
  const glyphs = (font: string): ReadonlyMap<number, string> => {
    const map = /\/ToUnicode (\d+) 0 R/.exec(objects.get(font)?.head ?? '')?.[1] ?? '';
    return glyphsIn(objects.get(map)?.stream ?? '');
  };
  const isWide = (font: string): boolean =>
    objects.get(font)?.head.includes('/Identity-H') ?? false;
  let text = '';
  for (const { stream } of objects.values()) {
    if (stream === null || !/\bBT\b/.test(stream)) continue;
    let map: ReadonlyMap<number, string> = new Map();
    let digits = 4;
    for (const [, font, hex] of stream.matchAll(/\/F(\d+) [\d.]+ Tf|<([0-9A-Fa-f]+)>/g)) {
      if (font !== undefined) {
        map = glyphs(font);
        digits = isWide(font) ? 4 : 2;
      } else
        for (const glyph of hex?.match(new RegExp(`.{${digits}}`, 'g')) ?? [])
          text += map.get(Number.parseInt(glyph, 16)) ?? '';
    }
  }
  return text.normalize('NFKC').replace(/\s+/g, '');
};
