/** A change that the footnote on the balance itself tells, in figures or in words. */
import { stating } from '../balance/entry.js';
import { canonicalTitle, namesAnotherClass } from '../known/security-title.js';
import {
  balanceSentences,
  type ChangeTold,
  changesTold,
  quoted,
  tellsOf,
} from './balance-footnote.js';
import { type Gap, rowOf } from './gap.js';
import { directionOf, goesAgainst, isOfAnotherHolder } from './named-holder.js';
import { daysNamed, isOfTime } from './named-time.js';
import type { Reading } from './reading.js';

/** A sentence that an earlier form has on this balance too tells of a change before that form. */
export const stoodBefore = ({ entries, index, entry }: Gap, text: string): boolean =>
  entries.slice(0, index).some((before) => {
    const states = stating(before);
    return (
      states !== null &&
      before.source.home !== entry.source.home &&
      balanceSentences(states).some((s) => s.text === text)
    );
  });

const oneMore = /\b(?:additional(?:ly)?|in addition|another|further|separately|also)\b/i;

/**
 * Whether a row already counts what a sentence tells: one of the day named, or where it names none
 * one of the same form, unless it is said to be one more.
 */
const isCounted = ({ entries, entry, amount }: Gap, text: string): boolean => {
  const days = daysNamed(text);
  const isTold = days.length === 0 && !oneMore.test(text);
  return entries.some(
    ({ kind, source }) =>
      kind === 'transaction' &&
      source.delta?.eq(amount) === true &&
      (days.includes(source.effective.on) || (isTold && source.home === entry.source.home)),
  );
};

const ofClass = ({ position }: Gap, changes: ReadonlyArray<ChangeTold>) => {
  if (position.kind !== 'share') return changes;
  const title = canonicalTitle(position.first.security.value);
  return changes.filter(({ what }) => !namesAnotherClass(canonicalTitle(what), title));
};

const tells = (gap: Gap, text: string): boolean => {
  const changes = changesTold(text);
  return (
    tellsOf(ofClass(gap, changes), gap.amount) &&
    !stoodBefore(gap, text) &&
    isOfTime(gap, text) &&
    !isOfAnotherHolder(gap, text) &&
    // Of several changes each may go its own way.
    (changes.length > 1 || !goesAgainst(directionOf(gap, text), gap)) &&
    !isCounted(gap, text)
  );
};

export const statedNumber = (gap: Gap): Reading | null => {
  const sentence = balanceSentences(gap.entry.source).find(({ text }) => tells(gap, text));
  return sentence === undefined
    ? null
    : {
        kind: 'stated-in-footnote',
        detail: `a footnote on the balance states ${gap.amount.abs().toFixed()}: ${quoted(sentence.text)}`,
        evidence: [`footnote ${sentence.footnote} on the balance of ${rowOf(gap)}`],
      };
};
