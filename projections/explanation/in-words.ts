/**
 * A footnote on the stated balance that says it was changed, and not by how much. The form
 * accounts for the difference in words; whether the number is right nobody can check.
 */
import type { Decimal } from '../../src/filing/decimal.js';
import { checkOf, type Entry, isGap } from '../balance/entry.js';
import { formDate } from '../known/knowledge.js';
import { plainWords } from '../known/security-title.js';
import { balanceSentences, changesTold, quoted } from './balance-footnote.js';
import { type Gap, rowOf } from './gap.js';
import { type Direction, directionOf, goesAgainst, isOfAnotherHolder } from './named-holder.js';
import { type Ratio, ratiosNamed } from './named-ratio.js';
import { dayNamed, daysNamed, isOfTime } from './named-time.js';
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

// ---- which way, and by how much ----

const has = /(?<!\b(?:no longer|not) )\b(?:includes?|including|contains?)\b/i;
const hasNot = /\bno longer\b|\bexclud(?:es|ing)\b/i;
const reverse = /\breverse\b|\bconsolidation\b/i;
const forward = /\b(?:stock|share|forward) (?:split|dividend)\b/i;

/** Every sign that the words have; where they have both, they fit both. */
const goesTheWay = (gap: Gap, text: string): boolean => {
  const splits: Direction = reverse.test(text) ? -1 : forward.test(text) ? 1 : 0;
  const contains: Direction = hasNot.test(text) ? -1 : has.test(text) ? 1 : 0;
  const signs = [splits, contains, directionOf(gap, text)].filter((s) => s !== 0);
  return signs.length === 0 || signs.some((s) => !goesAgainst(s, gap));
};

/** A sentence that names a ratio tells of a difference of that ratio, but for a fraction. */
const isOfRatio = ({ before, expected, stated, amount }: Gap, text: string): boolean => {
  const ratios = ratiosNamed(text);
  const fits = (from: Decimal, to: Decimal, { numerator, denominator }: Ratio): boolean =>
    from.times(numerator).div(denominator).minus(to).abs().lt(1);
  return (
    ratios.length === 0 ||
    ratios.some((r) => fits(before, before.plus(amount), r) || fits(expected, stated, r))
  );
};

// ---- boilerplate ----

/** A sentence without its days, as it is said again on the next form. */
const phrase = (text: string): string => plainWords(text.replace(dayNamed, ' '));

/** The balance as another form stated it before, where nothing differed. */
const heldBefore = (gap: Gap): ReadonlyArray<Entry> => {
  const { entries, index, entry } = gap;
  const differing = new Set(gap.entries.flatMap((e) => (isGap(e) ? [e.source] : [])));
  return entries
    .slice(0, index)
    .filter(
      (before) =>
        checkOf(before) !== null &&
        before.source.asserted !== null &&
        before.source.home !== entry.source.home &&
        !differing.has(before.source),
    );
};

/**
 * Whether a sentence stood on this balance before, when nothing differed: then it tells nothing
 * of this difference, unless it names a day since.
 */
const stoodBefore = (gap: Gap, text: string): boolean => {
  const said = phrase(text);
  const before = heldBefore(gap).filter(({ source }) =>
    balanceSentences(source).some((s) => phrase(s.text) === said),
  );
  const last = before[before.length - 1];
  if (last === undefined) return false;
  const filedOn = formDate(gap.entry.source.filing);
  return !daysNamed(text).some((day) => day > last.on && day <= filedOn);
};

export const inWords = (gap: Gap): Reading | null => {
  for (const { footnote, text } of balanceSentences(gap.entry.source)) {
    // A sentence with a number of its own tells of another change.
    if (notDone.test(text) || changesTold(text).length > 0) continue;
    const fits = wordings.some(
      ({ says, adds }) => says.test(text) && (adds !== true || gap.amount.gt(0)),
    );
    if (!fits || !isOfTime(gap, text) || isOfAnotherHolder(gap, text)) continue;
    if (!goesTheWay(gap, text) || !isOfRatio(gap, text) || stoodBefore(gap, text)) continue;
    return {
      kind: 'in-words',
      detail: `the form says that the balance was changed, and not by how much: ${quoted(text)}`,
      evidence: [`footnote ${footnote} on the balance of ${rowOf(gap)}`],
    };
  }
  return null;
};
