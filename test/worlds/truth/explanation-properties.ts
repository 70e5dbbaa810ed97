/** No explanation by chance; what can be known is found; and the counts are honest. */

import { checksOf, summaryOf, sumOf } from '../../../src/answer/reconcile.js';
import { remembered } from '../ruled.js';
import type { TrueProperty } from './answer-properties.js';
import { linesByPosition } from './answer-properties.js';
import { inForce, type Statement } from './documents.js';
import {
  differencesIn,
  type Expectation,
  expectationsIn,
  inOrderOfKnowledge,
} from './expectation.js';
import { compareMoments, type TrueHolding } from './holding.js';
import { isAskedCopy } from './repetition-properties.js';
import { type Seen, seen } from './seen.js';
import { type Gap, gapsIn } from './verdict.js';
import type { TrueWorld } from './world.js';

/** Holdings whose rows, and no others, are one position: of the rest identity has to be judged. */
const wholeHoldings = (world: TrueWorld, now: Seen): ReadonlySet<TrueHolding> => {
  const positions = [...linesByPosition(world, now).values()].map(
    (lines) => new Set(lines.map((l) => inForce(l).holding)),
  );
  return new Set(
    world.books.holdings.filter((h) => {
      const [own, second] = positions.filter((p) => p.has(h));
      return own?.size === 1 && second === undefined;
    }),
  );
};

const gapsByRow = (gaps: ReadonlyArray<Gap>): ReadonlyMap<string, Gap> =>
  new Map(gaps.map((g) => [g.row, g]));

const judged = (
  { difference, planted, wants, kinds }: Expectation,
  gap: Gap | undefined,
): ReadonlyArray<string> => {
  const { row } = difference.at.row;
  const where = `${planted}: ${difference.amount} at ${row}`;
  if (gap === undefined) return [`${where} is not there`];
  if (!gap.amount.eq(difference.amount)) return [`${where} is ${gap.amount}`];
  if (!wants.includes(gap.verdict))
    return [
      `${where} is ${gap.verdict}${gap.kind === null ? '' : ` (${gap.kind}: ${gap.detail})`}`,
    ];
  return gap.verdict === 'explained' &&
    kinds.length > 0 &&
    !kinds.some((k) => gap.kind?.startsWith(k))
    ? [`${where} is explained by ${gap.kind}: ${gap.detail}`]
    : [];
};

/** What the world planted, and what became of it. */
export interface Judgement {
  readonly planted: string;
  /** It is not to be explained, rather than to be found. */
  readonly byChance: boolean;
  /** `unclear` where the holding's rows are no position of their own. */
  readonly verdict: 'as wanted' | 'unclear' | 'otherwise';
  readonly instead: string | null;
  readonly problems: ReadonlyArray<string>;
}

export const judgementsOf = remembered((world: TrueWorld): ReadonlyArray<Judgement> => {
  const now = seen(world);
  const whole = wholeHoldings(world, now);
  const gaps = gapsByRow(gapsIn(now.view));
  return expectationsIn(world).map((e) => {
    const { holding, row } = e.difference.at.row;
    const gap = gaps.get(row);
    const clear = whole.has(holding);
    const problems = clear ? judged(e, gap) : [];
    return {
      planted: e.planted,
      byChance: e.wants.includes('left'),
      verdict: !clear ? 'unclear' : problems.length === 0 ? 'as wanted' : 'otherwise',
      instead: problems.length === 0 ? null : (gap?.kind ?? gap?.verdict ?? 'no difference'),
      problems,
    };
  });
});

const expected = (world: TrueWorld, byChance: boolean): ReadonlyArray<string> =>
  judgementsOf(world).flatMap((j) => (j.byChance === byChance ? j.problems : []));

/** 4. What nobody can know from the documents is not explained. */
export const nothingExplainedByChance: TrueProperty = (world) => expected(world, true);

/** 4. What the documents tell is found: slips, numbers, words, moves, splits. */
export const whatIsToldIsFound: TrueProperty = (world) => expected(world, false);

const speaksOfItsForm = ({ row, speaks }: Statement): boolean =>
  row.deed !== null && compareMoments(speaks.at, row.deed) > 0;

/** 4b. Where each statement follows from the one before, there is no difference. */
export const noGapOutOfNothing: TrueProperty = (world) => {
  const now = seen(world);
  const whole = wholeHoldings(world, now);
  const all = differencesIn(world);
  // Where something is missing and something late, or spoken of on a later date than its own, the
  // difference may stand at either row.
  const clear = (holding: TrueHolding): boolean => {
    const own = all.filter((d) => d.at.row.holding === holding);
    return (
      own.every((d) => d.amount.isZero()) ||
      (inOrderOfKnowledge(own) &&
        !own.some((d) => speaksOfItsForm(d.at) || speaksOfItsForm(d.before)))
    );
  };
  const agreeing = new Set(
    all.filter((d) => d.amount.isZero() && d.unreported?.length === 0).map((d) => d.at.row.row),
  );
  const holdingOf = new Map(world.rows.map((r) => [r.row, r.holding]));
  const copies = world.rows.filter((r) => r.repeats !== null && now.positionOf.has(r.row));
  return gapsIn(now.view).flatMap((gap) => {
    const holding = holdingOf.get(gap.row);
    const isAsked = copies.some((row) => row.holding === holding && isAskedCopy(now, row));
    return holding !== undefined &&
      whole.has(holding) &&
      clear(holding) &&
      agreeing.has(gap.row) &&
      !isAsked
      ? [`${holding.id}: ${gap.amount} at ${gap.row}, where the balance follows`]
      : [];
  });
};

/** A difference names the number that stands on its row. */
export const gapsNameTheDocument: TrueProperty = (world) => {
  const { view } = seen(world);
  const stated = new Map(world.rows.map((r) => [r.row, r.stated]));
  return checksOf(view, null)
    .flatMap(({ unexplained }) => unexplained)
    .flatMap((u) => {
      const said = stated.get(u.row);
      return said?.toFixed() === u.reported ? [] : [`${u.row} states ${said}, not ${u.reported}`];
    });
};

/** 6. Links are counted from the rows: each stated balance of a position but its first. */
export const countsAreHonest: TrueProperty = (world) => {
  const now = seen(world);
  const gaps = gapsIn(now.view);
  const summary = summaryOf(sumOf(checksOf(now.view, null))) as unknown as Readonly<
    Record<string, number | undefined>
  >;
  const links = [...linesByPosition(world, now).values()].reduce((sum, lines) => {
    const stated = lines.filter((l) => inForce(l).stated !== null).length;
    return sum + Math.max(0, stated - 1);
  }, 0);
  const count = (name: string): number => summary[name] ?? 0;
  const parts = ['held', 'explained', 'inWords', 'ambiguous', 'left'];
  const sum = parts.reduce((total, name) => total + count(name), 0);
  const differing = parts.slice(1).reduce((total, name) => total + count(name), 0);
  return [
    ...(count('links') === links
      ? []
      : [`${count('links')} links are counted, ${links} are there`]),
    ...(count('links') === sum ? [] : [`${count('links')} links, and ${sum} in the parts`]),
    ...(differing === gaps.length
      ? []
      : [`${differing} differences are counted, ${gaps.length} are there`]),
    ...(count('held') >= 0 ? [] : [`${count('held')} held`]),
  ];
};
