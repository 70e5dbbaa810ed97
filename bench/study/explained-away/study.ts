/** Trials of each kind, and what came of them. */
import { Chance } from '../../market/chance.js';
import { noted, rowsOf, shifted } from './edit.js';
import { fold, type History } from './history.js';
import { type Hole, type HoleMaker, holes, plantedHoles } from './hole.js';
import { type Sentence, sentences } from './sentence.js';
import { type Slip, slips } from './slip.js';
import { type Folded, planted, type Spot } from './spot.js';
import { type Gap, gapsOf, kindsOfTransfer, newGaps, type Verdict } from './verdict.js';

/** What came of the trials of one kind. */
export interface Tally {
  readonly of: string;
  readonly kind: string;
  trials: number;
  /** Holes explained away, or slips and sentences found. */
  counted: number;
  /** Explained otherwise than by the truth; of holes, by what truly happened. */
  otherwise: number;
  inWords: number;
  ambiguous: number;
  left: number;
  /** Holes that are not explained, beside which another gap is: rows put into another order. */
  beside: number;
  /** No balance disagrees: nothing is to be seen of it. */
  unseen: number;
  /** How often each kind of explanation was given. */
  readonly kinds: Map<string, number>;
  /** Trials that are told otherwise, or not at all: insider, row and what is said. */
  readonly examples: Array<string>;
}

const tally = (of: string, kind: string): Tally => ({
  of,
  kind,
  trials: 0,
  counted: 0,
  otherwise: 0,
  inWords: 0,
  ambiguous: 0,
  left: 0,
  beside: 0,
  unseen: 0,
  kinds: new Map(),
  examples: [],
});

const examplesMax = 10;

const noteDown = (t: Tally, insider: string, { row, amount, verdict }: Gap): void => {
  if (verdict.kind !== null) t.kinds.set(verdict.kind, (t.kinds.get(verdict.kind) ?? 0) + 1);
  if (t.examples.length < examplesMax)
    t.examples.push(`${insider} ${row} ${amount}: ${verdict.kind ?? 'left'} ${verdict.detail}`);
};

const without = (t: Tally, { judgement }: Verdict): void => {
  if (judgement === 'in words') t.inWords += 1;
  else if (judgement === 'ambiguous') t.ambiguous += 1;
  else if (judgement === 'left') t.left += 1;
  else t.otherwise += 1;
};

/** The gaps that are there now and were not before. */
const gapsMade = (of: Folded, history: History): ReadonlyArray<Gap> => {
  const rows = rowsOf(history);
  return newGaps(of.gaps, gapsOf(fold(history).holdings), (row) => !rows.has(row));
};

// ---- holes ----

const isUntrue = ({ isTransfer }: Hole, { verdict }: Gap): boolean =>
  verdict.judgement === 'explained' && !(isTransfer && kindsOfTransfer.has(verdict.kind ?? ''));

/** Where a hole shows: the first gap of each position. */
const atHole = (gaps: ReadonlyArray<Gap>): ReadonlyArray<Gap> =>
  gaps.filter((gap, i) => gaps.findIndex((g) => g.position === gap.position) === i);

const weigh = (t: Tally, hole: Hole): void => {
  t.trials += 1;
  const gaps = gapsMade(hole.of, hole.history);
  const there = atHole(gaps);
  const [first] = there;
  const untrue = there.find((gap) => isUntrue(hole, gap));
  if (first === undefined) t.unseen += 1;
  else if (untrue !== undefined) {
    t.counted += 1;
    noteDown(t, hole.of.history.insider, untrue);
  } else {
    if (gaps.some((gap) => isUntrue(hole, gap))) t.beside += 1;
    // What remains is said by the words, if there are any.
    const said = there.find((g) => g.verdict.judgement === 'in words') ?? first;
    without(t, said.verdict);
  }
};

export interface Options {
  readonly seed: number;
  /** Of each kind. */
  readonly trials: number;
}

/** Labels keep the draws of one kind from moving another's. */
const chanceOf = (seed: number, label: number): Chance => new Chance(seed, label);

const holesMade = (
  of: string,
  makers: Readonly<Record<string, HoleMaker>>,
  histories: ReadonlyArray<Folded>,
  spots: ReadonlyArray<Spot>,
  { seed, trials }: Options,
): ReadonlyArray<Tally> =>
  Object.entries(makers).map(([kind, make], label) => {
    const t = tally(of, kind);
    const chance = chanceOf(seed, label);
    for (let i = 0; i < trials; i++) {
      const hole = make(histories, spots, chance);
      if (hole === null) break;
      weigh(t, hole);
    }
    return t;
  });

export const removals = (
  of: string,
  histories: ReadonlyArray<Folded>,
  options: Options,
): ReadonlyArray<Tally> => holesMade(of, holes, histories, [], options);

export const unreported = (
  of: string,
  spots: ReadonlyArray<Spot>,
  options: Options,
): ReadonlyArray<Tally> => holesMade(of, plantedHoles, [], spots, options);

// ---- slips and sentences ----

interface Planted {
  readonly history: History;
  /** True where the verdict is the truth. */
  readonly isTruth: (verdict: Verdict) => boolean;
}

/** Found: the gap at the row is told for what it is, and what follows from it is not left. */
const look = (t: Tally, spot: Spot, { history, isTruth }: Planted): void => {
  t.trials += 1;
  const gaps = gapsMade(spot.of, history);
  // Rows of one day may be put into another order: then the gap is at a neighbour.
  const there =
    gaps.find((gap) => gap.row === spot.row) ?? gaps.find((gap) => spot.inForm.has(gap.row));
  const rest = gaps.filter((gap) => gap !== there);
  const open = rest.find(
    (g) => g.verdict.judgement === 'left' || g.verdict.judgement === 'ambiguous',
  );
  if (there === undefined && open === undefined) {
    t.unseen += 1;
    if (t.examples.length < examplesMax)
      t.examples.push(`${spot.of.history.insider} ${spot.row}: no gap`);
  } else if (there !== undefined && isTruth(there.verdict) && open === undefined) t.counted += 1;
  else {
    const missed = there !== undefined && !isTruth(there.verdict) ? there : (open ?? there);
    if (missed === undefined) return;
    without(t, missed.verdict);
    noteDown(t, spot.of.history.insider, missed);
  }
};

const plants = (
  kinds: Iterable<readonly [string, (spot: Spot, chance: Chance) => Planted | null]>,
  spots: ReadonlyArray<Spot>,
  { seed, trials }: Options,
): ReadonlyArray<Tally> =>
  [...kinds].map(([kind, make], label) => {
    const t = tally('generated', kind);
    const chance = chanceOf(seed ^ 0x5eed, label);
    for (let i = 0; i < trials; i++) {
      const found = planted(spots, chance, (spot) => make(spot, chance));
      if (found === null) break;
      look(t, found.spot, found.made);
    }
    return t;
  });

const slipped =
  ({ plant, kinds }: Slip) =>
  (spot: Spot, chance: Chance): Planted | null => {
    const history = plant(spot, chance);
    if (history === null) return null;
    return {
      history,
      isTruth: ({ judgement, kind }) => judgement === 'explained' && kinds.includes(kind ?? ''),
    };
  };

/** Enough of a sentence to know it by, where it is quoted. */
const quoteLength = 40;

const said =
  ({ of }: Sentence) =>
  (spot: Spot, chance: Chance): Planted | null => {
    const change = of(spot.least, chance);
    if (change === null) return null;
    const { text, by, kinds } = change;
    const marked = chance.happens(0.5) ? spot.inFormOnwards : new Set([spot.row]);
    return {
      history: noted(shifted(spot.of.history, spot.onwards, by), marked, text),
      isTruth: ({ judgement, kind, detail }) =>
        kinds.includes(kind ?? '') ||
        (judgement === 'in words' && detail.includes(text.slice(0, quoteLength))),
    };
  };

export const slipsFound = (spots: ReadonlyArray<Spot>, options: Options): ReadonlyArray<Tally> =>
  plants(
    Object.entries(slips).map(([kind, slip]) => [kind, slipped(slip)]),
    spots,
    options,
  );

export const sentencesFound = (
  spots: ReadonlyArray<Spot>,
  options: Options,
): ReadonlyArray<Tally> =>
  plants(
    Object.entries(sentences).map(([kind, s]) => [kind, said(s)]),
    spots,
    options,
  );
