/**
 * What a footnote says that a field cannot: the range behind an average price, the plan behind a
 * trade, why a filing was corrected. Each fact carries the sentence it stands on. Where a wording
 * is not understood there is no fact: the text is still there for a person to read.
 */
import { type Day, isDay } from '../../src/filing/calendar.js';
import { type Decimal, parseDecimal } from '../../src/filing/decimal.js';
import { remembering } from './memo.js';
import { ruleText } from './rule-text.js';
import { sentencesOf } from './sentence.js';

export type FootnoteFact =
  | {
      /** The price is an average over several trades; `low` and `high` bound each of them. */
      readonly kind: 'weighted-average-price';
      /** Dollars a share; both null where no range, or more than one, is stated. */
      readonly low: Decimal | null;
      readonly high: Decimal | null;
      readonly text: string;
    }
  | {
      readonly kind: 'rule-10b5-1-plan';
      /** False where the footnote says that there was no such plan behind the trade. */
      readonly pursuant: boolean;
      readonly adoptedOn: Day | null;
      readonly text: string;
    }
  | { readonly kind: 'vesting' | 'correction' | 'disclaimer'; readonly text: string }
  | {
      /** The amount owned includes shares that are not yet, or not simply, the owner's. */
      readonly kind: 'inclusion';
      readonly of: 'unvested' | 'employee-purchase-plan';
      readonly text: string;
    };

// ---- wording ----

/** Converters escape dollar signs and documents use every kind of dash and blank. */
const plain = (text: string): string =>
  text
    .replace(/\\([$\-*_.])/g, '$1')
    .replace(/[\u2010-\u2015\u2212]/g, '-')
    .replace(/[\s\u00A0]+/g, ' ')
    .trim();

// ---- average prices ----

const money = String.raw`(?:US ?)?(\$?) ?(\d+(?:,\d{3})*(?:\.\d+)?|\.\d+)(?!\d|[.,]\d|[A-Za-z%])(?: per share| each| a share)?`;
const lowest = '(?:a |the )?(?:low|lowest)?(?: price)?(?: of| at)? ?';
const highest = '(?:a |the )?(?:high|highest)?(?: price)?(?: of| at)? ?';
const ranges: ReadonlyArray<RegExp> = [
  new RegExp(
    `\\brang(?:ing|ed|es?)(?: of| in)?(?: the)?(?: sale| sales| purchase| trade)?(?: prices?)?(?: was| is| were)?,?(?: from| between| of)? ?${lowest}${money},? ?(?:to|and|through|-) ?${highest}${money}`,
    'gi',
  ),
  new RegExp(`\\bbetween ${lowest}${money},? and ${highest}${money}`, 'gi'),
  new RegExp(
    `\\bprices? (?:of |from )+${lowest}${money},? (?:to|through|-) ?${highest}${money}`,
    'gi',
  ),
  new RegExp(`\\blow(?:est)?(?: price)? of ${money},? (?:to|and) ${highest}${money}`, 'gi'),
];

const average = /weighted[ -]?average|average (?:sales? |purchase |selling )?price/i;
const severalTrades =
  /(?:multiple|several|series of|various|separate|number of|more than one) (?:\w+[ -]){0,3}(?:transactions|trades|sales|purchases|lots|prices)/i;
/** Ranges of something other than what the trades were done at. */
const otherPrices =
  /exercise prices?|conversion prices?|strike prices?|vesting|stock price (?:target|hurdle)/i;

interface Range {
  readonly low: Decimal;
  readonly high: Decimal;
  readonly text: string;
}

const rangesIn = (sentence: string): ReadonlyArray<Range> => {
  if (otherPrices.test(sentence)) return [];
  const found = new Map<string, Range>();
  for (const pattern of ranges)
    for (const [, lowSign, low = '', , high = ''] of sentence.matchAll(pattern)) {
      // Without a dollar sign these may be counts of shares.
      if (lowSign !== '$') continue;
      const from = parseDecimal(low.replaceAll(',', ''));
      const to = parseDecimal(high.replaceAll(',', ''));
      if (from === null || to === null) continue;
      found.set(`${low} ${high}`, { low: from, high: to, text: sentence });
    }
  return [...found.values()];
};

const averagePrice = (sentences: ReadonlyArray<string>): ReadonlyArray<FootnoteFact> => {
  const averaged = sentences.find((s) => average.test(s) && !otherPrices.test(s));
  const several = sentences.some((s) => severalTrades.test(s));
  if (averaged === undefined && !several) return [];
  const all = sentences.flatMap(rangesIn);
  const only = all.length === 1 ? all[0] : undefined;
  if (only?.low.lte(only.high) === true)
    return [{ kind: 'weighted-average-price', low: only.low, high: only.high, text: only.text }];
  return averaged === undefined
    ? []
    : [{ kind: 'weighted-average-price', low: null, high: null, text: averaged }];
};

// ---- plans ----

/** Rule 10b-5 is the rule against fraud, not the one about plans. */
const plan = /\b10b-?5-1(?!\d)/i;
const underPlan =
  /\b(?:pursuant to|under|in accordance with|in compliance with|by means of|in connection with|as part of|intended to (?:satisfy|comply|qualify))\b/i;
const notUnderPlan =
  /\bnot (?:\w+ ){0,5}(?:pursuant to|under|in accordance with|in compliance with|as part of|subject to|part of)\b/i;
const negation =
  /\b(?:not|no|nor|neither|never|none|without|outside|terminat\w+|cancel\w+|expired)\b/i;

const months =
  'jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?';
const monthKeys = [
  'jan',
  'feb',
  'mar',
  'apr',
  'may',
  'jun',
  'jul',
  'aug',
  'sep',
  'oct',
  'nov',
  'dec',
];
const writtenDate = `(?:${months})\\.? \\d{1,2}(?:st|nd|rd|th)?,? \\d{4}|\\d{1,2}/\\d{1,2}/\\d{4}`;
const anyDate = new RegExp(`\\b(?:${writtenDate})(?!\\d)`, 'gi');
const adoption =
  /\b(?:adopt(?:ed|ing)|entered into|establish(?:ed|ing)|dated|executed|adoption)\b/gi;
/** Words between "adopted" and its date: "by the Reporting Person on", "as of". */
const adoptionReach = 90;

const padded = (digits: string): string => digits.padStart(2, '0');

const dayOfWords = (date: string): Day | null => {
  const numbers = date.match(/\d+/g) ?? [];
  const written = /^[a-z]{3}/i.exec(date)?.[0].toLowerCase();
  const [month, dayOfMonth, year] =
    written === undefined
      ? numbers
      : [String(monthKeys.indexOf(written) + 1), numbers[0], numbers[1]];
  const day = `${year ?? ''}-${padded(month ?? '')}-${padded(dayOfMonth ?? '')}`;
  return isDay(day) ? day : null;
};

const mentionsChange = /\b(?:amend|modif|terminat|expir|cancel|renew)/i;

/** One date that follows "adopted", or that opens a sentence about adopting. Two are none. */
const adoptedOn = (sentence: string): Day | null => {
  const dates = [...sentence.matchAll(anyDate)].map((m) => ({
    at: m.index,
    day: dayOfWords(m[0]),
  }));
  const days = new Set<Day | null>();
  for (const verb of sentence.matchAll(adoption)) {
    const end = verb.index + verb[0].length;
    const next = dates.find((d) => d.at >= end && d.at - end <= adoptionReach);
    if (next === undefined) continue;
    if (mentionsChange.test(sentence.slice(end, next.at))) return null;
    days.add(next.day);
    const following = dates[dates.indexOf(next) + 1];
    if (
      following !== undefined &&
      /^\W*(?:and|or)\W*$/i.test(between(sentence, next.at, following.at))
    )
      return null;
  }
  const opening = dates[0];
  if (days.size === 0 && opening !== undefined && dates.length === 1 && /^on /i.test(sentence)) {
    const verb = /\b(?:adopted|entered into|established)\b/i.exec(sentence);
    if (verb !== null && opening.at === 3) days.add(opening.day);
  }
  return days.size === 1 ? ([...days][0] ?? null) : null;
};

/** What stands between two dates, the first date itself left out. */
const between = (sentence: string, first: number, second: number): string =>
  sentence.slice(first, second).replace(anyDate, '');

const planFacts = (sentences: ReadonlyArray<string>): ReadonlyArray<FootnoteFact> => {
  const mentions = sentences.filter((s) => plan.test(s));
  const facts: Array<FootnoteFact & { kind: 'rule-10b5-1-plan' }> = [];
  for (const text of mentions) {
    const before = text.slice(0, text.search(plan));
    if (notUnderPlan.test(before))
      facts.push({ kind: 'rule-10b5-1-plan', pursuant: false, adoptedOn: null, text });
    else if (negation.test(before)) continue;
    else if (underPlan.test(before))
      facts.push({ kind: 'rule-10b5-1-plan', pursuant: true, adoptedOn: adoptedOn(text), text });
  }
  const first = facts[0];
  if (first === undefined || facts.some((f) => f.pursuant !== first.pursuant)) return facts;
  // The date may stand in a sentence of its own: "The plan was adopted on ...".
  const separate = sentences.filter(
    (s) => /\bplan\b/i.test(s) && !negation.test(s) && adoptedOn(s) !== null,
  );
  const dates = new Set(separate.map(adoptedOn));
  const date = dates.size === 1 ? ([...dates][0] ?? null) : null;
  const withDate = separate[0];
  if (!first.pursuant || first.adoptedOn !== null || date === null || withDate === undefined)
    return facts;
  return [{ ...first, adoptedOn: date, text: `${first.text} ${withDate}` }, ...facts.slice(1)];
};

// ---- the rest: the sentence is the fact ----

const vesting = /\b(?:vests?|vested|vesting)\b/i;
const correction =
  /\binadvertent(?:ly)?\b|\b(?:filed|reported|included|made|omitted|stated) in error\b|\berroneous(?:ly)?\b|\b(?:clerical|administrative|typographical|scrivener['’]?s) error\b|\bthis amendment\b|\bamendment (?:no\. \d+ )?(?:is|was) (?:being )?(?:re)?filed\b|\bamended (?:form [345]|filing)\b|\bis being (?:re-?)?filed (?:solely |only )?to (?:correct|amend|report|include|add|reflect)|\b(?:incorrectly|mistakenly) (?:reported|stated|omitted|listed|included)\b/i;
const disclaimer = /\bdisclaims?\b[^.]{0,80}\bbeneficial ownership\b/i;
const notDisclaimer = /\bnot disclaim/i;
const includes = /\b(?:includes?|including|inclusive of)\b/i;
const excludes = /\b(?:not include|exclud)/i;
const unvested =
  /\bunvested\b|\bnot (?:yet )?vested\b|\bsubject to (?:\w+ ){0,3}vesting\b|\bunissued (?:restricted|rsu)/i;
const purchasePlan = /\bESPP\b|\bemployee stock purchase plan\b/i;

const sentenceFacts = (text: string): ReadonlyArray<FootnoteFact> => {
  const facts: Array<FootnoteFact> = [];
  if (vesting.test(text)) facts.push({ kind: 'vesting', text });
  if (correction.test(text)) facts.push({ kind: 'correction', text });
  if (disclaimer.test(text) && !notDisclaimer.test(text)) facts.push({ kind: 'disclaimer', text });
  if (includes.test(text) && !excludes.test(text)) {
    if (unvested.test(text)) facts.push({ kind: 'inclusion', of: 'unvested', text });
    if (purchasePlan.test(text))
      facts.push({ kind: 'inclusion', of: 'employee-purchase-plan', text });
  }
  return facts;
};

const factsOf = (footnote: string): ReadonlyArray<FootnoteFact> => {
  const sentences = sentencesOf(plain(ruleText(footnote)));
  return [...averagePrice(sentences), ...planFacts(sentences), ...sentences.flatMap(sentenceFacts)];
};

/**
 * The facts in one footnote, or in the remarks. Their `text` has blanks and dashes made plain.
 * Rows of one form refer to the same few footnotes, which are read once.
 */
export const footnoteFacts: (footnote: string) => ReadonlyArray<FootnoteFact> = remembering(
  2_000,
  factsOf,
);
