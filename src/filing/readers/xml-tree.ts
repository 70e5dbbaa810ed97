/**
 * XML as a light tree: names, own text, children, footnote references. Made for ownership
 * documents: strict, bounded, without DOCTYPE or entities of its own.
 */
import * as E from 'fp-ts/lib/Either.js';
import { SaxesParser } from 'saxes';
import { type ReadProblem, readProblem } from '../problem.js';
import { plainXmlTree } from './plain-xml.js';
import { depthMax, elementsMax, MutableElement, type XmlElement } from './xml-element.js';

/** Larger than any form: 60 rows and 99 footnotes take under 200 KiB. */
export const xmlCharactersMax = 8 * 1024 * 1024;
/** On one element; the form has one, the `id` of a footnote. */
const attributesMax = 100;

/** Leaves saxes, which knows no other way to stop; never leaves this module. */
class Rejection {
  readonly problem: ReadProblem;
  constructor(problem: ReadProblem) {
    this.problem = problem;
  }
}

const isBlank = (text: string): boolean => {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > 32) return false;
  return true;
};

/** The five that XML defines; no prototype, so that `&constructor;` is no entity. */
const entities: Readonly<Record<string, string>> = Object.assign(Object.create(null), {
  amp: '&',
  gt: '>',
  lt: '<',
  quot: '"',
  apos: "'",
});

const brokenXml = (message: string, line: number): ReadProblem =>
  message.includes('undefined entity')
    ? readProblem(
        'FORBIDDEN_MARKUP',
        `line ${line} uses an entity that XML does not define; EDGAR serves only the five of XML and numeric ones.`,
        { line },
      )
    : readProblem(
        'MALFORMED_DOCUMENT',
        `the XML is broken at line ${line}: ${message.replace(/\.$/, '')}. Fetch the document again from EDGAR.`,
        { line },
      );

const doctypeDeclared = (line: number): ReadProblem =>
  readProblem(
    'FORBIDDEN_MARKUP',
    'the document declares a DOCTYPE, which EDGAR never serves and which is not read here.',
    { line },
  );

/** A DOCTYPE at the document's head: found without parsing what it declares. */
const beginsWithDoctype = (text: string): boolean =>
  /^(?:<\?xml[^>]{0,200}>)?\s{0,1000}<!DOCTYPE/.test(text.slice(0, 1_300));

/** As `parseXmlTree`, of whatever may be XML. */
export const parseAnyXml = (text: string, firstLine: number): E.Either<ReadProblem, XmlElement> => {
  if (beginsWithDoctype(text)) return E.left(doctypeDeclared(firstLine));
  const parser = new SaxesParser<{ xmlns: false; position: false }>({
    xmlns: false,
    position: false,
  });
  const lineNow = (): number => parser.line + firstLine - 1;
  const reject = (problem: ReadProblem): never => {
    throw new Rejection(problem);
  };
  parser.ENTITIES = entities as Record<string, string>;

  const holder = new MutableElement('', null, firstLine);
  const ancestors: Array<MutableElement> = [];
  let at = holder;
  let elements = 0;
  // Inside a footnote, markup is dropped and its text kept; inside a footnoteId, all is dropped.
  let inside: 'tree' | 'footnote' | 'reference' = 'tree';
  let depth = 0;
  let opaqueFrom = 0;

  parser.on('error', (error) => reject(brokenXml(error.message, lineNow())));
  parser.on('doctype', () => reject(doctypeDeclared(lineNow())));
  let attributesHere = 0;
  parser.on('attribute', () => {
    attributesHere += 1;
    if (attributesHere > attributesMax)
      reject(
        readProblem('LIMIT_EXCEEDED', `an element has more than ${attributesMax} attributes.`, {
          line: lineNow(),
        }),
      );
  });
  parser.on('opentag', (tag) => {
    attributesHere = 0;
    depth += 1;
    elements += 1;
    if (depth > depthMax)
      reject(
        readProblem('LIMIT_EXCEEDED', `elements are nested more than ${depthMax} deep.`, {
          line: lineNow(),
        }),
      );
    if (elements > elementsMax)
      reject(readProblem('LIMIT_EXCEEDED', `the document has more than ${elementsMax} elements.`));
    if (inside !== 'tree') return;
    const name = tag.name;
    if (name === 'footnoteId') {
      const id = tag.attributes['id'];
      if (id !== undefined) {
        at.refer(id);
        inside = 'reference';
        opaqueFrom = depth;
        return;
      }
    }
    let attributes: Record<string, string> | null = null;
    for (const key in tag.attributes) {
      attributes ??= {};
      // defineProperty and not assignment: an attribute may be called __proto__.
      Object.defineProperty(attributes, key, { value: tag.attributes[key], enumerable: true });
    }
    const element = new MutableElement(name, attributes, lineNow());
    at.adopt(element);
    ancestors.push(at);
    at = element;
    if (name === 'footnote') {
      inside = 'footnote';
      opaqueFrom = depth;
    }
  });
  const keepText = (value: string): void => {
    if (inside === 'reference' || (inside === 'tree' && isBlank(value))) return;
    at.say(value);
  };
  parser.on('text', keepText);
  parser.on('cdata', keepText);
  parser.on('closetag', () => {
    depth -= 1;
    if (inside !== 'tree') {
      if (depth >= opaqueFrom) return;
      const wasReference = inside === 'reference';
      inside = 'tree';
      if (wasReference) return;
    }
    at = ancestors.pop() ?? holder;
  });

  try {
    parser.write(text).close();
  } catch (thrown) {
    if (thrown instanceof Rejection) return E.left(thrown.problem);
    return E.left(brokenXml(thrown instanceof Error ? thrown.message : String(thrown), lineNow()));
  }
  const root = holder.children[0];
  return root === undefined
    ? E.left(readProblem('MALFORMED_DOCUMENT', 'the XML has no element.', { line: firstLine }))
    : E.right(root);
};

/** The root element, or why there is none. Lines are counted from `firstLine`. */
export const parseXmlTree = (text: string, firstLine = 1): E.Either<ReadProblem, XmlElement> => {
  if (text.length > xmlCharactersMax)
    return E.left(
      readProblem(
        'LIMIT_EXCEEDED',
        `the document has ${text.length} characters, more than the ${xmlCharactersMax} allowed.`,
      ),
    );
  const plain = plainXmlTree(text, firstLine);
  return plain === null ? parseAnyXml(text, firstLine) : E.right(plain);
};
