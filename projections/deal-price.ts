/** What a deal's price can be multiplied with: a price of one share, and nothing else. */

import { addDays, type Day } from '../src/filing/calendar.js';
import { Decimal } from '../src/filing/decimal.js';
import { compare } from '../src/filing/order.js';
import type { DealReport } from './issuer.js';
import type { PriceDoubt } from './known/price-doubt.js';

type Priced = Pick<
  DealReport,
  'transactionId' | 'amount' | 'price' | 'priceDoubt' | 'effectiveOn' | 'security'
>;

/** Deals so many days apart are done at prices that can be compared. */
const nearbyDays = 30;
/** So many times what is paid for one is not paid for one. */
const farAbove = 20;
/** A total is what others paid for as many, give or take. */
const aboutAs = 3;

const median = (prices: ReadonlyArray<Decimal>): Decimal =>
  [...prices].sort((a, b) => a.cmp(b))[prices.length >> 1] ?? new Decimal(0);

interface Price {
  readonly deal: Priced;
  readonly on: Day;
  readonly price: Decimal;
}

/** Prices that others are held against, in the order of their days. */
const pricesOf = (deals: ReadonlyArray<Priced>): ReadonlyArray<Price> =>
  deals
    .flatMap((deal): ReadonlyArray<Price> => {
      if (deal.price === null || deal.priceDoubt !== null) return [];
      const price = new Decimal(deal.price);
      return price.gt(0) ? [{ deal, on: deal.effectiveOn, price }] : [];
    })
    .sort((a, b) => compare(a.on, b.on));

/** The first of them from a day on. */
const firstFrom = (prices: ReadonlyArray<Price>, day: Day): number => {
  let [low, high] = [0, prices.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((prices[middle] as Price).on < day) low = middle + 1;
    else high = middle;
  }
  return low;
};

/** Prices of others nearby, where this one is far above each of them; none where it is not. */
const allFarBelow = (
  deal: Priced,
  price: Decimal,
  prices: ReadonlyArray<Price>,
): ReadonlyArray<Decimal> => {
  const last = addDays(deal.effectiveOn, nearbyDays);
  const nearby: Array<Decimal> = [];
  for (let i = firstFrom(prices, addDays(deal.effectiveOn, -nearbyDays)); ; i++) {
    const other = prices[i];
    if (other === undefined || other.on > last) return nearby;
    if (other.deal === deal) continue;
    // Of nearly every deal this is so of the first that is looked at.
    if (!price.gt(other.price.times(aboutAs))) return [];
    nearby.push(other.price);
  }
};

/** A price unlike any other of the class nearby, and like what so many would cost. */
const isLikeATotal = (deal: Priced, prices: ReadonlyArray<Price>): boolean => {
  if (deal.price === null || deal.amount === null) return false;
  const price = new Decimal(deal.price);
  const nearby = allFarBelow(deal, price, prices);
  if (nearby.length === 0) return false;
  const usual = median(nearby);
  const each = price.div(deal.amount);
  return (
    price.gt(usual.times(farAbove)) &&
    each.times(aboutAs).gte(usual) &&
    each.lte(usual.times(aboutAs))
  );
};

/** Tells of deals of one class why no money is made of one; null where its price is that of one share. */
export const doubtsIn = (ofClass: ReadonlyArray<Priced>): ((deal: Priced) => PriceDoubt | null) => {
  const prices = pricesOf(ofClass);
  return (deal) =>
    deal.price === null || deal.amount === null || new Decimal(deal.amount).isZero()
      ? null
      : ((deal.priceDoubt as PriceDoubt | null) ??
        (new Decimal(deal.price).isZero() ? 'zero' : null) ??
        (isLikeATotal(deal, prices) ? 'like-a-total' : null));
};
