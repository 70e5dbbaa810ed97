/**
 * The greatest short-swing profit of an insider's trades in one class, exactly: which purchases
 * and sales a court would have to match so that no profit is left. Lowest in, highest out stands
 * beside it.
 */
import { lowestInOrder, matchedInOrder, pricedInOrder } from './in-order.js';
import {
  byDayAndRow,
  gainOf,
  type Leg,
  type Lot,
  lotsOf,
  type Match,
  matchesOfRows,
  totalOf,
} from './leg.js';
import { lowestInHighestOut } from './lowest-in.js';
import { type Matched, matchedByNetwork } from './network.js';
import { lastMatchable, type WindowReading } from './window.js';

export interface Maximum {
  /** Scaled by the decimals of shares and of prices together. */
  readonly total: bigint;
  /** By the day of the purchase, then of the sale. */
  readonly matches: ReadonlyArray<Match>;
  /** What lowest in, highest out comes to. */
  readonly lowestIn: bigint;
  /** By row, what a share of it adds: proves that no more can be gained. */
  readonly prices: ReadonlyMap<string, bigint>;
}

/** Lots in the order of their days, cut where no purchase and sale on two sides can be matched. */
const apart = (
  lots: ReadonlyArray<Lot>,
  reading: WindowReading,
): ReadonlyArray<ReadonlyArray<Lot>> => {
  const groups: Array<Array<Lot>> = [];
  const last: { purchase: string; sale: string } = { purchase: '', sale: '' };
  const nextOf = { purchase: '~', sale: '~' };
  // From behind: the day of the next purchase, and of the next sale, at each place.
  const following = lots.map(() => nextOf);
  for (let i = lots.length - 1, at = nextOf; i >= 0; i--) {
    const lot = lots[i] as Lot;
    at = { ...at, [lot.side]: lot.on };
    following[i] = at;
  }
  for (const [i, lot] of lots.entries()) {
    const { purchase, sale } = following[i] ?? nextOf;
    const group = groups[groups.length - 1];
    if (group === undefined || (last.purchase < sale && last.sale < purchase)) groups.push([lot]);
    else group.push(lot);
    last[lot.side] = lastMatchable(lot.on, reading);
  }
  return groups;
};

/** Done in office and in one market only: windows and two prices decide what they gain. */
const isPlain = ({ inOffice, quotes }: Lot, market: string | undefined): boolean =>
  inOffice && quotes.length === 1 && quotes[0]?.market === market;

/** The market that most lots are in alone. */
const marketOf = (lots: ReadonlyArray<Lot>): string | undefined => {
  const counts = new Map<string, number>();
  for (const { quotes } of lots) {
    const [quote, other] = quotes;
    if (quote !== undefined && other === undefined)
      counts.set(quote.market, (counts.get(quote.market) ?? 0) + 1);
  }
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0];
};

interface Solved extends Matched {
  readonly lowestIn: ReadonlyArray<Match<Lot>>;
}

const solvedOf = (lots: ReadonlyArray<Lot>, reading: WindowReading, solver: Solver): Solved => {
  const purchases = lots.filter((lot) => lot.side === 'purchase');
  const sales = lots.filter((lot) => lot.side === 'sale');
  const market = marketOf(lots);
  const plainly = (lot: Lot): boolean => isPlain(lot, market);
  const [bought, sold] = [purchases.filter(plainly), sales.filter(plainly)];
  const whole = bought.length + sold.length === lots.length;
  const lowestIn = whole
    ? lowestInOrder(purchases, sales, reading)
    : lowestInHighestOut(purchases, sales, reading);
  if (solver === 'network') return { lowestIn, ...matchedByNetwork(purchases, sales, reading) };
  const matches = matchedInOrder(bought, sold, reading);
  const plain = { matches, prices: pricedInOrder(bought, sold, matches, reading) };
  return { lowestIn, ...(whole ? plain : matchedByNetwork(purchases, sales, reading, plain)) };
};

const byPurchase = (a: Match, b: Match): number =>
  byDayAndRow(a.purchase, b.purchase) || byDayAndRow(a.sale, b.sale);

/** Of trades, those that one of them could have to do with, itself included. */
export const aroundLeg = (
  legs: ReadonlyArray<Leg>,
  leg: Leg,
  reading: WindowReading,
): ReadonlyArray<Leg> =>
  apart(lotsOf([...legs, leg]), reading)
    .map((lots) => lots.flatMap((lot) => lot.legs))
    .find((group) => group.includes(leg)) ?? [];

export type Solver = 'by-kind' | 'network';

export const greatestProfit = (
  legs: ReadonlyArray<Leg>,
  reading: WindowReading,
  solver: Solver = 'by-kind',
): Maximum => {
  const matches: Array<Match<Lot>> = [];
  const prices = new Map<string, bigint>();
  let lowestIn = 0n;
  for (const lots of apart(lotsOf(legs), reading)) {
    const solved = solvedOf(lots, reading, solver);
    for (const [lot, price] of solved.prices) for (const { id } of lot.legs) prices.set(id, price);
    const total = totalOf(solved.lowestIn);
    lowestIn += total;
    // Where lowest in, highest out reaches the greatest, its pairs are the ones that people know.
    const chosen = total === totalOf(solved.matches) ? solved.lowestIn : solved.matches;
    matches.push(...chosen.filter((m) => (gainOf(m.purchase, m.sale) ?? 0n) > 0n));
  }
  const ofRows = [...matchesOfRows(matches)].sort(byPurchase);
  return { total: totalOf(ofRows), matches: ofRows, lowestIn, prices };
};
