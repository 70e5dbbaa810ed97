/**
 * A reported transaction as Section 16(b) sees it: which side it is on, of how many shares of what
 * class, and at what price. Raising a call-equivalent or closing a put-equivalent position is a
 * purchase of what underlies it (Rule 16b-6(a) and (b)); the reverse is a sale.
 */
import type { RowReported } from '../../src/event/catalogue.js';
import type { Day } from '../../src/filing/calendar.js';
import { Decimal } from '../../src/filing/decimal.js';
import { footnoteIdsOf } from '../known/box.js';
import { directionContradiction } from '../known/code-direction.js';
import { footnoteFacts } from '../known/footnote-facts.js';
import type { KnownFiling } from '../known/knowledge.js';
import { type PriceDoubt, priceDoubtOf } from '../known/price-doubt.js';
import { footnoteTexts } from '../known/reported-row.js';
import { canonicalTitle } from '../known/security-title.js';
import { counts, firstOf, inForce, type Line } from '../line/line.js';
import type { Side } from './leg.js';

export interface PriceRange {
  readonly low: Decimal;
  readonly high: Decimal;
}

/** One series of options: kind, exercise price, expiry and what underlies them are the same. */
export interface Series {
  readonly kind: 'call' | 'put' | 'other';
  readonly title: string;
  readonly strike: Decimal | null;
  readonly expiresOn: Day | null;
  /** Underlying shares of one. */
  readonly ratio: Decimal;
}

export interface SwingTrade {
  readonly line: Line;
  /** The row in force. */
  readonly row: string;
  readonly code: string | null;
  readonly swap: boolean;
  readonly on: Day;
  /** When it was first reported. */
  readonly filedOn: Day;
  /** One; both where neither letter nor code tells, or one denies the other. */
  readonly sides: ReadonlyArray<Side>;
  /** Why it may be either; null where it is one. */
  readonly whyEither: string | null;
  /** Title as filed of the class that is traded, or that underlies what is traded. */
  readonly security: string;
  /** Of that class; null where the form states none. */
  readonly shares: Decimal | null;
  /** Of one share, or of one underlying share; null where the form states none that is one. */
  readonly price: Decimal | null;
  readonly priceDoubt: PriceDoubt | null;
  /** The least and the most that a share of an average was traded at. */
  readonly range: PriceRange | null;
  /** Null of a row of Table I. */
  readonly series: Series | null;
}

const rangeIn = (texts: ReadonlyArray<string>): PriceRange | null => {
  for (const text of texts)
    for (const fact of footnoteFacts(text))
      if (fact.kind === 'weighted-average-price' && fact.low !== null && fact.high !== null)
        return { low: fact.low, high: fact.high };
  return null;
};

/** What the footnotes say of the price; those on the price itself before those on the row. */
const rangeOf = (row: RowReported, filing: KnownFiling): PriceRange | null =>
  rangeIn(footnoteTexts(filing, row.price.footnotes)) ??
  rangeIn(footnoteTexts(filing, footnoteIdsOf(row)));

const kindOf = (title: string): Series['kind'] =>
  /\bputs?\b/.test(title) ? 'put' : /\bcalls?\b/.test(title) ? 'call' : 'other';

const seriesOf = (row: RowReported): Series | null => {
  if (row.table !== 'II') return null;
  const title = canonicalTitle(row.security.value);
  const underlying = row.terms?.underlying?.shares.value ?? null;
  const number = row.shares.value;
  return {
    kind: kindOf(title),
    title,
    strike: row.terms?.exercisePrice.value ?? null,
    expiresOn: row.terms?.expiresOn.value ?? null,
    ratio:
      underlying === null || number === null || number.isZero() || underlying.isZero()
        ? new Decimal(1)
        : underlying.div(number),
  };
};

/** The side by what the code says was bought or sold; else by the letter. */
const isBought = (row: RowReported): boolean | null => {
  const code = row.coding?.code?.charAt(0) ?? null;
  if (code === 'P') return true;
  if (code === 'S') return false;
  // A short position that expires is bought back for nothing.
  if (code === 'E' && row.table === 'II') return true;
  if (code === 'H' && row.table === 'II') return false;
  const letter = row.acquiredDisposed.value;
  return letter === null ? null : letter === 'A';
};

const either = ['purchase', 'sale'] as const;

const sidesOf = (
  row: RowReported,
  series: Series | null,
): Pick<SwingTrade, 'sides' | 'whyEither'> => {
  const contradiction = directionContradiction(row);
  if (contradiction !== null)
    return {
      sides: either,
      whyEither: `its code ${contradiction.code} says one and its letter ${contradiction.got} the other; correct the one that is mistyped`,
    };
  const bought = isBought(row);
  if (bought === null)
    return {
      sides: either,
      whyEither: 'neither its letter nor its code says whether it is a purchase or a sale',
    };
  const letter = row.acquiredDisposed.value;
  // A put is told by its letter: one that is acquired lowers the stake, whatever it is called.
  const raises =
    series?.kind !== 'put'
      ? bought
      : row.coding?.code?.charAt(0) === 'E' ||
          row.coding?.code?.charAt(0) === 'H' ||
          letter === null
        ? !bought
        : letter === 'D';
  return { sides: [raises ? 'purchase' : 'sale'], whyEither: null };
};

/** The price of one underlying share; of a derivative whose number is not told there is none. */
const ofOne = (
  price: Decimal | null,
  series: Series | null,
  number: Decimal | null,
): Decimal | null =>
  series === null || price === null ? price : number === null ? null : price.div(series.ratio);

/** A line as a trade; null of a holding, and of what does not count. */
export const swingTradeOf = (line: Line): SwingTrade | null => {
  const { row, filing, effective } = inForce(line);
  if (row.kind !== 'transaction' || !counts(line)) return null;
  const series = seriesOf(row);
  const doubt = priceDoubtOf(row, filing);
  const { value: stated } = row.price;
  const code = row.coding?.code ?? null;
  const price = code?.charAt(0) === 'E' ? (stated ?? new Decimal(0)) : stated;
  const number = row.shares.value;
  const underlying = row.terms?.underlying?.security.value ?? null;
  return {
    line,
    row: row.row,
    code,
    swap: row.coding?.equitySwap === true,
    on: effective.on,
    filedOn: firstOf(line).filing.header.filedOn,
    ...sidesOf(row, series),
    security:
      series === null ? (row.security.value ?? '') : (underlying ?? row.security.value ?? ''),
    shares:
      series === null
        ? number
        : number === null
          ? (row.terms?.underlying?.shares.value ?? null)
          : number.times(series.ratio),
    price: doubt === null ? ofOne(price, series, number) : null,
    priceDoubt: doubt,
    range: series === null && doubt === null ? rangeOf(row, filing) : null,
    series,
  };
};
