/** What insiders bought and sold of an issuer over a period. */

import { doubtOf } from '../../../projections/deal-price.js';
import { type Deal, dealSums, dealsOnce, namingOf } from '../../../projections/issuer.js';
import { deniesMarketCode } from '../../../projections/known/code-direction.js';
import type { PriceDoubt } from '../../../projections/known/price-doubt.js';
import { canonicalTitle } from '../../../projections/known/security-title.js';
import { fail, invalidArgument } from '../../answer/error.js';
import type { Moment, Settled } from '../../answer/moment.js';
import type { InsiderAnswer } from '../../answer/party.js';
import type { InsiderId, IssuerId, RowId } from '../../event/identity.js';
import { type Day, isDay } from '../../filing/calendar.js';
import { Decimal, printDecimal, zero } from '../../filing/decimal.js';
import { compare, groupsInOrder } from '../../filing/order.js';
import type { Book, DealFact, IssuerNamed } from '../book/book.js';
import type { Source } from '../subject.js';

export interface FlowQuery extends Pick<Moment, 'knownBy' | 'recordedBy'>, Source {
  readonly issuer: string;
  /** First and last effective day. */
  readonly from: string;
  readonly to: string;
  readonly by?: By;
  /** So many of those who bought most, sold most and changed most, by money. */
  readonly top?: number;
}

export type MarketFlowQuery = Omit<FlowQuery, 'issuer'>;

/** What sums are told apart by, beside class. */
export const bys = ['insider', 'code', 'month'] as const;
export type By = (typeof bys)[number];

/** A price that is not multiplied, and why. */
export interface DoubtfulPrice {
  readonly transactionId: RowId;
  readonly price: string;
  readonly doubt: PriceDoubt;
}

/** A transaction whose letter denies its code: nobody can say whether it was bought or sold. */
export interface Contradictory {
  readonly transactionId: RowId;
  readonly code: 'P' | 'S';
  readonly letter: 'A' | 'D';
  readonly amount: string | null;
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
  /** Code P with letter D, code S with letter A: in no sum. */
  readonly contradictory: ReadonlyArray<Contradictory>;
  readonly buyers: number;
  readonly sellers: number;
  readonly transactions: number;
  /** Prices that are not in dollars are doubtful, and no money is made of them. */
  readonly currency: 'USD';
  /** Of those bought and sold, what was under a Rule 10b5-1 plan, as far as forms tell. */
  readonly underPlan: { readonly bought: string; readonly sold: string };
}

/** Transactions of one class at one issuer: by one insider, with one code or in one month. */
export interface FlowGroup {
  readonly issuer: IssuerNamed;
  readonly insider?: InsiderAnswer;
  /** Others who report some of the same transactions: those are counted here alone. */
  readonly jointWith?: ReadonlyArray<InsiderId>;
  readonly code?: string | null;
  readonly month?: string;
  readonly table: 'I' | 'II';
  readonly security: string;
  readonly unit: string;
  /** On the market: codes P and S of Table I. */
  readonly bought: string;
  readonly sold: string;
  readonly net: string;
  readonly underPlan: { readonly bought: string; readonly sold: string };
  readonly boughtValue: string;
  readonly soldValue: string;
  readonly netValue: string;
  readonly currency: 'USD';
  /** On the market without a price, and with one that is none of one share: no money is made of them. */
  readonly unpriced: number;
  readonly doubtful: number;
  /** On the market with a letter that denies the code: in no sum. */
  readonly contradictory: number;
  /** All other codes. */
  readonly otherAcquired: string;
  readonly otherDisposed: string;
  readonly otherNet: string;
  readonly transactions: number;
}

export interface TopFlow {
  readonly buyers: ReadonlyArray<FlowGroup>;
  readonly sellers: ReadonlyArray<FlowGroup>;
  /** By the money of what was bought less what was sold, in either direction. */
  readonly changes: ReadonlyArray<FlowGroup>;
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
  /** Where it was asked for. */
  readonly groups?: ReadonlyArray<FlowGroup>;
  readonly top?: TopFlow;
}

/** Of every issuer. */
export interface MarketFlowAnswer
  extends Pick<FlowAnswer, 'from' | 'to' | 'knownBy' | 'recordedBy' | 'missing'> {
  readonly groups: ReadonlyArray<FlowGroup>;
  readonly top?: TopFlow;
}

const peopleIn = (deals: ReadonlyArray<Deal>): number =>
  new Set(deals.flatMap((d) => d.insiders)).size;

type DealSeen = DealFact & Deal;

/** Prices of which no money is made, and why; of the deals of one class on the market. */
const doubtfulAmong = (deals: ReadonlyArray<DealSeen>): ReadonlyArray<DoubtfulPrice> =>
  deals.flatMap((deal): ReadonlyArray<DoubtfulPrice> => {
    const doubt = doubtOf(deal, deals);
    return doubt === null
      ? []
      : [{ transactionId: deal.transactionId, price: deal.price ?? '', doubt }];
  });

/** Of deals on the market: numbers, and money without what is left out. */
const sumsOf = (deals: ReadonlyArray<DealSeen>, left: ReadonlySet<RowId>) => {
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
  } as const;
};

const isContradictory = ({ code, letter }: DealSeen): boolean => deniesMarketCode(code, letter);

const marketFlow = (all: ReadonlyArray<DealSeen>): MarketFlow => {
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

// ---- told apart ----

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

const groupsBy = (
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

const topMax = 1_000;

const topAsked = (top: number | undefined): number | undefined =>
  top === undefined || (Number.isInteger(top) && top > 0 && top <= topMax)
    ? top
    : fail(invalidArgument(`top is a number from 1 to ${topMax}; got ${JSON.stringify(top)}`));

const byAsked = (by: By | undefined): By | undefined =>
  by === undefined || bys.includes(by)
    ? by
    : fail(invalidArgument(`by is insider, code or month; got ${JSON.stringify(by)}`));

/** The most first: by money, then by number; in one order always. */
const most =
  (money: (g: FlowGroup) => Decimal, number: (g: FlowGroup) => Decimal) =>
  (a: FlowGroup, b: FlowGroup): number =>
    money(b).cmp(money(a)) ||
    number(b).cmp(number(a)) ||
    compare(a.issuer.id, b.issuer.id) ||
    compare(a.insider?.id ?? '', b.insider?.id ?? '') ||
    compare(a.security, b.security);

const of =
  (name: 'bought' | 'sold' | 'net' | 'boughtValue' | 'soldValue' | 'netValue') =>
  (group: FlowGroup): Decimal =>
    new Decimal(group[name]).abs();

const topOf = (groups: ReadonlyArray<FlowGroup>, top: number): TopFlow => {
  const first = (money: Parameters<typeof of>[0], number: Parameters<typeof of>[0]) =>
    groups
      .filter((group) => !of(number)(group).isZero())
      .sort(most(of(money), of(number)))
      .slice(0, top);
  return {
    buyers: first('boughtValue', 'bought'),
    sellers: first('soldValue', 'sold'),
    changes: first('netValue', 'net'),
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

const titleOf = ({ security }: Deal): string => canonicalTitle(security);

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

type FlowBook = Book<'deals' | 'documents' | 'named'>;

const dealsIn = (book: FlowBook, from: Day): ReadonlyArray<DealSeen> =>
  dealsOnce(book.deals(from), namingOf(book.documents()));

export const flowAnswer = (
  book: FlowBook,
  query: Pick<FlowQuery, 'by' | 'top'>,
  from: Day,
  { asOf, knownBy, recordedBy }: Settled,
): FlowAnswer => {
  const [by, top] = [byAsked(query.by), topAsked(query.top)];
  const deals = dealsIn(book, from);
  const issuer = book.named();
  return {
    issuer,
    from,
    to: asOf,
    knownBy,
    recordedBy,
    missing: book.missing,
    market: groupsInOrder(deals.filter(onMarket), titleOf).map(marketFlow),
    codes: groupsInOrder(deals, (d) => [d.table, titleOf(d), d.unit, d.code ?? ''].join('|')).map(
      codeFlow,
    ),
    ...(by === undefined ? {} : { groups: groupsBy(by, issuer, deals) }),
    ...(top === undefined ? {} : { top: topOf(groupsBy('insider', issuer, deals), top) }),
  };
};

/** Issuer by issuer: of each only what was asked for is held on to. */
export const marketFlowAnswer = async (
  query: Pick<FlowQuery, 'by' | 'top'>,
  issuers: ReadonlyArray<IssuerId>,
  readOf: <A>(issuer: IssuerId, answer: (book: FlowBook) => A) => Promise<A>,
  from: Day,
  { asOf, knownBy, recordedBy }: Settled,
): Promise<MarketFlowAnswer> => {
  const [by, top] = [byAsked(query.by), topAsked(query.top)];
  if (by === undefined && top === undefined)
    fail(invalidArgument('of the whole market give by, top or both; or an issuer'));
  const groups: Array<FlowGroup> = [];
  let best: TopFlow = { buyers: [], sellers: [], changes: [] };
  const missing = new Set<InsiderId>();
  for (const id of issuers)
    await readOf(id, (book) => {
      for (const one of book.missing) missing.add(one);
      const [deals, issuer] = [dealsIn(book, from), book.named()];
      if (by !== undefined) groups.push(...groupsBy(by, issuer, deals));
      if (top === undefined) return;
      const { buyers, sellers, changes } = best;
      const own = groupsBy('insider', issuer, deals);
      best = {
        buyers: topOf([...buyers, ...own], top).buyers,
        sellers: topOf([...sellers, ...own], top).sellers,
        changes: topOf([...changes, ...own], top).changes,
      };
    });
  return {
    from,
    to: asOf,
    knownBy,
    recordedBy,
    missing: [...missing].sort(compare),
    groups,
    ...(top === undefined ? {} : { top: best }),
  };
};

export type { PriceDoubt };
