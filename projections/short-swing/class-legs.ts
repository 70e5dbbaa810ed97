/** The trades of a class as legs in common numbers: in shares of today, whole, none ever divided. */
import type { Day } from '../../src/filing/calendar.js';
import { Decimal, zero } from '../../src/filing/decimal.js';
import type { Judged, MatchableClass } from './judgement.js';
import { type Leg, placesOf, type Quote, type Side, scaled, unscaled } from './leg.js';
import type { Series, SwingTrade } from './swing-trade.js';
import type { WindowReading } from './window.js';

/** Market prices by day that somebody gives; null where they do not. */
export type MarketPrice = (on: Day) => Decimal | null;

/** A trade that was not done. */
export interface Hypothetical {
  readonly side: Side;
  readonly shares: Decimal;
  readonly price: Decimal;
  readonly on: Day;
  readonly inOffice: boolean;
}

/** Begins the name of a trade that was not done; no row's does. */
export const hypotheticalMark = '~';

export const sharesMarket = 'shares';

/** What every number of a class is multiplied with, so that none is ever divided. */
export interface Units {
  readonly shares: Decimal;
  readonly prices: Decimal;
  readonly sharePlaces: number;
  readonly pricePlaces: number;
}

interface Draft {
  readonly id: string;
  readonly side: Side;
  readonly on: Day;
  readonly inOffice: boolean;
  readonly shares: Decimal;
  readonly quotes: ReadonlyArray<{ readonly market: string; readonly price: Decimal }>;
}

const product = (factors: ReadonlyArray<Decimal>): Decimal =>
  factors.reduce((all, factor) => all.times(factor), new Decimal(1));

/** A number of shares and a price in the shares of today, times the units of the class. */
const adjusted = ({ splits }: MatchableClass, on: Day) => {
  const isLater = splits.map(({ effectiveOn }) => effectiveOn > on);
  return {
    shares: product(splits.map((s, i) => (isLater[i] ? s.numerator : s.denominator))),
    price: product(splits.map((s, i) => (isLater[i] ? s.denominator : s.numerator))),
  };
};

const seriesMarket = (ofClass: MatchableClass, on: Day, series: Series): string => {
  const { kind, title, strike, expiresOn } = series;
  const today = strike?.times(adjusted(ofClass, on).price).toFixed() ?? '';
  return [kind === 'other' ? title : kind, today, expiresOn ?? ''].join('|');
};

/** At which prices a trade can be compared, the most particular first. */
const quotesOf = (
  ofClass: MatchableClass,
  trade: SwingTrade,
  price: Decimal | null,
  market: MarketPrice,
): Draft['quotes'] => {
  const { on, series, code } = trade;
  const factor = adjusted(ofClass, on).price;
  const at = (name: string, of: Decimal | null) =>
    of === null ? [] : [{ market: name, price: of.times(factor) }];
  if (series === null) return at(sharesMarket, price);
  const own = at(seriesMarket(ofClass, on, series), price);
  // An expiry is matched with the writing only (Rule 16b-6(d)).
  return code?.charAt(0) === 'E' ? own : [...own, ...at(sharesMarket, market(on))];
};

export interface Setting {
  readonly reading: WindowReading;
  readonly market: MarketPrice;
}

type Priced = (trade: SwingTrade) => Decimal | null;

/** How much of a trade counts for somebody else already, as drafts have it. */
export type Taken = (trade: SwingTrade) => Decimal;

const nothingTaken: Taken = () => zero;

/** One; of an open trade that may be either, both: what bounds the profit takes the dearer. */
const draftsOf = (
  ofClass: MatchableClass,
  { trade, judgement }: Judged,
  market: MarketPrice,
  priced: Priced = (t) => t.price,
  taken: Taken = nothingTaken,
): ReadonlyArray<Draft> => {
  if (judgement.treatment === 'exempt' || trade.shares === null) return [];
  const draft = {
    id: trade.row,
    on: trade.on,
    inOffice: judgement.inOffice,
    shares: trade.shares.times(adjusted(ofClass, trade.on).shares).minus(taken(trade)),
    quotes: quotesOf(ofClass, trade, priced(trade), market),
  };
  return trade.sides.map((side) => ({ ...draft, side }));
};

const unitsOf = ({ splits }: MatchableClass, drafts: ReadonlyArray<Draft>): Units => ({
  shares: product(splits.map((s) => s.denominator)),
  prices: product(splits.map((s) => s.numerator)),
  sharePlaces: placesOf(drafts.map((d) => d.shares)),
  pricePlaces: placesOf(drafts.flatMap((d) => d.quotes.map((q) => q.price))),
});

const legOf = ({ shares, quotes, ...draft }: Draft, units: Units): Leg => ({
  ...draft,
  shares: scaled(shares, units.sharePlaces),
  quotes: quotes.map(
    ({ market, price }): Quote => ({ market, price: scaled(price, units.pricePlaces) }),
  ),
});

/** A number of shares as drafts have it: of one class the same unit for all of its insiders. */
export const draftSharesIn = (n: bigint, units: Units): Decimal => unscaled(n, units.sharePlaces);
export const sharesIn = (n: bigint, units: Units): Decimal =>
  unscaled(n, units.sharePlaces).div(units.shares);
export const priceIn = (n: bigint, units: Units): Decimal =>
  unscaled(n, units.pricePlaces).div(units.prices);
export const moneyIn = (n: bigint, units: Units): Decimal =>
  unscaled(n, units.sharePlaces + units.pricePlaces).div(units.shares.times(units.prices));

export const opposite = (leg: Leg, other: Leg): readonly [Leg, Leg] =>
  leg.side === 'purchase' ? [leg, other] : [other, leg];

export const present = <A>(items: ReadonlyArray<A | null>): ReadonlyArray<A> =>
  items.flatMap((item) => (item === null ? [] : [item]));

/** All legs of a class, with what turns them back into shares and dollars. */
export interface ClassLegs {
  readonly units: Units;
  readonly decided: ReadonlyArray<Leg>;
  readonly open: ReadonlyArray<Leg>;
  readonly more: ReadonlyArray<Leg>;
}

/** `more`: trades that were not done. */
export const classLegs = (
  ofClass: MatchableClass,
  { market }: Setting,
  more: ReadonlyArray<Hypothetical> = [],
  priced?: Priced,
  taken?: Taken,
): ClassLegs => {
  const of = (treatment: 'match' | 'depends') =>
    ofClass.judged
      .filter(({ judgement }) => judgement.treatment === treatment)
      .flatMap((judged) => draftsOf(ofClass, judged, market, priced, taken));
  const [decided, open] = [of('match'), of('depends')];
  const hypothetical = more.map(({ side, shares, price, on, inOffice }, i): Draft => {
    const factor = adjusted(ofClass, on);
    return {
      id: `${hypotheticalMark}${i}`,
      side,
      on,
      inOffice,
      shares: shares.times(factor.shares),
      quotes: [{ market: sharesMarket, price: price.times(factor.price) }],
    };
  });
  const units = unitsOf(ofClass, [...decided, ...open, ...hypothetical]);
  const legs = (drafts: ReadonlyArray<Draft>) => drafts.map((draft) => legOf(draft, units));
  return { units, decided: legs(decided), open: legs(open), more: legs(hypothetical) };
};
