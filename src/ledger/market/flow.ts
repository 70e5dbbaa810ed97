/** What insiders bought and sold of an issuer over a period. */
import type { PriceDoubt } from '../../../projections/known/price-doubt.js';
import { canonicalTitle } from '../../../projections/known/security-title.js';
import { isDay } from '../../filing/calendar.js';
import { Decimal, printDecimal, zero } from '../../filing/decimal.js';
import type { Generation } from '../../readmodel/model.js';
import type { DealFound } from '../../readmodel/questions.js';
import { fail } from '../attempt.js';
import { invalidArgument } from '../error.js';
import { keptAt } from '../keep/kept.js';
import type { Settled } from '../moment.js';
import { doubtOf } from './deal-price.js';
import { type IssuerNamed, issuerNamed, lastNamed } from './issuer.js';
import { type Merger, mergerOf } from './joint-report.js';
import { groupedBy } from './order.js';
import { missingIn } from './told.js';

export interface FlowQuery {
  readonly issuer: string;
  /** First and last effective day. */
  readonly from: string;
  readonly to: string;
  readonly knownBy?: string;
}

/** A price that is not multiplied, and why. */
export interface DoubtfulPrice {
  readonly transactionId: string;
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
  readonly transactions: number;
}

export interface FlowAnswer {
  readonly issuer: IssuerNamed;
  readonly from: string;
  readonly to: string;
  readonly knownBy: string | null;
  readonly missing: ReadonlyArray<string>;
  readonly market: ReadonlyArray<MarketFlow>;
  readonly codes: ReadonlyArray<CodeFlow>;
}

/** A transaction that counts, with everybody who reports it. */
interface Deal {
  readonly found: DealFound;
  readonly insiders: Set<string>;
}

const dealsOf = (found: ReadonlyArray<DealFound>, merger: Merger): ReadonlyArray<Deal> => {
  const deals = new Map<string, Deal>();
  for (const one of found) {
    const name = merger.nameOf(one.transactionId);
    const known = deals.get(name);
    if (known === undefined) deals.set(name, { found: one, insiders: new Set([one.insider]) });
    else known.insiders.add(one.insider);
  }
  return [...deals.values()];
};

const amountOf = ({ found }: Deal): Decimal => new Decimal(found.amount ?? 0);

const sumOf = (deals: ReadonlyArray<Deal>, value: (deal: Deal) => Decimal = amountOf): Decimal =>
  deals.reduce((sum, deal) => sum.plus(value(deal)), zero);

const peopleIn = (deals: ReadonlyArray<Deal>): number =>
  new Set(deals.flatMap((d) => [...d.insiders])).size;

const marketFlow = (deals: ReadonlyArray<Deal>): MarketFlow => {
  const bought = deals.filter((d) => d.found.letter === 'A');
  const sold = deals.filter((d) => d.found.letter === 'D');
  const found = deals.map((d) => d.found);
  const doubtful = deals.flatMap(({ found: f }): ReadonlyArray<DoubtfulPrice> => {
    const doubt = doubtOf(f, found);
    return doubt === null ? [] : [{ transactionId: f.transactionId, price: f.price ?? '', doubt }];
  });
  const left = new Set(doubtful.map((d) => d.transactionId));
  const worthOf = (deal: Deal): Decimal =>
    left.has(deal.found.transactionId)
      ? zero
      : amountOf(deal).times(new Decimal(deal.found.price ?? 0));
  const [boughtValue, soldValue] = [sumOf(bought, worthOf), sumOf(sold, worthOf)];
  return {
    security: deals[0]?.found.security ?? '',
    bought: printDecimal(sumOf(bought)),
    sold: printDecimal(sumOf(sold)),
    net: printDecimal(sumOf(bought).minus(sumOf(sold))),
    boughtValue: printDecimal(boughtValue),
    soldValue: printDecimal(soldValue),
    netValue: printDecimal(boughtValue.minus(soldValue)),
    unpriced: deals.filter((d) => d.found.price === null).length,
    doubtful,
    buyers: peopleIn(bought),
    sellers: peopleIn(sold),
    transactions: deals.length,
  };
};

const codeFlow = (deals: ReadonlyArray<Deal>): CodeFlow => {
  const acquired = sumOf(deals.filter((d) => d.found.letter === 'A'));
  const disposed = sumOf(deals.filter((d) => d.found.letter === 'D'));
  const { table, security = '', unit = 'shares', code = null } = deals[0]?.found ?? { table: 'I' };
  return {
    table,
    security,
    unit,
    code,
    acquired: printDecimal(acquired),
    disposed: printDecimal(disposed),
    net: printDecimal(acquired.minus(disposed)),
    transactions: deals.length,
  };
};

const onMarket = ({ found }: Deal): boolean =>
  found.table === 'I' && (found.code === 'P' || found.code === 'S') && found.unit === 'shares';

export const flowAnswer = (
  generation: Generation,
  issuer: string,
  from: string,
  at: Settled,
): FlowAnswer =>
  generation.frozen(() => {
    if (!isDay(from) || from > at.asOf)
      fail(
        invalidArgument(
          `a period goes from a day to the same or a later one, as YYYY-MM-DD; got ${from} to ${at.asOf}`,
        ),
      );
    const { questions } = generation;
    const found = questions.deals(issuer, keptAt(at), from);
    const deals = dealsOf(found, mergerOf(questions, issuer));
    const title = ({ found: f }: Deal): string => canonicalTitle(f.security);
    return {
      issuer: issuerNamed(generation, issuer, lastNamed(found)),
      from,
      to: at.asOf,
      knownBy: at.knownBy,
      missing: missingIn(generation),
      market: groupedBy(deals.filter(onMarket), title).map(marketFlow),
      codes: groupedBy(deals, (d) =>
        [d.found.table, title(d), d.found.unit, d.found.code ?? ''].join('|'),
      ).map(codeFlow),
    };
  });

export type { PriceDoubt };
