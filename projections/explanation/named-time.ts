/** When a sentence says that a balance changed, against the statements between which it did. */
import type { Day } from '../../src/filing/calendar.js';
import { formDate } from '../known/knowledge.js';
import type { Gap } from './gap.js';

export const monthNames =
  'jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?';
export const dayNamed = new RegExp(
  `\\b(${monthNames})\\.?\\s+(\\d{1,2})(?:st|nd|rd|th)?,?\\s+(\\d{4})\\b|\\b(\\d{4})-(\\d{2})-(\\d{2})\\b|\\b(\\d{1,2})/(\\d{1,2})/(\\d{4})\\b`,
  'gi',
);
const monthNamed = new RegExp(
  `\\b(?:in|during|of|since|through|until|\\d{1,2}(?:st|nd|rd|th)?)\\s+(?:(?:early|mid|late)[\\s-]+)?(${monthNames})\\.?,?\\s+(\\d{4})\\b`,
  'gi',
);
const yearNamed =
  /\b(?:in|during|since|through|until|calendar|(?:quarter|half|end|course) of)\s+(?:the year\s+)?((?:19|20)\d{2})\b(?![-/\d]|\s+(?:[A-Z]|shares?\b|units?\b))/g;
const monthsInOrder = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ');

const padded = (n: string | number): string => String(n).padStart(2, '0');
const monthOf = (name: string): string =>
  padded(monthsInOrder.indexOf(name.slice(0, 3).toLowerCase()) + 1);

/** From one day to another, as written: 30 February may be. Null where it is open. */
interface Time {
  readonly from: string | null;
  readonly to: string | null;
}

interface Found extends Time {
  readonly at: number;
  readonly length: number;
}

const found = (text: string): ReadonlyArray<Found> => {
  const days = [...text.matchAll(dayNamed)].map((match) => {
    const [whole, name, dayOfName = '', yearOfName = '', y, m, d, month = '', day = '', year = ''] =
      match;
    const on =
      name !== undefined
        ? `${yearOfName}-${monthOf(name)}-${padded(dayOfName)}`
        : y !== undefined
          ? `${y}-${m ?? ''}-${d ?? ''}`
          : `${year}-${padded(month)}-${padded(day)}`;
    return { from: on, to: on, at: match.index, length: whole.length };
  });
  // The word before it belongs to the match: the time begins with its number or name.
  const months = [...text.matchAll(monthNamed)].map((match) => {
    const [whole, name = '', year = ''] = match;
    const month = `${year}-${monthOf(name)}`;
    const length = name.length;
    const at = match.index + whole.lastIndexOf(name);
    return { from: `${month}-01`, to: `${month}-31`, at, length };
  });
  const years = [...text.matchAll(yearNamed)].map((match) => {
    const [whole, year = ''] = match;
    const at = match.index + whole.lastIndexOf(year);
    return { from: `${year}-01-01`, to: `${year}-12-31`, at, length: year.length };
  });
  return [...days, ...months, ...years].sort((a, b) => a.at - b.at);
};

/** The day of a document, or of the award from which shares came, is not that of the change. */
const ofSomethingElse =
  /\b(?:dated|adopted|established|entered into|filed|amended|u\/[a-z]\/[a-z])(?:\s+(?:on|as|of|in))*\s*$|\b(?:vest\w*|settle\w*|conversion|exercise)\b[^,;.]*\b(?:granted|awarded)\s+(?:on|in)?\s*$/i;
const opens = /\b(?:since|after|from|following|between|beginning|commencing)\s+(?:on\s+)?$/i;
const closes =
  /\b(?:through|until|till|to|and|ended|ending|by|as of|before|prior to)\s+(?:and including\s+)?$/i;
const closesAlone = /\b(?:through|until|till|ended|ending|by|as of|before|prior to)\s+$/i;

const timesNamed = (text: string): ReadonlyArray<Time> => {
  const times: Array<Time> = [];
  let end = 0;
  for (const { from, to, at, length } of found(text)) {
    const before = text.slice(end, at);
    end = at + length;
    const last = times[times.length - 1];
    if (ofSomethingElse.test(before)) continue;
    if (opens.test(before)) times.push({ from, to: null });
    else if (last !== undefined && last.to === null && closes.test(before))
      times[times.length - 1] = { ...last, to };
    else times.push(closesAlone.test(before) ? { from: null, to } : { from, to });
  }
  return times;
};

/** The days that a sentence names, whatever of, as written. */
export const daysNamed = (text: string): ReadonlyArray<string> =>
  found(text).flatMap(({ from, to }) => (from !== null && from === to ? [from] : []));

/** What the last form left out or counted wrong may have happened long before it. */
const corrects =
  /\b(?:inadvertent\w*|omitted|errors?|erroneous\w*|mistake\w*|overstate\w*|understate\w*|unreported|not previously|incorrect\w*|correct(?:s|ed|ions?|ing)?)\b/i;

/** The day for which another form stated the balance last, of those known by then. */
const statedLast = ({ entries, index, entry }: Gap): Day | null => {
  for (let i = index - 1; i >= 0; i--) {
    const before = entries[i];
    if (before === undefined) break;
    const { asserted, home, knownRank } = before.source;
    if (asserted !== null && home !== entry.source.home && knownRank <= entry.source.knownRank)
      return before.on;
  }
  return null;
};

/**
 * Whether a sentence can tell of what changed since the last statement: one that names only times
 * before it tells nothing of this difference. What is to come is not the time of a change.
 */
export const isOfTime = (gap: Gap, text: string): boolean => {
  const filedOn = formDate(gap.entry.source.filing);
  const times = timesNamed(text).filter(({ from }) => from === null || from <= filedOn);
  const last = statedLast(gap);
  if (times.length === 0 || last === null || corrects.test(text)) return true;
  return times.some(({ to }) => to === null || to >= last);
};
