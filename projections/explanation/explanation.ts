/**
 * Why a balance changed although no row says so. Only hypotheses that fit the numbers exactly are
 * offered, the most telling first; where none fits, the change stays unexplained.
 */
import { type Decimal, Decimal as DecimalValue, zero } from '../../src/filing/decimal.js';
import type { Restatement } from '../amendment/resolution.js';
import { balanceAt, type Entry } from '../balance/balance.js';
import type { StandingRow } from '../balance/standing-row.js';
import { footnoteTexts } from '../known/reported-row.js';
import { canonicalTitle } from '../known/security-title.js';
import type { Position } from '../position/position.js';

export type ExplanationKind =
  /** An amendment left out rows that it says were reported in error. */
  | 'removed-by-omission'
  /** Another holding of the same class changed by the opposite amount. */
  | 'moved-between-holdings'
  /** Options went out and shares came in by the same number, and no form reports the exercise. */
  | 'missing-filing'
  /** A footnote of the row says that the balance includes reinvested dividends. */
  | 'dividend-reinvestment'
  /** The row tells of another holding of the same title: direct for indirect, or another holder. */
  | 'row-of-other-holding'
  /** The letter A or D of this row is the wrong one. */
  | 'letter-flipped'
  /** The balance before is multiplied by a split's ratio. */
  | 'split'
  /** A footnote of the row states just this number. */
  | 'stated-in-footnote'
  /** The row states its own amount where the balance belongs. */
  | 'amount-in-place-of-balance'
  /** An earlier difference is taken back. */
  | 'earlier-difference-reversed'
  /** Two neighbouring digits of the stated balance are swapped. */
  | 'transposed-digits'
  /** One digit of the stated balance is another. */
  | 'digit-off'
  /** The amount or the balance is off by a power of ten. */
  | 'power-of-ten'
  /** The balance is stated without its fraction. */
  | 'rounded'
  /** A holding of another title of the issuer ends with just this number. */
  | 'other-title';

export interface Explanation {
  readonly kind: ExplanationKind;
  /** A sentence with the numbers in it. */
  readonly detail: string;
  /** Further hypotheses that fit as well, less telling ones later. */
  readonly others: ReadonlyArray<Omit<Explanation, 'others'>>;
}

type Hypothesis = Omit<Explanation, 'others'>;

interface Gap {
  readonly position: Position;
  readonly entry: Entry;
  readonly index: number;
  readonly amount: Decimal;
  /** Balance before the gap, and after the row's own change without it. */
  readonly before: Decimal;
  readonly delta: Decimal;
  readonly expected: Decimal;
  readonly stated: Decimal;
  readonly entries: ReadonlyArray<Entry>;
}

const gapsOf = (position: Position, entries: ReadonlyArray<Entry>): ReadonlyArray<Gap> =>
  entries.flatMap((entry, index) => {
    const { asserted, delta } = entry.source;
    if (entry.kind !== 'unexplained' || asserted === null) return [];
    // At a form's date the row's own change is long counted.
    const own = entry.on === entry.source.effective.on ? (delta ?? zero) : zero;
    return [
      {
        position,
        entry,
        index,
        amount: entry.amount,
        before: asserted.minus(entry.amount).minus(own),
        delta: own,
        expected: asserted.minus(entry.amount),
        stated: asserted,
        entries,
      },
    ];
  });

/** The last entry before a gap that is not part of it: where its window opens. */
const windowStart = (gap: Gap): string => gap.entries[gap.index - 1]?.on ?? gap.entry.on;

const overlaps = (a: Gap, b: Gap): boolean =>
  windowStart(a) <= b.entry.on && windowStart(b) <= a.entry.on;

// ---- hypotheses about one gap alone ----

const letterFlipped = ({ amount, delta, entry }: Gap): Hypothesis | null =>
  !delta.isZero() && amount.eq(delta.times(-2))
    ? {
        kind: 'letter-flipped',
        detail: `the balance moves by ${delta.neg().toFixed()} where the row says ${delta.toFixed()}: its letter ${entry.source.row.acquiredDisposed.value ?? ''} fits only the other way`,
      }
    : null;

/** Ratios announced in practice: whole numbers, and these. */
const fractionalRatios: ReadonlyArray<readonly [number, number]> = [
  [3, 2],
  [4, 3],
  [5, 4],
  [5, 2],
  [5, 3],
  [6, 5],
  [7, 5],
  [11, 10],
  [21, 20],
];
const wholeRatioMax = 50;
/** Below this many shares a ratio is a coincidence. */
const splitBalanceMin = 100;

const ratioText = (before: Decimal, after: Decimal): string | null => {
  if (before.lte(0) || after.lte(0) || before.eq(after)) return null;
  const [small, large] = before.lt(after) ? [before, after] : [after, before];
  if (small.lt(splitBalanceMin)) return null;
  const forward = before.lt(after);
  const say = (n: number | string, d: number): string => (forward ? `${n}:${d}` : `${d}:${n}`);
  const whole = large.div(small);
  if (whole.isInteger() && whole.lte(wholeRatioMax)) return say(whole.toFixed(), 1);
  for (const [n, d] of fractionalRatios) if (small.times(n).eq(large.times(d))) return say(n, d);
  return null;
};

const splitRatio = ({ before, amount }: Gap): Hypothesis | null => {
  const after = before.plus(amount);
  const ratio = ratioText(before, after);
  return ratio === null
    ? null
    : {
        kind: 'split',
        detail: `split ${ratio}: ${before.toFixed()} became ${after.toFixed()}`,
      };
};

/** Numbers below this stand in too many footnotes to tell anything. */
const footnoteNumberMin = 10;

const rowFootnotes = ({ row, filing }: StandingRow): ReadonlyArray<string> =>
  footnoteTexts(filing, [
    ...row.security.footnotes,
    ...row.shares.footnotes,
    ...row.sharesFollowing.footnotes,
    ...row.valueFollowing.footnotes,
    ...(row.coding?.footnotes ?? []),
    ...row.ownership.footnotes,
    ...row.nature.footnotes,
  ]);

const statedInFootnote = ({ amount, entry }: Gap): Hypothesis | null => {
  const size = amount.abs();
  if (size.lt(footnoteNumberMin)) return null;
  for (const text of rowFootnotes(entry.source)) {
    const numbers = text.match(/(?<![\d.$])\d{1,3}(?:,\d{3})+(?:\.\d+)?|(?<![\d.$])\d+(?:\.\d+)?/g);
    if (numbers?.some((n) => new DecimalValue(n.replaceAll(',', '')).eq(size)) === true)
      return {
        kind: 'stated-in-footnote',
        detail: `a footnote of the row states ${size.toFixed()}: “${text.length > 240 ? `${text.slice(0, 240)}…` : text}”`,
      };
  }
  return null;
};

const amountForBalance = ({ stated, delta, before }: Gap): Hypothesis | null =>
  !delta.isZero() && !before.isZero() && stated.eq(delta.abs())
    ? {
        kind: 'amount-in-place-of-balance',
        detail: `the row states its own amount ${stated.toFixed()} as the balance`,
      }
    : null;

const earlierReversed = ({ amount, entries, index }: Gap): Hypothesis | null => {
  for (let i = index - 1; i >= 0; i--) {
    const earlier = entries[i];
    if (earlier?.kind === 'unexplained')
      return earlier.amount.eq(amount.neg())
        ? {
            kind: 'earlier-difference-reversed',
            detail: `takes back the ${earlier.amount.toFixed()} of ${earlier.source.row.row}`,
          }
        : null;
  }
  return null;
};

/** Fewer digits than this agree by chance. */
const digitsMin = 4;

const digitHypothesis = ({ stated, expected }: Gap): Hypothesis | null => {
  const [a, b] = [stated.toFixed(), expected.toFixed()];
  if (a.length !== b.length || a.replace('.', '').length < digitsMin) return null;
  const differing = [...a].flatMap((digit, i) => (digit === b[i] ? [] : [i]));
  const [i, j] = differing;
  if (differing.length === 1)
    return { kind: 'digit-off', detail: `${a} for ${b}: one digit is another` };
  if (differing.length === 2 && i !== undefined && j === i + 1 && a[i] === b[j] && a[j] === b[i])
    return { kind: 'transposed-digits', detail: `${a} for ${b}: two digits are swapped` };
  return null;
};

const powersOfTen = [10, 100, 1_000, 1_000_000];

const powerOfTen = ({ amount, delta, stated, expected, before }: Gap): Hypothesis | null => {
  for (const power of powersOfTen) {
    if (!delta.isZero() && delta.plus(amount).times(power).eq(delta))
      return {
        kind: 'power-of-ten',
        detail: `the balance moves by ${delta.div(power).toFixed()}: the amount ${delta.toFixed()} is ${power} times too large`,
      };
    if (!delta.isZero() && delta.plus(amount).eq(delta.times(power)))
      return {
        kind: 'power-of-ten',
        detail: `the balance moves by ${delta.times(power).toFixed()}: the amount ${delta.toFixed()} is ${power} times too small`,
      };
    if (
      !before.isZero() &&
      !stated.isZero() &&
      (stated.times(power).eq(expected) || expected.times(power).eq(stated))
    )
      return {
        kind: 'power-of-ten',
        detail: `${stated.toFixed()} for ${expected.toFixed()}: off by the factor ${power}`,
      };
  }
  return null;
};

const roundedOff = ({ stated, expected, amount }: Gap): Hypothesis | null =>
  amount.abs().lt(1) && stated.isInteger() !== expected.isInteger()
    ? {
        kind: 'rounded',
        detail: `${stated.toFixed()} for ${expected.toFixed()}: the fraction is left out on one side`,
      }
    : null;

// ---- hypotheses about several holdings ----

/** The opposite change of another holding between the same filings. */
const counterpart = (
  gap: Gap,
  gaps: ReadonlyArray<Gap>,
  ofKind: (kind: Position['kind']) => boolean,
): Gap | undefined =>
  gaps.find(
    (g) =>
      g.position !== gap.position &&
      ofKind(g.position.kind) &&
      g.position.unit === gap.position.unit &&
      g.amount.eq(gap.amount.neg()) &&
      overlaps(g, gap),
  );

const movedBetween = (gap: Gap, gaps: ReadonlyArray<Gap>): Hypothesis | null => {
  const other = counterpart(gap, gaps, (kind) => kind === gap.position.kind);
  return other === undefined
    ? null
    : {
        kind: 'moved-between-holdings',
        detail: `${other.position.id} changed by ${other.amount.toFixed()} between the same filings, row ${other.entry.source.row.row}`,
      };
};

/** Shares came in by as much as options went out: the form that reports the exercise is missing. */
const missingFiling = (gap: Gap, gaps: ReadonlyArray<Gap>): Hypothesis | null => {
  const other = counterpart(gap, gaps, (kind) => kind !== gap.position.kind);
  if (other === undefined) return null;
  const from = windowStart(gap) > windowStart(other) ? windowStart(gap) : windowStart(other);
  const to = gap.entry.on < other.entry.on ? gap.entry.on : other.entry.on;
  return {
    kind: 'missing-filing',
    detail: `an exercise or conversion of ${gap.amount.abs().toFixed()} between ${from} and ${to} is on no form here: ${other.position.id} changed by ${other.amount.toFixed()}`,
  };
};

/** Reinvested dividends are a small part of what pays them. */
const reinvestedShareMax = 0.1;
const reinvestment = /dividend reinvestment|reinvest(?:ed|ment of) dividends?|\bDRIP\b/i;

const dividendReinvestment = ({ amount, before, entry }: Gap): Hypothesis | null => {
  if (!amount.gt(0) || amount.gt(before.times(reinvestedShareMax))) return null;
  const text = rowFootnotes(entry.source).find((t) => reinvestment.test(t));
  return text === undefined
    ? null
    : {
        kind: 'dividend-reinvestment',
        detail: `${amount.toFixed()} more, and a footnote of the row says that reinvested dividends are in the balance`,
      };
};

/** The row's change and balance fit another holding of the title to the last share. */
const rowOfOther = (gap: Gap, holdings: Standing): Hypothesis | null => {
  if (gap.delta.isZero() || !gap.amount.eq(gap.delta.neg())) return null;
  const title = canonicalTitle(gap.position.first.security.value);
  for (const [position, entries] of holdings) {
    if (
      position === gap.position ||
      position.issuerId !== gap.position.issuerId ||
      position.kind !== gap.position.kind ||
      canonicalTitle(position.first.security.value) !== title
    )
      continue;
    const held = balanceAt(entries, gap.entry.on);
    if (held?.plus(gap.delta).eq(gap.stated) === true)
      return {
        kind: 'row-of-other-holding',
        detail: `the row fits ${position.id}, which held ${held.toFixed()}`,
      };
  }
  return null;
};

type Standing = ReadonlyMap<Position, ReadonlyArray<Entry>>;

/** Fewer shares than this agree by chance. */
const movedMin = 100;

/** A holding that is not spoken of again and ended with just what appears here. */
const endedElsewhere = (gap: Gap, holdings: Standing): Hypothesis | null => {
  const title = canonicalTitle(gap.position.first.security.value);
  for (const [position, entries] of holdings) {
    if (
      position === gap.position ||
      position.issuerId !== gap.position.issuerId ||
      position.kind !== gap.position.kind ||
      position.unit !== gap.position.unit
    )
      continue;
    const last = entries[entries.length - 1];
    if (last === undefined || last.on >= gap.entry.on) continue;
    if (!last.balance.eq(gap.amount) || last.balance.lt(movedMin)) continue;
    const sameTitle = canonicalTitle(position.first.security.value) === title;
    if (!sameTitle && position.ownership !== gap.position.ownership) continue;
    return {
      kind: sameTitle ? 'moved-between-holdings' : 'other-title',
      detail: `${position.id} is not spoken of after ${last.on} and held ${last.balance.toFixed()}`,
    };
  }
  return null;
};

const removed = (gap: Gap, restatements: ReadonlyArray<Restatement>): Hypothesis | null => {
  const restatement = restatements.find((r) => r.row === gap.entry.source);
  return restatement === undefined
    ? null
    : {
        kind: 'removed-by-omission',
        detail: `${restatement.row.filing.accession} leaves out ${restatement.unmentioned
          .map((l) => l.versions[l.versions.length - 1]?.row.row ?? '')
          .join(', ')} and says that they were reported in error`,
      };
};

/** What a position's own entries say of a gap, the most telling first. */
interface OwnHypotheses {
  readonly telling: ReadonlyArray<Hypothesis>;
  readonly reinvested: Hypothesis | null;
}

const ownHypotheses = (gap: Gap): OwnHypotheses => ({
  telling: [
    letterFlipped(gap),
    statedInFootnote(gap),
    splitRatio(gap),
    amountForBalance(gap),
    earlierReversed(gap),
    digitHypothesis(gap),
    powerOfTen(gap),
    roundedOff(gap),
  ].filter((h) => h !== null),
  reinvested: dividendReinvestment(gap),
});

/** An entry belongs to one balancing of its class: what that says of it stays. */
const ownOf = new WeakMap<Entry, OwnHypotheses>();
const gapsIn = new WeakMap<ReadonlyArray<Entry>, ReadonlyArray<Gap>>();

const known = <K extends object, V>(memory: WeakMap<K, V>, key: K, make: () => V): V => {
  let value = memory.get(key);
  if (value === undefined) {
    value = make();
    memory.set(key, value);
  }
  return value;
};

/** For each position, its unexplained changes that some hypothesis fits. */
export const explainGaps = (
  holdings: Standing,
  restatements: ReadonlyArray<Restatement>,
): ReadonlyMap<Position, ReadonlyMap<Entry, Explanation>> => {
  const gaps: Array<Gap> = [];
  for (const [position, entries] of holdings)
    gaps.push(...known(gapsIn, entries, () => gapsOf(position, entries)));
  if (gaps.length === 0) return new Map();
  const byIssuer = new Map<string, Array<Gap>>();
  for (const gap of gaps) {
    const ofIssuer = byIssuer.get(gap.position.issuerId);
    if (ofIssuer === undefined) byIssuer.set(gap.position.issuerId, [gap]);
    else ofIssuer.push(gap);
  }
  const explained = new Map<Position, Map<Entry, Explanation>>();
  for (const gap of gaps) {
    const own = known(ownOf, gap.entry, () => ownHypotheses(gap));
    const fitting = [
      removed(gap, restatements),
      movedBetween(gap, byIssuer.get(gap.position.issuerId) ?? []),
      missingFiling(gap, byIssuer.get(gap.position.issuerId) ?? []),
      rowOfOther(gap, holdings),
      ...own.telling,
      endedElsewhere(gap, holdings),
      own.reinvested,
    ].filter((h) => h !== null);
    const [best, ...others] = fitting;
    if (best === undefined) continue;
    const ofPosition = explained.get(gap.position);
    const explanation = { ...best, others };
    if (ofPosition === undefined) explained.set(gap.position, new Map([[gap.entry, explanation]]));
    else ofPosition.set(gap.entry, explanation);
  }
  return explained;
};
