/** Sums of deals: of one class on the market, and of one class with one code. */

import { doubtsIn } from '../../../projections/deal-price.js';
import { type Deal, dealSums } from '../../../projections/issuer.js';
import { isOfNoSide } from '../../../projections/known/code-direction.js';
import { canonicalTitle } from '../../../projections/known/security-title.js';
import type { RowId } from '../../event/identity.js';
import { Decimal, printDecimal, zero } from '../../filing/decimal.js';
import type { DealFact } from '../book/book.js';
import type {
  CodeFlow,
  Contradictory,
  DoubtfulPrice,
  MarketFlow,
  MarketSums,
} from './flow-answer.js';

const peopleIn = (deals: ReadonlyArray<Deal>): number =>
  new Set(deals.flatMap((d) => d.insiders)).size;

export type DealSeen = DealFact & Deal;

/** Prices of which no money is made, and why; of the deals of one class on the market. */
export const doubtfulAmong = (deals: ReadonlyArray<DealSeen>): ReadonlyArray<DoubtfulPrice> => {
  const doubtOf = doubtsIn(deals);
  return deals.flatMap((deal): ReadonlyArray<DoubtfulPrice> => {
    const doubt = doubtOf(deal);
    return doubt === null
      ? []
      : [{ transactionId: deal.transactionId, price: deal.price ?? '', doubt }];
  });
};

/** Of deals on the market: numbers, and money without what is left out. */
export const sumsOf = (deals: ReadonlyArray<DealSeen>, left: ReadonlySet<RowId>): MarketSums => {
  const worth = (letter: 'A' | 'D'): Decimal =>
    deals.reduce(
      (sum, { letter: own, transactionId, amount, price }) =>
        own !== letter || left.has(transactionId)
          ? sum
          : sum.plus(new Decimal(amount ?? 0).times(new Decimal(price ?? 0))),
      zero,
    );
  const { acquired: bought, disposed: sold } = dealSums(deals);
  const planned = dealSums(deals.filter(({ planTrade }) => planTrade === true));
  const [boughtValue, soldValue] = [worth('A'), worth('D')];
  return {
    bought: printDecimal(bought),
    sold: printDecimal(sold),
    net: printDecimal(bought.minus(sold)),
    boughtValue: printDecimal(boughtValue),
    soldValue: printDecimal(soldValue),
    netValue: printDecimal(boughtValue.minus(soldValue)),
    unpriced: deals.filter((d) => d.price === null).length,
    currency: 'USD',
    underPlan: { bought: printDecimal(planned.acquired), sold: printDecimal(planned.disposed) },
  };
};

export const isContradictory = ({ code, letter }: DealSeen): boolean => isOfNoSide(code, letter);

export const marketFlow = (all: ReadonlyArray<DealSeen>): MarketFlow => {
  const deals = all.filter((deal) => !isContradictory(deal));
  const doubtful = doubtfulAmong(deals);
  const { unpriced, currency, underPlan, ...sums } = sumsOf(
    deals,
    new Set(doubtful.map((d) => d.transactionId)),
  );
  return {
    security: all[0]?.security ?? '',
    ...sums,
    unpriced,
    doubtful,
    contradictory: all.filter(isContradictory).map(
      ({ transactionId, code, letter, amount }): Contradictory => ({
        transactionId,
        code: code as Contradictory['code'],
        letter: letter as Contradictory['letter'],
        amount,
      }),
    ),
    buyers: peopleIn(deals.filter((d) => d.letter === 'A')),
    sellers: peopleIn(deals.filter((d) => d.letter === 'D')),
    transactions: all.length,
    currency,
    underPlan,
  };
};

export const codeFlow = (deals: ReadonlyArray<Deal>): CodeFlow => {
  const { table, security = '', unit = 'shares', code = null } = deals[0] ?? { table: 'I' };
  const { acquired, disposed, acquiredValues, disposedValues } = dealSums(deals);
  return {
    table,
    security,
    unit,
    code,
    acquired: printDecimal(acquired),
    disposed: printDecimal(disposed),
    net: printDecimal(acquired.minus(disposed)),
    acquiredValues,
    disposedValues,
    transactions: deals.length,
  };
};

export const titleOf = ({ security }: Deal): string => canonicalTitle(security);

export const onMarket = ({ table, code, unit }: Deal): boolean =>
  table === 'I' && (code === 'P' || code === 'S') && unit === 'shares';
