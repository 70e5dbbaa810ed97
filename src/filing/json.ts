/**
 * JSON read strictly: of what `JSON.parse` lets pass, a key that an object has twice (the last
 * would win unsaid), nesting deeper than any filing's (which ends whoever walks it) and half a
 * surrogate pair (which no store keeps) are refused, each with its place.
 */
import * as E from 'fp-ts/lib/Either.js';

/** Deeper than any filing. */
export const jsonDepthMax = 100;

export interface JsonFault {
  readonly kind: 'syntax' | 'depth' | 'twice' | 'text';
  /** What is wrong, and where. */
  readonly message: string;
  /** From 1. */
  readonly line: number | null;
  /** The member: `owners.0.cik`. */
  readonly at: string | null;
}

interface Place {
  readonly line: number;
  readonly column: number;
}

const placeOf = (text: string, at: number): Place => {
  let line = 1;
  let start = 0;
  for (let end = text.indexOf('\n'); end !== -1 && end < at; end = text.indexOf('\n', start)) {
    line += 1;
    start = end + 1;
  }
  return { line, column: at - start + 1 };
};

const halfPair = /[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/;

/** An object or a list that is open: where it is in it. */
interface Open {
  /** Null of a list. */
  readonly keys: Set<string> | null;
  at: string | number;
}

/** The end of the string that begins at a quote: the place of its closing quote. */
const endOfString = (text: string, from: number): number => {
  let end = text.indexOf('"', from + 1);
  for (;;) {
    let slashes = 0;
    while (text.charCodeAt(end - 1 - slashes) === 92) slashes += 1;
    if (slashes % 2 === 0) return end;
    end = text.indexOf('"', end + 1);
  }
};

const shownLengthMax = 60;

const quoted = (text: string): string =>
  JSON.stringify(text.length > shownLengthMax ? `${text.slice(0, shownLengthMax)}…` : text);

/** A way through a text that is JSON, which stops at the first thing that it should not hold. */
class Walk {
  readonly #open: Array<Open> = [];
  readonly #text: string;
  #isKey = false;
  fault: JsonFault | null = null;

  constructor(text: string) {
    this.#text = text;
  }

  #refuse(kind: JsonFault['kind'], at: number, message: string): void {
    const { line, column } = placeOf(this.#text, at);
    const path = this.#open.map((open) => open.at).join('.');
    this.fault = {
      kind,
      message: `line ${line}, character ${column}: ${message}`,
      line,
      at: path === '' ? null : path,
    };
  }

  /** A string, from its quote on; where it ends. */
  string(from: number): number {
    const text = this.#text;
    const end = endOfString(text, from);
    const raw = text.slice(from + 1, end);
    const value = raw.includes('\\') ? (JSON.parse(text.slice(from, end + 1)) as string) : raw;
    if (this.#isKey) this.#key(from, value);
    if (value !== raw && halfPair.test(value))
      this.#refuse('text', from, `${quoted(value)} holds half a surrogate pair, which is no text.`);
    return end;
  }

  #key(from: number, value: string): void {
    this.#isKey = false;
    const within = this.#open[this.#open.length - 1];
    if (within === undefined || within.keys === null) return;
    within.at = value;
    if (within.keys.has(value))
      this.#refuse('twice', from, `the key ${quoted(value)} stands twice in one object.`);
    within.keys.add(value);
  }

  opened(at: number, isObject: boolean): void {
    if (this.#open.length === jsonDepthMax)
      this.#refuse(
        'depth',
        at,
        `more than ${jsonDepthMax} values stand inside each other; a filing has fewer than ten.`,
      );
    this.#open.push(isObject ? { keys: new Set(), at: '' } : { keys: null, at: 0 });
    this.#isKey = isObject;
  }

  closed(): void {
    this.#open.pop();
    this.#isKey = false;
  }

  comma(): void {
    const within = this.#open[this.#open.length - 1];
    if (within !== undefined && typeof within.at === 'number') within.at += 1;
    this.#isKey = within !== undefined && within.keys !== null;
  }
}

const [quote, comma, openList, closeList, openObject, closeObject] = [34, 44, 91, 93, 123, 125];

/** What a text that is JSON holds and should not; null where it holds nothing of it. */
const faultIn = (text: string): JsonFault | null => {
  const walk = new Walk(text);
  for (let i = 0; i < text.length && walk.fault === null; i++) {
    const code = text.charCodeAt(i);
    if (code === quote) i = walk.string(i);
    else if (code === openObject || code === openList) walk.opened(i, code === openObject);
    else if (code === closeObject || code === closeList) walk.closed();
    else if (code === comma) walk.comma();
  }
  return walk.fault;
};

/** The value of a JSON text, or the first thing wrong with it. */
export const parseJson = (text: string): E.Either<JsonFault, unknown> => {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (thrown) {
    const message = thrown instanceof Error ? thrown.message : String(thrown);
    return E.left({ kind: 'syntax', message, line: null, at: null });
  }
  const fault = faultIn(text);
  return fault === null ? E.right(value) : E.left(fault);
};
