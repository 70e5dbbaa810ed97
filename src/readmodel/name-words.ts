/** Names as they are looked for: letter case, punctuation and diacritics apart. */
import { canonicalTitle } from '../../projections/known/security-title.js';

/** Letters that no decomposition takes apart. */
const plainLetters: Readonly<Record<string, string>> = {
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ı: 'i',
};

/** The words of a name: "MÜLLER, Hans-Peter" has `muller`, `hans` and `peter`. */
export const nameWords = (name: string): ReadonlyArray<string> =>
  canonicalTitle(name)
    .normalize('NFD')
    .replace(/\p{M}+/gu, '')
    .replace(/[øłđðþßæœı]/g, (letter) => plainLetters[letter] ?? letter)
    .split(' ');
