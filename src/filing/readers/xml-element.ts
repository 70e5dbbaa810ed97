/** An XML document as a light tree, and how parsers build it. */

export interface XmlElement {
  readonly name: string;
  /** Own text, blank runs between children left out; of a `footnote`, all text inside it. */
  text: string;
  readonly children: ReadonlyArray<XmlElement>;
  /** The ids of its `footnoteId` children, in order. */
  readonly footnoteIds: ReadonlyArray<string>;
  /** Null where it has none. */
  readonly attributes: Readonly<Record<string, string>> | null;
  /** Line of its start tag, from 1. */
  readonly line: number;
}

/** Deepest nesting, and most elements, of a document that is read. */
export const depthMax = 32;
export const elementsMax = 250_000;

const none: ReadonlyArray<never> = [];

class MutableElement implements XmlElement {
  text = '';
  children: ReadonlyArray<XmlElement> = none;
  footnoteIds: ReadonlyArray<string> = none;
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>> | null;
  readonly line: number;

  constructor(name: string, attributes: Readonly<Record<string, string>> | null, line: number) {
    this.name = name;
    this.attributes = attributes;
    this.line = line;
  }

  adopt(child: XmlElement): void {
    if (this.children === none) this.children = [child];
    else (this.children as Array<XmlElement>).push(child);
  }

  refer(footnoteId: string): void {
    if (this.footnoteIds === none) this.footnoteIds = [footnoteId];
    else (this.footnoteIds as Array<string>).push(footnoteId);
  }
}

const isBlank = (text: string): boolean => {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > 32) return false;
  return true;
};

/** Attributes as they come: one may be called `__proto__`, so they are defined, not assigned. */
export const withAttribute = (
  attributes: Record<string, string> | null,
  name: string,
  value: string,
): Record<string, string> =>
  Object.defineProperty(attributes ?? {}, name, { value, enumerable: true });

/** Takes what a parser meets, in order; names of start and end tags are the parser's to match. */
export class TreeBuilder {
  readonly #holder: MutableElement;
  readonly #ancestors: Array<MutableElement> = [];
  #at: MutableElement;
  // Inside a footnote, markup is dropped and its text kept; inside a footnoteId, all is dropped.
  #inside: 'tree' | 'footnote' | 'reference' = 'tree';
  #depth = 0;
  #opaqueFrom = 0;
  #elements = 0;

  constructor(firstLine: number) {
    this.#holder = new MutableElement('', null, firstLine);
    this.#at = this.#holder;
  }

  /** Elements open, and elements met. */
  get depth(): number {
    return this.#depth;
  }

  get elements(): number {
    return this.#elements;
  }

  /** Whether blank runs of text count here. */
  get keepsBlanks(): boolean {
    return this.#inside === 'footnote';
  }

  get root(): XmlElement | undefined {
    return this.#holder.children[0];
  }

  open(name: string, attributes: Readonly<Record<string, string>> | null, line: number): void {
    this.#depth += 1;
    this.#elements += 1;
    if (this.#inside !== 'tree') return;
    const id = name === 'footnoteId' ? attributes?.['id'] : undefined;
    if (id !== undefined) {
      this.#at.refer(id);
      this.#inside = 'reference';
      this.#opaqueFrom = this.#depth;
      return;
    }
    const element = new MutableElement(name, attributes, line);
    this.#at.adopt(element);
    this.#ancestors.push(this.#at);
    this.#at = element;
    if (name === 'footnote') {
      this.#inside = 'footnote';
      this.#opaqueFrom = this.#depth;
    }
  }

  /** A run of text between two tags, entities put in. */
  text(value: string): void {
    if (this.#inside === 'reference' || (this.#inside === 'tree' && isBlank(value))) return;
    this.#at.text = this.#at.text === '' ? value : this.#at.text + value;
  }

  close(): void {
    this.#depth -= 1;
    if (this.#inside !== 'tree') {
      if (this.#depth >= this.#opaqueFrom) return;
      const wasReference = this.#inside === 'reference';
      this.#inside = 'tree';
      if (wasReference) return;
    }
    this.#at = this.#ancestors.pop() ?? this.#holder;
  }
}
