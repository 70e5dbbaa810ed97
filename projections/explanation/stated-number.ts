/** A change that the footnote on the balance itself tells, in figures or in words. */
import { balanceSentences, changesTold, quoted, tellsOf } from './balance-footnote.js';
import { type Gap, rowOf } from './gap.js';
import type { Reading } from './reading.js';

/** A sentence that an earlier form has on this balance too tells of a change before that form. */
export const stoodBefore = ({ entries, index, entry }: Gap, text: string): boolean =>
  entries
    .slice(0, index)
    .some(
      ({ source, states }) =>
        states !== null &&
        source.home !== entry.source.home &&
        balanceSentences(states).some((s) => s.text === text),
    );

export const statedNumber = (gap: Gap): Reading | null => {
  const sentence = balanceSentences(gap.entry.source).find(
    ({ text }) => tellsOf(changesTold(text), gap.amount) && !stoodBefore(gap, text),
  );
  return sentence === undefined
    ? null
    : {
        kind: 'stated-in-footnote',
        detail: `a footnote on the balance states ${gap.amount.abs().toFixed()}: ${quoted(sentence.text)}`,
        evidence: [`footnote ${sentence.footnote} on the balance of ${rowOf(gap)}`],
      };
};
