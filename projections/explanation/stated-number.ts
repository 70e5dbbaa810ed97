/** A change that the footnote on the balance itself tells, in figures or in words. */
import { balanceSentences, changesTold, quoted, tellsOf } from './balance-footnote.js';
import { type Gap, rowOf } from './gap.js';
import type { Reading } from './reading.js';

export const statedNumber = (gap: Gap): Reading | null => {
  const sentence = balanceSentences(gap.entry.source).find(({ text }) =>
    tellsOf(changesTold(text), gap.amount),
  );
  return sentence === undefined
    ? null
    : {
        kind: 'stated-in-footnote',
        detail: `a footnote on the balance states ${gap.amount.abs().toFixed()}: ${quoted(sentence.text)}`,
        evidence: [`footnote ${sentence.footnote} on the balance of ${rowOf(gap)}`],
      };
};
