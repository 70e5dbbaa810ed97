/**
 * What rules read of a footnote or of remarks. EDGAR takes 1,000 characters of a footnote, 2,000
 * of remarks and 99 footnotes: what is longer is kept and shown, but no rule looks further, and
 * none at more blanks in a row. Many rules take time with the square of a text.
 */
export const ruleTextLengthMax = 4_000;
const allLengthMax = 200_000;
const blanksMax = 20;
const blanks = new RegExp(`\\s{${blanksMax},}`, 'g');

export const ruleText = (text: string): string =>
  text.slice(0, ruleTextLengthMax).replace(blanks, (run) => run.slice(0, blanksMax));

/** Footnotes by their ids, each as rules read it. */
export const ruleTexts = (
  footnotes: ReadonlyArray<{ readonly id: string; readonly text: string }>,
): ReadonlyMap<string, string> => {
  const texts = new Map<string, string>();
  let length = 0;
  for (const { id, text } of footnotes) {
    const read = length < allLengthMax ? ruleText(text) : '';
    length += read.length;
    texts.set(id, read);
  }
  return texts;
};
