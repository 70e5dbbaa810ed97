/**
 * A footnote on the stated balance that says it was changed, and not by how much. The form
 * accounts for the difference in words; whether the number is right nobody can check.
 */
import type { Decimal } from '../../src/filing/decimal.js';
import { balanceSentences, changesTold, quoted } from './balance-footnote.js';
import { type Gap, rowOf } from './gap.js';
import type { Reading } from './reading.js';

interface Wording {
  readonly says: RegExp;
  /** Acquisitions only add, and from one form to the next no more than this share of the balance. */
  readonly addsAtMost?: number;
}

const added = '(?:acquired|purchased|bought|issued|received|credited|accrued|allocated)';
const plan =
  '(?:purchase plan|ESPP|savings plan|401\\s*\\(k\\)|employee stock ownership plan|ESOP)';

/** Reinvested dividends and plan purchases are a part of what is held. */
const partMax = 0.25;

const wordings: ReadonlyArray<Wording> = [
  { says: /\b16a-13\b|\bchanges? in (?:the |its |his |her )?forms? of (?:beneficial )?ownership/i },
  { says: /\b16a-9\b|\b(?:stock|share|forward|reverse) (?:stock )?(?:split|dividend)\b/i },
  { says: /\b16a-12\b|\bdomestic relations order|\bdivorce (?:decree|settlement|judgment)/i },
  { says: /\b16b-7\b|\breclassif(?:ied|ication)\b/i },
  { says: /\bpreviously reported (?:as|by|under|in)\b/i },
  { says: /(?<!\bnon)(?<!(?:be|not) )\btransferred\b/i },
  {
    says: /\b(?:includ\w+|reflect\w*|accrued|credited|acquired|received|additional)\b.*\bdividend equivalents?\b|\bdividend equivalents?\b.*\b(?:accrued|credited|acquired|received|included)\b/i,
    addsAtMost: partMax,
  },
  {
    says: /\b16a-11\b|\bdividend reinvestment|\breinvest(?:ed|ment of)\b|\bDRIP\b/i,
    addsAtMost: partMax,
  },
  {
    says: new RegExp(`\\b${added}\\b.*\\b${plan}|\\b${plan}.*\\b${added}\\b`, 'i'),
    addsAtMost: partMax,
  },
];

/** What has not happened, and what did not happen. */
const notDone =
  /\b(?:will|may|would|shall|can|could|cannot|must) (?:not )?be\b|\b(?:no|none of the) (?:shares|units)\b|\b(?:was|were|has|have) not\b|\bdoes not\b|\bprior to\b.*\bmay\b/i;

const adds = (amount: Decimal, before: Decimal, most: number | undefined): boolean =>
  most === undefined || (amount.gt(0) && amount.lte(before.times(most)));

export const inWords = (gap: Gap): Reading | null => {
  for (const { footnote, text } of balanceSentences(gap.entry.source)) {
    // A sentence with a number of its own tells of another change.
    if (notDone.test(text) || changesTold(text).length > 0) continue;
    const fits = wordings.some(
      ({ says, addsAtMost }) => says.test(text) && adds(gap.amount, gap.before, addsAtMost),
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
