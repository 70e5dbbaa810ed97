/**
 * Which filing an amendment amends. Box 4 is typed by the filer and is often wrong, so every
 * piece of evidence is weighed and kept. A unique best with hard evidence links; a tie links
 * nothing; nothing at all leaves an orphan.
 */
import type { RowReported } from '../../src/event/catalogue.js';
import { addDays, type Day, daysBetween } from '../../src/filing/calendar.js';
import type { Decimal } from '../../src/filing/decimal.js';
import { acceptedOn, formDate, type KnownFiling } from '../known/knowledge.js';
import { assertedOf } from '../known/reported-row.js';
import { ruleText } from '../known/rule-text.js';
import {
  type AlignedPair,
  alignRows,
  balanceBefore,
  type Follows,
  followsAmong,
  type HolderOf,
  isMoved,
  saysTheSame,
} from '../line/row-alignment.js';
import { holderOf } from '../position/holder.js';
import { saysThatRowsGo } from './removal-words.js';

export type EvidenceKind =
  | 'box4-filing-date'
  | 'box4-acceptance-date'
  | 'box4-amendment-date'
  | 'box4-days-off'
  | 'box4-transaction-date'
  | 'box4-period'
  | 'period'
  | 'rows'
  | 'arithmetic'
  | 'text';

export interface Evidence {
  readonly kind: EvidenceKind;
  readonly weight: number;
  readonly detail: string;
}

/**
 * An original with the amendments already linked to it, and the rows that stand in it now; rows
 * that it only repeats are those that it repeats.
 */
export interface Candidate {
  readonly home: KnownFiling;
  /** The original and its amendments so far, in known order. */
  readonly documents: ReadonlyArray<KnownFiling>;
  readonly rows: ReadonlyArray<RowReported>;
}

export interface WeighedCandidate {
  readonly candidate: Candidate;
  /** The document that box 4 points to: the original, or an earlier amendment of it. */
  readonly target: KnownFiling;
  readonly evidence: ReadonlyArray<Evidence>;
  readonly weight: number;
  readonly pairs: ReadonlyArray<AlignedPair>;
}

export type Link =
  | {
      readonly kind: 'exact' | 'inferred';
      readonly best: WeighedCandidate;
      readonly others: ReadonlyArray<WeighedCandidate>;
    }
  | { readonly kind: 'ambiguous'; readonly tied: ReadonlyArray<WeighedCandidate> }
  | { readonly kind: 'orphan' };

/** Days by which box 4 may miss the filing date and still mean it. */
const daysOffMax = 4;

const dateEvidence = (
  amendment: KnownFiling,
  document: KnownFiling,
  isHome: boolean,
): Evidence | null => {
  const box4 = amendment.header.originalFiledOn;
  if (box4 === null) return null;
  if (box4 === formDate(document))
    return isHome
      ? { kind: 'box4-filing-date', weight: 100, detail: `box 4 names its filing date ${box4}` }
      : {
          kind: 'box4-amendment-date',
          weight: 95,
          detail: `box 4 names the filing date ${box4} of amendment ${document.accession}`,
        };
  if (box4 === acceptedOn(document))
    return {
      kind: 'box4-acceptance-date',
      weight: 90,
      detail: `box 4 names the day ${box4} of its acceptance`,
    };
  if (!isHome) return null;
  if (document.rows.some((r) => r.transactionDate.value === box4))
    return {
      kind: 'box4-transaction-date',
      weight: 40,
      detail: `box 4 names the transaction date ${box4}`,
    };
  if (box4 === document.header.period)
    return { kind: 'box4-period', weight: 40, detail: `box 4 names its period ${box4}` };
  const off = Math.abs(daysBetween(formDate(document), box4));
  return off <= daysOffMax
    ? {
        kind: 'box4-days-off',
        weight: 30 - off,
        detail: `box 4 is ${off} days off its filing date`,
      }
    : null;
};

const hardKinds: ReadonlySet<EvidenceKind> = new Set([
  'box4-filing-date',
  'box4-acceptance-date',
  'box4-amendment-date',
  'rows',
  'arithmetic',
  'text',
]);

const wordsOf = (amendment: KnownFiling): string =>
  [ruleText(amendment.header.remarks ?? ''), ...amendment.footnotes.values()].join('\n');

const months =
  'January February March April May June July August September October November December'.split(
    ' ',
  );

const saysDate = (words: string, day: Day): boolean => {
  const [year = '', month = '', date = ''] = day.split('-');
  const [m, d] = [Number(month), Number(date)];
  return [
    `${months[m - 1]} ${d}, ${year}`,
    `${m}/${d}/${year}`,
    `${month}/${date}/${year}`,
    day,
  ].some((spelling) => words.includes(spelling));
};

const holdersIn =
  (amendment: KnownFiling, { documents }: Candidate): HolderOf =>
  (row) =>
    holderOf(row, documents.find((d) => d.accession === row.accession) ?? amendment);

/**
 * What was held before the form with a candidate's row, as filed: on the row's day, or by another;
 * null where nothing tells.
 */
export type HeldBefore = (target: RowReported, by?: Day) => Decimal | null;

/**
 * Rows that go on from a balance stated there are others. But a form may state what was held
 * before its row in the place of what is held after it: then the row amended begins with a balance
 * that nobody stated, and the amendment's with the one before the form. Or it moves its row to
 * another day: the row amended goes on from what forms before it state by its day, and the
 * amendment's from what they state by the other, which is by chance what the form states.
 */
const followsIn = (candidate: Candidate, holders: HolderOf, heldBefore: HeldBefore): Follows => {
  const follows = followsAmong(candidate.rows, holders);
  const isStated = (balance: Decimal | null): boolean =>
    balance !== null && candidate.rows.some((row) => assertedOf(row)?.eq(balance) === true);
  return (row, target) => {
    if (!follows(row, target)) return false;
    const from = balanceBefore(row);
    const held = heldBefore(target);
    const day = row.transactionDate.value;
    const began = balanceBefore(target);
    const goesOnElsewhere =
      from !== null &&
      day !== null &&
      began !== null &&
      isMoved(row, target, holders) &&
      held?.eq(began) === true &&
      heldBefore(target, day)?.eq(from) === true;
    if (goesOnElsewhere) return false;
    const beginsWithForm = from !== null && held?.eq(from) === true;
    return !beginsWithForm || isStated(began);
  };
};

/** The rows of a candidate that an amendment restates, whether or not it was weighed by them. */
const restatedAmong = (
  amendment: KnownFiling,
  candidate: Candidate,
  heldBefore: HeldBefore,
): ReadonlyArray<AlignedPair> => {
  const holders = holdersIn(amendment, candidate);
  const follows = followsIn(candidate, holders, heldBefore);
  return alignRows(amendment.rows, candidate.rows, holders, follows);
};

/**
 * The rows that an amendment restates of what it was linked to. Rows that are like each other
 * speak for the link; one that goes on from a balance stated there is added to it all the same.
 */
export const restatedBy = (
  amendment: KnownFiling,
  { candidate, pairs }: WeighedCandidate,
  heldBefore: HeldBefore,
): ReadonlyArray<AlignedPair> => {
  const follows = followsIn(candidate, holdersIn(amendment, candidate), heldBefore);
  const isAnother = ({ amended, target }: AlignedPair): boolean => {
    const [row, of] = [amendment.rows[amended], candidate.rows[target]];
    return row?.kind === 'transaction' && of !== undefined && follows(row, of);
  };
  return pairs.some(isAnother) ? restatedAmong(amendment, candidate, heldBefore) : pairs;
};

const weighCandidate = (amendment: KnownFiling, candidate: Candidate): WeighedCandidate => {
  const evidence: Array<Evidence> = [];
  let target = candidate.home;
  let dated: Evidence | null = null;
  for (const document of candidate.documents) {
    const found = dateEvidence(amendment, document, document === candidate.home);
    if (found !== null && found.weight > (dated?.weight ?? 0)) {
      dated = found;
      target = document;
    }
  }
  if (dated !== null) evidence.push(dated);
  if (amendment.header.period === candidate.home.header.period)
    evidence.push({
      kind: 'period',
      weight: 10,
      detail: `same period ${amendment.header.period}`,
    });
  const pairs = alignRows(amendment.rows, candidate.rows, holdersIn(amendment, candidate));
  const same = pairs.filter((p) =>
    saysTheSame(amendment.rows[p.amended] as RowReported, candidate.rows[p.target] as RowReported),
  ).length;
  if (pairs.length > 0)
    evidence.push({
      kind: 'rows',
      weight: 12 * same + 6 * (pairs.length - same),
      detail: `${pairs.length} of its ${amendment.rows.length} rows are found there, ${same} unchanged`,
    });
  const words = wordsOf(amendment);
  if (words.includes(candidate.home.accession))
    evidence.push({ kind: 'text', weight: 60, detail: 'a note names its accession number' });
  else if (saysDate(words, formDate(candidate.home)))
    evidence.push({
      kind: 'text',
      weight: 15,
      detail: `a note names its filing date ${formDate(candidate.home)}`,
    });
  const weight = evidence.reduce((sum, e) => sum + e.weight, 0);
  return { candidate, target, evidence, weight, pairs };
};

/** Whether an amendment's balances are right if it amends this candidate, and only then. */
export type Arithmetic = (weighed: WeighedCandidate) => boolean;

const withArithmetic = (weighed: WeighedCandidate): WeighedCandidate => ({
  ...weighed,
  evidence: [
    ...weighed.evidence,
    { kind: 'arithmetic', weight: 25, detail: 'its balances are right only if it amends this one' },
  ],
  weight: weighed.weight + 25,
});

const isHard = (weighed: WeighedCandidate): boolean =>
  weighed.evidence.some((e) => hardKinds.has(e.kind));

const linked = (
  best: WeighedCandidate,
  others: ReadonlyArray<WeighedCandidate>,
): Extract<Link, { kind: 'exact' | 'inferred' }> => {
  const byDate = best.evidence.some((e) => e.kind === 'box4-filing-date');
  const byArithmetic = best.evidence.some((e) => e.kind === 'arithmetic');
  return { kind: byDate && !byArithmetic ? 'exact' : 'inferred', best, others };
};

/** A form and a date of their own are needed: the same family, and rows or dates in common. */
const isCandidate = (amendment: KnownFiling, weighed: WeighedCandidate): boolean =>
  isHard(weighed) ||
  weighed.evidence.some((e) => e.kind.startsWith('box4-')) ||
  (weighed.evidence.some((e) => e.kind === 'period') && amendment.rows.length === 0);

/** Accession numbers that an amendment's remarks or footnotes name. */
export const accessionsNamed = (amendment: KnownFiling): ReadonlyArray<string> =>
  wordsOf(amendment).match(/\b\d{10}-\d{2}-\d{6}\b|\bdoc-[0-9a-f]{20}\b/g) ?? [];

/**
 * Days that an amendment shares with whatever it may amend: comparing rows is dear, so only
 * filings that have to do with one of these days are weighed.
 */
export const daysToSearch = ({ header, rows }: KnownFiling): ReadonlyArray<Day> => {
  const box4 = header.originalFiledOn;
  const around =
    box4 === null
      ? []
      : Array.from({ length: 2 * daysOffMax + 1 }, (_, i) => addDays(box4, i - daysOffMax));
  return [header.period, ...around, ...rows.flatMap((r) => r.transactionDate.value ?? [])];
};

/**
 * Forms that repeat a row may all be meant. Where an amendment restates the very same rows of
 * each, leaves out none that are to go and adds none, it comes to the same.
 */
const comesToTheSame = (amendment: KnownFiling, tied: ReadonlyArray<WeighedCandidate>): boolean => {
  const [first] = tied;
  if (first === undefined || amendment.rows.length === 0 || saysThatRowsGo(amendment)) return false;
  const restated = ({
    candidate,
    pairs,
  }: WeighedCandidate): ReadonlyArray<RowReported | undefined> =>
    amendment.rows.map((_, i) => {
      const pair = pairs.find(({ amended }) => amended === i);
      return pair === undefined ? undefined : candidate.rows[pair.target];
    });
  const rows = restated(first);
  return tied.every((one) =>
    restated(one).every((row, i) => row?.kind === 'transaction' && row === rows[i]),
  );
};

/**
 * Links one amendment. `candidates` are the originals of the same issuer and form family that
 * were known before it and have to do with one of its days.
 */
export const linkAmendment = (
  amendment: KnownFiling,
  candidates: ReadonlyArray<Candidate>,
  fits: Arithmetic,
): Link => {
  const weighed = candidates
    .map((c) => weighCandidate(amendment, c))
    .filter((w) => isCandidate(amendment, w))
    .sort((a, b) => b.weight - a.weight);
  const top = weighed[0];
  if (top === undefined) return { kind: 'orphan' };
  let tied = weighed.filter((w) => w.weight === top.weight);
  if (tied.length > 1) {
    const fitting = tied.filter(fits);
    if (fitting.length === 1 && fitting[0] !== undefined) tied = [withArithmetic(fitting[0])];
  }
  const best = tied[0] as WeighedCandidate;
  if (tied.length > 1 && !comesToTheSame(amendment, tied)) return { kind: 'ambiguous', tied };
  if (!isHard(best)) return { kind: 'orphan' };
  return linked(
    best,
    weighed.filter((w) => w.candidate !== best.candidate),
  );
};

/** What an operator decided stands in place of what the evidence says. */
export const linkByDecision = (
  amendment: KnownFiling,
  candidate: Candidate,
): Extract<Link, { kind: 'exact' | 'inferred' }> =>
  linked(weighCandidate(amendment, candidate), []);
