/** Words by which an amendment says that rows which it leaves out never were. */
import type { KnownFiling } from '../known/knowledge.js';
import { ruleText } from '../known/rule-text.js';
import { sentencesOf } from '../known/sentence.js';

const removal =
  /reported twice|included twice|duplicat\w*|\bto (?:delete|remove|withdraw)|(?:solely|for the purpose of) (?:deleting|removing|withdrawing)|should not have been (?:reported|included)|(?:reported|filed|included) in error|did not occur|was not (?:effected|executed|consummated)/gi;

const rows =
  'rows?|lines?|entry|entries|tables?|transactions?|trades?|sales?|purchases?|grants?|awards?|acquisitions?|dispositions?|gifts?|exercises?|conversions?|withholdings?|transfers?|holdings?|shares?|units?|options?|warrants?|stock|securities|security';
const boxes =
  'prices?|codes?|dates?|footnotes?|names?|titles?|address(?:es)?|numbers?(?!\\s*\\d)|amounts?|balances?|natures?|forms? of ownership|box(?:es)?|relationships?|signatures?|cik|symbols?|values?|totals?|exhibits?|plans?|explanations?|expirations?|percentages?';
const forms = 'forms? [345](?:\\/A)?|filings?|reports?';
/**
 * A row's box is named behind it: "the transaction date", "the number of shares". Each word before
 * it is taken whole: tried in parts, as "row" and "s", a list of them would take time without end.
 */
const firstNoun = new RegExp(
  `\\b(?:(?=(?<word>(?:${rows})['’]?s?\\s+))\\k<word>)*(?<box>${boxes})\\b|\\b(?<row>${rows})\\b|\\b(?<form>${forms})\\b`,
  'i',
);
const clauseEnd =
  /[;:]|,?\s{1,20}(?:and|but|while|whereas)\s+|,\s{1,20}(?=(?:the|this|these|it|we)\b)/i;
const wholeForm = /filed|withdraw|delet|remov|duplicat/i;

type Noun = 'row' | 'box' | 'form' | null;

const nounIn = (text: string): Noun => {
  const groups = firstNoun.exec(text)?.groups;
  if (groups === undefined) return null;
  return groups['box'] !== undefined ? 'box' : groups['row'] !== undefined ? 'row' : 'form';
};

/** What was in error is the first thing named: a row, or only a box of one. */
const clauseSays = (clause: string): boolean =>
  [...clause.matchAll(removal)].some((match) => {
    const before = nounIn(clause.slice(0, match.index));
    const after = nounIn(clause.slice(match.index + match[0].length));
    // A form may report in error, or be filed so.
    const noun =
      before === null || (before === 'form' && (after !== null || !wholeForm.test(match[0])))
        ? after
        : before;
    return noun === 'row' || (noun === 'form' && wholeForm.test(match[0]));
  });

export const saysThatRowsGo = (filing: KnownFiling): boolean =>
  [ruleText(filing.header.remarks ?? ''), ...filing.footnotes.values()]
    .flatMap(sentencesOf)
    .flatMap((sentence) => sentence.split(clauseEnd))
    .some(clauseSays);
