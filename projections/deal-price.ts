/** What a deal's price can be multiplied with: a price of one share, and nothing else. */

import { addDays } from '../src/filing/calendar.js';
import { Decimal } from '../src/filing/decimal.js';
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

/** A price unlike any other of the class nearby, and like what so many would cost. */
const isLikeATotal = (deal: Priced, others: ReadonlyArray<Priced>): boolean => {
  if (deal.price === null || deal.amount === null) return false;
  const [from, to] = [
    addDays(deal.effectiveOn, -nearbyDays),
    addDays(deal.effectiveOn, nearbyDays),
  ];
  const nearby = others.flatMap((o) =>
    o !== deal &&
    o.price !== null &&
    o.priceDoubt === null &&
    o.effectiveOn >= from &&
    o.effectiveOn <= to &&
    new Decimal(o.price).gt(0)
      ? [new Decimal(o.price)]
      : [],
  );
  if (nearby.length === 0) return false;
  const price = new Decimal(deal.price);
  const usual = median(nearby);
  const each = price.div(deal.amount);
  return (
    price.gt(usual.times(farAbove)) &&
    nearby.every((other) => price.gt(other.times(aboutAs))) &&
    each.times(aboutAs).gte(usual) &&
    each.lte(usual.times(aboutAs))
  );
};

/** Why no money is made of a deal; null where its price is that of one share. */
export const doubtOf = (deal: Priced, ofClass: ReadonlyArray<Priced>): PriceDoubt | null =>
  deal.price === null || deal.amount === null || new Decimal(deal.amount).isZero()
    ? null
    : ((deal.priceDoubt as PriceDoubt | null) ??
      (new Decimal(deal.price).isZero() ? 'zero' : null) ??
      (isLikeATotal(deal, ofClass) ? 'like-a-total' : null));
