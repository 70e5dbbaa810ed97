/**
 * When two titles are plainly one: letter case, spaces, punctuation, a par value, a footnote mark
 * such as "(2)", and one unit or several apart. Anything more (a reclassified share, a misspelt
 * option) takes a `SecurityAliased` event, so that no two classes are ever merged in silence.
 */
import { remembering } from './memo.js';

const parValue =
  /,?\s*\(?\s*(?:\$\s*[\d.,]+|[\d.,]+\s*cents?)?\s*par value(?:\s+of)?(?:\s*\$?\s*[\d.,]+)?(?:\s+(?:per share|a share|each))?\s*\)?/g;

const plain = (title: string): string =>
  title
    .normalize('NFKC')
    .toLowerCase()
    // First of all: a pattern with several places for blanks tries them all on a run of them.
    .replace(/\s+/g, ' ')
    .replace(parValue, ' ')
    .replace(/[^\p{L}\p{N}%$.]+/gu, ' ')
    .replace(/(?<!\d)\.|\.(?!\d)/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();

/** A number in brackets at a title's end, or behind one of its words, is a footnote's. */
const footnoteMark = /\s*\(\s*\d{1,2}\s*\)(?=\s|,|$)/g;

/** Words that titles use for one and for several alike. */
const counted = /\b(unit|share|option|right|warrant|note|award|bond|debenture|interest)s\b/g;

const canonical = remembering(10_000, (title) =>
  plain(title.replace(/\s+/g, ' ').replace(footnoteMark, ' ')).replace(counted, '$1'),
);

const words = remembering(10_000, plain);

/** The form of a title by which rows are compared; empty where there is none. */
export const canonicalTitle = (title: string | null): string =>
  title === null ? '' : canonical(title);

/** A title, or any name, in plain lower-case words. */
export const plainWords = (text: string | null): string => (text === null ? '' : words(text));

/** "Common", "Common Stock", "Common Shares": a class that has no name of its own. */
const onlyCommon = /^common(?: stock| share)?$/;

/**
 * Whether two canonical titles of what underlies a derivative are one class. Where a form says
 * "common" alone that is the issuer's only common class, whatever its name in full.
 */
export const isSameUnderlying = (a: string, b: string): boolean =>
  a === b ||
  (onlyCommon.test(a) && b.includes('common')) ||
  (onlyCommon.test(b) && a.includes('common'));

/** What underlies a derivative, for telling rows of one document apart: "common" tells nothing. */
export const underlyingKey = (canonical: string | null): string =>
  canonical === null || onlyCommon.test(canonical) ? '' : canonical;

/** Shorter titles than this were not cut by any limit. */
const cutLengthMin = 12;

/**
 * Whether the first title is the second, cut short: it ends inside a word, or inside a bracket
 * that it opened.
 */
export const isCutOf = (cut: string, whole: string): boolean => {
  const [a, b] = [cut.trim().toLowerCase(), whole.trim().toLowerCase()];
  if (a.length < cutLengthMin || a.length >= b.length || !b.startsWith(a)) return false;
  const next = b.charAt(a.length);
  const insideWord = /[\p{L}\p{N}]$/u.test(a) && /[\p{L}\p{N}]/u.test(next) && next !== 's';
  const opened = (a.match(/\(/g) ?? []).length > (a.match(/\)/g) ?? []).length;
  return insideWord || opened;
};

const readsAsPointer =
  /^(?:see|by|as described in)?\s*(?:the\s+)?(?:foot)?\s*notes?(?:\s|\d|and|below|to this form|in remarks)*$|^see (?:explanation|remarks|note|below|exhibit).*$|^(?:f\d+|\d+)$/;

/** The nature of indirect ownership in plain words; empty where it only points elsewhere. */
export const canonicalNature = (nature: string | null): string => {
  const own = plainWords(nature).replace(/^(?:held )?by (?:the )?/, '');
  return readsAsPointer.test(own) ? '' : own;
};

const classMark = /\b(?:class|series) ([a-z0-9]{1,3}(?: \d{1,2})?)\b/g;

/** What a title of Table I counts, by its word. */
const sorts: ReadonlyArray<readonly [string, RegExp]> = [
  ['common', /\b(?:common|ordinary)\b/],
  ['preferred', /\bprefer(?:red|ence)\b/],
  ['depositary', /\b(?:depositary|ad[rs])\b/],
  ['debt', /\b(?:note|bond|debenture)s?\b/],
  ['warrant', /\bwarrants?\b/],
];

const sortsOf = (title: string): ReadonlyArray<string> =>
  sorts.flatMap(([sort, words]) => (words.test(title) ? [sort] : []));

const marksOf = (title: string): string =>
  [...title.matchAll(classMark)]
    .map((match) => match[1])
    .sort()
    .join(' ');

/** Whether two canonical titles plainly name two classes: by their letters, or by what they count. */
export const namesTwoClasses = (a: string, b: string): boolean => {
  if (a === b) return false;
  const [marks, others] = [marksOf(a), marksOf(b)];
  if (marks !== '' && others !== '' && marks !== others) return true;
  const [one, other] = [sortsOf(a), sortsOf(b)];
  return one.length > 0 && other.length > 0 && !one.some((sort) => other.includes(sort));
};

/** Whether words on a holding name another class than its title: by a letter it lacks, too. */
export const namesAnotherClass = (words: string, title: string): boolean => {
  const [marks, own] = [marksOf(words), marksOf(title)];
  return (marks !== '' && marks !== own) || namesTwoClasses(words, title);
};
