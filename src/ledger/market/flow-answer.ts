/** What is asked of, and told of, what insiders bought and sold. */
import type { PriceDoubt } from '../../../projections/known/price-doubt.js';
import type { Moment } from '../../answer/moment.js';
import type { InsiderAnswer } from '../../answer/party.js';
import type { InsiderId, RowId } from '../../event/identity.js';
import type { Day } from '../../filing/calendar.js';
import type { IssuerNamed } from '../book/book.js';
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

/** A transaction whose letter denies its code, or is missing: nobody can say whether it was bought or sold. */
export interface Contradictory {
  readonly transactionId: RowId;
  readonly code: 'P' | 'S';
  readonly letter: 'A' | 'D' | null;
  readonly amount: string | null;
}

/** What was bought and sold on the market, codes P and S of Table I. */
export interface MarketSums {
  readonly bought: string;
  readonly sold: string;
  /** Bought less sold. */
  readonly net: string;
  /** Amounts times prices; of those that state a price of one share. */
  readonly boughtValue: string;
  readonly soldValue: string;
  readonly netValue: string;
  /** Prices that are not in dollars are doubtful, and no money is made of them. */
  readonly currency: 'USD';
  /** Without a price: no money is made of them. */
  readonly unpriced: number;
  /** Of those bought and sold, what was under a Rule 10b5-1 plan, as far as forms tell. */
  readonly underPlan: { readonly bought: string; readonly sold: string };
}

/** Purchases and sales of one class on the market. */
export interface MarketFlow extends MarketSums {
  readonly security: string;
  /** Transactions whose price is none of one share: counted in shares, left out of the money. */
  readonly doubtful: ReadonlyArray<DoubtfulPrice>;
  /** Code P with letter D or none, code S with letter A or none: in no sum. */
  readonly contradictory: ReadonlyArray<Contradictory>;
  readonly buyers: number;
  readonly sellers: number;
  readonly transactions: number;
}

/** Transactions of one class at one issuer: by one insider, with one code or in one month. */
export interface FlowGroup extends MarketSums {
  readonly issuer: IssuerNamed;
  readonly insider?: InsiderAnswer;
  /** Others who report some of the same transactions: those are counted here alone. */
  readonly jointWith?: ReadonlyArray<InsiderId>;
  readonly code?: string | null;
  readonly month?: string;
  readonly table: 'I' | 'II';
  readonly security: string;
  readonly unit: string;
  /** On the market with a price that is none of one share: no money is made of them. */
  readonly doubtful: number;
  /** On the market with a letter that denies the code, or with none: in no sum. */
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

/** All transactions of one class with one code, acquired or disposed of as their letters say. */
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

export type { PriceDoubt };
