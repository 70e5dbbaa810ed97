/**
 * Why a balance changed although no row says so. A reading explains only with a second piece of
 * evidence beside the numbers; they are asked in one order, and the first counts. Where several
 * of equal standing fit none is chosen.
 */
import { groupedBy } from '../../src/filing/order.js';
import type { Restatement } from '../amendment/resolution.js';
import { ByVersion } from '../balance/balanced.js';
import type { Position } from '../position/position.js';
import { correctedNumber } from './corrected-number.js';
import { filerSlips, type Slips } from './filer-slip.js';
import { classOf, type Gap } from './gap.js';
import type { Held } from './held.js';
import { inWords } from './in-words.js';
import { hints } from './missing-filing.js';
import { type Moves, movesOf } from './moved.js';
import { type OtherRows, otherLeg, removed, rowsOfOther } from './other-row.js';
import { chosen, type Explanation, notChosen, type Reading } from './reading.js';
import { olderBalance, reversals } from './reversal.js';
import { rounding } from './rounding.js';
import { splitRatio } from './split-ratio.js';
import { statedNumber } from './stated-number.js';
import { toldTwice } from './told-twice.js';

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

const ownReadings = ({ gaps }: Held): ReadonlyMap<Gap, OwnReadings> =>
  new Map(
    gaps.map((gap) => {
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
  const possible = [
    ...present([toldTwice(gap)]),
    ...unproven,
    ...hints(gap, around.ofIssuer, around.gapsOfIssuer),
  ];
  return own.inWords === null
    ? notChosen('left', possible)
    : chosen(own.inWords, 'in-words', possible);
};

// ---- all gaps ----

/** What is said of each gap of a position, by its place among the entries. */
export type Explanations = ReadonlyMap<number, Explanation>;

/** A position with what is said of its gaps by itself. */
interface Examined {
  readonly held: Held;
  readonly own: ReadonlyMap<Gap, OwnReadings>;
}

const everyGap = (held: ReadonlyArray<Held>): ReadonlyArray<Gap> =>
  held.flatMap(({ gaps }) => gaps);

/** What is said of every gap of one position. */
const ofPosition = ({ own }: Examined, around: Surroundings): Explanations => {
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
      gap.index,
      explanationOf(gap, o, before.get(gap) as Weighed, pairs.get(gap), around),
    ]),
  );
};

/** What is said of the gaps of one class. */
const ofClass = (
  held: ReadonlyArray<Held>,
  examined: ReadonlyArray<Examined>,
  of: Pick<Surroundings, 'restatements' | 'ofIssuer' | 'gapsOfIssuer'>,
): ReadonlyArray<readonly [Position, Explanations]> => {
  const own = new Map(examined.flatMap((one) => [...one.own]));
  const unsaid = [...own.keys()].filter((g) => saidOf(g, own.get(g), of.restatements).length === 0);
  // A slip moved nothing.
  const moves = movesOf(
    held,
    unsaid.filter((g) => g.entry.kind === 'unexplained'),
  );
  const otherRows = rowsOfOther(
    unsaid.filter(
      (g) => !moves.explained.has(g) && !moves.ambiguous.has(g) && own.get(g)?.corrected === null,
    ),
    held,
  );
  const { restatements, ofIssuer, gapsOfIssuer } = of;
  const around = { restatements, ofIssuer, gapsOfIssuer, moves, otherRows };
  return examined.map((one) => [one.held.position, ofPosition(one, around)]);
};

/** What is said of every gap of every position. */
export type Explain = (
  positions: ReadonlyArray<Held>,
  restatements: ReadonlyArray<Restatement>,
) => ReadonlyMap<Position, Explanations>;

/** Of one fold: what a position says by itself is asked again where it is balanced anew. */
export const explainer = (): Explain => {
  // Slips depend on what is stated later: what is remembered is of these entries.
  const known = new ByVersion<ReadonlyMap<Gap, OwnReadings>>();
  const examined = (held: Held): ReadonlyArray<Examined> => {
    if (held.gaps.length === 0) return [];
    return [{ held, own: known.of(held.position.id, held.version, () => ownReadings(held)) }];
  };
  return (positions, restatements) => {
    const issuers = new Set<string>();
    for (const { position, gaps } of positions) if (gaps.length > 0) issuers.add(position.issuerId);
    if (issuers.size === 0) return new Map();
    const concerned = positions.filter(({ position }) => issuers.has(position.issuerId));
    return new Map(
      [...groupedBy(concerned, ({ position }) => position.issuerId).values()].flatMap(
        (ofIssuer) => {
          const of = { restatements, ofIssuer, gapsOfIssuer: everyGap(ofIssuer) };
          return [...groupedBy(ofIssuer, ({ position }) => classOf(position)).values()].flatMap(
            (held) => {
              const own = held.flatMap(examined);
              return own.length === 0 ? [] : ofClass(held, own, of);
            },
          );
        },
      ),
    );
  };
};
