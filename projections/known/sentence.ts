/** Sentences of footnotes and remarks, which are full of abbreviations. */

/** A full stop after one of these does not end a sentence. */
const abbreviation =
  /(?:^|[\s("'“])(?:inc|corp|co|ltd|mr|mrs|ms|dr|no|nos|jr|sr|st|vs|l\.p|l\.l\.c|n\.a|u\.s|i\.e|e\.g|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec|[a-z])\.$/i;
const sentenceEnd = /[.;!?]["'”’)]?\s+(?=["'“(]?[A-Z0-9])/g;
const abbreviationReach = 12;
/** Words that begin a sentence even behind an abbreviation: "… Fund IV, L.P. The fund …". */
const opener = /^(?:the|these|this|those|such|each|all|no|he|she|it|they|in|as|mr|ms|mrs)\b/i;

/** The sentences of a text, each with its full stop. */
export const sentencesOf = (text: string): ReadonlyArray<string> => {
  const sentences: Array<string> = [];
  let from = 0;
  for (const end of text.matchAll(sentenceEnd)) {
    const stop = end.index + 1;
    if (
      end[0].startsWith('.') &&
      abbreviation.test(text.slice(Math.max(0, stop - abbreviationReach), stop)) &&
      !opener.test(text.slice(end.index + end[0].length).replace(/^["'“(]/, ''))
    )
      continue;
    sentences.push(text.slice(from, end.index + end[0].length).trim());
    from = end.index + end[0].length;
  }
  sentences.push(text.slice(from).trim());
  return sentences.filter((s) => s !== '');
};
