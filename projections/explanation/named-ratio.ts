/** Ratios that a sentence names: `3-for-1`, `two for one`, `1.5:1`, a dividend of 5 %. */
import { Decimal, parseDecimal } from '../../src/filing/decimal.js';

/** Whole numbers without a common divisor. */
export interface Ratio {
  readonly numerator: number;
  readonly denominator: number;
}

const numberWords =
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty'.split(
    ' ',
  );

/** A number of a ratio, in figures or as a word; never the end of a longer number. */
export const ratioNumber = '(?<![\\w.,])([a-z]+|\\d{1,6}(?:\\.\\d{1,4})?)';
const places = 4;

const numberOf = (word: string): Decimal | null => {
  const read = /^\d/.test(word)
    ? parseDecimal(word)
    : new Decimal(numberWords.indexOf(word.toLowerCase()));
  return read?.gt(0) === true ? read : null;
};

const divisorOf = (a: number, b: number): number => (b === 0 ? a : divisorOf(b, a % b));

const ratioBetween = (n: Decimal, d: Decimal): Ratio => {
  // At most six digits and four places: whole and exact once scaled.
  const [a, b] = [n, d].map((x) => x.times(10 ** places).toNumber()) as [number, number];
  const divisor = divisorOf(a, b);
  return { numerator: a / divisor, denominator: b / divisor };
};

/** The ratio of two words or figures; null where one of them is no number. */
export const ratioOfWords = (n: string, d: string): Ratio | null => {
  const [numerator, denominator] = [numberOf(n), numberOf(d)];
  return numerator === null || denominator === null ? null : ratioBetween(numerator, denominator);
};

/** Rights and units convert at ratios too, which no balance moves by. */
const changesShares =
  /\bsplit\b|\b(?:stock|share) dividend\b|\breclassif|\b(?:combination|consolidation|exchange)\b/i;
const pairs = new RegExp(`${ratioNumber}[\\s-]*(?:for|:)[\\s-]*${ratioNumber}\\b`, 'gi');
const percents = /(?<![\w.,])(\d{1,4}(?:\.\d{1,4})?)\s*(?:%|percent)\s+(?:stock|share) dividend/gi;
const hundred = new Decimal(100);

export const ratiosNamed = (text: string): ReadonlyArray<Ratio> => {
  if (!changesShares.test(text)) return [];
  const ofPairs = [...text.matchAll(pairs)].map(([, n = '', d = '']) => ratioOfWords(n, d));
  const ofPercents = [...text.matchAll(percents)].map(([, n = '']) =>
    ratioBetween(hundred.plus(n), hundred),
  );
  const named = [...ofPairs, ...ofPercents].filter((r) => r !== null);
  if (!/\breverse\b/i.test(text)) return named;
  // Of a reverse split it is said either way round.
  return named.map(({ numerator: n, denominator: d }) => ({
    numerator: Math.min(n, d),
    denominator: Math.max(n, d),
  }));
};
