/**
 * The XML that EDGAR writes, read in one pass: elements, attributes in double quotes, text with
 * the five entities. Whatever else there is, or is wrong, is left to a whole parser, which comes
 * to the same tree (`test/filing/plain-xml.property.test.ts`) in four times the time.
 */
import {
  depthMax,
  elementsMax,
  TreeBuilder,
  withAttribute,
  type XmlElement,
} from './xml-element.js';

const declaration =
  /^<\?xml version="1\.0"(?: encoding="[A-Za-z][A-Za-z0-9._-]*")?(?: standalone="(?:yes|no)")? ?\?>/;

const code = {
  tab: 9,
  newline: 10,
  space: 32,
  ampersand: 38,
  slash: 47,
  less: 60,
  greater: 62,
  /** The last before the surrogates. */
  last: 0xd7ff,
} as const;

const isLetter = (c: number): boolean => (c >= 97 && c <= 122) || (c >= 65 && c <= 90) || c === 95;
/** Digits, hyphen and full stop besides. */
const isNameCharacter = (c: number): boolean =>
  isLetter(c) || (c >= 48 && c <= 57) || c === 45 || c === 46;

/** Where the name that begins at a place ends; the place itself where none does. */
const nameEnd = (text: string, from: number): number => {
  if (!isLetter(text.charCodeAt(from))) return from;
  let at = from + 1;
  while (isNameCharacter(text.charCodeAt(at))) at += 1;
  return at;
};

/** Its value holds no quote, ampersand, `<`, control character or surrogate. */
const attribute = / +([A-Za-z_][A-Za-z0-9_.-]*)="([ !#-%'-;=-\ud7ff]*)"/y;

const entities: Readonly<Record<string, string>> = {
  '&amp;': '&',
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&apos;': "'",
};

/** Null where it holds an entity that is not of the five. */
const withEntities = (text: string): string | null => {
  let isPlain = true;
  const put = text.replace(/&[^;&]*;?/g, (entity) => {
    const value = Object.hasOwn(entities, entity) ? entities[entity] : undefined;
    if (value === undefined) isPlain = false;
    return value ?? '';
  });
  return isPlain ? put : null;
};

class PlainParser {
  readonly #text: string;
  readonly #tree: TreeBuilder;
  readonly #names: Array<string> = [];
  #at = 0;
  #line: number;

  constructor(text: string, from: number, firstLine: number) {
    this.#text = text;
    this.#at = from;
    this.#line = firstLine;
    this.#tree = new TreeBuilder(firstLine);
  }

  /** The root, or null where the document is not plain. */
  parse(): XmlElement | null {
    const text = this.#text;
    do {
      if (!this.#run() || this.#at >= text.length) return null;
      const isEnd = text.charCodeAt(this.#at + 1) === code.slash;
      if (!(isEnd ? this.#endTag() : this.#startTag())) return null;
    } while (this.#names.length > 0);
    // Nothing but blanks may follow.
    const last = this.#at;
    return this.#run() && this.#at >= text.length && text.slice(last).trim() === ''
      ? (this.#tree.root ?? null)
      : null;
  }

  /** Text up to the next tag. False where it holds what is not plain. */
  #run(): boolean {
    const text = this.#text;
    const from = this.#at;
    let at = from;
    let isBlank = true;
    let hasEntity = false;
    for (; at < text.length; at++) {
      const c = text.charCodeAt(at);
      if (c === code.less) break;
      if (c > code.space) {
        isBlank = false;
        if (c === code.ampersand) hasEntity = true;
        else if (c > code.last) return false;
      } else if (c === code.newline) this.#line += 1;
      else if (c !== code.space && c !== code.tab) return false;
    }
    this.#at = at;
    if (at === from || (isBlank && !this.#tree.keepsBlanks)) return true;
    if (this.#names.length === 0) return false;
    const run = text.slice(from, at);
    const value = hasEntity ? withEntities(run) : run;
    if (value === null) return false;
    this.#tree.text(value);
    return true;
  }

  #endTag(): boolean {
    const name = this.#names.pop();
    if (name === undefined) return false;
    const from = this.#at + 2;
    const end = from + name.length;
    if (!this.#text.startsWith(name, from) || this.#text.charCodeAt(end) !== code.greater)
      return false;
    this.#tree.close();
    this.#at = end + 1;
    return true;
  }

  #startTag(): boolean {
    const text = this.#text;
    const from = this.#at + 1;
    let at = nameEnd(text, from);
    if (at === from) return false;
    const name = text.slice(from, at);
    let attributes: Record<string, string> | null = null;
    if (text.charCodeAt(at) === code.space) {
      attribute.lastIndex = at;
      for (let found = attribute.exec(text); found !== null; found = attribute.exec(text)) {
        const [, key = '', value = ''] = found;
        if (attributes !== null && Object.hasOwn(attributes, key)) return false;
        attributes = withAttribute(attributes, key, value);
        at = attribute.lastIndex;
      }
      while (text.charCodeAt(at) === code.space) at += 1;
    }
    const isEmpty = text.charCodeAt(at) === code.slash;
    if (isEmpty) at += 1;
    if (text.charCodeAt(at) !== code.greater) return false;
    this.#at = at + 1;
    this.#tree.open(name, attributes, this.#line);
    if (this.#tree.depth > depthMax || this.#tree.elements > elementsMax) return false;
    if (isEmpty) this.#tree.close();
    else this.#names.push(name);
    return true;
  }
}

/** The root element; null where the document is not as plain as that, or broken. */
export const parsePlainXml = (text: string, firstLine = 1): XmlElement | null => {
  const declared = declaration.exec(text)?.[0].length ?? 0;
  // In text, `]]>` is an error that only a whole parser can place.
  return text.includes(']]>') ? null : new PlainParser(text, declared, firstLine).parse();
};
