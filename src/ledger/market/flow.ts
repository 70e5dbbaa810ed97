/** What insiders bought and sold of an issuer over a period. */

import { doubtOf } from '../../../projections/deal-price.js';
import { type Deal, dealSums, dealsOnce, namingOf } from '../../../projections/issuer.js';
import type { PriceDoubt } from '../../../projections/known/price-doubt.js';
import { canonicalTitle } from '../../../projections/known/security-title.js';
import { fail, invalidArgument } from '../../answer/error.js';
import type { Moment, Settled } from '../../answer/moment.js';
import type { InsiderId, RowId } from '../../event/identity.js';
import { type Day, isDay } from '../../filing/calendar.js';
import { Decimal, printDecimal, zero } from '../../filing/decimal.js';
import { groupsInOrder } from '../../filing/order.js';
import type { Book, IssuerNamed } from '../book/book.js';
import type { Source } from '../subject.js';

export interface FlowQuery extends Pick<Moment, 'knownBy' | 'recordedBy'>, Source {
  readonly issuer: string;
  /** First and last effective day. */
  readonly from: string;
  readonly to: string;
}

/** A price that is not multiplied, and why. */
export interface DoubtfulPrice {
  readonly transactionId: RowId;
  readonly price: string;
  readonly doubt: PriceDoubt;
}

/** Purchases and sales of one class on the market, codes P and S of Table I. */
export interface MarketFlow {
  readonly security: string;
  readonly bought: string;
  readonly sold: string;
  /** Bought less sold. */
  readonly net: string;
  /** Amounts times prices; of those that state a price of one share. */
  readonly boughtValue: string;
  readonly soldValue: string;
  readonly netValue: string;
  readonly unpriced: number;
  /** Transactions whose price is none of one share: counted in shares, left out of the money. */
  readonly doubtful: ReadonlyArray<DoubtfulPrice>;
  readonly buyers: number;
  readonly sellers: number;
  readonly transactions: number;
}

/** All transactions of one class with one code. */
export interface CodeFlow {
  readonly table: 'I' | 'II';
  readonly security: string;
  readonly unit: string;
  readonly code: string | null;
  readonly acquired: string;
  readonly disposed: string;
  readonly net: string;
  /** Every sum that the owners' documents give, smallest first; one where they agree. */
  readonly acquiredValues: ReadonlyArray<string>;
  readonly disposedValues: ReadonlyArray<string>;
  readonly transactions: number;
}

export interface FlowAnswer {
  readonly issuer: IssuerNamed;
  readonly from: Day;
  readonly to: Day;
  readonly knownBy: string | null;
  readonly recordedBy: string | null;
  readonly missing: ReadonlyArray<InsiderId>;
  readonly market: ReadonlyArray<MarketFlow>;
  readonly codes: ReadonlyArray<CodeFlow>;
}

const peopleIn = (deals: ReadonlyArray<Deal>): number =>
  new Set(deals.flatMap((d) => d.insiders)).size;

const marketFlow = (deals: ReadonlyArray<Deal>): MarketFlow => {
  const doubtful = deals.flatMap((deal): ReadonlyArray<DoubtfulPrice> => {
    const doubt = doubtOf(deal, deals);
    return doubt === null
      ? []
      : [{ transactionId: deal.transactionId, price: deal.price ?? '', doubt }];
  });
  const left = new Set(doubtful.map((d) => d.transactionId));
  const worth = (letter: 'A' | 'D'): Decimal =>
    deals.reduce(
      (sum, { letter: own, transactionId, amount, price }) =>
        own !== letter || left.has(transactionId)
          ? sum
          : sum.plus(new Decimal(amount ?? 0).times(new Decimal(price ?? 0))),
      zero,
    );
  const { acquired: bought, disposed: sold } = dealSums(deals);
  const [boughtValue, soldValue] = [worth('A'), worth('D')];
  return {
    security: deals[0]?.security ?? '',
    bought: printDecimal(bought),
    sold: printDecimal(sold),
    net: printDecimal(bought.minus(sold)),
    boughtValue: printDecimal(boughtValue),
    soldValue: printDecimal(soldValue),
    netValue: printDecimal(boughtValue.minus(soldValue)),
    unpriced: deals.filter((d) => d.price === null).length,
    doubtful,
    buyers: peopleIn(deals.filter((d) => d.letter === 'A')),
    sellers: peopleIn(deals.filter((d) => d.letter === 'D')),
    transactions: deals.length,
  };
};

const codeFlow = (deals: ReadonlyArray<Deal>): CodeFlow => {
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

const onMarket = ({ table, code, unit }: Deal): boolean =>
  table === 'I' && (code === 'P' || code === 'S') && unit === 'shares';

/** A period's first day, that of its last being the moment's. */
export const periodFrom = (from: string, { asOf }: Settled): Day =>
  isDay(from) && from <= asOf
    ? from
    : fail(
        invalidArgument(
          `a period goes from a day to the same or a later one, as YYYY-MM-DD; got ${from} to ${asOf}`,
        ),
      );

export const flowAnswer = (
  book: Book<'deals' | 'documents' | 'named'>,
  from: Day,
  { asOf, knownBy, recordedBy }: Settled,
): FlowAnswer => {
  const deals = dealsOnce(book.deals(from), namingOf(book.documents()));
  const title = ({ security }: Deal): string => canonicalTitle(security);
  return {
    issuer: book.named(),
    from,
    to: asOf,
    knownBy,
    recordedBy,
    missing: book.missing,
    market: groupsInOrder(deals.filter(onMarket), title).map(marketFlow),
    codes: groupsInOrder(deals, (d) => [d.table, title(d), d.unit, d.code ?? ''].join('|')).map(
      codeFlow,
    ),
  };
};

export type { PriceDoubt };
