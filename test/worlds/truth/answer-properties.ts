/** What is answered: the balance last stated, or the register says why not; never below nothing. */
import type { Conflict } from '../../../projections/conflict/conflict.js';
import type { Holding } from '../../../projections/insider.js';
import { type PositionAt, positionAt } from '../../../projections/position-at.js';
import { type Day, writtenDay } from '../../../src/filing/calendar.js';
import { type Decimal, zero } from '../../../src/filing/decimal.js';
import { answerOn, answersOn, inForce, type Line, linesOf } from './documents.js';
import { differencesIn } from './expectation.js';
import type { TrueHolding } from './holding.js';
import { type Seen, seen, seenByAndBy } from './seen.js';
import type { WrittenRow } from './statement.js';
import type { TrueWorld } from './world.js';

export type TrueProperty = (world: TrueWorld) => ReadonlyArray<string>;

/** Lines by the position that the ledger puts them in: its partition, and nothing else of it. */
export const linesByPosition = (
  world: TrueWorld,
  { positionOf, knownRank }: Seen,
): ReadonlyMap<Holding, ReadonlyArray<Line>> => {
  const by = new Map<Holding, Array<Line>>();
  for (const line of linesOf(world.rows, knownRank)) {
    const holding = positionOf.get(inForce(line).row);
    if (holding !== undefined) by.set(holding, [...(by.get(holding) ?? []), line]);
  }
  return by;
};

const afterAll = writtenDay('2049-01-01');

const daysOf = (lines: ReadonlyArray<Line>): ReadonlyArray<Day> => [
  ...new Set([
    ...lines.flatMap((l) => l.flatMap((v) => [v.on, v.speaks?.at.on ?? v.on])),
    afterAll,
  ]),
];

/** Preferred shares and notes of a Form 3 wait for a row that states their own number. */
const inUnknownUnit = (lines: ReadonlyArray<Line>): boolean =>
  lines.some(
    (l) => inForce(l).byUnderlying && ['preferred', 'note'].includes(inForce(l).holding.class),
  ) && lines.every((l) => inForce(l).byUnderlying);

/** Until its day is set right, nobody can say of which moment such a number speaks. */
const isUnplaceable = ({ dated, speaks }: WrittenRow): boolean => dated !== null && speaks === null;

const isLow = (c: Conflict): boolean => c.severity === 'low';

/** An open conflict of at least medium severity whose text holds both numbers. */
const isSaid = (at: PositionAt, expected: Decimal): boolean =>
  at.conflicts.some((c) => {
    const numbers: ReadonlyArray<string> = JSON.stringify(c.detail).match(/\d+(?:\.\d+)?/g) ?? [];
    return (
      c.status === 'open' &&
      !isLow(c) &&
      numbers.includes(expected.abs().toFixed()) &&
      numbers.includes(at.quantity?.abs().toFixed() ?? '')
    );
  });

const holdingsOf = (lines: ReadonlyArray<Line>): ReadonlyArray<WrittenRow['holding']> => [
  ...new Set(lines.map((l) => inForce(l).holding)),
];

/** 1. Quantity is the latest statement in effect and the later rows, or a conflict says both. */
export const answerIsLastStated: TrueProperty = (world) =>
  seenByAndBy(world).flatMap((at) =>
    [...linesByPosition(world, at)].flatMap(([holding, lines]) => {
      const [own, other] = holdingsOf(lines);
      // Two holdings in one are for another property to find.
      if (own === undefined || other !== undefined || inUnknownUnit(lines)) return [];
      if (lines.map(inForce).some(isUnplaceable)) return [];
      const ended = world.endedUnsaid.get(own);
      return daysOf(lines).flatMap((day) => {
        const [expected, ...others] = answersOn(lines, day);
        const answer = positionAt(at.view, holding, day);
        if (expected === undefined || (ended !== undefined && day >= ended)) return [];
        if ([expected, ...others].some((one) => answer?.quantity?.eq(one) === true)) return [];
        if (answer !== null && isSaid(answer, expected)) return [];
        return [
          `${own.id} on ${day}, known ${at.knownRank + 1}: ${answer?.quantity ?? 'nothing'} is answered, the documents say ${expected}`,
        ];
      });
    }),
  );

/** 2. Nobody holds less than nothing: such a balance is contested, and the conflict says so. */
export const nobodyBelowZero: TrueProperty = (world) =>
  seenByAndBy(world).flatMap(({ view, knownRank }) =>
    view.holdings.flatMap((holding) =>
      [...new Set(holding.entries.map((e) => e.on))].flatMap((day) => {
        const at = positionAt(view, holding, day);
        if (at?.quantity?.isNegative() !== true || at.quantity.isZero()) return [];
        const registered = at.conflicts.some(
          (c) => (c.type as string) === 'NEGATIVE_BALANCE' && c.severity === 'high',
        );
        return registered && at.status !== 'reported'
          ? []
          : [
              `${holding.position.id} on ${day}, known ${knownRank + 1}: ${at.quantity} is ${at.status}`,
            ];
      }),
    ),
  );

/** 2b. Where the documents state nothing below zero, no balance falls below it at last. */
export const nothingMadeNegative: TrueProperty = (world) => {
  const { view } = seen(world);
  return view.holdings.flatMap((holding) => {
    const at = positionAt(view, holding, afterAll);
    return at?.quantity?.lt(0) === true ? [`${holding.position.id} ends at ${at.quantity}`] : [];
  });
};

/** Whether the forms tell: the list names others only, all of them grew, and by just what it held. */
const isToldToEnd = (world: TrueWorld, own: TrueHolding, on: Day): boolean => {
  const listed = world.rows.filter(
    (r) => r.kind === 'holding' && r.on === on && r.holding.class === own.class,
  );
  const differences = differencesIn(world).filter((d) => listed.includes(d.at.row));
  const lines = linesOf(
    world.rows.filter((r) => r.holding === own),
    Number.MAX_SAFE_INTEGER,
  );
  const grown = differences.reduce((sum, d) => sum.plus(d.amount), zero);
  return (
    differences.length === listed.length &&
    differences.every((d) => !d.amount.isNegative()) &&
    answerOn(lines, on)?.eq(grown) === true
  );
};

/** 1b. What a full list no longer names, while others grew by just its amount, is not held. */
export const endedIsEnded: TrueProperty = (world) => {
  const now = seen(world);
  return [...linesByPosition(world, now)].flatMap(([holding, lines]) => {
    const [own, other] = holdingsOf(lines);
    const on = own === undefined ? undefined : world.endedUnsaid.get(own);
    if (own === undefined || other !== undefined || on === undefined) return [];
    if (!isToldToEnd(world, own, on)) return [];
    const spokenOfAfter = lines.some((l) => inForce(l).on > on);
    const at = positionAt(now.view, holding, afterAll);
    return spokenOfAfter || at?.quantity?.isZero() === true
      ? []
      : [`${own.id} ended and is answered as ${at?.quantity}`];
  });
};
