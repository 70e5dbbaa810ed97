/** Ratios that a sentence names: `3-for-1`, `two for one`, `1:10`, a dividend of 5 %. */

export interface Ratio {
  readonly numerator: number;
  readonly denominator: number;
}

const numberWords =
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty'.split(
    ' ',
  );

/** A number in figures or words; below zero where it is none. */
export const numberOf = (word: string): number =>
  /^\d+$/.test(word) ? Number(word) : numberWords.indexOf(word.toLowerCase());

/** Rights and units convert at ratios too, which no balance moves by. */
const changesShares =
  /\bsplit\b|\b(?:stock|share) dividend\b|\breclassif|\b(?:combination|consolidation|exchange)\b/i;
const pairs = /\b([a-z]+|\d+)[\s-]*(?:for|:)[\s-]*([a-z]+|\d+)\b/gi;
const percents = /\b(\d+)\s*(?:%|percent)\s+(?:stock|share) dividend/gi;
const hundred = 100;

export const ratiosNamed = (text: string): ReadonlyArray<Ratio> => {
  if (!changesShares.test(text)) return [];
  const ofPairs = [...text.matchAll(pairs)].map(([, n = '', d = '']) => ({
    numerator: numberOf(n),
    denominator: numberOf(d),
  }));
  const ofPercents = [...text.matchAll(percents)].map(([, n = '']) => ({
    numerator: hundred + Number(n),
    denominator: hundred,
  }));
  const named = [...ofPairs, ...ofPercents].filter((r) => r.numerator > 0 && r.denominator > 0);
  if (!/\breverse\b/i.test(text)) return named;
  // Of a reverse split it is said either way round.
  return named.map(({ numerator: n, denominator: d }) => ({
    numerator: Math.min(n, d),
    denominator: Math.max(n, d),
  }));
};
