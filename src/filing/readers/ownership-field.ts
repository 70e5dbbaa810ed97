/**
 * One box of an ownership document: `<value>` and its footnote references (the five shapes of
 * ownershipDocumentCommon.xsd). Text that is not of the box's kind is kept as `raw`.
 */
import { type Day, isDay } from '../calendar.js';
import { emptyField, type Field, footnotesPerFieldMax, rawLengthMax } from '../codec.js';
import { type Decimal, parseDecimal, printDecimal } from '../decimal.js';
import type { Findings } from './findings.js';
import type { XmlElement } from './xml-element.js';

const footnoteIdText = /^F\d{1,3}$/;

/** The references that name a footnote as the form does; the others are kept as passages. */
export const footnoteRefs = (
  ids: ReadonlyArray<string>,
  path: string,
  findings: Findings,
): ReadonlyArray<string> => {
  if (ids.length === 0) return emptyField.footnotes;
  if (ids.length > footnotesPerFieldMax) return findings.tooManyFootnotes(ids.length, path);
  if (ids.every((id) => footnoteIdText.test(id))) return ids;
  const good: Array<string> = [];
  for (const id of ids) {
    const trimmed = id.trim().toUpperCase();
    if (footnoteIdText.test(trimmed)) good.push(trimmed);
    else {
      findings.warnInvalid(`${path}.footnoteId`, id, 'a footnote id such as F1');
      findings.keepUnknown(`${path}.footnoteId`, id);
    }
  }
  return good;
};

const valueText = (element: XmlElement, path: string, findings: Findings): string => {
  const { children } = element;
  const first = children[0];
  if (children.length === 1 && first?.name === 'value' && first.children.length === 0)
    return first.text.trim();
  let text: string | null = null;
  for (const child of children) {
    if (child.name === 'value' && text === null) {
      text = child.text.trim();
      for (const nested of child.children) findings.unknownElement(`${path}.value`, nested);
    } else findings.unknownElement(path, child);
  }
  return text ?? element.text.trim();
};

const field = <A>(
  element: XmlElement,
  parent: string,
  findings: Findings,
  read: (text: string, path: string) => { value: A | null; raw: string | null },
): Field<A> => {
  const { footnoteIds, children } = element;
  if (children.length === 0 && footnoteIds.length === 0 && element.text === '') return emptyField;
  const path = `${parent}.${element.name}`;
  const text = valueText(element, path, findings);
  const within = children[0]?.footnoteIds ?? emptyField.footnotes;
  const ids = within.length === 0 ? footnoteIds : [...within, ...footnoteIds];
  if (text === '' && ids.length === 0) return emptyField;
  const footnotes = footnoteRefs(ids, path, findings);
  if (text === '') return { value: null, footnotes, raw: null };
  const { value, raw } = read(text, path);
  return {
    value,
    footnotes,
    raw: raw === null ? null : findings.limited(raw, rawLengthMax, path, element.line),
  };
};

export const textField = (
  element: XmlElement,
  parent: string,
  findings: Findings,
  lengthMax: number,
): Field<string> =>
  field(element, parent, findings, (text, path) => ({
    value: findings.limited(text, lengthMax, path, element.line),
    raw: null,
  }));

/** Plain digits without leading or trailing zeros: what `printDecimal` gives back unchanged. */
const canonicalDecimal = /^(?:0|[1-9]\d*)(?:\.\d*[1-9])?$/;

export const decimalField = (
  element: XmlElement,
  parent: string,
  findings: Findings,
): Field<Decimal> =>
  field(element, parent, findings, (text, path) => {
    // xs:decimal allows a plus sign.
    const value = parseDecimal(text.charCodeAt(0) === 43 ? text.slice(1) : text);
    if (value === null) {
      findings.warnInvalid(path, text, 'a decimal number');
      return { value, raw: text };
    }
    if (value.isNegative() && !value.isZero())
      findings.warn('NEGATIVE_AMOUNT', `${path}: ${text} is below zero, which the form cannot say`);
    const asPrinted = canonicalDecimal.test(text) || printDecimal(value) === text;
    return { value, raw: asPrinted ? null : text };
  });

const zonedDay = /^(\d{4}-\d{2}-\d{2})(?:Z|[+-]\d{2}:\d{2})$/;

/** The calendar day of an `xs:date`, whatever its time zone. */
export const dayOf = (text: string): Day | null => {
  if (text.length === 10) return isDay(text) ? text : null;
  const day = zonedDay.exec(text)?.[1];
  return day !== undefined && isDay(day) ? day : null;
};

export const dayField = (element: XmlElement, parent: string, findings: Findings): Field<Day> =>
  field(element, parent, findings, (text, path) => {
    const value = dayOf(text);
    if (value === null) findings.warnInvalid(path, text, 'a day as YYYY-MM-DD');
    return { value, raw: value === text ? null : text };
  });

export const letterField = <A extends string>(
  element: XmlElement,
  parent: string,
  findings: Findings,
  letters: ReadonlyArray<A>,
): Field<A> =>
  field(element, parent, findings, (text, path) => {
    const value = letters.find((l) => l === text.toUpperCase()) ?? null;
    if (value === null) findings.warnInvalid(path, text, `one of ${letters.join(', ')}`);
    return { value, raw: value === text ? null : text };
  });

/** `xs:boolean`; null where the element is empty or says something else. */
export const flagOf = (element: XmlElement, path: string, findings: Findings): boolean | null => {
  const text = element.text.trim();
  if (text === '1' || text === 'true') return true;
  if (text === '0' || text === 'false') return false;
  if (text === '') return null;
  const folded = text.toLowerCase();
  if (folded === 'true' || folded === 'false') {
    findings.keepAsFiled(path, text);
    return folded === 'true';
  }
  findings.invalid(path, text, 'true, false, 1 or 0');
  return null;
};
