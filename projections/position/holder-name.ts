/**
 * Names of holders as forms spell them: "By Elm Fund IV, L.P.", "Elm Fund IV, Limited
 * Partnership". Legal forms, "by", plurals, hyphens and spaces do not tell holders apart;
 * numerals, dates, "II" and "Jr" always do.
 */
import { remembering } from '../known/memo.js';

export interface HolderName {
  /** In order, without legal form; one for several alike. */
  readonly words: ReadonlyArray<string>;
  /** The words run together: hyphens and missing spaces apart, this is the name. */
  readonly flat: string;
  /** The words without diacritics, "Müller" and "Mueller" alike: names alike in these are near. */
  readonly plain: ReadonlyArray<string>;
  /** `lp`, `llc`, …; null where the name has none. */
  readonly legalForm: string | null;
  /** Those of the words that number or date a holder, in order. */
  readonly numerals: string;
  /** A kind of holder and no name: "trust", "spouse", "401 k plan". */
  readonly generic: boolean;
}

const months =
  'january february march april may june july august september october november december'
    .split(' ')
    .map((name, i) => [name, String(i + 1).padStart(2, '0')] as const);
const monthOf = new Map(
  months.flatMap(([name, n]) => [[name, n] as const, [name.slice(0, 3), n] as const]),
);

const century = (year: string): string =>
  year.length === 4 ? year : Number(year) > 50 ? `19${year}` : `20${year}`;

/** Dates in any spelling as one numeral. */
export const withPlainDates = (text: string): string =>
  text
    .replace(
      /\b([a-z]{3,9})\.? (\d{1,2}),? (\d{4})\b/gi,
      (whole, month: string, day: string, year: string) => {
        const spelt = month.toLowerCase();
        const number = monthOf.get(spelt) ?? monthOf.get(spelt.slice(0, 3));
        return number === undefined ? whole : ` ${year}${number}${day.padStart(2, '0')} `;
      },
    )
    .replace(
      /\b(\d{1,2})[/-](\d{1,2})[/-](\d{4}|\d{2})\b/g,
      (_, month: string, day: string, year: string) =>
        ` ${century(year)}${month.padStart(2, '0')}${day.padStart(2, '0')} `,
    );

const legalSpellings: ReadonlyArray<readonly [RegExp, string]> = [
  [/\blimited liability limited partnership\b|\bl\.\s?l\.\s?l\.\s?p\b\.?/g, ' lllp '],
  [/\blimited liability partnership\b|\bl\.\s?l\.\s?p\b\.?/g, ' llp '],
  [/\blimited liability (?:company|co)\b\.?|\bl\.\s?l\.\s?c\b\.?/g, ' llc '],
  [/\blimited partnership\b|\bl\.\s?p\b\.?/g, ' lp '],
  [/\bincorporated\b/g, ' inc '],
  [/\bcorporation\b/g, ' corp '],
  [/\bcompany\b/g, ' co '],
  [/\blimited\b/g, ' ltd '],
  [/revokable\b/g, 'revocable '],
];
const legalForms = new Set('lllp llp llc lp inc corp co ltd plc gmbh sa nv'.split(' '));

/** Words that lead to a name, or stand between a trust and its date. */
const leading =
  /^(?:(?:all |the |these |such )?(?:shares? |securities )?(?:are )?(?:directly |indirectly |beneficially )?(?:held|owned)?(?: directly| indirectly| of record)? ?(?:by|through|in|via) )?(?:(?:and|for) )?(?:the |an? )?/;
const dating =
  /\b(?:u ?\/ ?[adt](?: ?\/ ?[adt])?|under agreement|under declaration of trust|dtd|dated|est\.?|established)\b/g;

const pointer =
  /^(?:see|by|as described in|refer to)?\s*(?:the\s+)?(?:foot)?\s*notes?(?:\s|\d|and|below|to this form|in remarks)*$|^see (?:explanation|remarks|note|below|exhibit|attached).*$|^(?:f\d+|\d+)$/;
const pointing = /\(?\bsee (?:foot)?notes?[^)]*\)?|\(\s*f?\d{1,2}\s*\)/g;

const isNumeral = (word: string): boolean => /\d/.test(word) || /^(?:[ivx]+|jr|sr)$/.test(word);

/** A retirement plan by its section of the tax code: "401(k) Plan", "401-k", "401k". */
const planSection = /\b(40[13]|457)\s*-?\s*\(?\s*([abk])\b\s*\)?(?:\s*plan\b)?/g;

const letters: ReadonlyArray<readonly [RegExp, string]> = [
  [/ß/g, 'ss'],
  [/[øœ]/g, 'o'],
  [/æ/g, 'a'],
  [/ł/g, 'l'],
  [/[đð]/g, 'd'],
  [/þ/g, 'th'],
  [/ı/g, 'i'],
  [/\p{M}/gu, ''],
];

/** Two letters that stand for one with a diacritic: ue for ü, aa for å. */
const twoForOne = /([aou])e|aa/g;

/** Shorter words than this are not spelt without diacritics letter by letter: "Roe". */
const speltMin = 4;

const withoutDiacritics = (word: string): string => {
  let plain = word.normalize('NFD');
  for (const [letter, spelt] of letters) plain = plain.replace(letter, spelt);
  return word.length < speltMin
    ? plain
    : plain.replace(twoForOne, (_, vowel: string | undefined) => vowel ?? 'a');
};

/** Words for one and the same person. */
const synonyms: ReadonlyMap<string, string> = new Map([
  ['wife', 'spouse'],
  ['husband', 'spouse'],
]);

const singular = (word: string): string =>
  synonyms.get(word) ?? (word.length > 3 && /[^aius]s$/.test(word) ? word.slice(0, -1) : word);

const kinds = new Set(
  `trust revocable irrevocable living family spouse wife husband child children son daughter minor
   partnership lp llc inc corp co ltd company corporation foundation charitable estate custodian
   account plan 401 401a 401k 403b 457b k ira roth esop espp savings retirement profit sharing deferred
   compensation employee stock grat grantor retained annuity parent mother father sibling relative
   entity affiliate fund a an my his her of for the and or as trustee self joint tenant tenancy with
   reporting person held by investment vehicle immediate member household`
    .split(/\s+/)
    .map(singular),
);

const parse = (text: string): HolderName | null => {
  let plain = withPlainDates(
    text
      .normalize('NFKC')
      .toLowerCase()
      .replace(/\s+/g, ' ')
      .replace(/[’']s\b/g, '')
      .replace(/[’']/g, '')
      .replace(planSection, ' $1$2 ')
      .replace(pointing, ' ')
      .replace(dating, ' '),
  );
  for (const [spelling, form] of legalSpellings) plain = plain.replace(spelling, form);
  plain = plain
    .replace(/&/g, ' and ')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  if (plain === '' || pointer.test(plain)) return null;
  const tokens = plain
    .replace(leading, '')
    .split(' ')
    .filter((word) => word !== '');
  let legalForm: string | null = null;
  while (tokens.length > 1 && legalForms.has(tokens[tokens.length - 1] as string))
    legalForm = tokens.pop() ?? null;
  const words = tokens.map(singular);
  if (words.length === 0) return null;
  return {
    words,
    flat: words.join(''),
    plain: words.map(withoutDiacritics),
    legalForm,
    numerals: words.filter(isNumeral).join(' '),
    generic: words.every((word) => kinds.has(word)),
  };
};

const named = remembering<HolderName | 'none'>(4_000, (text) => parse(text) ?? 'none');

/** The holder that a text names; null where it names none or only points to a footnote. */
export const holderName = (text: string | null): HolderName | null => {
  if (text === null) return null;
  const name = named(text);
  return name === 'none' ? null : name;
};

/**
 * `same`: one name in two spellings. `near`: all words of the one are in the other and the
 * numerals agree, so that it may be a short form, or they differ by diacritics. `different`: two
 * names.
 */
export type NameRelation = 'same' | 'near' | 'different';

/** "Fam." for "Family": numerals are compared apart, and a letter alone is short for anything. */
const shortMin = 2;

const isShortFor = (short: string, word: string): boolean =>
  short === word || (short.length >= shortMin && !/\d/.test(short) && word.startsWith(short));

const includesAll = (some: ReadonlyArray<string>, all: ReadonlyArray<string>): boolean =>
  some.every((word) => all.some((other) => isShortFor(word, other)));

/** Shorter words than this differ by a letter and are two. */
const misspeltMin = 6;

/** One letter of one long word is another, missing or too many. */
const isMisspelt = (a: string, b: string): boolean => {
  if (Math.min(a.length, b.length) < misspeltMin || Math.abs(a.length - b.length) > 1) return false;
  let start = 0;
  while (start < a.length && a[start] === b[start]) start += 1;
  let end = 0;
  const most = Math.min(a.length, b.length) - start;
  while (end < most && a[a.length - 1 - end] === b[b.length - 1 - end]) end += 1;
  return Math.max(a.length, b.length) - start - end <= 1;
};

/** Whether two names of several words differ by a letter in one long word. */
const sameButForALetter = (a: HolderName, b: HolderName): boolean => {
  if (a.words.length < 2 || a.words.length !== b.words.length) return false;
  const apart = a.words.flatMap((word, i) => (word === b.words[i] ? [] : [i]));
  const [only] = apart;
  return apart.length === 1 && isMisspelt(a.words[only ?? 0] ?? '', b.words[only ?? 0] ?? '');
};

export const relateNames = (a: HolderName, b: HolderName): NameRelation => {
  const formsClash = a.legalForm !== null && b.legalForm !== null && a.legalForm !== b.legalForm;
  if (a.numerals !== b.numerals) return a.flat === b.flat && !formsClash ? 'same' : 'different';
  if (formsClash) return 'different';
  if (a.flat === b.flat) return 'same';
  // Muller may be Müller, who is also spelt Mueller; he may be another as well.
  if (a.plain.join('') === b.plain.join('')) return 'near';
  if (sameButForALetter(a, b)) return 'same';
  return includesAll(a.plain, b.plain) || includesAll(b.plain, a.plain) ? 'near' : 'different';
};

/** The same words with other numerals: Fund IV and Fund V. */
export const numbersApart = (a: HolderName, b: HolderName): boolean => {
  if (a.numerals === b.numerals) return false;
  const without = (name: HolderName): string => {
    const numerals = new Set(name.numerals.split(' '));
    return name.words.filter((word) => !numerals.has(word)).join(' ');
  };
  return without(a) === without(b);
};

/** Two kinds of holder that have no word in common: "spouse" and "son", "401(k)" and "IRA". */
export const kindsApart = (a: HolderName, b: HolderName): boolean =>
  a.generic && b.generic && !a.words.some((word) => b.words.includes(word));
