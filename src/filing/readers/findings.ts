/** What a reader collects on its way through a document, and how it gives up. */
import { footnotesPerFieldMax } from '../codec.js';
import { type Passage, passageLengthMax, passagePathLengthMax, passagesMax } from '../model.js';
import {
  type ReadProblem,
  type ReadProblemCode,
  type ReadWarning,
  readProblem,
} from '../problem.js';
import type { XmlElement } from './xml-element.js';

const warningsMax = 500;

/** Thrown inside a reader to leave it; each reader turns it into a Left at its border. */
export class Rejected extends Error {
  readonly problem: ReadProblem;
  constructor(problem: ReadProblem) {
    super(problem.message);
    this.problem = problem;
  }
}

export class Findings {
  readonly warnings: Array<ReadWarning> = [];
  readonly unknown: Array<Passage> = [];
  readonly asFiled: Array<Passage> = [];

  warn(code: string, message: string): void {
    if (this.warnings.length < warningsMax) this.warnings.push({ code, message });
    else if (this.warnings.length === warningsMax)
      this.warnings.push({
        code: 'MORE_WARNINGS',
        message: `more than ${warningsMax} warnings; the rest is left out`,
      });
  }

  reject(code: ReadProblemCode, message: string, at: string, line: number | null = null): never {
    throw new Rejected(readProblem(code, message, { at, line }));
  }

  /** The text, if no longer than its box may hold. */
  limited(text: string, lengthMax: number, at: string, line: number | null = null): string {
    return text.length <= lengthMax
      ? text
      : this.reject(
          'LIMIT_EXCEEDED',
          `${at} holds ${text.length} characters, more than the ${lengthMax} allowed. EDGAR takes fewer: look for damage in the source.`,
          at,
          line,
        );
  }

  tooManyFootnotes(count: number, at: string): never {
    return this.reject(
      'LIMIT_EXCEEDED',
      `${at} has ${count} footnotes, more than the ${footnotesPerFieldMax} allowed. EDGAR takes no more than 99 in a whole form: look for damage in the source.`,
      at,
    );
  }

  private keep(into: Array<Passage>, path: string, text: string): void {
    if (into.length >= passagesMax)
      this.reject(
        'LIMIT_EXCEEDED',
        `more than ${passagesMax} passages have no box in the form; is this a Section 16 filing?`,
        path,
      );
    into.push({
      path: path.slice(0, passagePathLengthMax),
      text: this.limited(text, passageLengthMax, path),
    });
  }

  /** A header text that was normalised, as filed. */
  keepAsFiled(path: string, text: string): void {
    this.keep(this.asFiled, path, text);
  }

  /** A text that is not of its box's kind: the box stays empty and the text is kept. */
  invalid(path: string, text: string, expected: string): void {
    this.keep(this.asFiled, path, text);
    this.warnInvalid(path, text, expected);
  }

  warnInvalid(path: string, text: string, expected: string): void {
    this.warn(
      'INVALID_VALUE',
      `${path}: expected ${expected}, got ${quoted(text)}; kept as raw text`,
    );
  }

  keepUnknown(path: string, text: string): void {
    this.keep(this.unknown, path, text);
  }

  /** An element without a box: its texts and attributes are kept, one warning says so. */
  unknownElement(parent: string, element: XmlElement): void {
    const path = parent === '' ? element.name : `${parent}.${element.name}`;
    this.warn('UNKNOWN_ELEMENT', `line ${element.line}: ${path} has no box here; kept as text`);
    this.keepWhole(path, element);
  }

  private keepWhole(path: string, element: XmlElement): void {
    const text = element.text.trim();
    if (text !== '' || element.children.length === 0) this.keepUnknown(path, text);
    for (const id of element.footnoteIds) this.keepUnknown(`${path}.footnoteId`, id);
    this.keepAttributes(path, element);
    for (const child of element.children) this.keepWhole(`${path}.${child.name}`, child);
  }

  private keepAttributes(path: string, element: XmlElement): void {
    if (element.attributes === null) return;
    for (const [name, value] of Object.entries(element.attributes))
      this.keepUnknown(`${path}@${name}`, value);
  }

  /** The children of an element that has boxes only; a box that comes twice is kept as unknown. */
  boxesOf(element: XmlElement, path: string): ReadonlyArray<XmlElement> {
    this.strayParts(path, element);
    const { children } = element;
    const seen = new Set<string>();
    for (const child of children) seen.add(child.name);
    if (seen.size === children.length) return children;
    seen.clear();
    return children.filter((child) => {
      const first = !seen.has(child.name);
      if (first) seen.add(child.name);
      else this.unknownElement(path, child);
      return first;
    });
  }

  /** Attributes and loose text of an element that should have none. */
  strayParts(path: string, element: XmlElement): void {
    if (element.attributes !== null) {
      this.warn('UNKNOWN_ATTRIBUTE', `line ${element.line}: ${path} has attributes; kept as text`);
      this.keepAttributes(path, element);
    }
    if (element.text !== '') {
      this.warn('LOOSE_TEXT', `line ${element.line}: ${path} has text outside its boxes; kept`);
      this.keepUnknown(path, element.text.trim());
    }
    for (const id of element.footnoteIds) {
      this.warn('LOOSE_FOOTNOTE', `line ${element.line}: ${path} refers to ${quoted(id)} itself`);
      this.keepUnknown(`${path}.footnoteId`, id);
    }
  }
}

const quotedLengthMax = 60;

/** A text from a file, short enough for a message and on one line. */
export const quoted = (text: string): string => {
  const short = text.length > quotedLengthMax ? `${text.slice(0, quotedLengthMax)}…` : text;
  return `"${short.replace(/\s+/g, ' ')}"`;
};
