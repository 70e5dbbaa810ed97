/** What a document's XML is read as: names, own text, children, footnote references. */

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

export const depthMax = 32;
export const elementsMax = 250_000;

const none: ReadonlyArray<never> = [];

export class MutableElement implements XmlElement {
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

  /** A run of text between tags. */
  say(run: string): void {
    this.text = this.text === '' ? run : this.text + run;
  }
}
