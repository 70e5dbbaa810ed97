/**
 * What the page on explanations wants of each difference that the world planted: found, said in
 * words, or left. Where chance or a second trouble could tell another story, nothing is wanted.
 */
import type { Decimal } from '../../../src/filing/decimal.js';
import { type Difference, differencesOf } from './documents.js';
import type { Verdict } from './verdict.js';
import type { TrueWorld } from './world.js';

export interface Expectation {
  readonly difference: Difference;
  readonly planted: string;
  readonly wants: ReadonlyArray<Verdict>;
  /** How the kinds begin that are true of it, where it is to be explained. */
  readonly kinds: ReadonlyArray<string>;
}

const balanceSlips = [
  'transposed',
  'digit-off',
  'amount-for-balance',
  'balance-tenfold',
  'older-balance',
  'off-and-back',
];

const notExplained: ReadonlyArray<Verdict> = ['left', 'in-words', 'ambiguous'];
const left: ReadonlyArray<Verdict> = ['left', 'ambiguous'];

const slipKinds: Readonly<Record<string, ReadonlyArray<string>>> = {
  transposed: ['transposed'],
  'digit-off': ['digit-off'],
  letter: ['letter'],
  'amount-for-balance': ['amount-in-place'],
  'balance-tenfold': ['power-of-ten'],
  'amount-tenfold': ['power-of-ten'],
  'amount-transposed': ['transposed', 'digit', 'amount'],
  // An older balance may differ from the right one by a digit.
  'older-balance': ['older', 'repeated', 'digit', 'transposed'],
};
/** Of a gift of which the other side is reported. */
const givenKinds = ['moved', 'ended', 'opens', 'row'];
const reversed = ['earlier-difference-reversed', 'reversed'];

/** One share is a rounding as well. */
const byOne = (d: Difference): ReadonlyArray<string> => (d.amount.abs().lte(1) ? ['round'] : []);

const sameSize = (a: Decimal, b: Decimal): boolean => a.abs().eq(b.abs());

/** Another difference or a row of the same size could tell another story. */
const isPeculiar = (world: TrueWorld, d: Difference, all: ReadonlyArray<Difference>): boolean => {
  const others = all.filter((o) => o !== d && !o.amount.isZero());
  const onThisForm = others.filter((o) => o.at.row.rank === d.at.row.rank);
  return (
    others.every((o) => !sameSize(o.amount, d.amount)) &&
    onThisForm.length < 2 &&
    world.rows.every((r) => r.holding === d.at.row.holding || !sameSize(r.delta, d.amount))
  );
};

/** What an exercise leaves above what its lot held may be the total of the class. */
const mayBeOfClass = (world: TrueWorld, { at: { row, amount }, amount: by }: Difference): boolean =>
  row.holding.grant !== null &&
  row.delta.isNegative() &&
  amount.gt(amount.minus(by).minus(row.delta)) &&
  world.rows.some((r) => r.holding !== row.holding && r.holding.class === row.holding.class);

/** What follows is right again, and nothing else happened before it. */
const goesOnRight = (d: Difference, next: Difference | undefined): boolean =>
  next !== undefined &&
  next.unreported?.length === 0 &&
  next.at.row.slip === null &&
  next.amount.eq(balanceSlips.includes(d.at.row.slip ?? '') ? d.amount.neg() : 0);

const ofSlip = (
  world: TrueWorld,
  d: Difference,
  own: ReadonlyArray<Difference>,
  all: ReadonlyArray<Difference>,
): Expectation | null => {
  const { slip } = d.at.row;
  if (slip === null || d.amount.isZero() || balanceSlips.includes(d.before.row.slip ?? ''))
    return null;
  const next = own[own.indexOf(d) + 1];
  const planted = `slip: ${slip}`;
  const confirmed = goesOnRight(d, next);
  const kinds = slipKinds[slip] ?? [];
  if (next === undefined) {
    if (!isPeculiar(world, d, all)) return null;
    // A turned letter contradicts its code, and an amount above what was held contradicts itself.
    if (slip === 'letter' || d.at.amount.minus(d.amount).isNegative()) return null;
    const nothingLeft = slip === 'amount-for-balance' && d.at.amount.eq(d.amount);
    return nothingLeft
      ? { difference: d, planted: `${planted} of nothing`, wants: ['explained'], kinds }
      : { difference: d, planted: `${planted}, nothing after it`, wants: notExplained, kinds: [] };
  }
  return confirmed
    ? {
        difference: d,
        planted,
        wants: ['explained'],
        kinds: [...(slipKinds[slip] ?? []), ...reversed],
      }
    : null;
};

const ofSlipBefore = (d: Difference, own: ReadonlyArray<Difference>): Expectation | null => {
  const before = own[own.indexOf(d) - 1];
  const slip = before?.at.row.slip ?? null;
  if (before === undefined || slip === null || !balanceSlips.includes(slip)) return null;
  if (before.unreported?.length !== 0 || !goesOnRight(before, d)) return null;
  const kinds = [...(slipKinds[slip] ?? []), ...reversed];
  return { difference: d, planted: `after the slip: ${slip}`, wants: ['explained'], kinds };
};

const ofUnreported = (
  world: TrueWorld,
  d: Difference,
  all: ReadonlyArray<Difference>,
): Expectation | null => {
  const why = d.unreported?.[0]?.unreported ?? null;
  if (d.unreported?.length !== 1 || why === null) return null;
  const alone = isPeculiar(world, d, all);
  const says = (
    planted: string,
    wants: ReadonlyArray<Verdict>,
    ...kinds: ReadonlyArray<string>
  ) => ({
    difference: d,
    planted,
    wants,
    kinds,
  });
  switch (why.why) {
    case 'opening':
    case 'expired':
      return null;
    case 'hole':
    case 'amended-later':
    case 'drift':
      return alone ? says('a change on no form', notExplained) : null;
    case 'words':
      if (!alone) return null;
      return why.place === 'balance'
        ? says('a change said in words', ['in-words'])
        : says(`a change, and words that say nothing of it (${why.place})`, left);
    case 'number':
      return alone
        ? says('a number in the footnote', ['explained'], 'stated', 'number', ...byOne(d))
        : null;
    case 'given':
      return says(
        'a gift that only its giver reports',
        [...notExplained, 'explained'],
        ...givenKinds,
      );
    case 'carried':
      return says('a slip that is carried on', [...notExplained, 'explained'], ...reversed);
    case 'moved': {
      const moved = all.filter((o) => o.at.row.rank === d.at.row.rank && !o.amount.isZero());
      return moved.length <= why.between &&
        moved.every((o) => o.unreported?.length === 1 && o.before.row.rank === d.before.row.rank)
        ? says(
            `moved among ${why.between}`,
            ['explained'],
            'moved',
            'ended',
            'opens',
            'other-title',
          )
        : null;
    }
    case 'split': {
      const split = all.filter(
        (o) => o.at.row.rank === d.at.row.rank && o.unreported?.length === 1,
      );
      return split.length >= 2 &&
        split.length >= why.siblings &&
        d.at.row.holding.class === 'common'
        ? says('a split', ['explained'], 'split')
        : null;
    }
  }
};

/** Every statement became known after the ones of which it speaks later: nothing is late. */
export const inOrderOfKnowledge = (own: ReadonlyArray<Difference>): boolean =>
  own.every((d) => d.before.row.rank <= d.at.row.rank && d.unreported !== null && !d.late);

export const differencesIn = (world: TrueWorld): ReadonlyArray<Difference> =>
  world.books.holdings.flatMap((h) => differencesOf(world.rows, h, world.books.deeds));

export const expectationsIn = (world: TrueWorld): ReadonlyArray<Expectation> => {
  const all = differencesIn(world);
  // Of a row that does not say whose it is, a difference may be anybody's.
  const told = all.filter((d) => d.at.row.plain && d.before.row.plain && !mayBeOfClass(world, d));
  return told.flatMap((d) => {
    const own = all.filter((o) => o.at.row.holding === d.at.row.holding);
    if (!inOrderOfKnowledge(own)) return [];
    const slips = d.unreported?.length === 0;
    const found = slips
      ? (ofSlip(world, d, own, all) ?? ofSlipBefore(d, own))
      : d.at.row.slip === null && (own[own.indexOf(d) - 1]?.at.row.slip ?? null) === null
        ? ofUnreported(world, d, all)
        : null;
    return found === null || found.difference.amount.isZero() ? [] : [found];
  });
};
