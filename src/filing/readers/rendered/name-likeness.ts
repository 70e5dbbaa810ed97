/** Whether a damaged name is a whole one that lost a few letters, or has a few garbled ones. */

/** `damaged`: the box shows that the converter cut it. */
export interface NameRead {
  readonly name: string;
  readonly damaged: boolean;
}

/** Upper-case letters and digits: what a name is compared by. */
export const lettersOf = (name: string): string =>
  name
    .normalize('NFKD')
    .toUpperCase()
    .replace(/[^A-Z0-9]/g, '');

/** Signs that no name has: what is left of a letter. */
const garbage = '?';
const noSign = /[^A-Z0-9 .,&'’()/\-!+"]/g;

/** As compared: a sign that cannot stand in a name is kept as an unknown letter. */
const readLetters = (name: string): string =>
  name
    .normalize('NFKD')
    .toUpperCase()
    .replace(/\p{M}/gu, '')
    .replace(noSign, garbage)
    .replace(/[^A-Z0-9?]/g, '');

const lookAlikes: Readonly<Record<string, string>> = {
  '0': 'OQD',
  '1': 'IL',
  '2': 'Z',
  '5': 'S',
  '6': 'G',
  '8': 'B',
  L: 'I',
};

const legalForms: ReadonlySet<string> = new Set(
  'INC CORP CORPORATION INCORPORATED CO COMPANY LTD LIMITED LLC LP LLP PLC NV SA AG SE HOLDINGS GROUP TRUST FUND'.split(
    ' ',
  ),
);

const wordsOf = (name: string): ReadonlyArray<string> =>
  name
    .toUpperCase()
    .replace(/[.'’]/g, '')
    .split(/[^A-Z0-9?]+/)
    .filter((w) => w !== '');

/** A digit within a word, or a sign that no name has. It may be so in truth: `A10 Networks`. */
export const hasGarbledLetters = (name: string): boolean =>
  readLetters(name).includes(garbage) ||
  wordsOf(name).some((w) => w === 'LNC' || (/[A-Z]/.test(w) && /\d/.test(w)));

export const isLegalForm = (word: string): boolean =>
  legalForms.has(word.toUpperCase().replace(/[^A-Z]/g, ''));

/** `QUALYS, IN`: the last word only begins a legal form. */
export const isCutLegalForm = (name: string): boolean => {
  const words = wordsOf(name);
  const last = words[words.length - 1] ?? '';
  return (
    words.length > 1 &&
    last.length > 1 &&
    !legalForms.has(last) &&
    ['INC', 'CORP', 'LLC', 'LTD', 'PLC', 'LIMITED', 'COMPANY'].some((f) => f.startsWith(last))
  );
};

/** Numerals and generations tell names apart. */
const tellingApart = /^(?:\d+|[IVX]+|JR|SR)$/;

const telling = (name: string): string =>
  wordsOf(name)
    .filter((w) => tellingApart.test(w))
    .sort()
    .join(' ');

const lettersMin = 5;
/** Of the whole name's letters so many may be lost at its ends, and so many inside it. */
const lostPart = 0.4;
const lostInsidePart = 0.2;
const lengthMax = 80;
/** Letters that a cut legal form can lack: `LIMITED` after `LI`. */
const lostFormMax = 5;

const mayStandFor = (read: string, whole: string): boolean =>
  read === whole || lookAlikes[read]?.includes(whole) === true;

/** Cheap, and true of every name that fits: its letters stand in the whole one in order. */
const standsWithin = (read: string, whole: string): boolean => {
  let at = 0;
  for (const letter of read.replaceAll(garbage, '')) {
    while (at < whole.length && !mayStandFor(letter, whole.charAt(at))) at += 1;
    if (at === whole.length) return false;
    at += 1;
  }
  return true;
};

interface Cost {
  /** Letters lost or garbled, wherever. */
  readonly all: number;
  /** Those between the first and the last letter that was read. */
  readonly inside: number;
}

const swapped = (read: string, whole: string): number => {
  if (read === whole) return 0;
  return read === garbage || mayStandFor(read, whole) ? 1 : Number.POSITIVE_INFINITY;
};

/** Letters may be lost or garbled, never added and never others. */
const costOf = (read: string, whole: string, freeEnds: boolean): number => {
  let before = Array.from({ length: whole.length + 1 }, (_, j) => (freeEnds ? 0 : j));
  for (let i = 1; i <= read.length; i++) {
    const row = [read.charAt(i - 1) === garbage ? (before[0] ?? 0) + 1 : Number.POSITIVE_INFINITY];
    for (let j = 1; j <= whole.length; j++) {
      const kept = (before[j - 1] ?? 0) + swapped(read.charAt(i - 1), whole.charAt(j - 1));
      const lost = (row[j - 1] ?? 0) + 1;
      const noise =
        read.charAt(i - 1) === garbage ? (before[j] ?? 0) + 1 : Number.POSITIVE_INFINITY;
      row.push(Math.min(kept, lost, noise));
    }
    before = row;
  }
  return freeEnds ? Math.min(...before) : (before[whole.length] ?? Number.POSITIVE_INFINITY);
};

const compared = (read: string, whole: string): Cost | null => {
  const all = costOf(read, whole, false);
  return Number.isFinite(all) ? { all, inside: costOf(read, whole, true) } : null;
};

/** True where every word of the whole name that is lost altogether is a legal form or an initial. */
const losesNoName = (read: string, whole: string): boolean => {
  const had = wordsOf(read);
  const words = wordsOf(whole);
  const lost = words.length - had.length;
  if (lost <= 0) return true;
  const spare = words.filter(
    (w) => (legalForms.has(w) || w.length === 1) && !had.some((h) => h === w),
  );
  return spare.length >= lost;
};

/** True where the whole name is the damaged one, longer or cleaner. */
export const fits = (read: NameRead, whole: string): boolean => {
  const a = readLetters(read.name);
  const b = lettersOf(whole);
  if (a === b || a.length < lettersMin || b.length < a.length || b.length > lengthMax) return false;
  if (b.length - a.length > b.length * lostPart || readLetters(whole).includes(garbage))
    return false;
  if (!standsWithin(a, b)) return false;
  const cost = compared(a, b);
  if (cost === null || cost.all > b.length * lostPart) return false;
  if (cost.inside > Math.max(1, b.length * lostInsidePart)) return false;
  if (telling(read.name) !== telling(whole) || !losesNoName(read.name, whole)) return false;
  // Where nothing shows that the box was cut, only a legal form may have lost letters.
  const lost = b.length - a.length;
  return read.damaged || lost === 0 || (isCutLegalForm(read.name) && lost <= lostFormMax);
};
