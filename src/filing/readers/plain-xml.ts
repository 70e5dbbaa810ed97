/**
 * XML as EDGAR writes it, read in one pass: tags without spaces, at most one attribute, text, and
 * the five entities of XML. Whatever else XML may hold makes a document not plain, and so does
 * whatever is wrong with it: that is left to the parser that reads it all and says what is wrong
 * (`xml-tree.ts`). What is plain is read to the very same tree (decision 0035).
 */
import { depthMax, elementsMax, MutableElement, type XmlElement } from './xml-element.js';

const lineFeed = 0x0a;
const tab = 0x09;
const blank = 0x20;
const quote = 0x22;
const ampersand = 0x26;
const slash = 0x2f;
const less = 0x3c;
const equals = 0x3d;
const greater = 0x3e;
const closingBracket = 0x5d;
/** From here on a code unit may be half a character, or none. */
const surrogates = 0xd800;

const declaration = /^<\?xml version="1\.0"(?: encoding="[Uu][Tt][Ff]-8")?\?>/;

const nameStart = 1;
const namePart = 2;
/** Of names in ASCII; a colon may be a namespace's. */
const inNames = new Uint8Array(128);
for (const c of 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz')
  inNames[c.charCodeAt(0)] = nameStart | namePart;
for (const c of '0123456789-._') inNames[c.charCodeAt(0)] = namePart;

const isOf = (code: number, kind: number): boolean =>
  code < 128 && ((inNames[code] as number) & kind) !== 0;

const nameLengthMax = 64;

/** Names met last: a form has a few dozen, and comparing one takes less than copying it. */
const namesKept = 1_024;
const names: Array<string> = new Array(namesKept).fill('');

/** A name of its own, that does not keep the document that it is cut out of. */
const copied = (name: string): string => Buffer.from(name, 'latin1').toString('latin1');

const entities: ReadonlyArray<readonly [name: string, character: string]> = [
  ['&amp;', '&'],
  ['&lt;', '<'],
  ['&gt;', '>'],
  ['&quot;', '"'],
  ['&apos;', "'"],
];

/** The text with its entities resolved; null where it has others. */
const resolved = (text: string): string | null => {
  let out = '';
  let from = 0;
  for (let at = text.indexOf('&'); at !== -1; at = text.indexOf('&', from)) {
    const entity = entities.find(([name]) => text.startsWith(name, at));
    if (entity === undefined) return null;
    const [name, character] = entity;
    out += text.slice(from, at) + character;
    from = at + name.length;
  }
  return out + text.slice(from);
};

class PlainDocument {
  readonly #text: string;
  #at = 0;
  #line: number;
  #elements = 0;
  /** From the one that holds the root to the one that is open. */
  readonly #open: Array<MutableElement>;

  constructor(text: string, firstLine: number) {
    this.#text = text;
    this.#line = firstLine;
    this.#open = [new MutableElement('', null, firstLine)];
  }

  /** The root; null where the document is not plain. */
  root(): XmlElement | null {
    const text = this.#text;
    const [holder] = this.#open as [MutableElement];
    this.#at = declaration.exec(text)?.[0].length ?? 0;
    if (!this.#blanks()) return null;
    do {
      const isRead = text.charCodeAt(this.#at + 1) === slash ? this.#endTag() : this.#startTag();
      if (!isRead) return null;
    } while (this.#open.length > 1 && this.#textRun());
    if (this.#open.length > 1 || this.#blanks() || this.#at < text.length) return null;
    return holder.children[0] ?? null;
  }

  /** Outside the root: true where they end in a tag. */
  #blanks(): boolean {
    for (; ; this.#at += 1) {
      const code = this.#text.charCodeAt(this.#at);
      if (code === lineFeed) this.#line += 1;
      else if (code !== blank && code !== tab) return code === less;
    }
  }

  /** What stands before the next tag; false where that is not plain. */
  #textRun(): boolean {
    const text = this.#text;
    const from = this.#at;
    let at = from;
    let isBlank = true;
    let hasEntity = false;
    for (; ; at++) {
      const code = text.charCodeAt(at);
      if (code === less) break;
      if (code > blank && code < surrogates) {
        isBlank = false;
        if (code === ampersand) hasEntity = true;
        // Perhaps of `]]>`, which no text may hold.
        else if (code === greater && text.charCodeAt(at - 1) === closingBracket) return false;
      } else if (code === lineFeed) this.#line += 1;
      // The end, too, which is not a number.
      else if (code !== blank && code !== tab) return false;
    }
    this.#at = at;
    const element = this.#open[this.#open.length - 1] as MutableElement;
    if (isBlank && (at === from || element.name !== 'footnote')) return true;
    const run = text.slice(from, at);
    const said = hasEntity ? resolved(run) : run;
    if (said === null) return false;
    element.say(said);
    return true;
  }

  #endTag(): boolean {
    const { name } = this.#open[this.#open.length - 1] as MutableElement;
    const from = this.#at + 2;
    const end = from + name.length;
    if (!this.#text.startsWith(name, from) || this.#text.charCodeAt(end) !== greater) return false;
    this.#at = end + 1;
    // Nothing ends before the root has begun.
    return this.#open.length > 1 && this.#open.pop() !== undefined;
  }

  #startTag(): boolean {
    const text = this.#text;
    this.#at += 1;
    const name = this.#name();
    if (name === null) return false;
    let attributes: Record<string, string> | null = null;
    if (text.charCodeAt(this.#at) === blank) {
      this.#at += 1;
      const key = this.#name();
      const value = key === null ? null : this.#value();
      if (key === null || value === null) return false;
      attributes = { [key]: value };
    }
    const isEmpty = text.charCodeAt(this.#at) === slash;
    if (isEmpty) this.#at += 1;
    if (text.charCodeAt(this.#at) !== greater) return false;
    this.#at += 1;
    this.#elements += 1;
    if (this.#open.length > depthMax || this.#elements > elementsMax) return false;
    const parent = this.#open[this.#open.length - 1] as MutableElement;
    // Markup inside a footnote is dropped, and its text is kept.
    if (parent.name === 'footnote') return false;
    if (name === 'footnoteId' && attributes?.['id'] !== undefined) {
      parent.refer(attributes['id']);
      return isEmpty || this.#endsAtOnce(name);
    }
    const element = new MutableElement(name, attributes, this.#line);
    parent.adopt(element);
    if (!isEmpty) this.#open.push(element);
    return true;
  }

  #endsAtOnce(name: string): boolean {
    const tag = `</${name}>`;
    const ends = this.#text.startsWith(tag, this.#at);
    this.#at += tag.length;
    return ends;
  }

  #name(): string | null {
    const text = this.#text;
    const from = this.#at;
    let code = text.charCodeAt(from);
    if (!isOf(code, nameStart)) return null;
    let at = from;
    let key = 0;
    do {
      key = (Math.imul(key, 31) + code) | 0;
      at += 1;
      code = text.charCodeAt(at);
    } while (isOf(code, namePart));
    this.#at = at;
    const length = at - from;
    if (length > nameLengthMax) return null;
    const place = (key ^ (key >>> 10)) & (namesKept - 1);
    const kept = names[place] as string;
    if (kept.length === length && text.startsWith(kept, from)) return kept;
    const beside = names[place ^ 1] as string;
    if (beside.length === length && text.startsWith(beside, from)) return beside;
    const name = copied(text.slice(from, at));
    names[place ^ 1] = kept;
    names[place] = name;
    return name;
  }

  /** `="…"` without anything that would stand for something else. */
  #value(): string | null {
    const text = this.#text;
    if (text.charCodeAt(this.#at) !== equals || text.charCodeAt(this.#at + 1) !== quote)
      return null;
    const from = this.#at + 2;
    for (let at = from; ; at++) {
      const code = text.charCodeAt(at);
      if (code === quote) {
        this.#at = at + 1;
        return text.slice(from, at);
      }
      // The end, too, which is not a number.
      if (!(code >= blank && code < surrogates) || code === ampersand || code === less) return null;
    }
  }
}

/**
 * The root element; null where the document is not plain. Lines are counted from `firstLine`.
 * @param text of a length that may be read
 */
export const plainXmlTree = (text: string, firstLine: number): XmlElement | null =>
  new PlainDocument(text, firstLine).root();
