/** Deals of an issuer told apart, by insider, code or month, each group with its sums. */
import { dealSums } from '../../../projections/issuer.js';
import { printDecimal } from '../../filing/decimal.js';
import { compare, groupsInOrder } from '../../filing/order.js';
import type { IssuerNamed } from '../book/book.js';
import type { By, FlowGroup } from './flow-answer.js';
import {
  type DealSeen,
  doubtfulAmong,
  isContradictory,
  onMarket,
  sumsOf,
  titleOf,
} from './flow-sums.js';

const keyOf = (by: By, { owner, code, effectiveOn }: DealSeen): string =>
  by === 'insider' ? owner.id : by === 'code' ? (code ?? '') : effectiveOn.slice(0, 7);

const namedBy = (by: By, deals: ReadonlyArray<DealSeen>): Partial<FlowGroup> => {
  const [first] = deals;
  if (first === undefined) return {};
  if (by === 'code') return { code: first.code };
  if (by === 'month') return { month: first.effectiveOn.slice(0, 7) };
  const others = new Set(deals.flatMap(({ insiders }) => insiders));
  others.delete(first.owner.id);
  return { insider: first.owner, jointWith: [...others].sort(compare) };
};

export const groupsBy = (
  by: By,
  issuer: IssuerNamed,
  deals: ReadonlyArray<DealSeen>,
): ReadonlyArray<FlowGroup> => {
  const classes = groupsInOrder(
    deals.filter((deal) => onMarket(deal) && !isContradictory(deal)),
    titleOf,
  );
  // A price is held against all of its class, whoever paid it.
  const left = new Set(classes.flatMap((own) => doubtfulAmong(own).map((d) => d.transactionId)));
  return groupsInOrder(deals, (d) => [keyOf(by, d), d.table, titleOf(d), d.unit].join('|')).map(
    (own): FlowGroup => {
      const { table, security, unit } = own[0] as DealSeen;
      const market = own.filter((deal) => onMarket(deal) && !isContradictory(deal));
      const others = dealSums(own.filter((deal) => !onMarket(deal)));
      return {
        issuer,
        ...namedBy(by, own),
        table,
        security,
        unit,
        ...sumsOf(market, left),
        doubtful: market.filter(({ transactionId }) => left.has(transactionId)).length,
        contradictory: own.filter((deal) => onMarket(deal) && isContradictory(deal)).length,
        otherAcquired: printDecimal(others.acquired),
        otherDisposed: printDecimal(others.disposed),
        otherNet: printDecimal(others.acquired.minus(others.disposed)),
        transactions: own.length,
      };
    },
  );
};
