/**
 * Footnotes on a stated balance, sentence by sentence. Only the balance's own columns count: what
 * is said of a price, a code or a nature of ownership says nothing of how the balance came about.
 */
import type { Decimal } from '../../src/filing/decimal.js';
import { Decimal as DecimalValue, zero } from '../../src/filing/decimal.js';
import type { StandingRow } from '../balance/standing-row.js';
import { monthNames as months } from './named-time.js';

export interface Sentence {
  readonly footnote: string;
  readonly text: string;
}

/** A full stop ends a sentence unless it is in a number or after a usual abbreviation. */
const sentenceEnd =
  /(?<!\b(?:Inc|Corp|Co|Ltd|No|Mr|Mrs|Ms|Dr|St|Jr|Sr|U\.S|L\.P|L\.L\.C))\.\s+(?=[A-Z“"(])/;

const sentences = (text: string): ReadonlyArray<string> =>
  text
    .split(sentenceEnd)
    .map((s) => s.trim())
    .filter((s) => s !== '');

/** A holding row is nothing but a balance: what hangs on its title is said of the balance too. */
const columnsOf = ({ row }: StandingRow): ReadonlyArray<string> => [
  ...row.sharesFollowing.footnotes,
  ...row.valueFollowing.footnotes,
  ...(row.kind === 'holding' ? [...row.security.footnotes, ...row.ownership.footnotes] : []),
];

const known = new WeakMap<StandingRow, ReadonlyArray<Sentence>>();

export const balanceSentences = (at: StandingRow): ReadonlyArray<Sentence> => {
  let found = known.get(at);
  if (found === undefined) {
    found = [...new Set(columnsOf(at))].flatMap((footnote) =>
      sentences(at.filing.footnotes.get(footnote) ?? '').map((text) => ({ footnote, text })),
    );
    known.set(at, found);
  }
  return found;
};

const quotedMax = 240;

export const quoted = (text: string): string =>
  `“${text.length > quotedMax ? `${text.slice(0, quotedMax)}…` : text}”`;

// ---- numbers in a sentence ----

/** A number of shares that a sentence tells as a change. */
export interface ChangeTold {
  readonly size: Decimal;
  /** 1 where the words only fit an increase, -1 where only a decrease, 0 where they fit both. */
  readonly sign: 1 | 0 | -1;
  /** What it is a number of, as it stands behind it: `shares of Class B stock`. */
  readonly what: string;
}

/** Dates, rules, prices, percentages and ratios are no numbers of shares. */
const notShares: ReadonlyArray<RegExp> = [
  new RegExp(`\\b(?:${months})\\.?\\s+\\d{1,2}(?:st|nd|rd|th)?(?:,?\\s+\\d{4})?\\b`, 'gi'),
  new RegExp(`\\b(?:\\d{1,2}\\s+)?(?:${months})\\.?,?\\s+\\d{4}\\b`, 'gi'),
  /\b\d{1,4}[/-]\d{1,2}[/-]\d{2,4}\b/g,
  /\b(?:in|of|since|during|until|through|fiscal|year|calendar)\s+(?:19|20)\d{2}\b(?!\s+(?:shares?|units?))/gi,
  /\b(?:rules?|sections?|§|forms?|items?|no\.?|footnotes?|notes?)\s*(?:\(?\d[\w().-]*)/gi,
  /\b(?:16[ab]|10b5)-\d+[\w().-]*/gi,
  /\b401\s*\(k\)/gi,
  /(?:US)?\$\s*[\d,.]+/gi,
  /(?<![\d,.])[\d,.]+\s*(?:%|percent\b)/gi,
  /\b(?:\d+|one|two|three|four|five|six|seven|eight|nine|ten|twelve|fifteen|twenty)[\s-]+for[\s-]+(?:\d+|one|two|three|four|five|ten)\b/gi,
  /\b\d+:\d+\b/g,
  /\(?\b[A-Za-z]*\d+[A-Za-z]+\b\)?/g,
];

const smallWords =
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen'.split(
    ' ',
  );
const tensWords = 'twenty thirty forty fifty sixty seventy eighty ninety'.split(' ');
const numberWord = [...smallWords.slice(1), ...tensWords, 'hundred', 'thousand'].join('|');
const inWordsPattern = `(?:${numberWord})(?:(?:[\\s-]+|\\s+and\\s+)(?:${numberWord}))*`;
const numberPattern = new RegExp(
  `(?<![\\w.,])(\\d{1,3}(?:,\\d{3})+(?:\\.\\d+)?|\\d+(?:\\.\\d+)?)(?![\\w]|,\\d)|\\b(${inWordsPattern})\\b`,
  'gi',
);

const wordsToNumber = (text: string): Decimal => {
  let total = 0;
  let part = 0;
  for (const word of text.toLowerCase().split(/[\s-]+/)) {
    if (word === 'hundred') part = (part === 0 ? 1 : part) * 100;
    else if (word === 'thousand') {
      total += (part === 0 ? 1 : part) * 1000;
      part = 0;
    } else if (smallWords.includes(word)) part += smallWords.indexOf(word);
    else if (tensWords.includes(word)) part += 20 + 10 * tensWords.indexOf(word);
  }
  return new DecimalValue(total + part);
};

const up =
  /\b(?:acquired|purchased|bought|received|issued|credited|accrued|reinvest\w*|contributed|increas\w*|added|additional|converted|understate\w*|omitted|inadvertently excluded|not previously (?:reported|included)|unreported)\b/i;
const down =
  /\b(?:decreas\w*|reduc\w*|sold|dispos\w*|withheld|surrendered|forfeit\w*|cancel\w*|returned|donated|gifted|overstate\w*|excludes?|excluding|no longer|less|fewer|subtract\w*|deduct\w*)\b/i;
const either =
  /\b(?:transferred|transfer(?!able)|distribut\w*|correct\w*|adjust\w*|exercised|previously (?:held|owned|reported as)|moved|gift|exchange[ds]?)\b/i;
const includes = /\binclud\w+\b/i;
/** What has not happened changed nothing. */
const notDone =
  /\b(?:will|may|would|shall|can|could|to) (?:not )?be\b|\b(?:was|were|is|are|has|have|been) not\b|\bissuable\b|\bupon (?:the )?(?:achievement|satisfaction)\b/i;
/** What a sentence leaves out on purpose was never in the balance, unless it went. */
const denied =
  /\b(?:not|neither|nor|never)\s+(?:\w+\s+)?(?:includ|reflect|count|compris|contain)\w*/i;
const went =
  /\b(?:forfeited|cancel(?:l)?ed|surrendered|withheld|sold|disposed|donated|gifted|returned|transferred|distributed)\b/i;
/** What somebody else did with shares did not take them out of this balance. */
const another =
  /\bby\s+(?:an?|the|his|her|their|its|such|another|mr|mrs|ms|dr)\b|\b(?:held|owned)\b/i;
/** Shares that may be bought some day are no shares. */
const mayBeBought =
  /\b(?:options?|warrants?|rights?|entitle\w*|agree\w*|oblig\w*|commit\w*)\b[^;.]*\bto (?:purchase|acquire|buy|receive|subscribe for)\s*(?:up to\s*)?(?:an?\s+)?$/i;
const leftOutWrongly =
  /\binadvertent|\berror|\bmistake|\b(?:previous|prior|earlier|last)(?:ly)?\b[^;]*\bexcluded\b/i;
const leavesOut = /\b(?:excluded|excludes|excluding)\b/gi;
/** Words between a verb of change and the number that it is about. */
const governed =
  /\b(?:(?:decreased|increased|reduced|understated|overstated|adjusted|changed|lowered|raised|off)(?:\s+[\w’']+){0,5}?\s+by|(?:decrease|increase|reduction|transfer|purchase|acquisition|sale|disposition|distribution|gift|contribution|forfeiture|exchange|issuance|withholding|cancellation|correction|adjustment)\s+of|acquired|purchased|bought|received|sold|transferred|donated|gifted|withheld|surrendered|forfeited|contributed|credited|cancelled|omitted|excluded|excludes|excluding|reinvested\s+(?:in|into)|adds|added|subtracts|deducts)\s+(?:(?:an?|the|of|in|aggregate|total|approximately|additional|exactly|another|further|also|only)\s+)*\(?$/i;
const nounAfter =
  /^\)?\s*(?:[\w’'./-]+\s+){0,6}?\(?(?:shares?|units?|stock|ads?s?|depositary|rsus?|options?|interests?|securities)\b/i;
/** Below it a number without its noun may count anything. */
const barNumberMin = 100;

/** What stands before and after a number, up to its neighbours and semicolons. */
interface Clause {
  readonly before: string;
  readonly after: string;
  /** The words that lead the sentence up to its first number. */
  readonly lead: string;
}

const leadsDown = /\b(?:excludes?|excluding|no longer|overstate\w*|decreas\w*|reduc\w*)\b/i;

/** The sign of a change; null where the words tell of none. */
const signOf = ({ before, after, lead }: Clause): ChangeTold['sign'] | null => {
  const verb = governed.exec(before)?.[0] ?? '';
  if (mayBeBought.test(before)) return null;
  // What is left out went, or was never in: one that somebody acquired is no change of this.
  if (/\bexclud\w+/i.test(verb)) {
    if (leftOutWrongly.test(before)) return 1;
    const rest = `${verb.replace(leavesOut, ' ')} ${after}`;
    return !notDone.test(after) && (down.test(rest) || either.test(rest)) ? -1 : null;
  }
  const said = `${verb} ${after}`;
  const isChange = up.test(said) || down.test(said) || either.test(said);
  if (!isChange || notDone.test(after)) return null;
  const falls = down.test(said) || leadsDown.test(lead);
  const rises = up.test(said) || includes.test(lead);
  return falls === rises ? 0 : falls ? -1 : 1;
};

/** Where the name of what is counted ends. */
const phraseEnd =
  /[,;]|\b(?:that|which|who|upon|on|through|by|from|for|under|in|into|as|to|at|with|pursuant|since|and|or|was|were|is|are|has|have|acquired|purchased|bought|received|issued|sold|transferred|held|owned|granted|forfeited|converted|withheld)\b/i;

const whatOf = (after: string): string => (after.split(phraseEnd)[0] ?? '').trim();

const blanked = (text: string): string =>
  notShares.reduce((left, pattern) => left.replace(pattern, (m) => ' '.repeat(m.length)), text);

const told = (text: string): ReadonlyArray<ChangeTold> => {
  const isDenied = denied.test(text);
  const clean = blanked(text);
  const found = [...clean.matchAll(numberPattern)];
  return found.flatMap((match, i) => {
    const [words, figures] = [match[0], match[1]];
    const size =
      figures === undefined ? wordsToNumber(words) : new DecimalValue(figures.replaceAll(',', ''));
    const next = found[i + 1];
    const last = found[i - 1];
    const toNext = clean.slice(match.index + words.length, next?.index).split(';')[0] ?? '';
    // What comes after a comma or "and" leads up to the next number.
    const after = next === undefined ? toNext : toNext.replace(/(?:,|\band\b)[^,]*$/i, '');
    const start = last === undefined ? 0 : last.index + last[0].length;
    const before = clean.slice(start, match.index).split(';').pop() ?? '';
    const mayCountAnything = figures === undefined || size.lt(barNumberMin);
    if (size.isZero() || (mayCountAnything && !nounAfter.test(after))) return [];
    const what = whatOf(after);
    if (isDenied) return went.test(after) && !another.test(after) ? [{ size, sign: -1, what }] : [];
    const sign = signOf({ before, after, lead: `${clean.slice(0, found[0]?.index)} ${before}` });
    return sign === null ? [] : [{ size, sign, what }];
  });
};

const toldIn = new Map<string, ReadonlyArray<ChangeTold>>();
const sentencesKept = 5_000;

/** The numbers of shares that a sentence tells as changes; numbers of composition are none. */
export const changesTold = (text: string): ReadonlyArray<ChangeTold> => {
  let found = toldIn.get(text);
  if (found === undefined) {
    if (toldIn.size >= sentencesKept) toldIn.clear();
    found = told(text);
    toldIn.set(text, found);
  }
  return found;
};

/** Whether the changes told come to an amount: one of them, or all of them together. */
export const tellsOf = (changes: ReadonlyArray<ChangeTold>, amount: Decimal): boolean => {
  const fits = ({ size, sign }: Omit<ChangeTold, 'what'>): boolean =>
    size.eq(amount.abs()) && (sign === 0 || sign === (amount.gt(0) ? 1 : -1));
  if (changes.some(fits)) return true;
  if (changes.length < 2) return false;
  const sign = changes[0]?.sign ?? 0;
  const size = changes.reduce((sum, c) => sum.plus(c.size), zero);
  return changes.every((c) => c.sign === sign) && fits({ size, sign });
};
