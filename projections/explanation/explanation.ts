/**
 * Why a balance changed although no row says so. A reading explains only with a second piece of
 * evidence beside the numbers; they are asked in one order, and the first counts. Where several
 * of equal standing fit none is chosen.
 */
import { groupedBy } from '../../src/filing/order.js';
import type { Restatement } from '../amendment/resolution.js';
import type { Entries, Entry } from '../balance/entry.js';
import type { Position } from '../position/position.js';
import { correctedNumber } from './corrected-number.js';
import { filerSlips, type Slips } from './filer-slip.js';
import { classOf, type Gap, gapsIn } from './gap.js';
import { inWords } from './in-words.js';
import { hints } from './missing-filing.js';
import { type Moves, movesOf } from './moved.js';
import { type OtherRows, otherLeg, removed, rowsOfOther } from './other-row.js';
import { chosen, type Explanation, notChosen, type Reading } from './reading.js';
import { olderBalance, reversals } from './reversal.js';
import { rounding } from './rounding.js';
import { splitRatio } from './split-ratio.js';
import { statedNumber } from './stated-number.js';

type Held = readonly [Position, Entries];

// ---- what a gap's own position says ----

interface OwnReadings {
  readonly rounding: Reading | null;
  readonly statedNumber: Reading | null;
  readonly slips: Slips;
  readonly olderBalance: Reading | null;
  readonly inWords: Reading | null;
  /** An operator's number, of which the difference comes. */
  readonly corrected: Reading | null;
}

const noSlips: Slips = { proven: [], possible: [] };

/** Slips depend on what is stated later: what is remembered is of these very entries. */
const ownOf = new WeakMap<Entries, ReadonlyMap<Gap, OwnReadings>>();

const ownReadings = (position: Position, entries: Entries): ReadonlyMap<Gap, OwnReadings> => {
  let own = ownOf.get(entries);
  if (own === undefined) {
    own = new Map(
      gapsIn(position, entries).map((gap) => {
        const corrected = correctedNumber(gap);
        // What an operator wrote is no mistake of the filer.
        const asFiled = corrected === null;
        return [
          gap,
          {
            rounding: rounding(gap),
            statedNumber: statedNumber(gap),
            slips: asFiled ? filerSlips(gap) : noSlips,
            olderBalance: asFiled ? olderBalance(gap) : null,
            inWords: inWords(gap),
            corrected,
          },
        ];
      }),
    );
    ownOf.set(entries, own);
  }
  return own;
};

const present = (readings: ReadonlyArray<Reading | null | undefined>): ReadonlyArray<Reading> =>
  readings.filter((r) => r !== null && r !== undefined);

// ---- one gap ----

interface Surroundings {
  readonly restatements: ReadonlyArray<Restatement>;
  readonly ofIssuer: ReadonlyArray<Held>;
  readonly gapsOfIssuer: ReadonlyArray<Gap>;
  readonly moves: Moves;
  readonly otherRows: OtherRows;
}

/** Before reversals: readings in their order, with evidence, and those without. */
interface Weighed {
  readonly fitting: ReadonlyArray<Reading>;
  /** Readings of one standing, of which none is chosen. */
  readonly several: ReadonlyArray<Reading>;
  readonly unproven: ReadonlyArray<Reading>;
}

/** What the document itself says of a gap: it is asked before anything else, and owns it. */
const saidOf = (
  gap: Gap,
  own: OwnReadings | undefined,
  restatements: ReadonlyArray<Restatement>,
): ReadonlyArray<Reading> =>
  present([removed(gap, restatements), own?.rounding, own?.statedNumber]);

const weighed = (gap: Gap, own: OwnReadings, around: Surroundings): Weighed => {
  const { moves, otherRows } = around;
  const first = saidOf(gap, own, around.restatements);
  const several =
    first.length > 0 ? [] : (moves.ambiguous.get(gap) ?? otherRows.ambiguous.get(gap) ?? []);
  const split = splitRatio(gap, around.ofIssuer);
  return {
    fitting: present([
      ...first,
      moves.explained.get(gap),
      otherRows.explained.get(gap),
      otherLeg(gap, around.ofIssuer),
      split?.proven === true ? split.reading : null,
      ...own.slips.proven,
    ]),
    several,
    unproven: present([
      own.corrected,
      ...(moves.possible.get(gap) ?? []),
      split?.proven === false ? split.reading : null,
      ...own.slips.possible,
    ]),
  };
};

const slipKinds: ReadonlySet<string> = new Set([
  'letter-flipped',
  'amount-in-place-of-balance',
  'transposed-digits',
  'digit-off',
  'power-of-ten',
]);

const explanationOf = (
  gap: Gap,
  own: OwnReadings,
  { fitting, several, unproven }: Weighed,
  reversal: Reading | undefined,
  around: Surroundings,
): Explanation => {
  if (several.length > 0) return notChosen('ambiguous', [...several, ...fitting]);
  const all = present([...fitting, own.olderBalance, reversal]);
  const [best, ...others] = all;
  if (best !== undefined) return chosen(best, 'explained', [...others, ...present([own.inWords])]);
  const possible = [...unproven, ...hints(gap, around.ofIssuer, around.gapsOfIssuer)];
  return own.inWords === null
    ? notChosen('left', possible)
    : chosen(own.inWords, 'in-words', possible);
};

// ---- all gaps ----

const everyGap = (holdings: ReadonlyArray<Held>): ReadonlyArray<Gap> =>
  holdings.flatMap(([position, entries]) => gapsIn(position, entries));

const ownOfGap = (gap: Gap): OwnReadings | undefined =>
  ownReadings(gap.position, gap.entries).get(gap);

/** What is said of every gap of one position. */
const ofPosition = (
  [position, entries]: Held,
  around: Surroundings,
): ReadonlyMap<Entry, Explanation> => {
  const own = ownReadings(position, entries);
  const before = new Map([...own].map(([gap, o]) => [gap, weighed(gap, o, around)] as const));
  const best = (gap: Gap): Reading | undefined => before.get(gap)?.fitting[0];
  const isSlip = (gap: Gap): boolean =>
    slipKinds.has(best(gap)?.kind ?? '') || own.get(gap)?.olderBalance != null;
  const open = [...own.keys()].filter(
    (gap) => (best(gap) === undefined || isSlip(gap)) && before.get(gap)?.several.length === 0,
  );
  const pairs = reversals(open, isSlip);
  return new Map(
    [...own].map(([gap, o]) => [
      gap.entry,
      explanationOf(gap, o, before.get(gap) as Weighed, pairs.get(gap), around),
    ]),
  );
};

/** What is said of every gap of every position. */
export const explainGaps = (
  holdings: ReadonlyMap<Position, Entries>,
  restatements: ReadonlyArray<Restatement>,
): ReadonlyMap<Position, ReadonlyMap<Entry, Explanation>> => {
  const explained = new Map<Position, ReadonlyMap<Entry, Explanation>>();
  const issuers = new Set<string>();
  for (const [position, entries] of holdings)
    if (gapsIn(position, entries).length > 0) issuers.add(position.issuerId);
  if (issuers.size === 0) return explained;
  const concerned = [...holdings].filter(([p]) => issuers.has(p.issuerId));
  for (const ofIssuer of groupedBy(concerned, ([p]) => p.issuerId).values()) {
    const gapsOfIssuer = everyGap(ofIssuer);
    for (const ofClass of groupedBy(ofIssuer, ([p]) => classOf(p)).values()) {
      const gaps = everyGap(ofClass);
      if (gaps.length === 0) continue;
      const unsaid = gaps.filter((g) => saidOf(g, ownOfGap(g), restatements).length === 0);
      // A slip moved nothing.
      const moves = movesOf(
        ofClass,
        unsaid.filter((g) => g.entry.kind === 'unexplained'),
      );
      const otherRows = rowsOfOther(
        unsaid.filter(
          (g) =>
            !moves.explained.has(g) && !moves.ambiguous.has(g) && ownOfGap(g)?.corrected === null,
        ),
        ofClass,
      );
      const around = { restatements, ofIssuer, gapsOfIssuer, moves, otherRows };
      for (const held of ofClass)
        if (gapsIn(...held).length > 0) explained.set(held[0], ofPosition(held, around));
    }
  }
  return explained;
};
