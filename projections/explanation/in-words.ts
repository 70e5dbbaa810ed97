/**
 * A footnote on the stated balance that says it was changed, and not by how much. The form
 * accounts for the difference in words; whether the number is right nobody can check.
 */
import { balanceSentences, changesTold, quoted } from './balance-footnote.js';
import { type Gap, rowOf } from './gap.js';
import type { Reading } from './reading.js';

interface Wording {
  readonly says: RegExp;
  /** An acquisition: it only adds. */
  readonly adds?: true;
}

const added = '(?:acquired|purchased|bought|issued|received|credited|accrued|allocated)';
const plan =
  '(?:purchase plan|ESPP|savings plan|401\\s*\\(k\\)|employee stock ownership plan|ESOP)';

const wordings: ReadonlyArray<Wording> = [
  { says: /\b16a-13\b|\bchanges? in (?:the |its |his |her )?forms? of (?:beneficial )?ownership/i },
  { says: /\b16a-9\b|\b(?:stock|share|forward|reverse) (?:stock )?(?:split|dividend)\b/i },
  { says: /\b16a-12\b|\bdomestic relations order|\bdivorce (?:decree|settlement|judgment)/i },
  { says: /\b16b-7\b|\breclassif(?:ied|ication)\b/i },
  { says: /\bpreviously reported (?:as|by|under|in)\b/i },
  { says: /(?<!\bnon)(?<!(?:be|not) )\btransferred\b/i },
  {
    says: /\b(?:includ\w+|reflect\w*|accrued|credited|acquired|received|additional)\b.*\bdividend equivalents?\b|\bdividend equivalents?\b.*\b(?:accrued|credited|acquired|received|included)\b/i,
    adds: true,
  },
  {
    says: /\b16a-11\b|\bdividend reinvestment|\breinvest(?:ed|ment of)\b|\bDRIP\b/i,
    adds: true,
  },
  {
    says: new RegExp(`\\b${added}\\b.*\\b${plan}|\\b${plan}.*\\b${added}\\b`, 'i'),
    adds: true,
  },
];

/** What has not happened, and what did not happen. */
const notDone =
  /\b(?:will|may|would|shall|can|could|cannot|must) (?:not )?be\b|\b(?:no|none of the) (?:shares|units)\b|\b(?:was|were|has|have) not\b|\bdoes not\b|\bprior to\b.*\bmay\b/i;

export const inWords = (gap: Gap): Reading | null => {
  for (const { footnote, text } of balanceSentences(gap.entry.source)) {
    // A sentence with a number of its own tells of another change.
    if (notDone.test(text) || changesTold(text).length > 0) continue;
    const fits = wordings.some(
      ({ says, adds }) => says.test(text) && (adds !== true || gap.amount.gt(0)),
    );
    if (!fits) continue;
    return {
      kind: 'in-words',
      detail: `the form says that the balance was changed, and not by how much: ${quoted(text)}`,
      evidence: [`footnote ${footnote} on the balance of ${rowOf(gap)}`],
    };
  }
  return null;
};
