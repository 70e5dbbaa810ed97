/**
 * What footnotes and remarks say of Rule 10b5-1 plans: when each was adopted, modified and
 * terminated. One sentence may name several. A date belongs to the last word before it that tells
 * what happened to a plan; where that is another word, it is no date of a plan.
 */
import { type Day, isDay, writtenDay } from '../../src/filing/calendar.js';
import { remembering } from '../known/memo.js';
import { ruleText } from '../known/rule-text.js';
import { sentencesOf } from '../known/sentence.js';

export interface PlanSaid {
  /** Null where a plan is spoken of and its date is not told. */
  readonly adoptedOn: Day | null;
  readonly modifiedOn: ReadonlyArray<Day>;
  readonly terminatedOn: Day | null;
  /** The sentence that tells the adoption, or the plan. */
  readonly text: string;
  /** Shares sold to pay tax, which the limits of overlaps and single trades leave out. */
  readonly sellToCover: boolean;
}

const rule = /\b10b-?5-1(?!\d)/i;
const aPlan =
  /\b(?:trading|the|such|this|that|these|those|each|sales?|written|said|10b-?5-1(?:\(c\))?)\s+(?:\w+\s+){0,2}plans?\b/i;
const otherPlan =
  /\b(?:incentive|equity|stock purchase|employee|option|bonus|award|savings|401\s*\(?k\)?|deferred|deferral|retirement|omnibus|reinvestment)\b[^.;]{0,40}\bplans?\b/i;
const denial =
  /\bnot (?:\w+ ){0,5}(?:pursuant to|under|in accordance with|in compliance with|as part of|subject to|part of|made)\b|\binadvertent|\bin error\b|\berroneous|\bincorrectly\b|\bmistakenly\b/i;

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const date =
  /\b(?:(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.? {1,2}\d{1,2}(?:st|nd|rd|th)?,? {0,2}\d{4}|\d{1,2}\/\d{1,2}\/(?:\d{4}|\d{2})|\d{4}-\d{2}-\d{2})(?!\d)/gi;

const happening =
  /\b(?:(?<adopt>adopt(?:ed|ing|ion)?|instructions? (?:\w+ )?(?:given|issued|delivered|provided)|enter(?:ed|ing) into|establish(?:ed|ing)|dated|executed)|(?<modify>amend(?:ed|ing|ment)?|modif(?:ied|ying|ication)|restated)|(?<terminate>terminat(?:ed|ing|ion)|cancell?(?:ed|ation))|(?<other>expir\w+|complet\w+|commenc\w+|beg[au]n|start\w+|end(?:s|ed|ing)?|filed|vest\w*|exercis\w+|sold|purchas\w+|effected|occur\w+|grant\w+))\b/gi;
/** A date that names a trust or an agreement. */
const ofDeed =
  /\b(?:trusts?|agreement|u\/?a|u\/?t\/?a|u\/?a\/?d|u\/?d\/?t|declaration|indenture|will)\b[\s,]*(?:\(?\s*(?:dated|dtd|as of|of)\s*)?$/i;
/** Initials end no sentence: their dots are held back while it is cut. */
const initials = /\b(?:[A-Z]\.){2,}/g;
const heldDot = '\u2024';
/** What the form prints beside its box. */
const boilerplate = /^\W*check this box\b/i;
/** The rule is of August 2000. */
const ruleFrom = writtenDay('2000-08-01');
const joiner = /^[\s,;]*(?:(?:and|or|&)[\s,]*)?(?:on\s+)?$/i;

const centuried = (year: string): string => (year.length === 2 ? `20${year}` : year);

const dayOf = (text: string): Day | null => {
  const numbers = text.match(/\d+/g) ?? [];
  const name = /^[a-z]{3}/i.exec(text)?.[0].toLowerCase();
  const [year = '', month = '', dayOfMonth = ''] =
    name !== undefined
      ? [numbers[1], String(months.indexOf(name) + 1), numbers[0]]
      : /^\d{4}-/.test(text)
        ? numbers
        : [centuried(numbers[2] ?? ''), numbers[0], numbers[1]];
  const day = `${year}-${month.padStart(2, '0')}-${dayOfMonth.padStart(2, '0')}`;
  return isDay(day) && day >= ruleFrom ? day : null;
};

type Happened = 'adopt' | 'modify' | 'terminate' | 'other' | null;

const lastIn = (text: string): Happened => {
  let last: Happened = null;
  for (const { groups } of text.matchAll(happening))
    last = (Object.entries(groups ?? {}).find(([, said]) => said !== undefined)?.[0] ??
      null) as Happened;
  return last;
};

const firstIn = (text: string): Happened => {
  for (const { groups } of text.matchAll(happening))
    return (Object.entries(groups ?? {}).find(([, said]) => said !== undefined)?.[0] ??
      null) as Happened;
  return null;
};

interface Dated {
  readonly day: Day;
  readonly happened: Happened;
  /** Joined to the date before it, as in "on A and B". */
  readonly joined: boolean;
  /** Of each of the plans named right before. */
  readonly ofEach: boolean;
}

const datesIn = (sentence: string): ReadonlyArray<Dated> => {
  const found: Array<Dated> = [];
  let end = 0;
  for (const match of sentence.matchAll(date)) {
    const between = sentence.slice(end, match.index);
    if (ofDeed.test(between)) continue;
    const before = found[found.length - 1];
    end = match.index + match[0].length;
    const day = dayOf(match[0]);
    if (day === null) continue;
    const joined = before !== undefined && joiner.test(between);
    const opens = before === undefined && /^\s*(?:as of|on|effective)\s*$/i.test(between);
    const happened = joined
      ? before.happened
      : opens
        ? firstIn(sentence.slice(end))
        : lastIn(between);
    found.push({ day, happened, joined, ofEach: /\b(?:each|both|all)\b/i.test(between) });
  }
  return found;
};

interface Draft {
  adoptedOn: Day | null;
  modifiedOn: Array<Day>;
  terminatedOn: Day | null;
  text: string;
}

const speaksOfPlans = (sentence: string): boolean =>
  !denial.test(sentence) &&
  !boilerplate.test(sentence) &&
  (rule.test(sentence) || (aPlan.test(sentence) && !otherPlan.test(sentence)));

/** The plan adopted on a day, made where none is named yet. */
const planOf = (plans: Array<Draft>, adoptedOn: Day, text: string): Draft => {
  const known = plans.find((plan) => plan.adoptedOn === adoptedOn);
  if (known !== undefined) return known;
  const plan: Draft = { adoptedOn, modifiedOn: [], terminatedOn: null, text };
  plans.push(plan);
  return plan;
};

const change = (plan: Draft, happened: 'modify' | 'terminate', day: Day): void => {
  if (happened === 'modify') plan.modifiedOn.push(day);
  else plan.terminatedOn = day;
};

const tell = (sentence: string, plans: Array<Draft>): void => {
  let named: ReadonlyArray<Draft> = [];
  for (const { day, happened, joined, ofEach } of datesIn(sentence)) {
    if (happened === 'adopt') {
      const plan = planOf(plans, day, sentence);
      named = joined ? [...named, plan] : [plan];
    } else if (happened === 'modify' || happened === 'terminate') {
      // Said of a plan that a sentence before names, where there is one only.
      const before = plans.length === 1 ? plans : [];
      const about = named.length === 0 ? before : ofEach ? named : named.slice(-1);
      for (const plan of about) change(plan, happened, day);
    }
  }
};

const saidIn = (footnote: string): ReadonlyArray<PlanSaid> => {
  const text = ruleText(footnote)
    .replace(/[\s\u00A0]+/g, ' ')
    .trim();
  if (!rule.test(text)) return [];
  const sentences = sentencesOf(text.replace(initials, (name) => name.replaceAll('.', heldDot)))
    .map((sentence) => sentence.replaceAll(heldDot, '.'))
    .filter(speaksOfPlans);
  const plans: Array<Draft> = [];
  for (const sentence of sentences) tell(sentence, plans);
  const first = sentences.find((sentence) => rule.test(sentence));
  if (plans.length === 0 && first !== undefined)
    plans.push({ adoptedOn: null, modifiedOn: [], terminatedOn: null, text: first });
  const sellToCover = /\bsell[- ]to[- ]cover\b|\btax withholding\b|\bwithholding tax/i.test(text);
  return plans.map((plan) => ({
    ...plan,
    modifiedOn: [...new Set(plan.modifiedOn)].sort(),
    sellToCover,
  }));
};

/** The plans that a footnote, or remarks, speak of; those of denials are none. */
export const plansSaid: (footnote: string) => ReadonlyArray<PlanSaid> = remembering(2_000, saidIn);
